"""How many of the projects found have each value of each facet.

A facet's own filter does not narrow its own counts: its other values keep the number that choosing them
would give, since several values of a facet are alternatives.
"""

from __future__ import annotations

import numpy as np

from index.model.project import FACETS
from index.numeric import Array
from search.aggregation.facet_rows import facet_rows
from search.matching.retrieval import Masks
from search.matching.snapshot import Snapshot

WORD = 64
"""Documents of a word of the bit table."""


def count_facets(snapshot: Snapshot, matching: Array, masks: Masks) -> Array:
    """int64[V]: how many of the documents have the value of each row of `facet_rows`.

    matching: bool[D], documents that match the query, before any filter.
    """
    counts = count_rows(snapshot, narrow(matching, masks))
    runs = facet_rows(snapshot).runs
    for name in masks:
        if name in runs:
            counts[runs[name]] = count_rows(snapshot, narrow(matching, masks, name), runs[name])
    return counts


def narrow(matching: Array, masks: Masks, besides: str = "") -> Array:
    """bool[D]: the documents that every filter lets through, or every one besides a field's own."""
    for name, mask in masks.items():
        if name != besides:
            matching = matching & mask
    return matching


def count_rows(snapshot: Snapshot, documents: Array, rows: slice = slice(None)) -> Array:
    """int64: how many of some documents (bool[D]) have the value of each row, or of some rows."""
    table = snapshot.get_or_compute(("facet bits",), lambda: _bit_table(snapshot))
    common = table[rows] & _bits(documents)
    counts: Array = np.bitwise_count(common).sum(1, np.uint32).astype(np.int64)
    return counts


def _bit_table(snapshot: Snapshot) -> Array:
    """uint64[V, D / 64]: a bit for each document, set where it has the value of the row."""
    tables = []
    for facet in FACETS:
        names = snapshot.names(facet.query)
        size = len(names.values)
        own = np.zeros((size + 1, -(-snapshot.documents // WORD)), np.uint64)
        own[size] = _bits(snapshot.documents_without(facet.query))
        bit = np.uint64(1) << (names.docs % WORD).astype(np.uint64)
        np.bitwise_or.at(own, (names.ids, names.docs // WORD), bit)
        tables.append(own)
    return np.concatenate(tables)


def _bits(mask: Array) -> Array:
    """uint64[D / 64] of bool[D]: document d is bit d % 64 of word d // 64."""
    packed = np.zeros(-(-len(mask) // WORD) * 8, np.uint8)
    packed[: -(-len(mask) // 8)] = np.packbits(mask, bitorder="little")
    return packed.view("<u8")
