"""The best passages of a project for a query: its own text, and where the query matches in it.

A passage is a run of whole words around matches that lie close together. Its value is the rarity of the
different search words in it, times the weight of its section. So two passages say as much as possible about
why the project was found.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from index.model.fields import Kind
from index.model.project import SEARCHED
from search.contract.results import Snippet
from search.highlight.term_matches import TermMatch, spans_within

WIDTH = 200
"""Characters of a passage: two lines of the page at its usual width."""
MOST = 2
"""Passages of a project."""
LEAD = 60
"""Characters shown before the first match of a passage."""
MOST_STARTS = 200
"""Matches of a section at which a passage may begin: enough to choose from, and bounded."""
LINE = 80
"""Characters of a line that can stand alone as a passage."""
BULLET = re.compile(r"[-–•*]\s+")
BREAK = re.compile(r"[.!?:]\s+|\n")


class Passage(NamedTuple):
    """A piece of a section's text, the matches that lie in it, and what it is worth."""

    section: int
    start: int
    end: int
    matches: tuple[TermMatch, ...]
    value: float


def make_snippets(texts: Sequence[str], matches: list[TermMatch], title_section: int) -> tuple[Snippet, ...]:
    """At most `MOST` snippets, best first; the start of the first prose section where nothing matched.

    texts: of the searched sections; matches: in the order of the text. The title gets no snippet.
    """
    candidates = [p for p in passages_of(texts, matches) if p.section != title_section]
    chosen = _choose(candidates)
    if not chosen:
        return _opening(texts, title_section)
    return tuple(snippet_of(texts, passage) for passage in chosen)


def snippet_of(texts: Sequence[str], passage: Passage) -> Snippet:
    """A passage as it is shown. texts: of the searched sections."""
    field, text = SEARCHED[passage.section], texts[passage.section]
    start, end = passage.start, passage.end
    shown = text[start:end].strip()
    first = end - len(text[start:end].lstrip())
    return Snippet(
        field=field.query,
        label=field.label,
        text=shown,
        spans=spans_within(passage.matches, first, first + len(shown)),
        cut_before=start > 0 and text[start - 1] != "\n",
        cut_after=end < len(text) and text[end] != "\n",
    )


def passages_of(texts: Sequence[str], matches: list[TermMatch], width: int = WIDTH) -> list[Passage]:
    """The different passages that begin at the first matches of each section. width: characters of each."""
    found = []
    for section, own in groupby(matches, key=lambda match: match.section):
        there = list(own)
        starts = [match.start for match in there]
        for start, end in dict.fromkeys(_bounds(texts[section], at, width) for at in starts[:MOST_STARTS]):
            inside = there[bisect_left(starts, start) : bisect_left(starts, end)]
            while inside and inside[-1].end > end:
                inside.pop()
            best: dict[int, float] = {}
            for match in inside:
                best[match.term] = max(best.get(match.term, 0.0), match.weight)
            value = sum(best.values()) + 0.05 * len(inside)
            found.append(Passage(section, start, end, tuple(inside), value * section_share(section)))
    return found


def section_share(section: int) -> float:
    """The value of the words of a passage, weighted by its section."""
    return 1 + 0.2 * (SEARCHED[section].weight if SEARCHED[section].kind is Kind.TEXT else 0.3)


def _bounds(text: str, start: int, width: int) -> tuple[int, int]:
    """Where to begin and end so that the passage holds whole words, and a whole sentence if it fits.

    A line that is long enough to stand alone is not run together with the next one.
    """
    low = max(0, start - LEAD)
    sentence = None
    for found in BREAK.finditer(text, low, start):
        sentence = found.end()
    if sentence is not None:
        begin = sentence
    elif low == 0:
        begin = 0
    else:
        begin = text.find(" ", low, start) + 1 or low
    bullet = BULLET.match(text, begin, start)
    begin = bullet.end() if bullet else begin
    end = min(len(text), begin + width)
    newline = text.find("\n", max(start, begin + LINE), end)
    space = text.rfind(" ", start, end)
    if newline != -1:
        end = newline
    elif end < len(text) and space != -1:
        end = space
    return begin, end


def _choose(candidates: list[Passage]) -> list[Passage]:
    """The best passages that do not overlap; a later one counts only the search words not yet shown fully."""
    chosen: list[Passage] = []
    shown: set[int] = set()

    def worth(passage: Passage) -> tuple[float, int, int]:
        new = len({match.term for match in passage.matches} - shown)
        return (passage.value * (1 + new), -passage.section, -passage.start)

    left = candidates
    while left and len(chosen) < MOST:
        best = max(left, key=worth)
        chosen.append(best)
        shown |= {match.term for match in best.matches}
        left = [passage for passage in left if not overlap(passage, best)]
    return chosen


def overlap(one: Passage, other: Passage) -> bool:
    """Whether two passages have text in common."""
    return one.section == other.section and one.start < other.end and other.start < one.end


def _opening(texts: Sequence[str], title_section: int) -> tuple[Snippet, ...]:
    """The beginning of the first section of prose, for a list without search words."""
    for number, field in enumerate(SEARCHED):
        if number != title_section and field.kind is Kind.TEXT and texts[number]:
            text = texts[number]
            end = len(text) if len(text) <= WIDTH else max(text.rfind(" ", 0, WIDTH), WIDTH // 2)
            shown = " ".join(text[:end].split())
            return (Snippet(field.query, field.label, shown, cut_after=end < len(text)),)
    return ()
