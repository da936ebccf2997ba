"""The home page as plain data: themes to start from, what there is to search, and how fresh it is."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from search.contract.messages import Message
from search.contract.request import Request
from search.contract.status import Status
from web.i18n import format
from web.i18n.texts import translated
from web.keeping.citing import source_in_words
from web.routing import urls

THEMES = (
    (Message("Digitaidot iäkkäille"), "digituki TAI ikäihminen"),
    (Message("Nuorten työllisyys"), "nuori työllisyys"),
    (Message("Maahanmuuttajat töihin"), "maahanmuuttaja työ"),
    (Message("Kiertotalous ja energia"), "kiertotalous TAI energia"),
    (Message("Matkailun kehittäminen"), "matkailu"),
    (Message("Hyvinvointi ja kuntoutus"), "hyvinvointi TAI kuntoutus"),
)
"""Themes in plain words, and the search that each is; all find something in the sample corpus."""


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere."""

    text: str
    url: str


@dataclass(frozen=True)
class HomeView:
    """The whole home page. day: when the index was last changed; sources: what it is made of."""

    themes: tuple[Link, ...]
    projects: str
    day: str
    sources: Markup
    browse_url: str
    canonical_url: str
    feed_url: str


def home_view(status: Status) -> HomeView:
    """Everything the home page shows."""
    everything = Request()
    return HomeView(
        themes=theme_links(),
        projects=format.projects(status.projects),
        day=format.day(status.day),
        sources=source_in_words(status) if status.sources else Markup(""),
        browse_url=urls.search_url(everything),
        canonical_url=urls.home_url(),
        feed_url=urls.all_hits_url(everything, "feeds.atom"),
    )


def theme_links() -> tuple[Link, ...]:
    """The themes, each with the address of its search."""
    return tuple(Link(translated(text), urls.search_url(Request(query))) for text, query in THEMES)
