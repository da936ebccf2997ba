"""Statistics of the projects found: their number and money, and how they divide among the values of fields.

Summed by numpy from whole-index columns. A project that has several values of a field, such as two
regions, counts under each of them, but once in every total.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from index.model.fields import Field
from index.model.project import QUERYABLE
from index.numeric import Array
from index.storage.postings import MISSING
from search.aggregation.facet_counts import count_facet, count_rows, narrow
from search.aggregation.facet_rows import arrange_rows, facet_rows
from search.aggregation.statistics import (
    CHARTED,
    EDGES,
    Sums,
    breakdown,
    money,
    number_histogram,
    year_histogram,
)
from search.contract.statistics import GRANTED, PAID, Breakdown, Histogram, Statistics
from search.matching.retrieval import Masks
from search.matching.snapshot import Snapshot


def describe(
    snapshot: Snapshot, matching: Array, masks: Masks, fields: Collection[str], with_money: bool
) -> Statistics:
    """Add up the projects found.

    matching:   bool[D], documents that match the query, before any filter.
    fields:     the facets to divide them by (query names).
    with_money: whether to sum the money of each of their values as well, which takes several times as long.
    """
    inside = narrow(matching, masks)
    *sums, granted_known, paid_known = row_sums(snapshot, inside)
    return Statistics(
        projects=int(np.count_nonzero(inside)),
        money=money(Sums(*sums)),
        granted_known=granted_known,
        paid_known=paid_known,
        breakdowns=breakdowns(snapshot, fields, inside, with_money),
        histograms={
            field.query: _histogram(snapshot, field, narrow(matching, masks, field.query))
            for field in CHARTED
        },
    )


# Money


def amounts(snapshot: Snapshot) -> Array:
    """float64[6, D]: the four of `Sums`; 1 where it is known what was granted, and what was paid.

    Floats are exact up to 2^53 euros, and summing by group takes nothing else.
    """

    def compute() -> Array:
        granted, paid = snapshot.column(GRANTED), snapshot.column(PAID)
        has_granted, has_paid = granted != MISSING, paid != MISSING
        both = has_granted & has_paid & (granted != 0)
        granted, paid = granted * has_granted, paid * has_paid
        rows = (granted, paid, granted * both, paid * both, has_granted, has_paid)
        return np.array(rows, np.float64)

    return snapshot.keep(("amounts",), compute)


def row_sums(snapshot: Snapshot, inside: Array) -> list[int]:
    """The sum of each row of `amounts` over some documents (bool[D])."""
    # Not `@`: it would start threads on all cores.
    totals = np.einsum("ij,j->i", amounts(snapshot), inside.astype(np.float64)).tolist()
    return list(map(int, totals))


def sums_of(snapshot: Snapshot, inside: Array) -> Sums:
    """The sums of some documents (bool[D])."""
    return Sums(*row_sums(snapshot, inside)[:4])


def sums_by_group(snapshot: Snapshot, docs: Array, groups: Array, size: int) -> Array:
    """float64[4, size]: the four of `Sums` over some documents, by the group of each, from 0 to size - 1."""
    return np.array([np.bincount(groups, row.take(docs), size) for row in amounts(snapshot)[:4]], np.float64)


def _sums_by_value(snapshot: Snapshot, field: Field, inside: Array) -> list[Sums]:
    """The sums of the documents with each value of a field, by its number."""
    names = snapshot.names(field.query)
    chosen = inside.take(names.docs)
    sums = sums_by_group(snapshot, names.docs[chosen], names.ids[chosen], len(names.values))
    return [Sums._make(map(int, each)) for each in sums.T.tolist()]


def _missing_sums(snapshot: Snapshot, field: Field, inside: Array) -> Sums:
    """The sums of the documents without a value of a field."""
    return sums_of(snapshot, inside & snapshot.documents_without(field.query))


# By the values of a field


def breakdowns(
    snapshot: Snapshot, fields: Collection[str], inside: Array, with_money: bool
) -> dict[str, Breakdown]:
    rows, counts = facet_rows(snapshot), count_rows(snapshot, inside, fields)
    order, sizes = arrange_rows(rows, counts), counts.tolist()
    projects = int(np.count_nonzero(inside))
    found = {}
    for name in fields:
        field, without = QUERYABLE[name], sizes[rows.runs[name].stop - 1]
        sums = _sums_by_value(snapshot, field, inside) if with_money else None
        missing_sums = _missing_sums(snapshot, field, inside) if with_money and without else None
        found[name] = breakdown(field, rows, order[name], sizes, projects, sums, missing_sums)
    return found


# Histograms


def _histogram(snapshot: Snapshot, field: Field, inside: Array) -> Histogram:
    projects = int(np.count_nonzero(inside))
    known = projects - int(np.count_nonzero(inside & snapshot.documents_without(field.query)))
    if field.multivalued:
        return year_histogram(field, _year_counts(snapshot, field, inside), known, projects)
    ends = _ends(snapshot, field, inside)
    return number_histogram(field, _bar_counts(snapshot, field, inside), known, projects, ends)


def _ends(snapshot: Snapshot, field: Field, inside: Array) -> tuple[int | None, int | None]:
    """The smallest and the largest number of some documents (bool[D])."""
    column = snapshot.column(field.query)
    known = column[inside & (column != MISSING)]
    return (int(known.min()), int(known.max())) if known.size else (None, None)


def _year_counts(snapshot: Snapshot, field: Field, inside: Array) -> dict[int, int]:
    """Year → how many documents have it: a project that runs for three years is in three."""
    counts = count_facet(snapshot, inside, field.query).tolist()
    years = zip(snapshot.field_values(field.query), counts, strict=False)  # the last row is no year
    return {int(year): count for year, count in years if count}


def _bar_counts(snapshot: Snapshot, field: Field, inside: Array) -> list[int]:
    """How many documents lie in each step of `EDGES`."""
    edges = EDGES[field.kind]

    def compute() -> Array:
        """int64[D]: number of each document's bar; one more than the last where the number is missing."""
        column = snapshot.column(field.query)
        bars = np.searchsorted(np.array(edges[1:]), column, "right")
        return np.where(column == MISSING, len(edges), bars)

    bars = snapshot.keep(("bars", field.query), compute)
    counts: list[int] = np.bincount(bars[inside], minlength=len(edges) + 1)[: len(edges)].tolist()
    return counts
