"""A segment: some documents and all their postings in one file of flat arrays.

Terms are sorted by field and text, so a field's terms, their postings and the postings' positions are each
one run of an array. What the arrays hold (T terms, P postings, N occurrences, D documents, W words):

    term_text, term_ends      the terms' UTF-8 one after another, and the end of each
    post_ends      [T]        end of each term's postings
    post_docs      [P]        documents, rising
    post_weights   [P]        float16, occurrences counted by the weight of their section
    post_counts    [P]        occurrences with a position; 0 for names
    position_ends  [T]        end of each term's positions
    positions      [N]        rising in each posting
    lengths        [D]        float32, weighted number of words
    sections       [D, S+1]   position at which each searched section begins
    word_ends      [D]        end of each document's words
    offsets        [W]        characters from the start of its section to the word
    column_FIELD   [D]        int64
    store, store_ends         each document's project, see `index.packing`
    texts                     compressed JSON: sortable field → its text in each document
    sources                   compressed JSON: [code, path, digest, stamp] of each document
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.arrays import Array, Arrays, ranges, smallest, write_arrays
from index.batch import Batch, Source
from index.packing import unpacked

SUFFIX = ".arr"
COMPRESSED = frozenset({"store", "store_ends", "texts", "sources"})
"""Arrays whose bytes depend on the version of zlib too."""


def write_segment(path: Path, batch: Batch, fingerprint: str) -> None:
    """Write a batch as a new segment file."""
    write_arrays(path, *lay_out(batch, fingerprint))


def lay_out(batch: Batch, fingerprint: str) -> tuple[dict[str, Array], dict[str, Any]]:
    """A segment's arrays and `meta`: the same for the same documents, however they came together."""
    docs = len(batch.sources)
    used = np.unique(batch.post_terms).tolist()  # a term may have lost all its postings on the way
    order = sorted(used, key=batch.terms.__getitem__)
    rank = np.empty(len(batch.terms), np.int64)
    rank[order] = np.arange(len(order))
    key = rank[batch.post_terms] * max(docs, 1) + batch.post_docs
    posts = np.argsort(key, kind="stable")
    counts = batch.post_counts[posts]
    starts = (np.cumsum(batch.post_counts, dtype=np.int64) - batch.post_counts)[posts]
    post_ends = np.cumsum(np.bincount(rank[batch.post_terms], minlength=len(order)))
    position_ends = np.r_[0, np.cumsum(counts, dtype=np.int64)][post_ends]
    texts = [batch.terms[i].partition("\t")[2].encode() for i in order]
    sources = json.dumps([[s.code, s.path, s.digest, s.stamp] for s in batch.sources], ensure_ascii=False)
    return (
        {
            "term_text": _blob(b"".join(texts)),
            "term_ends": smallest(np.cumsum([len(t) for t in texts], dtype=np.int64)),
            "post_ends": smallest(post_ends),
            "post_docs": smallest(batch.post_docs[posts]),
            "post_weights": np.minimum(batch.post_weights[posts], 60_000).astype(np.float16),
            "post_counts": smallest(counts),
            "position_ends": smallest(position_ends),
            "positions": smallest(batch.positions[ranges(starts, counts)]),
            "lengths": batch.lengths,
            "sections": smallest(batch.sections),
            "word_ends": smallest(batch.offset_ends),
            "offsets": smallest(batch.offsets),
            **{f"column_{name}": column for name, column in batch.columns.items()},
            "store": _blob(b"".join(batch.stores)),
            "store_ends": smallest(np.cumsum([len(s) for s in batch.stores], dtype=np.int64)),
            "texts": _blob(zlib.compress(json.dumps(batch.texts, ensure_ascii=False).encode())),
            "sources": _blob(zlib.compress(sources.encode())),
        },
        {"fingerprint": fingerprint, "documents": docs, "fields": _field_runs(batch, order)},
    )


def _blob(data: bytes) -> Array:
    return np.frombuffer(data, np.uint8)


def _field_runs(batch: Batch, order: list[int]) -> dict[str, list[int]]:
    """Whoosh field → [first, end) of its run of terms."""
    runs: dict[str, list[int]] = {}
    for number, i in enumerate(order):
        runs.setdefault(batch.terms[i].partition("\t")[0], [number, number])[1] = number + 1
    return runs


class Segment:
    """A segment file opened for reading. Holds nothing but memory-mapped arrays; safe in many threads."""

    def __init__(self, path: Path) -> None:
        self.arrays = Arrays(path)
        self.path = path
        self.documents: int = self.arrays.meta["documents"]
        self.fields: dict[str, list[int]] = self.arrays.meta["fields"]
        self._text = self.arrays["term_text"].data

    @property
    def fingerprint(self) -> str:
        """What the segment was made with; see `index.schema.fingerprint`."""
        return str(self.arrays.meta["fingerprint"])

    # Terms

    def term_text(self, number: int) -> bytes:
        """The UTF-8 of a term by its number."""
        ends = self.arrays["term_ends"]
        start = int(ends[number - 1]) if number else 0
        return bytes(self._text[start : int(ends[number])])

    def term_texts(self, field: str) -> Iterator[str]:
        """All terms of a field, in order."""
        first, end = self.fields.get(field, (0, 0))
        return (self.term_text(number).decode() for number in range(first, end))

    def closest(self, field: str, text: bytes) -> int:
        """Number of the first term of a field that is not before `text`; the end of its run where none is."""
        low, high = self.fields.get(field, (0, 0))
        while low < high:
            middle = (low + high) // 2
            if self.term_text(middle) < text:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, field: str, text: bytes) -> int | None:
        """Number of a term, or None."""
        number = self.closest(field, text)
        end = self.fields.get(field, (0, 0))[1]
        return number if number < end and self.term_text(number) == text else None

    # Postings

    def run(self, ends: str, first: int, end: int) -> slice:
        """The run of a flat array that belongs to items first … end - 1, by the array of their ends."""
        bounds = self.arrays[ends]
        return slice(int(bounds[first - 1]) if first else 0, int(bounds[end - 1]) if end else 0)

    def postings(self, number: int, end: int | None = None) -> tuple[Array, Array]:
        """Documents and weights (float16) of a term, or of the terms number … end - 1 one after another."""
        run = self.run("post_ends", number, number + 1 if end is None else end)
        return self.arrays.part("post_docs", run), self.arrays.part("post_weights", run)

    def term_sizes(self, first: int, end: int) -> Array:
        """int64: number of postings of each of the terms first … end - 1."""
        bounds = self.arrays["post_ends"][max(first - 1, 0) : end].astype(np.int64)
        return np.diff(bounds if first else np.r_[0, bounds])

    def occurrences(self, number: int) -> tuple[Array, Array, Array]:
        """Documents of a term, how often it occurs in each, and all its positions."""
        posts = self.run("post_ends", number, number + 1)
        positions = self.run("position_ends", number, number + 1)
        part = self.arrays.part
        return part("post_docs", posts), part("post_counts", posts), part("positions", positions)

    # Documents

    def stored(self, doc: int) -> dict[str, Any]:
        """The stored JSON of a document."""
        return unpacked(self.arrays.part("store", self.run("store_ends", doc, doc + 1)).tobytes())

    def word_offsets(self, doc: int) -> Array:
        """Character offsets, within their section, of a document's words in order."""
        return self.arrays.part("offsets", self.run("word_ends", doc, doc + 1))

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Where each document came from."""
        return tuple(Source(*row) for row in self._json("sources"))

    @cached_property
    def texts(self) -> dict[str, tuple[str, ...]]:
        """Sortable field → its text in each document."""
        return {field: tuple(column) for field, column in self._json("texts").items()}

    def _json(self, name: str) -> Any:
        return json.loads(zlib.decompress(self.arrays[name].tobytes()))


def read_batch(segment: Segment) -> Batch:
    """A segment as a batch: the input of merging."""
    arrays = segment.arrays
    sizes = np.diff(np.r_[0, arrays["post_ends"].astype(np.int64)])
    return Batch(
        sources=segment.sources,
        terms=[f"{field}\t{text}" for field in segment.fields for text in segment.term_texts(field)],
        post_terms=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
        post_docs=arrays["post_docs"].astype(np.int32),
        post_weights=arrays["post_weights"].astype(np.float32),
        post_counts=arrays["post_counts"].astype(np.int32),
        positions=arrays["positions"].astype(np.int32),
        lengths=arrays["lengths"],
        sections=arrays["sections"].astype(np.int32),
        offset_ends=arrays["word_ends"].astype(np.int64),
        offsets=arrays["offsets"].astype(np.int32),
        columns={
            name.removeprefix("column_"): array
            for name, array in arrays.items()
            if name.startswith("column_")
        },
        texts=segment.texts,
        stores=tuple(
            arrays["store"][segment.run("store_ends", doc, doc + 1)].tobytes()
            for doc in range(segment.documents)
        ),
    )
