"""Whole results as files: CSV, Excel and JSON Lines, by the address of the search page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import chain

from flask import Blueprint, Response, request

from search.contract import deadline
from search.contract.messages import Message
from search.export.tables import FORMATS
from web.middleware import limits
from web.middleware.errors import BadParameter
from web.routing.engine_access import engine, settings
from web.routing.request_reader import Args, request_from_args

blueprint = Blueprint("export", __name__)

SEPARATORS = {"pilkku": ",", "puolipiste": ";", "sarkain": "\t"}
"""What may stand between the cells of a CSV file, by its name in an address; the first is the usual one."""


@blueprint.get("/haku.<any(csv, xlsx, jsonl):kind>")
def export(kind: str) -> Response:
    """Every project that has all the words, as a file that is sent while it is made.

    Its first piece is made here, so that what goes wrong before it is an error as any other.
    """
    search_request, _ = request_from_args(request.args)
    options = csv_options(request.args) if kind == "csv" else {}
    listing = engine().listing(search_request)
    limits.check_rows(listing.header.total)
    response = Response(content_type=FORMATS[kind].mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="hankkeet.{kind}"'
    if request.method == "GET":
        stream = FORMATS[kind].stream(listing, **options)
        give_back = limits.acquire_export_slot()
        response.call_on_close(give_back)
        pieces = bounded(stream, settings().export_seconds, give_back)
        response.response = chain([next(pieces)], pieces)
    return response


def bounded(stream: Iterator[bytes], seconds: float, done: Callable[[], None]) -> Iterator[bytes]:
    """The pieces of a file as long as there is time. Raises `DeadlineExceeded`, which breaks an answer off.

    The time that the reader takes counts too. The deadline is set while a piece is made, and taken away while
    it is sent: the thread does other things then.
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
    """How the CSV is to be: plain, unless the address says otherwise. Raises `BadParameter`."""
    separator = args.get("erotin", "pilkku")
    if separator not in SEPARATORS:
        raise BadParameter(
            Message("erotin: mahdolliset arvot ovat %(allowed)s.", allowed=", ".join(SEPARATORS))
        )
    return {"separator": SEPARATORS[separator], "bom": args.get("bom") == "1"}
