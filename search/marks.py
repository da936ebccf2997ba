"""Which words of a document matched the query, and where they stand in its text.

Read from the index, not guessed again from the text: what is marked is what was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.analysis import TOKEN
from index.project import SEARCHED, text
from index.schema import BASES
from search import budget
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


@dataclass(frozen=True)
class Sought:
    """A token that is looked for: of which search word, where, how rare; section -1 = in any."""

    term: int
    stream: str
    token: str
    weight: float
    section: int


def sought(snapshot: Snapshot, wanted: list[Term | Prefix]) -> tuple[Sought, ...]:
    """Every token under which the search words are found; the same for all documents of an answer."""
    found = []
    for number, term in enumerate(wanted):
        section = SECTION_NUMBER.get(term.section, -1)
        for stream, token in _tokens(snapshot, term):
            budget.check()
            matching = snapshot.cache.get(("df", stream, token), lambda t=(stream, token): _df(snapshot, *t))  # type: ignore[misc]
            if matching:
                found.append(Sought(number, stream, token, idf(snapshot.live_count, matching), section))
    return tuple(found)


def _tokens(snapshot: Snapshot, term: Term | Prefix) -> list[tuple[str, str]]:
    if isinstance(term, Term):
        return list(streams(term.word))
    return [(BASES, found) for found in snapshot.with_prefix(BASES, term.text, MAX_EXPANSION)]


def _df(snapshot: Snapshot, stream: str, token: str) -> int:
    return len(snapshot.postings(stream, token)[0])


def find_marks(
    snapshot: Snapshot, doc: int, tokens: tuple[Sought, ...], texts: tuple[str, ...]
) -> list[Mark]:
    """The marks of a document in the order of the text. `texts` are those of its searched sections."""
    best: dict[int, Sought] = {}
    for token in tokens:
        budget.check()
        for place in snapshot.positions(token.stream, token.token, doc).tolist():
            if place not in best or best[place].weight < token.weight:
                best[place] = token
    if not best:
        return []
    positions = np.array(sorted(best), np.int64)
    sections, starts = snapshot.word_places(doc, positions)
    marks = []
    for position, section, start in zip(positions.tolist(), sections.tolist(), starts.tolist(), strict=True):
        token = best[position]
        match = TOKEN.match(texts[section], start) if token.section in (-1, section) else None
        if match is not None:
            marks.append(Mark(section, start, match.end(), token.term, token.weight))
    return marks


def section_texts(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The text of each searched section of a project's JSON, as it was indexed."""
    return tuple(text(data, field) for field in SEARCHED)
