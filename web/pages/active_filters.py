"""The filters in force: each with the address of the page without it, and what removing it would find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec

from index.model.project import QUERYABLE
from search.contract.request import ANY_LABEL, UNKNOWN, Request, is_any, is_unknown
from search.contract.results import ActiveFilter, Answer, Comparison, PlaceSuggestion
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.texts import translated
from web.i18n.values import Shown, shown
from web.routing import urls
from web.routing.ranges import range_label
from web.routing.request_changes import remove_filter, remove_filters, remove_value


@dataclass(frozen=True)
class Chip:
    """A filter value in force, and the address of the page without it.

    is_source_text: whether the value is out of the descriptions, which stay Finnish on every page.
    """

    label: str
    value: str
    url: str
    is_source_text: bool


@dataclass(frozen=True)
class FilterRemoval:
    """A filter that can be removed, and how many projects would be found then, as text; "" for none.

    label: "" stands for all filters together.
    """

    label: str
    values: str
    url: str
    count: str
    is_source_text: bool


def chips(
    request: Request, answer: Answer | Comparison, address: urls.RequestToUrl = urls.search_url
) -> tuple[Chip, ...]:
    """The filter values in force. address: gives the address of the page that they stand on."""
    return tuple(
        Chip(
            _(one.label),
            value.text,
            address(remove_value(request, one.name, one.value)),
            value.is_source_text,
        )
        for one in answer.active
        for value in (_shown_value(one),)
    )


def filter_removals(
    request: Request, answer: Answer, totals_without: Mapping[str, int]
) -> tuple[FilterRemoval, ...]:
    """The filters in force, those first whose removal gives most.

    totals_without: how many projects would be found without each filter; under "", without any.
    """
    ordered = sorted(totals_without.items(), key=lambda pair: -pair[1])
    return tuple(_removal(request, answer, name, total) for name, total in ordered)


def _removal(request: Request, answer: Answer, name: str, total: int) -> FilterRemoval:
    """The removal of one filter, or of all where name is ""; total: how many projects it would find."""
    own = [one for one in answer.active if one.name == name]
    values = [_shown_value(one) for one in own]
    return FilterRemoval(
        label=_(own[0].label) if own else "",
        values=", ".join(value.text for value in values),
        url=urls.search_url(remove_filter(request, name) if name else remove_filters(request)),
        count=format.projects(total) if total else "",
        is_source_text=all(value.is_source_text for value in values),
    )


def _shown_value(active: ActiveFilter) -> Shown:
    if is_any(active.value):
        return Shown(str(translated(ANY_LABEL)), is_source_text=False)
    field = QUERYABLE.get(active.name)
    if field is None:
        return Shown(active.value_label, is_source_text=True)
    found = shown(field, UNKNOWN if is_unknown(active.value) else active.value, active.value_label)
    return msgspec.structs.replace(found, text=range_label(field, found.text))


# Synonyms that were searched for, and places that can narrow the search

MOST_EQUIVALENTS = 12
"""Words that mean the same named above the hits."""


@dataclass(frozen=True)
class EquivalentsView:
    """What was searched for as well, one after another, and the address of the search without it.

    without: whether it was left out; then url leads back.
    """

    terms: str
    url: str
    without: bool


@dataclass(frozen=True)
class PlaceView:
    """A place that the query names: the filter, its value, its address, and what it finds."""

    label: str
    value: Shown
    url: str
    found: str


def places(request: Request, answer: Answer) -> tuple[PlaceView, ...]:
    """The places that the query names, each as a filter."""
    return tuple(_place(one, request) for one in answer.places)


def equivalents_view(request: Request, answer: Answer) -> EquivalentsView | None:
    """The line above the hits; none where nothing else was searched for, or could be."""
    if not request.equivalents:
        back = replace(request, equivalents=True, offset=0)
        return EquivalentsView("", urls.search_url(back), without=True) if answer.words else None
    terms = answer.equivalent_terms()
    if not terms:
        return None
    shown = terms[:MOST_EQUIVALENTS] + (("…",) if len(terms) > MOST_EQUIVALENTS else ())
    without = replace(request, equivalents=False, offset=0)
    return EquivalentsView(", ".join(shown), urls.search_url(without), without=False)


def _place(place: PlaceSuggestion, request: Request) -> PlaceView:
    filters = {**request.filters, place.field: (place.value,)}
    url = urls.search_url(replace(request, query=place.query, filters=filters, offset=0))
    name = shown(QUERYABLE[place.field], place.value)
    return PlaceView(_(place.label), name, url, format.projects(place.total))
