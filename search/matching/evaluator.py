"""A query tree → the documents it matches and their scores, computed over whole arrays.

Each node gives `ScoredDocs`, documents with scores, or a `DocMask`. A search word's
matches are computed once a generation and kept; `docset` combines them.

Scores are BM25 (Robertson & Zaragoza 2009, «The Probabilistic Relevance Framework», eq. 3.15) over the
weighted sum of a word's occurrences in all sections (BM25F of the same paper, eq. 3.19, with one length
norm): idf · tf · (K1 + 1) / (tf + K1 · (1 - B + B · length / mean length)), where
idf = ln(1 + (N - n + 0.5) / (n + 0.5)).
"""

from __future__ import annotations

import math
from functools import reduce

import numpy as np

from index.analysis.finnish import Word
from index.model.project import QUERYABLE, SECTION_NUMBER
from index.numeric import Array
from index.storage.schema import BASES, PARTS
from search.contract import deadline
from search.contract.request import Precision
from search.matching.docset import (
    EMPTY,
    DocMask,
    ScoredDocs,
    as_mask,
    as_scored,
    at_documents,
    disjunction_max,
    intersect,
    intersect_sorted,
    let_through,
    union,
    with_dense_scores,
)
from search.matching.positions import exact_postings, phrase_postings
from search.matching.snapshot import Snapshot
from search.matching.term_expansion import expansions
from search.matching.value_resolver import resolve
from search.query.ast import (
    All,
    And,
    Boosted,
    Expansion,
    Fuzzy,
    Missing,
    Name,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Range,
    Term,
    readings,
)

K1 = 1.6
B = 0.75
PART_WEIGHT = 0.3
"""What a match counts where the search word is only a part of the word found."""
ROOT_WEIGHT = 0.8
"""What each root or part that a word shares with the search word counts, beside or instead of the word."""
PREFIX_MATCH_WEIGHT = 0.1
"""What it counts that a word only begins like the search word."""

PREFIX_SHARE, PREFIX_LETTERS, PREFIX_LONGER, PREFIX_MOST = 0.6, 5, 6, 100
"""Of a base form, how much another must begin with (share and letters), how much longer it may be, and how
many such are looked at."""


def evaluate(snapshot: Snapshot, node: Node) -> ScoredDocs | DocMask:
    """What a tree matches, kept for the next time. Parts without a search word in them only filter."""
    return snapshot.cache.get(node, lambda: compute(snapshot, node))


def compute(snapshot: Snapshot, node: Node) -> ScoredDocs | DocMask:
    """What a tree matches, worked out from what its parts match."""
    deadline.check()
    match node:
        case Term() | Expansion() | Phrase() | Prefix() | Fuzzy():
            return _kept(snapshot, node)
        case Boosted():
            return _boosted(snapshot, node)
        case Name() | Range():
            return DocMask(_mask(snapshot, node))
        case Missing(field=field):
            return DocMask(snapshot.missing(field))
        case And(items=items):
            return _and(snapshot, [evaluate(snapshot, item) for item in items])
        case Or(items=items):
            return _or(snapshot, [evaluate(snapshot, item) for item in items])
        case Not(item=item):
            return DocMask(snapshot.live & ~as_mask(evaluate(snapshot, item), snapshot.documents))
        case All():
            return DocMask(snapshot.live)
        case Nothing():
            return EMPTY


def _and(snapshot: Snapshot, parts: list[ScoredDocs | DocMask]) -> ScoredDocs | DocMask:
    scored = [part for part in parts if isinstance(part, ScoredDocs)]
    masks = [part.mask for part in parts if isinstance(part, DocMask)]
    if not scored:
        return DocMask(reduce(np.logical_and, masks))
    matches = scored[0] if len(scored) == 1 else intersect(scored)
    return let_through(matches, masks) if masks else matches


def _or(snapshot: Snapshot, parts: list[ScoredDocs | DocMask]) -> ScoredDocs | DocMask:
    if all(isinstance(part, DocMask) for part in parts):
        return DocMask(reduce(np.logical_or, (as_mask(part, snapshot.documents) for part in parts)))
    return union([as_scored(part) for part in parts], snapshot.documents)


def _boosted(snapshot: Snapshot, node: Boosted) -> ScoredDocs | DocMask:
    """The item's documents; those that a boost matches too have its score added."""
    item = evaluate(snapshot, node.item)
    if isinstance(item, DocMask) or not item.total:
        return item
    scores = item.scores
    for boost, weight in node.boosts:
        there, more = at_documents(as_scored(evaluate(snapshot, boost)), item.docs)
        scores = scores + np.float32(weight) * there * more
    return ScoredDocs(item.docs, scores)


def _kept(snapshot: Snapshot, node: Term | Expansion | Phrase | Prefix | Fuzzy) -> ScoredDocs:
    """The matches of a search word, in the form that is worth keeping."""
    match node:
        case Term():
            found = _word(snapshot, node)
        case Prefix() | Fuzzy():
            found = _expanded(snapshot, node)
        case Phrase():
            return bm25(snapshot, *postings_of_phrase(snapshot, node))
        case Expansion(term=term):
            related = _related(snapshot, term)
            return ScoredDocs(related.docs, related.scores)  # added to the score of others, never combined
    return with_dense_scores(found.docs, found.scores, snapshot.documents)


# Filters


def _mask(snapshot: Snapshot, node: Name | Range) -> Array:
    """bool[N]: the live documents that a filter lets through."""
    if isinstance(node, Name):
        return _named(snapshot, node)
    field = QUERYABLE[node.field]
    low = -(2**62) if node.low is None else node.low
    high = 2**62 if node.high is None else node.high
    if field.multivalued:
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


def bm25(snapshot: Snapshot, docs: Array, tf: Array) -> ScoredDocs:
    """Score documents by the weighted frequency of one term in them."""
    weight = idf(snapshot.live_count, len(docs)) * (K1 + 1)
    tf = tf.astype(np.float32, copy=False)
    return ScoredDocs(docs, np.float32(weight) * tf / (tf + K1 * length_norm(snapshot, docs)))


def length_norm(snapshot: Snapshot, docs: Array) -> Array:
    """float32[n]: 1 for a document of mean length, more for a longer one."""
    norms = snapshot.cache.get("norms", lambda: 1 - B + B * snapshot.lengths / snapshot.mean_length)
    return norms.take(docs)


def streams(word: Word) -> tuple[tuple[str, str], ...]:
    """The terms under which a search word is found: as itself, written in Swedish, and as a part."""
    return (*((BASES, base) for base in readings(word)), *((PARTS, base) for base in word.bases))


def _term(snapshot: Snapshot, stream: str, text: str, section: str) -> ScoredDocs:
    deadline.check()
    return bm25(snapshot, *term_postings(snapshot, stream, text, section))


def term_postings(snapshot: Snapshot, stream: str, text: str, section: str) -> tuple[Array, Array]:
    """Documents and weighted frequency of a term, in one section only where it is given."""
    if not section:
        return snapshot.postings(stream, text)
    return snapshot.postings_in(SECTION_NUMBER[section], stream, text)


def postings_of_phrase(snapshot: Snapshot, phrase: Phrase) -> tuple[Array, Array]:
    """Documents and frequency of a phrase, looked for where all its words stand."""
    every = (as_scored(evaluate(snapshot, term.inflected)).docs for term in phrase.terms)
    return phrase_postings(snapshot, phrase, reduce(intersect_sorted, sorted(every, key=len)))


def _word(snapshot: Snapshot, term: Term) -> ScoredDocs:
    """A search word: its base forms; at less, words it is a part of."""
    size, section = snapshot.documents, term.section
    if term.precision is Precision.EXACT:
        return bm25(snapshot, *exact_postings(snapshot, term))
    if term.precision is Precision.INFLECTED:
        return disjunction_max([_term(snapshot, BASES, base, section) for base in readings(term.word)], size)
    whole = as_scored(evaluate(snapshot, term.inflected))
    inside = disjunction_max([_term(snapshot, PARTS, base, section) for base in term.word.bases], size)
    return union([whole, _scaled(inside, PART_WEIGHT)], size)


def _related(snapshot: Snapshot, term: Term) -> ScoredDocs:
    """Documents that share roots with a search word; at much less, those with words that begin like it."""
    found = [_root(snapshot, root, term.section) for root in term.word.parts]
    alike = [_prefix_match(snapshot, base, term.word) for base in term.word.bases if not term.section]
    return union(
        [*found, _scaled(disjunction_max(alike, snapshot.documents), PREFIX_MATCH_WEIGHT)], snapshot.documents
    )


def _root(snapshot: Snapshot, root: str, section: str) -> ScoredDocs:
    """Documents with a root or part of a search word, as a word or as a part of one."""
    found = [_term(snapshot, stream, root, section) for stream in (BASES, PARTS)]
    return _scaled(disjunction_max(found, snapshot.documents), ROOT_WEIGHT)


def _prefix_match(snapshot: Snapshot, base: str, word: Word) -> ScoredDocs:
    """Documents with words that begin like a base form and are about as long: «ideologia», «ideologinen»."""
    return bm25(snapshot, *prefix_match_postings(snapshot, base, word))


def prefix_match_postings(snapshot: Snapshot, base: str, word: Word) -> tuple[Array, Array]:
    """Documents and weighted frequency of the words that are kin to a base form, all taken together."""
    shared = shared_prefix(base)
    if not shared:
        return np.zeros(0, np.int32), np.zeros(0, np.float32)
    return snapshot.summed(BASES, shared, PREFIX_MOST, lambda text: is_prefix_match(text, base, word))


def shared_prefix(base: str) -> str:
    """What a word must begin with to be kin to a base form; "" where the form is too short to tell."""
    shared = max(PREFIX_LETTERS, math.ceil(PREFIX_SHARE * len(base)))
    return base[:shared] if base.isalpha() and len(base) > shared else ""


def is_prefix_match(text: str, base: str, word: Word) -> bool:
    """Whether a base form that begins so is kin, and not the word itself."""
    return len(text) <= len(base) + PREFIX_LONGER and text not in word.bases


def _scaled(matches: ScoredDocs, factor: float) -> ScoredDocs:
    return ScoredDocs(matches.docs, matches.scores * np.float32(factor))


def _expanded(snapshot: Snapshot, node: Prefix | Fuzzy) -> ScoredDocs:
    """All words that a prefix or a misspelt word stands for, at the score of the best of them."""
    found = (_term(snapshot, BASES, text, node.section) for text in expansions(snapshot, node))
    return disjunction_max(list(found), snapshot.documents)
