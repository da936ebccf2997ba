"""The statistics page as plain data: what the projects of a search add up to, by every facet.

Last stage before its template. Every number leads to the search whose projects it counts or adds up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.model.fields import Kind, Role
from index.model.project import BY_ROLE, FACETS, QUERYABLE
from search.contract.request import UNKNOWN, Request
from search.contract.results import Answer
from search.contract.statistics import GRANTED, PAID, Breakdown, Group, Money, Statistics
from web.charts.result_charts import Chart, facet_charts
from web.i18n import format
from web.i18n.language import gettext as _
from web.i18n.language import translated
from web.pages.active_filters import Chip, chips
from web.pages.filters import ExpandedFacet
from web.routing import urls
from web.routing.request_changes import remove_filters

REALISATION = next(field.query for field in QUERYABLE.values() if field.kind is Kind.PERCENT)
SUMS = (GRANTED, PAID, REALISATION)
"""The fields of which sums are made, in the order of `sums`; each leads to its projects, sorted by it."""
TOLD = "0.."
"""The filter value of a sum's field that leaves the projects which tell it."""


DIVIDED = tuple(field.query for field in FACETS)
"""The facets that money and projects are divided by, each in its own table."""
SHOWN_ROWS = 20
"""Rows of a table that are seen before «Näytä kaikki»."""


UNTOLD = "–"
"""Stands for a sum that no project tells."""

ToSearch = tuple[urls.ValueToUrl, ...]
"""What gives the search of a value's projects: in the usual order, and in that of each of `SUMS`."""


@dataclass(frozen=True)
class Total:
    """A number of all projects found; its text is "" where nobody tells it.

    known: how many projects a sum is over, "" where it is over all; known_url: the search of just these.
    """

    label: str
    text: str
    url: str
    known: str = ""
    known_url: str = ""


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
    is_source_text: bool
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
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    search_url: str


def statistics_view(
    request: Request, answer: Answer, statistics: Statistics, notes: tuple[str, ...], shown: ExpandedFacet
) -> StatisticsView:
    """Everything the statistics page shows; `shown` is the table to show whole."""
    return StatisticsView(
        query=request.query,
        chips=chips(request, answer, urls.statistics_url),
        clear_url=urls.statistics_url(remove_filters(request)),
        notes=tuple(map(translated, dict.fromkeys((*notes, *answer.notes)))),
        totals=totals(request, statistics, answer.total),
        charts=facet_charts(request, statistics),
        tables=tuple(
            _table(request, one, answer.total, shown.name == one.field)
            for one in statistics.breakdowns.values()
            if one.known
        ),
        search_url=urls.search_url(request),
    )


def sums(money: Money) -> tuple[str, str, str]:
    """What was granted, paid, and paid of the granted, as text; "" where no project tells.

    Money that adds up to nothing counts as told only where there is a share of it.
    """
    share = "" if money.realisation is None else format.percentage(money.realisation)
    granted, paid = (format.money(one) if one or share else "" for one in (money.granted, money.paid))
    return granted, paid, share


def sorted_by(request: Request, field: str, whole: int) -> Request:
    """The search with those first that make up most of a sum.

    whole: how many projects match the whole query; where none does, only the order by relevance finds others.
    """
    return replace(request, sort=field if whole else "", offset=0)


def totals(request: Request, statistics: Statistics, whole: int) -> tuple[Total, ...]:
    """What all the projects found add up to; `whole` of them match the whole query."""
    told = (statistics.granted_known, statistics.paid_known, statistics.projects)
    labels = (_(BY_ROLE[Role.GRANTED].label), _("Maksettu"), _(BY_ROLE[Role.REALISATION].label))
    texts = sums(statistics.money)
    return (
        Total(
            _("Hankkeita"), format.number(statistics.projects), urls.search_url(replace(request, offset=0))
        ),
        *(
            _sum(sorted_by(request, field, whole), field, label, text, known, statistics.projects)
            for field, label, text, known in zip(SUMS, labels, texts, told, strict=True)
        ),
    )


def _sum(request: Request, field: str, label: str, text: str, known: int, every: int) -> Total:
    url = urls.search_url(request)
    if not text or known == every:
        return Total(label, text, url)
    return Total(label, text, url, format.number(known), urls.set_value_urls(request, field)(TOLD))


def _table(request: Request, breakdown: Breakdown, matches: int, whole: bool) -> Table:
    """The table of a facet. matches: how many projects match the whole query."""
    field = QUERYABLE[breakdown.field]
    groups = breakdown.groups if whole else breakdown.groups[:SHOWN_ROWS]
    missing = (breakdown.missing,) if breakdown.missing else ()
    most = max(group.projects for group in breakdown.groups)
    orders = (request, *(sorted_by(request, one, matches) for one in SUMS))
    to_search = tuple(urls.narrow_urls(one, field.query) for one in orders)
    to_statistics = urls.narrow_urls(request, field.query, urls.statistics_url)
    more = urls.statistics_url(request, (urls.SHOW, field.query))
    columns = (_("Hankkeita"), _("Myönnetty"), _("Maksettu"), _(BY_ROLE[Role.REALISATION].label))
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
    group: Group, most: int, columns: tuple[str, ...], to_search: ToSearch, to_statistics: urls.ValueToUrl
) -> Row:
    texts = (format.number(group.projects), *(sums(group.money) if group.money else ()))
    return Row(
        label=format.value_label(group.value, group.label),
        is_source_text=group.value != UNKNOWN,
        narrower_url=to_statistics(group.value),
        cells=tuple(
            Cell(label, text or UNTOLD, address(group.value) if text else "")
            for label, text, address in zip(columns, texts, to_search, strict=True)
        ),
        share=min(100, round(100 * group.projects / most)),
    )
