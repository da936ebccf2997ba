"""Facets and statistics by aggregations: the numbers that `search.aggregation` arranges for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from index.cluster.mapping import MISSING_FIELDS, keyword
from index.model.fields import Field
from index.model.project import FACETS, QUERYABLE
from index.numeric import Array
from search.aggregation.facet_rows import arrange_facets, arrange_rows, facet_rows, rows_of_filters
from search.aggregation.organisation_counts import APPLICANT, PARTNERS
from search.aggregation.organisation_rows import OrganisationCounts
from search.aggregation.statistics import (
    CHARTED,
    EDGES,
    Sums,
    breakdown,
    money,
    number_histogram,
    year_histogram,
)
from search.cluster.asking import NOTHING, Query
from search.cluster.queries.compile import matching
from search.cluster.queries.filters import keys_of_values
from search.cluster.queries.lookups import Collection
from search.contract.request import Request
from search.contract.results import FacetValue
from search.contract.statistics import GRANTED, PAID, Breakdown, Histogram, Statistics
from search.plan.compiled_request import CompiledRequest

Answer = Mapping[str, Any]
"""What an aggregation gave, by the names it was asked under."""


# Parts of a request


def terms(collection: Collection, field: str, inner: Query | None = None) -> Query:
    """How many documents have each value of a name field, all of them; inner: what is added up of each."""
    size = max(1, len(collection.words.field_values(field)))
    own: Query = {"terms": {"field": field, "size": size, "shard_size": size}}
    return {**own, "aggs": inner} if inner else own


def without(field: str, inner: Query | None = None) -> Query:
    """The documents in which a field has no value."""
    own: Query = {"filter": {"term": {MISSING_FIELDS: field}}}
    return {**own, "aggs": inner} if inner else own


def narrowing(collection: Collection, compiled: CompiledRequest, besides: str = "") -> Query:
    """The documents that pass all filters, or all but the filter of one field."""
    filters = [matching(collection, tree) for name, tree in compiled.filters.items() if name != besides]
    return {"bool": {"filter": filters}} if filters else {"match_all": {}}


def sums() -> Query:
    """The four of `Sums`."""
    both = {
        "filter": [{"exists": {"field": GRANTED}}, {"exists": {"field": PAID}}],
        "must_not": [{"term": {GRANTED: 0}}],
    }
    added = {"granted": {"sum": {"field": GRANTED}}, "paid": {"sum": {"field": PAID}}}
    return {**added, "both": {"filter": {"bool": both}, "aggs": added}}


def read_sums(answer: Answer) -> Sums:
    """The sums of an answer; 0 while it is not known."""

    def number(of: Answer, name: str) -> int:
        return int(of.get(name, NOTHING).get("value") or 0)

    both = answer.get("both", NOTHING)
    return Sums(
        number(answer, "granted"), number(answer, "paid"), number(both, "granted"), number(both, "paid")
    )


def aggregate(collection: Collection, query: Query, aggregations: Query) -> Answer:
    """The results of aggregations over the documents of a query; empty while they are not known."""
    answer = collection.ledger.search({"size": 0, "query": query, "aggs": aggregations})
    found: Answer = answer["aggregations"] if answer else NOTHING
    return found


def numbers_of(collection: Collection, field: str) -> Mapping[str, int]:
    """Each value of a name field, as the cluster has it → its number."""
    return collection.words.keep(
        ("numbers of values", field),
        lambda: {key: number for number, key in enumerate(keys_of_values(collection, field))},
    )


def buckets(numbers: Mapping[str, int], answer: Answer) -> list[tuple[int, Answer]]:
    """The number of each value that was counted, with what was counted of it."""
    return [
        (numbers[str(bucket["key"])], bucket)
        for bucket in answer.get("buckets", ())
        if str(bucket["key"]) in numbers
    ]


# Facets


def facets(
    collection: Collection, compiled: CompiledRequest, request: Request
) -> dict[str, tuple[FacetValue, ...]]:
    """The values of every facet with their counts."""
    rows = facet_rows(collection.words)
    asked = {
        facet.query: {
            "filter": narrowing(collection, compiled, facet.query),
            "aggs": _facet(collection, facet.query),
        }
        for facet in FACETS
    }
    answer = aggregate(collection, matching(collection, compiled.tree), asked)
    counts = np.zeros(len(rows.keys), np.int64)
    for name, run in rows.runs.items():
        counts[run] = _facet_counts(collection, name, run.stop - run.start, answer.get(name, NOTHING))
    return arrange_facets(rows, counts, rows_of_filters(collection.words, request.filters))


def _facet(collection: Collection, name: str, inner: Query | None = None) -> Query:
    return {"values": terms(collection, name, inner), "missing": without(name, inner)}


def _facet_counts(collection: Collection, name: str, size: int, answer: Answer) -> Array:
    """int64: how many documents have each value of a facet; last, how many have none."""
    counts = np.zeros(size, np.int64)
    for number, bucket in buckets(numbers_of(collection, name), answer.get("values", NOTHING)):
        counts[number] = bucket["doc_count"]
    counts[-1] = answer.get("missing", NOTHING).get("doc_count", 0)
    return counts


# Statistics


def describe(
    collection: Collection, compiled: CompiledRequest, fields: Sequence[str], with_money: bool
) -> Statistics:
    """What the documents of a request add up to."""
    known = {
        "granted_known": {"value_count": {"field": GRANTED}},
        "paid_known": {"value_count": {"field": PAID}},
    }
    asked: Query = {
        "inside": {
            "filter": narrowing(collection, compiled),
            "aggs": {**sums(), **known, **breakdown_parts(collection, fields, with_money)},
        }
    }
    for field in CHARTED:
        besides = narrowing(collection, compiled, field.query)
        asked["chart " + field.query] = {"filter": besides, "aggs": _chart(collection, field)}
    answer = aggregate(collection, matching(collection, compiled.tree), asked)
    inside = answer.get("inside", NOTHING)
    projects = inside.get("doc_count", 0)
    return Statistics(
        projects=projects,
        money=money(read_sums(inside)),
        granted_known=inside.get("granted_known", NOTHING).get("value", 0),
        paid_known=inside.get("paid_known", NOTHING).get("value", 0),
        breakdowns=breakdowns(collection, fields, inside, with_money),
        histograms={
            field.query: _histogram(collection, field, answer.get("chart " + field.query, NOTHING))
            for field in CHARTED
        },
    )


def breakdown_parts(collection: Collection, fields: Iterable[str], with_money: bool) -> Query:
    """What `breakdowns` asks for."""
    inner = sums() if with_money else None
    return {
        "by " + name: {"filter": {"match_all": {}}, "aggs": _facet(collection, name, inner)}
        for name in fields
    }


def breakdowns(
    collection: Collection, fields: Iterable[str], inside: Answer, with_money: bool
) -> dict[str, Breakdown]:
    """How documents divide among the values of facets. inside: what `breakdown_parts` gave of them."""
    rows = facet_rows(collection.words)
    counts = np.zeros(len(rows.keys), np.int64)
    own_sums: dict[str, list[Sums]] = {}
    for name in fields:
        run, answer = rows.runs[name], inside.get("by " + name, NOTHING)
        counts[run] = _facet_counts(collection, name, run.stop - run.start, answer)
        own_sums[name] = [Sums(0, 0, 0, 0)] * (run.stop - run.start)
        for number, bucket in buckets(numbers_of(collection, name), answer.get("values", NOTHING)):
            own_sums[name][number] = read_sums(bucket)
        own_sums[name][-1] = read_sums(answer.get("missing", NOTHING))
    order, sizes = arrange_rows(rows, counts), counts.tolist()
    return {
        name: breakdown(
            QUERYABLE[name],
            rows,
            order[name],
            sizes,
            inside.get("doc_count", 0),
            own_sums[name][:-1] if with_money else None,
            own_sums[name][-1] if with_money and sizes[rows.runs[name].stop - 1] else None,
        )
        for name in fields
    }


def _chart(collection: Collection, field: Field) -> Query:
    name = field.query
    if field.multivalued:
        return _facet(collection, name)
    edges = EDGES[field.kind]
    ranges: list[Query] = [{"to": edges[1]}]
    ranges += [{"from": low, "to": high} for low, high in pairwise(edges[1:])]
    return {
        "bars": {"range": {"field": name, "ranges": [*ranges, {"from": edges[-1]}]}},
        "least": {"min": {"field": name}},
        "most": {"max": {"field": name}},
        "missing": without(name),
    }


def _histogram(collection: Collection, field: Field, answer: Answer) -> Histogram:
    projects = answer.get("doc_count", 0)
    known = projects - answer.get("missing", NOTHING).get("doc_count", 0)
    if field.multivalued:
        values = collection.words.field_values(field.query)
        found = buckets(numbers_of(collection, field.query), answer.get("values", NOTHING))
        counts = {int(values[number]): bucket["doc_count"] for number, bucket in found}
        return year_histogram(field, counts, known, projects)
    bars = [bucket["doc_count"] for bucket in answer.get("bars", NOTHING).get("buckets", ())]
    ends = tuple(answer.get(name, NOTHING).get("value") for name in ("least", "most"))
    least, most = (None if end is None else int(end) for end in ends)
    return number_histogram(field, bars or [0] * len(EDGES[field.kind]), known, projects, (least, most))


# Organisations


def count_organisations(collection: Collection, compiled: CompiledRequest) -> OrganisationCounts:
    """What the documents of a request count for each organisation."""
    parts = {"led": terms(collection, APPLICANT, sums()), "partnered": terms(collection, PARTNERS)}
    asked = {"inside": {"filter": narrowing(collection, compiled), "aggs": parts}}
    answer = aggregate(collection, matching(collection, compiled.tree), asked).get("inside", NOTHING)
    numbers = organisation_numbers(collection)
    size = len(collection.words.organisations.all)
    led, partnered, money_of = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros((4, size))
    for number, bucket in buckets(numbers, answer.get("led", NOTHING)):
        led[number] = bucket["doc_count"]
        money_of[:, number] = read_sums(bucket)
    for number, bucket in buckets(numbers, answer.get("partnered", NOTHING)):
        partnered[number] = bucket["doc_count"]
    return OrganisationCounts(led, partnered, money_of)


def organisation_numbers(collection: Collection) -> Mapping[str, int]:
    """Each organisation, as the cluster has its id → its number."""
    words = collection.words
    return words.keep(
        ("numbers of organisations",),
        lambda: {keyword(one.id): number for number, one in enumerate(words.organisations.all)},
    )
