"""Filters by values of fields → queries without scores."""

from __future__ import annotations

from index.cluster.mapping import keyword
from index.model.fields import Kind
from index.model.project import QUERYABLE
from search.cluster.asking import Query
from search.cluster.queries.lookups import Collection
from search.plan.value_resolver import resolve
from search.query.ast import Name, Range

EVERY: Query = {"match_all": {}}
NONE: Query = {"match_none": {}}


def with_value(collection: Collection, node: Name) -> Query:
    """The documents that have one of the values meant."""
    field = QUERYABLE[node.field]
    numbers = resolve(collection.words, field, node.value)
    return _with_values(node.field, [keys_of_values(collection, node.field)[number] for number in numbers])


def keys_of_values(collection: Collection, field: str) -> list[str]:
    """Each value of a name field, by number, as the cluster has it."""
    words = collection.words

    def compute() -> list[str]:
        if QUERYABLE[field].kind is Kind.ORGANISATION:
            return [keyword(one.id) for one in words.organisations_of(field)]
        return [keyword(value) for value in words.field_values(field)]

    return words.keep(("keys of values", field), compute)


def _with_values(field: str, values: list[str]) -> Query:
    return {"terms": {field: values}} if values else NONE


def in_range(collection: Collection, node: Range) -> Query:
    """The documents whose number lies between the bounds."""
    low, high = node.low, node.high
    if QUERYABLE[node.field].multivalued:
        values = collection.words.field_values(node.field)
        inside = (
            value
            for value in values
            if (low is None or low <= int(value)) and (high is None or int(value) <= high)
        )
        return _with_values(node.field, list(inside))
    bounds = {name: bound for name, bound in (("gte", low), ("lte", high)) if bound is not None}
    if not bounds:
        return {"exists": {"field": node.field}}
    if any(abs(bound) >= 2**63 for bound in bounds.values()):  # no number of an index lies so far
        bounds = {name: max(-(2**62), min(2**62, bound)) for name, bound in bounds.items()}
    return {"range": {node.field: bounds}}
