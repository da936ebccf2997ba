"""Reads the undamaged parts of a segment file: the stored projects and their sources.

These are the only arrays of a segment that cannot be computed again. A block counts as whole where its
checksum is right, so nothing is guessed: a document is saved with every byte that was stored, or not at all.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import zstandard

from index.durability.reading import read_plain
from index.errors import IndexDamaged
from index.messages import Notice
from index.model.project import Project
from index.model.serialization import decode_project
from index.numeric import Array
from index.storage.array_file import BLOCK, PREFIX
from index.storage.document_store import decompress_json, split_compressed
from index.storage.postings import Source

DECODING = (ValueError, TypeError, LookupError, zlib.error, zstandard.ZstdError)
"""What reading damaged or foreign bytes raises."""


@dataclass(frozen=True)
class _Whole:
    """The bytes of an array as far as they are there, and for each block whether it is as it was written."""

    data: bytes
    dtype: str
    blocks: Sequence[bool]

    def part(self, first: int, end: int) -> bytes | None:
        """Bytes first … end - 1; None where one of them changed or is missing."""
        intact = all(self.blocks[first // BLOCK : -(-end // BLOCK)]) and end <= len(self.data)
        return self.data[first:end] if intact else None

    def all(self) -> bytes | None:
        return self.data if all(self.blocks) else None


@dataclass(frozen=True)
class Salvaged:
    """What is whole of a segment. lost: the documents that are not, by their code where it is known.

    fingerprint: of the version that made it; "" where that cannot be read.
    """

    documents: dict[int, tuple[Project, Source]]
    lost: dict[int, str]
    fingerprint: str


def salvage(path: Path, count: int, committed: int) -> Salvaged:
    """Save what is whole of a segment file.

    count: its documents by the table of contents; 0 = not known. committed: Unix time of the index, for
    documents of which it is not known since when they have been there.
    Raises `IndexDamaged` where not even its header can be read, `OSError`.
    """
    arrays, meta = _read(path)
    count = count or int(meta.get("documents", 0))
    sources = _sources(arrays.get("sources"), count)
    found: dict[int, tuple[Project, Source]] = {}
    for doc, packed in _stored(arrays, count).items():
        try:
            project = decode_project(decompress_json(packed))
        except DECODING:
            continue
        found[doc] = project, _source(project, sources[doc] if sources else None, committed)
    lost = {doc: sources[doc].code if sources else "" for doc in range(count) if doc not in found}
    return Salvaged(found, lost, str(meta.get("fingerprint", "")))


def _source(project: Project, known: Source | None, committed: int) -> Source:
    """The source of a document; one that no file has, so that the next run reads the file again."""
    if known is not None:
        return replace(known, code=project.code)
    name = project.provenance[0].name if project.provenance else ""
    unread = Source(project.code, "", project.code, "", "", 0, name)
    return replace(unread, first_seen=committed, last_changed=committed)


def _read(path: Path) -> tuple[dict[str, _Whole], dict[str, Any]]:
    """The arrays of a file as far as they are there. The header counts if it is JSON: each block has its own
    checksum, and one that is wrong makes only its block count as damaged."""
    data = read_plain(path)
    try:
        _, length, _ = PREFIX.unpack_from(data)
        header = json.loads(data[PREFIX.size : PREFIX.size + length])
        start, arrays = PREFIX.size + length, {}
        for name, (dtype, shape, sums) in header["arrays"].items():
            size = int(np.prod(shape)) * np.dtype(dtype).itemsize
            arrays[name] = _whole(data[start : start + size], size, dtype, sums)
            start += size
        return arrays, dict(header["meta"])
    except Exception as error:  # of bytes that may say anything: struct, JSON, numpy
        raise IndexDamaged(path, Notice("its header cannot be read")) from error


def _whole(data: bytes, size: int, dtype: str, sums: str) -> _Whole:
    wanted = np.frombuffer(base64.b64decode(sums), "<u4").tolist()
    blocks = [
        zlib.crc32(data[at : at + BLOCK]) == wanted[number] and min(at + BLOCK, size) <= len(data)
        for number, at in enumerate(range(0, size, BLOCK))
    ]
    return _Whole(data, dtype, blocks)


def _sources(array: _Whole | None, count: int) -> list[Source]:
    """Where the documents came from; none where that is damaged."""
    packed = array.all() if array else None
    try:
        sources = [Source.from_row(row) for row in json.loads(zlib.decompress(packed or b""))]
    except DECODING:
        return []
    return sources if len(sources) == count else []


def _stored(arrays: dict[str, _Whole], count: int) -> dict[int, bytes]:
    """The stored project of each document whose bytes are whole."""
    store, ends = arrays.get("store"), arrays.get("store_ends")
    if store is None:
        return {}
    whole_ends = ends.all() if ends else None
    if whole_ends is None or ends is None:
        return _frames(store, count)
    bounds: Array = np.r_[0, np.frombuffer(whole_ends, ends.dtype).astype(np.int64)]
    docs = range(min(count, len(bounds) - 1))
    parts = {doc: store.part(int(bounds[doc]), int(bounds[doc + 1])) for doc in docs}
    return {doc: part for doc, part in parts.items() if part is not None}


def _frames(store: _Whole, count: int) -> dict[int, bytes]:
    """The same where their ends are lost: one project after another, up to the first damage."""
    damaged = store.blocks.index(False) if False in store.blocks else len(store.blocks)
    found: dict[int, bytes] = {}
    with suppress(*DECODING):
        for doc, packed in zip(range(count), split_compressed(store.data[: damaged * BLOCK]), strict=False):
            found[doc] = packed
    return found
