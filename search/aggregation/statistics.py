"""What the projects found add up to: number, money, and how they divide among the values of fields.

Computed by numpy from whole-index columns. A project that has several values of a field, such as two
regions, counts under each of them, but once in every total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from index.model.fields import Field, Kind, Role
from index.model.project import BY_ROLE, QUERYABLE
from index.numeric import Array
from index.storage.postings import MISSING
from search.aggregation.facets import UNKNOWN_LABEL, counted, listed, narrowed, table
from search.contract.request import UNKNOWN
from search.contract.results import Bar, Breakdown, Group, Histogram, Money, Statistics
from search.matching.snapshot import Snapshot

GRANTED, PAID = BY_ROLE[Role.GRANTED].query, BY_ROLE[Role.PAID].query
"""The money that is summed: what was granted, and what was paid of it."""

EDGES: dict[Kind, tuple[int, ...]] = {
    Kind.MONEY: (0, 10_000, 25_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000),
    Kind.PERCENT: (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100),
    Kind.COUNT: (0, 1, 10, 20, 50, 100, 200, 500, 1_000, 5_000),
}
"""Where the bars of a histogram begin, by the kind of the number; the last is open."""

CHARTED: tuple[Field, ...] = tuple(field for field in QUERYABLE.values() if field.charted)
"""The fields that have a histogram."""


def describe(
    snapshot: Snapshot, found: Array, masks: Mapping[str, Array], fields: Iterable[str], money: bool
) -> Statistics:
    """Add up the projects found.

    found:  bool[D], documents that match the query, before any filter.
    masks:  query name → bool[D], documents that each filter lets through.
    fields: the facets to divide them by.
    money:  whether to sum the money of each value of them as well, which takes several times as long.
    """
    inside = narrowed(found, masks)
    *sums, granted_known, paid_known = _added_up(snapshot, inside)
    return Statistics(
        projects=int(np.count_nonzero(inside)),
        money=_money(sums),
        granted_known=int(granted_known),
        paid_known=int(paid_known),
        breakdowns=_breakdowns(snapshot, fields, inside, money),
        histograms={
            field.query: _histogram(snapshot, field, narrowed(found, masks, field.query)) for field in CHARTED
        },
    )


# Money


def _amounts(snapshot: Snapshot) -> Array:
    """float64[6, D]: granted; paid; both again where both are told; whether each is told.

    Floats are exact up to 2^53 euros, and summing by group takes nothing else.
    """

    def compute() -> Array:
        granted, paid = snapshot.column(GRANTED), snapshot.column(PAID)
        has_granted, has_paid = granted != MISSING, paid != MISSING
        both = has_granted & has_paid & (granted != 0)
        granted, paid = granted * has_granted, paid * has_paid
        rows = (granted, paid, granted * both, paid * both, has_granted, has_paid)
        return np.array(rows, np.float64)

    return snapshot.cache.get(("amounts",), compute)


def _added_up(snapshot: Snapshot, inside: Array) -> list[float]:
    # Not `@`, for which all the cores would be woken.
    totals: list[float] = np.einsum("ij,j->i", _amounts(snapshot), inside.astype(np.float64)).tolist()
    return totals


def _money(sums: Sequence[float]) -> Money:
    """From the sums of the first four rows of `_amounts`."""
    granted, paid, of, part = map(int, sums)
    return Money(granted, paid, round(100 * part / of) if of else None)


# By the values of a field


def _breakdowns(
    snapshot: Snapshot, fields: Iterable[str], inside: Array, money: bool
) -> dict[str, Breakdown]:
    rows, counts = table(snapshot), counted(snapshot, inside)
    order, sizes = listed(rows, counts), counts.tolist()
    projects = int(np.count_nonzero(inside))
    found = {}
    for name in fields:
        field, run = QUERYABLE[name], rows.runs[name]
        missing = sizes[run.stop - 1]
        sums = _money_by_value(snapshot, field, inside) if money else [None] * (run.stop - run.start)
        groups = tuple(
            Group(rows.keys[i], rows.labels[i], sizes[i], sums[i - run.start])
            for i in order[name]
            if i + 1 < run.stop
        )
        untold = _untold(snapshot, inside & snapshot.missing(name), missing, money)
        found[name] = Breakdown(name, groups, projects - missing, untold)
    return found


def _money_by_value(snapshot: Snapshot, field: Field, inside: Array) -> list[Money]:
    names = snapshot.names(field.query)
    chosen = inside.take(names.docs)
    docs, ids = names.docs[chosen], names.ids[chosen]
    sums = [np.bincount(ids, row.take(docs), len(names.values)).tolist() for row in _amounts(snapshot)[:4]]
    return [_money(each) for each in zip(*sums, strict=True)]


def _untold(snapshot: Snapshot, without: Array, projects: int, money: bool) -> Group | None:
    if not projects:
        return None
    sums = _money(_added_up(snapshot, without)[:4]) if money else None
    return Group(UNKNOWN, UNKNOWN_LABEL, projects, sums)


# Histograms


def _histogram(snapshot: Snapshot, field: Field, inside: Array) -> Histogram:
    bars = _years(snapshot, field, inside) if field.multivalued else _binned(snapshot, field, inside)
    projects = int(np.count_nonzero(inside))
    known = projects - int(np.count_nonzero(inside & snapshot.missing(field.query)))
    return Histogram(field.query, bars, known, projects)


def _years(snapshot: Snapshot, field: Field, inside: Array) -> tuple[Bar, ...]:
    """A bar for each year from the first to the last: a project that runs for three years is in three."""
    run = table(snapshot).runs[field.query]
    values, counts = snapshot.names(field.query).values, counted(snapshot, inside, run).tolist()
    years = {int(value): count for value, count in zip(values, counts, strict=False) if count}
    every = range(min(years), max(years) + 1) if years else range(0)
    return tuple(Bar(year, year, years.get(year, 0)) for year in every)


def _binned(snapshot: Snapshot, field: Field, inside: Array) -> tuple[Bar, ...]:
    edges = EDGES[field.kind]

    def compute() -> Array:
        """int64[D]: number of each document's bar; one more than the last where nothing is told."""
        column = snapshot.column(field.query)
        bins = np.searchsorted(np.array(edges[1:]), column, "right")
        return np.where(column == MISSING, len(edges), bins)

    bins = snapshot.cache.get(("bins", field.query), compute)
    counts = np.bincount(bins[inside], minlength=len(edges) + 1).tolist()
    highs = (*(edge - 1 for edge in edges[1:]), None)
    lows = (None, *edges[1:])
    return tuple(map(Bar, lows, highs, counts))
