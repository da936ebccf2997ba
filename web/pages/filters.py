"""What narrows a result: facets whose values are links, small forms for ranges, and the precision of words.

Facets and forms come from the field table: a field that is a facet, or a number, is included automatically.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import msgspec

from index.model.fields import Field, Kind, Question
from index.model.project import FACETS, QUERYABLE
from search.contract.messages import Message
from search.contract.request import UNKNOWN, Precision, Request
from search.contract.results import Answer, FacetValue
from search.contract.statistics import Histogram
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.texts import translated
from web.i18n.values import shown
from web.routing import urls
from web.routing.ranges import BOUNDS, unfold_range
from web.routing.request_changes import toggle_value

SHOWN_VALUES, SHOWN_FOLDED = 8, 5
"""Values of a facet before «Näytä kaikki»: of one that is open from the first, and of others."""
SPARE_VALUES = 2
"""So many more are shown too: a link to them would take as much room."""
MOST_LISTED = 400
"""Values of a facet that is shown whole. There may be thousands of organisations; a box finds the others."""
SEARCHED_FROM = 21
"""A facet of this many values has a box to find one in."""

RANGE_GROUPS = {
    Kind.YEAR: Message("Ajankohta"),
    Kind.DATE: Message("Ajankohta"),
    Kind.MONEY: Message("Muu rahoitus"),
    Kind.PERCENT: Message("Muu rahoitus"),
    Kind.COUNT: Message("Osallistujat ja yritykset"),
}
"""The form that numbers of each kind stand in, where they have no chart of their own."""
QUESTIONS = {
    Question.WHAT: Message("Mitä"),
    Question.WHERE: Message("Missä"),
    Question.WHO: Message("Kuka"),
    Question.WHEN: Message("Milloin"),
    Question.HOW_MUCH: Message("Paljonko"),
}
"""The headings under which filters stand, in this order."""
PRECISIONS = {
    Precision.PARTS: Message("laaja (myös yhdyssanat)"),
    Precision.INFLECTED: Message("kaikki taivutusmuodot"),
    Precision.EXACT: Message("täsmälleen näin"),
}
"""The labels of the precisions, the widest first."""


class FacetLink(msgspec.Struct, frozen=True):
    """A value of a facet: a link that adds it to the filter, or removes it.

    is_source_text: whether the label is out of the descriptions, which stay Finnish on every page.
    """

    label: str
    count: str
    url: str
    active: bool
    is_source_text: bool


@dataclass(frozen=True)
class ExpandedFacet:
    """The facet that the address asks to show in full, and the text that its values must contain."""

    name: str = ""
    words: str = ""


@dataclass(frozen=True)
class FacetView:
    """One facet: the values shown, and the way to the rest of them.

    total, chosen: how many values there are, and how many of them are in the filter.
    open:          whether it is unfolded.
    more_url:      the page with all values, "" where all are shown; less_url: the page with the first only.
    hidden_values: how many of those asked for are not listed, as text, "" for none.
    find:          whether there is a box to find a value in; `words` is what it holds, and `hidden` are the
                   inputs that keep the search.
    """

    name: str
    label: str
    values: tuple[FacetLink, ...]
    total: int
    open: bool
    chosen: int
    more_url: str
    less_url: str
    hidden_values: str
    find: bool
    words: str
    hidden: tuple[tuple[str, str], ...]


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


@dataclass(frozen=True)
class RangeForm:
    """The ranges of one kind, or of one field of which the ends are known.

    hidden: inputs that keep the search. open: whether one of them is in force.
    """

    name: str
    label: str
    inputs: tuple[RangeInput, ...]
    hidden: tuple[tuple[str, str], ...]
    open: bool


@dataclass(frozen=True)
class FilterGroup:
    """The filters that answer one question, under its heading."""

    label: str
    facets: tuple[FacetView, ...]
    ranges: tuple[RangeForm, ...]


@dataclass(frozen=True)
class PrecisionView:
    """A precision: how exactly words must match. count: how many projects it would find, as text."""

    label: str
    count: str
    url: str
    active: bool


def filter_groups(
    request: Request, answer: Answer, histograms: Mapping[str, Histogram], expanded: ExpandedFacet
) -> tuple[FilterGroup, ...]:
    """Every filter that has anything to choose, by the question that it answers, in the table's order.

    histograms: of the number fields that have one, for the range that exists.
    """
    ranges = [*_single_ranges(request, histograms), *_grouped_ranges(request, set(histograms))]
    values = answer.facets
    groups = (
        FilterGroup(
            translated(label),
            tuple(
                _facet(request, field, values[field.query], expanded)
                for field in FACETS
                if field.question is question and values.get(field.query)
            ),
            tuple(form for form in ranges if QUERYABLE[form.name].question is question),
        )
        for question, label in QUESTIONS.items()
    )
    return tuple(group for group in groups if group.facets or group.ranges)


def _single_ranges(request: Request, histograms: Mapping[str, Histogram]) -> Iterator[RangeForm]:
    """A form for each number field that has a histogram, which tells the range that exists."""
    for name, histogram in histograms.items():
        field = QUERYABLE[name]
        label = _("Vuosiväli") if field.kind is Kind.YEAR else _(field.label)  # «Vuosi» is the facet
        yield _range_form(request, label, [field], (histogram.least, histogram.most))


def _grouped_ranges(request: Request, charted: Collection[str]) -> Iterator[RangeForm]:
    """One form for each group of the other number fields."""
    numbers = sorted(
        (field for field in QUERYABLE.values() if field.kind in RANGE_GROUPS and field.query not in charted),
        key=lambda field: list(RANGE_GROUPS).index(field.kind),
    )
    for label, fields in groupby(numbers, key=lambda field: RANGE_GROUPS[field.kind]):
        yield _range_form(request, translated(label), list(fields))


def precisions(request: Request, answer: Answer) -> tuple[PrecisionView, ...]:
    """The precisions with what each would find; nothing where there are no words, or none finds anything."""
    if not answer.words or not any(answer.precision.values()):
        return ()
    return tuple(
        PrecisionView(
            translated(label),
            format.number(answer.precision.get(one.value, 0)),
            urls.search_url(replace(request, precision=one, offset=0)),
            one is request.precision,
        )
        for one, label in PRECISIONS.items()
    )


def _facet(
    request: Request, field: Field, values: tuple[FacetValue, ...], expanded: ExpandedFacet
) -> FacetView:
    add = urls.add_value_urls(request, field.query)
    whole, find = expanded.name == field.query, len(values) >= SEARCHED_FROM
    words = expanded.words.casefold() if whole else ""
    most = SHOWN_VALUES if field.pictured else SHOWN_FOLDED
    first = len(values) if len(values) <= most + SPARE_VALUES else most
    found = [v for rank, v in enumerate(values) if _is_shown(field, rank < first, v, whole, words)]
    listed = [v for rank, v in enumerate(found) if rank < MOST_LISTED or v.active]
    chosen = sum(value.active for value in values)
    return FacetView(
        name=field.query,
        label=_(field.label),
        values=tuple(_link(request, field, value, add) for value in listed),
        total=len(values),
        open=whole or chosen > 0 or field.pictured,
        chosen=chosen,
        more_url=urls.search_url(request, (urls.SHOW, field.query)) if len(found) < len(values) else "",
        less_url=urls.search_url(request) if whole else "",
        hidden_values=format.number(len(found) - len(listed)) if len(listed) < len(found) else "",
        find=find,
        words=expanded.words if whole else "",
        hidden=(*urls.hidden_inputs(request), (urls.SHOW, field.query)) if find else (),
    )


def _is_shown(field: Field, first: bool, value: FacetValue, whole: bool, words: str) -> bool:
    """Whether a value is listed: those chosen always are."""
    if whole:
        label = shown(field, value.value, value.label).text
        return value.active or words in value.label.casefold() or words in label.casefold()
    return first or value.active or value.value == UNKNOWN


def _link(request: Request, field: Field, value: FacetValue, add: Callable[[str], str]) -> FacetLink:
    off = urls.search_url(toggle_value(request, field.query, value.value, True)) if value.active else ""
    name = shown(field, value.value, value.label)
    return FacetLink(
        label=name.text,
        count=format.number(value.count),
        url=off or add(value.value),
        active=value.active,
        is_source_text=name.is_source_text,
    )


def _range_form(
    request: Request, label: str, fields: list[Field], ends: tuple[int | None, int | None] = (None, None)
) -> RangeForm:
    inputs = tuple(range_input(request, field, ends) for field in fields)
    return RangeForm(
        name=fields[0].query,
        label=label,
        inputs=inputs,
        hidden=tuple(urls.hidden_inputs(request, [field.query for field in fields])),
        open=any(one.low or one.high for one in inputs),
    )


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
