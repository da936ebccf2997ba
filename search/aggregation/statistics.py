"""Turns sums and counts of a set of projects into statistics: pure functions, for all engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.model.fields import Field, Kind
from index.model.project import QUERYABLE
from search.aggregation.facet_rows import FacetRows
from search.contract.request import UNKNOWN, UNKNOWN_LABEL
from search.contract.statistics import Bar, Breakdown, Group, Histogram, Money

EDGES: dict[Kind, tuple[int, ...]] = {
    Kind.MONEY: (0, 10_000, 25_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000),
    Kind.PERCENT: (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100),
    Kind.COUNT: (0, 1, 10, 20, 50, 100, 200, 500, 1_000, 5_000),
}
"""Where the bars of a histogram begin, by the kind of the number; the last is open."""

CHARTED: tuple[Field, ...] = tuple(field for field in QUERYABLE.values() if field.charted)
"""The fields that have a histogram."""


class Sums(NamedTuple):
    """What some projects add up to, in whole euros. A tuple, because there is one for each value of a field.

    both_granted, both_paid: over the projects of which both are known, and the first is not 0.
    """

    granted: int
    paid: int
    both_granted: int
    both_paid: int


def money(sums: Sums) -> Money:
    """Sums with the share of the granted that was paid."""
    share = round(100 * sums.both_paid / sums.both_granted) if sums.both_granted else None
    return Money(sums.granted, sums.paid, share)


def breakdown(
    field: Field,
    rows: FacetRows,
    order: Sequence[int],
    counts: Sequence[int],
    projects: int,
    sums: Sequence[Sums] | None,
    missing_sums: Sums | None,
) -> Breakdown:
    """How projects divide among the values of a facet.

    order, counts: from `facet_rows.arrange_rows`; and for each row, how many of the `projects` have its
    value.
    sums, missing_sums: of the projects with each value, by its number, and of those without one; None where
                        they were not asked for.
    """
    run = rows.runs[field.query]
    without = counts[run.stop - 1]
    groups = tuple(
        Group(rows.keys[i], rows.labels[i], counts[i], money(sums[i - run.start]) if sums else None)
        for i in order
        if i + 1 < run.stop
    )
    missing = None
    if without:
        missing = Group(UNKNOWN, str(UNKNOWN_LABEL), without, money(missing_sums) if missing_sums else None)
    return Breakdown(field.query, groups, projects - without, missing)


def year_histogram(field: Field, counts: Mapping[int, int], known: int, projects: int) -> Histogram:
    """A bar for each year from the first to the last; counts: year → how many projects run in it, if any."""
    least, most = (min(counts), max(counts)) if counts else (None, None)
    years = range(least, most + 1) if least is not None and most is not None else range(0)
    bars = tuple(Bar(year, year, counts.get(year, 0)) for year in years)
    return Histogram(field.query, bars, known, projects, least, most)


def number_histogram(
    field: Field, counts: Sequence[int], known: int, projects: int, ends: tuple[int | None, int | None]
) -> Histogram:
    """A bar for each step of `EDGES`, of which the first and the last are open.

    counts: how many projects lie in each. ends: the smallest and the largest number of all.
    """
    edges = EDGES[field.kind]
    highs = (*(edge - 1 for edge in edges[1:]), None)
    lows = (None, *edges[1:])
    return Histogram(field.query, tuple(map(Bar, lows, highs, counts)), known, projects, *ends)
