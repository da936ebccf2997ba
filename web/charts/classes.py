"""The classes of a choropleth map: at most five, each with about the same number of regions.

Classes of equal counts rather than of equal width: a few regions have most of the projects, and with classes
of equal width all the others would have one colour. Equal values are always in the same class.
"""

from __future__ import annotations

from collections.abc import Iterable

MOST = 5
"""Classes that can be told apart at a glance, by their lightness alone."""


def class_bounds(values: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """The lowest and the highest value of each class, the lowest class first; zeros are in none."""
    ordered = sorted(value for value in values if value > 0)
    distinct = sorted(set(ordered))
    if len(distinct) <= MOST:
        return tuple((value, value) for value in distinct)
    ends = {ordered[len(ordered) * number // MOST - 1] for number in range(1, MOST)} | {distinct[-1]}
    highs = sorted(ends)
    lows = [distinct[0], *(next(value for value in distinct if value > high) for high in highs[:-1])]
    return tuple(zip(lows, highs, strict=True))


def class_of(value: int, bounds: tuple[tuple[int, int], ...]) -> int:
    """The number of a value's class, from 1; of fewer classes than `MOST`, the darker ones; 0 = none."""
    for number, (low, high) in enumerate(bounds, MOST - len(bounds) + 1):
        if low <= value <= high:
            return number
    return 0
