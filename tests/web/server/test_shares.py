"""Connections that clients keep open are shared out between the processes of a server, also later."""

from __future__ import annotations

import os
import signal
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.attacks.servers import children, serving, wait_until

CONNECTIONS = 8


def sockets(process: int) -> int:
    """How many sockets a process has open."""
    links = (os.readlink(one) for one in Path(f"/proc/{process}/fd").iterdir() if one.is_symlink())
    return sum(link.startswith("socket:") for link in links)


def ask_all(connections: list[HTTPConnection]) -> None:
    for connection in connections:
        connection.request("GET", "/healthz")
        reply = connection.getresponse()
        reply.read()
        assert reply.status == 200


@pytest.mark.slow
def test_a_process_that_begins_later_gets_its_share(corpus_index: Path, tmp_path: Path) -> None:
    with serving(corpus_index, tmp_path / "log", "--workers", "2") as (parent, address):
        wait_until(lambda: len(children(parent)) == 2, 60)
        one, late = children(parent)
        wait_until(lambda: sockets(one) == sockets(late), 60)
        before = sockets(one)
        os.kill(late, signal.SIGSTOP)
        asked = [HTTPConnection(address.removeprefix("http://"), timeout=30) for _ in range(CONNECTIONS)]
        ask_all(asked)
        assert sockets(one) - before == CONNECTIONS
        os.kill(late, signal.SIGCONT)

        def are_shared() -> bool:
            ask_all(asked)
            return max(sockets(one), sockets(late)) - before <= CONNECTIONS / 2 + 1

        wait_until(are_shared, 30)
        for connection in asked:
            connection.close()
