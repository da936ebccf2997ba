"""How many of the projects found have each value of each facet.

A facet's own filter does not narrow its own counts: its other values keep the number that choosing them
would give, since several values of a facet are alternatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from index.model.fields import Field, Kind
from index.model.project import FACETS
from index.numeric import Array
from search.contract import deadline
from search.contract.request import UNKNOWN, UNKNOWN_LABEL, is_unknown
from search.contract.results import FacetValue
from search.matching.snapshot import Snapshot
from search.matching.sorting import collate
from search.matching.value_resolver import resolve

WORD = 64
"""Documents of a word of `Table.bits`."""


@dataclass(frozen=True)
class Table:
    """Every value of every facet, V rows in all. The last row of a facet are the projects without a value.

    keys, labels: short form of each value, and as it is shown.
    runs:   query name of a facet → its rows.
    bits:   uint64[V, D / 64], a bit for each document, set where it has the value.
    group:  int64[V], rising from facet to facet, and once more for its last row.
    place:  int64[V], in the alphabet; of years, the newest first.
    often:  int64[V], 1 where the most frequent come first; 0 for years.
    """

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    runs: Mapping[str, slice]
    bits: Array
    group: Array
    place: Array
    often: Array


def count_facets(
    snapshot: Snapshot, found: Array, masks: Mapping[str, Array], filters: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[FacetValue, ...]]:
    """The values of every facet with their counts, most frequent first; years newest first.

    Projects in which the field is missing are a value of their own, the last, so that all add up.

    found:   bool[D], documents that match the query, before any filter.
    masks:   query name → bool[D], documents that each filter lets through.
    filters: the values chosen, which are listed even where they would find nothing.
    """
    rows = table(snapshot)
    counts = counted(snapshot, narrowed(found, masks))
    for name in masks:
        if name in rows.runs:
            own = rows.runs[name]
            counts[own] = counted(snapshot, narrowed(found, masks, name), own)
    active = frozenset(_chosen(snapshot, rows, filters))
    sizes = counts.tolist()
    told = {}
    for name, own_rows in listed(rows, counts, active).items():
        deadline.check()
        told[name] = tuple(FacetValue(rows.keys[i], rows.labels[i], sizes[i], i in active) for i in own_rows)
    return told


def narrowed(found: Array, masks: Mapping[str, Array], besides: str = "") -> Array:
    """bool[D]: the documents found that every filter lets through, or every one besides a field's own."""
    for name, mask in masks.items():
        if name != besides:
            found = found & mask
    return found


def counted(snapshot: Snapshot, found: Array, rows: slice = slice(None)) -> Array:
    """int64: how many of the documents found (bool[D]) have the value of each row, or of some rows."""
    common = table(snapshot).bits[rows] & _bits(found)
    counts: Array = np.bitwise_count(common).sum(1, np.uint32).astype(np.int64)
    return counts


def listed(rows: Table, counts: Array, also: Iterable[int] = ()) -> dict[str, list[int]]:
    """The rows of each facet that were counted, in the order in which they are listed.

    also: rows that are listed even with nothing to count.
    """
    there = counts > 0
    there[list(also)] = True
    own = there.nonzero()[0]
    order = np.lexsort((rows.place.take(own), -(counts * rows.often).take(own), rows.group.take(own)))
    numbers = own.take(order)
    ends = own.searchsorted([run.stop for run in rows.runs.values()]).tolist()
    sorted_rows = numbers.tolist()
    return {name: sorted_rows[a:b] for name, a, b in zip(rows.runs, [0, *ends], ends, strict=False)}


def _chosen(snapshot: Snapshot, rows: Table, filters: Mapping[str, tuple[str, ...]]) -> Iterable[int]:
    """The rows of the values chosen."""
    for facet in FACETS:
        run = rows.runs[facet.query]
        for value in filters.get(facet.query, ()):
            if is_unknown(value):
                yield run.stop - 1
            else:
                yield from (run.start + i for i in resolve(snapshot, facet, value))


# The table


def table(snapshot: Snapshot) -> Table:
    """The table of a generation."""
    return snapshot.cache.get(("facets",), lambda: _table(snapshot))


def _table(snapshot: Snapshot) -> Table:
    keys: list[str] = []
    labels: list[str] = []
    runs, bits = {}, []
    group, place, often = [], [], []
    for number, facet in enumerate(FACETS):
        names = snapshot.names(facet.query)
        size = len(names.values)
        runs[facet.query] = slice(len(keys), len(keys) + size + 1)
        keys += [*(value_key(facet, name) for name in names.values), UNKNOWN]
        labels += [*(shown_name(facet, name) for name in names.values), str(UNKNOWN_LABEL)]
        own = np.zeros((size + 1, -(-snapshot.documents // WORD)), np.uint64)
        own[size] = _bits(snapshot.missing(facet.query))
        bit = np.uint64(1) << (names.docs % WORD).astype(np.uint64)
        np.bitwise_or.at(own, (names.ids, names.docs // WORD), bit)
        bits.append(own)
        is_year = facet.kind is Kind.YEAR
        order = sorted(range(size), key=lambda i: collate(names.values[i]), reverse=is_year)
        place += np.argsort([*order, size]).tolist()
        group += [2 * number] * size + [2 * number + 1]
        often += [0 if is_year else 1] * (size + 1)
    return Table(
        keys=tuple(keys),
        labels=tuple(labels),
        runs=runs,
        bits=np.concatenate(bits),
        group=np.array(group),
        place=np.array(place),
        often=np.array(often),
    )


def _bits(there: Array) -> Array:
    """uint64[D / 64] of bool[D]: document d is bit d % 64 of word d // 64."""
    packed = np.zeros(-(-len(there) // WORD) * 8, np.uint8)
    packed[: -(-len(there) // 8)] = np.packbits(there, bitorder="little")
    return packed.view("<u8")


def shown_name(facet: Field, value: str) -> str:
    """A value as it is shown: «Kajaanin» stands for «Kajaanin seutukunta»."""
    return f"{value} {facet.label.lower()}" if facet.genitive else value


def value_key(facet: Field, label: str) -> str:
    """The short form of a value for a URL: the number of «9. REACT-EU:n …»."""
    number, point, _ = label.partition(". ")
    return number if facet.kind is Kind.NUMBERED and point else label
