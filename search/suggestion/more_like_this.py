"""The projects nearest to a project or to a pasted text, and the words and passages they share.

A text is read as a project is: in sections, each with its weight; a pasted one is all summary. Of its words
those count that may tell a subject (`index.analysis.subject_words`), but not where they follow a number: it
makes them a measure («20 minuutista», «kolme viikkoa»). A part of a compound counts `PART_SHARE` of a word in
the text and in the projects alike. A word that is what projects are about comes again and again in those that
have it, while one of the frame comes once; so

    weight(word)            = √(tf(word in text) · mean tf in the projects that have it)
    nearness(text, project) = Σ weight(word) · idf(word) · tf(word in project) / (tf + SATURATION · norm)

over the `KEY_TERMS` words with the highest weight · idf. Similarity is that in per cent of what the text
itself would get if it were a project. Nothing of a pasted text is kept.

`PART_SHARE`, `SATURATION` and `KEY_TERMS` were tuned together on the three nearest of 29 descriptions
(`python -m tests.search.test_similar_golden`): few, so differences below 0.02 are within chance.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from index.analysis.subject_words import is_numeral, subject_bases, subject_parts
from index.analysis.tokenizer import Token, analyse
from index.model.fields import Role
from index.model.project import BY_ROLE, SEARCHED, SECTION_NUMBER
from index.numeric import Array
from index.privacy.redaction import REMOVED
from index.storage.postings import WEIGHTS
from index.storage.schema import BASES, PARTS
from search.contract import deadline
from search.contract.results import Compared, Reason, Similar, written_form
from search.highlight.hits import TITLE_SECTION, title_spans
from search.highlight.snippets import make_pairs
from search.highlight.term_matches import (
    MatchToken,
    SectionTexts,
    TermMatch,
    find_matches,
    find_occurrences,
)
from search.matching import bm25
from search.matching.docset import ScoredDocs, top_k
from search.matching.evaluator import length_norms
from search.matching.snapshot import Snapshot

KEY_TERMS = 40
"""Words of a text that are looked for. 60: 0.708."""
CANDIDATES = 4 * KEY_TERMS
"""Words whose postings are read to choose them, those first that are frequent and in few documents."""
MOST = 10
"""Projects that are found."""
SHOWN = 12
"""Shared words that are named and marked."""
MOST_WORDS = 3000
"""Different words of a text whose rarity is looked up, the most frequent first."""
PART_SHARE = 0.6
"""What the part of a compound counts of a word. 0.5: 0.719; 0.6: 0.738; 0.7: 0.746, but 0.718 for 0.728 on
the samples alone."""
SATURATION = 3.0
"""K1 of BM25 for whole texts, of which one occurrence says little. 6: 0.733."""

PLANNED = frozenset(number for number, field in enumerate(SEARCHED) if field.tells_plan)
"""The sections that say what a project sets out to do: every project has them, running or ended."""
PASTED = SECTION_NUMBER[BY_ROLE[Role.SUMMARY].query]


class KeyTerm(NamedTuple):
    """A word that says much about a text.

    weight: as in the formula above, times the idf; own: its saturation in the text itself; written: as the
    text has it.
    """

    token: str
    weight: float
    own: float
    written: str


@dataclass(frozen=True)
class SectionedText:
    """A text in the sections of a project. texts, tokens: of each searched section; most are empty."""

    texts: tuple[str, ...]
    tokens: tuple[tuple[Token, ...], ...]

    @classmethod
    def of(cls, texts: tuple[str, ...]) -> SectionedText:
        """Read the sections of a text. What stands for contact data that was removed is no word of it."""
        read = (analyse(text.replace(REMOVED, " " * len(REMOVED))) for text in texts)
        return cls(texts, tuple(map(tuple, read)))


class NearDocument(NamedTuple):
    """A document near a text.

    similarity: 1–100; gains: float32[key terms], what each of them adds to its score.
    """

    doc: int
    similarity: int
    gains: Array


def similar_projects(snapshot: Snapshot, doc: int) -> tuple[Similar, ...]:
    """The projects nearest to one, by what it set out to do; kept for the next time."""
    return snapshot.get_or_compute(("similar", doc), lambda: _similar(snapshot, doc))


def _similar(snapshot: Snapshot, doc: int) -> tuple[Similar, ...]:
    texts = SectionTexts(snapshot.document(doc))
    sections = SectionedText.of(tuple(text if n in PLANNED else "" for n, text in enumerate(texts)))
    key_terms = key_terms_of(snapshot, sections, doc)
    return tuple(
        _described(snapshot.document(near.doc), near, key_terms)
        for near in nearest_documents(snapshot, key_terms, doc)
    )


def compare_text(snapshot: Snapshot, text: str) -> tuple[Compared, ...]:
    """The projects nearest to a text, each with the passages that share most with it."""
    sections = SectionedText.of(tuple(text if n == PASTED else "" for n in range(len(SEARCHED))))
    key_terms = key_terms_of(snapshot, sections)
    spots = _spots(sections, key_terms)
    return tuple(
        _compared(snapshot, sections, near, key_terms, spots)
        for near in nearest_documents(snapshot, key_terms)
    )


# The words of a text


def key_terms_of(snapshot: Snapshot, sections: SectionedText, own: int | None = None) -> list[KeyTerm]:
    """The words that say most about a text, those first; only such as another document than `own` has."""
    tf: dict[str, float] = defaultdict(float)
    written: dict[str, str] = {}
    length = 0.0
    for text, tokens, weight in zip(sections.texts, sections.tokens, WEIGHTS.tolist(), strict=True):
        length += len(tokens) * weight
        for token, names in _subject_tokens(tokens):
            for name, share in names:
                tf[name] += share * weight
                if share != PART_SHARE:
                    written.setdefault(name, text[token.start : token.end])
    norm = SATURATION * bm25.length_norm(length, snapshot.mean_length)
    found = []
    for name in _candidates(snapshot, tf, int(own is not None)):
        deadline.check()
        docs, frequencies = _postings(snapshot, name)
        others = len(docs) - (own is not None and own in docs)
        if others:
            recurrence = float(frequencies.mean())
            weight = math.sqrt(tf[name] * recurrence) * bm25.idf(snapshot.live_count, len(docs))
            found.append(KeyTerm(name, weight, tf[name] / (tf[name] + norm), written.get(name, name)))
    return sorted(found, key=lambda word: (-round(word.weight, 3), word.token))[:KEY_TERMS]


def _candidates(snapshot: Snapshot, tf: dict[str, float], own: int) -> list[str]:
    """The words that may be key terms, chosen by how many documents have them, of which `own` do not count.

    Frequencies are known without postings, which take long to read.
    """
    rated = []
    for name in sorted(tf, key=lambda name: (-tf[name], name))[:MOST_WORDS]:
        deadline.check()
        matching = [snapshot.document_frequency(stream, name) for stream in (BASES, PARTS)]
        if sum(matching) > own:
            rated.append((-math.sqrt(tf[name]) * bm25.idf(snapshot.live_count, max(matching)), name))
    return [name for _, name in sorted(rated)[:CANDIDATES]]


def _subject_tokens(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[tuple[str, float]]]]:
    """Each word that may tell a subject; what it is looked for by, and what each of these counts."""
    after_number = False
    for token in tokens:
        names = [] if after_number else list(_names(token))
        after_number = is_numeral(token.form)
        if names:
            yield token, names


def _names(token: Token) -> Iterator[tuple[str, float]]:
    """A word is one in all, shared by its readings; its parts count less."""
    if token.word.analysis_kind == "voikko":
        bases = subject_bases(token.form)
    else:
        bases = () if token.word.function or token.word.analysis_kind == "number" else token.word.bases
    for base in bases:
        yield base, 1 / len(bases)
    for part in subject_parts(token.word) if bases else ():
        yield part, PART_SHARE


def _postings(snapshot: Snapshot, name: str) -> tuple[Array, Array]:
    """Documents (int32, rising) with a word, alone or as a part of others, and how often (float32)."""
    docs, frequencies = snapshot.postings(BASES, name)
    inside, often = snapshot.postings(PARTS, name)
    if not len(inside):
        return docs, frequencies
    total = np.zeros(snapshot.documents, np.float32)
    total[docs] = frequencies
    total[inside] += np.float32(PART_SHARE) * often
    every = total.nonzero()[0].astype(np.int32)
    return every, total[every]


# The nearest projects


def nearest_documents(
    snapshot: Snapshot, key_terms: list[KeyTerm], own: int | None = None
) -> Iterator[NearDocument]:
    """The nearest documents, ties by project code; none whose similarity is 0."""
    gains = np.zeros((len(key_terms), snapshot.documents), np.float32)
    norms = np.float32(SATURATION) * length_norms(snapshot)
    for gain, word in zip(gains, key_terms, strict=True):
        deadline.check()
        docs, frequencies = _postings(snapshot, word.token)
        gain[docs] = word.weight * frequencies / (frequencies + norms.take(docs))
    whole = math.fsum(word.weight * word.own for word in key_terms)
    total = gains.sum(0)
    if own is not None:
        total[own] = 0
    docs = total.nonzero()[0].astype(np.int32)
    for doc in top_k(ScoredDocs(docs, total[docs]), MOST, snapshot.code_rank)[0].tolist():
        similarity = min(100, round(100 * float(total[doc]) / whole))
        if similarity:
            yield NearDocument(doc, similarity, gains[:, doc])


def _shared(near: NearDocument) -> list[int]:
    """Numbers of the key terms that add most, those first."""
    order = np.argsort(-near.gains, kind="stable")[:SHOWN].tolist()
    return [number for number in order if near.gains[number] > 0]


def _described(data: dict[str, Any], near: NearDocument, key_terms: list[KeyTerm]) -> Similar:
    written = (key_terms[number].written for number in _shared(near))
    return Similar(
        code=data["code"],
        title=data["title"] or data["code"],
        applicant=data["applicant"]["name"],
        starts=data["starts"],
        ends=data["ends"],
        similarity=near.similarity,
        words=tuple({word.lower(): word for word in written}.values()),
    )


# Passages

Spot = tuple[int, int, int, list[int]]
"""A word of the text that is a key term: section, start, end, numbers of the key terms."""


def _spots(sections: SectionedText, key_terms: list[KeyTerm]) -> list[Spot]:
    numbers = {word.token: number for number, word in enumerate(key_terms)}
    found = []
    for section, tokens in enumerate(sections.tokens):
        for token, names in _subject_tokens(tokens):
            here = [numbers[name] for name, _ in names if name in numbers]
            if here:
                found.append((section, token.start, token.end, here))
    return found


def _compared(
    snapshot: Snapshot,
    sections: SectionedText,
    near: NearDocument,
    key_terms: list[KeyTerm],
    spots: list[Spot],
) -> Compared:
    deadline.check()
    shared = {number: float(near.gains[number]) for number in _shared(near)}
    own = []
    for section, start, end, words in spots:
        here = max((number for number in words if number in shared), key=shared.__getitem__, default=None)
        if here is not None:
            form = written_form(sections.texts[section][start:end])
            own.append(TermMatch(section, start, end, here, shared[here], Reason.EXACT_FORM, form))
    data = snapshot.document(near.doc)
    texts = SectionTexts(data)
    there = find_occurrences(snapshot, [near.doc], tuple(_match_tokens(key_terms, shared)))[near.doc]
    matches = find_matches(there, texts)
    project = _described(data, near, key_terms)
    return Compared(
        project=project,
        title_spans=title_spans(matches, project.title),
        pairs=make_pairs(
            sections.texts, own, texts, [match for match in matches if match.section != TITLE_SECTION]
        ),
    )


def _match_tokens(key_terms: list[KeyTerm], shared: dict[int, float]) -> Iterator[MatchToken]:
    for number, gain in shared.items():
        token, written = key_terms[number].token, key_terms[number].written.lower()
        for stream, reason in ((BASES, Reason.INFLECTED), (PARTS, Reason.COMPOUND_PART)):
            yield MatchToken(number, written, reason, stream, token, gain, -1)
