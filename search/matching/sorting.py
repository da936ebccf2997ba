"""The order of matches. It is deterministic: ties are broken by project code.

The first k are found without sorting all.
"""

from __future__ import annotations

import numpy as np

from index.model.project import QUERYABLE
from index.numeric import Array
from index.storage.postings import MISSING
from search.contract.request import CHANGED
from search.matching.docset import ScoredDocs, at_documents, top_k
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
