"""Sends bytes to a server on this machine, and reads the answer."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

HEADERS = {
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=()",
}
"""What every answer says, and how it begins."""
PATIENCE_S = 5.0
"""How long an attacker waits for an answer."""


@dataclass(frozen=True)
class Reply:
    """An answer. status: 0 where the server only closed the connection."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    def assert_has_all_headers(self) -> None:
        """Every answer has these headers, also those of nginx and of the server itself."""
        for name, begins in HEADERS.items():
            assert self.headers.get(name, "").startswith(begins), f"{self.status} without {name}"


def connect(address: str) -> socket.socket:
    """A connection to a server of this machine, and to no other."""
    where = urlsplit(address)
    assert where.hostname in {"127.0.0.1", "::1"}, where.hostname
    return socket.create_connection((where.hostname, where.port or 80), timeout=PATIENCE_S)


def exchange(address: str, data: bytes, patience: float = PATIENCE_S) -> Reply:
    """Send bytes, and read until the server closes the connection or has sent what it announced."""
    began = time.monotonic()
    with connect(address) as client:
        client.settimeout(patience)
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent
            client.sendall(data)
        received = b""
        with suppress(ConnectionResetError):
            while not _is_whole(received):
                piece = client.recv(1 << 16)
                if not piece:
                    break
                received += piece
    return _reply(received, time.monotonic() - began)


def ask(address: str, path: str, host: str = "127.0.0.1", **headers: str) -> Reply:
    """The answer to a GET of a client that takes no compression."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    text = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"
    return exchange(address, text.encode("utf-8", "surrogateescape"), 20)


@contextmanager
def silent(address: str, count: int, data: bytes = b"") -> Iterator[list[socket.socket]]:
    """So many connections that say no more than this."""
    with ExitStack() as opened:
        found = [opened.enter_context(connect(address)) for _ in range(count)]
        for one in found:
            with suppress(OSError):
                one.sendall(data)
        yield found


def assert_serves(address: str, within: float = 2.0) -> None:
    """A new visitor gets a page, soon: within so many seconds, and while other work has the cores, within as
    many times that as there are processes for each."""
    reply = ask(address, "/haku-ohje")
    assert reply.status == 200, f"then a visitor gets {reply.status}"
    allowed = within * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert reply.seconds < allowed, f"then a visitor waits for {reply.seconds:.1f} s"


def _is_whole(received: bytes) -> bool:
    head, _, body = received.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.partition(b":")[2])
    return False


def _reply(received: bytes, seconds: float) -> Reply:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    while first.startswith("HTTP/1.1 100"):
        return _reply(body, seconds)
    pairs = (line.partition(":") for line in lines)
    status = int(first.split()[1]) if first.startswith("HTTP/1.") else 0
    return Reply(status, {name.lower(): value.strip() for name, _, value in pairs}, body, seconds)
