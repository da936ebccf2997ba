"""Counted organisations in an order: pure functions over numbers, for every engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.numeric import Array
from search.aggregation.statistics import Sums, money
from search.contract.statistics import (
    LED,
    NAME,
    PAID,
    PARTNERED,
    SHARE,
    Cooperation,
    Money,
    Organisation,
    Organisations,
    OrganisationSums,
    YearSums,
)

MOST_YEARS = 40
"""Years from first to last that are all listed. Of more, which a typing error makes, those with projects."""


class OrganisationCounts(NamedTuple):
    """The counts of some projects for each of O organisations.

    led, partnered: int64[O], projects in each role.
    sums: float64[4, O], the four of `Sums` over those that it leads.
    """

    led: Array
    partnered: Array
    sums: Array


def arrange_organisations(
    every: Sequence[Organisation],
    counts: OrganisationCounts,
    alphabet: Array,
    order: str,
    rows: slice,
) -> Organisations:
    """The counted organisations in one of `ORGANISATION_ORDERS`; by default, by the money granted.

    alphabet: int64[O], the place of each by its name. rows: which of the order are listed.
    """
    there = (counts.led + counts.partnered > 0).nonzero()[0]
    place = alphabet.take(there)
    key = _key(counts, alphabet, order.removeprefix("-")).take(there)
    key = key if order.startswith("-") else -key  # NaN comes last in either direction
    numbers = there.take(np.lexsort((place, -counts.led.take(there), key)))
    listed = tuple(_sums(every[number], counts, number) for number in numbers[rows].tolist())
    return Organisations(len(there), listed)


def _key(counts: OrganisationCounts, alphabet: Array, column: str) -> Array:
    """float64[O]: what the organisations are ordered by, the largest first; NaN where it is not known."""
    granted, paid, both_granted, both_paid = counts.sums
    share = np.full(len(granted), np.nan)
    np.divide(both_paid, both_granted, out=share, where=both_granted > 0)
    keys = {LED: counts.led, PARTNERED: counts.partnered, PAID: paid, SHARE: share, NAME: -alphabet}
    key: Array = keys.get(column, granted).astype(np.float64)
    return key


def _sums(organisation: Organisation, counts: OrganisationCounts, number: int) -> OrganisationSums:
    sums = Sums._make(map(int, counts.sums[:, number].tolist()))
    return OrganisationSums(organisation, int(counts.led[number]), int(counts.partnered[number]), money(sums))


def arrange_partners(
    every: Sequence[Organisation], counts: Array, alphabet: Array, own: int, most: int
) -> tuple[tuple[Cooperation, ...], int]:
    """The organisations that share projects with one, `own`, the most frequent first; and how many there are.

    counts: int64[O], in how many of its projects each takes part.
    """
    there = counts.nonzero()[0]
    there = there[there != own]
    order = there.take(np.lexsort((alphabet.take(there), -counts.take(there))))
    return tuple(Cooperation(every[n], int(counts[n])) for n in order[:most].tolist()), len(there)


def arrange_years(
    led: dict[int, tuple[int, Money]], partnered: dict[int, tuple[int, Money]]
) -> tuple[YearSums, ...]:
    """Year by year what an organisation led and took part in: (projects, money) by year."""
    known = sorted({*led, *partnered})
    if known and known[-1] - known[0] < MOST_YEARS:
        known = list(range(known[0], known[-1] + 1))
    nothing = (0, money(Sums(0, 0, 0, 0)))
    return tuple(YearSums(year, *led.get(year, nothing), *partnered.get(year, nothing)) for year in known)
