"""One generation of an index as whole-index arrays: what the evaluator computes on.

Documents of all segments are numbered one after another. A `Snapshot` never changes: a new commit makes a
new one, and requests under way keep theirs. Deleted documents are left out of everything it gives.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from index.model.fields import Kind
from index.model.project import QUERYABLE, SECTION_NUMBER
from index.numeric import Array
from index.storage.index_reader import OpenedIndex, open_index
from index.storage.postings import MISSING, WEIGHTS
from index.storage.schema import NUMBER_FIELDS, SECTION_GAP
from index.storage.segment_reader import Segment
from search.matching.result_cache import Cache

NUMBER_NAMES = frozenset(field.query for field in NUMBER_FIELDS)
POSITION_BITS = 24
"""A key of a phrase is `document << POSITION_BITS | position`: texts of up to 16 million words."""
POSITION_MASK = (1 << POSITION_BITS) - 1


@dataclass(frozen=True)
class Names:
    """A name field of all documents: value `ids[i]` (int32) stands in document `docs[i]` (int32, rising)."""

    values: tuple[str, ...]
    ids: Array
    docs: Array


class Snapshot:
    """The arrays of one generation. Safe in many threads."""

    def __init__(self, opened: OpenedIndex, cache_bytes: int) -> None:
        self.generation = opened.generation
        self.committed = opened.committed
        self.segments: tuple[Segment, ...] = opened.segments
        sizes = [segment.documents for segment in self.segments]
        self.bases: list[int] = [0, *np.cumsum(sizes, dtype=int).tolist()]
        self.documents: int = self.bases[-1]
        self.live: Array = np.concatenate([np.ones(0, bool), *(s.live() for s in opened.listed)])
        self.live_count = int(self.live.sum())
        self.cache = Cache(cache_bytes)

    @classmethod
    def open(cls, folder: Path, cache_bytes: int) -> Snapshot:
        """Open the newest generation. Raises `IndexMissing`, `IndexMismatch`, `IndexDamaged`."""
        return cls(open_index(folder), cache_bytes)

    @cached_property
    def state(self) -> str:
        """The generation with the names of its segments, which Whoosh makes unique."""
        names = "-".join(segment.path.stem for segment in self.segments)
        return f"{self.generation}-{zlib.crc32(names.encode()):08x}"

    # Documents

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Project code of each document."""
        return tuple(code for segment in self.segments for code in segment.codes)

    @cached_property
    def code_rank(self) -> Array:
        """uint32[D]: place of each document in the order of codes; the tie-breaker of every ranking."""
        rank = np.empty(self.documents, np.uint32)
        rank[np.argsort(np.array(self.codes, dtype=np.str_), kind="stable")] = np.arange(self.documents)
        return rank

    @cached_property
    def by_code(self) -> dict[str, int]:
        """Project code in upper case → document."""
        return {code.upper(): doc for doc, code in enumerate(self.codes) if self.live[doc]}

    @cached_property
    def lengths(self) -> Array:
        """float32[D]: weighted number of words."""
        return self._joined("lengths", np.float32)

    @cached_property
    def mean_length(self) -> float:
        """Mean of `lengths` over the live documents; 1 where there is nothing."""
        return float(self.lengths[self.live].mean()) or 1.0 if self.live_count else 1.0

    @cached_property
    def sections(self) -> Array:
        """int32[D, S + 1]: where each searched section of each document begins."""
        return self._joined("sections", np.int32)

    def column(self, field: str) -> Array:
        """int64[D]: a number of each document, or `MISSING`."""
        return self.cache.get(("column", field), lambda: self._joined(f"column_{field}", np.int64))

    def texts(self, field: str) -> tuple[str, ...]:
        """The text of a sortable field of each document; "" where there is none."""
        return tuple(text for segment in self.segments for text in segment.texts[field])

    def _joined(self, name: str, dtype: type) -> Array:
        parts: list[Array] = [segment.arrays[name].astype(dtype) for segment in self.segments]
        return np.concatenate(parts) if parts else np.zeros(0, dtype)

    def locate(self, doc: int) -> tuple[Segment, int]:
        """The segment of a document, and its number there."""
        number = bisect_right(self.bases, doc) - 1
        return self.segments[number], doc - self.bases[number]

    def stored(self, doc: int) -> dict[str, Any]:
        """The stored JSON of a document."""
        data: dict[str, Any] = msgspec.json.decode(self.stored_text(doc))
        return data

    def stored_text(self, doc: int) -> bytes:
        """The same as text, on one line."""
        segment, own = self.locate(doc)
        return segment.stored_json(own)

    # Terms

    def numbered(self) -> Iterator[tuple[int, Segment]]:
        """Each segment with the number of its first document."""
        return zip(self.bases, self.segments, strict=False)

    def found(self, field: str, text: str) -> list[tuple[int, Segment, int]]:
        """The segments in which a term occurs: first document, segment, number of the term in it."""

        def compute() -> list[tuple[int, Segment, int]]:
            raw = text.encode()
            numbers = ((base, segment, segment.terms.find(field, raw)) for base, segment in self.numbered())
            return [(base, segment, number) for base, segment, number in numbers if number is not None]

        return self.cache.get(("found", field, text), compute)

    def postings(self, field: str, text: str) -> tuple[Array, Array]:
        """Documents (int32, rising) and weights (float32) of a term."""
        found = [(base, *segment.postings(number)) for base, segment, number in self.found(field, text)]
        docs = [docs.astype(np.int32) + np.int32(base) for base, docs, _ in found]
        alive = self._alive(docs, [weights for _, _, weights in found])
        self.cache.put(("df", field, text), len(alive[0]))  # who asks for these asks for that too
        return alive

    def postings_in(self, section: int, field: str, text: str) -> tuple[Array, Array]:
        """The same of a term in one section, by its number."""
        docs, weights = [], []
        for base, segment, number in self.found(field, text):
            own, counts, positions = segment.occurrences(number)
            begins = segment.arrays["sections"]
            low, high = begins[:, section].take(own), begins[:, section + 1].take(own)
            inside = (positions >= np.repeat(low, counts)) & (positions < np.repeat(high, counts))
            often = np.bincount(np.repeat(np.arange(len(own)), counts)[inside], minlength=len(own))
            there = often.nonzero()[0]
            docs.append(own[there].astype(np.int32) + np.int32(base))
            weights.append((often[there] * WEIGHTS[section]).astype(np.float32))
        return self._alive(docs, weights)

    def _alive(self, docs: list[Array], weights: list[Array]) -> tuple[Array, Array]:
        """The postings of several segments together, those of deleted documents left out."""
        if not docs:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        doc, weight = (docs[0], weights[0]) if len(docs) == 1 else map(np.concatenate, (docs, weights))
        if self.live_count < self.documents:
            alive = self.live.take(doc)
            if not alive.all():
                doc, weight = doc.compress(alive), weight.compress(alive)
        return doc, weight

    def frequency(self, field: str, text: str) -> int:
        """How many documents have a term."""

        def compute() -> int:
            if self.live_count < self.documents:
                return len(self.postings(field, text)[0])
            return sum(int(s.term_sizes(n, n + 1)[0]) for _, s, n in self.found(field, text))

        return self.cache.get(("df", field, text), compute)

    def occurrences(self, field: str, text: str, among: Array | None = None) -> Array:
        """int64, rising: `document << POSITION_BITS | position` of each place where a term stands.

        among: int64, rising: the documents to look at; all, if none are given.
        """
        keys = [np.zeros(0, np.int64)]
        for base, segment, number in self.found(field, text):
            if among is None:
                docs, counts, positions = segment.occurrences(number)
            else:
                low, high = among.searchsorted(base), among.searchsorted(base + segment.documents)
                if low == high:
                    continue
                docs, counts, positions = segment.occurrences_in(number, among[low:high] - base)
            doc = np.repeat(docs.astype(np.int64) + base, counts)
            keys.append(doc << POSITION_BITS | positions)
        joined = np.concatenate(keys)
        return joined if self.live_count == self.documents else joined[self.live[joined >> POSITION_BITS]]

    def with_prefix(self, field: str, prefix: str, most: int) -> list[str]:
        """Up to `most` terms of a field that begin with `prefix`, in order."""
        raw = prefix.encode()
        found: set[bytes] = set()
        for segment in self.segments:
            first, end = segment.terms.prefix_range(field, raw)
            found.update(segment.terms.texts_between(first, min(end, first + most)))
        return [text.decode() for text in sorted(found)[:most]]

    def summed(
        self, field: str, prefix: str, most: int, wanted: Callable[[str], bool]
    ) -> tuple[Array, Array]:
        """Documents and weights of the wanted ones among the first `most` terms of a field with a prefix,
        taken together as one term."""
        total = np.zeros(self.documents, np.float32)
        for base, segment in self.numbered():
            first, end = segment.terms.prefix_range(field, prefix.encode())
            end = min(end, first + most)
            keep = np.array([wanted(text.decode()) for text in segment.terms.texts_between(first, end)], bool)
            if keep.any():
                docs, weights = segment.postings(first, end)
                own = np.repeat(keep, segment.term_sizes(first, end))
                sums = np.bincount(docs[own], weights[own], minlength=segment.documents)
                total[base : base + segment.documents] = sums
        total[~self.live] = 0
        found = total.nonzero()[0].astype(np.int32)
        return found, total[found]

    def count_prefix(self, field: str, prefix: str) -> int:
        """How many terms of a field begin with `prefix`, in the segment that has most of them."""
        runs = (segment.terms.prefix_range(field, prefix.encode()) for segment in self.segments)
        return max((end - first for first, end in runs), default=0)

    def vocabulary(self, field: str) -> tuple[str, ...]:
        """All terms of a field, in order."""

        def compute() -> tuple[str, ...]:
            return tuple(
                sorted({text for segment in self.segments for text in segment.terms.texts_of(field)})
            )

        return self.cache.get(("vocabulary", field), compute)

    def names(self, field: str) -> Names:
        """Every value of a name field that a live document has, and those documents."""

        def compute() -> Names:
            values: dict[str, int] = {}
            ids, docs = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
            for base, segment in self.numbered():
                first, end = segment.fields.get(field, (0, 0))
                if first == end:
                    continue
                own = np.array(
                    [values.setdefault(v, len(values)) for v in segment.terms.texts_of(field)], np.int32
                )
                ids.append(np.repeat(own, segment.term_sizes(first, end)))
                docs.append(segment.postings(first, end)[0].astype(np.int32) + np.int32(base))
            joined = np.concatenate(docs)
            alive = self.live[joined]
            # A value that only deleted documents have is no value any more.
            used, own_ids = np.unique(np.concatenate(ids)[alive], return_inverse=True)
            own_docs = joined[alive]
            order = np.argsort(own_docs, kind="stable")
            every = tuple(values)
            return Names(
                values=tuple(every[i] for i in used.tolist()),
                ids=own_ids[order].astype(np.int32),
                docs=own_docs[order],
            )

        return self.cache.get(("names", field), compute)

    def missing(self, field: str) -> Array:
        """bool[D]: the live documents in which a name or number field has no value, or prose no word."""

        def compute() -> Array:
            without: Array = self.live.copy()
            if QUERYABLE[field].kind is Kind.TEXT:
                number = SECTION_NUMBER[field]
                without &= self.sections[:, number + 1] - self.sections[:, number] == SECTION_GAP
            elif field in NUMBER_NAMES:
                without &= self.column(field) == MISSING
            else:
                without[self.names(field).docs] = False
            return without

        return self.cache.get(("missing", field), compute)

    # Words of a document

    @cached_property
    def section_keys(self) -> Array:
        """int64, rising: the key, as in `occurrences`, at which each section of each document begins."""
        docs: Array = np.arange(self.documents, dtype=np.int64)
        keys: Array = docs[:, None] << POSITION_BITS | self.sections
        return keys.reshape(-1)

    def sections_of(self, keys: Array) -> Array:
        """int64: number of the section in which each place lies; keys as in `occurrences`."""
        at = np.searchsorted(self.section_keys, keys, "right") - 1
        number: Array = at % self.sections.shape[1]
        return number

    def hashes_at(self, keys: Array) -> Array:
        """uint16: `form_hash` of the word at each place, rising keys as in `occurrences`."""
        words = (keys & POSITION_MASK) - SECTION_GAP * self.sections_of(keys)
        found = [np.zeros(0, np.uint16)]
        for base, segment in self.numbered():
            low, high = np.searchsorted(keys >> POSITION_BITS, (base, base + segment.documents))
            docs = (keys[low:high] >> POSITION_BITS) - base
            found.append(segment.arrays["hashes"].take(segment.word_starts.take(docs) + words[low:high]))
        return np.concatenate(found)

    def word_places(self, keys: Array) -> tuple[Array, Array]:
        """Of words at rising keys, as in `occurrences`: number of the section, characters from its start."""
        docs, positions = keys >> POSITION_BITS, keys & POSITION_MASK
        sections = self.sections_of(keys)
        gaps = SECTION_GAP * sections
        firsts = self.sections[docs, sections] - gaps
        found = [np.zeros(0, np.int64)]
        for base, segment in self.numbered():
            low, high = docs.searchsorted((base, base + segment.documents)).tolist()
            if low < high:
                own = slice(low, high)
                found.append(segment.word_offsets(docs[own] - base, (positions - gaps)[own], firsts[own]))
        return sections, np.concatenate(found)
