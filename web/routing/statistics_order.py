"""The column by which the tables of the statistics are sorted: «lajittelu=myonnetty» in the address.

«-» before it turns the order round. All tables of the page have one order, so that an address
stays short and tables can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from index.model.fields import Field, Kind, Role
from index.model.project import BY_ROLE, FACETS
from search.contract.messages import Message
from search.contract.statistics import GRANTED, LED, NAME, PAID, PARTNERED, SHARE, Group
from web.i18n.values import NUMBERED, shown
from web.routing.urls import ORDER

PROJECTS = LED
TABLE_FACETS = tuple(field.query for field in FACETS if field.kind is not Kind.ORGANISATION)
"""The facets by which projects and money are broken down, each in a table; organisations have a ranking."""
COLUMNS: Mapping[str, Message] = {
    PROJECTS: Message("Hankkeita"),
    GRANTED: Message("Myönnetty"),
    PAID: Message("Toteutunut"),
    SHARE: Message(BY_ROLE[Role.REALISATION].label),
}
"""The columns of numbers: their names in an address, and their labels."""
RECIPIENT_COLUMNS: Mapping[str, Message] = {
    LED: COLUMNS[PROJECTS],
    PARTNERED: Message("Osatoteuttajana"),
    **{name: label for name, label in COLUMNS.items() if name != PROJECTS},
}
"""The same of the ranking of organisations."""


def order_from_args(args: Mapping[str, str]) -> str:
    """The order that an address asks for; "" = as facets are ordered, also where it asks for none we know."""
    written = args.get(ORDER, "")
    return written if written.removeprefix("-") in {NAME, *RECIPIENT_COLUMNS} else ""


def next_order(column: str, order: str) -> str:
    """The order that a click on the heading of a column asks for: its own, then turned round."""
    return f"-{column}" if order == column else column


def sorted_groups(field: Field, groups: Iterable[Group], order: str) -> tuple[Group, ...]:
    """The rows of a table in an order: names from A, numbers from the largest; rows without it come last."""
    rows = tuple(groups)
    if not order:
        return rows
    column, turned = order.removeprefix("-"), order.startswith("-")
    if column not in {NAME, *COLUMNS}:
        return rows
    if column == NAME:
        return tuple(sorted(rows, key=partial(_by_name, field), reverse=turned))
    known = [(number, row) for row in rows if (number := _number(row, column)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=not turned)
    return (*(row for _, row in known), *(row for row in rows if _number(row, column) is None))


def _by_name(field: Field, row: Group) -> tuple[list[int], str]:
    """Numbered names by their numbers, others by the alphabet of the labels, in which ä and ö come last."""
    number = NUMBERED.fullmatch(row.label)
    digits = [int(part) for part in (number["number"] if number else row.value).split(".") if part.isdigit()]
    return digits, shown(field, row.value, row.label).text.casefold().replace("å", "z~")


def _number(row: Group, column: str) -> int | None:
    if column == PROJECTS:
        return row.projects
    if row.money is None:
        return None
    return {GRANTED: row.money.granted, PAID: row.money.paid}.get(column, row.money.realisation)
