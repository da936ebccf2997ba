"""Counts above bars: side by side they never read as one number, and where there is room they are shown."""

from __future__ import annotations

from itertools import pairwise

import pytest

from web.charts.bars import bars
from web.charts.svg import ChartItem

DIGIT = 6.4


def shown(counts: list[int], width: int = 400) -> list[str]:
    """The counts that stand above the bars of a chart of this width."""
    items = [ChartItem("", str(n), n, str(n), "/", short=f"{n:,}".replace(",", "\xa0")) for n in counts]
    return [shape.item.short for shape in bars(items, width, 96) if shape.above]


@pytest.mark.parametrize("counts", [[5755] * 12, [5000 + n * 40 for n in range(12)], [9999, 10000] * 6])
def test_counts_of_like_height_keep_a_gap(counts: list[int]) -> None:
    items = [ChartItem("", "", n, str(n), "/", short=f"{n:,}") for n in counts]
    numbers = [shape for shape in bars(items, 400, 96) if shape.above]
    assert numbers
    for left, right in pairwise(numbers):
        widths = (len(left.item.short) + len(right.item.short)) * DIGIT / 2
        assert right.middle - left.middle >= widths + 3 or abs(left.y - right.y) >= 9


def test_counts_of_other_heights_are_all_shown() -> None:
    assert len(shown([1000, 4000, 1000, 4000, 1000, 4000, 1000, 4000, 1000, 4000, 1000, 4000])) == 12


def test_counts_with_room_are_all_shown() -> None:
    assert shown([12, 12, 12]) == ["12", "12", "12"]


def test_none_is_not_counted() -> None:
    assert shown([0, 3, 0]) == ["3"]


def test_a_count_wider_than_its_bar_is_left_out() -> None:
    assert shown([1_000_000, 1_000_000], width=100) == []
