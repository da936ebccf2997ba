"""Sets of documents, with scores or without, and the ways to combine them quickly.

What a search word matches is cached, so it may also hold its scores as one array over all documents:
combining two words is then a handful of numpy calls on the shorter list, and the best k are found without
sorting all.

Arrays, with N documents in the index and n matches:

    docs    int32[n]    rising
    scores  float32[n]  of `docs`; all 0 where the part only filters
    mask    bool[N]     which documents match
    dense   float32[N]  score of each document, 0 where it does not match (so only where all scores are > 0)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.numeric import Array, find_in, nonzero_places, run_starts
from index.remembered import ARRAY, OBJECT

DENSE_FROM = 16
"""A word in more than one document of so many also gets a `dense` array."""


class ScoredDocs:
    """The documents that a part of a query matches, and their scores.

    dense: None if it would not make combining faster. A sum of parts is made as `dense` alone; its `docs` and
           `scores` are computed when they are first asked for.
    parts: what it is the sum of.
    """

    __slots__ = ("_docs", "_floor", "_scores", "_total", "dense", "parts")

    def __init__(
        self,
        docs: Array | None = None,
        scores: Array | None = None,
        dense: Array | None = None,
        parts: Sequence[ScoredDocs] = (),
    ) -> None:
        self._docs = docs
        self._scores = scores
        self.dense = dense
        self.parts = parts
        self._total: int | None = None
        self._floor: tuple[int, float] | None = None

    @property
    def docs(self) -> Array:
        """int32[n], rising."""
        if self._docs is None:
            assert self.dense is not None
            self._docs = nonzero_places(self.dense)
        return self._docs

    @property
    def scores(self) -> Array:
        """float32[n]: the scores of `docs`."""
        if self._scores is None:
            assert self.dense is not None
            self._scores = self.dense.take(self.docs)
        return self._scores

    @property
    def total(self) -> int:
        """Number of documents."""
        if self._total is None and self._docs is None and self.dense is not None:
            self._total = int(np.count_nonzero(self.dense > 0))
        elif self._total is None:
            self._total = len(self.docs)
        return self._total

    @property
    def nbytes(self) -> int:
        """Size in bytes, for the cache's limit; includes `docs` and `scores` even before they are made."""
        dense = 0 if self.dense is None else ARRAY + self.dense.nbytes
        return OBJECT + dense + 2 * ARRAY + 8 * self._expected() + 8 * len(self.parts)

    def _expected(self) -> int:
        """Number of documents, without counting them: a quarter of all where only `dense` is there."""
        if self._total is None and self._docs is None and self.dense is not None:
            return len(self.dense) // 4
        return self.total

    def floor(self, count: int) -> float:
        """A score that at least `count` documents reach, or 0: a sum is never below any of its parts."""
        if self._floor is None or self._floor[0] != count:
            own = (part.floor(count) for part in self.parts)
            floor = max(own, default=0.0) if self.parts else kth_highest(self.scores, count)
            self._floor = count, floor
        return self._floor[1]


@dataclass(frozen=True)
class DocMask:
    """The documents that a part of a query matches without a score, such as a filter. mask: bool[N]."""

    mask: Array


EMPTY = ScoredDocs(np.zeros(0, np.int32), np.zeros(0, np.float32))


def kth_highest(scores: Array, count: int) -> float:
    """The lowest of the `count` highest scores; 0 where there are fewer."""
    at = len(scores) - count
    return float(np.partition(scores, at)[at]) if at >= 0 else 0.0


def rank_order(scores: Array, ties: Array) -> Array:
    """int64[n]: the order from best to worst score (float32[n], ≥ 0); equal ones by `ties` (uint32[n]).

    Positive floats are ordered as their bits are, so that one sort of 64-bit numbers does both.
    """
    worst = np.uint32(0xFFFFFFFF) - scores.astype(np.float32, copy=False).view(np.uint32)
    return np.argsort(worst.astype(np.uint64) << np.uint64(32) | ties)


def to_keep(matches: ScoredDocs, documents: int) -> ScoredDocs:
    """The matches of a search word without parts, with `dense` where it is worth its memory. documents: N."""
    if matches.total * DENSE_FROM <= documents:
        return ScoredDocs(matches.docs, matches.scores)
    if matches.dense is not None:
        return ScoredDocs(dense=matches.dense)
    return ScoredDocs(matches.docs, matches.scores, scattered(matches, documents))


def scattered(matches: ScoredDocs, documents: int) -> Array:
    """float32[N]: the score of each document, 0 where it does not match; do not change it. documents: N."""
    if matches.dense is not None:
        return matches.dense
    dense = np.zeros(documents, np.float32)
    dense[matches.docs.astype(np.intp)] = matches.scores  # numpy has a quick way for this dtype only
    return dense


def _to_change(matches: ScoredDocs, documents: int) -> Array:
    """The same in an array of its own."""
    dense = scattered(matches, documents)
    return dense.copy() if dense is matches.dense else dense


def scaled(matches: ScoredDocs, factor: float) -> ScoredDocs:
    """The same documents, their scores times a factor above 0."""
    if matches.dense is not None:
        return ScoredDocs(dense=matches.dense * np.float32(factor))
    return ScoredDocs(matches.docs, matches.scores * np.float32(factor))


def as_mask(found: ScoredDocs | DocMask, documents: int) -> Array:
    """bool[N]: which documents match, whatever their scores."""
    if isinstance(found, DocMask):
        return found.mask
    if found.dense is not None:
        return found.dense > 0
    mask = np.zeros(documents, bool)
    mask[found.docs] = True
    return mask


def as_scored(found: ScoredDocs | DocMask) -> ScoredDocs:
    """A filter's documents as matches of score 0."""
    if isinstance(found, ScoredDocs):
        return found
    docs = found.mask.nonzero()[0].astype(np.int32)
    return ScoredDocs(docs, np.zeros(len(docs), np.float32))


def intersect(parts: Sequence[ScoredDocs]) -> ScoredDocs:
    """Documents in all the parts, their scores added; takes time by the shortest."""
    first, *rest = sorted(parts, key=lambda part: part.total)
    docs, scores = first.docs, first.scores
    for part in rest:
        both, other = at_documents(part, docs)
        found = both.nonzero()[0]
        docs, scores = docs.take(found), scores.take(found) + other.take(found)
    return ScoredDocs(docs, scores)


def at_documents(part: ScoredDocs, docs: Array) -> tuple[Array, Array]:
    """Which of some documents match, bool[n]; and their scores, which are undefined for the others."""
    if part.dense is not None:
        scores = part.dense.take(docs)
        return scores > 0, scores
    if not len(part.docs):
        return np.zeros(len(docs), bool), np.zeros(len(docs), np.float32)
    at, there = find_in(part.docs, docs)
    return there, part.scores.take(at)


def intersect_sorted(a: Array, b: Array) -> Array:
    """The intersection of two rising arrays without repetitions; takes time by the shorter."""
    few, many = (a, b) if len(a) < len(b) else (b, a)
    if not few.size:
        return few
    common: Array = few[find_in(many, few)[1]]
    return common


def merge_sorted(arrays: Sequence[Array]) -> Array:
    """The union of some rising integer arrays: rising, without repetitions."""
    arrays = [array for array in arrays if array.size]
    if len(arrays) < 2:
        return arrays[0] if arrays else np.zeros(0, np.int32)
    every = np.concatenate(arrays)
    every.sort(kind="stable")  # merges what is sorted in runs
    return every.take(run_starts(every))


def union(parts: Sequence[ScoredDocs], documents: int) -> ScoredDocs:
    """Documents in any of the parts, their scores added."""
    parts = [part for part in parts if part.total]
    if len(parts) < 2:
        return parts[0] if parts else EMPTY
    first, *rest = parts
    dense = _to_change(first, documents)
    for part in rest:
        if part.dense is not None:
            dense += part.dense
        else:
            np.add.at(dense, part.docs.astype(np.intp), part.scores)
    unscored = any(part.dense is None and not part.scores.all() for part in parts)
    if not unscored:
        return ScoredDocs(dense=dense, parts=parts)
    mask = dense > 0
    for part in parts:
        mask[part.docs] = True
    docs = mask.nonzero()[0].astype(np.int32)
    return ScoredDocs(docs, dense.take(docs))


def disjunction_max(parts: Sequence[ScoredDocs], documents: int) -> ScoredDocs:
    """Documents in any of the parts, each with its best score (disjunction-max).

    For the readings of one ambiguous word, whose scores must not add up.
    """
    parts = [part for part in parts if part.total]
    if len(parts) < 2:
        return parts[0] if parts else EMPTY
    first, *rest = parts
    dense = _to_change(first, documents)
    for part in rest:
        if part.dense is not None:
            np.maximum(dense, part.dense, out=dense)
        else:
            np.maximum.at(dense, part.docs.astype(np.intp), part.scores)
    return ScoredDocs(dense=dense)


def filter_docs(matches: ScoredDocs, conditions: Sequence[Array]) -> ScoredDocs:
    """The matches whose documents every bool[N] condition lets through."""
    passed = passes_all(matches.docs, conditions)
    return ScoredDocs(matches.docs.compress(passed), matches.scores.compress(passed))


def passes_all(docs: Array, conditions: Sequence[Array]) -> Array:
    """bool[n]: which of the documents every condition lets through."""
    passed: Array = conditions[0].take(docs)
    for condition in conditions[1:]:
        passed &= condition.take(docs)
    return passed


def top_k(matches: ScoredDocs, count: int, code_rank: Array) -> tuple[Array, Array]:
    """The first `count` documents from best to worst, and their scores."""
    if count < 1:
        return matches.docs[:0], matches.scores[:0]
    floor = matches.floor(count) if matches.parts else 0.0
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
