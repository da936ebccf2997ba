"""Attacks on the site: odd host names, malformed requests, heavy searches, and slow clients."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from tests.attacks import Attack
from tests.attacks.load import load
from tests.attacks.requests import (
    BAD_HOSTS,
    FORWARDED,
    GOOD_HOSTS,
    MALFORMED,
    SECRET,
    SLOW,
    heavy_addresses,
    long_searches,
)
from tests.attacks.servers import children, make_index, memory_mb, open_files, serving, wait_until
from tests.attacks.wire import ask, assert_serves, connect, exchange, silent

LARGEST_ANSWER = 4.5 * 2**20
"""Bytes of the longest page."""
LONGEST_S = 8.0
"""Seconds that a heavy search may take on a busy machine; the budget is 10 s."""
WAIT_RATIO = 5.0
"""99 % of answers come within this many times the middle wait. While other work has the cores (a load above 2
for each), the clients wait for a core too, and twice as much is let pass."""
SILENT = 40
"""Silent connections at once."""


def attacks(folder: Path) -> Iterator[Attack]:
    """Against the production server with its default settings, and with a proxy in front of it."""
    index, log = make_index(folder), folder / "log"
    with serving(index, log, "--access-log", "stdout") as (parent, address):
        for host in GOOD_HOSTS:
            yield Attack("names of hosts", host[:40], partial(_host, address, log, host, 200))
        for host in BAD_HOSTS:
            yield Attack("names of hosts", repr(host[:40]), partial(_host, address, log, host, 400))
        for name, data in MALFORMED.items():
            yield Attack("malformed requests", name, partial(_malformed, address, log, data))
        for name, path in heavy_addresses():
            yield Attack("heavy filters", name, partial(_heavy, address, path, parent))
        for name, path in long_searches():
            yield Attack("long searches", name, partial(_heavy, address, path, parent))
        for name, data in SLOW.items():
            yield Attack("silent clients", name, partial(_silent, address, data))
        yield Attack("dripping clients", "headers", partial(_dripping, address, b"GET / HTTP/1.1\r\nX: "))
        yield Attack("dripping clients", "a body", partial(_dripping, address, SLOW["a body to come"]))
        yield Attack("dripping clients", "chunks", partial(_dripping, address, SLOW["chunks without an end"]))
        yield Attack("many connections", "600 from one client", partial(_crowd, address, 600))
        yield Attack("many connections", "opened and closed 2,000 times", partial(_churn, address, parent))
        yield Attack("many connections", "64 that ask without pause", partial(_fair, address))
        yield Attack("comparisons", "60 texts of 20 kB", partial(_compare, address, parent))
    limits = ("--trusted-proxies", "1", "--rate-limit", "100000")
    with serving(index, log, "--access-log", "stdout", *limits) as (parent, address):
        for headers in FORWARDED:
            name = ", ".join(f"{key}: {value[:30]!r}" for key, value in headers.items())
            yield Attack("headers that a proxy passes on", name, partial(_forwarded, address, headers))
        yield Attack("names of clients", "8,000 of 8 kB", partial(_clients, address, parent))


def _host(address: str, log: Path, host: str, expected: int) -> None:
    for path in (f"/?q={SECRET}", f"/api/v1/search?q={SECRET}"):
        reply = ask(address, path, host)
        assert reply.status == expected or (expected == 400 and 400 <= reply.status < 500), reply.status
        reply.assert_has_all_headers()
    assert SECRET not in log.read_text("utf-8", "replace"), "the search is in the log"


def _malformed(address: str, log: Path, data: bytes) -> None:
    try:
        reply = exchange(address, data, 0.7)
    except TimeoutError:
        reply = None  # it waits for the rest
    if reply is not None and reply.status:
        assert reply.status != 500, "500"
        reply.assert_has_all_headers()
    assert_serves(address)
    assert SECRET not in log.read_text("utf-8", "replace"), "the search is in the log"


def _heavy(address: str, path: str, parent: int) -> None:
    before = memory_mb(parent)
    reply = ask(address, path)
    assert reply.status in {200, 301, 302, 308, 400, 404, 414, 503}, reply.status
    assert len(reply.body) < LARGEST_ANSWER, f"{len(reply.body) / 2**20:.1f} MB"
    assert reply.seconds < LONGEST_S, f"{reply.seconds:.1f} s"
    assert memory_mb(parent) - before < 80, f"+{memory_mb(parent) - before:.0f} MB"
    reply.assert_has_all_headers()


def _silent(address: str, data: bytes) -> None:
    with silent(address, SILENT, data):
        assert_serves(address)
        assert_serves(address)
    assert_serves(address)


def _dripping(address: str, data: bytes) -> None:
    """A byte each second: in 14 seconds, the headers' deadline is over."""
    with silent(address, SILENT, data) as clients:
        for second in range(14):
            for client in clients:
                with suppress(OSError):
                    client.send(b"x")
            if second % 4 == 0:
                assert_serves(address)
            time.sleep(1)
        if data.startswith(b"GET"):
            assert all(_is_over(client) for client in clients), "a request of endless headers goes on"


def _is_over(client: socket.socket) -> bool:
    client.settimeout(1)
    try:
        while data := client.recv(4096):
            assert data
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def _crowd(address: str, count: int) -> None:
    """More than one client may have: the longest silent ones give way, and one that is served stays."""
    with ExitStack() as opened:
        for _ in range(count):
            opened.enter_context(connect(address))
        assert_serves(address)
    assert_serves(address)


def _churn(address: str, parent: int) -> None:
    before = max(map(open_files, children(parent)))
    for number in range(2000):
        with connect(address) as client:
            client.sendall((b"", b"G", b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")[number % 3])
    wait_until(lambda: max(map(open_files, children(parent))) <= before + 20, 20)
    assert_serves(address)


def _fair(address: str) -> None:
    figures = load(address, 64, 8.0, ("/?q=hanke", "/tilastot?q=digi", "/api/v1/search?q=kyl%C3%A4"))
    assert not figures["errors"], figures
    assert figures["starved"] == 0, figures
    is_busy = os.getloadavg()[0] > 2 * (os.cpu_count() or 1)
    assert float(str(figures["p99/p50"])) <= WAIT_RATIO * (1 + is_busy), figures


def _compare(address: str, parent: int) -> None:
    text = b"teksti=" + b"hanke+kehitt%C3%A4%C3%A4+palveluja+" * 500
    request = (
        b"POST /vertaa HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: " + str(len(text)).encode() + b"\r\nConnection: close\r\n\r\n" + text
    )
    exchange(address, request, 20)
    before = memory_mb(parent)
    for _ in range(60):
        assert exchange(address, request, 20).status == 200
    assert memory_mb(parent) - before < 60, f"+{memory_mb(parent) - before:.0f} MB"


def _forwarded(address: str, headers: dict[str, str]) -> None:
    reply = ask(address, "/?q=hanke", **headers)
    assert reply.status in {200, 304, 400, 408, 417, 431, 501}, reply.status
    reply.assert_has_all_headers()
    assert b"evil.example" not in reply.body, "the page repeats it"
    assert "evil" not in reply.headers.get("location", "")


def _clients(address: str, parent: int) -> None:
    for number in range(50):
        ask(address, "/haku-ohje", X_Forwarded_For=f"{number}-" + "x" * 8000)
    before = memory_mb(parent)
    with connect(address) as client:
        for number in range(8000):
            name = f"{number}-".ljust(8000, "x")
            client.sendall(f"GET /olematon HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {name}\r\n\r\n".encode())
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(1 << 16)
            body = head.partition(b"\r\n\r\n")[2]
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
            while len(body) < length:
                body += client.recv(1 << 16)
    assert memory_mb(parent) - before < 30, f"+{memory_mb(parent) - before:.0f} MB"
