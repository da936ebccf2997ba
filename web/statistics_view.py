"""The statistics page as plain data: what the projects of a search add up to, by every facet.

Last stage before its template. Every number leads to the search whose projects it counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.project import FACETS, QUERYABLE
from search.messages import Message
from search.request import Answer, Request
from search.statistics import Breakdown, Group, Statistics
from web import format, urls
from web.filter_view import Shown
from web.language import gettext as _
from web.language import translated
from web.pictures import Picture
from web.search_view import Chip, Totals, chips, pictures, totals

DIVIDED = tuple(field.query for field in FACETS)
"""The facets that money and projects are divided by, each in its own table."""
SHOWN_ROWS = 20
"""Rows of a table that are seen before «Näytä kaikki»."""


@dataclass(frozen=True)
class Row:
    """The projects with one value of a facet; `share` of the largest row, in whole per cents.

    told: the label is as descriptions have it.
    url: the search of just these projects. narrower_url: the statistics of them.
    """

    label: str
    told: bool
    narrower_url: str
    projects: str
    url: str
    granted: str
    paid: str
    realisation: str
    share: int


@dataclass(frozen=True)
class Table:
    """One facet. known, projects: how many projects have a value, of how many."""

    name: str
    label: str
    rows: tuple[Row, ...]
    total: int
    more_url: str
    less_url: str
    known: int
    projects: int
    several: bool


@dataclass(frozen=True)
class StatisticsView:
    """The whole statistics page."""

    query: str
    chips: tuple[Chip, ...]
    clear_url: str
    notes: tuple[str, ...]
    totals: Totals
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    search_url: str


def statistics_view(
    request: Request, answer: Answer, statistics: Statistics, notes: tuple[str, ...], shown: Shown
) -> StatisticsView:
    """Everything the statistics page shows; `shown` is the table to show whole."""
    return StatisticsView(
        query=request.query,
        chips=chips(request, answer, urls.statistics_url),
        clear_url=urls.statistics_url(urls.without_filters(request)),
        notes=tuple(map(translated, dict.fromkeys((*notes, *answer.notes)))),
        totals=totals(statistics),
        pictures=pictures(request, statistics),
        tables=tuple(
            _table(request, one, statistics.projects, shown.name == one.field)
            for one in statistics.breakdowns.values()
            if one.known
        ),
        search_url=urls.search_url(request),
    )


def _table(request: Request, breakdown: Breakdown, projects: int, whole: bool) -> Table:
    field = QUERYABLE[breakdown.field]
    groups = breakdown.groups if whole else breakdown.groups[:SHOWN_ROWS]
    missing = (breakdown.missing,) if breakdown.missing else ()
    most = max(group.projects for group in breakdown.groups)
    to_search = urls.narrower(request, field.query)
    to_statistics = urls.narrower(request, field.query, urls.statistics_url)
    more = urls.statistics_url(request, (urls.SHOW, field.query))
    return Table(
        name=field.query,
        label=_(field.label),
        rows=tuple(_row(group, most, to_search, to_statistics) for group in (*groups, *missing)),
        total=len(breakdown.groups),
        more_url=more if len(groups) < len(breakdown.groups) else "",
        less_url=urls.statistics_url(request) if whole and len(groups) > SHOWN_ROWS else "",
        known=breakdown.known,
        projects=projects,
        several=field.many,
    )


def _row(
    group: Group, most: int, to_search: Callable[[str], str], to_statistics: Callable[[str], str]
) -> Row:
    money = group.money
    realisation = money.realisation if money else None
    return Row(
        label=translated(group.label),
        told=not isinstance(group.label, Message),
        narrower_url=to_statistics(group.value),
        projects=format.number(group.projects),
        url=to_search(group.value),
        granted=format.money(money.granted) if money else "",
        paid=format.money(money.paid) if money else "",
        realisation="" if realisation is None else format.per_cents(realisation),
        share=min(100, round(100 * group.projects / most)),
    )
