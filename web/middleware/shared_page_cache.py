"""Answers kept in memory that all processes of a server share.

A ring of bytes that is written round and round, the oldest answers being overwritten, and a table that says
where each one lies. Nothing is locked: an answer that is overwritten while it is read, or that two processes
write to one place, is told by its checksum and counts as not kept. So a process that is killed half-way
leaves nothing behind that another could take for an answer.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
import zlib

CURSOR = struct.Struct("<Q")
"""Where in the ring the next answer is written."""
ENTRY = struct.Struct("<16sQII")
"""Key, place in the ring, bytes and checksum of an answer."""
BUCKET = 4
"""Entries of the table, one after another, in any of which an answer may be."""
BYTES_A_BUCKET = 4096
"""Of the ring, for each bucket: packed pages are larger, so that a bucket is hardly ever full."""
LARGEST = 8
"""An answer larger than such a part of the ring is not kept."""


class SharedPageCache:
    """Answers by key. To be made before the processes that share it are."""

    def __init__(self, max_bytes: int) -> None:
        """max_bytes: of the ring; 0 keeps nothing."""
        self._buckets = max_bytes // BYTES_A_BUCKET
        self._ring = CURSOR.size + self._buckets * BUCKET * ENTRY.size
        self._memory = mmap.mmap(-1, self._ring + max_bytes) if self._buckets else None
        self._size = max_bytes

    def find(self, key: str) -> bytes | None:
        """What was kept under a key, if it is still there."""
        if self._memory is None:
            return None
        own = _digest(key)
        for place in self._bucket(own):
            found, at, length, checksum = ENTRY.unpack_from(self._memory, place)
            if found == own and at + length <= self._size:
                data = self._memory[self._ring + at : self._ring + at + length]
                if zlib.crc32(data, zlib.crc32(own)) == checksum:
                    return data
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keep an answer, in place of the oldest."""
        if self._memory is None or len(data) > self._size // LARGEST:
            return
        own = _digest(key)
        (at,) = CURSOR.unpack_from(self._memory, 0)
        if at + len(data) > self._size:
            at = 0
        CURSOR.pack_into(self._memory, 0, at + len(data))
        self._memory[self._ring + at : self._ring + at + len(data)] = data
        place = min(self._bucket(own), key=lambda place: self._worth(place, own, at))
        entry = ENTRY.pack(own, at, len(data), zlib.crc32(data, zlib.crc32(own)))
        self._memory[place : place + ENTRY.size] = entry

    def _bucket(self, own: bytes) -> range:
        """Where in the memory the entries stand in one of which a key may be."""
        first = CURSOR.size + int.from_bytes(own[:8], "little") % self._buckets * BUCKET * ENTRY.size
        return range(first, first + BUCKET * ENTRY.size, ENTRY.size)

    def _worth(self, place: int, own: bytes, cursor: int) -> int:
        """How long an entry will be good for, at the most: nothing where it is empty, or of the same key."""
        assert self._memory is not None
        found, at, length, _ = ENTRY.unpack_from(self._memory, place)
        return 0 if found == own or not length else 1 + (at - cursor) % self._size


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()[:16]
