"""The projects nearest to a project or to a pasted text, and the words and passages they share.

A text is read as a project is: in sections, each with its weight; a pasted one is all summary. Its
`KEY_TERMS` words with the highest √tf · idf are looked for, and their postings give

    nearness(text, project) = Σ √tf(word in text) · BM25(word in project)

by the formula of the evaluator. Likeness is that in per cent of what the text itself would get if it
were a project. Nothing of a pasted text is kept.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from index.analysis.finnish import Word
from index.analysis.tokenizer import Token, analyse
from index.model.project import SEARCHED, SECTION_NUMBER
from index.numeric import Array
from index.privacy.redaction import REMOVED
from index.storage.postings import WEIGHTS
from index.storage.schema import BASES, PARTS
from search.contract import deadline
from search.contract.results import Compared, Similar
from search.highlight.hits import TITLE_SECTION
from search.highlight.snippets import highlight, make_pairs
from search.highlight.term_matches import (
    INFLECTED,
    PART,
    MatchToken,
    SectionTexts,
    TermMatch,
    find_marks,
    placed,
)
from search.matching.bm25 import idf
from search.matching.docset import ScoredDocs, top_k
from search.matching.evaluator import token_scores
from search.matching.snapshot import Snapshot
from search.plan.weights import K1, PART_WEIGHT, B

KEY_TERMS = 60
"""Words of a text that are looked for."""
MOST = 10
"""Projects that are found."""
SHOWN = 12
"""Shared words that are named and marked."""
MOST_WORDS = 3000
"""Different words of a text whose rarity is looked up, the most frequent first."""
PART_SHARE = 0.3
"""What the part of a compound counts of a word."""

PLANNED = frozenset({SECTION_NUMBER[name] for name in ("nimi", "tiivistelma", "kohderyhma")})
"""The sections that say what a project sets out to do: every project has them, running or ended."""
PASTED = SECTION_NUMBER["tiivistelma"]


class KeyTerm(NamedTuple):
    """A word that says much of a text: its token, √tf, its tf / (tf + norm) of BM25, how it is written."""

    token: str
    weight: float
    own: float
    written: str


@dataclass(frozen=True)
class Plan:
    """What a text is looked for by. `texts` and `tokens` of each searched section; most are empty."""

    texts: tuple[str, ...]
    tokens: tuple[tuple[Token, ...], ...]

    @classmethod
    def of(cls, texts: tuple[str, ...]) -> Plan:
        """Read the sections of a text. What stands for contact data that was removed is no word of it."""
        read = (analyse(text.replace(REMOVED, " " * len(REMOVED))) for text in texts)
        return cls(texts, tuple(map(tuple, read)))


class Near(NamedTuple):
    """A document near a text: what it gets in all, and for each telling word (float32[words])."""

    doc: int
    likeness: int
    gains: Array


def similar(snapshot: Snapshot, doc: int) -> tuple[Similar, ...]:
    """The projects nearest to one, by what it set out to do; kept for the next time."""
    return snapshot.get_or_compute(("similar", doc), lambda: _similar(snapshot, doc))


def _similar(snapshot: Snapshot, doc: int) -> tuple[Similar, ...]:
    texts = SectionTexts(snapshot.document(doc))
    plan = Plan.of(tuple(text if n in PLANNED else "" for n, text in enumerate(texts)))
    key_terms = key_terms_of(snapshot, plan, doc)
    return tuple(
        _described(snapshot.document(near.doc), near, key_terms) for near in nearest(snapshot, key_terms, doc)
    )


def compare(snapshot: Snapshot, text: str) -> tuple[Compared, ...]:
    """The projects nearest to a text, each with the passages that share most with it."""
    plan = Plan.of(tuple(text if n == PASTED else "" for n in range(len(SEARCHED))))
    key_terms = key_terms_of(snapshot, plan)
    spots = _spots(plan, key_terms)
    return tuple(_compared(snapshot, plan, near, key_terms, spots) for near in nearest(snapshot, key_terms))


# The words of a text


def key_terms_of(snapshot: Snapshot, plan: Plan, own: int | None = None) -> list[KeyTerm]:
    """The words that say most of a text, those first; only such as another project than `own` has."""
    tf: dict[str, float] = defaultdict(float)
    written: dict[str, str] = {}
    length = 0.0
    for text, tokens, weight in zip(plan.texts, plan.tokens, WEIGHTS.tolist(), strict=True):
        length += len(tokens) * weight
        for token in tokens:
            for name, share in _tokens(token.word):
                tf[name] += share * weight
            for name in token.word.bases:
                written.setdefault(name, text[token.start : token.end])
    norm = K1 * (1 - B + B * length / snapshot.mean_length)
    found = []
    for name in sorted(tf, key=lambda name: (-tf[name], name))[:MOST_WORDS]:
        deadline.check()
        others = snapshot.document_frequency(BASES, name) - (own is not None)
        if others > 0:
            root = math.sqrt(tf[name])
            word = KeyTerm(name, root, tf[name] / (tf[name] + norm), written.get(name, name))
            found.append((-root * idf(snapshot.live_count, others), name, word))
    return [word for _, _, word in sorted(found)[:KEY_TERMS]]


def _tokens(word: Word) -> Iterator[tuple[str, float]]:
    """What a word is looked for by, and what each counts: one word in all, and less for its parts."""
    if word.function or word.analysis_kind == "number":
        return
    for base in word.bases:
        yield base, 1 / len(word.bases)
    for part in word.parts:
        yield part, PART_SHARE


# The nearest projects


def nearest(snapshot: Snapshot, key_terms: list[KeyTerm], own: int | None = None) -> Iterator[Near]:
    """The nearest documents, ties by project code; none whose likeness is 0."""
    gains = np.zeros((len(key_terms), snapshot.documents), np.float32)
    whole = 0.0
    for gain, word in zip(gains, key_terms, strict=True):
        deadline.check()
        inside = token_scores(snapshot, PARTS, word.token)
        gain[inside.docs] = PART_WEIGHT * word.weight * inside.scores
        found = token_scores(snapshot, BASES, word.token)
        gain[found.docs] += word.weight * found.scores
        whole += word.weight * idf(snapshot.live_count, found.total) * (K1 + 1) * word.own
    total = gains.sum(0)
    if own is not None:
        total[own] = 0
    docs = total.nonzero()[0].astype(np.int32)
    for doc in top_k(ScoredDocs(docs, total[docs]), MOST, snapshot.code_rank)[0].tolist():
        likeness = min(100, round(100 * float(total[doc]) / whole))
        if likeness:
            yield Near(doc, likeness, gains[:, doc])


def _shared(near: Near) -> list[int]:
    """Numbers of the words that add most, those first."""
    order = np.argsort(-near.gains, kind="stable")[:SHOWN].tolist()
    return [number for number in order if near.gains[number] > 0]


def _described(data: dict[str, Any], near: Near, key_terms: list[KeyTerm]) -> Similar:
    written = (key_terms[number].written for number in _shared(near))
    return Similar(
        code=data["code"],
        title=data["title"] or data["code"],
        applicant=data["applicant"]["name"],
        starts=data["starts"],
        ends=data["ends"],
        likeness=near.likeness,
        words=tuple({word.lower(): word for word in written}.values()),
    )


# Passages

Spot = tuple[int, int, int, list[int]]
"""A word of the text that is a telling one: section, start, end, numbers of the telling words."""


def _spots(plan: Plan, key_terms: list[KeyTerm]) -> list[Spot]:
    numbers = {word.token: number for number, word in enumerate(key_terms)}
    found = []
    for section, tokens in enumerate(plan.tokens):
        for token in tokens:
            here = [numbers[name] for name, _ in _tokens(token.word) if name in numbers]
            if here:
                found.append((section, token.start, token.end, here))
    return found


def _compared(
    snapshot: Snapshot, plan: Plan, near: Near, key_terms: list[KeyTerm], spots: list[Spot]
) -> Compared:
    deadline.check()
    shared = {number: float(near.gains[number]) for number in _shared(near)}
    own = [
        TermMatch(section, start, end, max(here, key=shared.__getitem__), max(map(shared.__getitem__, here)))
        for section, start, end, words in spots
        if (here := [number for number in words if number in shared])
    ]
    data = snapshot.document(near.doc)
    texts = SectionTexts(data)
    there = placed(snapshot, [near.doc], tuple(_sought(key_terms, shared)))[near.doc]
    marks = find_marks(there, texts)
    in_title = tuple(mark for mark in marks if mark.section == TITLE_SECTION)
    title = texts[TITLE_SECTION] or data["code"]
    return Compared(
        project=_described(data, near, key_terms),
        title_html=highlight(title, in_title, 0, len(title)),
        pairs=make_pairs(plan.texts, own, texts, [mark for mark in marks if mark not in in_title]),
    )


def _sought(key_terms: list[KeyTerm], shared: dict[int, float]) -> Iterator[MatchToken]:
    for number, gain in shared.items():
        token, written = key_terms[number].token, key_terms[number].written.lower()
        for stream, why in ((BASES, INFLECTED), (PARTS, PART)):
            yield MatchToken(number, written, why, stream, token, gain, -1)
