"""The statistics page as plain data: what the projects of a search add up to, by every facet.

Last stage before its template. Every number leads to the search whose projects it counts or adds up.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.model.project import FACETS, QUERYABLE
from search.contract.request import UNKNOWN, Request
from search.contract.results import Answer, Breakdown, Group, Statistics
from web.charts.result_charts import Picture
from web.i18n import format
from web.i18n.language import gettext as _
from web.i18n.language import translated
from web.pages.filters import ExpandedFacet
from web.pages.search import Chip, chips, pictures
from web.pages.totals import SUMS, Total, sorted_by, sums, totals
from web.routing import urls

DIVIDED = tuple(field.query for field in FACETS)
"""The facets that money and projects are divided by, each in its own table."""
SHOWN_ROWS = 20
"""Rows of a table that are seen before «Näytä kaikki»."""


UNTOLD = "–"
"""Stands for a sum that no project tells."""

ToSearch = tuple[urls.Narrow, ...]
"""What gives the search of a value's projects: in the usual order, and in that of each of `SUMS`."""


@dataclass(frozen=True)
class Cell:
    """A number, and the search that it is of; "" where no project tells it. label: that of its column."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class Row:
    """The projects with one value of a facet; `share` of the largest row, in whole per cents.

    told: the label is as descriptions have it. narrower_url: the statistics of just these projects.
    """

    label: str
    told: bool
    narrower_url: str
    cells: tuple[Cell, ...]
    share: int


@dataclass(frozen=True)
class Table:
    """One facet; `columns` are the labels of its numbers."""

    name: str
    label: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    more_url: str
    less_url: str
    several: bool


@dataclass(frozen=True)
class StatisticsView:
    """The whole statistics page."""

    query: str
    chips: tuple[Chip, ...]
    clear_url: str
    notes: tuple[str, ...]
    totals: tuple[Total, ...]
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    search_url: str


def statistics_view(
    request: Request, answer: Answer, statistics: Statistics, notes: tuple[str, ...], shown: ExpandedFacet
) -> StatisticsView:
    """Everything the statistics page shows; `shown` is the table to show whole."""
    return StatisticsView(
        query=request.query,
        chips=chips(request, answer, urls.statistics_url),
        clear_url=urls.statistics_url(urls.without_filters(request)),
        notes=tuple(map(translated, dict.fromkeys((*notes, *answer.notes)))),
        totals=totals(request, statistics, answer.total),
        pictures=pictures(request, statistics),
        tables=tuple(
            _table(request, one, answer.total, shown.name == one.field)
            for one in statistics.breakdowns.values()
            if one.known
        ),
        search_url=urls.search_url(request),
    )


def _table(request: Request, breakdown: Breakdown, matches: int, whole: bool) -> Table:
    """The table of a facet. matches: how many projects match the whole query."""
    field = QUERYABLE[breakdown.field]
    groups = breakdown.groups if whole else breakdown.groups[:SHOWN_ROWS]
    missing = (breakdown.missing,) if breakdown.missing else ()
    most = max(group.projects for group in breakdown.groups)
    orders = (request, *(sorted_by(request, one, matches) for one in SUMS))
    to_search = tuple(urls.narrower(one, field.query) for one in orders)
    to_statistics = urls.narrower(request, field.query, urls.statistics_url)
    more = urls.statistics_url(request, (urls.SHOW, field.query))
    columns = (_("Hankkeita"), _("Myönnetty"), _("Maksettu"), _("Toteutuma"))
    return Table(
        name=field.query,
        label=_(field.label),
        columns=columns,
        rows=tuple(_row(group, most, columns, to_search, to_statistics) for group in (*groups, *missing)),
        total=len(breakdown.groups),
        more_url=more if len(groups) < len(breakdown.groups) else "",
        less_url=urls.statistics_url(request) if whole and len(groups) > SHOWN_ROWS else "",
        several=field.multivalued,
    )


def _row(
    group: Group, most: int, columns: tuple[str, ...], to_search: ToSearch, to_statistics: urls.Narrow
) -> Row:
    texts = (format.number(group.projects), *(sums(group.money) if group.money else ()))
    return Row(
        label=format.value_label(group.value, group.label),
        told=group.value != UNKNOWN,
        narrower_url=to_statistics(group.value),
        cells=tuple(
            Cell(label, text or UNTOLD, address(group.value) if text else "")
            for label, text, address in zip(columns, texts, to_search, strict=True)
        ),
        share=min(100, round(100 * group.projects / most)),
    )
