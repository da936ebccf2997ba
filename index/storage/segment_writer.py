"""A segment: some documents and all their postings in one file of flat arrays; here it is written.

Terms are sorted by field and text, so that a field's terms, their postings and the postings' positions are
each one run of an array. The arrays, with T terms, P postings, Z pairs of count and weight, N occurrences, D
documents, W words, S searched sections, L long gaps; where no dtype is given it is the smallest unsigned one
that holds the values:

    term_text, blocks       the terms, see `index.storage.term_dictionary`
    post_ends       [T]     end of each term's postings
    post_docs       [P]     documents, rising within a term
    tf_codes        [P]     index into the next two: few different pairs occur
    tf_counts       [Z]     occurrences with a position; 0 for names
    tf_weights      [Z]     float32, the occurrences, each counted by the weight of its section
    position_ends   [T]     end of each term's positions
    positions       [N]     rising within a posting
    lengths         [D]     float32, weighted number of words
    sections        [D, S+1]  position at which each searched section begins; last, the end
    word_ends       [D]     end of each document's words
    offset_deltas   [W]     uint8, characters from the start of the word before, or of the section
    overflow_at     [L]     the words for which that is 255 or more, and …
    overflow_by     [L]     by how much more than 255
    hashes          [W]     uint16, `index.storage.vocabulary.form_hash` of the word as written
    column_FIELD    [D]     int64, `MISSING` where there is no value
    store, store_ends       each document's project, see `index.storage.document_store`
    texts                   compressed JSON: sortable field → its text in each document
    forms, form_counts      the word forms that occur, in order, compressed; and how often each does
    sources                 compressed JSON: the attributes of each document's `Source`
"""

from __future__ import annotations

import json
import zlib
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np

from index.numeric import Array, shrink_dtype
from index.storage.array_file import write_arrays
from index.storage.postings import Batch
from index.storage.schema import SECTION_GAP
from index.storage.term_dictionary import term_arrays

MAX_DELTA = 255
"""Characters from one word to the next from which on the rest is kept apart: hardly any gap is so long."""

NOT_COMPARED = frozenset({"store", "store_ends", "texts", "sources", "forms", "form_counts"})
"""Arrays that may differ for the same documents: compressors change, and deleted documents had forms."""


def write_segment(path: Path, batch: Batch, fingerprint: str) -> None:
    """Write a batch as a new segment file. Raises `OSError`."""
    write_arrays(path, *segment_arrays(batch, fingerprint))


def segment_arrays(batch: Batch, fingerprint: str) -> tuple[dict[str, Array], dict[str, Any]]:
    """A segment's arrays and `meta`: the same for the same documents, however these were batched."""
    used = np.zeros(len(batch.terms), bool)
    used[batch.post_terms] = True
    order = sorted(np.flatnonzero(used).tolist(), key=batch.terms.__getitem__)
    return (
        {
            **term_arrays([batch.terms[i].partition("\t")[2].encode() for i in order]),
            **_postings(batch, order),
            "lengths": batch.lengths,
            "sections": shrink_dtype(batch.sections),
            "word_ends": shrink_dtype(np.cumsum(batch.word_counts)),
            **_offset_deltas(batch.offsets, section_sizes(batch.sections)),
            "hashes": batch.hashes,
            **{f"column_{name}": column for name, column in batch.columns.items()},
            "store": _blob(b"".join(batch.stores)),
            "store_ends": shrink_dtype(np.cumsum([len(s) for s in batch.stores], dtype=np.int64)),
            "texts": _json_blob(batch.texts),
            "sources": _json_blob([astuple(source.stored) for source in batch.sources]),
            **_forms(batch),
        },
        {
            "fingerprint": fingerprint,
            "documents": len(batch.sources),
            "fields": _field_runs(batch, order),
        },
    )


def _postings(batch: Batch, order: list[int]) -> dict[str, Array]:
    """Postings and positions, sorted by term and document.

    order: numbers in `batch.terms` of the terms that occur, sorted.
    Term, document and value are packed into one int64 each: sorting such numbers is ten times as fast as
    argsort.
    """
    bits = len(batch.sources).bit_length()
    rank = np.empty(len(batch.terms), np.int64)
    rank[order] = np.arange(len(order)) << bits
    keys = rank.take(batch.post_terms)
    keys |= batch.post_docs
    used = np.bincount(batch.tf_codes, minlength=len(batch.tf_counts)) > 0
    counts = batch.tf_counts[used].astype(np.uint32)
    codes = shrink_dtype(np.cumsum(used) - 1).take(batch.tf_codes)
    positions = _sort_values(np.repeat(keys, counts.take(codes)), batch.positions)
    codes = _sort_values(keys, codes)
    ends = keys.searchsorted(np.arange(1, len(order) + 1) << bits)
    sums = np.add.reduceat(counts.take(codes), np.r_[0, ends[:-1]]) if ends.size else ends
    return {
        "post_ends": shrink_dtype(ends),
        "post_docs": _low_bits(keys, bits),
        "tf_codes": codes,
        "tf_counts": counts,
        "tf_weights": batch.tf_weights[used],
        "position_ends": shrink_dtype(np.cumsum(sums)),
        "positions": positions,
    }


def _sort_values(keys: Array, values: Array) -> Array:
    """Values in the order of their keys (int64), those of one key rising. Sorts `keys` in place."""
    bits = int(values.max(initial=0)).bit_length()
    keys <<= bits
    keys |= values
    keys.sort()
    sorted_values = _low_bits(keys, bits)
    keys >>= bits
    return sorted_values


def _low_bits(numbers: Array, bits: int) -> Array:
    """The lowest bits of numbers (int64), in the smallest dtype that holds so many."""
    mask = (1 << bits) - 1
    low = np.empty(len(numbers), np.min_scalar_type(mask))
    np.bitwise_and(numbers, mask, out=low, casting="unsafe")
    return low


def section_sizes(sections: Array) -> Array:
    """int64[D · S]: words in each section of each document.

    sections: [D, S + 1], the position at which each section begins; last, the end.
    """
    return np.diff(sections.astype(np.int64)).reshape(-1) - SECTION_GAP


def _offset_deltas(offsets: Array, sizes: Array) -> dict[str, Array]:
    """Offsets as differences from word to word.

    offsets: int32[W], in characters from the start of the section. sizes: words of each section.
    """
    offset_deltas = np.diff(offsets.astype(np.int64), prepend=0)
    begins = (np.cumsum(sizes) - sizes)[sizes > 0]
    offset_deltas[begins] = offsets[begins]
    at = np.flatnonzero(offset_deltas >= MAX_DELTA)
    by = offset_deltas[at] - MAX_DELTA
    offset_deltas[at] = MAX_DELTA
    return {
        "offset_deltas": offset_deltas.astype(np.uint8),
        "overflow_at": shrink_dtype(at),
        "overflow_by": shrink_dtype(by),
    }


def _forms(batch: Batch) -> dict[str, Array]:
    """The word forms that occur in order, and their counts."""
    forms = [batch.forms[i] for i in batch.form_ids.tolist()]
    order = sorted(range(len(forms)), key=forms.__getitem__)
    return {
        "forms": _blob(zlib.compress("\n".join(forms[i] for i in order).encode("utf-8", "surrogatepass"))),
        "form_counts": shrink_dtype(batch.form_counts[order]),
    }


def _json_blob(data: Any) -> Array:
    return _blob(zlib.compress(json.dumps(data, ensure_ascii=False).encode()))


def _blob(data: bytes) -> Array:
    return np.frombuffer(data, np.uint8)


def _field_runs(batch: Batch, order: list[int]) -> dict[str, list[int]]:
    """Whoosh field → [first, end) of its run of term numbers."""
    runs: dict[str, list[int]] = {}
    for number, i in enumerate(order):
        runs.setdefault(batch.terms[i].partition("\t")[0], [number, number])[1] = number + 1
    return runs
