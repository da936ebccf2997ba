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
BYTES_AN_ENTRY = 1024
"""Of the ring, for each entry of the table: packed pages are much larger, so that few share an entry."""
LARGEST = 8
"""An answer larger than such a part of the ring is not kept."""


class Kept:
    """Answers by key. To be made before the processes that share it are."""

    def __init__(self, max_bytes: int) -> None:
        """max_bytes: of the ring; 0 keeps nothing."""
        self._places = max_bytes // BYTES_AN_ENTRY
        self._ring = CURSOR.size + self._places * ENTRY.size
        self._memory = mmap.mmap(-1, self._ring + max_bytes) if self._places else None
        self._size = max_bytes

    def find(self, key: str) -> bytes | None:
        """What was kept under a key, if it is still there."""
        if self._memory is None:
            return None
        own = _digest(key)
        found, at, length, checksum = ENTRY.unpack_from(self._memory, self._place(own))
        if found != own or at + length > self._size:
            return None
        data = self._memory[self._ring + at : self._ring + at + length]
        return data if zlib.crc32(data, zlib.crc32(own)) == checksum else None

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
        entry = ENTRY.pack(own, at, len(data), zlib.crc32(data, zlib.crc32(own)))
        self._memory[self._place(own) : self._place(own) + ENTRY.size] = entry

    def _place(self, own: bytes) -> int:
        """Where in the memory a key's entry stands."""
        return CURSOR.size + int.from_bytes(own[:8], "little") % self._places * ENTRY.size


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()[:16]
