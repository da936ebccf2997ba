"""What a search word is found by: the postings of itself, of compounds with it, and of its relatives.

The occurrences of the word itself count in all of these: as a part, as each root, and as a word that begins
so. A word that replaces it adds nothing that it did not have, so no score rises where a compound that holds
the word, or a relative of it, stands in its place.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.model.project import SECTION_NUMBER
from index.numeric import Array
from index.storage.schema import BASES, PARTS
from search.matching.snapshot import Snapshot
from search.plan.lookups import PREFIX_MOST, is_prefix_match, readings, shared_prefix
from search.query.ast import Term

Postings = tuple[Array, Array]
"""Documents (int32[n], rising) and weighted frequencies (float32[n])."""
NONE = np.zeros(0, np.int32), np.zeros(0, np.float32)


def token_postings(snapshot: Snapshot, stream: str, token: str, section: str) -> Postings:
    """The postings of a token; section: query name of the field it must stand in, "" = any."""
    if not section:
        return snapshot.postings(stream, token)
    return snapshot.postings_in(SECTION_NUMBER[section], stream, token)


def part_postings(snapshot: Snapshot, term: Term) -> Postings:
    """The postings of a search word as itself and as a part of other words, taken together."""
    parts = [token_postings(snapshot, PARTS, base, term.section) for base in term.word.bases]
    inside = pooled(parts, snapshot.documents, np.maximum)  # a compound may be read as several base forms
    return pooled([inside, *_own_postings(snapshot, term)], snapshot.documents)


def root_postings(snapshot: Snapshot, root: str, term: Term) -> tuple[Postings, Postings]:
    """The postings of a root or part of a search word: as a word, and inside words; the word itself in both.

    Where the word has one base form, its own occurrences have the root inside by their analysis. Of one that
    may be several words, some have it and some do not: there they are added.
    """
    own = _own_postings(snapshot, term)
    as_word, inside = (token_postings(snapshot, stream, root, term.section) for stream in (BASES, PARTS))
    combine = np.maximum if len(term.word.bases) == 1 else np.add
    return (
        pooled([as_word, *own], snapshot.documents),
        pooled([inside, pooled(own, snapshot.documents)], snapshot.documents, combine),
    )


def prefix_match_postings(snapshot: Snapshot, base: str, term: Term) -> Postings:
    """The postings of the word that begins like a base form and stands most often in a document, with those
    of the word itself. Only one, since a form that may be of two such words is one occurrence of both."""
    shared = shared_prefix(base)
    if not shared:
        return NONE
    others = snapshot.prefix_postings(
        BASES, shared, PREFIX_MOST, lambda text: is_prefix_match(text, base, term.word)
    )
    return pooled([others, *_own_postings(snapshot, term)], snapshot.documents)


def _own_postings(snapshot: Snapshot, term: Term) -> list[Postings]:
    return [token_postings(snapshot, BASES, base, term.section) for base in readings(term.word)]


def pooled(each: Sequence[Postings], documents: int, combine: np.ufunc = np.add) -> Postings:
    """Several postings taken as one, the frequencies in a document added, or the larger. documents: N."""
    there = [one for one in each if one[0].size]
    if len(there) < 2:
        return there[0] if there else NONE
    total = np.zeros(documents, np.float32)
    for docs, frequencies in there:
        total[docs] = combine(total.take(docs), frequencies)
    docs = total.nonzero()[0].astype(np.int32)
    return docs, total.take(docs)
