"""«Tarkoititko» for values of name fields: «Kainuu» for `maakunta:Kainu`, as a filter or in a query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.model.fields import Field, Kind
from index.model.project import QUERYABLE
from search.contract.quoting import quoted
from search.contract.request import Request, is_unknown
from search.contract.results import ValueSuggestion
from search.equivalence.reading import read_request
from search.plan.value_resolver import resolve
from search.plan.words import Counter, Words
from search.query.words import Leaf
from search.suggestion.completion import NameEntry, values_like

MOST = 3
"""Values that are offered for one."""


def value_suggestions(words: Words, counter: Counter, request: Request) -> tuple[ValueSuggestion, ...]:
    """For each filter value that its field does not have, similar values that find something."""
    return tuple(
        found
        for name, values in request.filters.items()
        for value in values
        for near in _near(words, QUERYABLE.get(name), value)
        if (found := _counted(words, counter, request, value, near)).total
    )


def value_corrections(words: Words, leaves: Iterable[Leaf]) -> Iterator[tuple[int, int, str]]:
    """Each unknown value in a query: its position, and what may replace it."""
    for leaf in leaves:
        for near in _near(words, leaf.field, leaf.text) if leaf.is_value else ():
            start, end = (leaf.start - 1, leaf.end + 1) if leaf.quoted else (leaf.start, leaf.end)
            yield start, end, near.value if near.value.isalnum() else quoted(near.value)


def _near(words: Words, field: Field | None, value: str) -> tuple[NameEntry, ...]:
    if field is None or field.kind not in (Kind.KEYWORD, Kind.ORGANISATION, Kind.NUMBERED):
        return ()
    if is_unknown(value) or "*" in value or "?" in value or resolve(words, field, value):
        return ()
    return values_like(words, field, value)[:MOST]


def _counted(
    words: Words, counter: Counter, request: Request, value: str, near: NameEntry
) -> ValueSuggestion:
    """A value in place of the one asked for, with what it finds."""
    values = tuple(near.value if one == value else one for one in request.filters[near.field])
    inner = replace(request, filters={**request.filters, near.field: values})
    compiled = read_request(words, counter, inner)
    total = counter.count(compiled.tree, compiled.filters)
    return ValueSuggestion(near.field, near.label, value, near.value, near.text, total)
