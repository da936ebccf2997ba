"""The best passages of a project for a query: source text with the words that matched marked.

A passage is a run of whole words around matches that lie close together. It is worth the rarity of the
different search words in it, times the weight of its section, so that three passages say as much as they can
about why the project was found.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from html import escape
from itertools import groupby
from typing import NamedTuple

from index.model.fields import Kind
from index.model.project import SEARCHED
from search.contract.results import Snippet
from search.highlight.term_matches import TermMatch

WIDTH = 260
"""Characters of a passage."""
MOST = 3
"""Passages of a project."""
LEAD = 60
"""Characters shown before the first match of a passage."""
MOST_MARKS = 200
"""Marks of a section at which a passage may begin: enough to choose from, and bounded."""
LINE = 80
"""Characters of a line that can stand alone as a passage."""
BULLET = re.compile(r"[-–•*]\s+")
BREAK = re.compile(r"[.!?:]\s+|\n")


class Passage(NamedTuple):
    """A stretch of a section's text, and the marks that lie in it."""

    section: int
    start: int
    end: int
    marks: tuple[TermMatch, ...]
    value: float


def make_snippets(texts: Sequence[str], marks: list[TermMatch], title_section: int) -> tuple[Snippet, ...]:
    """At most `MOST` snippets, best first; the start of the first prose section where nothing matched."""
    candidates = [p for p in _passages(texts, marks) if p.section != title_section]
    chosen = _choose(candidates)
    if not chosen:
        return _opening(texts, title_section)
    return tuple(_snippet(texts, passage) for passage in chosen)


def make_pairs(
    own_texts: Sequence[str], own_marks: list[TermMatch], texts: Sequence[str], marks: list[TermMatch]
) -> tuple[tuple[Snippet, Snippet], ...]:
    """The best passages of a project, each after the passage of another text that shares most with it.

    No passage of the other text stands twice.
    """
    own = _passages(own_texts, own_marks)

    def shared(one: Passage, other: Passage) -> float:
        words = {mark.term for mark in one.marks}
        return sum({mark.term: mark.weight for mark in other.marks if mark.term in words}.values())

    pairs: dict[Passage, Passage] = {}
    for passage in _choose(_passages(texts, marks)):
        pairs.setdefault(max(own, key=partial(shared, passage)), passage)
    return tuple((_snippet(own_texts, mine), _snippet(texts, theirs)) for mine, theirs in pairs.items())


def _snippet(texts: Sequence[str], passage: Passage) -> Snippet:
    field = SEARCHED[passage.section]
    return Snippet(field.query, field.label, _html(texts[passage.section], passage))


def _passages(texts: Sequence[str], marks: list[TermMatch]) -> list[Passage]:
    """The different passages that begin at the first marks of each section."""
    found = []
    for section, own in groupby(marks, key=lambda mark: mark.section):
        there = list(own)
        starts = [mark.start for mark in there]
        weight = SEARCHED[section].weight if SEARCHED[section].kind is Kind.TEXT else 0.3
        for start, end in dict.fromkeys(_bounds(texts[section], at) for at in starts[:MOST_MARKS]):
            inside = there[bisect_left(starts, start) : bisect_left(starts, end)]
            while inside and inside[-1].end > end:
                inside.pop()
            best: dict[int, float] = {}
            for mark in inside:
                best[mark.term] = max(best.get(mark.term, 0.0), mark.weight)
            value = sum(best.values()) + 0.05 * len(inside)
            found.append(Passage(section, start, end, tuple(inside), value * (1 + 0.2 * weight)))
    return found


def _bounds(text: str, start: int) -> tuple[int, int]:
    """Where to begin and end so that the passage holds whole words, and a whole sentence if it fits.

    A line that is long enough to stand alone is not run together with the next one.
    """
    low = max(0, start - LEAD)
    sentence = max((m.end() for m in BREAK.finditer(text, low, start)), default=None)
    if sentence is not None:
        begin = sentence
    elif low == 0:
        begin = 0
    else:
        space = text.find(" ", low, start)
        begin = space + 1 if space >= 0 else low
    bullet = BULLET.match(text, begin, start)
    begin = bullet.end() if bullet else begin
    end = min(len(text), begin + WIDTH)
    newline = text.find("\n", max(start, begin + LINE), end)
    if newline >= 0:
        end = newline
    elif end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    return begin, end


def _choose(candidates: list[Passage]) -> list[Passage]:
    """The best passages that do not overlap; a later one counts only the search words not yet shown fully."""
    chosen: list[Passage] = []
    shown: set[int] = set()

    def worth(passage: Passage) -> tuple[float, int, int]:
        new = sum(1 for term in {m.term for m in passage.marks} if term not in shown)
        return (passage.value * (1 + new), -passage.section, -passage.start)

    left = candidates
    while left and len(chosen) < MOST:
        best = max(left, key=worth)
        chosen.append(best)
        shown |= {mark.term for mark in best.marks}
        left = [p for p in left if p.section != best.section or p.end <= best.start or p.start >= best.end]
    return chosen


def _html(text: str, passage: Passage) -> str:
    before = "… " if passage.start > 0 and text[passage.start - 1] != "\n" else ""
    after = " …" if passage.end < len(text) and text[passage.end] != "\n" else ""
    return before + highlight(text, passage.marks, passage.start, passage.end).strip() + after


def _opening(texts: Sequence[str], title_section: int) -> tuple[Snippet, ...]:
    """The beginning of the first section of prose, for a list without search words."""
    for number, field in enumerate(SEARCHED):
        if number != title_section and field.kind is Kind.TEXT and texts[number]:
            text = texts[number]
            end = len(text) if len(text) <= WIDTH else max(text.rfind(" ", 0, WIDTH), WIDTH // 2)
            tail = " …" if end < len(text) else ""
            return (Snippet(field.query, field.label, escape(" ".join(text[:end].split())) + tail),)
    return ()


def highlight(text: str, marks: tuple[TermMatch, ...], start: int, end: int) -> str:
    """Escaped HTML of text[start:end] with `<mark>` round each mark in it, its reason in the tag."""
    pieces, at = [], start
    for mark in marks:
        if mark.start >= at and mark.end <= end:
            pieces += [
                escape(text[at : mark.start]),
                _opened(mark),
                escape(text[mark.start : mark.end]),
                "</mark>",
            ]
            at = mark.end
    return "".join([*pieces, escape(text[at:end])])


def _opened(mark: TermMatch) -> str:
    """The tag that says why the word is marked, to the eye that rests on it and to screen readers."""
    why = escape(mark.why)
    return f'<mark title="{why}" aria-description="{why}">' if why else "<mark>"
