"""Which words of a document matched the query, where they stand in its text, and why they matched.

Read from the index, not guessed again from the text: what is marked is what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from index.analysis.finnish import word
from index.analysis.tokenizer import TOKEN
from index.model.project import SEARCHED, SECTION_NUMBER, text
from index.storage.schema import BASES, PARTS
from search.contract import deadline
from search.contract.messages import Message
from search.contract.request import Precision
from search.matching.bm25 import idf
from search.matching.snapshot import Snapshot
from search.matching.term_index import POSITION_BITS
from search.plan.lookups import is_prefix_match, shared_prefix, streams
from search.plan.term_expansion import expansions
from search.plan.weights import PREFIX_MATCH_WEIGHT
from search.query.ast import QueryTerm, Term, as_typed

INFLECTED = Message("taivutus")
PART = Message("yhdyssanan osa")
ROOT = Message("yhteinen osa")
PREFIX_MATCH = Message("samoin alkava sana")
EXPANDED = Message("hakua vastaava sana")
REASONS = (INFLECTED, PART, ROOT, PREFIX_MATCH, EXPANDED)


class TermMatch(NamedTuple):
    """A word that matched: its section, its place in the section's text, which search word, how rare, why.
    A tuple, because hundreds are made for an answer.

    `why` is «digituki ← lähidigituki: yhdyssanan osa», or "" for the word just as it was typed.
    """

    section: int
    start: int
    end: int
    term: int
    weight: float
    why: str = ""


@dataclass(frozen=True)
class MatchToken:
    """A token that is looked for: of which search word, why, how rare; section -1 = in any.

    `exact`: the word must be written so; "" = in any form.
    """

    term: int
    typed: str
    why: str
    stream: str
    token: str
    weight: float
    section: int
    exact: str = ""


Placed = tuple[int, int, MatchToken]
"""A token that stands in a document: its section, its place in the section's text."""


def sought(snapshot: Snapshot, wanted: Sequence[QueryTerm]) -> tuple[MatchToken, ...]:
    """Every token under which the search words are found; the same for all documents of an answer."""
    return _rated(snapshot, wanted, _tokens)


def related(snapshot: Snapshot, wanted: Sequence[QueryTerm]) -> tuple[MatchToken, ...]:
    """Every token by which a document is related to the search words, for those that have not the words."""
    return _rated(snapshot, wanted, _relatives)


def _rated(snapshot: Snapshot, wanted: Sequence[QueryTerm], tokens: Any) -> tuple[MatchToken, ...]:
    found = []
    for number, term in enumerate(wanted):
        section = SECTION_NUMBER.get(term.section, -1)
        written = as_typed(term)
        exact = written if isinstance(term, Term) and term.precision is Precision.EXACT else ""
        for stream, token, why in tokens(snapshot, term):
            deadline.check()
            matching = snapshot.document_frequency(stream, token)
            if matching:
                weight = idf(snapshot.live_count, matching)
                found.append(MatchToken(number, written, why, stream, token, weight, section, exact))
    return tuple(found)


def _tokens(snapshot: Snapshot, term: QueryTerm) -> Iterator[tuple[str, str, str]]:
    if not isinstance(term, Term):
        yield from ((BASES, found, EXPANDED) for found in expansions(snapshot, term))
        return
    for stream, token in streams(term.word):
        if stream == BASES or term.precision is Precision.PARTS:
            yield stream, token, INFLECTED if stream == BASES else PART


def _relatives(snapshot: Snapshot, term: QueryTerm) -> Iterator[tuple[str, str, str]]:
    if isinstance(term, Term) and term.precision is Precision.PARTS:
        for root in term.word.parts:
            yield from ((stream, root, ROOT) for stream in (BASES, PARTS))


def prefix_matches(number: int, term: QueryTerm, texts: Sequence[str]) -> list[TermMatch]:
    """Marks of the words that begin like a search word, for a document that has nothing nearer to it."""
    if not isinstance(term, Term) or term.precision is not Precision.PARTS:
        return []
    marks = []
    for base in term.word.bases:
        prefix = shared_prefix(base)
        for section, written in enumerate(texts if prefix else ()):
            for match in re.finditer(rf"\b{re.escape(prefix)}\w*", written, re.IGNORECASE):
                form = match.group().lower()
                if any(
                    found.startswith(prefix) and is_prefix_match(found, base, term.word)
                    for found in word(form).bases
                ):
                    why = f"{term.surface} ← {form}: {PREFIX_MATCH}"
                    marks.append(
                        TermMatch(section, match.start(), match.end(), number, PREFIX_MATCH_WEIGHT, why)
                    )
    return marks


def placed(snapshot: Snapshot, docs: Sequence[int], tokens: Sequence[MatchToken]) -> dict[int, list[Placed]]:
    """Where the tokens stand in each of some documents, in the order of the text: one look into the index a
    token, for all of them."""
    found: dict[int, list[Placed]] = {doc: [] for doc in docs}
    among = np.array(sorted(found), np.int64)
    each = [np.zeros(0, np.int64)]
    for token in tokens:
        deadline.check()
        each.append(snapshot.occurrences(token.stream, token.token, among))
    keys = np.concatenate(each)
    order = np.argsort(keys, kind="stable")
    keys, numbers = keys.take(order), np.repeat(np.arange(-1, len(tokens)), [len(own) for own in each])
    sections, starts = snapshot.word_places(keys)
    rows = (keys >> POSITION_BITS, sections, starts, numbers.take(order))
    for doc, section, start, number in zip(*(row.tolist() for row in rows), strict=True):
        found[doc].append((section, start, tokens[number]))
    return found


def find_marks(there: Iterable[Placed], texts: Sequence[str]) -> list[TermMatch]:
    """The marks of a document in the order of the text. `texts` are those of its searched sections."""
    best: dict[tuple[int, int], MatchToken] = {}
    for section, start, token in there:
        if token.section in (-1, section):
            known = best.get((section, start))
            if known is None or known.weight < token.weight:
                best[section, start] = token
    marks = []
    for (section, start), token in best.items():
        match = TOKEN.match(texts[section], start)
        if match is None:
            continue
        written = match.group().lower().replace("\u00ad", "")
        if not token.exact or written == token.exact:
            why = "" if written == token.typed else f"{token.typed} ← {written}: {token.why}"
            marks.append(TermMatch(section, start, match.end(), token.term, token.weight, why))
    return marks


class SectionTexts(Sequence[str]):
    """The text of each searched section of a project's JSON, as it was indexed; made when it is asked for,
    because a hit shows few of them."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._made: dict[int, str] = {}

    def __len__(self) -> int:
        return len(SEARCHED)

    def __getitem__(self, number: Any) -> Any:
        if number not in self._made:
            self._made[number] = text(self._data, SEARCHED[number])
        return self._made[number]
