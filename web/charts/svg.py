"""Bars and tiles as SVG elements. They are not in a template, for speed: a page has a hundred of them.

The elements hold no words but the labels and numbers of the shapes; colours are in the style sheet. Links
take no keyboard focus, because the same links are in the table of the chart.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from markupsafe import Markup

from web.i18n.soft_breaks import escaped


class ChartItem(msgspec.Struct, frozen=True):
    """What a bar, a tile or a row of the table shows.

    tick:  the short label below a bar; for a group its value.
    count: how many projects, or how many euros they were granted; `number` is it as text, and `short` as it
           fits above a bar. url: the search for just these projects.
    is_source_text: whether the label is out of the descriptions, which stay Finnish on every page.
    state: "on" for a value that is chosen, "off" for one outside what is chosen, else "".
    """

    label: str
    tick: str
    count: int
    number: str
    url: str
    state: str = ""
    short: str = ""
    is_source_text: bool = False


class Shape(msgspec.Struct, frozen=True):
    """A bar or tile, in units of the chart.

    above:  whether there is room for the number above a bar.
    middle: x of the label, which is `tick`. step: the class of a tile, from 1; 0 = none.
    """

    item: ChartItem
    x: float
    y: float
    width: float
    height: float
    middle: float
    tick: str
    above: bool = False
    step: int = 0


def draw_bars(shapes: Iterable[Shape], height: int) -> Markup:
    """Upright bars in a chart of this height."""
    return Markup("\n".join(_bar(shape, height) for shape in shapes))


def draw_tiles(shapes: Iterable[Shape]) -> Markup:
    """The tiles of a map; those that lead nowhere are only outlined."""
    return Markup("\n".join(_tile(shape) for shape in shapes))


def _bar(one: Shape, height: int) -> str:
    above = (
        f'<text x="{one.middle}" y="{one.y - 3:.1f}">{escaped(one.item.short)}</text>' if one.above else ""
    )
    below = f'<text x="{one.middle}" y="{height - 4}">{escaped(one.tick)}</text>' if one.tick else ""
    return f"{_link(one, 'bar')}{_box(one)}/>{above}{below}</a>"


def _tile(one: Shape) -> str:
    name = f'<text x="{one.middle}" y="{one.y + 13}">{escaped(one.tick)}</text>'
    if not one.item.url:
        return f'<g class="tile none">{_title(one)}{_box(one)} rx="3"/>{name}</g>'
    number = f'<text class="n" x="{one.middle}" y="{one.y + 28}">{one.item.short}</text>'
    return f'{_link(one, f"tile c{one.step}")}{_box(one)} rx="3"/>{name}{number}</a>'


def _link(one: Shape, kind: str) -> str:
    return f'<a href="{escaped(one.item.url)}" tabindex="-1" class="{kind} {one.item.state}">{_title(one)}'


def _title(one: Shape) -> str:
    return f"<title>{escaped(one.item.label)}: {one.item.number}</title>"


def _box(one: Shape) -> str:
    return f'<rect x="{one.x}" y="{one.y}" width="{one.width}" height="{one.height}"'
