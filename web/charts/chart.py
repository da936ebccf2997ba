"""A chart with its table: what it shows, what is said of it, and the classes of the map."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from markupsafe import Markup

from index.model.fields import Field, Kind, Role
from index.model.project import BY_ROLE
from search.contract.messages import Message
from web.charts import svg
from web.charts.svg import ChartItem, Shape
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.texts import translated

MAP = BY_ROLE[Role.REGIONS].query
"""The field that has a map."""

CAPTIONS = {
    (Kind.YEAR, False): Message("Hankkeita vuosittain"),
    (Kind.YEAR, True): Message("Myönnetty vuosittain"),
    (Kind.NUMBERED, False): Message("Hankkeita toimintalinjoittain"),
    (Kind.NUMBERED, True): Message("Myönnetty toimintalinjoittain"),
    (Kind.KEYWORD, False): Message("Hankkeita maakunnittain"),
    (Kind.KEYWORD, True): Message("Myönnetty maakunnittain"),
}
"""What a chart shows, by the kind of its field, and whether it is money."""
NOTES = {
    Kind.YEAR: Message("Monivuotinen hanke lasketaan jokaiseen vuoteensa."),
    Kind.KEYWORD: Message(
        "Usean maakunnan hanke lasketaan kuhunkin maakuntaan mutta kokonaissummiin vain kerran."
    ),
}
"""What a project counts as that has several values."""


class LegendItem(msgspec.Struct, frozen=True):
    """A class of the map: its number, which names its colour, and the values in it."""

    number: int
    label: str


class Chart(msgspec.Struct, frozen=True):
    """A chart and its table.

    caption, told:   what it shows, and the same text for screen readers. measure: of the table's numbers.
    shapes:          the bars or tiles; `svg` has them drawn.
    rows:            the rows of the table, with their counts as text.
    known, projects: how many projects it shows, of how many.
    table_url:       where its table is; "" = with the picture.
    is_source_text:  whether its labels are names from the descriptions, which stay Finnish on every page.
    """

    name: str
    label: str
    caption: str
    told: str
    measure: str
    note: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    svg: Markup
    rows: tuple[tuple[ChartItem, str], ...]
    known: int
    projects: int
    is_source_text: bool
    legend: tuple[LegendItem, ...] = ()
    table_url: str = ""


def make_chart(
    field: Field,
    size: tuple[int, int],
    shapes: tuple[Shape, ...],
    rows: Sequence[ChartItem],
    known: int,
    projects: int,
    in_euros: bool = False,
) -> Chart:
    """A chart of a field. size: width and height; in_euros: whether its numbers are money granted."""
    is_map = field.query == MAP
    told = (
        _("rahoitus kuvana. Luvut ovat taulukossa.")
        if in_euros
        else _("hankkeiden määrä kuvana. Luvut ovat taulukossa.")
    )
    return Chart(
        name=field.query,
        label=_(field.label),
        caption=translated(CAPTIONS.get((field.kind, in_euros), Message(field.label))),
        told=told,
        measure=_("Myönnetty") if in_euros else _("Hankkeita"),
        note=translated(NOTES.get(field.kind, "")) if field.multivalued else "",
        width=size[0],
        height=size[1],
        shapes=shapes,
        svg=svg.draw_tiles(shapes) if is_map else svg.draw_bars(shapes, size[1]),
        rows=tuple((item, item.number) for item in rows),
        known=known,
        projects=projects,
        is_source_text=any(item.is_source_text for item in rows),
        legend=_legend(shapes, in_euros) if is_map else (),
    )


def _legend(shapes: Sequence[Shape], in_euros: bool) -> tuple[LegendItem, ...]:
    """The classes that the tiles of a map are in, the lowest first."""
    found: dict[int, list[int]] = {}
    for shape in shapes:
        if shape.step:
            found.setdefault(shape.step, []).append(shape.item.count)
    say = format.short_money if in_euros else format.number
    return tuple(
        LegendItem(step, _between(say(min(counts)), say(max(counts))))
        for step, counts in sorted(found.items())
    )


def _between(low: str, high: str) -> str:
    return low if low == high else format.dashed_range(low, high)
