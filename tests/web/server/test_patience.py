"""Slow work is limited: the number of concurrent exports, their time, and the wait for a client."""

from __future__ import annotations

import http.client
import socket
import sys
from contextlib import closing
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from search.contract import deadline
from search.contract.deadline import DeadlineExceeded
from search.export import tables
from search.export.tables import FORMATS
from tests.web.live import running
from tests.web.made import on_read
from tests.web.middleware.test_hardening import client_with, told
from web.downloads import export as web_export

ENDLESS = """
from itertools import repeat
from flask import Flask
from web import server
from web.config.settings import Settings

app = Flask("endless")
app.add_url_rule("/endless", "endless", lambda: app.response_class(repeat(b"x" * 65536)))
app.add_url_rule("/", "short", lambda: "short")
server.SEND_SECONDS = 0.5
server.Server(lambda: app, Settings(workers=1, threads=1), server.listen("127.0.0.1", 0)).run()
"""


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_no_more_exports_at_once_than_the_setting_says(kind: str) -> None:
    client = client_with(exports=2)
    first, second = (client.get(f"/haku.{kind}") for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    refused = client.get(f"/haku.{kind}")
    message = told(refused, 503, "busy")
    assert "Palvelu tekee jo 2 tiedostoa yhtä aikaa. Yritä uudelleen 10 sekunnin kuluttua." in message
    assert "Tiedostoja tehdään jo liian monta" in message
    assert refused.headers["Retry-After"] == "10"
    assert client.get("/?q=digituki").status_code == 200
    assert client.head(f"/haku.{kind}").status_code == 200  # makes no file, so it needs no place
    first.close()
    first.close()  # gives its place back once only
    third = client.get(f"/haku.{kind}")
    assert third.status_code == 200
    assert client.get(f"/haku.{kind}").status_code == 503


def test_an_export_that_was_read_to_its_end_or_failed_gives_its_place_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = client_with(exports=1)
    for _ in range(3):
        assert client.get("/haku.csv", buffered=True).status_code == 200

    def fail() -> None:
        raise OSError

    on_read(monkeypatch, fail)
    for kind in FORMATS:
        told(client.get(f"/haku.{kind}"), 500, "internal_error")
    monkeypatch.undo()
    assert client.get("/haku.csv", buffered=True).status_code == 200


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client of a site where reading a project takes a second of its clock, and an export may take five."""
    now = [0.0]
    clock = SimpleNamespace(monotonic=lambda: now[0])
    monkeypatch.setattr(deadline, "time", clock)
    monkeypatch.setattr(web_export, "time", clock)

    def read() -> None:
        now[0] += 1

    on_read(monkeypatch, read)
    return client_with(exports=1, export_seconds=5, time_budget_ms=1)


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_an_export_that_takes_too_long_to_begin_is_an_error(slow: FlaskClient, kind: str) -> None:
    for _ in range(2):  # and gives its place back
        assert "kesti liian kauan" in told(slow.get(f"/haku.{kind}"), 503, "took_too_long")


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_an_export_that_takes_too_long_to_send_is_broken_off(
    slow: FlaskClient, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "CHUNK", 1)  # a piece for each project
    for _ in range(2):
        response = slow.get(f"/haku.{kind}")
        assert response.status_code == 200
        pieces: list[bytes] = []
        with pytest.raises(DeadlineExceeded):
            pieces.extend(response.iter_encoded())
        response.close()
    monkeypatch.setattr(deadline, "time", SimpleNamespace(monotonic=lambda: 1e12))
    deadline.check()  # none is left in this thread


def test_a_citation_takes_no_longer_than_any_answer(slow: FlaskClient) -> None:
    told(slow.get("/api/v1/snapshot"), 503, "took_too_long")


@pytest.mark.slow
def test_a_client_that_stops_reading_does_not_keep_its_thread() -> None:
    with running(None, command=[sys.executable, "-c", ENDLESS]) as (_, address):
        where = urlsplit(address)
        assert where.hostname
        with socket.create_connection((where.hostname, where.port)) as client:
            client.sendall(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(12) == b"HTTP/1.1 200"  # and then it reads no more
            with closing(http.client.HTTPConnection(where.hostname, where.port, timeout=60)) as other:
                other.request("GET", "/")  # the server has one thread
                assert other.getresponse().read() == b"short"
