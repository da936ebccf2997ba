"""The statistics page as plain data: what the projects of a search add up to, by every facet.

Last stage before its template. Every number leads to the search whose projects it counts or adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.model.fields import Field, Kind, Role
from index.model.project import BY_ROLE, QUERYABLE
from search.contract.request import Request
from search.contract.results import Answer
from search.contract.statistics import GRANTED, NAME, PAID, Breakdown, Group, Histogram, Money, Statistics
from web.charts.chart import Chart
from web.charts.result_charts import facet_charts, histogram_chart
from web.i18n import format
from web.i18n.query_words import in_own_words
from web.i18n.texts import gettext as _
from web.i18n.texts import translated
from web.i18n.values import shown
from web.pages.active_filters import Chip, chips
from web.routing import urls
from web.routing.request_changes import remove_filters
from web.routing.statistics_order import COLUMNS, next_order, sorted_groups

REALISATION = BY_ROLE[Role.REALISATION].query
"""The field of the share of granted money that was paid, in per cents."""
SUM_FIELDS = (GRANTED, PAID, REALISATION)
"""The fields that are added up, in the order of `sum_texts`; a sum leads to its projects, sorted by it."""
ANY_NUMBER = "0.."
"""The filter value that leaves the projects which have a number in a field."""
SHOWN_ROWS = 20
"""Rows of a table that are shown before «Näytä kaikki»."""
NO_SUM = "–"
"""Stands for a sum that no project has a number for."""


@dataclass(frozen=True)
class Total:
    """A number of all projects found, as text; "" where no project has it.

    url:   the search that it is of. known: over how many projects a sum is, as text, "" where it is over all;
           known_url: the search of just these. basis: what a share is of, where that is not plain.
    """

    label: str
    text: str
    url: str
    known: str = ""
    known_url: str = ""
    basis: str = ""


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
class ColumnHeading:
    """The heading of a column, and the page sorted by it. sorted: the order, as ARIA names it; "" = none."""

    label: str
    url: str
    sorted: str


@dataclass(frozen=True)
class Choice:
    """One of several ways to show the page."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True)
class StatisticsTable:
    """Projects and money by one facet.

    name_heading, columns: the headings. csv_url: the whole table as a file.
    total: how many rows there are, shown or not.
    more_url, less_url: the page with all rows of this table, and with the first only; "" where not needed.
    note: what is to be known of its numbers, "" for nothing. workbook_url: the same as an Excel file, if any.
    """

    name: str
    label: str
    name_heading: ColumnHeading
    columns: tuple[ColumnHeading, ...]
    rows: tuple[StatisticsRow, ...]
    csv_url: str
    total: int
    more_url: str
    less_url: str
    note: str
    workbook_url: str = ""


@dataclass(frozen=True)
class StatisticsView:
    """The whole statistics page."""

    query: str
    chips: tuple[Chip, ...]
    clear_url: str
    notes: tuple[str, ...]
    totals: tuple[Total, ...]
    measures: tuple[Choice, ...]
    charts: tuple[Chart, ...]
    tables: tuple[StatisticsTable, ...]
    search_url: str


@dataclass(frozen=True)
class Options:
    """How the page is shown. expanded: the table shown whole. order: of the rows. in_euros: of the charts."""

    expanded: str = ""
    order: str = ""
    in_euros: bool = False

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The part of it that is kept in links to other projects: parameters of the address."""
        found = ((urls.MEASURE, urls.EUROS if self.in_euros else ""), (urls.ORDER, self.order))
        return tuple((name, value) for name, value in found if value)

    def url(self, request: Request, *more: tuple[str, str]) -> str:
        """The address of the statistics of a request, shown so."""
        return urls.statistics_url(request, *self.pairs(), *more)


def statistics_view(
    request: Request, answer: Answer, statistics: Statistics, notes: tuple[str, ...], options: Options
) -> StatisticsView:
    """Everything the statistics page shows.

    statistics: with breakdowns by `TABLE_FACETS` and their money. notes: on the reading of the address.
    """
    measures = (
        Choice(label, replace(options, in_euros=euros).url(request), options.in_euros is euros)
        for label, euros in ((_("Hankkeina"), False), (_("Euroina"), True))
    )
    return StatisticsView(
        query=in_own_words(request.query),
        chips=chips(request, answer, options.url),
        clear_url=options.url(remove_filters(request)),
        notes=all_notes(notes, answer),
        totals=totals(request, statistics, answer.total),
        measures=tuple(measures),
        charts=(
            *facet_charts(request, statistics, in_euros=options.in_euros),
            *(histogram_chart(request, one) for one in statistics.histograms.values() if _is_shown(one)),
        ),
        tables=tuple(
            _table(request, one, answer.total, options) for one in statistics.breakdowns.values() if one.known
        ),
        search_url=urls.search_url(request),
    )


def _is_shown(histogram: Histogram) -> bool:
    """Whether a histogram tells anything; years have their own picture."""
    return histogram.known > 0 and QUERYABLE[histogram.field].kind is not Kind.YEAR


def sum_texts(money: Money) -> tuple[str, str, str]:
    """Money granted, money paid, and the share paid of the granted, as text; "" where it is not known."""
    share = "" if money.realisation is None else format.percentage(money.realisation)
    granted, paid = ("" if one is None else format.money(one) for one in money.known_sums)
    return granted, paid, share


def sort_by_sum(request: Request, field: str, matches: int) -> Request:
    """The search with the projects first that make up most of a sum.

    matches: how many projects match the whole query; without any, partial ones come by relevance only.
    """
    return replace(request, sort=field if matches else "", offset=0)


def all_notes(notes: Sequence[str], answer: Answer) -> tuple[str, ...]:
    """Notes on the address and the query that were interpreted differently, in the language of the page.

    So are the examples in them: «vuosi:2020..2022» is «år:2020..2022».
    """
    return tuple(in_own_words(translated(note)) for note in dict.fromkeys((*notes, *answer.notes)))


def totals(request: Request, statistics: Statistics, matches: int) -> tuple[Total, ...]:
    """The totals of all projects found. matches: how many of them match the whole query."""
    known_counts = (statistics.granted_known, statistics.paid_known, statistics.projects)
    labels = tuple(_(label) for label in tuple(COLUMNS.values())[1:])
    texts = sum_texts(statistics.money)
    whole = statistics.granted_known == statistics.paid_known == statistics.projects
    return (
        Total(
            _("Hankkeita"), format.number(statistics.projects), urls.search_url(replace(request, offset=0))
        ),
        *(
            _sum(sort_by_sum(request, field, matches), field, label, text, known, statistics.projects, whole)
            for field, label, text, known in zip(SUM_FIELDS, labels, texts, known_counts, strict=True)
        ),
    )


def _sum(request: Request, field: str, label: str, text: str, known: int, every: int, whole: bool) -> Total:
    """A sum. known, every: over how many projects, of how many. whole: whether all tell both sums."""
    url = urls.search_url(request)
    if field == REALISATION and text and not whole:
        return Total(
            label, text, url, basis=_("niissä hankkeissa, joista tiedetään sekä myönnetty että toteutunut")
        )
    if not text or known == every:
        return Total(label, text, url)
    return Total(label, text, url, format.number(known), urls.set_value_urls(request, field)(ANY_NUMBER))


def _table(request: Request, breakdown: Breakdown, matches: int, options: Options) -> StatisticsTable:
    """The table of a facet. matches: how many projects match the whole query."""
    field = QUERYABLE[breakdown.field]
    whole = options.expanded == field.query
    ordered = sorted_groups(field, breakdown.groups, options.order)
    groups = ordered if whole else ordered[:SHOWN_ROWS]
    missing = (breakdown.missing,) if breakdown.missing else ()
    most = max(group.projects for group in breakdown.groups)
    orders = (request, *(sort_by_sum(request, one, matches) for one in SUM_FIELDS))
    search_urls = tuple(urls.narrow_urls(one, field.query) for one in orders)
    statistics_urls = urls.narrow_urls(request, field.query, options.url)
    columns = tuple(_(label) for label in COLUMNS.values())
    return StatisticsTable(
        name=field.query,
        label=_(field.label),
        name_heading=heading(request, options, NAME, _(field.label)),
        columns=tuple(heading(request, options, key, _(label)) for key, label in COLUMNS.items()),
        rows=tuple(
            _row(field, group, most, columns, search_urls, statistics_urls) for group in (*groups, *missing)
        ),
        csv_url=urls.statistics_table_url(request, field.query, options.order),
        total=len(breakdown.groups),
        more_url=options.url(request, (urls.SHOW, field.query)) if len(groups) < len(ordered) else "",
        less_url=options.url(request) if whole and len(groups) > SHOWN_ROWS else "",
        note=_("Hanke, jolla on monta arvoa, lasketaan jokaiselle riville mutta kokonaissummiin vain kerran.")
        if field.multivalued
        else "",
    )


def heading(request: Request, options: Options, column: str, label: str) -> ColumnHeading:
    """The heading of a column, which sorts the tables by it."""
    url = replace(options, order=next_order(column, options.order)).url(request)
    if options.order.removeprefix("-") != column:
        return ColumnHeading(label, url, "")
    rising = (column == NAME) is not options.order.startswith("-")
    return ColumnHeading(label, url, "ascending" if rising else "descending")


def _row(
    field: Field,
    group: Group,
    most: int,
    columns: tuple[str, ...],
    search_urls: tuple[urls.ValueToUrl, ...],
    statistics_urls: urls.ValueToUrl,
) -> StatisticsRow:
    """The row of a group. most: projects of the largest. search_urls: one for each column."""
    texts = (format.number(group.projects), *(sum_texts(group.money) if group.money else ()))
    name = shown(field, group.value, group.label)
    return StatisticsRow(
        label=name.text,
        is_source_text=name.is_source_text,
        narrower_url=statistics_urls(group.value),
        cells=tuple(
            StatisticsCell(label, text or NO_SUM, address(group.value) if text else "")
            for label, text, address in zip(columns, texts, search_urls, strict=True)
        ),
        share=min(100, round(100 * group.projects / most)),
    )
