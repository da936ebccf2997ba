"""When has a request come whole? In whatever pieces it comes, and no byte is looked at again and again."""

from __future__ import annotations

from typing import Any

import pytest

from web.serving.framing import HEAD_BYTES, Arrival, Incoming

BODY = 1000
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde"
CHUNKS = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
TRAILER = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0;x=y\r\nX: y\r\n\r\n"
EMPTY_LINE_FIRST = b"\r\n" + GET
WHOLE = (GET, POST, CHUNKS, TRAILER, EMPTY_LINE_FIRST)


@pytest.mark.parametrize("request_", WHOLE)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_it_is_whole_with_its_last_byte_and_not_before(request_: bytes, size: int) -> None:
    incoming = Incoming(BODY)
    for at in range(0, len(request_), size):
        assert incoming.arrival in {Arrival.HEAD, Arrival.BODY}
        incoming.add(request_[at : at + size])
    assert incoming.arrival is Arrival.WHOLE
    assert bytes(incoming.data) == request_
    assert not incoming.is_oversized


def test_the_end_of_chunks_inside_a_chunk_is_no_end() -> None:
    incoming = Incoming(BODY, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n0\r\n\r\nmore")
    assert incoming.arrival is Arrival.BODY


@pytest.mark.parametrize("length", [BODY + 1, 10**14])
def test_a_body_beyond_the_limit_is_not_waited_for(length: int) -> None:
    incoming = Incoming(BODY, b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % length)
    assert incoming.arrival is Arrival.WHOLE
    assert incoming.is_oversized
    endless = Incoming(BODY, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"x" * (BODY + 1))
    assert endless.arrival is Arrival.WHOLE
    assert endless.is_oversized


def test_a_body_up_to_the_limit_is_waited_for() -> None:
    head = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % BODY
    assert Incoming(BODY, head + b"x" * (BODY - 1)).arrival is Arrival.BODY
    whole = Incoming(BODY, head + b"x" * BODY)
    assert whole.arrival is Arrival.WHOLE
    assert not whole.is_oversized


def test_an_empty_line_before_a_request_does_not_end_its_headers() -> None:
    assert Incoming(BODY, b"\r\n\r\n").arrival is Arrival.HEAD
    assert Incoming(BODY, b"\r\n\r\n" + GET).arrival is Arrival.WHOLE


def test_headers_beyond_the_limit_are_too_large() -> None:
    assert Incoming(BODY, b"x" * HEAD_BYTES).arrival is Arrival.HEAD
    assert Incoming(BODY, b"x" * (HEAD_BYTES + 1)).arrival is Arrival.TOO_LARGE
    assert Incoming(BODY, b"x" * HEAD_BYTES + b"\r\n\r\n").arrival is Arrival.TOO_LARGE


def test_it_knows_who_waits_for_a_continue() -> None:
    head = b"POST / HTTP/1.1\r\nEXPECT: 100-Continue\r\nContent-Length: 5\r\n\r\n"
    assert Incoming(BODY, head).expects_continue
    assert not Incoming(BODY, POST).expects_continue


@pytest.mark.parametrize("coding", [b"identity", b"gzip", b"x"])
def test_a_coding_that_nobody_reads_is_not_waited_for(coding: bytes) -> None:
    head = b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + coding + b"\r\n\r\n"
    assert Incoming(BODY, head).arrival is Arrival.WHOLE
    assert Incoming(BODY, head.replace(coding, b"gzip, Chunked")).arrival is Arrival.BODY


class Counted(bytearray):
    """Bytes that count how many of them are looked at."""

    looked = 0

    def find(self, wanted: Any, start: Any = 0, end: Any = None) -> int:
        self.looked += len(self) - start
        return super().find(wanted, start, end)


def test_bytes_that_drip_are_looked_at_a_few_times_each() -> None:
    """Counted and not timed, because times vary on a busy machine."""
    incoming, count = Incoming(BODY), 100_000
    incoming.data = Counted()
    for _ in range(count):
        incoming.add(b"x")
        assert incoming.arrival is Arrival.HEAD
    assert isinstance(incoming.data, Counted)
    assert count <= incoming.data.looked <= 4 * count
