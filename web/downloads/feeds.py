"""Files for other programs: an Atom feed of each search, the sitemap, robots.txt, and the OpenSearch
description for browsers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, make_response, request, url_for

from index.model.fields import Role
from index.model.project import BY_ROLE
from search.contract.listing import StoredProject
from search.contract.request import CHANGED, Request
from search.contract.statistics import NAME
from search.contract.status import finnish_day
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.texts import language
from web.i18n.values import name_in
from web.middleware.rendering import render
from web.routing import urls
from web.routing.engine_access import engine
from web.routing.request_reader import request_from_args

blueprint = Blueprint("feeds", __name__)

ENTRIES = 50
"""Projects in a feed."""
SUMMARY_LENGTH = 500
"""Characters of what a feed says of a project."""
SITEMAP_SIZE = 50_000
"""Addresses in one file of a sitemap, at most (sitemaps.org)."""
OWN_PAGES = (
    "pages.search",
    "pages.everything",
    "pages.statistics",
    "pages.compare",
    "pages.help_page",
    "pages.about_page",
    "pages.api_page",
    "pages.access_page",
)
"""The pages in the sitemap besides those of projects and organisations."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Category:
    """A fund or region: its Finnish name, and that in the language of the feed; "" where there is none."""

    term: str
    label: str


@dataclass(frozen=True)
class FeedEntry:
    """A project in a feed.

    published, updated: when the index first had the project, and its text as it is: RFC 3339.
    summary: whether the project is new or changed, the day in Finland, and the project's summary.
    """

    url: str
    title: str
    author: str
    published: str
    updated: str
    summary: str
    categories: tuple[Category, ...]


@blueprint.get("/haku.atom")
def atom() -> Response:
    """The projects of a search as an Atom feed: what is new in the index or has changed comes first."""
    search_request = replace(request_from_args(request.args)[0], sort=CHANGED, offset=0)
    listing = engine().listing(search_request)
    entries = tuple(_entry(stored) for stored in islice(listing.projects, ENTRIES))
    root = request.host_url.rstrip("/")
    page = _xml(
        "feed.xml",
        title=_xml_text(f"{search_request.query} – Hankehaku" if search_request.query else "Hankehaku"),
        self_url=root + urls.all_hits_url(replace(search_request, sort=""), ".atom"),
        page_url=root + urls.search_url(replace(search_request, sort="")),
        updated=max((entry.updated for entry in entries), default=_moment(0)),
        total=listing.header.total,
        entries=entries,
    )
    page.mimetype = "application/atom+xml"
    return page


def _entry(stored: StoredProject) -> FeedEntry:
    data = json.loads(stored.json_line)
    is_new = stored.first_seen == stored.last_changed
    day = format.day(finnish_day(stored.last_changed))
    news = _("Uusi %(day)s.", day=day) if is_new else _("Muuttunut %(day)s.", day=day)
    summary = f"{news} {_xml_text(data['summary'] or '')}".strip()
    return FeedEntry(
        url=url_for("pages.project", code=data["code"], _external=True),
        title=_xml_text(data["title"] or data["code"]),
        author=_xml_text(data["applicant"]["name"] or _("Hakija ei tiedossa")),
        published=_moment(stored.first_seen),
        updated=_moment(stored.last_changed),
        summary=summary
        if len(summary) <= SUMMARY_LENGTH
        else summary[:SUMMARY_LENGTH].rsplit(" ", 1)[0] + " …",
        categories=tuple(
            Category(_xml_text(name), _xml_text(name_in(language(), BY_ROLE[role], name)))
            for role, names in ((Role.FUND, [data["fund"]]), (Role.REGIONS, data["regions"]))
            for name in names
            if name
        ),
    )


def _moment(seconds: int) -> str:
    """A Unix time in UTC, as Atom writes it (RFC 3339)."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml_text(text: str) -> str:
    """Text on one line, without the characters that XML forbids."""
    return " ".join(_NOT_XML.sub(" ", text).split())


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The sitemap, or an index of its parts if it is too large for one file."""
    pages = list(_pages())
    if len(pages) <= SITEMAP_SIZE:
        return _xml("sitemap.xml", pages=pages)
    parts = range(1, -(-len(pages) // SITEMAP_SIZE) + 1)
    return _xml("sitemaps.xml", parts=[url_for(".sitemap_part", part=n, _external=True) for n in parts])


@blueprint.get("/sitemap-<int:part>.xml")
def sitemap_part(part: int) -> Response:
    """One part of the sitemap, from 1; 404 beyond the last."""
    pages = list(islice(_pages(), (part - 1) * SITEMAP_SIZE, part * SITEMAP_SIZE)) if part else []
    return _xml("sitemap.xml", pages=pages) if pages else abort(404)


def _pages() -> Iterator[str]:
    for name in OWN_PAGES:
        yield url_for(name, _external=True)
    for code in engine().codes(Request()):
        yield url_for("pages.project", code=code, _external=True)
    for one in engine().organisations(Request(), order=NAME).listed:
        yield url_for("pages.organisation", name=one.organisation.id, _external=True)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Lets crawlers read projects, and not every combination of filters."""
    root = quote(request.root_path)
    paths = ("/*?", "/haku.", "/*/haku.", "/api/v1/", "/*/api/v1/")
    lines = (
        "User-agent: *",
        *(f"Disallow: {root}{path}" for path in paths),
        f"Allow: {root}/static/",
    )
    text = "\n".join((*lines, "", f"Sitemap: {url_for('.sitemap', _external=True)}", ""))
    return Response(text, mimetype="text/plain")


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """The OpenSearch description, by which browsers offer this site as a search engine."""
    page = _xml("opensearch.xml", root=request.host_url.rstrip("/"))
    page.mimetype = "application/opensearchdescription+xml"
    return page


def _xml(template: str, **context: Any) -> Response:
    page = make_response(render(template, **context))
    page.mimetype = "application/xml"
    return page
