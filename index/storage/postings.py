"""Postings of some documents as flat arrays, ready to be put together into a segment.

A `Batch` is some documents. `index.indexing.batch_builder` makes one of a handful of projects; a segment on
disk can be read back as one. `index.storage.segment_writer` puts batches together: that is all merging is.

Names of sizes: D documents, W words, G terms that occur, P postings (a term in a document), Z pairs of count
and weight, N occurrences, S searched sections, F different word forms, L long gaps between words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from index.formats.record import RecordKey
from index.model.project import SEARCHED
from index.numeric import Array, concatenate_ranges, shrink_dtype
from index.storage.document_store import compress_bytes
from index.storage.vocabulary import TermKey

MISSING = np.iinfo(np.int64).min
"""Stands in a column of numbers for a value that a description does not give."""
MAX_DELTA = 255
"""Characters from one word to the next from which on the rest is kept apart: hardly any gap is so long."""
RARE = 255
"""Code in a segment of a posting whose pair of count and weight is not among the commonest."""
WEIGHTS = np.array([field.weight for field in SEARCHED], np.float64)
"""float64[S]: what an occurrence in each searched section counts."""


@dataclass(frozen=True)
class Source:
    """The record of a file that a document was made from: tells the next run whether it changed.

    code:    the project's code.
    path:    the file, absolute.
    place:   which of the file's records it is, as its format names them; "" where the file is one record.
    digest:  SHA-256 of the record, hexadecimal.
    stamp:   size and time of change of the file: one with the same stamp need not be read again, …
    records: … if so many of its records are indexed as were in it.
    origin:  name of the kind of source. licence: under which it publishes; "" = not known.
    read:    the day on which it was read, in ISO form.
    first_seen, last_changed: Unix time in seconds of the run that first indexed a project of this code, and
             of the run that first indexed this text of it.
    shown:   what the index keeps in the place of the path, where that holds a person; "" = the path.
    others:  the other records that the document was made from, where several have its project.
    """

    code: str
    path: str
    place: str
    digest: str
    stamp: str
    records: int
    origin: str = ""
    licence: str = ""
    read: str = ""
    first_seen: int = 0
    last_changed: int = 0
    shown: str = ""
    others: tuple[Source, ...] = ()

    @property
    def all(self) -> tuple[Source, ...]:
        """Every record that the document was made from."""
        return (self, *self.others) if self.others else (self,)

    @property
    def stored(self) -> Source:
        """The source as the index keeps it."""
        others = tuple(one.stored for one in self.others)
        return replace(self, path=self.shown or self.path, shown="", others=others)

    def with_paths(self, known: Mapping[str, str]) -> Source:
        """A source as it was stored, with the path of its file; known: stored path → path."""
        path, others = known.get(self.path, self.path), tuple(one.with_paths(known) for one in self.others)
        if path == self.path and others == self.others:
            return self
        return replace(self, path=path, shown="" if path == self.path else self.path, others=others)

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> Source:
        """The source that `dataclasses.astuple` made the row from."""
        others = tuple(map(cls.from_row, row[-1])) if row[-1] else ()
        return cls(*(*row[:-1], others))

    @property
    def key(self) -> RecordKey:
        """What tells the record from all others."""
        return self.path, self.place


@dataclass(frozen=True)
class Batch:
    """Documents as arrays.

    sources:        where each document came from.
    terms:          terms in no order, perhaps more than occur; batches of one run share one list.
    group_terms:    int32[G] index into `terms`, each once: the postings of a term stand together, …
    group_sizes:    unsigned[G] … so many of them, in the order of the groups.
    post_docs:      unsigned[P], rising within a group.
    tf_codes:       unsigned[P] index into the next two.
    tf_counts:      int64[Z] occurrences that have a position; 0 for names.
    tf_weights:     float32[Z] occurrences, each counted by the weight of its section; 1 for names.
    positions:      unsigned[N] in the order of the postings, rising within each.
    lengths:        float32[D] weighted number of words.
    sections:       int32[D, S + 1] position at which each searched section begins; last, the end.
    word_counts:    int64[D] words of each document: its run in `hashes`.
    offsets:        of each document, compressed (`compress_bytes`): a byte for each of its words, characters
                    from the start of the word before, or of the section; `MAX_DELTA` for the long gaps:
                    int64[L] overflow_at, these words; overflow_by, by how much they are more.
    offset_sizes:   int64[D] bytes of each document in `offsets`.
    hashes:         uint16[W] `index.storage.vocabulary.form_hash` of each word as written.
    forms:          word forms, as `terms`; form_ids int32[F], form_counts unsigned[F]: how often each occurs.
    columns:        query name of a field → int64[D], `MISSING` where there is no value.
    texts:          query name of a sortable field → its text in each document, "" where there is none.
    store:          uint8, each document's project as compressed JSON; store_sizes: int64[D], its bytes.
    """

    sources: tuple[Source, ...]
    terms: list[TermKey]
    group_terms: Array
    group_sizes: Array
    post_docs: Array
    tf_codes: Array
    tf_counts: Array
    tf_weights: Array
    positions: Array
    lengths: Array
    sections: Array
    word_counts: Array
    offsets: Array
    offset_sizes: Array
    overflow_at: Array
    overflow_by: Array
    hashes: Array
    forms: list[str]
    form_ids: Array
    form_counts: Array
    columns: dict[str, Array]
    texts: dict[str, tuple[str, ...]]
    store: Array
    store_sizes: Array


def tf_tables(counts: Array, weights: Array) -> dict[str, Array]:
    """`tf_codes`, `tf_counts` and `tf_weights` of a batch: few different pairs occur, in rising order here.

    counts: int[P], weights: float[P], of each posting.
    """
    pairs = counts.astype(np.int64) << 32 | weights.astype(np.float32).view(np.uint32)
    different = np.unique(pairs)  # its inverse would take five times as long as to look each up
    return {
        "tf_codes": shrink_dtype(different.searchsorted(pairs)),
        "tf_counts": different >> 32,
        "tf_weights": (different & 0xFFFFFFFF).astype(np.uint32).view(np.float32),
    }


def offset_tables(offsets: Array, sizes: Array) -> dict[str, Array]:
    """`offsets`, `offset_sizes`, `overflow_at` and `overflow_by` of a batch.

    offsets: int[W], in characters from the start of the section. sizes: int[D, S], words of each section.
    """
    deltas = np.diff(offsets.astype(np.int64), prepend=0)
    begins = (np.cumsum(sizes).reshape(sizes.shape) - sizes)[sizes > 0]
    deltas[begins] = offsets[begins]
    at = np.flatnonzero(deltas >= MAX_DELTA)
    by = deltas[at] - MAX_DELTA
    deltas[at] = MAX_DELTA
    packed = list(map(compress_bytes, split_parts(deltas.astype(np.uint8), sizes.sum(1))))
    return {
        "offsets": np.frombuffer(b"".join(packed), np.uint8),
        "offset_sizes": np.array(list(map(len, packed)), np.int64),
        "overflow_at": at,
        "overflow_by": by,
    }


def split_parts(data: Array, sizes: Array) -> list[bytes]:
    """The parts of an array of bytes; sizes: int[n], the bytes of each."""
    ends = np.cumsum(sizes).tolist()
    return [data[start:end].tobytes() for start, end in pairwise([0, *ends])]


def part_of(data: Array, starts: Array, number: int) -> bytes:
    """One of these parts. starts: int[n + 1], where each begins, and the end of the last."""
    part: bytes = data[starts[number] : starts[number + 1]].tobytes()
    return part


def select(batch: Batch, keep: Array) -> Batch:
    """The documents of a batch for which `keep` (bool[D]) holds. The counts of `forms` stay as they are."""
    if keep.all():
        return batch
    kept = keep[batch.post_docs]
    group_of = np.repeat(np.arange(len(batch.group_sizes)), batch.group_sizes)
    sizes = np.bincount(group_of[kept], minlength=len(batch.group_sizes))
    renumber = np.cumsum(keep) - 1
    counts = batch.tf_counts.take(batch.tf_codes)
    alive = np.flatnonzero(keep).tolist()
    own_words = np.repeat(keep, batch.word_counts)
    long = own_words[batch.overflow_at]
    return replace(
        batch,
        sources=tuple(batch.sources[doc] for doc in alive),
        group_terms=batch.group_terms[sizes > 0],
        group_sizes=shrink_dtype(sizes[sizes > 0]),
        post_docs=shrink_dtype(renumber[batch.post_docs[kept]]),
        tf_codes=batch.tf_codes[kept],
        positions=batch.positions[concatenate_ranges((np.cumsum(counts) - counts)[kept], counts[kept])],
        lengths=batch.lengths[keep],
        sections=batch.sections[keep],
        word_counts=batch.word_counts[keep],
        offsets=batch.offsets[np.repeat(keep, batch.offset_sizes)],
        offset_sizes=batch.offset_sizes[keep],
        overflow_at=(np.cumsum(own_words) - 1)[batch.overflow_at[long]],
        overflow_by=batch.overflow_by[long],
        hashes=batch.hashes[own_words],
        columns={name: column[keep] for name, column in batch.columns.items()},
        texts={f: tuple(column[doc] for doc in alive) for f, column in batch.texts.items()},
        store=batch.store[np.repeat(keep, batch.store_sizes)],
        store_sizes=batch.store_sizes[keep],
    )


@dataclass(frozen=True)
class DocumentPostings:
    """Postings in the order of their documents, those of a document in the order of the groups.

    docs, groups: int64[n] the document and the group of each. counts: int64[n] its occurrences; weights:
    float32[n] the same weighted. firsts: int64[n] where its positions begin in `Batch.positions`.
    """

    docs: Array
    groups: Array
    counts: Array
    weights: Array
    firsts: Array


def position_starts(batch: Batch) -> Array:
    """Where the positions of each posting begin (unsigned[P])."""
    total = int(np.bincount(batch.tf_codes, minlength=len(batch.tf_counts)) @ batch.tf_counts)
    starts = np.zeros(len(batch.tf_codes) + 1, np.uint32 if total < 1 << 32 else np.uint64)
    np.cumsum(batch.tf_counts.take(batch.tf_codes), out=starts[1:])
    return starts[:-1]


def by_document(batch: Batch, starts: Array, first: int, end: int) -> DocumentPostings:
    """The postings of documents first … end - 1; starts: `position_starts` of the batch."""
    inside = np.flatnonzero((batch.post_docs >= first) & (batch.post_docs < end))
    docs = batch.post_docs.take(inside)
    order = np.argsort(docs, kind="stable")
    at = inside.take(order)
    codes = batch.tf_codes.take(at)
    return DocumentPostings(
        docs=docs.take(order).astype(np.int64),
        groups=np.cumsum(batch.group_sizes, dtype=np.int64).searchsorted(at, "right"),
        counts=batch.tf_counts.take(codes),
        weights=batch.tf_weights.take(codes),
        firsts=starts.take(at).astype(np.int64),
    )
