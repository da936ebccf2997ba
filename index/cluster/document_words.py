"""The words of a document, packed to be stored with it and unpacked to explain a hit.

What the engine must know of a hit to mark words, choose passages and explain a score is what a segment has of
it: its terms with their positions, where its words stand in the text, and how they were written. So a hit is
unpacked as a segment of one document (`search.cluster.page`), and read by the same code as those of an index.
Analysing the texts anew would take several milliseconds for each.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import zstandard

from index.numeric import Array

LEVEL = 6
"""Zstandard's level."""
KINDS = {
    "counts": "<u4",
    "weights": "<f4",
    "positions": "<u4",
    "sections": "<u4",
    "offset_deltas": "u1",
    "overflow_at": "<u4",
    "overflow_by": "<u4",
    "hashes": "<u2",
}
"""The arrays that are packed, in this order, and their types."""


def pack_words(
    *,
    terms: Sequence[str],
    length: float,
    columns: Mapping[str, int],
    texts: Mapping[str, str],
    arrays: Mapping[str, Array],
) -> bytes:
    """The words of one document, in bytes; the arguments are as in `Batch`, of one document each.

    terms: of each posting; no term has a line break. arrays: those of `KINDS`.
    """
    data = [
        "\n".join(terms),
        [_bytewise(arrays[name].astype(kind)).tobytes() for name, kind in KINDS.items()],
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


@dataclass(frozen=True)
class DocumentWords:
    """What `pack_words` packed. terms: UTF-8 of each posting's term, field and text, in order."""

    terms: list[bytes]
    counts: Array
    weights: Array
    positions: Array
    sections: Array
    offset_deltas: Array
    overflow_at: Array
    overflow_by: Array
    hashes: Array
    length: float
    columns: dict[str, int]
    texts: dict[str, str]


def unpack(packed: str) -> DocumentWords:
    """The words of a hit. packed: base64, as the cluster answers.

    Raises `ValueError`, or an error of Zstandard or msgspec, where they are not what was stored.
    """
    data = zstandard.ZstdDecompressor().decompress(base64.b64decode(packed))
    names, arrays, length, columns, texts = msgspec.msgpack.decode(data)
    terms = names.encode().split(b"\n") if names else []
    named = {name: _items(one, kind) for (name, kind), one in zip(KINDS.items(), arrays, strict=True)}
    return DocumentWords(terms, length=length, columns=columns, texts=texts, **named)


def stored_of(hit: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of a hit by the names of its fields, as far as it was asked for."""
    fields: Mapping[str, list[Any]] = hit.get("fields", {})
    return {**hit.get("_source", {}), **{name: values[0] for name, values in fields.items()}}
