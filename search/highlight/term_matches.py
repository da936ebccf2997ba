"""Which words of a document match the query, where they stand in its text, and why they match.

The matches are read from the index and not searched again in the text, so exactly what was found is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from index.analysis.finnish import word
from index.analysis.tokenizer import word_at
from index.model.project import SEARCHED, SECTION_NUMBER, text
from index.numeric import Array
from index.storage.schema import BASES, PARTS
from search.contract import deadline
from search.contract.request import Precision
from search.contract.results import Reason, Span
from search.equivalence.searched_words import Alike, SearchedWords
from search.matching.bm25 import idf
from search.matching.docset import intersect_sorted
from search.matching.snapshot import Snapshot
from search.matching.term_index import POSITION_BITS
from search.plan.lookups import is_prefix_match, lookup_tokens, shared_prefix
from search.plan.term_expansion import expansions
from search.plan.weights import PREFIX_MATCH_WEIGHT
from search.query.ast import Phrase, QueryTerm, Term, surface_of


class TermMatch(NamedTuple):
    """A word of a document that matches a search word. A tuple, because an answer may have thousands.

    section, start, end: where it stands: number in `SEARCHED`, characters of that section's text.
    term, weight: the number of the search word, and what a match with it is worth: its idf.
    reason, word: why it matches, and the search word as typed.
    """

    section: int
    start: int
    end: int
    term: int
    weight: float
    reason: Reason = Reason.EXACT_FORM
    word: str = ""


@dataclass(frozen=True)
class MatchToken:
    """A token of the index under which a search word is found.

    term, word: the number of the search word, and as typed; reason: why the token matches it.
    stream, token: where and by what the index has it; weight: its idf.
    section: number in `SEARCHED` of the only section that counts; -1 = any section.
    exact: how the word must be written in the text; "" = in any form.
    phrase: the tokens that must stand there in this order, the own one among them at `place`; () = alone.
    """

    term: int
    word: str
    reason: Reason
    stream: str
    token: str
    weight: float
    section: int
    exact: str = ""
    phrase: tuple[str, ...] = ()
    place: int = 0


TokenOccurrence = tuple[int, int, MatchToken]
"""A token that stands in a document: number of the section, offset in the section's text."""


def match_tokens(snapshot: Snapshot, searched: SearchedWords) -> tuple[MatchToken, ...]:
    """Every token under which the search words are found; the same for all documents of an answer."""
    alike = (
        token
        for place, one in enumerate(searched.alike)
        for token in _alike_tokens(snapshot, alike_number(searched, place), one)
    )
    return (*_rated(snapshot, searched.terms, _tokens), *alike)


def alike_number(searched: SearchedWords, place: int) -> int:
    """The number of a search word in matches of its equivalents.

    For a single word it is the number of the word; for several words together, a number after those of all
    words.
    """
    numbers = searched.alike[place].numbers
    return numbers[0] if len(numbers) == 1 else len(searched.terms) + place


def _alike_tokens(snapshot: Snapshot, number: int, alike: Alike) -> Iterator[MatchToken]:
    for node in alike.nodes:
        section = SECTION_NUMBER.get(node.section, -1)
        terms = node.terms if isinstance(node, Phrase) else (node,)
        phrase = tuple(term.word.bases[0] for term in terms) if len(terms) > 1 else ()
        for place, term in enumerate(terms):
            for stream in (BASES,) if phrase else (BASES, PARTS):
                token = term.word.bases[0]
                matching = snapshot.document_frequency(stream, token)
                if matching:
                    own = (alike.typed, Reason.EQUIVALENT, stream, token, idf(snapshot.live_count, matching))
                    yield MatchToken(number, *own, section, "", phrase, place)


def related_tokens(snapshot: Snapshot, wanted: Sequence[QueryTerm]) -> tuple[MatchToken, ...]:
    """Every token that shares a root with a search word: what counts in documents without the word itself."""
    return _rated(snapshot, wanted, _relatives)


def _rated(snapshot: Snapshot, wanted: Sequence[QueryTerm], tokens: Any) -> tuple[MatchToken, ...]:
    found = []
    for number, term in enumerate(wanted):
        section = SECTION_NUMBER.get(term.section, -1)
        written = surface_of(term)
        exact = written if isinstance(term, Term) and term.precision is Precision.EXACT else ""
        for stream, token, reason in tokens(snapshot, term):
            deadline.check()
            matching = snapshot.document_frequency(stream, token)
            if matching:
                weight = idf(snapshot.live_count, matching)
                found.append(MatchToken(number, written, reason, stream, token, weight, section, exact))
    return tuple(found)


def _tokens(snapshot: Snapshot, term: QueryTerm) -> Iterator[tuple[str, str, Reason]]:
    if not isinstance(term, Term):
        yield from ((BASES, found, Reason.EXPANDED) for found in expansions(snapshot, term))
        return
    for stream, token in lookup_tokens(term.word):
        if stream == BASES or term.precision is Precision.PARTS:
            yield stream, token, Reason.INFLECTED if stream == BASES else Reason.COMPOUND_PART


def _relatives(snapshot: Snapshot, term: QueryTerm) -> Iterator[tuple[str, str, Reason]]:
    if isinstance(term, Term) and term.precision is Precision.PARTS:
        for root in term.word.parts:
            yield from ((stream, root, Reason.SHARED_ROOT) for stream in (BASES, PARTS))


def prefix_matches(number: int, term: QueryTerm, texts: Sequence[str]) -> list[TermMatch]:
    """The words that begin like a search word, for a document that has nothing nearer to it.

    number: of the search word; texts: of the searched sections.
    """
    if not isinstance(term, Term) or term.precision is not Precision.PARTS:
        return []
    matches = []
    for base in term.word.bases:
        prefix = shared_prefix(base)
        for section, written in enumerate(texts if prefix else ()):
            for found in re.finditer(rf"\b{re.escape(prefix)}\w*", written, re.IGNORECASE):
                if any(
                    other.startswith(prefix) and is_prefix_match(other, base, term.word)
                    for other in word(found.group().lower()).bases
                ):
                    why = Reason.PREFIX_MATCH, term.surface
                    matches.append(TermMatch(section, *found.span(), number, PREFIX_MATCH_WEIGHT, *why))
    return matches


def find_occurrences(
    snapshot: Snapshot, *asked: tuple[Sequence[MatchToken], Sequence[int]]
) -> list[dict[int, list[TokenOccurrence]]]:
    """Where tokens stand in each of some documents, in the order of the text.

    asked: tokens, and the documents in which they are looked for, any number of times; for each of these
    there is a dictionary. The index is asked once for each token, whatever the number of documents.
    """
    found: list[dict[int, list[TokenOccurrence]]] = []
    each = [np.zeros(0, np.int64)]
    whose: list[tuple[dict[int, list[TokenOccurrence]], MatchToken]] = []
    for tokens, docs in asked:
        own: dict[int, list[TokenOccurrence]] = {doc: [] for doc in docs}
        found.append(own)
        among = np.array(sorted(docs), np.int64)
        for token in tokens if docs else ():
            deadline.check()
            each.append(_places(snapshot, token, among))
            whose.append((own, token))
    keys = np.concatenate(each)
    order = keys.argsort(kind="stable")
    keys, numbers = keys.take(order), np.arange(-1, len(whose)).repeat([len(places) for places in each])
    sections, starts = snapshot.word_places(keys)
    rows = (keys >> POSITION_BITS, sections, starts, numbers.take(order))
    for doc, section, start, number in zip(*(row.tolist() for row in rows), strict=True):
        own, token = whose[number]
        own[doc].append((section, start, token))
    return found


def _places(snapshot: Snapshot, token: MatchToken, among: Array) -> Array:
    """int64, rising: where a token stands in some documents; of a phrase, only where all of it does."""
    if not token.phrase:
        return snapshot.occurrences(token.stream, token.token, among)
    starts = (snapshot.occurrences(BASES, one, among) - place for place, one in enumerate(token.phrase))
    return reduce(intersect_sorted, starts) + token.place


def find_matches(there: Iterable[TokenOccurrence], texts: Sequence[str]) -> list[TermMatch]:
    """The matches of a document in the order of the text; if several tokens match a word, the rarest counts.

    there: the tokens that stand in it, in any order; texts: of its searched sections.
    """
    best: dict[tuple[int, int], MatchToken] = {}
    for section, start, token in there:
        if token.section in (-1, section):
            known = best.get((section, start))
            if known is None or known.weight < token.weight:
                best[section, start] = token
    matches = []
    for (section, start), token in best.items():
        found = word_at(texts[section], start)
        if found is None:
            continue
        end, form = found
        if not token.exact or form == token.exact:
            reason = Reason.EXACT_FORM if form == token.word else token.reason
            matches.append(TermMatch(section, start, end, token.term, token.weight, reason, token.word))
    return matches


def spans_within(matches: Iterable[TermMatch], start: int, end: int) -> tuple[Span, ...]:
    """The matches that lie whole in a piece of their section's text, as spans of text[start:end].

    matches: of one section, in the order of its text; of two that overlap, the first is taken.
    """
    spans = []
    free = start
    for match in matches:
        if match.start >= free and match.end <= end:
            spans.append(Span(match.start - start, match.end - start, match.reason, match.word))
            free = match.end
    return tuple(spans)


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
