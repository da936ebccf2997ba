"""Which words of a document matched the query, and where they stand in its text.

Read from the index, not guessed again from the text: what is marked is what was found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.analysis import TOKEN
from index.project import SEARCHED, Project, text
from index.schema import BASES
from search.evaluate import MAX_EXPANSION, SECTION_NUMBER, idf, streams
from search.snapshot import Snapshot
from search.tree import Prefix, Term


@dataclass(frozen=True)
class Mark:
    """A word that matched: its section, its place in the section's text, which search word, how rare."""

    section: int
    start: int
    end: int
    term: int
    weight: float


def find_marks(
    snapshot: Snapshot, doc: int, wanted: list[Term | Prefix], texts: tuple[str, ...]
) -> list[Mark]:
    """The marks of a document in the order of the text. `texts` are those of its searched sections."""
    best: dict[int, tuple[int, float]] = {}
    for number, term in enumerate(wanted):
        for stream, token in _tokens(snapshot, term):
            places = snapshot.positions(stream, token, doc)
            if not places.size:
                continue
            weight = snapshot.cache.get(("idf", stream, token), lambda t=(stream, token): _idf(snapshot, *t))  # type: ignore[misc]
            for place in places.tolist():
                if place not in best or best[place][1] < weight:
                    best[place] = (number, weight)
    positions = np.array(sorted(best), np.int64)
    sections, starts = snapshot.word_places(doc, positions)
    marks = []
    for position, section, start in zip(positions.tolist(), sections.tolist(), starts.tolist(), strict=True):
        number, weight = best[position]
        if wanted[number].section and SECTION_NUMBER.get(wanted[number].section) != section:
            continue
        match = TOKEN.match(texts[section], start)
        if match is not None:
            marks.append(Mark(section, start, match.end(), number, weight))
    return marks


def _tokens(snapshot: Snapshot, term: Term | Prefix) -> list[tuple[str, str]]:
    if isinstance(term, Term):
        return list(streams(term.word))
    return [(BASES, found) for found in snapshot.with_prefix(BASES, term.text, MAX_EXPANSION)]


def _idf(snapshot: Snapshot, stream: str, token: str) -> float:
    return idf(snapshot.live_count, len(snapshot.postings(stream, token)[0]))


def section_texts(project: Project) -> tuple[str, ...]:
    """The text of each searched section, as it was indexed."""
    return tuple(text(project, field) for field in SEARCHED)
