"""The most significant words of a text, by which similar projects are searched.

`search.suggestion.more_like_this` has the formula, and what the constants below were tuned on.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index.analysis.subject_words import is_numeral, subject_bases, subject_parts
from index.analysis.tokenizer import Token, analyse
from index.numeric import Array, nonzero_places
from index.privacy.redaction import REMOVED
from index.storage.postings import WEIGHTS
from index.storage.schema import BASES, PARTS
from index.vocabulary.keys import label_key, written_key
from search.contract import deadline
from search.equivalence.query_language import FINNISH, SWEDISH
from search.matching import bm25
from search.matching.snapshot import Snapshot
from search.plan.words import Words

KEY_TERMS = 40
"""Words of a text that are looked for. 60: 0.708."""
CANDIDATES = 4 * KEY_TERMS
"""Words whose postings are read to choose them, those first that are frequent and in few documents."""
MOST_WORDS = 3000
"""Different words of a text whose rarity is looked up, the most frequent first."""
PART_SHARE = 0.6
"""What the part of a compound counts of a word. 0.5: 0.719; 0.6: 0.738; 0.7: 0.746, but 0.718 for 0.728 on
the samples alone."""
TRANSLATED_SHARE = 0.6
"""What a Swedish word's translations count of it, together. 0.3 and 1.5 give the same neighbours."""
MOST_TRANSLATIONS = 3
"""Words that a Swedish one is taken for."""
SATURATION = 3.0
"""K1 of BM25 for whole texts, of which one occurrence says little. 6: 0.733."""


class KeyTerm(NamedTuple):
    """A significant word of a text.

    weight: as in the formula of `more_like_this`, times the idf; own: its saturation in the text itself;
    written: as the text has it.
    telling: the same weight without the frequency in the text, so that it is not larger in a long text; 0 if
    the text has it only as a part of other words.
    """

    token: str
    weight: float
    own: float
    written: str
    telling: float = 0.0


@dataclass(frozen=True)
class SectionedText:
    """A text in the sections of a project. texts, tokens: of each searched section; most are empty."""

    texts: tuple[str, ...]
    tokens: tuple[tuple[Token, ...], ...]

    @classmethod
    def of(cls, texts: tuple[str, ...]) -> SectionedText:
        """Read the sections of a text. Placeholders of removed contact data are not words of it."""
        read = (analyse(text.replace(REMOVED, " " * len(REMOVED))) for text in texts)
        return cls(texts, tuple(map(tuple, read)))


class Spread(NamedTuple):
    """The documents of a word, alone or in other words.

    documents: how many have it; mean: how often on average; has_own: whether one of them is the document
    whose text is looked at.
    """

    documents: int
    mean: float
    has_own: bool = False


def spread_in(snapshot: Snapshot, own: int | None = None) -> Callable[[str], Spread]:
    """The spread of a word over a snapshot; own: the document whose text is looked at."""

    def spread(name: str) -> Spread:
        docs, frequencies = postings_of(snapshot, name)
        mean = float(frequencies.mean()) if len(docs) else 0.0
        return Spread(len(docs), mean, own is not None and bool(own in docs))

    return spread


def key_terms_of(
    words: Words, sections: SectionedText, spread: Callable[[str], Spread], own: bool = False
) -> list[KeyTerm]:
    """The most significant words of a text, the best first; only words that another document has.

    own: whether the text is that of a document.
    """
    tf: dict[str, float] = defaultdict(float)
    written: dict[str, str] = {}
    whole: set[str] = set()
    length = 0.0
    for text, tokens, weight in zip(sections.texts, sections.tokens, WEIGHTS.tolist(), strict=True):
        length += len(tokens) * weight
        for token, names in subject_tokens(words, tokens):
            for name, share in names:
                tf[name] += share * weight
                if name in token.word.bases or name not in token.word.parts:
                    whole.add(name)
                if name in token.word.bases:
                    written.setdefault(name, text[token.start : token.end])
    norm = SATURATION * bm25.length_norm(length, words.mean_length)
    found = []
    for name in _candidates(words, tf, int(own)):
        deadline.check()
        documents, mean, has_own = spread(name)
        if documents > has_own:
            telling = math.sqrt(mean) * bm25.idf(words.live_count, documents)
            own_share = tf[name] / (tf[name] + norm)
            weight = math.sqrt(tf[name]) * telling
            found.append(
                KeyTerm(name, weight, own_share, written.get(name, name), telling if name in whole else 0.0)
            )
    return sorted(found, key=lambda word: (-round(word.weight, 3), word.token))[:KEY_TERMS]


def _candidates(words: Words, tf: dict[str, float], own: int) -> list[str]:
    """The words that may be key terms, chosen by how many documents have them, of which `own` do not count.

    Frequencies are known without postings, which take long to read.
    """
    rated = []
    for name in sorted(tf, key=lambda name: (-tf[name], name))[:MOST_WORDS]:
        deadline.check()
        matching = [words.document_frequency(stream, name) for stream in (BASES, PARTS)]
        if sum(matching) > own:
            rated.append((-math.sqrt(tf[name]) * bm25.idf(words.live_count, max(matching)), name))
    return [name for _, name in sorted(rated)[:CANDIDATES]]


def subject_tokens(words: Words, tokens: Sequence[Token]) -> Iterator[tuple[Token, list[tuple[str, float]]]]:
    """Each word that may tell a subject; what it is looked for by, and what each of these counts."""
    after_number = False
    for token in tokens:
        names = [] if after_number else list(_names(words, token))
        after_number = is_numeral(token.form)
        if names:
            yield token, names


def _names(words: Words, token: Token) -> Iterator[tuple[str, float]]:
    """A word is one in all, shared by its readings; its parts count less, and what a Swedish one means in
    Finnish: nearly all other projects are written in Finnish."""
    if token.word.analysis_kind == "voikko":
        bases = subject_bases(token.form)
    else:
        bases = () if token.word.function or token.word.analysis_kind == "number" else token.word.bases
    for base in bases:
        yield base, 1 / len(bases)
    for part in subject_parts(token.word) if bases else ():
        yield part, PART_SHARE
    if token.word.analysis_kind == "swedish" and bases:
        finnish = _in_finnish(words, token.form)
        yield from ((one, TRANSLATED_SHARE / len(finnish)) for one in finnish)


def _in_finnish(words: Words, form: str) -> list[str]:
    """What a Swedish word means by the vocabularies of the index: words that may tell a subject."""
    for key in dict.fromkeys((written_key(SWEDISH, form), label_key(SWEDISH, form))):
        own = [
            one
            for one in words.equivalents(SWEDISH, key)
            if one.language == FINNISH and one.is_offered and one.key in subject_bases(one.key)
        ]
        close = [one for one in own if not one.is_bridge] or own
        if close:
            return list(dict.fromkeys(one.key for one in close))[:MOST_TRANSLATIONS]
    return []


def postings_of(snapshot: Snapshot, name: str) -> tuple[Array, Array]:
    """Documents (int32, rising) with a word, alone or as a part of others, and how often (float32)."""
    docs, frequencies = snapshot.postings(BASES, name)
    inside, often = snapshot.postings(PARTS, name)
    if not len(inside):
        return docs, frequencies
    total = np.zeros(snapshot.documents, np.float32)
    total[docs] = frequencies
    total[inside] += np.float32(PART_SHARE) * often
    every = nonzero_places(total)
    return every, total[every]
