"""The postings, occurrences and vocabulary of the tokens in one generation of an index.

Documents of all segments are numbered consecutively; D is their number, including deleted ones. Results never
include deleted documents. Streams and tokens are those of `index.storage.schema`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.numeric import Array, find_in
from index.remembered import ARRAY, COLLECTION
from index.storage.index_reader import OpenedIndex
from index.storage.postings import WEIGHTS
from index.storage.segment_reader import Segment
from search.matching.result_cache import Cache, Value
from search.plan.lookups import AnyToken, BeginsAlike
from search.query.ast import Node

POSITION_BITS = 24
"""A place is `document << POSITION_BITS | position`: room for texts of 16 million words."""
POSITION_MASK = (1 << POSITION_BITS) - 1

FEW_DELETED = 16
"""Postings from which on each deleted document is looked for among them, instead of each of them being
looked at."""
BESIDE_POSTINGS = 2 * (ARRAY + COLLECTION) + 120
"""Bytes of two arrays beside their numbers, of the tuple that they are in, of a key and its texts."""
MOST_FOUND = 4_000
"""Tokens of which it is kept where they occur: some 1 MB. They are the index's own, so strangers choose no
long ones; counting their bytes took longer than finding them."""


class TermIndex:
    """The postings of all segments of a generation, read as one."""

    def __init__(self, opened: OpenedIndex, cache_bytes: int) -> None:
        self.segments: tuple[Segment, ...] = opened.segments
        sizes = [segment.documents for segment in self.segments]
        self.bases: list[int] = [0, *np.cumsum(sizes, dtype=int).tolist()]
        self.documents: int = self.bases[-1]
        self.live: Array = np.concatenate([np.ones(0, bool), *(s.live() for s in opened.listed)])
        self.live_count = int(self.live.sum())
        self.cache = Cache(cache_bytes)

    @cached_property
    def _deleted(self) -> Array:
        """int32, rising: the deleted documents."""
        return (~self.live).nonzero()[0].astype(np.int32)

    @cached_property
    def _found(self) -> dict[tuple[str, str], list[tuple[int, Segment, int]]]:
        """Cache of the tokens that were looked up, each with the segments in which it occurs.

        It is made on first use, since a page of a cluster is initialised differently (`search.cluster.page`).
        """
        return {}

    def get_or_compute(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value kept under a key for as long as the generation lives, computed if it is not there."""
        return self.cache.get(key, compute)

    def keep(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The same of what depends on no query: made once, and never forgotten, however large it is."""
        return self.cache.keep(key, compute)

    def segments_with_base(self) -> Iterator[tuple[int, Segment]]:
        """Each segment after the number of its first document."""
        return zip(self.bases, self.segments, strict=False)

    # Postings

    def postings(self, stream: str, token: str) -> tuple[Array, Array]:
        """Documents (int32, rising) and weighted frequencies (float32) of a token."""

        def compute() -> tuple[Array, Array]:
            docs, weights = [], []
            for base, segment, number in self._in_segments(stream, token):
                own, frequencies = segment.postings(number)
                docs.append(_from(base, own))
                weights.append(frequencies)
            return self._alive(docs, weights)

        def taken(found: tuple[Array, Array]) -> int:
            return BESIDE_POSTINGS + len(token) + 8 * len(found[0])

        return self.cache.get(("postings", stream, token), compute, taken)

    def postings_in(self, section: int, stream: str, token: str) -> tuple[Array, Array]:
        """The same of a token in one section, by its number."""
        docs, weights = [], []
        for base, segment, number in self._in_segments(stream, token):
            own, often = segment.occurrences_between(number, section)
            docs.append(_from(base, own))
            weights.append((often * WEIGHTS[section]).astype(np.float32))
        return self._alive(docs, weights)

    def prefix_frequencies(
        self, stream: str, prefix: str, most: int, wanted: Callable[[str], bool]
    ) -> Array | None:
        """float32[D]: of several tokens the frequency of that which stands most often in each document: the
        wanted ones among the first `most` that begin so. None where there are none."""
        total = None
        for base, segment in self.segments_with_base():
            first, end = segment.terms.prefix_range(stream, prefix.encode())
            end = min(end, first + most)
            keep = np.array([wanted(text.decode()) for text in segment.terms.texts_between(first, end)], bool)
            if keep.any():
                total = np.zeros(self.documents, np.float32) if total is None else total
                docs, weights = segment.postings(first, end)
                own = np.repeat(keep, segment.term_sizes(first, end))
                np.maximum.at(total, docs[own].astype(np.intp) + base, weights[own])
        if total is not None and self.live_count < self.documents:
            total *= self.live
        return total

    def occurrences(self, stream: str, token: str, among: Array | None = None) -> Array:
        """int64, rising: `document << POSITION_BITS | position` of each place where a token stands.

        among: rising integers: the documents to look at, none of them deleted; all, if none are given.
        """
        found = [np.zeros(0, np.int64)]
        for base, segment, number in self._in_segments(stream, token):
            if among is None:
                docs, counts, positions = segment.occurrences(number)
            else:
                low, high = self._run_in(base, segment, among)
                if low == high:
                    continue
                docs, counts, positions = segment.occurrences_in(number, among[low:high] - base)
            keys = ((docs.astype(np.int64) + base) << POSITION_BITS).repeat(counts)
            keys |= positions
            found.append(keys)
        joined: Array = np.concatenate(found)
        if among is not None or self.live_count == self.documents:
            return joined
        alive: Array = joined[self.live[joined >> POSITION_BITS]]
        return alive

    def _run_in(self, base: int, segment: Segment, docs: Array) -> tuple[int, int]:
        """[first, end) of those of some documents (rising) that are in a segment; base: its first one."""
        if len(self.segments) == 1:
            return 0, len(docs)
        numbers = docs.data  # bisecting takes a third of the time of numpy's searching
        return bisect_left(numbers, base), bisect_left(numbers, base + segment.documents)

    def document_frequency(self, stream: str, token: str) -> int:
        """How many documents have a token."""
        if self.live_count < self.documents:
            return len(self.postings(stream, token)[0])
        return sum(segment.size_of(number) for _, segment, number in self._in_segments(stream, token))

    def matching(self, what: Node | AnyToken | BeginsAlike, found: int) -> int:
        """How many documents of the whole collection match what `found` documents of this index do: just
        those, unless the index is only a part."""
        return found

    def _in_segments(self, stream: str, token: str) -> list[tuple[int, Segment, int]]:
        """The segments in which a token occurs: first document, segment, number of the token in it."""
        found = self._found.get((stream, token))
        if found is None:
            raw = token.encode()
            numbers = [segment.terms.find(stream, raw) for segment in self.segments]
            each = zip(self.bases, self.segments, numbers, strict=False)
            found = [(base, segment, number) for base, segment, number in each if number is not None]
            if found:
                if len(self._found) >= MOST_FOUND:
                    self._found.clear()
                self._found[stream, token] = found
        return found

    def _alive(self, docs: list[Array], weights: list[Array]) -> tuple[Array, Array]:
        """The postings of several segments together, those of deleted documents left out."""
        if not docs:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        doc, weight = (docs[0], weights[0]) if len(docs) == 1 else map(np.concatenate, (docs, weights))
        if self.live_count == self.documents or not len(doc):
            return doc, weight
        if len(self._deleted) * FEW_DELETED < len(doc):
            at, there = find_in(doc, self._deleted)
            if not there.any():
                return doc, weight
            at = at.compress(there)
            return np.delete(doc, at), np.delete(weight, at)
        alive = self.live.take(doc)
        return doc.compress(alive), weight.compress(alive)

    # Vocabulary

    def with_prefix(self, stream: str, prefix: str, most: int) -> list[str]:
        """Up to `most` tokens of a stream that begin with `prefix`, in order."""
        raw = prefix.encode()
        tokens: set[bytes] = set()
        for segment in self.segments:
            first, end = segment.terms.prefix_range(stream, raw)
            tokens.update(segment.terms.texts_between(first, min(end, first + most)))
        return [token.decode() for token in sorted(tokens)[:most]]

    def count_prefix(self, stream: str, prefix: str) -> int:
        """How many tokens of a stream begin with `prefix`, in the segment that has most of them."""
        runs = (segment.terms.prefix_range(stream, prefix.encode()) for segment in self.segments)
        return max((end - first for first, end in runs), default=0)

    def near_words(self, stream: str, text: str, most_wrong: int) -> tuple[str, ...]:
        """Tokens that differ from `text` by at most so many letters, the nearest first (OSA distance)."""

        def compute() -> tuple[str, ...]:
            near = extract(
                text, self._vocabulary(stream), scorer=OSA.distance, score_cutoff=most_wrong, limit=None
            )
            return tuple(token for token, _, _ in sorted(near, key=lambda one: (one[1], one[2])))

        return self.get_or_compute(("near", stream, text, most_wrong), compute)

    def _vocabulary(self, stream: str) -> tuple[str, ...]:
        """All tokens of a stream, in order."""

        def compute() -> tuple[str, ...]:
            return tuple(
                sorted({text for segment in self.segments for text in segment.terms.texts_of(stream)})
            )

        return self.keep(("vocabulary", stream), compute)

    def forms(self) -> Iterable[tuple[str, int]]:
        """Every word form that occurs, also in deleted documents of a segment, and how often."""
        counts: Counter[str] = Counter()
        for segment in self.segments:
            forms, own = segment.forms()
            counts.update(dict(zip(forms, own.tolist(), strict=True)))
        return counts.items()


def _from(base: int, docs: Array) -> Array:
    """int32: documents of a segment by their numbers among all; base: that of its first one."""
    if base:
        return np.add(docs, base, dtype=np.int32, casting="unsafe")
    return docs.astype(np.int32, copy=False)
