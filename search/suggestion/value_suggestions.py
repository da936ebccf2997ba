"""«Tarkoititko» for values of names: `maakunta:Kainu`, as a filter or in a query, is no region. What is?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.model.fields import Field, Kind
from index.model.project import QUERYABLE
from search.contract.quoting import quoted
from search.contract.request import Request, is_unknown
from search.contract.results import ValueSuggestion
from search.matching.retrieval import count, filter_masks
from search.matching.snapshot import Snapshot
from search.plan.compiled_request import compile_request
from search.plan.value_resolver import resolve
from search.plan.words import Words
from search.suggestion.completion import NameEntry, values_like

MOST = 3
"""Values that are offered for one."""

WRITTEN = re.compile(r'(?<![\w:])(?P<field>[^\W\d]\w*):(?:"(?P<quoted>[^"]+)"|(?P<bare>[^\s()"]+))')
"""A field and its value in a query."""


def value_suggestions(snapshot: Snapshot, request: Request) -> tuple[ValueSuggestion, ...]:
    """For each filter value that means nothing, those near it that find something in its place."""
    return tuple(
        found
        for name, values in request.filters.items()
        for value in values
        for near in _near(snapshot, QUERYABLE.get(name), value)
        if (found := _counted(snapshot, request, value, near)).total
    )


def value_corrections(words: Words, query: str) -> Iterator[tuple[int, int, str]]:
    """Of a query, each value that means nothing: where it stands, and what may stand there instead."""
    for match in WRITTEN.finditer(query):
        start, end = match.end("field") + 1, match.end()
        for near in _near(words, QUERYABLE.get(match["field"].lower()), match["quoted"] or match["bare"]):
            yield start, end, near.value if near.value.isalnum() else quoted(near.value)


def quoted_value_spans(query: str) -> Iterator[tuple[int, int]]:
    """Where the values of names stand in a query that are quoted: their words are no words to search for."""
    for match in WRITTEN.finditer(query):
        field = QUERYABLE.get(match["field"].lower())
        if match["quoted"] and field is not None and field.kind is not Kind.TEXT:
            yield match.span("quoted")


def _near(words: Words, field: Field | None, value: str) -> tuple[NameEntry, ...]:
    if field is None or field.kind not in (Kind.KEYWORD, Kind.NUMBERED):
        return ()
    if is_unknown(value) or value.endswith("*") or resolve(words, field, value):
        return ()
    return values_like(words, field, value)[:MOST]


def _counted(snapshot: Snapshot, request: Request, value: str, near: NameEntry) -> ValueSuggestion:
    """A value in place of the one asked for, with what it finds."""
    values = tuple(near.value if one == value else one for one in request.filters[near.field])
    compiled = compile_request(replace(request, filters={**request.filters, near.field: values}))
    total = count(snapshot, compiled.tree, filter_masks(snapshot, compiled))
    return ValueSuggestion(near.field, near.label, value, near.value, near.text, total)
