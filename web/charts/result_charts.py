"""Pictures of a result set: bars and the map of regions, as numbers that the templates draw as SVG.

Every picture comes with the table of its numbers, says how many projects it covers, and each bar or tile
leads to the search that it counts. Lengths are in units of the picture's own `width` and `height`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from markupsafe import Markup

from index.model.fields import Field, Kind
from index.model.project import QUERYABLE
from search.contract.request import UNKNOWN, UNKNOWN_LABEL, Request
from search.contract.results import Bar, Breakdown, Group, Histogram
from web.charts import svg
from web.charts.regions import COLUMNS, ROWS, TILES
from web.charts.svg import Item, Shape
from web.i18n import format
from web.i18n.language import gettext as _
from web.i18n.language import language, translated
from web.routing import urls
from web.routing.ranges import range_label, unfold_range

MAP = "maakunta"
"""The field that has a map."""

CHART = (400, 86)
SMALL = (250, 70)
"""Width and height of a picture of bars, and of a small one among the filters."""
TICKS = 16
"""Height below the bars for what each of them is."""
NUMBERS = 14
"""Height above the bars for how many each of them counts."""
DIGIT = 6.4
"""Width of a digit of those."""
TILE = (66, 34, 3)
"""Width and height of a tile, and the gap between two."""
LIGHTEST, DARKEST = 0.07, 0.5
"""How much colour the tiles of one and of most projects have."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and its table.

    shapes:          the bars or tiles; `svg` is them drawn.
    known, projects: how many projects it shows, of how many.
    told:            whether its labels are names as descriptions have them.
    """

    name: str
    label: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    svg: Markup
    rows: tuple[tuple[Item, str], ...]
    known: int
    projects: int
    share: str
    told: bool


def breakdown_picture(
    request: Request, breakdown: Breakdown, projects: int, address: urls.Address = urls.search_url
) -> Picture:
    """How projects divide by a facet: the map for regions, bars for all others.

    address: the page that a bar or tile leads to, of just its projects; the only one chosen leads back.
    """
    field = QUERYABLE[breakdown.field]
    groups = sorted(breakdown.groups, key=_in_order) if field.kind.is_number else breakdown.groups
    make = _item_maker(request, field, address)
    told = [make(group) for group in groups]
    rows = [*told, *([make(breakdown.missing)] if breakdown.missing else [])]
    is_map = field.query == MAP
    shapes = _tiles(told) if is_map else _bars(_by_number(field, told), *CHART)
    width, height = _map_size() if is_map else CHART
    return _picture(field, (width, height), shapes, rows, breakdown.known, projects)


def histogram_picture(request: Request, histogram: Histogram) -> Picture:
    """A number field in small bars; each leads to the search with its range instead of the one in force."""
    field = QUERYABLE[histogram.field]
    address = urls.setter(request, field.query)
    chosen = request.filters.get(field.query, ())
    items = [_range_item(request, field, bar, chosen, address) for bar in histogram.bars]
    rows = [*items, *_untold(request, field, histogram)]
    return _picture(field, SMALL, _bars(items, *SMALL), rows, histogram.known, histogram.projects)


def _picture(
    field: Field,
    size: tuple[int, int],
    shapes: tuple[Shape, ...],
    rows: Sequence[Item],
    known: int,
    projects: int,
) -> Picture:
    return Picture(
        name=field.query,
        label=_(field.label),
        width=size[0],
        height=size[1],
        shapes=shapes,
        svg=svg.tiles(shapes) if field.query == MAP else svg.bars(shapes, size[1]),
        rows=tuple((item, format.number(item.count)) for item in rows),
        known=known,
        projects=projects,
        share=format.percent(known, projects) if projects else "",
        told=field.kind.is_name,
    )


# Items


def _in_order(group: Group) -> int:
    return int(group.value)


def _item_maker(request: Request, field: Field, address: urls.Address) -> Callable[[Group], Item]:
    narrow = urls.narrower(request, field.query, address)
    chosen = {value.casefold() for value in request.filters.get(field.query, ())}
    without = address(urls.without_filter(request, field.query))

    def make(group: Group) -> Item:
        active = group.value.casefold() in chosen
        url = without if active and len(chosen) == 1 else narrow(group.value)
        return Item(
            format.value_label(group.value, group.label),
            group.value,
            group.projects,
            url,
            "on" if active else "",
        )

    return make


def _by_number(field: Field, items: list[Item]) -> list[Item]:
    """Numbered names in the order of their numbers, as the programme prints them."""
    if field.kind is not Kind.NUMBERED:
        return items
    return sorted(items, key=lambda item: [int(part) for part in item.tick.split(".") if part.isdigit()])


def _range_item(
    request: Request, field: Field, bar: Bar, chosen: tuple[str, ...], address: Callable[[str], str]
) -> Item:
    value, label, tick = _range_texts(field.query, bar.low, bar.high, language())
    if value in chosen:
        off = urls.search_url(urls.without(request, field.query, value))
        return Item(label, tick, bar.projects, off, "on")
    return Item(label, tick, bar.projects, address(value), _outside(bar, chosen))


@lru_cache(maxsize=1000)
def _range_texts(name: str, low: int | None, high: int | None, _language: str) -> tuple[str, str, str]:
    """A range as a filter's value, as people read it, and as short as can be."""
    field = QUERYABLE[name]
    ends = ["" if bound is None else str(bound) for bound in (low, high)]
    value = ends[0] if ends[0] == ends[1] else "..".join(ends)
    return value, range_label(field, value), ends[0] if field.kind is Kind.YEAR else format.compact(low or 0)


def _untold(request: Request, field: Field, histogram: Histogram) -> list[Item]:
    """The projects whose number is missing: chosen beside a range, they are not lost to it."""
    count = histogram.projects - histogram.known
    active = UNKNOWN in request.filters.get(field.query, ())
    url = urls.search_url(urls.toggled(request, field.query, UNKNOWN, active))
    return (
        [Item(translated(UNKNOWN_LABEL), "", count, url, "on" if active else "")] if count or active else []
    )


def _outside(bar: Bar, chosen: tuple[str, ...]) -> str:
    """«off» for a bar that a range in force leaves out."""
    low, high = (int(end) if end.isdigit() else None for end in unfold_range(chosen))
    below = low is not None and bar.high is not None and bar.high < low
    above = high is not None and bar.low is not None and bar.low > high
    return "off" if below or above else ""


# Shapes


def _bars(items: Sequence[Item], width: int, height: int) -> tuple[Shape, ...]:
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
    """Every how many bars there is room for what they are."""
    longest = max((len(tick) for tick in ticks), default=0) * DIGIT
    return max(1, -(-int(longest + 4) // max(int(step), 1)))


def _map_size() -> tuple[int, int]:
    width, height, gap = TILE
    return COLUMNS * (width + gap) - gap, ROWS * (height + gap) - gap


def _tiles(items: Sequence[Item]) -> tuple[Shape, ...]:
    """All regions, those with more projects darker; one without any leads nowhere."""
    found = {item.tick: item for item in items}
    most = max((item.count for item in items), default=0) or 1
    return tuple(_tile(name, found.get(name, Item(name, name, 0, "")), most) for name in TILES)


def _tile(name: str, item: Item, most: int) -> Shape:
    width, height, gap = TILE
    column, row, short = TILES[name]
    x, y = column * (width + gap), row * (height + gap)
    shade = LIGHTEST + (DARKEST - LIGHTEST) * sqrt(item.count / most) if item.count else 0
    number = format.number(item.count)
    return Shape(item, number, x, y, width, height, x + width / 2, short, shade=f"{shade:.2f}")


def area_map(names: Sequence[str]) -> Picture | None:
    """The regions of one project on the map; None where none of them has a tile."""
    items = [Item(name, name, 1, urls.search_url(Request(filters={MAP: (name,)})), "on") for name in names]
    if not any(item.tick in TILES for item in items):
        return None
    return _picture(QUERYABLE[MAP], _map_size(), _tiles(items), items, 1, 1)
