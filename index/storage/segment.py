"""A segment: some documents and all their postings in one file of flat arrays.

Terms are sorted by field and text, so a field's terms, their postings and the postings' positions are each
one run of an array. What the arrays hold (T terms, P postings, N occurrences, D documents, W words):

    term_text, blocks      the terms, see `index.storage.term_dictionary`
    post_ends      [T]        end of each term's postings
    post_docs      [P]        documents, rising
    tf_codes     [P]        index into the next two: few different ones occur
    tf_counts    [Z]        occurrences with a position; 0 for names
    tf_weights   [Z]        float32, the occurrences counted by the weight of their section
    position_ends  [T]        end of each term's positions
    positions      [N]        rising in each posting
    lengths        [D]        float32, weighted number of words
    sections       [D, S+1]   position at which each searched section begins
    word_ends      [D]        end of each document's words
    offset_deltas          [W]        uint8, characters from the start of the word before, or of the section
    overflow_at     [L]        the words for which that is 255 or more, and …
    overflow_by        [L]        by how much more than 255
    hashes         [W]        uint16, `index.storage.vocabulary.form_hash` of the word as written
    column_FIELD   [D]        int64
    store, store_ends         each document's project, see `index.storage.document_store`
    texts                     compressed JSON: sortable field → its text in each document
    forms, form_counts        the word forms that occur, in order, compressed; and how often each does
    sources                   compressed JSON: [code, path, digest, stamp] of each document
"""

from __future__ import annotations

import json
import zlib
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import IndexDamaged
from index.numeric import Array, find_in, ranges, run_starts, smallest
from index.storage.array_file import Arrays, write_arrays
from index.storage.document_store import decompress_json
from index.storage.postings import Batch, Source
from index.storage.schema import SECTION_GAP
from index.storage.term_dictionary import Terms, lay_out_terms

SUFFIX = ".arr"
LONG = 255
"""Characters from one word to the next that are kept apart: gaps, and words, are hardly ever so long."""

INEXACT = frozenset({"store", "store_ends", "texts", "sources", "forms", "form_counts"})
"""Arrays that may differ for the same documents: packers have versions, forms of deleted ones are counted."""


def write_segment(path: Path, batch: Batch, fingerprint: str) -> None:
    """Write a batch as a new segment file."""
    write_arrays(path, *lay_out(batch, fingerprint))


def lay_out(batch: Batch, fingerprint: str) -> tuple[dict[str, Array], dict[str, Any]]:
    """A segment's arrays and `meta`: the same for the same documents, however they came together."""
    used = np.zeros(len(batch.terms), bool)
    used[batch.post_terms] = True
    order = sorted(np.flatnonzero(used).tolist(), key=batch.terms.__getitem__)
    sources = [[s.code, s.path, s.digest, s.stamp] for s in batch.sources]
    return (
        {
            **lay_out_terms([batch.terms[i].partition("\t")[2].encode() for i in order]),
            **_postings(batch, order),
            "lengths": batch.lengths,
            "sections": smallest(batch.sections),
            "word_ends": smallest(np.cumsum(batch.word_counts)),
            **_offset_deltas(batch.offsets, section_sizes(batch.sections)),
            "hashes": batch.hashes,
            **{f"column_{name}": column for name, column in batch.columns.items()},
            "store": _blob(b"".join(batch.stores)),
            "store_ends": smallest(np.cumsum([len(s) for s in batch.stores], dtype=np.int64)),
            "texts": _json_blob(batch.texts),
            "sources": _json_blob(sources),
            **_forms(batch),
        },
        {
            "fingerprint": fingerprint,
            "documents": len(batch.sources),
            "fields": _field_runs(batch, order),
        },
    )


def _postings(batch: Batch, order: list[int]) -> dict[str, Array]:
    """Postings and positions by term and document.

    Term, document and what belongs to them are packed into one number each: sorting numbers is ten times as
    fast as finding out their order.
    """
    bits = len(batch.sources).bit_length()
    rank = np.empty(len(batch.terms), np.int64)
    rank[order] = np.arange(len(order)) << bits
    place = rank.take(batch.post_terms)
    place |= batch.post_docs
    used = np.bincount(batch.tf_codes, minlength=len(batch.tf_counts)) > 0
    counts = batch.tf_counts[used].astype(np.uint32)
    sizes = smallest(np.cumsum(used) - 1).take(batch.tf_codes)
    positions = _sorted(np.repeat(place, counts.take(sizes)), batch.positions)
    sizes = _sorted(place, sizes)
    ends = place.searchsorted(np.arange(1, len(order) + 1) << bits)
    sums = np.add.reduceat(counts.take(sizes), np.r_[0, ends[:-1]]) if ends.size else ends
    return {
        "post_ends": smallest(ends),
        "post_docs": _low(place, bits),
        "tf_codes": sizes,
        "tf_counts": counts,
        "tf_weights": batch.tf_weights[used],
        "position_ends": smallest(np.cumsum(sums)),
        "positions": positions,
    }


def _sorted(place: Array, value: Array) -> Array:
    """Values by their places (int64), those at one place rising. Sorts the places, too."""
    bits = int(value.max(initial=0)).bit_length()
    place <<= bits
    place |= value
    place.sort()
    sorted_values = _low(place, bits)
    place >>= bits
    return sorted_values


def _low(numbers: Array, bits: int) -> Array:
    """The lowest bits of numbers (int64), in the smallest dtype that holds so many."""
    mask = (1 << bits) - 1
    low = np.empty(len(numbers), np.min_scalar_type(mask))
    np.bitwise_and(numbers, mask, out=low, casting="unsafe")
    return low


def section_sizes(sections: Array) -> Array:
    """int64[D · S]: words in each section of each document, by the positions at which they begin."""
    return np.diff(sections.astype(np.int64)).reshape(-1) - SECTION_GAP


def _offset_deltas(offsets: Array, sizes: Array) -> dict[str, Array]:
    """Offsets as differences from word to word. sizes: words of each section, in which offsets begin anew."""
    offset_deltas = np.diff(offsets.astype(np.int64), prepend=0)
    begins = (np.cumsum(sizes) - sizes)[sizes > 0]
    offset_deltas[begins] = offsets[begins]
    long = np.flatnonzero(offset_deltas >= LONG)
    by = offset_deltas[long] - LONG
    offset_deltas[long] = LONG
    return {
        "offset_deltas": offset_deltas.astype(np.uint8),
        "overflow_at": smallest(long),
        "overflow_by": smallest(by),
    }


def _forms(batch: Batch) -> dict[str, Array]:
    """The word forms that occur in order, and their counts."""
    forms = [batch.forms[i] for i in batch.form_ids.tolist()]
    order = sorted(range(len(forms)), key=forms.__getitem__)
    return {
        "forms": _blob(zlib.compress("\n".join(forms[i] for i in order).encode("utf-8", "surrogatepass"))),
        "form_counts": smallest(batch.form_counts[order]),
    }


def _json_blob(data: Any) -> Array:
    return _blob(zlib.compress(json.dumps(data, ensure_ascii=False).encode()))


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
        try:
            self.documents: int = self.arrays.meta["documents"]
            self.fields: dict[str, list[int]] = self.arrays.meta["fields"]
            self.fingerprint: str = self.arrays.meta["fingerprint"]
            self.terms = Terms(self.arrays, self.fields)
        except (LookupError, TypeError) as error:
            raise IndexDamaged(path, f"it is no segment of descriptions ({error!r})") from error

    # Postings

    def run(self, ends: str, first: int, end: int) -> slice:
        """The run of a flat array that belongs to items first … end - 1, by the array of their ends."""
        bounds = self.arrays[ends]
        return slice(int(bounds[first - 1]) if first else 0, int(bounds[end - 1]) if end else 0)

    def postings(self, number: int, end: int | None = None) -> tuple[Array, Array]:
        """Documents and weights (float32) of a term, or of the terms number … end - 1 one after another."""
        run = self.run("post_ends", number, number + 1 if end is None else end)
        weights = self.arrays["tf_weights"].take(self.arrays.part("tf_codes", run))
        return self.arrays.part("post_docs", run), weights

    def term_sizes(self, first: int, end: int) -> Array:
        """int64: number of postings of each of the terms first … end - 1."""
        bounds = self.arrays["post_ends"][max(first - 1, 0) : end].astype(np.int64)
        return np.diff(bounds if first else np.r_[0, bounds])

    def occurrences(self, number: int) -> tuple[Array, Array, Array]:
        """Documents of a term, how often it occurs in each, and all its positions."""
        posts = self.run("post_ends", number, number + 1)
        positions = self.run("position_ends", number, number + 1)
        part = self.arrays.part
        counts = self._tf_counts.take(part("tf_codes", posts))
        return part("post_docs", posts), counts, part("positions", positions)

    def occurrences_in(self, number: int, among: Array) -> tuple[Array, Array, Array]:
        """The same in some documents (rising): those of them that have the term."""
        docs, counts, positions = self.occurrences(number)
        # Of another dtype they would have all of `docs` converted.
        at, there = find_in(docs, among.astype(docs.dtype))
        at = at[there]
        own = counts.take(at)
        return docs.take(at), own, positions.take(ranges(np.cumsum(counts).take(at) - own, own))

    @cached_property
    def _tf_counts(self) -> Array:
        return self.arrays["tf_counts"].astype(np.int64)

    # Documents

    def stored(self, doc: int) -> bytes:
        """The stored JSON of a document, as text."""
        return decompress_json(self.arrays.read("store", self.run("store_ends", doc, doc + 1)))

    @cached_property
    def word_starts(self) -> Array:
        """int64[D + 1]: where the words of each document begin, and last, where they all end."""
        starts: Array = np.r_[0, self.arrays["word_ends"].astype(np.int64)]
        return starts

    def word_offsets(self, docs: Array, words: Array, firsts: Array) -> Array:
        """int64: characters from the start of its section to each of some words, by its document (rising) and
        its number there.

        firsts: the numbers of the first words of those sections.
        """
        begins = run_starts(docs)
        own = docs.take(begins)
        starts, ends = self.word_starts.take(own), self.word_starts.take(own + 1)
        reached = self._reached(starts, ends)
        before = np.cumsum(ends - starts) - (ends - starts)
        before = before.repeat(np.r_[begins[1:], len(docs)] - begins)
        offsets: Array = reached.take(before + words + 1) - reached.take(before + firsts)
        return offsets

    def offsets(self, sizes: Array) -> Array:
        """The same of all words, which are those of sections of these sizes."""
        reached = self._reached(np.zeros(1, np.int64), self.word_starts[-1:])
        offsets: Array = reached[1:] - np.repeat(reached[np.cumsum(sizes) - sizes], sizes)
        return offsets

    def _reached(self, starts: Array, ends: Array) -> Array:
        """int64: the sum of the deltas before each word of some runs taken together, and last, of all."""
        runs = list(map(slice, starts.tolist(), ends.tolist()))
        offset_deltas = np.frombuffer(
            b"".join(self.arrays.read("offset_deltas", run) for run in runs), np.uint8
        )
        reached = np.zeros(len(offset_deltas) + 1, np.int64)
        reached[1:] = offset_deltas
        lows, highs = self._overflow_at.searchsorted(starts), self._overflow_at.searchsorted(ends)
        for i in (lows < highs).nonzero()[0].tolist():
            long = slice(int(lows[i]), int(highs[i]))
            before = int((ends - starts)[:i].sum()) - int(starts[i])
            reached[self._overflow_at[long] + before + 1] += self.arrays["overflow_by"][long]
        return reached.cumsum()

    @cached_property
    def _overflow_at(self) -> Array:
        return self.arrays["overflow_at"].astype(np.int64)

    def sources(self) -> tuple[Source, ...]:
        """Where each document came from. Read anew each time: a server wants no more of it than the codes."""
        return tuple(Source(*row) for row in self._json("sources"))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The project code of each document."""
        return tuple(source.code for source in self.sources())

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
    sizes = np.diff(np.r_[0, arrays["post_ends"].astype(np.int64)])
    forms, counts = segment.forms()
    offsets = segment.offsets(section_sizes(arrays["sections"]))
    return Batch(
        sources=segment.sources(),
        terms=[f"{field}\t{text}" for field in segment.fields for text in segment.terms.of(field)],
        post_terms=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
        post_docs=arrays["post_docs"],
        tf_codes=arrays["tf_codes"],
        tf_counts=arrays["tf_counts"].astype(np.int64),
        tf_weights=arrays["tf_weights"],
        positions=arrays["positions"],
        lengths=arrays["lengths"],
        sections=arrays["sections"].astype(np.int32),
        word_counts=np.diff(segment.word_starts),
        offsets=offsets.astype(np.int32),
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
        stores=tuple(
            arrays["store"][segment.run("store_ends", doc, doc + 1)].tobytes()
            for doc in range(segment.documents)
        ),
    )
