"""Finland's 19 regions as a map of equal tiles, placed as the regions lie to one another.

A region that is not here (of an older division or another country) has no tile and is only in the table of
the chart.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.model.fields import Role
from index.model.project import BY_ROLE
from web.charts.classes import class_bounds, class_of
from web.charts.svg import ChartItem, Shape
from web.i18n.texts import language
from web.i18n.values import shown

TILES: dict[str, tuple[int, int, str]] = {
    "Lappi": (3, 0, "Lappi"),
    "Keski-Pohjanmaa": (2, 1, "K-Pohjanmaa"),
    "Pohjois-Pohjanmaa": (3, 1, "P-Pohjanmaa"),
    "Kainuu": (4, 1, "Kainuu"),
    "Pohjanmaa": (1, 2, "Pohjanmaa"),
    "Etelä-Pohjanmaa": (2, 2, "E-Pohjanmaa"),
    "Keski-Suomi": (3, 2, "K-Suomi"),
    "Pohjois-Savo": (4, 2, "P-Savo"),
    "Pohjois-Karjala": (5, 2, "P-Karjala"),
    "Satakunta": (1, 3, "Satakunta"),
    "Pirkanmaa": (2, 3, "Pirkanmaa"),
    "Päijät-Häme": (3, 3, "Päijät-Häme"),
    "Etelä-Savo": (4, 3, "E-Savo"),
    "Ahvenanmaa": (0, 4, "Ahvenanmaa"),
    "Varsinais-Suomi": (1, 4, "V-Suomi"),
    "Kanta-Häme": (2, 4, "Kanta-Häme"),
    "Uusimaa": (3, 4, "Uusimaa"),
    "Kymenlaakso": (4, 4, "Kymenlaakso"),
    "Etelä-Karjala": (5, 4, "E-Karjala"),
}
"""Region → column from the west, row from the north, and the name that fits on a tile."""

COLUMNS = 1 + max(column for column, _, _ in TILES.values())
ROWS = 1 + max(row for _, row, _ in TILES.values())
TILE_WIDTH, TILE_HEIGHT, GAP = 71, 34, 3
"""Of a tile, and between two, in units of the SVG."""


def size() -> tuple[int, int]:
    """Width and height of the map, in units of its SVG."""
    return COLUMNS * (TILE_WIDTH + GAP) - GAP, ROWS * (TILE_HEIGHT + GAP) - GAP


SHORT_NAMES: dict[str, tuple[str, str]] = {
    "Lappi": ("Lappland", "Lapland"),
    "Keski-Pohjanmaa": ("M Österb.", "C Ostrob."),
    "Pohjois-Pohjanmaa": ("N Österb.", "N Ostrob."),
    "Kainuu": ("Kajanaland", "Kainuu"),
    "Pohjanmaa": ("Österbotten", "Ostrobothnia"),
    "Etelä-Pohjanmaa": ("S Österb.", "S Ostrob."),
    "Keski-Suomi": ("M Finland", "C Finland"),
    "Pohjois-Savo": ("N Savolax", "N Savo"),
    "Pohjois-Karjala": ("N Karelen", "N Karelia"),
    "Satakunta": ("Satakunta", "Satakunta"),
    "Pirkanmaa": ("Birkaland", "Pirkanmaa"),
    "Päijät-Häme": ("P-Tavastl.", "Päijät-Häme"),
    "Etelä-Savo": ("S Savolax", "S Savo"),
    "Ahvenanmaa": ("Åland", "Åland"),
    "Varsinais-Suomi": ("E Finland", "SW Finland"),
    "Kanta-Häme": ("E Tavastl.", "Kanta-Häme"),
    "Uusimaa": ("Nyland", "Uusimaa"),
    "Kymenlaakso": ("Kymmened.", "Kymenlaakso"),
    "Etelä-Karjala": ("S Karelen", "S Karelia"),
}
"""The same names in Swedish and English, as short; the whole ones are in the titles and the table."""


def short_name(region: str) -> str:
    """The name that fits on a tile, in the language of the page."""
    code = language()
    return SHORT_NAMES[region][("sv", "en").index(code)] if code in ("sv", "en") else TILES[region][2]


def tiles(items: Sequence[ChartItem]) -> tuple[Shape, ...]:
    """A tile for each region, in the colour of its class; a region without projects has no link.

    items: the regions that have projects, `tick` the name of each as in `TILES`.
    """
    found = {item.tick: item for item in items}
    bounds = class_bounds(item.count for item in items if item.tick in TILES)
    return tuple(_tile(name, found.get(name) or _empty(name), bounds) for name in TILES)


def _empty(name: str) -> ChartItem:
    """The text on the tile of a region without projects."""
    return ChartItem(shown(BY_ROLE[Role.REGIONS], name).text, name, 0, "0", "")


def _tile(name: str, item: ChartItem, bounds: tuple[tuple[int, int], ...]) -> Shape:
    column, row, _ = TILES[name]
    x, y = column * (TILE_WIDTH + GAP), row * (TILE_HEIGHT + GAP)
    step = class_of(item.count, bounds)
    return Shape(item, x, y, TILE_WIDTH, TILE_HEIGHT, x + TILE_WIDTH / 2, short_name(name), step=step)
