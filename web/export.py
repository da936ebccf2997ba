"""Whole results as files: CSV, Excel and JSON Lines, by the address of the search page."""

from __future__ import annotations

from flask import Blueprint, Response, request

from search.export import FORMATS
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
    options = csv_options(request.args) if kind == "csv" else {}
    listing = engine().listing(asked)
    limits.check_rows(len(listing.codes))
    stream = FORMATS[kind].stream(listing, **options)
    response = Response(stream, content_type=FORMATS[kind].mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="hankkeet.{kind}"'
    return response


def csv_options(args: urls.Args) -> dict[str, str | bool]:
    """How the CSV is to be: plain, unless the address says otherwise. Raises `BadParameter`."""
    separator = args.get("erotin", "pilkku")
    if separator not in SEPARATORS:
        raise BadParameter(f"erotin: mahdolliset arvot ovat {', '.join(SEPARATORS)}.")
    return {"separator": SEPARATORS[separator], "bom": args.get("bom") == "1"}
