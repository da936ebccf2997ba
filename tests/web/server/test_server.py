"""The production server as a process: one line of noise, long addresses, a clean stop, a taken port."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote

import pytest

from index.errors import HankehakuError, IndexMissing
from index.indexing.index_writer import build
from search.matching.latest_snapshot import LOOK_AGAIN
from tests.attacks.servers import children, wait_until
from tests.attacks.wire import ask, silent
from tests.web.live import get, running
from web.config.settings import Settings
from web.server import AddressTaken, address_of, listen, serve

pytestmark = pytest.mark.slow

SERVE = [sys.executable, "-m", "hankehaku", "serve", "--port", "0", "--index"]


@pytest.fixture
def server(corpus_index: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of the sample corpus."""
    with running(corpus_index) as started:
        yield started


def test_it_answers_and_stops_when_told(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    assert json.loads(get(f"{address}/readyz"))["projects"] == 24
    with pytest.raises(HTTPError, match="400") as refused:
        get(f"{address}/?q={quote('ä' * 10_000)}")
    assert "liian pitkä" in refused.value.read().decode()
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert rest == ""


def test_it_takes_up_a_new_index_without_a_restart(tmp_path: Path, corpus: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    shutil.copy(corpus / "S29901.txt", source)
    build(tmp_path / "index", [source])
    with running(tmp_path / "index") as (_, address):
        assert json.loads(get(f"{address}/readyz"))["projects"] == 1
        shutil.copy(corpus / "S29902.txt", source)
        build(tmp_path / "index", [source])
        time.sleep(2 * LOOK_AGAIN)
        for _ in range(10):  # whichever of its processes answers
            assert json.loads(get(f"{address}/readyz"))["projects"] == 2


def test_a_folder_without_an_index_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="hankehaku index --index"):
        serve(Settings(index=tmp_path, port=0))


def test_a_taken_port_is_one_clear_error(corpus_index: Path) -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(AddressTaken, match=f"127.0.0.1:{port}: cannot listen here .*--port {port + 1}"):
            serve(Settings(index=corpus_index, port=port))
    assert issubclass(AddressTaken, HankehakuError)


def test_an_unknown_host_is_one_clear_error() -> None:
    with pytest.raises(AddressTaken, match="--host"):
        listen("no.such.host.invalid", 8000)


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_the_printed_address_can_be_opened() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


SLOW = """
import os, time
from flask import Flask
from web import server
from web.config.settings import Settings

app = Flask("slow")
app.add_url_rule("/", "slow", lambda: time.sleep(1) or str(os.getpid()))
server.Server(lambda: app, Settings(workers=2, threads=2), server.listen("127.0.0.1", 0)).run()
"""


def test_connections_that_come_at_once_are_shared_by_the_processes() -> None:
    with (
        running(None, command=[sys.executable, "-c", SLOW]) as (_, address),
        ThreadPoolExecutor(4) as clients,
    ):
        ends = time.monotonic() + 30
        while len(set(clients.map(get, [address] * 4))) < 2:  # until both processes are there
            assert time.monotonic() < ends
        for _round in range(3):
            time.sleep(0.3)  # until the processes have seen the clients of the round before leave
            answered = Counter(clients.map(get, [address] * 4))
            assert sorted(answered.values()) == [2, 2]


def test_nobody_waits_for_a_process_that_hangs(server: tuple[subprocess.Popen[str], str]) -> None:
    """It has the fewest connections, and would be waited for until the parent ends it."""
    parent, address = server
    wait_until(lambda: len(children(parent.pid)) == 2, 60)
    assert all(get(address + "/healthz") for _ in range(8))
    stopped = children(parent.pid)[0]
    os.kill(stopped, signal.SIGSTOP)
    try:
        with silent(address, 3):  # for the other process
            assert [ask(address, "/healthz").status for _ in range(8)] == [200] * 8
    finally:
        os.kill(stopped, signal.SIGCONT)
