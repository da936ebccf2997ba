"""Faults while reading give a clear error, never a partial or wrong answer."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from index.cluster.client import ClusterSettings, connect
from index.cluster.errors import ClusterError, ClusterMismatch, ClusterMissing
from index.cluster.generation import latest
from index.indexing.index_writer import build
from search import open_engine, publish
from search.cluster import generations
from search.cluster.asking import Connection
from search.cluster.engine import ClusterEngine
from search.contract import deadline
from search.contract.deadline import DeadlineExceeded
from search.contract.engine_port import Searcher
from search.contract.request import Request
from tests.benchmarks.generate import CORPUS

QUERY = Request("digituki nuorille")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "descriptions").mkdir()
    for path in sorted(CORPUS.glob("S*.txt")):
        shutil.copy(path, tmp_path / "descriptions")
    build(tmp_path / "index", [tmp_path / "descriptions"])
    return tmp_path / "index"


@pytest.fixture
def engine(cluster: ClusterSettings, index: Path, tmp_path: Path) -> Searcher:
    publish(cluster, index)
    return open_engine(tmp_path / "lexicon", cluster=cluster)


class Gate:
    """Passes connections on to a node until it is closed: then they end, as those to a lost machine."""

    def __init__(self, url: str) -> None:
        self.node = urlsplit(url)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            node = socket.create_connection((self.node.hostname or "", self.node.port or 0))
            self.open += [client, node]
            for one, other in ((client, node), (node, client)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                other.sendall(data)

    def close(self) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for one in self.open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def test_a_node_lost_under_load_changes_no_answer(
    cluster: ClusterSettings, engine: Searcher, tmp_path: Path
) -> None:
    expected = replace(engine.answer(QUERY), took_ms=0.0)
    assert expected.total
    gate = Gate(cluster.urls[0])
    behind = replace(cluster, urls=(gate.url, *cluster.urls[1:]))
    other = open_engine(tmp_path / "lexicon", cluster=behind)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(other.answer, QUERY) for _ in range(40)]
        asked[8].result()
        gate.close()
        answers = [replace(one.result(), took_ms=0.0) for one in asked]
    assert all(answer == expected for answer in answers)


def test_while_no_node_can_be_reached_there_is_no_answer(
    cluster: ClusterSettings, engine: Searcher, tmp_path: Path
) -> None:
    gate = Gate(cluster.urls[0])
    other = open_engine(tmp_path / "lexicon", cluster=replace(cluster, urls=(gate.url,)))
    assert other.count(QUERY) == engine.count(QUERY)
    gate.close()
    with pytest.raises(ClusterError, match="no node of the cluster can be reached") as caught:
        other.answer(Request("muuta"))
    assert caught.value.http_status == 503


@contextmanager
def no_shard_taken_up(client: Any) -> Iterator[None]:
    """No node takes up a primary shard, within: else one that is cancelled answers again a moment later.

    A filter of allocation does not prevent that: a node that still has the data is given the shard anyway.
    """
    name = "cluster.routing.allocation.node_initial_primaries_recoveries"
    client.cluster.put_settings(body={"transient": {name: 0}})
    try:
        yield
    finally:
        client.cluster.put_settings(body={"transient": {name: None}})


def test_without_any_copy_of_a_shard_there_is_no_partial_answer(
    cluster: ClusterSettings, index: Path, tmp_path: Path
) -> None:
    settings = replace(cluster, replicas=0)
    publish(settings, index)
    engine = open_engine(tmp_path / "lexicon", cluster=settings)
    assert engine.count(Request()) == 14
    client = connect(settings)
    name = latest(settings, client).index
    shard = next(one for one in client.cat.shards(index=name, format="json") if one["shard"] == "0")
    cancelled = {"index": name, "shard": 0, "node": shard["node"], "allow_primary": True}
    with no_shard_taken_up(client):
        client.cluster.reroute(body={"commands": [{"cancel": cancelled}]})
        for request in (Request(), QUERY, Request("koulutus")):
            with pytest.raises(ClusterError) as caught:
                engine.answer(request)
            assert caught.value.http_status == 503
        with pytest.raises(ClusterError):
            list(engine.codes(Request("koulutus", sort="nimi")))


class _Refusing(BaseHTTPRequestHandler):
    """Answers every request with one status and body."""

    status, body = 401, b"Unauthorized"

    def _answer(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    do_GET = do_POST = do_HEAD = do_PUT = _answer

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def refusing() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_wrong_credentials_are_told_without_them(refusing: str, tmp_path: Path) -> None:
    settings = ClusterSettings((refusing,), user="hakija", password="salaisuus")
    with pytest.raises(ClusterError, match="does not know this user or password") as caught:
        open_engine(tmp_path, cluster=settings)
    assert "salaisuus" not in str(caught.value)


def test_an_index_of_something_else_is_refused(cluster: ClusterSettings, tmp_path: Path) -> None:
    client = connect(cluster)
    with pytest.raises(ClusterMissing, match="hankehaku index"):
        open_engine(tmp_path, cluster=cluster)
    client.indices.create(index=f"{cluster.name}-other", body={"aliases": {cluster.name: {}}})
    with pytest.raises(ClusterMismatch, match="another program made it"):
        open_engine(tmp_path, cluster=cluster)


def test_an_index_for_another_ranking_is_refused(
    cluster: ClusterSettings, engine: Searcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine.count(QUERY)
    monkeypatch.setattr("search.cluster.ranking.K1", 1.5)
    with pytest.raises(ClusterMismatch, match="ranking"):
        open_engine(tmp_path / "lexicon", cluster=cluster)


def test_a_folder_that_was_served_from_may_be_indexed_into(
    engine: Searcher, index: Path, tmp_path: Path
) -> None:
    assert engine.count(QUERY)
    assert build(tmp_path / "lexicon", [index.parent / "descriptions"]).added == 14


def test_a_deadline_that_has_passed_is_told(engine: Searcher) -> None:
    began = deadline.start(-1)
    try:
        with pytest.raises(DeadlineExceeded):
            engine.answer(QUERY)
    finally:
        deadline.end(began)


@pytest.mark.parametrize(
    "fault",
    [
        {"_shards": {"total": 2, "failed": 1}},
        {"timed_out": True, "_shards": {"total": 2, "failed": 0}},
        {"error": {"type": "circuit_breaking_exception", "reason": "heap"}, "status": 429},
    ],
)
def test_what_is_not_whole_is_no_answer(fault: dict[str, Any]) -> None:
    class Client:
        def msearch(self, body: str, params: dict[str, Any], headers: dict[str, str]) -> Any:
            assert params["request_timeout"] <= 5
            assert json.loads(body.splitlines()[0])["allow_partial_search_results"] is False
            return {"responses": [{"hits": {"hits": [], "total": {"value": 3}}, **fault}]}

    settings = ClusterSettings(("http://127.0.0.1:9",), timeout=5)
    with pytest.raises(ClusterError) as caught:
        Connection(settings, Client(), "x").searches([{"size": 0}])
    assert caught.value.http_status == 503


def test_a_new_generation_is_taken_up_and_an_old_one_that_is_gone(
    cluster: ClusterSettings, engine: Searcher, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "LOOK_AGAIN", 0.0)  # on a fast machine publishing takes less than that
    before, state = engine.count(Request()), engine.state
    next(iter((index.parent / "descriptions").glob("*.txt"))).unlink()
    build(index, [index.parent / "descriptions"])
    publish(cluster, index, anew=True, purge=True)
    assert engine.count(Request("")) == before - 1
    assert engine.state != state


def test_while_a_generation_is_gone_its_successor_answers(
    cluster: ClusterSettings, engine: Searcher, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "LOOK_AGAIN", 3600.0)  # none looks by itself: the fault must tell it
    total = engine.answer(QUERY).total
    asks: tuple[Callable[[], int], ...] = (
        lambda: engine.answer(QUERY).total,
        lambda: len(list(engine.codes(QUERY))),
        lambda: len(list(engine.listing(QUERY).projects)),
    )
    for ask in asks:
        state = engine.state
        publish(cluster, index, anew=True, purge=True)
        assert ask() == total > 0
        assert engine.state != state


def test_an_engine_that_is_made_ready_has_asked_already(
    cluster: ClusterSettings, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(cluster, index)
    asked: list[Request] = []
    monkeypatch.setattr(ClusterEngine, "answer", lambda self, request: asked.append(request))
    open_engine(tmp_path / "lexicon", cluster=cluster)
    assert not asked
    open_engine(tmp_path / "lexicon", cluster=cluster, ready=True)
    assert asked
