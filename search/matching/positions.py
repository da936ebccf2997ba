"""Postings of more than one token: phrases, exact forms, words with compounds and relatives.

Phrases, and words written exactly as they were typed, are found by the positions of tokens.

A position is a key, `document << POSITION_BITS | position` (int64). A common word has many, so the documents
are narrowed first wherever possible.

The occurrences of a search word itself also count in the postings of its compounds and relatives: as a part,
as each root, and as a word with the same beginning. So no score rises if a compound with the word, or a
relative of it, takes the place of the word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from index.model.project import SECTION_NUMBER
from index.numeric import Array, run_lengths, run_starts
from index.storage.postings import WEIGHTS
from index.storage.schema import BASES, PARTS
from index.storage.vocabulary import form_hash
from search.contract.request import Precision
from search.matching.docset import EMPTY, ScoredDocs, disjunction_max, intersect_sorted, merge_sorted, union
from search.matching.snapshot import Snapshot
from search.matching.term_index import POSITION_BITS
from search.plan.lookups import PREFIX_MOST, is_prefix_match, readings, shared_prefix
from search.query.ast import Phrase, Term


def exact_postings(snapshot: Snapshot, term: Term) -> ScoredDocs:
    """Documents and weighted frequencies of a word written exactly as typed."""
    keys = _written(snapshot, term, None)
    sections = snapshot.sections_of(keys)
    if term.section:
        inside = sections == SECTION_NUMBER[term.section]
        keys, sections = keys[inside], sections[inside]
    docs, first = _documents(keys)
    weights = WEIGHTS[sections]
    weights = np.add.reduceat(weights, first) if first.size else weights
    return ScoredDocs(docs, weights.astype(np.float32))


def docs_with_exact_form(snapshot: Snapshot, term: Term, docs: Array) -> Array:
    """Those of some documents (int32, rising) in which a word is written exactly as typed."""
    keys = _written(snapshot, term, docs)
    if term.section:
        keys = keys[snapshot.sections_of(keys) == SECTION_NUMBER[term.section]]
    return _documents(keys)[0]


def phrase_postings(snapshot: Snapshot, node: Phrase, docs: Array) -> ScoredDocs:
    """Documents and frequencies of a phrase; each occurrence counts its words.

    docs: int32, rising: the documents in which all its words stand in some inflection.
    """
    places = [_places(snapshot, term, docs) for term in node.terms]
    if node.slop:
        starts = _near(places, node.slop)
    else:
        starts = reduce(intersect_sorted, (keys - shift for shift, keys in enumerate(places)))
    if node.section:
        starts = starts[snapshot.sections_of(starts) == SECTION_NUMBER[node.section]]
    found, first = _documents(starts)
    often = run_lengths(first, len(starts))
    return ScoredDocs(found, often.astype(np.float32) * len(node.terms))


def _documents(keys: Array) -> tuple[Array, Array]:
    """Documents (int32) of rising keys, and where the keys of each begin."""
    docs = (keys >> POSITION_BITS).astype(np.int32)
    first = run_starts(docs)
    return docs.take(first), first


def _places(snapshot: Snapshot, term: Term, docs: Array | None) -> Array:
    """Increasing keys of the places where a word occurs in any inflection, or as typed; not in compounds."""
    if term.precision is Precision.EXACT:
        return _written(snapshot, term, docs)
    return merge_sorted([snapshot.occurrences(BASES, base, docs) for base in readings(term.word)])


def _written(snapshot: Snapshot, term: Term, docs: Array | None) -> Array:
    """The same of a word as typed."""
    places = _places(snapshot, term.in_any_inflection, docs)
    exact: Array = places[snapshot.hashes_at(places) == form_hash(term.surface)]
    return exact


def _near(places: list[Array], slop: int) -> Array:
    """Start positions where the words occur in order, with at most `slop` other words between them in total.

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


# Words with what they are part of, and relatives


Postings = ScoredDocs
"""Documents with weighted frequencies in the place of scores."""


def token_postings(snapshot: Snapshot, stream: str, token: str, section: str) -> Postings:
    """The postings of a token; section: query name of the field it must stand in, "" = any."""
    if not section:
        return Postings(*snapshot.postings(stream, token))
    return Postings(*snapshot.postings_in(SECTION_NUMBER[section], stream, token))


def part_postings(snapshot: Snapshot, term: Term) -> Postings:
    """The postings of a search word as itself and as a part of other words, taken together."""
    parts = [token_postings(snapshot, PARTS, base, term.section) for base in term.word.bases]
    # A compound may be read as several base forms.
    inside = disjunction_max(parts, snapshot.documents)
    return union([inside, *own_postings(snapshot, term)], snapshot.documents)


def root_postings(
    snapshot: Snapshot, root: str, term: Term, own: Sequence[Postings]
) -> tuple[Postings, Postings]:
    """The postings of a root or part of a search word, as a word and inside words.

    Both include the occurrences of the search word itself.

    own: `own_postings` of the search word, read once for all its roots. If the word has one base form, the
    analysis of each occurrence includes the root already. If it has several, some occurrences do not include
    it, and the word's own occurrences are added.
    """
    as_word, inside = (token_postings(snapshot, stream, root, term.section) for stream in (BASES, PARTS))
    combine = disjunction_max if len(term.word.bases) == 1 else union
    return (
        union([as_word, *own], snapshot.documents),
        combine([inside, union(own, snapshot.documents)], snapshot.documents),
    )


def prefix_match_postings(snapshot: Snapshot, base: str, term: Term, own: Sequence[Postings]) -> Postings:
    """The postings of the word that begins like a base form and stands most often in a document, with those
    of the word itself. Only one word counts, since an ambiguous form may be an occurrence of two of them."""
    shared = shared_prefix(base)
    if not shared:
        return EMPTY
    others = snapshot.prefix_frequencies(
        BASES, shared, PREFIX_MOST, lambda text: is_prefix_match(text, base, term.word)
    )
    return union([*([] if others is None else [Postings(dense=others)]), *own], snapshot.documents)


def own_postings(snapshot: Snapshot, term: Term) -> list[Postings]:
    """The postings of each reading of a search word."""
    return [token_postings(snapshot, BASES, base, term.section) for base in readings(term.word)]
