"""Charts of a result: bars and the map of regions, each with the table of its numbers.

A chart says how many projects it covers, and each bar or tile leads to the search that it counts. Lengths
are in units of the chart's own `width` and `height` (the SVG's viewBox).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from index.model.fields import Field, Kind, Role
from index.model.project import BY_ROLE, FACETS, QUERYABLE
from search.contract.request import UNKNOWN, UNKNOWN_LABEL, Request
from search.contract.statistics import Bar, Breakdown, Group, Histogram, Statistics
from web.charts import region_map, svg
from web.charts.svg import ChartItem, Shape
from web.i18n import format
from web.i18n.language import gettext as _
from web.i18n.language import language, translated
from web.routing import urls
from web.routing.ranges import range_label, unfold_range
from web.routing.request_changes import remove_filter, remove_value, toggle_value

MAP = BY_ROLE[Role.REGIONS].query
"""The field that has a map."""
CHARTED_FACETS = tuple(
    field.query for field in sorted(FACETS, key=lambda field: not field.kind.is_number) if field.pictured
)
"""The facets that have a chart above the hits, in this order."""

CHART = (400, 86)
SMALL = (250, 70)
"""Width and height of a bar chart, and of a small one among the filters."""
TICKS = 16
"""Height below the bars for their labels."""
NUMBERS = 14
"""Height above the bars for their counts."""
DIGIT = 6.4
"""Width of a digit of labels and counts."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and its table.

    shapes:          the bars or tiles; `svg` has them drawn.
    rows:            the rows of the table, with their counts as text.
    known, projects: how many projects it shows, of how many; `share` is this in per cents, as text.
    is_source_text:  whether its labels are names out of the descriptions, which stay Finnish on every page.
    """

    name: str
    label: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    svg: Markup
    rows: tuple[tuple[ChartItem, str], ...]
    known: int
    projects: int
    share: str
    is_source_text: bool


def facet_charts(
    request: Request, statistics: Statistics, address: urls.RequestToUrl = urls.search_url
) -> tuple[Chart, ...]:
    """The charts of a result by `CHARTED_FACETS`; those without a known value are left out.

    statistics: of all projects found, with a breakdown by each of these facets.
    address:    the page that a bar or tile leads to.
    """
    every = statistics.projects
    broken_down = (statistics.breakdowns[name] for name in CHARTED_FACETS)
    return tuple(breakdown_chart(request, one, every, address) for one in broken_down if one.known)


def breakdown_chart(
    request: Request, breakdown: Breakdown, projects: int, address: urls.RequestToUrl = urls.search_url
) -> Chart:
    """How projects divide by a facet: the map for regions, bars for all others.

    projects: how many there are in all, those without a value of the facet included.
    address:  the page that a bar or tile leads to, of just its projects. A tile that is the only value
              chosen leads to the page without the filter.
    """
    field = QUERYABLE[breakdown.field]
    groups = sorted(breakdown.groups, key=_in_order) if field.kind.is_number else breakdown.groups
    make = _item_maker(request, field, address)
    items = [make(group) for group in groups]
    rows = [*items, *([make(breakdown.missing)] if breakdown.missing else [])]
    is_map = field.query == MAP
    shapes = region_map.tiles(items) if is_map else _bars(_by_number(field, items), *CHART)
    width, height = region_map.size() if is_map else CHART
    return _chart(field, (width, height), shapes, rows, breakdown.known, projects)


def histogram_chart(request: Request, histogram: Histogram) -> Chart:
    """A number field in small bars; each leads to the search with its range instead of that in force."""
    field = QUERYABLE[histogram.field]
    address = urls.set_value_urls(request, field.query)
    chosen = request.filters.get(field.query, ())
    items = [_range_item(request, field, bar, chosen, address) for bar in histogram.bars]
    rows = [*items, *_unknown_item(request, field, histogram)]
    return _chart(field, SMALL, _bars(items, *SMALL), rows, histogram.known, histogram.projects)


def _chart(
    field: Field,
    size: tuple[int, int],
    shapes: tuple[Shape, ...],
    rows: Sequence[ChartItem],
    known: int,
    projects: int,
) -> Chart:
    return Chart(
        name=field.query,
        label=_(field.label),
        width=size[0],
        height=size[1],
        shapes=shapes,
        svg=svg.draw_tiles(shapes) if field.query == MAP else svg.draw_bars(shapes, size[1]),
        rows=tuple((item, format.number(item.count)) for item in rows),
        known=known,
        projects=projects,
        share=format.percent(known, projects) if projects else "",
        is_source_text=field.kind.is_name,
    )


# Items


def _in_order(group: Group) -> int:
    return int(group.value)


def _item_maker(request: Request, field: Field, address: urls.RequestToUrl) -> Callable[[Group], ChartItem]:
    narrow = urls.narrow_urls(request, field.query, address)
    chosen = {value.casefold() for value in request.filters.get(field.query, ())}
    without = address(remove_filter(request, field.query))

    def make(group: Group) -> ChartItem:
        active = group.value.casefold() in chosen
        url = without if active and len(chosen) == 1 else narrow(group.value)
        return ChartItem(
            format.value_label(group.value, group.label),
            group.value,
            group.projects,
            url,
            "on" if active else "",
        )

    return make


def _by_number(field: Field, items: list[ChartItem]) -> list[ChartItem]:
    """Numbered names in the order of their numbers, as the programme prints them."""
    if field.kind is not Kind.NUMBERED:
        return items
    return sorted(items, key=lambda item: [int(part) for part in item.tick.split(".") if part.isdigit()])


def _range_item(
    request: Request, field: Field, bar: Bar, chosen: tuple[str, ...], address: Callable[[str], str]
) -> ChartItem:
    value, label, tick = _range_texts(field.query, bar.low, bar.high, language())
    if value in chosen:
        off = urls.search_url(remove_value(request, field.query, value))
        return ChartItem(label, tick, bar.projects, off, "on")
    return ChartItem(label, tick, bar.projects, address(value), _outside(bar, chosen))


@lru_cache(maxsize=1000)
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
    return [ChartItem(translated(UNKNOWN_LABEL), "", count, url, "on" if active else "")]


def _outside(bar: Bar, chosen: tuple[str, ...]) -> str:
    """«off» for a bar that a range in force leaves out."""
    low, high = (int(end) if end.isdigit() else None for end in unfold_range(chosen))
    below = low is not None and bar.high is not None and bar.high < low
    above = high is not None and bar.low is not None and bar.low > high
    return "off" if below or above else ""


# Shapes


def _bars(items: Sequence[ChartItem], width: int, height: int) -> tuple[Shape, ...]:
    """Upright bars, the highest as high as there is room."""
    step = width / max(len(items), 1)
    most = max((item.count for item in items), default=0) or 1
    room = height - TICKS - NUMBERS
    every = _spacing([item.tick for item in items], step)
    shapes = []
    for place, item in enumerate(items):
        number = format.number(item.count)
        high = max(round(room * item.count / most, 1), 1.5 if item.count else 0)
        left = round(place * step, 1)
        shapes.append(
            Shape(
                item=item,
                number=number,
                x=round(left + step * 0.1, 1),
                y=round(NUMBERS + room - high, 1),
                width=round(min(step * 0.8, 60), 1),
                height=high,
                middle=round(left + step * 0.1 + min(step * 0.4, 30), 1),
                tick="" if place % every else item.tick,
                above=item.count > 0 and len(number) * DIGIT <= step,
            )
        )
    return tuple(shapes)


def _spacing(ticks: list[str], step: float) -> int:
    """Every how many bars there is room for a label."""
    longest = max((len(tick) for tick in ticks), default=0) * DIGIT
    return max(1, -(-int(longest + 4) // max(int(step), 1)))


def project_map(names: Sequence[str]) -> Chart | None:
    """The regions of one project on the map; None where none of them has a tile."""
    addresses = {name: urls.search_url(Request(filters={MAP: (name,)})) for name in names}
    items = [ChartItem(name, name, 1, url, "on") for name, url in addresses.items()]
    if not any(item.tick in region_map.TILES for item in items):
        return None
    return _chart(QUERYABLE[MAP], region_map.size(), region_map.tiles(items), items, 1, 1)
