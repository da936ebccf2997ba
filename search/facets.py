"""How many of the projects found have each value of each facet.

A facet's own filter does not narrow its own counts: its other values keep the number that choosing them
would give, since several values of a facet are alternatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from index.arrays import Array
from index.fields import Field, Kind
from index.project import FACETS
from search import budget
from search.messages import Message
from search.names import resolve
from search.rank import collate
from search.request import FacetValue
from search.snapshot import Snapshot
from search.values import UNKNOWN, is_unknown

UNKNOWN_LABEL = Message("ei tietoa")


def count_facets(
    snapshot: Snapshot, found: Array, masks: Mapping[str, Array], filters: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[FacetValue, ...]]:
    """The values of every facet with their counts, most frequent first; years newest first.

    Projects in which the field is missing are a value of their own, the last, so that all add up.

    found:   bool[D], documents that match the query, before any filter.
    masks:   query name → bool[D], documents that each filter lets through.
    filters: the values chosen, which are listed even where they would find nothing.
    """
    docs = {name: narrowed(found, masks, name).nonzero()[0] for name in ("", *masks)}
    return {
        facet.query: _count(snapshot, facet, docs.get(facet.query, docs[""]), filters.get(facet.query, ()))
        for facet in FACETS
    }


def narrowed(found: Array, masks: Mapping[str, Array], besides: str = "") -> Array:
    """bool[D]: the documents found that every filter lets through, or every one besides a field's own."""
    for name, mask in masks.items():
        if name != besides:
            found = found & mask
    return found


def _count(snapshot: Snapshot, facet: Field, docs: Array, chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
    budget.check()
    counts = snapshot.names(facet.query).counts(docs)
    named = [value for value in chosen if not is_unknown(value)]
    active = {i for value in named for i in resolve(snapshot, facet, value)}
    values, numbers = ordered(snapshot, facet, counts, active)
    sizes = counts.tolist()
    told = tuple(FacetValue(*values[i], sizes[i], i in active) for i in numbers)
    return (*told, *_untold(snapshot, facet, docs, len(named) < len(chosen)))


def _untold(snapshot: Snapshot, facet: Field, docs: Array, active: bool) -> tuple[FacetValue, ...]:
    """The value of the projects found in which the field is missing, if there are any or it is chosen."""
    count = int(np.count_nonzero(snapshot.missing(facet.query).take(docs)))
    return (FacetValue(UNKNOWN, UNKNOWN_LABEL, count, active),) if count or active else ()


def ordered(
    snapshot: Snapshot, facet: Field, counts: Array, also: Iterable[int] = ()
) -> tuple[tuple[tuple[str, str], ...], list[int]]:
    """Every value, its short form and as it is shown; and the numbers of those that were counted, most
    frequent first; years newest first.

    also: values that are listed even with nothing to count.
    """
    values = snapshot.names(facet.query).values
    shown, place = snapshot.cache.get(("facet", facet.query), lambda: _order(facet, values))
    listed = counts > 0
    listed[list(also)] = True
    numbers = listed.nonzero()[0]
    by = (place[numbers],) if facet.kind is Kind.YEAR else (place[numbers], -counts[numbers])
    found: list[int] = numbers[np.lexsort(by)].tolist()
    return shown, found


def shown_name(facet: Field, value: str) -> str:
    """A value as it is shown: «Kajaanin» stands for «Kajaanin seutukunta»."""
    return f"{value} {facet.label.lower()}" if facet.genitive else value


def _order(facet: Field, labels: tuple[str, ...]) -> tuple[tuple[tuple[str, str], ...], Array]:
    """Each value as `ordered` gives it, and its place: in the alphabet, or for years the newest first."""
    sort = sorted(range(len(labels)), key=lambda i: collate(labels[i]), reverse=facet.kind is Kind.YEAR)
    place = np.empty(len(labels), np.int64)
    place[sort] = np.arange(len(labels))
    return tuple((value_key(facet, label), shown_name(facet, label)) for label in labels), place


def value_key(facet: Field, label: str) -> str:
    """The short form of a value for a URL: the number of «9. REACT-EU:n …»."""
    number, point, _ = label.partition(". ")
    return number if facet.kind is Kind.NUMBERED and point else label
