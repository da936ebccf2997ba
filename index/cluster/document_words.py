"""The words of a document, packed to be stored with it and unpacked to explain a hit.

What the engine must know of a hit to mark words, choose passages and explain a score is what a segment has of
it: its terms with their positions, where its words stand in the text, and how they were written. So a page of
hits is unpacked as batches, joined as a small segment, and read by the same code as a segment of an index.
Analysing the texts anew would take several milliseconds for each.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import zstandard

from index.cluster import mapping
from index.numeric import Array
from index.storage.postings import Batch, Source, tf_tables

LEVEL = 6
"""Zstandard's level."""


def pack_words(
    *,
    terms: Sequence[str],
    counts: Array,
    weights: Array,
    positions: Array,
    length: float,
    sections: Array,
    offset_deltas: Array,
    overflow_at: Array,
    overflow_by: Array,
    hashes: Array,
    columns: Mapping[str, int],
    texts: Mapping[str, str],
) -> bytes:
    """The words of one document, in bytes; the arguments are as in `Batch`, of one document each.

    terms: of each posting; no term has a line break.
    """
    arrays = [
        counts.astype("<u4"),
        weights.astype("<f4"),
        positions.astype("<u4"),
        sections.astype("<u4"),
        offset_deltas.astype("u1"),
        overflow_at.astype("<u4"),
        overflow_by.astype("<u4"),
        hashes.astype("<u2"),
    ]
    data = [
        "\n".join(terms),
        [a.tobytes() for a in map(_bytewise, arrays)],
        length,
        dict(columns),
        dict(texts),
    ]
    return zstandard.ZstdCompressor(LEVEL).compress(msgspec.msgpack.encode(data))


def _bytewise(array: Array) -> Array:
    """The first bytes of all items, then the second ones …: most high bytes are 0, and pack away."""
    return np.ascontiguousarray(array.view(np.uint8).reshape(len(array), array.itemsize).T)


def _items(data: bytes, dtype: str) -> Array:
    size = np.dtype(dtype).itemsize
    return np.ascontiguousarray(np.frombuffer(data, np.uint8).reshape(size, -1).T).view(dtype).reshape(-1)


def unpack(source: Mapping[str, Any]) -> Batch:
    """A hit as a batch of one document: `_source` with the code, project, words and times.

    Raises `ValueError` where it is not what was stored.
    """
    packed = zstandard.ZstdDecompressor().decompress(base64.b64decode(source[mapping.DOCUMENT_WORDS]))
    names, arrays, length, columns, texts = msgspec.msgpack.decode(packed)
    kinds = ("<u4", "<f4", "<u4", "<u4", "u1", "<u4", "<u4", "<u2")
    counts, weights, positions, sections, deltas, overflow_at, overflow_by, hashes = map(
        _items, arrays, kinds
    )
    terms = names.split("\n") if names else []
    store = np.frombuffer(base64.b64decode(source[mapping.PROJECT]), np.uint8)
    code, first_seen, last_changed = (
        source[name] for name in (mapping.CODE, mapping.FIRST_SEEN, mapping.LAST_CHANGED)
    )
    return Batch(
        sources=(Source(code, "", "", "", "", 1, first_seen=first_seen, last_changed=last_changed),),
        terms=terms,
        group_terms=np.arange(len(terms), dtype=np.int32),
        group_sizes=np.ones(len(terms), np.uint8),
        post_docs=np.zeros(len(terms), np.uint8),
        **tf_tables(counts, weights),
        positions=positions,
        lengths=np.array([length], np.float32),
        sections=sections.astype(np.int32).reshape(1, -1),
        word_counts=np.array([len(hashes)], np.int64),
        offset_deltas=deltas,
        overflow_at=overflow_at.astype(np.int64),
        overflow_by=overflow_by.astype(np.int64),
        hashes=hashes,
        forms=[],
        form_ids=np.zeros(0, np.int32),
        form_counts=np.zeros(0, np.int64),
        columns={name: np.array([value], np.int64) for name, value in columns.items()},
        texts={name: (text,) for name, text in texts.items()},
        store=store,
        store_sizes=np.array([len(store)], np.int64),
    )
