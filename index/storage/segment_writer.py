"""A segment: some documents and all their postings in one file of flat arrays; here it is written.

Terms are sorted by field and text, so that a field's terms, their postings and the postings' positions are
each one run of an array. The arrays, with T terms, P postings, Z pairs of count and weight, N occurrences, D
documents, W words, S searched sections, L long gaps, R postings with a rare pair; where no dtype is given it
is the smallest unsigned one that holds the values:

    term_text, blocks       the terms, see `index.storage.term_dictionary`
    post_ends       [T]     end of each term's postings
    post_docs, …            documents of each term, rising, see `index.packed`
    tf_codes        [P]     uint8, index into the next two, or `RARE`: of thousands of pairs few are common
    tf_counts       [Z]     occurrences with a position; 0 for names. The commonest pair first
    tf_weights      [Z]     float32, the occurrences, each counted by the weight of its section
    rare_at         [R]     uint32, the postings for which `tf_codes` is `RARE`, and …
    rare_codes      [R]     … their index into `tf_counts` and `tf_weights`
    position_ends   [T]     end of each term's positions
    positions, …    [N]     rising within a posting, see `index.packed`
    lengths         [D]     float32, weighted number of words
    sections        [D, S+1]  position at which each searched section begins; last, the end
    word_ends       [D]     end of each document's words
    offsets, offset_ends    each document's, compressed: a byte for each of its words, characters from the
                            start of the word before, or of the section
    overflow_at     [L]     the words for which that is 255 or more, and …
    overflow_by     [L]     by how much more than 255
    hashes          [W]     uint16, `index.storage.vocabulary.form_hash` of the word as written
    column_FIELD    [D]     int64, `MISSING` where there is no value
    store, store_ends       each document's project, see `index.storage.document_store`
    texts                   compressed JSON: sortable field → its text in each document
    forms, form_counts      the word forms that occur, in order, compressed; and how often each does
    sources                 compressed JSON: the attributes of each document's `Source`
    codes                   JSON: the project code of each document
    seen_and_changed [D, 2] int64, Unix times; like `codes` also in `sources`, which a server need not read
"""

from __future__ import annotations

import ctypes
import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple, replace
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np

from index.numeric import Array, concatenate_ranges, shrink_dtype
from index.packed import document_type, pack_documents, pack_positions, pieces
from index.storage.array_file import MemoryArrays, write_arrays
from index.storage.postings import RARE, Batch, Source
from index.storage.term_dictionary import term_arrays
from index.storage.vocabulary import number_strings

NOT_COMPARED = frozenset(
    {"store", "store_ends", "offsets", "offset_ends", "texts", "sources", "forms", "form_counts"}
)
"""Arrays that may differ for the same documents: compressors change, and deleted documents had forms."""

NONE = np.zeros(0, np.uint8)
GIVEN_BACK = 16
"""Batches that are emptied before their memory is given back."""


def write_segment(path: Path, batches: list[Batch], fingerprint: str) -> None:
    """Write batches as a new segment file; they are emptied as `segment_arrays` says. Raises `OSError`."""
    write_arrays(path, *segment_arrays(batches, fingerprint))


def segment_arrays(batches: list[Batch], fingerprint: str) -> tuple[MemoryArrays, dict[str, Any]]:
    """A segment's arrays and `meta`: the same for the same documents, however these were batched.

    batches: at least one. The list is emptied step by step, so that each array is in memory only once.
    """
    terms, own_terms = _shared([batch.terms for batch in batches])
    owns = [own[batch.group_terms] for own, batch in zip(own_terms, batches, strict=True)]
    totals = np.zeros(len(terms), np.int64)
    for own, batch in zip(owns, batches, strict=True):
        totals[own] += batch.group_sizes
    order = sorted(np.flatnonzero(totals).tolist(), key=terms.__getitem__)
    rank = np.zeros(len(terms), np.int32)
    rank[order] = np.arange(len(order))
    documents = sum(len(batch.sources) for batch in batches)
    arrays = {
        "texts": _json_blob({f: [t for b in batches for t in b.texts[f]] for f in batches[0].texts}),
        "sources": _json_blob([astuple(source.stored) for batch in batches for source in batch.sources]),
        **_codes_and_times([source for batch in batches for source in batch.sources]),
        "store": _joined(batches, "store"),
        "store_ends": shrink_dtype(np.cumsum(_joined(batches, "store_sizes"))),
        **_forms(batches),
        **_postings(batches, [rank[own] for own in owns], totals[order]),
        **_words(batches),
        **term_arrays([terms[i].partition("\t")[2].encode() for i in order]),
        "lengths": _joined(batches, "lengths"),
        "sections": shrink_dtype(_joined(batches, "sections")),
        **{
            f"column_{name}": np.concatenate([batch.columns[name] for batch in batches])
            for name in batches[0].columns
        },
    }
    batches.clear()
    meta = {"fingerprint": fingerprint, "documents": documents, "fields": _field_runs(terms, order)}
    return MemoryArrays(arrays), meta


def _codes_and_times(sources: Sequence[Source]) -> dict[str, Array]:
    times = [(source.first_seen, source.last_changed) for source in sources]
    return {
        "codes": _blob(json.dumps([source.code for source in sources], ensure_ascii=False).encode()),
        "seen_and_changed": np.array(times, np.int64).reshape(-1, 2),
    }


def _joined(batches: list[Batch], name: str) -> Array:
    """An array of all batches, one after another, and taken out of them."""
    joined = np.concatenate([getattr(batch, name) for batch in batches])
    emptied: dict[str, Any] = {name: NONE}
    batches[:] = [replace(batch, **emptied) for batch in batches]
    _give_back()
    return joined


def _give_back() -> None:
    """Return free memory to the system: glibc keeps freed arrays of some hundred kB for the process."""
    with suppress(OSError, TypeError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _shared(lists: Sequence[list[str]]) -> tuple[list[str], list[Array]]:
    """One list of the strings of several, and for each of them the new number (int32) of each string."""
    numbers: dict[str, int] = {}
    items: list[str] = []
    known: dict[int, Array] = {}  # a list that several batches share is gone through once
    for own in lists:
        if id(own) not in known:
            known[id(own)] = number_strings(own, numbers, items)
    return items, [known[id(own)] for own in lists]


# Postings

_Run = tuple[Array, Array, Callable[[Array], Array]]
"""Of a batch: the number of each group's term, the values of each group, and what is made of the values."""


def _postings(batches: list[Batch], ranks: Sequence[Array], totals: Array) -> dict[str, Array]:
    """Postings and positions, by term and document. Nothing is sorted: in each batch the postings of a term
    stand together, and batches follow each other as their documents do.

    ranks: for each batch int[G], the number that each group's term gets; totals: int64[T], its postings.
    """
    pairs, own_codes = _shared_pairs(batches)
    occurrences = np.zeros(len(totals), np.int64)
    held = [_group_occurrences(batch) for batch in batches]
    for own, counts in zip(ranks, held, strict=True):
        occurrences[own] += counts
    ends, position_ends = np.cumsum(totals), np.cumsum(occurrences)
    counted, sizes = [len(b.sources) for b in batches], [b.group_sizes for b in batches]
    documents, posts = sum(counted), int(totals.sum())
    befores = (np.cumsum(counted) - counted).astype(document_type(documents))
    # One array after the other, so that no two of them are there beside all batches.
    post_docs, numbered = np.empty(posts, befores.dtype), (partial(np.add, before) for before in befores)
    _place(post_docs, ends - totals, batches, "post_docs", zip(ranks, sizes, numbered, strict=True))
    packed = pack_documents(post_docs, ends, documents)
    del post_docs
    tf_codes = np.empty(posts, np.min_scalar_type(max(0, len(pairs) - 1)))
    shared = (codes.take for codes in own_codes)
    _place(tf_codes, ends - totals, batches, "tf_codes", zip(ranks, sizes, shared, strict=True))
    packed |= _split_rare(tf_codes)
    del tf_codes
    highest = max((int(batch.positions.max(initial=0)) for batch in batches), default=0)
    positions, same = np.empty(int(occurrences.sum()), np.min_scalar_type(highest)), repeat(np.asarray)
    _place(positions, position_ends - occurrences, batches, "positions", zip(ranks, held, same, strict=False))
    return {
        "post_ends": shrink_dtype(ends),
        **packed,
        "tf_counts": (pairs >> 32).astype(np.uint32),
        "tf_weights": (pairs & 0xFFFFFFFF).astype(np.uint32).view(np.float32),
        "position_ends": shrink_dtype(position_ends),
        **pack_positions(positions),
    }


def _place(out: Array, starts: Array, batches: list[Batch], name: str, runs: Iterable[_Run]) -> None:
    """Put an array of all batches in the order of terms (starts: int64[T]), and take it out of them."""
    places, emptied = starts.copy(), dict[str, Any]([(name, NONE)])
    for at, (own, sizes, convert) in enumerate(runs):
        _scatter(out, places, own, sizes, getattr(batches[at], name), convert)
        places[own] += sizes
        batches[at] = replace(batches[at], **emptied)
        if at % GIVEN_BACK == 0:
            _give_back()


def _shared_pairs(batches: Sequence[Batch]) -> tuple[Array, list[Array]]:
    """The pairs of count and weight that occur, packed into int64, the commonest first, equally common ones
    rising; for each batch its codes as indexes into these."""
    packed = [b.tf_counts << 32 | b.tf_weights.view(np.uint32).astype(np.int64) for b in batches]
    often = [
        np.bincount(batch.tf_codes, minlength=len(own)) for own, batch in zip(packed, batches, strict=True)
    ]
    every, times = np.concatenate(packed), np.concatenate(often)
    pairs, at = np.unique(every[times > 0], return_inverse=True)
    order = np.argsort(-np.bincount(at, times[times > 0], len(pairs)), kind="stable")
    kind = np.min_scalar_type(max(0, len(pairs) - 1))
    rank = np.zeros(max(1, len(pairs)), kind)
    rank[order] = np.arange(len(order))
    last = len(rank) - 1
    return pairs[order], [rank[np.searchsorted(pairs, own).clip(0, last)] for own in packed]


def _split_rare(codes: Array) -> dict[str, Array]:
    """Codes in a byte each, and those that have no room in it."""
    rare = np.flatnonzero(codes >= RARE)
    return {
        "tf_codes": np.minimum(codes, RARE).astype(np.uint8),
        "rare_at": rare.astype(np.uint32),
        "rare_codes": codes[rare],
    }


def _group_occurrences(batch: Batch) -> Array:
    """int64[G]: how many positions the postings of each group have."""
    counts = batch.tf_counts.astype(np.uint32).take(batch.tf_codes)
    starts = np.cumsum(batch.group_sizes, dtype=np.int64) - batch.group_sizes
    found: Array = np.add.reduceat(counts, starts, dtype=np.int64) if len(starts) else starts
    return found


def _scatter(
    out: Array, places: Array, groups: Array, sizes: Array, values: Array, convert: Callable[[Array], Array]
) -> None:
    """Put runs of values, one after another, to where their groups go on in `out`.

    groups: int[G], the group of each run; sizes: int[G], its length; places: where each group goes on.
    """
    ends = np.cumsum(sizes, dtype=np.int64)
    at = 0
    for first, last in pieces(ends):
        own, end = sizes[first:last].astype(np.int64), int(ends[last - 1])
        out[concatenate_ranges(places[groups[first:last]], own)] = convert(values[at:end])
        at = end


# The rest


def _words(batches: list[Batch]) -> dict[str, Array]:
    """What is kept of each word; long gaps between words by the number of the word in the segment."""
    sizes = [len(batch.hashes) for batch in batches]
    before = np.cumsum(sizes) - sizes
    at = [batch.overflow_at + first for batch, first in zip(batches, before, strict=True)]
    return {
        "word_ends": shrink_dtype(np.cumsum(_joined(batches, "word_counts"))),
        "offsets": _joined(batches, "offsets"),
        "offset_ends": shrink_dtype(np.cumsum(_joined(batches, "offset_sizes"))),
        "overflow_at": shrink_dtype(np.concatenate(at)),
        "overflow_by": shrink_dtype(_joined(batches, "overflow_by")),
        "hashes": _joined(batches, "hashes"),
    }


def counted_forms(batches: Sequence[Batch]) -> dict[str, int]:
    """How often each word form occurs."""
    forms, own_forms = _shared([batch.forms for batch in batches])
    counts = np.zeros(len(forms), np.int64)
    for own, batch in zip(own_forms, batches, strict=True):
        np.add.at(counts, own[batch.form_ids], batch.form_counts)  # one form may have several numbers
    found = np.flatnonzero(counts)
    return dict(zip([forms[i] for i in found.tolist()], counts[found].tolist(), strict=True))


def _forms(batches: Sequence[Batch]) -> dict[str, Array]:
    """The word forms that occur in order, and their counts."""
    counts = counted_forms(batches)
    forms = sorted(counts)
    return {
        "forms": _blob(zlib.compress("\n".join(forms).encode("utf-8", "surrogatepass"))),
        "form_counts": shrink_dtype(np.array([counts[form] for form in forms], np.int64)),
    }


def _json_blob(data: Any) -> Array:
    return _blob(zlib.compress(json.dumps(data, ensure_ascii=False).encode()))


def _blob(data: bytes) -> Array:
    return np.frombuffer(data, np.uint8)


def _field_runs(terms: list[str], order: list[int]) -> dict[str, list[int]]:
    """Whoosh field → [first, end) of its run of term numbers."""
    runs: dict[str, list[int]] = {}
    for number, i in enumerate(order):
        runs.setdefault(terms[i].partition("\t")[0], [number, number])[1] = number + 1
    return runs
