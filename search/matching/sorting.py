"""Matches → the hits of one page, in an order that is the same every time.

Ties break by project code. The first k are found without sorting all.
"""

from __future__ import annotations

import numpy as np

from index.model.fields import Role
from index.model.project import BY_ROLE, QUERYABLE
from index.numeric import Array
from index.storage.postings import MISSING
from search.matching.docset import ScoredDocs, at_documents, best
from search.matching.snapshot import Snapshot

NEWEST = BY_ROLE[Role.STARTS].query
"""How projects are sorted where there is nothing to rank them by: the last to start first."""


def page(snapshot: Snapshot, matches: ScoredDocs, sort: str, offset: int, limit: int) -> tuple[Array, Array]:
    """Documents and scores of the hits offset … offset + limit - 1."""
    wanted = (sort, offset, limit)
    if matches.page is None or matches.page[0] != wanted:
        matches.page = (wanted, _page(snapshot, matches, sort, offset, offset + limit))
    return matches.page[1]


def _page(snapshot: Snapshot, matches: ScoredDocs, sort: str, offset: int, end: int) -> tuple[Array, Array]:
    if sort:
        docs = _by_field(snapshot, matches.docs, sort, end)[offset:end]
        return docs, at_documents(matches, docs)[1]
    docs, scores = best(matches, end, snapshot.code_rank)
    return docs[offset:end], scores[offset:end]


def _by_field(snapshot: Snapshot, docs: Array, sort: str, end: int) -> Array:
    """The first `end` documents in the order of a field."""
    order, places = snapshot.cache.get(("order", sort), lambda: _order(snapshot, sort))
    own = places.take(docs)
    if end < len(own):
        own = np.partition(own, end)[:end]
    own.sort()
    first: Array = order.take(own)
    return first


def _order(snapshot: Snapshot, sort: str) -> tuple[Array, Array]:
    """All documents in the order of a field, and the place of each in it.

    Numbers and days go from the largest, texts from A; «-» turns that round. Documents without a value come
    last either way, and equal values in the order of their project codes.
    """
    field = QUERYABLE[sort.lstrip("-")]
    if field.kind.is_number:
        column = snapshot.column(field.query)
        missing, values = column == MISSING, -column
    else:
        texts = snapshot.texts(field.query)
        missing = np.array([not text for text in texts], bool)
        values = np.unique([collate(text) for text in texts], return_inverse=True)[1]
    if sort.startswith("-"):
        values = -values
    order = np.lexsort((snapshot.code_rank, values, missing)).astype(np.int32)
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return order, places


ALPHABET = str.maketrans({"å": "{a", "ä": "{b", "ö": "{c", "é": "e", "š": "s", "ž": "z"})


def collate(text: str) -> str:
    """A key that sorts as Finnish does: case ignored, å ä ö after z, punctuation before letters ignored."""
    return text.casefold().lstrip("\"“”«»'([-– ").translate(ALPHABET)
