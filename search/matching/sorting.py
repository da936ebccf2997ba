"""The order of matches. It is deterministic: ties are broken by project code.

The first k are found without sorting all.
"""

from __future__ import annotations

import numpy as np

from index.model.project import QUERYABLE
from index.numeric import Array
from index.storage.postings import MISSING
from search.contract.request import CHANGED
from search.matching.docset import ScoredDocs, at_documents, kth_highest
from search.matching.snapshot import Snapshot
from search.plan.collation import collate
from search.query.ast import Node

Page = tuple[Array, Array]
"""Documents (integers) and their scores (float32), in order."""


def page(
    snapshot: Snapshot,
    matches: ScoredDocs,
    sort: str,
    offset: int,
    limit: int,
    tree: Node | None = None,
) -> Page:
    """The hits offset … offset + limit - 1 of all matches.

    sort: query name of a sortable field, «-» before it turns the order round; "" = by score.
    tree: the query that has just these matches, without any filter: pages of it are cached.
    """
    if tree is None:
        return _page(snapshot, matches, sort, offset, offset + limit)

    def compute() -> Page:
        docs, scores = _page(snapshot, matches, sort, offset, offset + limit)
        return docs.copy(), scores.copy()  # without the arrays of which they are the end

    return snapshot.get_or_compute(("page", tree, sort, offset, limit), compute)


def _page(snapshot: Snapshot, matches: ScoredDocs, sort: str, offset: int, end: int) -> Page:
    if sort:
        docs = by_field(snapshot, matches.docs, sort, end)[offset:]
        return docs, at_documents(matches, docs)[1]
    docs, scores = top_k(matches, end, snapshot.code_rank)
    return docs[offset:], scores[offset:]


def top_k(matches: ScoredDocs, count: int, code_rank: Array) -> tuple[Array, Array]:
    """The first `count` documents from best to worst, and their scores."""
    if count < 1:
        return matches.docs[:0], matches.scores[:0]
    floor = matches.floor(count) if matches.dense is not None else 0.0
    if floor and matches.dense is not None:
        docs = (matches.dense >= floor).nonzero()[0]
        scores = matches.dense.take(docs)
    else:
        docs, scores = matches.docs, matches.scores
    if count < len(docs):
        enough = (scores >= kth_highest(scores, count)).nonzero()[0]
        docs, scores = docs.take(enough), scores.take(enough)
    order = rank_order(scores, code_rank.take(docs))[:count]
    return docs.take(order), scores.take(order)


def rank_order(scores: Array, ties: Array) -> Array:
    """int64[n]: the order from best to worst score (float32[n], ≥ 0); equal ones by `ties` (uint32[n]).

    Positive floats are ordered as their bits are, so that one sort of 64-bit numbers does both.
    """
    worst = np.uint32(0xFFFFFFFF) - scores.astype(np.float32, copy=False).view(np.uint32)
    return np.argsort(worst.astype(np.uint64) << np.uint64(32) | ties)


def by_field(snapshot: Snapshot, docs: Array, sort: str, end: int) -> Array:
    """The first `end` of some documents in the order of a field; sort: as of `page`."""
    order, places = snapshot.get_or_compute(("order", sort), lambda: _order(snapshot, sort))
    own = places.take(docs)
    if end < len(own):
        own = np.partition(own, end)[:end]
    own.sort()
    first: Array = order.take(own)
    return first


def _order(snapshot: Snapshot, sort: str) -> tuple[Array, Array]:
    """All documents in the order of a field (int32[D]), and the place of each in it (int32[D]).

    Numbers and days go from the largest, texts from A; «-» turns that round. Documents without a value come
    last in both directions; equal values are ordered by project code.
    """
    if sort == CHANGED:
        return _places(np.lexsort((snapshot.code_rank, -snapshot.seen_and_changed[:, 1])))
    field = QUERYABLE[sort.removeprefix("-")]
    if field.kind.is_number:
        column = snapshot.column(field.query)
        missing, values = column == MISSING, -column
    else:
        texts = snapshot.texts(field.query)
        missing = np.array([not text for text in texts], bool)
        values = np.unique([collate(text) for text in texts], return_inverse=True)[1]
    if sort.startswith("-"):
        values = -values
    return _places(np.lexsort((snapshot.code_rank, values, missing)))


def _places(ranking: Array) -> tuple[Array, Array]:
    """An order of all documents and the place of each in it, both int32[D]."""
    order = ranking.astype(np.int32)
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return order, places
