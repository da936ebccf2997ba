"""Request smuggling: a request hides another one in its body, since two servers see its end differently."""

from __future__ import annotations

import time
from contextlib import suppress

from tests.attacks.wire import connect

_MARK = b"/api/v1/search?q=salakuljetettu"
INNER = b"GET " + _MARK + b" HTTP/1.1\r\nHost: a\r\n\r\n"
"""The hidden request. Its answer repeats its search."""
SMUGGLED = b'"salakuljetettu"'
_POST = b"POST /olematon HTTP/1.1\r\nHost: a\r\n"
_GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n"
_LENGTH = b"Content-Length: %d\r\n"
_CHUNK = b"%x\r\n%s\r\n0\r\n\r\n" % (len(INNER), INNER)
_OWN = _LENGTH % len(INNER)


def _coded(line: bytes) -> bytes:
    """A length that covers the hidden request, beside a line about chunks that ends the body before it."""
    return _POST + _LENGTH % (len(INNER) + 5) + line + b"\r\n\r\n0\r\n\r\n" + INNER


HIDDEN: dict[str, bytes] = {
    "in the body of a GET": _GET + _OWN + b"\r\n" + INNER,
    "in the body of a HEAD": b"HEAD /healthz HTTP/1.1\r\nHost: a\r\n" + _OWN + b"\r\n" + INNER,
    "in the body of a refused POST": _POST + _OWN + b"\r\n" + INNER,
    "in the body for a static file": (
        b"POST /static/style.css HTTP/1.1\r\nHost: a\r\n" + _OWN + b"\r\n" + INNER
    ),
    "in the body of OPTIONS": b"OPTIONS / HTTP/1.1\r\nHost: a\r\n" + _OWN + b"\r\n" + INNER,
    "in a chunk": _POST + b"Transfer-Encoding: chunked\r\n\r\n" + _CHUNK,
    "in an upgrade": _GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n" + _OWN + b"\r\n" + INNER,
    "behind an expectation": _POST + b"Expect: 100-continue\r\n" + _OWN + b"\r\n" + INNER,
    "behind a refused expectation": _POST + b"Expect: x\r\n" + _OWN + b"\r\n" + INNER,
    "length with an underscore": _POST + b"Content_Length: 0\r\n" + _OWN + b"\r\n" + INNER,
    "length twice in a line": _POST + _LENGTH.replace(b"%d", b"%d, 0") % len(INNER) + b"\r\n" + INNER,
    "length in hexadecimal": _POST + b"Content-Length: 0x00\r\n" + _OWN + b"\r\n" + INNER,
    "length with zeros": _POST + b"Content-Length: %020d\r\n\r\n" % len(INNER) + INNER,
    "length behind a bare line feed": _POST + b"X: y\n" + _OWN + b"\r\n" + INNER,
    "length behind a carriage return": _POST + b"X: y\r" + _OWN + b"\r\n" + INNER,
    "length behind a tab": _POST + b"Content-Length:\t%d\r\n\r\n" % len(INNER) + INNER,
    "length in a folded line": _POST + b"Content-Length:\r\n %d\r\n\r\n" % len(INNER) + INNER,
    "length with a space before the colon": _POST + b"Content-Length : 0\r\n" + _OWN + b"\r\n" + INNER,
    "chunked": _coded(b"Transfer-Encoding: chunked"),
    "xchunked": _coded(b"Transfer-Encoding: xchunked"),
    "chunked in capitals": _coded(b"Transfer-Encoding: CHUNKED"),
    "chunked with a weight": _coded(b"Transfer-Encoding: chunked;q=0"),
    "chunked in quotes": _coded(b'Transfer-Encoding: "chunked"'),
    "chunked behind a tab": _coded(b"Transfer-Encoding:\tchunked"),
    "chunked before a tab": _coded(b"Transfer-Encoding: chunked\t"),
    "chunked behind a form feed": _coded(b"Transfer-Encoding: \x0cchunked"),
    "chunked in two lines": _coded(b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked"),
    "chunked in a folded line": _coded(b"Transfer-Encoding:\r\n chunked"),
    "chunked with an underscore": _coded(b"Transfer_Encoding: chunked"),
    "chunked with a space before the colon": _coded(b"Transfer-Encoding : chunked"),
    "chunked of an odd name": _coded(b"X: y\r\n\x0bTransfer-Encoding: chunked"),
    "chunked and identity": _coded(b"Transfer-Encoding: chunked, identity"),
    "chunked behind a carriage return": _coded(b"X: y\rTransfer-Encoding: chunked"),
    "a bare line feed in an extension": _POST + b"Transfer-Encoding: chunked\r\n\r\n5;\nxx\r\n" + _CHUNK,
    "trailers with a length": (
        _POST + b"Transfer-Encoding: chunked\r\nTrailer: Content-Length\r\n\r\n"
        + _CHUNK.removesuffix(b"\r\n") + b"Content-Length: 0\r\n\r\n"
    ),
    "a chunk size too large for 64 bits": (
        _POST + b"Transfer-Encoding: chunked\r\n\r\n1" + b"0" * 16 + b"\r\n" + INNER
    ),
    "a chunk size with a sign": (
        _POST + b"Transfer-Encoding: chunked\r\n\r\n+%x\r\n%s\r\n0\r\n\r\n" % (len(INNER), INNER)
    ),
    "version 1.0 with chunks": (
        b"POST /olematon HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n" + _OWN
        + b"Transfer-Encoding: chunked\r\n\r\n" + _CHUNK
    ),
}  # fmt: skip
"""The hidden request stands within the body, by the length that RFC 9112, 6.3 gives it, or the whole is to
be refused."""


def conversation(address: str, data: bytes, patience: float = 2.0) -> bytes:
    """All that comes back to some bytes, until the connection is closed or nothing more comes."""
    received, ends = b"", time.monotonic() + patience
    with connect(address) as client, suppress(OSError):
        client.sendall(data)
        client.settimeout(0.7)
        while time.monotonic() < ends and (piece := client.recv(1 << 16)):
            received += piece
    return received
