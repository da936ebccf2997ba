"""Detects when a request is complete. Until then its bytes are collected, so that no thread waits for a
client.

Only the length of the request is determined here. Gunicorn's parser reads its contents from the same bytes.
If the two disagree on the length, the parser decides; it sees the end of the data, and never waits for the
network.
"""

from __future__ import annotations

import re
from enum import Enum

HEAD_BYTES = 256 * 1024
"""The longest request line and headers that are collected: the address may take half of it."""
END_OF_HEAD = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,15})[ \t]*\r\n", re.I)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\n]*chunked", re.I)
"""A body with an end of its own. Any other coding is refused by gunicorn, and no body is waited for."""
EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.I)
LAST_CHUNK = re.compile(rb"(?:^|\r\n)0+[ \t]*(?:;[^\r\n]*)?\r\n(?:[^\r\n]+\r\n)*\r\n\Z")
"""The chunk of no bytes that ends a chunked body, with its trailers."""
TRAILER_BYTES = 2048
"""How far from the end of the data the last chunk is looked for."""


class Arrival(Enum):
    """How much of a request has arrived."""

    HEAD = "a part of its headers"
    BODY = "its headers and a part of its body"
    WHOLE = "all that is to be read of it"
    TOO_LARGE = "more headers than are read"


class Incoming:
    """The bytes of one request as they come, and of what the client sent behind it."""

    def __init__(self, body_bytes: int, data: bytes = b"") -> None:
        """body_bytes: a longer body is not waited for: the application refuses it by its length."""
        self.data = bytearray()
        self._body_bytes = body_bytes
        self._body_starts = 0  # 0 = the end of the headers has not come
        self._ends: int | None = None  # None = when the last chunk has come
        self.add(data)

    def add(self, data: bytes) -> None:
        """Take what has come. Linear, however small the pieces are."""
        looked = max(0, len(self.data) - len(END_OF_HEAD) + 1)
        self.data += data
        if not self._body_starts:
            self._find_head(looked)

    @property
    def arrival(self) -> Arrival:
        """How much has come."""
        if not self._body_starts:
            return Arrival.TOO_LARGE if len(self.data) > HEAD_BYTES else Arrival.HEAD
        if self._body_starts > HEAD_BYTES:
            return Arrival.TOO_LARGE
        return Arrival.WHOLE if self.is_oversized or self._has_body() else Arrival.BODY

    @property
    def is_oversized(self) -> bool:
        """Whether the body is longer than the application takes. The rest of it is never read."""
        ends = len(self.data) if self._ends is None else self._ends
        return ends - self._body_starts > self._body_bytes

    @property
    def expects_continue(self) -> bool:
        """Whether the client waits for «100 Continue» before it sends the body."""
        return bool(EXPECTS.search(self.data, 0, self._body_starts))

    def _find_head(self, looked: int) -> None:
        blank = 2 if self.data.startswith(b"\r\n") else 0  # a line that some clients send before a request
        end = self.data.find(END_OF_HEAD, max(looked, blank))
        if end < 0:
            return
        self._body_starts = end + len(END_OF_HEAD)
        length = LENGTH.search(self.data, 0, self._body_starts)
        self._ends = self._body_starts + (int(length[1]) if length else 0)
        if CHUNKED.search(self.data, 0, self._body_starts):
            self._ends = None

    def _has_body(self) -> bool:
        if self._ends is not None:
            return len(self.data) >= self._ends
        if not self.data.endswith(END_OF_HEAD):  # the last chunk ends with an empty line, too
            return False
        tail = bytes(self.data[max(self._body_starts, len(self.data) - TRAILER_BYTES) :])
        return bool(LAST_CHUNK.search(tail))
