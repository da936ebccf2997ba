"""Matches → the hits of one page, in an order that is the same every time.

Ties break by project code. Each ranking is made into one whole number a document, smaller = earlier, so that
the first k are found without sorting all.
"""

from __future__ import annotations

import numpy as np

from index.arrays import Array
from index.batch import MISSING
from index.fields import Field
from index.project import QUERYABLE
from search.evaluate import Matches
from search.snapshot import Snapshot

NEWEST = "alkaa"
"""How projects are sorted where there is nothing to rank them by: the last to start first."""


def page(snapshot: Snapshot, matches: Matches, sort: str, offset: int, limit: int) -> tuple[Array, Array]:
    """Documents and scores of the hits offset … offset + limit - 1."""
    keys = _by_score(snapshot, matches) if not sort else _by_field(snapshot, matches.docs, sort)
    end = min(offset + limit, len(keys))
    if offset >= end:
        return matches.docs[:0], matches.scores[:0]
    first = np.argpartition(keys, end - 1)[:end] if end < len(keys) else np.arange(len(keys))
    chosen = first[np.argsort(keys[first])][offset:]
    return matches.docs[chosen], matches.scores[chosen]


def _by_score(snapshot: Snapshot, matches: Matches) -> Array:
    """uint64: the score's bits turned round, then the rank of the code. Scores are never negative."""
    bits = matches.scores.view(np.uint32).astype(np.uint64)
    return ((np.uint64(0xFFFFFFFF) - bits) << np.uint64(32)) | snapshot.code_rank[matches.docs]


def _by_field(snapshot: Snapshot, docs: Array, sort: str) -> Array:
    """uint64: place of the value in the field's order, missing values last; then the rank of the code."""
    backwards = sort.startswith("-")
    field = QUERYABLE[sort.lstrip("-")]
    places = snapshot.cache.get(("order", sort), lambda: _places(snapshot, field, backwards))
    return (places[docs].astype(np.uint64) << np.uint64(32)) | snapshot.code_rank[docs]


def _places(snapshot: Snapshot, field: Field, backwards: bool) -> Array:
    """uint32[D]: place of each document's value among the different values; equal values, equal place."""
    if field.kind.is_number:
        column = snapshot.column(field.query)
        values, missing = column, column == MISSING
        descending = not backwards
    else:
        texts = snapshot.texts(field.query)
        values, missing = np.array([collate(t) for t in texts]), np.array([not t for t in texts], bool)
        descending = backwards
    _, places = np.unique(values, return_inverse=True)
    places = places.astype(np.int64)
    if descending:
        places = len(places) - places
    places[missing] = 2**31
    return places.astype(np.uint32)


ALPHABET = str.maketrans({"å": "{a", "ä": "{b", "ö": "{c", "é": "e", "š": "s", "ž": "z"})


def collate(text: str) -> str:
    """A key that sorts as Finnish does: case ignored, å ä ö after z, punctuation before letters ignored."""
    return text.casefold().lstrip("\"“”«»'([-– ").translate(ALPHABET)
