"""How many of the projects found have each value of each facet.

A facet's own filter does not narrow its own counts: its other values keep the number that choosing them
would give, since several values of a facet are alternatives.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from index.arrays import Array
from index.fields import Field, Kind
from index.project import FACETS
from search.names import resolve
from search.rank import collate
from search.request import FacetValue
from search.snapshot import Snapshot


def count_facets(
    snapshot: Snapshot, found: Array, masks: Mapping[str, Array], filters: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[FacetValue, ...]]:
    """The values of every facet with their counts, most frequent first; years newest first.

    found:   bool[D], documents that match the query, before any filter.
    masks:   query name → bool[D], documents that each filter lets through.
    filters: the values chosen, which are listed even where they would find nothing.
    """
    return {
        facet.query: _count(
            snapshot, facet, _narrowed(found, masks, facet.query), filters.get(facet.query, ())
        )
        for facet in FACETS
    }


def _narrowed(found: Array, masks: Mapping[str, Array], besides: str) -> Array:
    for name, mask in masks.items():
        if name != besides:
            found = found & mask
    return found


def _count(snapshot: Snapshot, facet: Field, found: Array, chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
    names = snapshot.names(facet.query)
    counts = np.bincount(names.ids[found[names.docs]], minlength=len(names.values))
    active = {i for value in chosen for i in resolve(snapshot, facet, value)}
    listed = [i for i in range(len(names.values)) if counts[i] or i in active]
    if facet.kind is Kind.YEAR:
        listed.sort(key=lambda i: -int(names.values[i]))
    else:
        listed.sort(key=lambda i: (-int(counts[i]), collate(names.values[i])))
    return tuple(
        FacetValue(value_key(facet, names.values[i]), names.values[i], int(counts[i]), i in active)
        for i in listed
    )


def value_key(facet: Field, label: str) -> str:
    """The short form of a value for a URL: the number of «9. REACT-EU:n …»."""
    number, point, _ = label.partition(". ")
    return number if facet.kind is Kind.NUMBERED and point else label
