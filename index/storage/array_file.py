"""Named flat arrays in one file: how everything of a segment lies on disk.

Layout: 8 bytes of magic, the JSON header's length and CRC-32 (uint32 each), the header, then the arrays as
raw little-endian items, one after another, those of the widest items first so that each is aligned. The
header gives for each array its dtype, its shape and the CRC-32 of each of its blocks, and a `meta` object.
Reading maps the file into memory: data is read only when it is used, it is verified before that, and nothing
in the file is ever executed.
"""

from __future__ import annotations

import base64
import json
import mmap
import os
import re
import struct
import weakref
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.durability.reading import open_plain
from index.durability.writing import write_file
from index.errors import IndexDamaged, IndexOfOtherVersion
from index.messages import Notice
from index.numeric import Array

MAGIC = b"HANKE\x00\x00\x03"
"""How a file begins; the last byte is the version of the layout."""
PREFIX = struct.Struct("<8sII")
"""Magic, length and CRC-32 of the header."""
ALIGN = 8
"""Bytes: the arrays begin at a multiple of this, the widest item there is."""
BLOCK = 1 << 12
"""Bytes under one checksum. Small, because what is checked for a hit is the block that its text lies in."""
DTYPE = re.compile(r"[<|][iuf][1248]")
"""The dtypes that a file may have: a header is not trusted to name any other."""


@dataclass(frozen=True)
class _StoredArray:
    """An array in the file.

    array:     the mapped array; raw: its bytes; start: the offset in the file at which they begin.
    checksums: uint32, the CRC-32 of each block.
    verified:  for each block 1 once its checksum was found right, else 0.
    """

    array: Array
    raw: memoryview
    start: int
    checksums: memoryview
    verified: bytearray

    def is_intact(self, first: int, end: int, blocks: memoryview | None = None) -> bool:
        """Whether bytes first … end - 1 are those that were written.

        blocks: the bytes of all blocks that these lie in, where they are read already.
        """
        low, high = first // BLOCK, -(-end // BLOCK)
        if self.verified.find(0, low, high) < 0:
            return True
        raw = self.raw[low * BLOCK : high * BLOCK] if blocks is None else blocks
        for number, block in enumerate(range(low, min(high, len(self.checksums)))):
            own = raw[number * BLOCK : (number + 1) * BLOCK]
            self.verified[block] = zlib.crc32(own) == self.checksums[block]
        return self.verified.find(0, low, high) < 0


class ArrayFile(Mapping[str, Array]):
    """The arrays of a file by name, mapped into memory, and its `meta`. Safe in many threads.

    Every byte is verified before its first use, so that damage is an error and never a wrong answer. Taking
    an array by its name checks all of it; of a large one take a `part`.
    """

    def __init__(self, path: Path) -> None:
        """Map a file. Raises `IndexDamaged` where it is not of this format, or not whole."""
        self.path = path
        self._file = open_plain(path)
        weakref.finalize(self, os.close, self._file)
        self._opened = _stamp(self._file)
        if self._opened[0] < PREFIX.size:
            raise IndexDamaged(path, Notice("it is cut short"))
        mapped = mmap.mmap(self._file, 0, access=mmap.ACCESS_READ)
        header, start = _read_header(path, mapped)
        self._stored: dict[str, _StoredArray] = {}
        try:
            self.meta: dict[str, Any] = header["meta"]
            for name, entry in header["arrays"].items():
                self._stored[name] = _map_array(mapped, start, *entry)
                start += self._stored[name].array.nbytes
        except (ValueError, TypeError, KeyError) as error:
            raise IndexDamaged(
                path, Notice("its arrays are not where its header says (%(error)s)", error=error)
            ) from error
        if start != len(mapped):
            raise IndexDamaged(path, Notice("something is behind its end"))
        self.size = start
        self._whole: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        found = self._whole.get(name)
        if found is None:
            found = self._whole[name] = self.part(name, slice(0, len(self._stored[name].array)))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)

    def part(self, name: str, run: slice) -> Array:
        """The items of an array from run.start to run.stop, mapped. Raises `IndexDamaged`."""
        stored = self._stored[name]
        size = stored.array.strides[0]
        if not stored.is_intact(run.start * size, run.stop * size):
            raise self._damaged(name)
        return stored.array[run]

    def take(self, name: str, at: Array) -> Array:
        """The items of a flat array at some places (int64). Only their blocks are checked, and so read.

        Raises `IndexDamaged`.
        """
        stored = self._stored[name]
        blocks = at * stored.array.itemsize // BLOCK
        verified = np.frombuffer(stored.verified or b"\0", np.uint8)
        for block in np.unique(blocks[verified[blocks] == 0]).tolist():
            if not stored.is_intact(block * BLOCK, block * BLOCK + 1):
                raise self._damaged(name)
        return stored.array.take(at)

    def read_part(self, name: str, run: slice) -> bytes:
        """The bytes of the same items, read and not mapped: for what is used once and need not stay in
        memory.

        Raises `IndexDamaged`.
        """
        stored = self._stored[name]
        size = stored.array.strides[0]
        first, end = run.start * size, run.stop * size
        low = first // BLOCK * BLOCK
        length = min(-(-end // BLOCK) * BLOCK, stored.array.nbytes) - low
        data = os.pread(self._file, length, stored.start + low)
        if len(data) < length or not stored.is_intact(first, end, memoryview(data)):
            raise self._damaged(name)
        return data[first - low : end - low]

    def is_as_opened(self) -> bool:
        """Whether the file has not been truncated or written to since it was opened.

        The system kills a process that reads behind the end of a mapped file, so this is checked first.
        """
        return _stamp(self._file) == self._opened

    def _damaged(self, name: str) -> IndexDamaged:
        return IndexDamaged(self.path, Notice("the checksum of its array «%(name)s» differs", name=name))

    def damaged_arrays(self) -> list[str]:
        """Names of the arrays in which a byte changed. Reads the whole file."""
        return [n for n, stored in self._stored.items() if not stored.is_intact(0, stored.array.nbytes)]


class MemoryArrays(dict[str, Array]):
    """Arrays in memory, read as those of an `ArrayFile`."""

    def part(self, name: str, run: slice) -> Array:
        """As of the file."""
        return self[name][run]

    def take(self, name: str, at: Array) -> Array:
        """As of the file."""
        taken: Array = self[name].take(at)
        return taken

    def read_part(self, name: str, run: slice) -> bytes:
        """As of the file."""
        return np.ascontiguousarray(self[name][run]).tobytes()


def _stamp(file: int) -> tuple[int, int]:
    """A stamp that changes when an open file is written: its length in bytes and its time in nanoseconds."""
    status = os.fstat(file)
    return status.st_size, status.st_mtime_ns


def write_arrays(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> None:
    """Write the arrays to a new file and have them on the disk before returning.

    meta: anything that JSON can hold. Raises `OSError`, `FileExistsError` where the file is there already.
    """
    ordered = sorted(arrays.items(), key=lambda item: -item[1].itemsize)
    entries = {name: [array.dtype.str, list(array.shape), _checksums(array)] for name, array in ordered}
    header = json.dumps({"meta": meta, "arrays": entries}, ensure_ascii=False).encode()
    header += b" " * (-(PREFIX.size + len(header)) % ALIGN)
    begin = PREFIX.pack(MAGIC, len(header), zlib.crc32(header)) + header
    write_file(path, (begin, *(_bytes(array).data for _, array in ordered)))


def _bytes(array: Array) -> Any:
    """uint8: an array's bytes, without a copy where it is contiguous."""
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)


def _checksums(array: Array) -> str:
    """The CRC-32 of each block of an array, as uint32 in Base64."""
    raw = _bytes(array)
    sums = [zlib.crc32(raw[at : at + BLOCK]) for at in range(0, len(raw), BLOCK)]
    return base64.b64encode(np.array(sums, "<u4").tobytes()).decode()


def _map_array(mapped: mmap.mmap, start: int, dtype: str, shape: list[int], sums: str) -> _StoredArray:
    """An array by its entry in the header. Raises `ValueError` where the entry does not fit the file."""
    if not DTYPE.fullmatch(dtype):
        raise ValueError(f"dtype {dtype!r}")
    array = np.frombuffer(mapped, dtype, int(np.prod(shape)), start).reshape(shape)
    checksums = np.frombuffer(base64.b64decode(sums), "<u4")
    if len(checksums) != -(-array.nbytes // BLOCK):
        raise ValueError(f"{len(checksums)} checksums of {array.nbytes} bytes")
    return _StoredArray(array, _bytes(array).data, start, checksums.data, bytearray(len(checksums)))


def _read_header(path: Path, mapped: mmap.mmap) -> tuple[dict[str, Any], int]:
    """The JSON header and the offset at which the arrays begin."""
    magic, length, checksum = PREFIX.unpack_from(mapped)
    if magic != MAGIC and magic[:-1] == MAGIC[:-1]:
        raise IndexOfOtherVersion(
            path.parent, Notice("%(name)s is not a segment of this version", name=path.name)
        )
    if magic != MAGIC:
        raise IndexDamaged(path, Notice("it is not a segment of this version"))
    start = PREFIX.size + length
    text = mapped[PREFIX.size : start]
    if zlib.crc32(text) != checksum:
        raise IndexDamaged(path, Notice("the checksum of its header differs"))
    try:
        header: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise IndexDamaged(path, Notice("its header cannot be read")) from error
    return header, start
