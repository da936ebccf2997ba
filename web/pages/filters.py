"""What narrows a result: facets whose values are links, small forms for ranges, and the precision of words.

Facets and forms come from the field table: a field that is a facet, or a number, is included automatically.
The forms are in `range_forms`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import msgspec

from index.model.fields import Field, Question
from index.model.project import FACETS
from search.contract.messages import Message
from search.contract.request import UNKNOWN, Precision, Request
from search.contract.results import Answer, FacetValue
from search.contract.statistics import Histogram
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.texts import translated
from web.i18n.values import shown
from web.pages.range_forms import RangeForm, range_forms
from web.routing import urls
from web.routing.request_changes import on_first_page, toggle_value

SHOWN_VALUES, SHOWN_FOLDED = 8, 5
"""Values of a facet before «Näytä kaikki»: of one that is open from the first, and of others."""
SPARE_VALUES = 2
"""So many more are shown too: a link to them would take as much room."""
MOST_LISTED = 400
"""Values of a facet that is shown whole. There may be thousands of organisations; a box finds the others."""
SEARCHED_FROM = 21
"""A facet of this many values has a box to find one in."""

QUESTIONS = {
    Question.WHAT: Message("Mitä"),
    Question.WHERE: Message("Missä"),
    Question.WHO: Message("Kuka"),
    Question.WHEN: Message("Milloin"),
    Question.HOW_MUCH: Message("Paljonko"),
}
"""The headings under which filters stand, in this order."""
FACETS_BY_QUESTION = {
    question: tuple(field for field in FACETS if field.question is question) for question in QUESTIONS
}
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


class FacetView(msgspec.Struct, frozen=True):
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


class FilterGroup(msgspec.Struct, frozen=True):
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
    ranges = tuple(range_forms(request, histograms))
    link = urls.add_value_links(request)
    values = answer.facets
    groups = (
        FilterGroup(
            translated(label),
            tuple(
                _facet(request, field, values[field.query], expanded, link)
                for field in FACETS_BY_QUESTION[question]
                if values.get(field.query)
            ),
            tuple(form for form in ranges if form.question is question),
        )
        for question, label in QUESTIONS.items()
    )
    return tuple(group for group in groups if group.facets or group.ranges)


def precisions(request: Request, answer: Answer) -> tuple[PrecisionView, ...]:
    """The precisions with what each would find; nothing where there are no words, or none finds anything."""
    if not answer.words or not any(answer.precision.values()):
        return ()
    first, own = on_first_page(request), request.precision
    return tuple(
        PrecisionView(
            translated(label),
            format.number(answer.precision.get(one.value, 0)),
            urls.search_url(first if one is own else replace(first, precision=one)),
            one is own,
        )
        for one, label in PRECISIONS.items()
    )


def _facet(
    request: Request,
    field: Field,
    values: tuple[FacetValue, ...],
    expanded: ExpandedFacet,
    link: Callable[[str, str], str],
) -> FacetView:
    whole, find = expanded.name == field.query, len(values) >= SEARCHED_FROM
    words = expanded.words.casefold() if whole else ""
    most = SHOWN_VALUES if field.pictured else SHOWN_FOLDED
    first = len(values) if len(values) <= most + SPARE_VALUES else most
    found = _with_words(field, values, words) if whole else _first(values, first)
    listed = [v for rank, v in enumerate(found) if rank < MOST_LISTED or v.active]
    chosen = sum([value.active for value in values])
    return FacetView(
        name=field.query,
        label=_(field.label),
        values=tuple([_link(request, field, value, link) for value in listed]),
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


def _first(values: tuple[FacetValue, ...], number: int) -> list[FacetValue]:
    """So many values, and those of the others that are listed always."""
    return [*values[:number], *(v for v in values[number:] if v.active or v.value == UNKNOWN)]


def _with_words(field: Field, values: tuple[FacetValue, ...], words: str) -> list[FacetValue]:
    """The values whose names contain some words, in any language, and those chosen."""
    return [
        value
        for value in values
        if value.active
        or words in value.label.casefold()
        or words in shown(field, value.value, value.label).text.casefold()
    ]


def _link(request: Request, field: Field, value: FacetValue, link: Callable[[str, str], str]) -> FacetLink:
    off = urls.search_url(toggle_value(request, field.query, value.value, True)) if value.active else ""
    name = shown(field, value.value, value.label)
    return FacetLink(
        label=name.text,
        count=format.number(value.count),
        url=off or link(field.query, value.value),
        active=value.active,
        is_source_text=name.is_source_text,
    )
