"""The applicant's scores of sustainable development as a chart: two bars an indicator, on a scale of 0–10.

Part of the project page. Lengths are in units of the chart's own width and height (the SVG's viewBox).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

WIDTH = 400
SCALE = 360
"""Length of a bar of 10."""
TOP = 10
HIGHEST = 10
LETTERS = 50
"""Letters of a line of text."""
LINE = 15
GROUP_STEP = 26
ROW_STEP = 42
BAR = 8


@dataclass(frozen=True)
class ScoreBar:
    """One score: its length and what is written after it."""

    y: int
    length: int
    number: str


@dataclass(frozen=True)
class ScoreLine:
    """A heading of the form, or an indicator with its two bars; None where a score is not given.

    texts: the text, broken into lines. y: of the first line.
    """

    texts: tuple[str, ...]
    y: int
    is_group: bool
    direct: ScoreBar | None = None
    indirect: ScoreBar | None = None


@dataclass(frozen=True)
class ScoreChart:
    """All lines from top to bottom."""

    width: int
    height: int
    lines: tuple[ScoreLine, ...]


def score_chart(groups: Sequence[tuple[str, Sequence[tuple[str, str, str]]]]) -> ScoreChart:
    """The chart of (heading, [(indicator, direct, indirect)]); a score is "" where there is none."""
    lines: list[ScoreLine] = []
    y = TOP
    for label, scores in groups:
        if label:
            texts = tuple(wrap(label, LETTERS))
            lines.append(ScoreLine(texts, y + 6, True))
            y += GROUP_STEP + LINE * (len(texts) - 1)
        for name, direct, indirect in scores:
            texts = tuple(wrap(name, LETTERS))
            below = y + LINE * (len(texts) - 1)
            bars = _bar(below + 12, direct), _bar(below + 13 + BAR, indirect)
            lines.append(ScoreLine(texts, y + 6, False, *bars))
            y = below + ROW_STEP
    return ScoreChart(WIDTH, y, tuple(lines))


def _bar(y: int, score: str) -> ScoreBar | None:
    return ScoreBar(y, round(SCALE * min(int(score), HIGHEST) / HIGHEST), score) if score else None
