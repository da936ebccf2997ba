"""How many of the projects found have each value of each facet.

Few projects are counted by the values of each, many by a table of bits over all projects.

A facet's own filter does not narrow its counts. Several values of a facet are alternatives, so each of its
other values keeps the number of projects that choosing it would add.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from index.model.fields import Kind
from index.model.project import FACETS
from index.numeric import Array, concatenate_ranges, shrink_dtype
from search.aggregation.facet_rows import facet_rows
from search.matching.retrieval import Masks
from search.matching.snapshot import Snapshot

WORD = 64
"""Documents of a word of the bit table."""
FEW_OF = 20
"""If at most one of so many documents was found, they are counted one by one: of 20,000 and of 100,000 with
26 values each, that takes less time than the bit table up to one of 12 to 16."""
FACET_NAMES = tuple(facet.query for facet in FACETS)
FEW_VALUES = tuple(facet for facet in FACETS if facet.kind is not Kind.ORGANISATION)
"""The facets that the bit table has."""
MANY_VALUES = tuple(facet.query for facet in FACETS if facet.kind is Kind.ORGANISATION)
"""Those that it has not: organisations are thousands, and each project has few of them. They are always
counted by its own values, which takes time by the projects alone."""


def count_facets(snapshot: Snapshot, matching: Array, masks: Masks) -> Array:
    """int64[V]: how many of the documents have the value of each row of `facet_rows`.

    matching: bool[D], documents that match the query, before any filter.
    """
    counts = count_rows(snapshot, narrow(matching, masks))
    runs = facet_rows(snapshot).runs
    for name in masks:
        if name in runs:
            counts[runs[name]] = count_facet(snapshot, narrow(matching, masks, name), name)
    return counts


def narrow(matching: Array, masks: Masks, besides: str = "") -> Array:
    """bool[D]: the documents that pass all filters, or all but the filter of one field."""
    for name, mask in masks.items():
        if name != besides:
            matching = matching & mask
    return matching


def count_rows(snapshot: Snapshot, documents: Array, names: Collection[str] = FACET_NAMES) -> Array:
    """int64[V]: how many of some documents (bool[D]) have the value of each row.

    names: the facets that are needed. Counting organisations takes longest: those facets are 0 unless named.
    """
    rows = facet_rows(snapshot)
    found = documents.nonzero()[0]
    if len(found) * FEW_OF <= snapshot.documents:
        return _count_few(snapshot, found, names)
    counts = np.zeros(len(rows.keys), np.int64)
    numbers, table = snapshot.keep(("facet bits",), lambda: _bit_table(snapshot))
    counts[numbers] = np.bitwise_count(table & _bits(documents)).sum(1, np.uint32)
    for name in MANY_VALUES:
        if name in names:
            counts[rows.runs[name]] = count_facet(snapshot, documents, name)
    return counts


def _count_few(snapshot: Snapshot, docs: Array, names: Collection[str]) -> Array:
    """The same of documents by number (int64), by the rows of each."""
    rows = facet_rows(snapshot)
    ends, of_documents = snapshot.keep(("facet rows by document",), lambda: _rows_by_document(snapshot))
    sizes = ends.take(docs + 1) - ends.take(docs)
    counts = np.bincount(
        of_documents.take(concatenate_ranges(ends.take(docs), sizes)), minlength=len(rows.keys)
    )
    for name in MANY_VALUES:
        if name not in names:
            counts[rows.runs[name]] = 0
    return counts


def _rows_by_document(snapshot: Snapshot) -> tuple[Array, Array]:
    """Where the rows of each document begin, and last, where they end (int64[D + 1]); the rows (unsigned)."""
    docs, numbers = [], []
    for facet in FACETS:
        names, run = snapshot.names(facet.query), facet_rows(snapshot).runs[facet.query]
        without = snapshot.documents_without(facet.query).nonzero()[0]
        docs += [names.docs, without]
        numbers += [names.ids + run.start, np.full(len(without), run.stop - 1)]
    every = np.concatenate(docs)
    order = every.argsort(kind="stable")
    ends = np.zeros(snapshot.documents + 1, np.int64)
    np.cumsum(np.bincount(every, minlength=snapshot.documents), out=ends[1:])
    return ends, shrink_dtype(np.concatenate(numbers).take(order))


def count_facet(snapshot: Snapshot, documents: Array, name: str) -> Array:
    """int64: how many of some documents (bool[D]) have each value of one facet; last, how many have none."""
    names = snapshot.names(name)
    counts = np.bincount(names.ids[documents.take(names.docs)], minlength=len(names.values) + 1)
    counts[-1] = np.count_nonzero(documents & snapshot.documents_without(name))
    return counts


def _bit_table(snapshot: Snapshot) -> tuple[Array, Array]:
    """The rows that the table has, int64[n]; uint64[n, D / 64]: a bit for each document, set where it has the
    value of the row."""
    tables, numbers = [], []
    for facet in FEW_VALUES:
        names = snapshot.names(facet.query)
        size = len(names.values)
        own = np.zeros((size + 1, -(-snapshot.documents // WORD)), np.uint64)
        own[size] = _bits(snapshot.documents_without(facet.query))
        bit = np.uint64(1) << (names.docs % WORD).astype(np.uint64)
        np.bitwise_or.at(own, (names.ids, names.docs // WORD), bit)
        tables.append(own)
        run = facet_rows(snapshot).runs[facet.query]
        numbers.append(np.arange(run.start, run.stop))
    return np.concatenate(numbers), np.concatenate(tables)


def _bits(mask: Array) -> Array:
    """uint64[D / 64] of bool[D]: document d is bit d % 64 of word d // 64."""
    packed = np.zeros(-(-len(mask) // WORD) * 8, np.uint8)
    packed[: -(-len(mask) // 8)] = np.packbits(mask, bitorder="little")
    return packed.view("<u8")
