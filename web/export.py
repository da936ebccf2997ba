"""Whole results as files: CSV, Excel and JSON Lines, by the address of the search page."""

from __future__ import annotations

from flask import Blueprint, Response, request

from search.export import FORMATS
from search.messages import Message
from web import limits, urls
from web.openapi import BadParameter
from web.service import engine

blueprint = Blueprint("export", __name__)

SEPARATORS = {"pilkku": ",", "puolipiste": ";", "sarkain": "\t"}
"""What may stand between the cells of a CSV file, by its name in an address; the first is the usual one."""


@blueprint.get("/haku.<any(csv, xlsx, jsonl):kind>")
def export(kind: str) -> Response:
    """Every project that has all the words, as a file that is sent while it is made."""
    asked, _ = urls.request_from_args(request.args)
    options = _csv_options() if kind == "csv" else {}
    listing = engine().listing(asked)
    limits.check_rows(len(listing.codes))
    stream = FORMATS[kind].stream(listing, **options)
    response = Response(stream, content_type=FORMATS[kind].mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="hankkeet.{kind}"'
    return response


def _csv_options() -> dict[str, str | bool]:
    """How the CSV is to be: plain, unless the address says otherwise."""
    separator = request.args.get("erotin", "pilkku")
    if separator not in SEPARATORS:
        raise BadParameter(
            Message("erotin: mahdolliset arvot ovat %(allowed)s.", allowed=", ".join(SEPARATORS))
        )
    return {"separator": SEPARATORS[separator], "bom": request.args.get("bom") == "1"}
