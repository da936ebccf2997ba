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
FEW_OF = 64
"""Parts that have at most one document of so many together are combined by lists, not over all documents."""
SAMPLES = 16
"""Groups of scores for each of the best ones that are wanted: most of these are the highest of a group."""


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
    def is_there(self) -> bool:
        """Whether there may be any document: those of a `dense` array are not counted for it."""
        return self.dense is not None or len(self.docs) > 0

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
            every = self.dense if self._scores is None and self.dense is not None else self.scores
            floor = max(own, default=0.0) if self.parts else kth_highest(every, count)
            self._floor = count, floor
        return self._floor[1]


@dataclass(frozen=True)
class DocMask:
    """The documents that a part of a query matches without a score, such as a filter. mask: bool[N]."""

    mask: Array

    @property
    def nbytes(self) -> int:
        """As of `ScoredDocs`."""
        return OBJECT + ARRAY + self.mask.nbytes


EMPTY = ScoredDocs(np.zeros(0, np.int32), np.zeros(0, np.float32))


def kth_highest(scores: Array, count: int) -> float:
    """The lowest of the `count` highest scores (float32[n], ≥ 0); 0 where there are fewer.

    In any groups, each has a highest score: none below the `count`th highest of these is among the best.
    """
    groups = SAMPLES * count
    size = len(scores) // groups
    if size > 2:
        highest = scores[: size * groups].reshape(size, groups).max(0)
        scores = scores[scores >= kth_highest(highest, count)]
    at = len(scores) - count
    if at < 0:
        return 0.0
    ordered = scores.copy()
    ordered.partition(at)
    return float(ordered[at])


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
    mask[found.docs.astype(np.intp)] = True  # as in `scattered`
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
    """Documents in any of the parts, their scores added. documents: N."""
    parts = [part for part in parts if part.is_there]
    if len(parts) < 2:
        return parts[0] if parts else EMPTY
    if _are_few(parts, documents):
        return _listed(parts, np.add)
    dense = _combined(parts, documents, np.add)
    if all(part.dense is not None or part.scores.min() > 0 for part in parts):
        return ScoredDocs(dense=dense, parts=parts)
    mask = dense > 0
    for part in parts:
        mask[part.docs] = True
    docs = mask.nonzero()[0].astype(np.int32)
    return ScoredDocs(docs, dense.take(docs))


def disjunction_max(parts: Sequence[ScoredDocs], documents: int) -> ScoredDocs:
    """Documents in any of the parts, each with its best score (disjunction-max).

    For the readings of one ambiguous word, whose scores must not add up. documents: N.
    """
    parts = [part for part in parts if part.is_there]
    if len(parts) < 2:
        return parts[0] if parts else EMPTY
    if _are_few(parts, documents):
        return _listed(parts, np.maximum)
    return ScoredDocs(dense=_combined(parts, documents, np.maximum))


def _are_few(parts: Sequence[ScoredDocs], documents: int) -> bool:
    in_lists = all(part.dense is None for part in parts)
    return in_lists and sum(len(part.docs) for part in parts) * FEW_OF <= documents


def _listed(parts: Sequence[ScoredDocs], combine: np.ufunc) -> ScoredDocs:
    """Parts of few documents together."""
    docs = merge_sorted([part.docs for part in parts])
    scores = np.zeros(len(docs), np.float32)
    for part in parts:
        combine.at(scores, docs.searchsorted(part.docs), part.scores)
    return ScoredDocs(docs, scores)


def _combined(parts: Sequence[ScoredDocs], documents: int, combine: np.ufunc) -> Array:
    """float32[N]: the scores of at least two parts together."""
    first, second, *rest = parts
    if not rest and first.dense is None:
        first, second = second, first
    if first.dense is None or second.dense is None:
        dense, rest = scattered(first, documents), [second, *rest]
        dense = dense.copy() if dense is first.dense else dense
    else:
        dense = combine(first.dense, second.dense)
    for part in rest:
        if part.dense is not None:
            combine(dense, part.dense, out=dense)
        else:
            combine.at(dense, part.docs.astype(np.intp), part.scores)
    return dense


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
