"""Phrases, and words written exactly as they were typed: found by the positions of tokens.

A position is a key, `document << POSITION_BITS | position` (int64). A common word has many, so the documents
are narrowed first wherever possible.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from index.model.project import SECTION_NUMBER
from index.numeric import Array, run_starts
from index.storage.postings import WEIGHTS
from index.storage.schema import BASES
from index.storage.vocabulary import form_hash
from search.contract.request import Precision
from search.matching.docset import intersect_sorted, merge_sorted
from search.matching.snapshot import Snapshot
from search.matching.term_index import POSITION_BITS
from search.plan.lookups import readings
from search.query.ast import Phrase, Term


def exact_postings(snapshot: Snapshot, term: Term) -> tuple[Array, Array]:
    """Documents (int32, rising) and weighted frequencies (float32) of a word written exactly as typed."""
    keys = _written(snapshot, term, None)
    sections = snapshot.sections_of(keys)
    if term.section:
        inside = sections == SECTION_NUMBER[term.section]
        keys, sections = keys[inside], sections[inside]
    docs, first = _documents(keys)
    weights = WEIGHTS[sections]
    return docs, (np.add.reduceat(weights, first) if first.size else weights)


def docs_with_exact_form(snapshot: Snapshot, term: Term, docs: Array) -> Array:
    """Those of some documents (int32, rising) in which a word is written exactly as typed."""
    keys = _written(snapshot, term, docs)
    if term.section:
        keys = keys[snapshot.sections_of(keys) == SECTION_NUMBER[term.section]]
    return _documents(keys)[0]


def phrase_postings(snapshot: Snapshot, node: Phrase, docs: Array) -> tuple[Array, Array]:
    """Documents (int32, rising) and frequencies (float32) of a phrase; each occurrence counts its words.

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
    often = np.r_[first[1:], len(starts)] - first
    return found, often.astype(np.float32) * len(node.terms)


def _documents(keys: Array) -> tuple[Array, Array]:
    """Documents (int32) of rising keys, and where the keys of each begin."""
    docs = (keys >> POSITION_BITS).astype(np.int32)
    first = run_starts(docs)
    return docs.take(first), first


def _places(snapshot: Snapshot, term: Term, docs: Array | None) -> Array:
    """Rising keys of the places where a word stands in any inflection, or as typed; not in compounds."""
    if term.precision is Precision.EXACT:
        return _written(snapshot, term, docs)
    return merge_sorted([snapshot.occurrences(BASES, base, docs) for base in readings(term.word)])


def _written(snapshot: Snapshot, term: Term, docs: Array | None) -> Array:
    """The same of a word as typed."""
    places = _places(snapshot, term.in_any_inflection, docs)
    exact: Array = places[snapshot.hashes_at(places) == form_hash(term.surface)]
    return exact


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
