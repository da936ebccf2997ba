"""The JSON API, version 1: the same searches as the page, as plain data."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, jsonify, request

from index.convert import to_json
from search.render import answer_json
from web import urls
from web.service import engine

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

MAX_LIMIT = 100
"""Hits in one answer."""
MAX_OFFSET = 10_000_000


@blueprint.get("/search")
def search() -> Response:
    """One answer of the search, with the notes of the address before those of the query."""
    asked, notes = urls.request_from_args(request.args)
    extra: list[str] = list(notes)
    asked = replace(asked, limit=_bounded("limit", asked.limit, 1, MAX_LIMIT, extra))
    asked = replace(asked, offset=_bounded("offset", asked.offset, 0, MAX_OFFSET, extra))
    answer = engine().answer(asked)
    return jsonify(answer_json(replace(answer, notes=(*extra, *answer.notes))))


@blueprint.get("/projects/<code>")
def project(code: str) -> Response:
    """One project, without contact data."""
    return jsonify(to_json(engine().project(code).project))


def _bounded(name: str, default: int, low: int, high: int, notes: list[str]) -> int:
    """A whole-number parameter within its bounds; what is no number is left out with a note."""
    written = urls.clean(request.args.get(name, ""))
    if not written:
        return default
    digits = written.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        notes.append(f"{name}: «{written[:40]}» ei ole kokonaisluku, joten sitä ei käytetty.")
        return default
    value = min(max(int(written), low), high)
    if value != int(written):
        notes.append(f"{name}: {written} ei ole väliltä {low}–{high}, joten käytettiin arvoa {value}.")
    return value
