"""What the projects found add up to: number, money, and how they divide among the values of fields.

Computed by numpy from whole-index columns. A project that has several values of a field, such as two
regions, counts under each of them, but once in every total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from index.arrays import Array
from index.batch import MISSING
from index.fields import Field, Kind
from index.project import QUERYABLE
from search.facets import UNKNOWN_LABEL, ordered, shown_name
from search.facets import narrowed as narrow
from search.snapshot import Snapshot
from search.values import UNKNOWN

GRANTED, PAID = "myonnetty", "toteutunut"
"""The money that is summed: what was granted, and what was paid of it."""

EDGES: dict[Kind, tuple[int, ...]] = {
    Kind.MONEY: (0, 10_000, 25_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000),
    Kind.PERCENT: (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100),
    Kind.COUNT: (0, 1, 10, 20, 50, 100, 200, 500, 1_000, 5_000),
}
"""Where the bars of a histogram begin, by the kind of the number; the last is open."""

CHARTED: tuple[Field, ...] = tuple(field for field in QUERYABLE.values() if field.charted)
"""The fields that have a histogram."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What some projects add up to. Money is in whole euros, over the projects that tell it.

    granted_known, paid_known: how many projects tell the sum.
    realisation: what was paid of what was granted, in whole per cents, over the projects that tell both; None
                 where none does.
    """

    projects: int
    granted: int
    granted_known: int
    paid: int
    paid_known: int
    realisation: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """The projects with one value of a field. `value` is its short form for a filter."""

    value: str
    label: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The values of a field, as a facet orders them.

    known:   how many projects have a value; together with those of `missing`, all.
    missing: what the projects without a value add up to; None where there are none.
    """

    field: str
    groups: tuple[Group, ...]
    known: int
    missing: Group | None


@dataclass(frozen=True, slots=True)
class Bar:
    """Projects whose number lies between two bounds, both included; None = open."""

    low: int | None
    high: int | None
    projects: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """A number field in bars. The field's own filter does not narrow it, as with facets.

    known: how many projects tell the number, of `projects`.
    """

    field: str
    bars: tuple[Bar, ...]
    known: int
    projects: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """A set of projects in numbers; breakdowns and histograms by query name."""

    sums: Sums
    breakdowns: Mapping[str, Breakdown]
    histograms: Mapping[str, Histogram]


def describe(
    snapshot: Snapshot, found: Array, masks: Mapping[str, Array], fields: Iterable[str]
) -> Statistics:
    """Add up the projects found.

    found:  bool[D], documents that match the query, before any filter.
    masks:  query name → bool[D], documents that each filter lets through.
    fields: the facets to divide them by.
    """
    inside = narrow(found, masks)
    return Statistics(
        sums=_sums(_added_up(snapshot, inside)),
        breakdowns={name: _breakdown(snapshot, QUERYABLE[name], inside) for name in fields},
        histograms={
            field.query: _histogram(snapshot, field, narrow(found, masks, field.query)) for field in CHARTED
        },
    )


# Sums


def _amounts(snapshot: Snapshot) -> Array:
    """float64[7, D]: 1; granted, whether told; paid, whether told; both again where both are told.

    Floats are exact up to 2^53 euros, and summing by group takes nothing else.
    """

    def compute() -> Array:
        granted, paid = snapshot.column(GRANTED), snapshot.column(PAID)
        has_granted, has_paid = granted != MISSING, paid != MISSING
        both = has_granted & has_paid & (granted > 0)
        granted, paid = granted * has_granted, paid * has_paid
        rows = (np.ones(len(both)), granted, has_granted, paid, has_paid, granted * both, paid * both)
        return np.array(rows, np.float64)

    return snapshot.cache.get(("amounts",), compute)


def _added_up(snapshot: Snapshot, inside: Array) -> list[float]:
    totals: list[float] = (_amounts(snapshot) @ inside.astype(np.float64)).tolist()
    return totals


def _sums(totals: list[float]) -> Sums:
    """From the totals of the rows of `_amounts`."""
    projects, granted, granted_known, paid, paid_known, of, part = (int(total) for total in totals)
    return Sums(projects, granted, granted_known, paid, paid_known, round(100 * part / of) if of else None)


# By the values of a field


def _breakdown(snapshot: Snapshot, field: Field, inside: Array) -> Breakdown:
    names = snapshot.names(field.query)
    chosen = inside.take(names.docs)
    docs, ids = names.docs[chosen], names.ids[chosen]
    size = len(names.values)
    totals = np.array([np.bincount(ids, row.take(docs), size) for row in _amounts(snapshot)])
    keys, numbers = ordered(snapshot, field, totals[0])
    columns = totals.T.tolist()
    groups = tuple(Group(keys[i], shown_name(field, names.values[i]), _sums(columns[i])) for i in numbers)
    without = _sums(_added_up(snapshot, inside & snapshot.missing(field.query)))
    missing = Group(UNKNOWN, UNKNOWN_LABEL, without) if without.projects else None
    return Breakdown(field.query, groups, int(np.count_nonzero(inside)) - without.projects, missing)


# Histograms


def _histogram(snapshot: Snapshot, field: Field, inside: Array) -> Histogram:
    bars = _years(snapshot, field, inside) if field.many else _binned(snapshot, field, inside)
    projects = int(np.count_nonzero(inside))
    known = projects - int(np.count_nonzero(inside & snapshot.missing(field.query)))
    return Histogram(field.query, bars, known, projects)


def _years(snapshot: Snapshot, field: Field, inside: Array) -> tuple[Bar, ...]:
    """A bar for each year from the first to the last: a project that runs for three years is in three."""
    names = snapshot.names(field.query)
    counts = np.bincount(names.ids, inside.take(names.docs), len(names.values))
    years = {int(names.values[i]): int(counts[i]) for i in counts.nonzero()[0]}
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
