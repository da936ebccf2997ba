"""A segment file opened for reading: its terms, postings, documents; and the whole of it as a batch again.

What the arrays are is said in `index/storage/segment_writer.py`.
"""

from __future__ import annotations

import json
import zlib
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import IndexDamaged
from index.messages import Notice
from index.numeric import Array, concatenate_ranges, find_in, run_lengths, run_starts, shrink_dtype
from index.packed import documents_between, documents_of, far_in, positions_of, unpack_documents
from index.storage.array_file import ArrayFile
from index.storage.document_store import decompress_bytes, decompress_json
from index.storage.postings import Batch, Source
from index.storage.term_dictionary import TermDictionary

SUFFIX = ".arr"
"""How the name of a segment file ends."""
MOST_DECODED = 400_000
"""Postings that a segment keeps decoded, of whole terms and at least one: some 2 MB. A term counts as
`BESIDE_POSTINGS` more, by what its arrays take beside their numbers."""
BESIDE_POSTINGS = 100


class Segment:
    """A segment file opened for reading. Holds nothing but memory-mapped arrays; safe in many threads.

    Every method raises `IndexDamaged` where bytes that it needs have changed.
    documents: D. fields: Whoosh field → [first, end) of its run of term numbers.
    """

    def __init__(self, path: Path) -> None:
        """Map a file. Raises `IndexDamaged` where it is no segment, `FileNotFoundError`."""
        self.arrays = ArrayFile(path)
        self.path = path
        self._bounds: dict[str, memoryview] = {}  # numpy gives single items in three times the time
        self._last_decoded: dict[int, tuple[Array, Array]] = {}
        self._postings_decoded = 0
        try:
            self.documents: int = self.arrays.meta["documents"]
            self.fields: dict[str, list[int]] = self.arrays.meta["fields"]
            self.fingerprint: str = self.arrays.meta["fingerprint"]
            self.terms = TermDictionary(self.arrays, self.fields)
        except (LookupError, TypeError) as error:
            raise IndexDamaged(
                path, Notice("it is no segment of descriptions (%(error)s)", error=repr(error))
            ) from error

    # Postings

    def run(self, ends: str, first: int, end: int) -> slice:
        """Where a flat array has the values of the items first … end - 1; ends: name of the array of ends."""
        bounds = self._bounds.get(ends)
        if bounds is None:
            bounds = self._bounds[ends] = self.arrays[ends].data
        return slice(bounds[first - 1] if first else 0, bounds[end - 1] if end else 0)

    def postings(self, number: int, end: int | None = None) -> tuple[Array, Array]:
        """Documents (rising) and weights (float32) of a term, or of each of the terms number … end - 1."""
        weights = self.arrays["tf_weights"]
        if end is None:
            docs, codes = self._decoded(number)
            return docs, weights.take(codes)
        run, sizes = self.run("post_ends", number, end), self.term_sizes(number, end)
        docs = documents_between(self.arrays, number, sizes, run, self.documents)
        return docs, weights.take(self.tf_codes(run))

    def size_of(self, number: int) -> int:
        """Number of postings of a term."""
        run = self.run("post_ends", number, number + 1)
        return int(run.stop - run.start)

    def term_sizes(self, first: int, end: int) -> Array:
        """int64: number of postings of each of the terms first … end - 1."""
        if "term_sizes" in self.arrays:  # a lexicon, which has no postings of words (`index.cluster.lexicon`)
            return self.arrays["term_sizes"][first:end].astype(np.int64)
        bounds = self.arrays["post_ends"][max(first - 1, 0) : end].astype(np.int64)
        return np.diff(bounds if first else np.r_[0, bounds])

    def occurrences(self, number: int) -> tuple[Array, Array, Array]:
        """Documents of a term, how often it occurs in each (int64), and its positions in all of them."""
        docs, counts = self._counts(number)
        return docs, counts, positions_of(self.arrays, self.run("position_ends", number, number + 1))

    def occurrences_in(self, number: int, among: Array) -> tuple[Array, Array, Array]:
        """The same for those of some documents (rising) that have the term."""
        docs, counts = self._counts(number)
        # searchsorted with another dtype would convert all of `docs`.
        at, there = find_in(docs, among.astype(docs.dtype))
        at = at[there]
        own = counts.take(at)
        wanted = concatenate_ranges(counts.cumsum().take(at) - own, own)
        run = self.run("position_ends", number, number + 1)
        return docs.take(at), own, positions_of(self.arrays, run, wanted)

    def occurrences_between(self, number: int, section: int) -> tuple[Array, Array]:
        """Documents of a term that have it in a section, and how often each does (int64)."""
        docs, counts = self._counts(number)
        begins, columns = self._section_begins, self.arrays["sections"].shape[1]
        bounds = docs.astype(np.int64) * columns + section
        low, high = begins.take(bounds), begins.take(bounds + 1)
        run = self.run("position_ends", number, number + 1)
        ends = counts.cumsum()
        # Positions rise within a document: most have none in the title, as the first one tells.
        some = (positions_of(self.arrays, run, ends - counts) < high).nonzero()[0]
        own = counts.take(some)
        positions = positions_of(self.arrays, run, concatenate_ranges((ends - counts).take(some), own))
        inside = (positions >= low.take(some).repeat(own)) & (positions < high.take(some).repeat(own))
        often = np.bincount(np.arange(len(some)).repeat(own)[inside], minlength=len(some))
        there = often.nonzero()[0]
        return docs.take(some.take(there)), often.take(there)

    @cached_property
    def _section_begins(self) -> Array:
        """The position at which each searched section of each document begins, in one row."""
        return self.arrays["sections"].reshape(-1)

    def _counts(self, number: int) -> tuple[Array, Array]:
        """Documents of a term, and how often it occurs in each (int64)."""
        docs, codes = self._decoded(number)
        return docs, self._tf_counts.take(codes)

    def _decoded(self, number: int) -> tuple[Array, Array]:
        """Documents of a term and the `tf_codes` of their postings; do not change them.

        Those decoded last are kept: an answer needs the postings of each typed word, its places in the title
        and in phrases, whether it is written as typed, and what is marked.
        """
        found = self._last_decoded.get(number)
        if found is None:
            run = self.run("post_ends", number, number + 1)
            found = documents_of(self.arrays, number, run), self.tf_codes(run)
            self._postings_decoded += len(found[0]) + BESIDE_POSTINGS
            if self._postings_decoded > MOST_DECODED:
                self._last_decoded.clear()
                self._postings_decoded = len(found[0]) + BESIDE_POSTINGS
            self._last_decoded[number] = found
        return found

    def tf_codes(self, run: slice) -> Array:
        """The index into `tf_counts` and `tf_weights` of some postings."""
        codes = self.arrays.part("tf_codes", run)
        at, rare_codes = far_in(self.arrays, "rare_at", "rare_codes", run)
        if len(at):
            codes = codes.astype(rare_codes.dtype)
            codes[at] = rare_codes
        return codes

    @cached_property
    def _tf_counts(self) -> Array:
        return self.arrays["tf_counts"].astype(np.int64)

    # Documents

    def stored_json(self, doc: int) -> bytes:
        """The JSON of a document's project, in UTF-8."""
        return decompress_json(self.arrays.read_part("store", self.run("store_ends", doc, doc + 1)))

    @cached_property
    def word_starts(self) -> Array:
        """int64[D + 1]: prefix sums of the number of words: document d has the words [d] … [d + 1] - 1."""
        starts: Array = np.r_[0, self.arrays["word_ends"].astype(np.int64)]
        return starts

    def word_offsets(self, docs: Array, words: Array, firsts: Array) -> Array:
        """int64[n]: characters from the start of its section to each of n words.

        docs:   int[n], the document of each word, rising.
        words:  int[n], its number among the words of the document.
        firsts: int[n], the number of the first word of its section.
        """
        begins = run_starts(docs)
        own = docs.take(begins)
        starts, ends = self.word_starts.take(own), self.word_starts.take(own + 1)
        sums = self._prefix_sums(own, starts, ends)
        sizes = ends - starts
        before = sizes.cumsum() - sizes
        before = before.repeat(run_lengths(begins, len(docs)))
        offsets: Array = sums.take(before + words + 1) - sums.take(before + firsts)
        return offsets

    def offset_deltas(self, doc: int) -> bytes:
        """A byte for each word of a document: characters from the word before it (`Batch.offsets`)."""
        run = self.run("offset_ends", doc, doc + 1)
        return decompress_bytes(self.arrays.read_part("offsets", run))

    def _prefix_sums(self, docs: Array, starts: Array, ends: Array) -> Array:
        """int64[n + 1]: prefix sums that decode the offsets of the words of some documents.

        starts, ends: int64[r], first and end of the words of each; they have n words together.
        """
        deltas = np.frombuffer(b"".join(map(self.offset_deltas, docs.tolist())), np.uint8)
        sums = np.zeros(len(deltas) + 1, np.int64)
        sums[1:] = deltas
        lows, highs = self._overflow_at.searchsorted(starts), self._overflow_at.searchsorted(ends)
        for i in (lows < highs).nonzero()[0].tolist():
            long = slice(int(lows[i]), int(highs[i]))
            before = int((ends - starts)[:i].sum()) - int(starts[i])
            sums[self._overflow_at[long] + before + 1] += self.arrays["overflow_by"][long]
        return sums.cumsum()

    @cached_property
    def _overflow_at(self) -> Array:
        return self.arrays["overflow_at"].astype(np.int64)

    def sources_json(self) -> bytes:
        """Where each document came from, as JSON."""
        return zlib.decompress(self.arrays["sources"].tobytes())

    def sources(self) -> tuple[Source, ...]:
        """Where each document came from. Decoded on each call: a server needs only the codes of it."""
        return tuple(map(Source.from_row, json.loads(self.sources_json())))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The project code of each document."""
        return tuple(json.loads(self.arrays["codes"].tobytes()))

    @property
    def seen_and_changed(self) -> Array:
        """int64[D, 2]: `first_seen` and `last_changed` of each document's source."""
        return self.arrays["seen_and_changed"]

    @cached_property
    def texts(self) -> dict[str, tuple[str, ...]]:
        """Sortable field → its text in each document."""
        return {field: tuple(column) for field, column in self._json("texts").items()}

    def forms(self) -> tuple[list[str], Array]:
        """The word forms that occur, in order, and how often each does (int64)."""
        text = zlib.decompress(self.arrays["forms"].tobytes()).decode("utf-8", "surrogatepass")
        return text.split("\n") if text else [], self.arrays["form_counts"].astype(np.int64)

    def _json(self, name: str) -> Any:
        return json.loads(zlib.decompress(self.arrays[name].tobytes()))


def read_batch(segment: Segment) -> Batch:
    """A segment as a batch: the input of merging."""
    arrays = segment.arrays
    ends = arrays["post_ends"].astype(np.int64)
    sizes, positions = np.diff(ends, prepend=0), arrays["position_ends"]
    forms, counts = segment.forms()
    return Batch(
        sources=segment.sources(),
        terms=[f"{field}\t{text}" for field in segment.fields for text in segment.terms.texts_of(field)],
        group_terms=np.arange(len(sizes), dtype=np.int32),
        group_sizes=shrink_dtype(sizes),
        post_docs=unpack_documents(arrays, ends, segment.documents),
        tf_codes=segment.tf_codes(slice(0, int(sizes.sum()))),
        tf_counts=arrays["tf_counts"].astype(np.int64),
        tf_weights=arrays["tf_weights"],
        positions=positions_of(arrays, slice(0, int(positions[-1]) if len(positions) else 0)),
        lengths=arrays["lengths"],
        sections=arrays["sections"].astype(np.int32),
        word_counts=np.diff(segment.word_starts),
        offsets=arrays["offsets"],
        offset_sizes=np.diff(arrays["offset_ends"].astype(np.int64), prepend=0),
        overflow_at=arrays["overflow_at"].astype(np.int64),
        overflow_by=arrays["overflow_by"].astype(np.int64),
        hashes=arrays["hashes"],
        forms=forms,
        form_ids=np.arange(len(forms), dtype=np.int32),
        form_counts=counts,
        columns={
            name.removeprefix("column_"): array
            for name, array in arrays.items()
            if name.startswith("column_")
        },
        texts=segment.texts,
        store=arrays["store"],
        store_sizes=np.diff(np.r_[0, arrays["store_ends"].astype(np.int64)]),
    )
