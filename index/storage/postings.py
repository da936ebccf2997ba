"""Postings of some documents as flat arrays, ready to be put together into a segment.

A `Batch` is some documents. `index.indexing.batch_builder` makes one of a handful of projects; `concatenate`
makes one of many; a segment on disk can be read back as one, which is all that merging is.

Names of sizes: D documents, W words, T terms, P postings (a term in a document), Z pairs of count and weight,
N occurrences, S searched sections, F different word forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from index.formats.record import RecordKey
from index.model.project import SEARCHED
from index.numeric import Array, concatenate_ranges, shrink_dtype
from index.storage.vocabulary import TermKey, number_strings

MISSING = np.iinfo(np.int64).min
"""Stands in a column of numbers for a value that a description does not give."""
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
        return (self, *self.others)

    @property
    def stored(self) -> Source:
        """The source as the index keeps it."""
        others = tuple(one.stored for one in self.others)
        return replace(self, path=self.shown or self.path, shown="", others=others)

    def with_paths(self, known: Mapping[str, str]) -> Source:
        """A source as it was stored, with the path of its file; known: stored path → path."""
        path, others = known.get(self.path, self.path), tuple(one.with_paths(known) for one in self.others)
        return replace(self, path=path, shown="" if path == self.path else self.path, others=others)

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> Source:
        """The source that `dataclasses.astuple` made the row from."""
        return replace(cls(*row[:-1]), others=tuple(map(cls.from_row, row[-1])))

    @property
    def key(self) -> RecordKey:
        """What tells the record from all others."""
        return self.path, self.place


@dataclass(frozen=True)
class Batch:
    """Documents as arrays.

    sources:        where each document came from.
    terms:          terms in no order, perhaps more than occur; batches of one run share one list.
    post_terms:     int32[P] index into `terms`; with post_docs, unsigned[P], sorted by neither.
    tf_codes:       unsigned[P] index into the next two.
    tf_counts:      int64[Z] occurrences that have a position; 0 for names.
    tf_weights:     float32[Z] occurrences, each counted by the weight of its section; 1 for names.
    positions:      unsigned[N] in the order of the postings.
    lengths:        float32[D] weighted number of words.
    sections:       int32[D, S + 1] position at which each searched section begins; last, the end.
    word_counts:    int64[D] words of each document: its run in `offsets` and `hashes`.
    offsets:        int32[W] characters from the start of the section to the start of each word.
    hashes:         uint16[W] `index.storage.vocabulary.form_hash` of each word as written.
    forms:          word forms, as `terms`; with form_ids int32[F] and form_counts int64[F], how often each.
    columns:        query name of a field → int64[D], `MISSING` where there is no value.
    texts:          query name of a sortable field → its text in each document, "" where there is none.
    stores:         each document's project as compressed JSON.
    """

    sources: tuple[Source, ...]
    terms: list[TermKey]
    post_terms: Array
    post_docs: Array
    tf_codes: Array
    tf_counts: Array
    tf_weights: Array
    positions: Array
    lengths: Array
    sections: Array
    word_counts: Array
    offsets: Array
    hashes: Array
    forms: list[str]
    form_ids: Array
    form_counts: Array
    columns: dict[str, Array]
    texts: dict[str, tuple[str, ...]]
    stores: tuple[bytes, ...]


def tf_tables(counts: Array, weights: Array) -> dict[str, Array]:
    """`tf_codes`, `tf_counts` and `tf_weights` of a batch: few different pairs occur, in rising order here.

    counts: int[P], weights: float[P], of each posting.
    """
    pairs = counts.astype(np.int64) << 32 | weights.astype(np.float32).view(np.uint32)
    different, number = np.unique(pairs, return_inverse=True)
    return {
        "tf_codes": shrink_dtype(number),
        "tf_counts": different >> 32,
        "tf_weights": (different & 0xFFFFFFFF).astype(np.uint32).view(np.float32),
    }


def concatenate(batches: Sequence[Batch]) -> Batch:
    """One batch of the documents of several, in their order; there must be at least one."""
    terms, own_terms = _shared([batch.terms for batch in batches])
    forms, own_forms = _shared([batch.forms for batch in batches])
    sizes = np.cumsum([0, *(len(batch.sources) for batch in batches)])
    form_ids = np.concatenate([own[b.form_ids] for own, b in zip(own_forms, batches, strict=True)])
    form_counts = np.bincount(form_ids, np.concatenate([b.form_counts for b in batches]))
    joined: dict[str, Array] = {
        name: np.concatenate([getattr(batch, name) for batch in batches])
        for name in ("positions", "lengths", "sections", "word_counts", "offsets", "hashes")
    }
    return Batch(
        sources=tuple(s for b in batches for s in b.sources),
        terms=terms,
        post_terms=np.concatenate([own[b.post_terms] for own, b in zip(own_terms, batches, strict=True)]),
        post_docs=np.concatenate([b.post_docs + np.uint32(n) for n, b in zip(sizes, batches, strict=False)]),
        forms=forms,
        form_ids=np.flatnonzero(form_counts).astype(np.int32),
        form_counts=form_counts[form_counts > 0].astype(np.int64),
        columns={f: np.concatenate([b.columns[f] for b in batches]) for f in batches[0].columns},
        texts={f: tuple(t for b in batches for t in b.texts[f]) for f in batches[0].texts},
        stores=tuple(s for b in batches for s in b.stores),
        **_shared_tf_tables(batches),
        **joined,
    )


def _shared_tf_tables(batches: Sequence[Batch]) -> dict[str, Array]:
    """The same as `tf_tables` gives, of the postings of several batches."""
    shared = tf_tables(
        np.concatenate([b.tf_counts for b in batches]), np.concatenate([b.tf_weights for b in batches])
    )
    ends = np.cumsum([len(b.tf_counts) for b in batches])[:-1]
    owns = np.split(shared["tf_codes"], ends)
    own = [own.take(b.tf_codes) for own, b in zip(owns, batches, strict=True)]
    return {**shared, "tf_codes": np.concatenate(own)}


def _shared(lists: Sequence[list[str]]) -> tuple[list[str], list[Array]]:
    """One list of the strings of several, and for each of them the new number (int32) of each string."""
    numbers: dict[str, int] = {}
    items: list[str] = []
    known: dict[int, Array] = {}  # a list that several batches share is gone through once
    for own in lists:
        if id(own) not in known:
            known[id(own)] = number_strings(own, numbers, items)
    return items, [known[id(own)] for own in lists]


def select(batch: Batch, keep: Array) -> Batch:
    """The documents of a batch for which `keep` (bool[D]) holds. The counts of `forms` stay as they are."""
    if keep.all():
        return batch
    kept = keep[batch.post_docs]
    renumber = np.cumsum(keep) - 1
    counts = batch.tf_counts.take(batch.tf_codes)
    alive = np.flatnonzero(keep).tolist()
    own_words = np.repeat(keep, batch.word_counts)
    return replace(
        batch,
        sources=tuple(batch.sources[doc] for doc in alive),
        post_terms=batch.post_terms[kept],
        post_docs=shrink_dtype(renumber[batch.post_docs[kept]]),
        tf_codes=batch.tf_codes[kept],
        positions=batch.positions[concatenate_ranges((np.cumsum(counts) - counts)[kept], counts[kept])],
        lengths=batch.lengths[keep],
        sections=batch.sections[keep],
        word_counts=batch.word_counts[keep],
        offsets=batch.offsets[own_words],
        hashes=batch.hashes[own_words],
        columns={name: column[keep] for name, column in batch.columns.items()},
        texts={f: tuple(column[doc] for doc in alive) for f, column in batch.texts.items()},
        stores=tuple(batch.stores[doc] for doc in alive),
    )
