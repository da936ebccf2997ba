"""Whole results as files (CSV, Excel, JSON Lines), with the parameters of the search page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from flask import Blueprint, Response, request

from index.model.fields import NO, YES, Field, Kind
from search.contract import deadline
from search.contract.messages import Message
from search.contract.request import Request
from search.export.naming import file_name, in_words
from search.export.tables import COLUMNS, FINNISH, FORMATS, ORIGIN_COLUMNS, Origin, Wording
from web.i18n.texts import SOURCE_LANGUAGE, language
from web.i18n.texts import gettext as _
from web.i18n.values import name_in
from web.middleware import limits
from web.middleware.errors import BadParameter
from web.routing import urls
from web.routing.engine_access import engine, settings
from web.routing.request_reader import Args, request_from_args

blueprint = Blueprint("export", __name__)

SEPARATORS = {"pilkku": ",", "puolipiste": ";", "sarkain": "\t"}
"""The separators of cells in a CSV file, by their names in an address; the first is the default."""


@blueprint.get("/haku.<any(csv, xlsx, jsonl):kind>")
def export(kind: str) -> Response:
    """Every project that has all the words, as a file that is sent while it is made.

    The first piece is made before the answer begins, so that an early error gives a normal error answer.
    """
    search_request, _ = request_from_args(request.args)
    options = csv_options(request.args) if kind == "csv" else {}
    listing = engine().listing(search_request)
    limits.check_rows(listing.header.total)
    response = Response(content_type=FORMATS[kind].mimetype)
    day = engine().status().day
    response.headers["Content-Disposition"] = file_name(search_request, day, kind).disposition
    if request.method == "GET":
        stream = FORMATS[kind].stream(listing, origin(search_request, day), wording(), **options)
        release_slot = limits.acquire_export_slot()
        response.call_on_close(release_slot)
        pieces = with_time_limit(stream, settings().export_seconds, release_slot)
        response.response = chain([next(pieces)], pieces)
    return response


def origin(search_request: Request, day: date) -> Origin:
    """The origin of the rows of a file. Works also while the file is sent, after the end of the request."""
    site, address = urls.site(), urls.project_urls(None)
    own = site + urls.search_url(replace(search_request, offset=0))
    return Origin(in_words(search_request), own, day, lambda code: site + address(code, 0))


def wording() -> Wording:
    """Headings and names of values in the language of the address, also after the end of the request."""
    code = language()
    if code == SOURCE_LANGUAGE:
        return FINNISH
    flags = {word: _(word) for word in (YES, NO)}

    def value(field: Field, text: str) -> str:
        return flags[text] if field.kind is Kind.FLAG else name_in(code, field, text) or text

    headings = (_(field.label) for field in COLUMNS)
    return Wording((*headings, *(_(label) for label in ORIGIN_COLUMNS)), value, _("Hankkeet"))


def with_time_limit(stream: Iterator[bytes], seconds: float, done: Callable[[], None]) -> Iterator[bytes]:
    """The pieces of a file. Raises `DeadlineExceeded` when the time is over, which cuts the answer off.

    The time that the client takes counts too. The deadline is set while a piece is made and removed while it
    is sent, since the thread does other work then. done: called at the end, also after an error.
    """
    ends = time.monotonic() + seconds
    try:
        while True:
            started = deadline.start(ends - time.monotonic())
            try:
                deadline.check()
                piece = next(stream, None)
            finally:
                deadline.end(started)
            if piece is None:
                return
            yield piece
    finally:
        done()


def csv_options(args: Args) -> dict[str, str | bool]:
    """The options of the CSV writer that an address asks for. Raises `BadParameter`."""
    separator = args.get("erotin", "pilkku")
    if separator not in SEPARATORS:
        raise BadParameter(
            Message("erotin: mahdolliset arvot ovat %(allowed)s.", allowed=", ".join(SEPARATORS))
        )
    return {"separator": SEPARATORS[separator], "bom": args.get("bom") == "1"}
