"""Charts of a result: bars and the map of regions, each with the table of its numbers.

A chart says how many projects it covers, and each bar or tile leads to the search that it counts. Lengths
are in units of the chart's own `width` and `height` (the SVG's viewBox).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import msgspec

from index.model.fields import Field, Kind
from index.model.project import FACETS, QUERYABLE
from index.remembered import remembered
from search.contract.request import UNKNOWN, UNKNOWN_LABEL, Request
from search.contract.statistics import Bar, Breakdown, Group, Histogram, Statistics
from web.charts import region_map
from web.charts.bars import CHART, bars
from web.charts.chart import MAP, Chart, make_chart
from web.charts.svg import ChartItem
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.texts import language, translated
from web.i18n.values import NUMBERED, period, shown
from web.routing import urls
from web.routing.ranges import range_label, unfold_range
from web.routing.request_changes import remove_filter, remove_value, toggle_value

CHARTED_FACETS = tuple(
    field.query for field in sorted(FACETS, key=lambda field: not field.kind.is_number) if field.pictured
)
"""The facets that have a chart above the hits, in this order."""


def facet_charts(
    request: Request,
    statistics: Statistics,
    address: urls.RequestToUrl = urls.search_url,
    in_euros: bool = False,
) -> tuple[Chart, ...]:
    """The charts of a result by `CHARTED_FACETS`, of axes with the same number one for each programme period.

    statistics: of all projects found, with a breakdown by each of these facets.
    address:    the page that a bar or tile leads to.
    in_euros:   whether they show money granted, which the breakdowns then must have, instead of projects.
    """
    every = statistics.projects
    broken_down = (statistics.breakdowns[name] for name in CHARTED_FACETS)
    return tuple(
        msgspec.structs.replace(chart, caption=f"{chart.caption} {when}") if when else chart
        for one in broken_down
        if one.known
        for when, part, projects in _by_period(one, every)
        for chart in (breakdown_chart(request, part, projects, address, in_euros),)
    )


def _by_period(breakdown: Breakdown, projects: int) -> Iterator[tuple[str, Breakdown, int]]:
    """The breakdown whole, or a part for each programme period where two of its axes have the same number.

    The last item is the number of projects that the part should cover; for a part, all of its projects.
    """
    field = QUERYABLE[breakdown.field]
    numbers = [_number(group.label) for group in breakdown.groups]
    if field.kind is not Kind.NUMBERED or len(set(numbers)) == len(numbers):
        yield "", breakdown, projects
        return
    parts: dict[str, list[Group]] = {}
    for group in breakdown.groups:
        parts.setdefault(period(field, group.label) or _("muut"), []).append(group)
    for name in sorted(parts, reverse=True):
        known = sum(group.projects for group in parts[name])
        yield name, replace(breakdown, groups=tuple(parts[name]), known=known, missing=None), known


def _number(label: str) -> str:
    """The number of «9. REACT-EU:n …»; another label whole."""
    found = NUMBERED.fullmatch(label)
    return found["number"].rstrip(".") if found else label


def breakdown_chart(
    request: Request,
    breakdown: Breakdown,
    projects: int,
    address: urls.RequestToUrl = urls.search_url,
    in_euros: bool = False,
) -> Chart:
    """How projects, or their money, divide by a facet: the map for regions, bars for all others.

    projects: how many there are in all, those without a value of the facet included.
    address:  the page that a bar or tile leads to, of just its projects. If a tile is the only chosen value,
    it links to the page without the filter.
    """
    field = QUERYABLE[breakdown.field]
    groups = sorted(breakdown.groups, key=_in_order) if field.kind.is_number else breakdown.groups
    make = _item_maker(request, field, address, in_euros)
    items = [make(group) for group in groups]
    rows = [*items, *([make(breakdown.missing)] if breakdown.missing else [])]
    is_map = field.query == MAP
    if is_map:
        shapes, size, unit = region_map.tiles(items), region_map.size(), ""
    else:
        shown, unit = _in_one_unit(items) if in_euros else (items, "")
        shapes, size = bars(_by_number(field, shown), *CHART), CHART
    chart = make_chart(field, size, shapes, rows, breakdown.known, projects, in_euros)
    caption = f"{chart.caption}, {unit}" if unit else chart.caption
    table_url = f"{urls.statistics_url(request)}#{field.query}"
    return msgspec.structs.replace(chart, caption=caption, table_url=table_url)


def histogram_chart(request: Request, histogram: Histogram) -> Chart:
    """A number field in bars; each leads to the search with its range instead of that in force."""
    field = QUERYABLE[histogram.field]
    address = urls.set_value_urls(request, field.query)
    chosen = request.filters.get(field.query, ())
    items = [_range_item(request, field, bar, chosen, address) for bar in histogram.bars]
    rows = [*items, *_unknown_item(request, field, histogram)]
    return make_chart(field, CHART, bars(items, *CHART), rows, histogram.known, histogram.projects)


# Items


def _in_order(group: Group) -> int:
    return int(group.value)


def _item_maker(
    request: Request, field: Field, address: urls.RequestToUrl, in_euros: bool
) -> Callable[[Group], ChartItem]:
    narrow = urls.narrow_urls(request, field.query, address)
    chosen = {value.casefold() for value in request.filters.get(field.query, ())}
    without = address(remove_filter(request, field.query))

    def make(group: Group) -> ChartItem:
        active = bool(chosen) and group.value.casefold() in chosen
        url = without if active and len(chosen) == 1 else narrow(group.value)
        granted = group.money.granted if in_euros and group.money else 0
        number = format.money(granted) if in_euros else format.number(group.projects)
        name = shown(field, group.value, group.label)
        return ChartItem(
            label=name.text,
            is_source_text=name.is_source_text,
            tick=_number(group.label) if field.kind is Kind.NUMBERED else group.value,
            count=granted if in_euros else group.projects,
            number=number,
            url=url,
            state="on" if active else "",
            short=format.short_money(granted) if in_euros else number,
        )

    return make


def _in_one_unit(items: list[ChartItem]) -> tuple[list[ChartItem], str]:
    """Money above bars has no room for a unit: all bars have the same one, which is in the caption."""
    scale, unit = format.money_scale(max((item.count for item in items), default=0))
    shorter = [msgspec.structs.replace(item, short=format.scaled_money(item.count, scale)) for item in items]
    return shorter, unit


def _by_number(field: Field, items: list[ChartItem]) -> list[ChartItem]:
    """Numbered names in the order of their numbers, as the programme prints them."""
    if field.kind is not Kind.NUMBERED:
        return items
    return sorted(items, key=lambda item: [int(part) for part in item.tick.split(".") if part.isdigit()])


def _range_item(
    request: Request, field: Field, bar: Bar, chosen: tuple[str, ...], address: Callable[[str], str]
) -> ChartItem:
    value, label, tick = _range_texts(field.query, bar.low, bar.high, language())
    number = format.number(bar.projects)
    if value in chosen:
        off = urls.search_url(remove_value(request, field.query, value))
        return ChartItem(label, tick, bar.projects, number, off, "on", number)
    return ChartItem(label, tick, bar.projects, number, address(value), _outside(bar, chosen), number)


@remembered(1000)
def _range_texts(name: str, low: int | None, high: int | None, _language: str) -> tuple[str, str, str]:
    """A range as a filter's value, as people read it, and as short as can be."""
    field = QUERYABLE[name]
    ends = ["" if bound is None else str(bound) for bound in (low, high)]
    value = ends[0] if ends[0] == ends[1] else "..".join(ends)
    return (
        value,
        range_label(field, value),
        ends[0] if field.kind is Kind.YEAR else format.short_number(low or 0),
    )


def _unknown_item(request: Request, field: Field, histogram: Histogram) -> list[ChartItem]:
    """The row of projects without the number, if any: a link that keeps them beside a range."""
    count = histogram.projects - histogram.known
    active = UNKNOWN in request.filters.get(field.query, ())
    if not (count or active):
        return []
    url = urls.search_url(toggle_value(request, field.query, UNKNOWN, active))
    return [
        ChartItem(translated(UNKNOWN_LABEL), "", count, format.number(count), url, "on" if active else "")
    ]


def _outside(bar: Bar, chosen: tuple[str, ...]) -> str:
    """«off» for a bar outside the active range."""
    low, high = (int(end) if end.isdigit() else None for end in unfold_range(chosen))
    below = low is not None and bar.high is not None and bar.high < low
    above = high is not None and bar.low is not None and bar.low > high
    return "off" if below or above else ""


def project_map(names: Sequence[str]) -> Chart | None:
    """The regions of one project on the map; None where none of them has a tile."""
    addresses = {name: urls.search_url(Request(filters={MAP: (name,)})) for name in names}
    field = QUERYABLE[MAP]
    items = [ChartItem(shown(field, name).text, name, 1, "1", url, "on") for name, url in addresses.items()]
    if not any(item.tick in region_map.TILES for item in items):
        return None
    return make_chart(field, region_map.size(), region_map.tiles(items), items, 1, 1)
