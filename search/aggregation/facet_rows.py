"""The values of the facets: their short forms, labels and order, and how their counts become an answer.

This needs only the values of the fields from an engine, so all engines use it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.model.fields import Field, Kind
from index.model.project import FACETS
from index.numeric import Array
from search.contract import deadline
from search.contract.request import UNKNOWN, UNKNOWN_LABEL, is_any, is_unknown
from search.contract.results import FacetValue
from search.plan.collation import collate
from search.plan.value_resolver import resolve
from search.plan.words import Words


@dataclass(frozen=True)
class FacetRows:
    """Every value of every facet, V rows in all. The last row of a facet are the projects without a value.

    keys, labels: short form of each value, and as it is shown.
    runs:   query name of a facet → its rows; the values are in the order of `Words.field_values`.
    group:  int64[V], the first sort key: grows from facet to facet, and again for the last row of each.
    place:  int64[V], alphabetical order; years from the newest.
    often:  int64[V], 1 where rows are sorted by frequency; 0 for years.
    """

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    runs: Mapping[str, slice]
    group: Array
    place: Array
    often: Array


def facet_rows(words: Words) -> FacetRows:
    """The rows of a generation; made once."""
    return words.keep(("facet rows",), lambda: _facet_rows(words))


def _facet_rows(words: Words) -> FacetRows:
    keys: list[str] = []
    labels: list[str] = []
    runs: dict[str, slice] = {}
    group: list[int] = []
    place: list[int] = []
    often: list[int] = []
    for number, facet in enumerate(FACETS):
        values = words.field_values(facet.query)
        size, is_year = len(values), facet.kind is Kind.YEAR
        runs[facet.query] = slice(len(keys), len(keys) + size + 1)
        keys += [*_keys(words, facet, values), UNKNOWN]
        labels += [*(value_label(facet, value) for value in values), str(UNKNOWN_LABEL)]
        order = sorted(range(size), key=lambda i: collate(values[i]), reverse=is_year)
        place += np.argsort([*order, size]).tolist()
        group += [2 * number] * size + [2 * number + 1]
        often += [0 if is_year else 1] * (size + 1)
    return FacetRows(tuple(keys), tuple(labels), runs, np.array(group), np.array(place), np.array(often))


def arrange_facets(
    rows: FacetRows, counts: Array, chosen: Collection[int]
) -> dict[str, tuple[FacetValue, ...]]:
    """The values of every facet with their counts, most frequent first; years newest first.

    Projects in which the field is missing are a value of their own, the last, so that all add up.

    counts: int64[V].
    chosen: the rows of the values that are filtered by, which are listed even where they count nothing.
    """
    sizes = counts.tolist()
    facets = {}
    for name, own_rows in arrange_rows(rows, counts, chosen).items():
        deadline.check()
        facets[name] = tuple(
            FacetValue(rows.keys[i], rows.labels[i], sizes[i], i in chosen) for i in own_rows
        )
    return facets


def arrange_rows(rows: FacetRows, counts: Array, also: Iterable[int] = ()) -> dict[str, list[int]]:
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


def rows_of_filters(words: Words, filters: Mapping[str, tuple[str, ...]]) -> frozenset[int]:
    """The rows of the values that the filters of a request mean."""
    rows = facet_rows(words)
    return frozenset(
        row
        for facet in FACETS
        for value in filters.get(facet.query, ())
        for row in _rows_of_value(words, facet, rows.runs[facet.query], value)
    )


def _rows_of_value(words: Words, facet: Field, run: slice, value: str) -> Iterable[int]:
    if is_unknown(value):
        return (run.stop - 1,)
    if is_any(value):
        return ()
    return (run.start + number for number in resolve(words, facet, value))


def value_label(facet: Field, value: str) -> str:
    """A value as it is shown: «Kajaanin» stands for «Kajaanin seutukunta»."""
    return f"{value} {facet.label.lower()}" if facet.genitive else value


def _keys(words: Words, facet: Field, values: Sequence[str]) -> Iterable[str]:
    """The short forms of the values of a facet; those of organisations are their ids."""
    if facet.kind is Kind.ORGANISATION:
        return (one.id for one in words.organisations_of(facet.query))
    return value_keys(facet, values)


def value_keys(facet: Field, values: Sequence[str]) -> list[str]:
    """The short form of each value for a URL: the number of «9. REACT-EU:n …».

    Two programme periods have axes with the same number: such a value has no shorter form than itself.
    """
    if facet.kind is not Kind.NUMBERED:
        return list(values)
    numbers = [value.partition(". ")[0] for value in values]
    often = Counter(numbers)
    return [number if often[number] == 1 else value for number, value in zip(numbers, values, strict=True)]
