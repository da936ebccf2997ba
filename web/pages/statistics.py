"""The statistics page as plain data: what the projects of a search add up to, by every facet.

Last stage before its template. Every number leads to the search whose projects it counts or adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.model.fields import Role
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

REALISATION = BY_ROLE[Role.REALISATION].query
"""The field of the share of granted money that was paid, in per cents."""
SUM_FIELDS = (GRANTED, PAID, REALISATION)
"""The fields that are added up, in the order of `sum_texts`; a sum leads to its projects, sorted by it."""
ANY_NUMBER = "0.."
"""The filter value that leaves the projects which have a number in a field."""
TABLE_FACETS = tuple(field.query for field in FACETS)
"""The facets by which projects and money are broken down, each in a table."""
SHOWN_ROWS = 20
"""Rows of a table that are shown before «Näytä kaikki»."""
NO_SUM = "–"
"""Stands for a sum that no project has a number for."""


@dataclass(frozen=True)
class Total:
    """A number of all projects found, as text; "" where no project has it.

    url:   the search that it is of. known: over how many projects a sum is, as text, "" where it is over all;
           known_url: the search of just these.
    """

    label: str
    text: str
    url: str
    known: str = ""
    known_url: str = ""


@dataclass(frozen=True)
class StatisticsCell:
    """A number and the search that it is of, "" where no project has it. label: that of the column."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class StatisticsRow:
    """The projects with one value of a facet.

    is_source_text: whether the label is out of the descriptions, which stay Finnish on every page.
    narrower_url:   the statistics of just these projects.
    share:          of the projects of the largest row, in whole per cents: the length of the bar.
    """

    label: str
    is_source_text: bool
    narrower_url: str
    cells: tuple[StatisticsCell, ...]
    share: int


@dataclass(frozen=True)
class StatisticsTable:
    """Projects and money by one facet.

    columns: the labels of the numbers. total: how many rows there are, shown or not.
    more_url, less_url: the page with all rows of this table, and with the first only; "" where not needed.
    several: whether a project may stand in several rows.
    """

    name: str
    label: str
    columns: tuple[str, ...]
    rows: tuple[StatisticsRow, ...]
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
    tables: tuple[StatisticsTable, ...]
    search_url: str


def statistics_view(
    request: Request, answer: Answer, statistics: Statistics, notes: tuple[str, ...], expanded: ExpandedFacet
) -> StatisticsView:
    """Everything the statistics page shows.

    statistics: with breakdowns by `TABLE_FACETS` and their money. notes: on the reading of the address.
    expanded:   the table to show whole.
    """
    return StatisticsView(
        query=request.query,
        chips=chips(request, answer, urls.statistics_url),
        clear_url=urls.statistics_url(remove_filters(request)),
        notes=all_notes(notes, answer),
        totals=totals(request, statistics, answer.total),
        charts=facet_charts(request, statistics),
        tables=tuple(
            _table(request, one, answer.total, expanded.name == one.field)
            for one in statistics.breakdowns.values()
            if one.known
        ),
        search_url=urls.search_url(request),
    )


def sum_texts(money: Money) -> tuple[str, str, str]:
    """Money granted, money paid, and the share paid of the granted, as text; "" where it is not known.

    A sum of 0 counts as known only where there is a share.
    """
    share = "" if money.realisation is None else format.percentage(money.realisation)
    granted, paid = (format.money(one) if one or share else "" for one in (money.granted, money.paid))
    return granted, paid, share


def sort_by_sum(request: Request, field: str, matches: int) -> Request:
    """The search with the projects first that make up most of a sum.

    matches: how many projects match the whole query; without any, partial ones come by relevance only.
    """
    return replace(request, sort=field if matches else "", offset=0)


def all_notes(notes: Sequence[str], answer: Answer) -> tuple[str, ...]:
    """What was read otherwise than written, of the address and of the query, in the language of the page."""
    return tuple(map(translated, dict.fromkeys((*notes, *answer.notes))))


def totals(request: Request, statistics: Statistics, matches: int) -> tuple[Total, ...]:
    """What all projects found add up to. matches: how many of them match the whole query."""
    known_counts = (statistics.granted_known, statistics.paid_known, statistics.projects)
    labels = (_(BY_ROLE[Role.GRANTED].label), _("Maksettu"), _(BY_ROLE[Role.REALISATION].label))
    texts = sum_texts(statistics.money)
    return (
        Total(
            _("Hankkeita"), format.number(statistics.projects), urls.search_url(replace(request, offset=0))
        ),
        *(
            _sum(sort_by_sum(request, field, matches), field, label, text, known, statistics.projects)
            for field, label, text, known in zip(SUM_FIELDS, labels, texts, known_counts, strict=True)
        ),
    )


def _sum(request: Request, field: str, label: str, text: str, known: int, every: int) -> Total:
    url = urls.search_url(request)
    if not text or known == every:
        return Total(label, text, url)
    return Total(label, text, url, format.number(known), urls.set_value_urls(request, field)(ANY_NUMBER))


def _table(request: Request, breakdown: Breakdown, matches: int, whole: bool) -> StatisticsTable:
    """The table of a facet. matches: how many projects match the whole query."""
    field = QUERYABLE[breakdown.field]
    groups = breakdown.groups if whole else breakdown.groups[:SHOWN_ROWS]
    missing = (breakdown.missing,) if breakdown.missing else ()
    most = max(group.projects for group in breakdown.groups)
    orders = (request, *(sort_by_sum(request, one, matches) for one in SUM_FIELDS))
    search_urls = tuple(urls.narrow_urls(one, field.query) for one in orders)
    statistics_urls = urls.narrow_urls(request, field.query, urls.statistics_url)
    more = urls.statistics_url(request, (urls.SHOW, field.query))
    columns = (_("Hankkeita"), _("Myönnetty"), _("Maksettu"), _(BY_ROLE[Role.REALISATION].label))
    return StatisticsTable(
        name=field.query,
        label=_(field.label),
        columns=columns,
        rows=tuple(_row(group, most, columns, search_urls, statistics_urls) for group in (*groups, *missing)),
        total=len(breakdown.groups),
        more_url=more if len(groups) < len(breakdown.groups) else "",
        less_url=urls.statistics_url(request) if whole and len(groups) > SHOWN_ROWS else "",
        several=field.multivalued,
    )


def _row(
    group: Group,
    most: int,
    columns: tuple[str, ...],
    search_urls: tuple[urls.ValueToUrl, ...],
    statistics_urls: urls.ValueToUrl,
) -> StatisticsRow:
    """The row of a group. most: projects of the largest. search_urls: one for each column."""
    texts = (format.number(group.projects), *(sum_texts(group.money) if group.money else ()))
    return StatisticsRow(
        label=format.value_label(group.value, group.label),
        is_source_text=group.value != UNKNOWN,
        narrower_url=statistics_urls(group.value),
        cells=tuple(
            StatisticsCell(label, text or NO_SUM, address(group.value) if text else "")
            for label, text, address in zip(columns, texts, search_urls, strict=True)
        ),
        share=min(100, round(100 * group.projects / most)),
    )
