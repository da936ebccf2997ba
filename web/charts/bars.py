"""Upright bars: how high and where, in units of the chart."""

from __future__ import annotations

from collections.abc import Sequence

from web.charts.svg import ChartItem, Shape

CHART = (400, 96)
"""Width and height of a bar chart."""
TICKS = 16
"""Height below the bars for their labels."""
NUMBERS = 14
"""Height above the bars for their counts."""
DIGIT = 6.4
"""Width of a digit of labels and counts."""
APART, LINE = 4, 10
"""Least gap between two labels or counts side by side; counts that differ so much in height need none."""


def bars(items: Sequence[ChartItem], width: int, height: int) -> tuple[Shape, ...]:
    """Upright bars, scaled so that the highest fills the height."""
    step = width / max(len(items), 1)
    most = max((item.count for item in items), default=0) or 1
    room = height - TICKS - NUMBERS
    every = _spacing([item.tick for item in items], step)
    shapes: list[Shape] = []
    for place, item in enumerate(items):
        high = max(round(room * item.count / most, 1), 1.5 if item.count else 0)
        left = round(place * step, 1)
        y = round(NUMBERS + room - high, 1)
        shapes.append(
            Shape(
                item=item,
                x=round(left + step * 0.1, 1),
                y=y,
                width=round(min(step * 0.8, 60), 1),
                height=high,
                middle=round(left + step * 0.1 + min(step * 0.4, 30), 1),
                tick="" if place % every else item.tick,
                above=item.count > 0 and _fits(item.short, y, step, shapes[-1] if shapes else None),
            )
        )
    return tuple(shapes)


def _fits(text: str, y: float, step: float, before: Shape | None) -> bool:
    """Whether a count fits above its bar next to the count of the previous bar: «5 755 5 690» is misread."""
    if len(text) * DIGIT > step:
        return False
    if before is None or not before.above or abs(before.y - y) >= LINE:
        return True
    return (len(text) + len(before.item.short)) / 2 * DIGIT + APART <= step


def _spacing(ticks: list[str], step: float) -> int:
    """The number of bars between labels, so that each label has room."""
    longest = max((len(tick) for tick in ticks), default=0) * DIGIT
    return max(1, -(-int(longest + APART) // max(int(step), 1)))
