"""The filters beside the hits: facets whose values are links, and small forms for ranges.

Both come from the field table: a field that is a facet, or a number, shows up here by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from index.fields import Field, Kind
from index.project import FACETS, QUERYABLE
from search.request import Answer, FacetValue, Request
from web import format, urls
from web.ranges import BOUNDS, unfold_range

SHOWN_VALUES = 8
"""Values of a facet that are seen before «Näytä kaikki»."""
FOLDED_FROM = 21
"""A facet of this many values is folded until one of them is chosen."""

RANGE_GROUPS = {
    Kind.YEAR: "Ajankohta",
    Kind.DATE: "Ajankohta",
    Kind.MONEY: "Rahoitus",
    Kind.COUNT: "Osallistujat ja yritykset",
}
"""The form each kind of number stands in."""


@dataclass(frozen=True)
class FacetLink:
    """A value of a facet: a link that puts it in force or takes it off."""

    label: str
    count: str
    url: str
    active: bool


@dataclass(frozen=True)
class Facet:
    """One facet: the values seen at once, and the rest of them."""

    name: str
    label: str
    shown: tuple[FacetLink, ...]
    rest: tuple[FacetLink, ...]
    total: int
    open: bool
    chosen: int


@dataclass(frozen=True)
class RangeInput:
    """From and to of one field."""

    label: str
    unit: str
    hint: str
    input_mode: str
    low_name: str
    high_name: str
    low: str
    high: str


@dataclass(frozen=True)
class RangeForm:
    """The ranges of one kind, and what their form carries on of the search."""

    label: str
    inputs: tuple[RangeInput, ...]
    hidden: tuple[tuple[str, str], ...]
    open: bool


def facets(request: Request, answer: Answer) -> tuple[Facet, ...]:
    """The facets that have anything to choose, in the table's order."""
    found = ((field, answer.facets.get(field.query, ())) for field in FACETS)
    return tuple(_facet(request, field, values) for field, values in found if values)


def range_forms(request: Request) -> tuple[RangeForm, ...]:
    """One form for each group of number fields."""
    numbers = sorted(
        (field for field in QUERYABLE.values() if field.kind in RANGE_GROUPS),
        key=lambda field: list(RANGE_GROUPS).index(field.kind),
    )
    groups = groupby(numbers, key=lambda field: RANGE_GROUPS[field.kind])
    return tuple(_range_form(request, label, list(fields)) for label, fields in groups)


def _facet(request: Request, field: Field, values: tuple[FacetValue, ...]) -> Facet:
    add = urls.adder(request, field.query)
    links: tuple[list[FacetLink], list[FacetLink]] = ([], [])
    for rank, value in enumerate(values):
        links[rank >= SHOWN_VALUES and not value.active].append(_link(request, field, value, add))
    chosen = sum(value.active for value in values)
    return Facet(
        name=field.query,
        label=field.label,
        shown=tuple(links[0]),
        rest=tuple(links[1]),
        total=len(values),
        open=chosen > 0 or len(values) < FOLDED_FROM,
        chosen=chosen,
    )


def _link(request: Request, field: Field, value: FacetValue, add: Callable[[str], str]) -> FacetLink:
    if value.active:
        address = urls.search_url(urls.toggled(request, field.query, value.value, active=True))
    else:
        address = add(value.value)
    return FacetLink(value.label, format.number(value.count), address, value.active)


def _range_form(request: Request, label: str, fields: list[Field]) -> RangeForm:
    inputs = tuple(_range_input(request, field) for field in fields)
    return RangeForm(
        label=label,
        inputs=inputs,
        hidden=tuple(urls.hidden_inputs(request, [field.query for field in fields])),
        open=any(one.low or one.high for one in inputs),
    )


def _range_input(request: Request, field: Field) -> RangeInput:
    low, high = unfold_range(request.filters.get(field.query, ()))
    is_day = field.kind is Kind.DATE
    return RangeInput(
        label=field.label,
        unit="€" if field.kind is Kind.MONEY else "",
        hint="pp.kk.vvvv" if is_day else "",
        input_mode="text" if is_day else "numeric",
        low_name=field.query + BOUNDS[0],
        high_name=field.query + BOUNDS[1],
        low=format.day(low) if is_day else low,
        high=format.day(high) if is_day else high,
    )
