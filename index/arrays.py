"""Named flat arrays in one file: how everything of a segment lies on disk.

Layout: 8 bytes of magic, 8 bytes little-endian length of a JSON header, the header, then each array raw
and aligned to 8 bytes. The header gives for each array its dtype, shape, offset and CRC-32, and a `meta`
object. Reading maps the file into memory: nothing is read until it is used, and nothing in the file is
ever executed.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"HANKE\x00\x00\x01"
ALIGN = 8

Array = NDArray[Any]


class DamagedFile(Exception):
    """The file is not one of ours, is cut short, or its bytes changed."""


@dataclass(frozen=True)
class Arrays:
    """The arrays of a file, mapped into memory, and its `meta`."""

    meta: dict[str, Any]
    arrays: Mapping[str, Array]

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]


def write_arrays(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> None:
    """Write the arrays to a new file and have them on the disk before returning."""
    entries: dict[str, Any] = {}
    offset = 0
    for name, array in arrays.items():
        offset += -offset % ALIGN
        data = np.ascontiguousarray(array)
        entries[name] = [data.dtype.str, list(data.shape), offset, zlib.crc32(data.data)]
        offset += data.nbytes
    header = json.dumps({"meta": meta, "arrays": entries}, ensure_ascii=False).encode()
    header += b" " * (-len(header) % ALIGN)
    with path.open("xb") as file:
        file.write(MAGIC + struct.pack("<Q", len(header)) + header)
        start = file.tell()
        for name, array in arrays.items():
            file.write(b"\0" * (start + entries[name][2] - file.tell()))
            file.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
        file.flush()
        os.fsync(file.fileno())


def read_arrays(path: Path) -> Arrays:
    """Map a file's arrays into memory, read-only.

    Raises `DamagedFile` where the file is not one of ours or is cut short.
    """
    with path.open("rb") as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise DamagedFile(f"{path}: the file is empty") from error
    header, start = _header(path, mapped)
    arrays = {}
    for name, (dtype, shape, offset, _) in header["arrays"].items():
        count = int(np.prod(shape, dtype=np.int64))
        kind = np.dtype(dtype)
        if start + offset + count * kind.itemsize > len(mapped):
            raise DamagedFile(f"{path}: the file is cut short at array {name!r}")
        arrays[name] = np.frombuffer(mapped, kind, count, start + offset).reshape(shape)
    return Arrays(header["meta"], arrays)


def _header(path: Path, mapped: mmap.mmap) -> tuple[dict[str, Any], int]:
    """The JSON header and the offset at which the arrays begin."""
    if mapped[: len(MAGIC)] != MAGIC or len(mapped) < len(MAGIC) + 8:
        raise DamagedFile(f"{path}: not a segment of this version")
    (length,) = struct.unpack_from("<Q", mapped, len(MAGIC))
    start = len(MAGIC) + 8 + length
    if start > len(mapped):
        raise DamagedFile(f"{path}: the file is cut short")
    try:
        return json.loads(mapped[len(MAGIC) + 8 : start]), start
    except ValueError as error:
        raise DamagedFile(f"{path}: its header cannot be read") from error


def smallest(values: Array) -> Array:
    """The same unsigned integers in the smallest dtype that holds them."""
    return values.astype(np.min_scalar_type(int(values.max())) if values.size else np.uint8)


def ranges(starts: Array, counts: Array) -> Array:
    """The concatenation of `arange(start, start + count)`: gathers many runs out of a flat array at once."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if ends.size else 0
    shift = np.repeat(starts - (ends - counts), counts)
    return shift + np.arange(total, dtype=np.int64)
