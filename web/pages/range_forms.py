"""The forms for ranges of numbers beside the hits, from the field table: what a search page has of them.

Most of them are the same on each page of a language: those whose ends are not known and that have no value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby

import msgspec

from index.model.fields import Field, Kind, Question
from index.model.project import QUERYABLE
from search.contract.messages import Message
from search.contract.request import EVERYTHING, Request
from search.contract.statistics import Histogram
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.texts import language, translated
from web.routing import urls
from web.routing.ranges import BOUNDS, unfold_range

RANGE_GROUPS = {
    Kind.YEAR: Message("Ajankohta"),
    Kind.DATE: Message("Ajankohta"),
    Kind.MONEY: Message("Muu rahoitus"),
    Kind.PERCENT: Message("Muu rahoitus"),
    Kind.COUNT: Message("Osallistujat ja yritykset"),
}
"""The form that numbers of each kind stand in, where they have no chart of their own."""


class RangeInput(msgspec.Struct, frozen=True):
    """The two inputs of a range: names and values of from (`low`) and to (`high`).

    least, most: how the smallest and the largest number that there is are written, or a day's form.
    """

    label: str
    unit: str
    is_time: bool
    input_mode: str
    low_name: str
    high_name: str
    low: str
    high: str
    least: str
    most: str


class RangeForm(msgspec.Struct, frozen=True):
    """The ranges of one kind, or of one field of which the ends are known.

    question: what it answers. hidden: inputs that keep the search.
    open: whether one of them is in force. is_fixed: whether it is so on each page of the language.
    """

    name: str
    label: str
    question: Question
    inputs: tuple[RangeInput, ...]
    hidden: tuple[tuple[str, str], ...]
    open: bool
    is_fixed: bool


def range_forms(request: Request, histograms: Mapping[str, Histogram]) -> Iterator[RangeForm]:
    """A form for each number field that has a histogram, which tells the range that exists; and one for each
    group of the others."""
    hidden = urls.hidden_inputs(request)
    for name, histogram in histograms.items():
        field = QUERYABLE[name]
        label = _("Vuosiväli") if field.kind is Kind.YEAR else _(field.label)  # «Vuosi» is the facet
        one = range_input(request, field, (histogram.least, histogram.most))
        yield _form((name,), label, (one,), hidden, is_fixed=False)
    for group, names in _grouped(frozenset(histograms)):
        is_fixed = request.filters.keys().isdisjoint(names)
        inputs = _fixed_inputs(names, language()) if is_fixed else _inputs(request, names)
        yield _form(names, translated(group), inputs, hidden, is_fixed)


@cache
def _grouped(charted: frozenset[str]) -> tuple[tuple[Message, tuple[str, ...]], ...]:
    """The number fields that have no histogram, by the form that they stand in."""
    numbers = sorted(
        (field for field in QUERYABLE.values() if field.kind in RANGE_GROUPS and field.query not in charted),
        key=lambda field: list(RANGE_GROUPS).index(field.kind),
    )
    return tuple(
        (label, tuple(field.query for field in fields))
        for label, fields in groupby(numbers, key=lambda field: RANGE_GROUPS[field.kind])
    )


def _form(
    names: tuple[str, ...],
    label: str,
    inputs: tuple[RangeInput, ...],
    hidden: list[tuple[str, str]],
    is_fixed: bool,
) -> RangeForm:
    return RangeForm(
        name=names[0],
        label=label,
        question=QUERYABLE[names[0]].question,
        inputs=inputs,
        hidden=tuple(pair for pair in hidden if pair[0] not in names),
        open=any(one.low or one.high for one in inputs),
        is_fixed=is_fixed,
    )


def _inputs(request: Request, names: tuple[str, ...]) -> tuple[RangeInput, ...]:
    return tuple(range_input(request, QUERYABLE[name], (None, None)) for name in names)


@cache
def _fixed_inputs(names: tuple[str, ...], _language: str) -> tuple[RangeInput, ...]:
    return _inputs(EVERYTHING, names)


def range_input(request: Request, field: Field, ends: tuple[int | None, int | None]) -> RangeInput:
    """The two inputs of a number field. ends: the smallest and the largest number that there is, if known."""
    low, high = unfold_range(request.filters.get(field.query, ()))
    is_day = field.kind is Kind.DATE
    least, most = (_end(field, end) for end in ends)
    return RangeInput(
        label=_(field.label),
        unit={Kind.MONEY: "€", Kind.PERCENT: "%"}.get(field.kind, ""),
        is_time=field.question is Question.WHEN,
        input_mode="text" if is_day else "numeric",
        low_name=field.query + BOUNDS[0],
        high_name=field.query + BOUNDS[1],
        low=format.day_to_write(low) if is_day else low,
        high=format.day_to_write(high) if is_day else high,
        least=_("pp.kk.vvvv") if is_day else least,
        most=_("pp.kk.vvvv") if is_day else most,
    )


def _end(field: Field, end: int | None) -> str:
    """An end of the range that exists, as an input has it; "" where it is not known."""
    if end is None:
        return ""
    return str(end) if field.kind is Kind.YEAR else format.number(end)
