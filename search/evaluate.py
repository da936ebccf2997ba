"""A query tree → the documents it matches and their scores, computed over whole arrays.

Each node gives `Matches`, documents with scores, or a `Filter`. A search word's matches are computed once a
generation and kept; `search.matches` combines them.

Scores are BM25 (Robertson & Zaragoza 2009, «The Probabilistic Relevance Framework», eq. 3.15) over the
weighted sum of a word's occurrences in all sections (BM25F of the same paper, eq. 3.19, with one length
norm): idf · tf · (K1 + 1) / (tf + K1 · (1 - B + B · length / mean length)), where
idf = ln(1 + (N - n + 0.5) / (n + 0.5)).
"""

from __future__ import annotations

import math
from functools import reduce

import numpy as np

from index.arrays import Array
from index.morphology import Word
from index.project import QUERYABLE, SEARCHED
from index.schema import BASES, PARTS
from index.swedish import stem
from search.matches import (
    EMPTY,
    Filter,
    Matches,
    as_mask,
    as_matches,
    highest,
    intersect,
    kept,
    let_through,
    union,
)
from search.names import resolve
from search.snapshot import POSITION_BITS, Snapshot
from search.tree import All, And, Missing, Name, Node, Not, Nothing, Or, Phrase, Prefix, Range, Term

K1 = 1.2
B = 0.75
PART_WEIGHT = 0.6
"""What a match counts where the search word is only a part of the word found."""
ROOT_WEIGHT = 0.25
"""What it counts in addition that a word shares a part or root with the search word."""
MAX_EXPANSION = 500
"""Words that a prefix stands for at the most."""

SECTION_NUMBER = {field.query: number for number, field in enumerate(SEARCHED)}


def evaluate(snapshot: Snapshot, node: Node) -> Matches | Filter:
    """What a tree matches, kept for the next time. Parts without a search word in them only filter."""
    return snapshot.cache.get(node, lambda: compute(snapshot, node))


def compute(snapshot: Snapshot, node: Node) -> Matches | Filter:
    """What a tree matches, worked out from what its parts match."""
    match node:
        case Term() | Phrase() | Prefix():
            return _kept(snapshot, node)
        case Name() | Range():
            return Filter(_mask(snapshot, node))
        case Missing(field=field):
            return Filter(snapshot.missing(field))
        case And(items=items):
            return _and(snapshot, [evaluate(snapshot, item) for item in items])
        case Or(items=items):
            return _or(snapshot, [evaluate(snapshot, item) for item in items])
        case Not(item=item):
            return Filter(snapshot.live & ~as_mask(evaluate(snapshot, item), snapshot.documents))
        case All():
            return Filter(snapshot.live)
        case Nothing():
            return EMPTY


def _and(snapshot: Snapshot, parts: list[Matches | Filter]) -> Matches | Filter:
    scored = [part for part in parts if isinstance(part, Matches)]
    masks = [part.mask for part in parts if isinstance(part, Filter)]
    if not scored:
        return Filter(reduce(np.logical_and, masks))
    matches = scored[0] if len(scored) == 1 else intersect(scored)
    return let_through(matches, masks) if masks else matches


def _or(snapshot: Snapshot, parts: list[Matches | Filter]) -> Matches | Filter:
    if all(isinstance(part, Filter) for part in parts):
        return Filter(reduce(np.logical_or, (as_mask(part, snapshot.documents) for part in parts)))
    return union([as_matches(part) for part in parts], snapshot.documents)


def _kept(snapshot: Snapshot, node: Term | Phrase | Prefix) -> Matches:
    """The matches of a search word, in the form that is worth keeping."""
    match node:
        case Term(word=word, section=section):
            found = _word(snapshot, word, section)
        case Phrase():
            found = _phrase(snapshot, node)
        case Prefix():
            found = _prefix(snapshot, node)
    return kept(found.docs, found.scores, snapshot.documents, snapshot.code_rank)


# Filters


def _mask(snapshot: Snapshot, node: Name | Range) -> Array:
    """bool[N]: the live documents that a filter lets through."""
    if isinstance(node, Name):
        return _named(snapshot, node)
    field = QUERYABLE[node.field]
    low = -(2**62) if node.low is None else node.low
    high = 2**62 if node.high is None else node.high
    if field.many:
        names = snapshot.names(node.field)
        wanted = [i for i, value in enumerate(names.values) if low <= int(value) <= high]
        chosen = np.zeros(snapshot.documents, bool)
        chosen[names.docs[np.isin(names.ids, wanted)]] = True
        return chosen
    column = snapshot.column(node.field)
    return (column >= low) & (column <= high) & snapshot.live


def _named(snapshot: Snapshot, node: Name) -> Array:
    chosen = np.zeros(snapshot.documents, bool)
    names = snapshot.names(node.field)
    wanted = np.zeros(len(names.values), bool)
    wanted[list(resolve(snapshot, QUERYABLE[node.field], node.value))] = True
    chosen[names.docs[wanted[names.ids]]] = True
    return chosen


# Words


def idf(documents: int, matching: int) -> float:
    """Inverse document frequency; see the module docstring."""
    return math.log(1 + (documents - matching + 0.5) / (matching + 0.5))


def bm25(snapshot: Snapshot, docs: Array, tf: Array) -> Matches:
    """Score documents by the weighted frequency of one term in them."""
    norm = K1 * (1 - B + B * snapshot.lengths[docs] / snapshot.mean_length)
    weight = idf(snapshot.live_count, len(docs)) * (K1 + 1)
    return Matches(docs, (weight * tf / (tf + norm)).astype(np.float32))


def streams(word: Word) -> tuple[tuple[str, str], ...]:
    """The terms under which a search word is found: as itself, as a part, and written in Swedish."""
    swedish = _swedish(word)
    return (*((BASES, base) for base in (*word.bases, *swedish)), *((PARTS, base) for base in word.bases))


def _swedish(word: Word) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem(base) for base in word.bases if base.isalpha()))


def _term(snapshot: Snapshot, stream: str, text: str, section: str) -> Matches:
    if not section:
        docs, tf = snapshot.postings(stream, text)
        return bm25(snapshot, docs, tf)
    return bm25(snapshot, *_in_section(snapshot, stream, text, section))


def _in_section(snapshot: Snapshot, stream: str, text: str, section: str) -> tuple[Array, Array]:
    """Documents and weighted frequency of a term in one section only, by where the section lies."""
    keys = snapshot.occurrences(stream, text)
    docs, positions = keys >> POSITION_BITS, keys & ((1 << POSITION_BITS) - 1)
    number = SECTION_NUMBER[section]
    inside = (positions >= snapshot.sections[docs, number]) & (
        positions < snapshot.sections[docs, number + 1]
    )
    found, counts = np.unique(docs[inside], return_counts=True)
    return found.astype(np.int32), (counts * SEARCHED[number].weight).astype(np.float32)


def _word(snapshot: Snapshot, word: Word, section: str) -> Matches:
    """A search word: its base forms; words it is a part of, at less; shared roots, as a nudge."""
    size = snapshot.documents
    whole = highest([_term(snapshot, BASES, base, section) for base in (*word.bases, *_swedish(word))], size)
    inside = highest([_term(snapshot, PARTS, base, section) for base in word.bases], size)
    matches = union([whole, _scaled(inside, PART_WEIGHT)], size)
    roots = [_term(snapshot, stream, part, section) for part in word.parts for stream in (BASES, PARTS)]
    if not any(len(root.docs) for root in roots) or not len(matches.docs):
        return matches
    nudge = highest(roots, size)
    extra = np.zeros(size, np.float32)
    extra[nudge.docs] = ROOT_WEIGHT * nudge.scores
    return Matches(matches.docs, matches.scores + extra.take(matches.docs))


def _scaled(matches: Matches, factor: float) -> Matches:
    return Matches(matches.docs, matches.scores * np.float32(factor))


def _prefix(snapshot: Snapshot, node: Prefix) -> Matches:
    """All words that begin so, at the score of the best of them."""
    found = snapshot.with_prefix(BASES, node.text, MAX_EXPANSION)
    return highest([_term(snapshot, BASES, text, node.section) for text in found], snapshot.documents)


# Phrases


def _phrase(snapshot: Snapshot, node: Phrase) -> Matches:
    """The words in their order, in any inflection: positions that follow one another."""
    places = [_places(snapshot, term) for term in node.terms]
    if node.slop:
        starts = _near(places, node.slop)
    else:
        starts = reduce(_intersect, (keys - shift for shift, keys in enumerate(places)))
    docs, counts = np.unique(starts >> POSITION_BITS, return_counts=True)
    if node.section:
        number = SECTION_NUMBER[node.section]
        positions = starts & ((1 << POSITION_BITS) - 1)
        owner = starts >> POSITION_BITS
        inside = (positions >= snapshot.sections[owner, number]) & (
            positions < snapshot.sections[owner, number + 1]
        )
        docs, counts = np.unique(owner[inside], return_counts=True)
    return bm25(snapshot, docs.astype(np.int32), counts.astype(np.float32) * len(node.terms))


def _intersect(a: Array, b: Array) -> Array:
    return np.intersect1d(a, b, assume_unique=True)


def _places(snapshot: Snapshot, term: Term) -> Array:
    """Rising keys of all places where a word stands in any inflection; compounds do not count."""
    bases = (*term.word.bases, *_swedish(term.word))
    keys = [snapshot.occurrences(BASES, base) for base in bases]
    keys = [k for k in keys if k.size]
    return keys[0] if len(keys) == 1 else np.unique(np.concatenate([np.zeros(0, np.int64), *keys]))


def _near(places: list[Array], slop: int) -> Array:
    """Starts of places where the words stand in order with at most `slop` others between in all.

    From each place of the first word the nearest following place of each next one is taken, which is the
    shortest chain that begins there.
    """
    starts = at = places[0]
    for keys in places[1:]:
        if not keys.size:
            return keys
        following = np.searchsorted(keys, at, "right")
        inside = following < len(keys)
        starts, at = starts[inside], keys[following[inside]]
    return starts[at - starts < len(places) + slop]
