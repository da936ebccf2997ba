"""What other programs look for on a site: a feed of each search, the list of all pages, and a description of
the search for browsers. XML, by templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from search.contract.request import NEWEST, Request
from web.i18n.language import gettext as _
from web.routing import urls
from web.routing.engine_access import engine
from web.routing.request_reader import request_from_args

blueprint = Blueprint("feeds", __name__)

ENTRIES = 50
"""Projects in a feed."""
SUMMARY = 500
"""Characters of a project's summary in a feed."""
SITEMAP = 50_000
"""Addresses in one file of the list of pages, by its definition."""
OWN_PAGES = (
    "pages.search",
    "pages.statistics",
    "pages.compare",
    "pages.help_page",
    "pages.api_page",
    "pages.access_page",
)
"""The pages that are worth finding besides those of the projects."""
NO_DAY = "1970-01-01"
"""Stands for the day on which a project starts where that is not told: a feed must have one."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """A project in a feed."""

    url: str
    title: str
    author: str
    day: str
    summary: str
    categories: tuple[str, ...]


@blueprint.get("/haku.atom")
def atom() -> Response:
    """The newest projects of a search, for programs that follow it."""
    search_request = replace(request_from_args(request.args)[0], sort=NEWEST, offset=0)
    listing = engine().listing(search_request)
    entries = tuple(_entry(data) for data in islice(listing.documents(), ENTRIES))
    root = request.url_root.rstrip("/")
    page = _xml(
        "feed.xml",
        title=_plain(f"{search_request.query} – Hankehaku" if search_request.query else "Hankehaku"),
        self_url=root + urls.all_hits_url(replace(search_request, sort=""), ".atom"),
        page_url=root + urls.search_url(replace(search_request, sort="")),
        updated=max((entry.day for entry in entries), default=NO_DAY),
        total=listing.header.total,
        entries=entries,
    )
    page.mimetype = "application/atom+xml"
    return page


def _entry(data: dict[str, Any]) -> Entry:
    summary = _plain(data["summary"] or "")
    return Entry(
        url=url_for("pages.project", code=data["code"], _external=True),
        title=_plain(data["title"] or data["code"]),
        author=_plain(data["applicant"]["name"] or _("Hakija ei tiedossa")),
        day=data["starts"] or NO_DAY,
        summary=summary if len(summary) <= SUMMARY else summary[:SUMMARY].rsplit(" ", 1)[0] + " …",
        categories=tuple(_plain(name) for name in (data["fund"], *data["regions"]) if name),
    )


def _plain(text: str) -> str:
    """Text on one line, without the characters that XML cannot have."""
    return " ".join(_NOT_XML.sub(" ", text).split())


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """All pages that are worth finding; a list of lists where one may not hold them all."""
    pages = list(_pages())
    if len(pages) <= SITEMAP:
        return _xml("sitemap.xml", pages=pages)
    parts = range(1, -(-len(pages) // SITEMAP) + 1)
    return _xml("sitemaps.xml", parts=[url_for(".sitemap_part", part=n, _external=True) for n in parts])


@blueprint.get("/sitemap-<int:part>.xml")
def sitemap_part(part: int) -> Response:
    """One part of the list of all pages, from 1."""
    pages = list(islice(_pages(), (part - 1) * SITEMAP, part * SITEMAP)) if part else []
    return _xml("sitemap.xml", pages=pages) if pages else abort(404)


def _pages() -> Iterator[str]:
    for name in OWN_PAGES:
        yield url_for(name, _external=True)
    for code in engine().codes(Request()):
        yield url_for("pages.project", code=code, _external=True)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Which pages are worth finding: projects, and not every combination of filters."""
    lines = (
        "User-agent: *",
        "Disallow: /*?",
        "Disallow: /haku.",
        "Disallow: /api/v1/",
        "Disallow: /*/api/v1/",
        "Allow: /static/",
    )
    text = "\n".join((*lines, "", f"Sitemap: {url_for('.sitemap', _external=True)}", ""))
    return Response(text, mimetype="text/plain")


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """The description by which browsers offer this site as a search engine."""
    page = _xml("opensearch.xml", root=request.url_root.rstrip("/"))
    page.mimetype = "application/opensearchdescription+xml"
    return page


def _xml(template: str, **context: Any) -> Response:
    page = make_response(render_template(template, **context))
    page.mimetype = "application/xml"
    return page
