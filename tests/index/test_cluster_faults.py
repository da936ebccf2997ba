"""What can go wrong with a cluster: each fault has its message with the way out, and shows no password."""

from __future__ import annotations

import gzip
import json
import re
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import urllib3
from opensearchpy import Urllib3HttpConnection, exceptions

from index.cluster import bulk, client
from index.cluster.bulk import requests, send_all
from index.cluster.client import ClusterSettings, connect, read_password, translated, version, whole
from index.cluster.errors import (
    ClusterBusy,
    ClusterError,
    ClusterExtraMissing,
    ClusterIncomplete,
    ClusterLocked,
    ClusterMismatch,
    ClusterMissing,
    ClusterUnavailable,
    ClusterUnsound,
    error_of_answer,
    unreachable,
)

QUICKEST = 4
"""What the ninth byte says of data that gzip packed at its quickest level (RFC 1952)."""
SECRET = "salasana-9x"


class Cluster:
    """Answers what it is told to, and keeps what it was asked. answers: (status, body) of each request."""

    def __init__(self, answers: list[tuple[int, Any]]) -> None:
        self.answers, self.asked = answers, list[bytes]()


@contextmanager
def answering(*answers: tuple[int, Any]) -> Iterator[tuple[ClusterSettings, Cluster]]:
    """A cluster on the loopback address that gives these answers, the last one again and again."""
    cluster = Cluster(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            cluster.asked.append(self.rfile.read(length))
            status, body = cluster.answers.pop(0) if len(cluster.answers) > 1 else cluster.answers[0]
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = answer

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        yield ClusterSettings((url,), user="haku", password=SECRET, timeout=5), cluster
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def refusal(kind: str, reason: str, status: int) -> dict[str, Any]:
    cause = {"type": kind, "reason": reason}
    return {"error": {**cause, "root_cause": [cause]}, "status": status}


FULL = (
    "index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, "
    "index has read-only-allow-delete block]"
)


@pytest.mark.parametrize(
    ("status", "body", "says", "is_busy"),
    [
        (401, {}, "opensearch_password_file", False),
        (403, refusal("security_exception", "no permissions for [x]", 403), "docs/cluster.md", False),
        (403, refusal("cluster_block_exception", FULL, 403), "Make room", False),
        (429, refusal("cluster_block_exception", FULL, 429), "Make room", False),
        (429, refusal("circuit_breaking_exception", "[parent] Data too large", 429), "heap", True),
        (429, refusal("rejected_execution_exception", "queue", 429), "add nodes", True),
        (503, refusal("unavailable_shards_exception", "primary shard is not active", 503), "health", True),
        (404, refusal("index_not_found_exception", "no such index [x-000001-1f2e3d4c]", 404), "«x-0", False),
        (400, refusal("strict_dynamic_mapping_exception", "mapping set to strict", 400), "--upgrade", False),
    ],
)
def test_a_refusal_says_what_to_do(status: int, body: Any, says: str, is_busy: bool) -> None:
    with answering((status, body)) as (settings, _):
        client = connect(settings)
        with pytest.raises(ClusterError) as caught, translated(settings):
            client.search(index="x", body={})
    assert says in caught.value.message
    assert isinstance(caught.value, ClusterBusy) == is_busy
    assert caught.value.http_status == 503
    assert SECRET not in caught.value.message
    assert SECRET not in repr(settings)


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = ClusterSettings((f"http://127.0.0.1:{port}",))
    with pytest.raises(ClusterBusy, match="opensearch_url"):
        version(settings, connect(settings))


def test_an_answer_that_does_not_come() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = ClusterSettings((f"http://127.0.0.1:{silent.getsockname()[1]}",), timeout=0.2)
        with pytest.raises(ClusterBusy, match=r"within 0\.2 seconds.*opensearch_timeout_s"):
            version(settings, connect(settings))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"distribution": "opensearch", "number": "2.11.0"}, "opensearch 2.11.0"),
        ({"number": "8.4.0"}, "no OpenSearch, 8.4.0"),
    ],
)
def test_a_version_that_cannot_do_it(told: dict[str, str], says: str) -> None:
    with (
        answering((200, {"version": told})) as (settings, _),
        pytest.raises(ClusterError, match=r"from version 2\.19") as caught,
    ):
        version(settings, connect(settings))
    assert says in caught.value.message


def test_a_version_that_can() -> None:
    with answering((200, {"version": {"distribution": "opensearch", "number": "3.9.0"}})) as (settings, _):
        assert version(settings, connect(settings)) == (3, 9)


def test_a_part_of_an_answer_is_no_answer() -> None:
    settings = ClusterSettings(("http://a:1",))
    complete = {"_shards": {"total": 3, "failed": 0}, "timed_out": False}
    assert whole(settings, complete) is complete
    with pytest.raises(ClusterIncomplete, match="1 of 3 shards"):
        whole(settings, {"_shards": {"total": 3, "failed": 1}})
    with pytest.raises(ClusterBusy, match="opensearch_timeout_s"):
        whole(settings, {**complete, "timed_out": True})
    with pytest.raises(ClusterError, match="Make room"):
        whole(settings, refusal("cluster_block_exception", FULL, 429))


def test_an_address_has_no_user() -> None:
    with pytest.raises(ClusterError, match="opensearch_user") as caught:
        connect(ClusterSettings((f"https://haku:{SECRET}@node:9200",)))
    assert SECRET not in caught.value.message


def test_the_password_is_of_the_file_else_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANKEHAKU_OPENSEARCH_PASSWORD", "ympäristöstä")
    assert read_password(None) == "ympäristöstä"
    file = tmp_path / "salasana"
    file.write_text(f" {SECRET} \n", "utf-8")
    assert read_password(file) == f" {SECRET} "
    file.write_text(f"\r\nx{SECRET}x\r\n", "utf-8")
    assert read_password(file) == f"x{SECRET}x"
    file.write_bytes(SECRET.encode() + b"\xff")
    with pytest.raises(ClusterError, match="opensearch_password_file") as caught:
        read_password(file)
    assert SECRET not in caught.value.message


@pytest.mark.parametrize(
    ("address", "is_good"),
    [
        ("http://a", True), ("https://node.example:9200/", True), ("https://[::1]:9200", True),
        ("http://a:123456", False), ("ftp://a", False), ("https://a/x", False), ("https://", False),
        ("https://a b", False), ("https://[::1", False), ("http://a_b", False), ("xhttp://a", False),
    ],
)  # fmt: skip
def test_the_form_of_an_address(address: str, is_good: bool) -> None:
    if is_good:
        connect(ClusterSettings((address,)))
        return
    with pytest.raises(ClusterError, match=r"opensearch_url.*https://node\.example:9200"):
        connect(ClusterSettings(("http://a", address)))


def test_how_a_cluster_is_spoken_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr("opensearchpy.OpenSearch", lambda **options: told.append(options))
    authority = tmp_path / "ca.pem"
    with pytest.raises(ClusterError, match="opensearch_ca"):
        connect(ClusterSettings(("http://a",), ca=authority))
    authority.touch()
    connect(ClusterSettings(("http://a",)))
    connect(ClusterSettings(("http://a", "http://b"), user="u", password="p", ca=authority, timeout=7))
    shared = {
        "http_compress": True, "retry_on_status": (), "retry_on_timeout": False, "pool_maxsize": 16,
        "ssl_show_warn": False,
    }  # fmt: skip
    assert all(issubclass(one.pop("connection_class"), Urllib3HttpConnection) for one in told)
    assert told == [
        {**shared, "hosts": ["http://a"], "timeout": 30.0, "max_retries": 1},
        {
            **shared, "hosts": ["http://a", "http://b"], "timeout": 7, "max_retries": 2,
            "ca_certs": str(authority), "http_auth": ("u", "p"),
        },
    ]  # fmt: skip
    settings = ClusterSettings(("http://a", "http://b"))
    assert settings.where == "http://a, http://b"
    assert (settings.name, settings.user, settings.shards, settings.replicas) == ("hankehaku", "", 1, 1)


def test_without_opensearch_py(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    with pytest.raises(ClusterExtraMissing, match=r"hankehaku\[opensearch\]") as caught:
        connect(ClusterSettings(("http://a",)))
    assert caught.value.exit_code == 3


CAUSE = {"type": "t", "reason": "r"}


@pytest.mark.parametrize(
    ("info", "reason"),
    [
        (None, ("", "")), ("text", ("", "")), ({}, ("", "")), ({"error": "broken"}, ("", "broken")),
        ({"error": CAUSE}, ("t", "r")), ({"error": {}}, ("", "")),
        ({"error": {"type": "a", "reason": "b", "root_cause": [CAUSE]}}, ("t", "r")),
        ({"error": {"type": "a", "reason": "b", "root_cause": []}}, ("a", "b")),
        ({"error": {"type": "a", "reason": "b", "root_cause": [{}, "x", CAUSE]}}, ("t", "r")),
        ({"error": {"root_cause": [{"x": 1}], "failed_shards": ["y", {"reason": CAUSE}]}}, ("t", "r")),
        ({"error": {"type": "a", "failed_shards": [{"reason": {}}, {}], "root_cause": [CAUSE]}}, ("t", "r")),
    ],
)  # fmt: skip
def test_the_cause_of_an_answer(info: Any, reason: tuple[str, str]) -> None:
    assert client._reason(info) == reason


SETTINGS = ClusterSettings(("http://a",), timeout=7)
ProtocolError = urllib3.exceptions.ProtocolError


def lost(text: str, cause: Exception) -> Exception:
    return exceptions.ConnectionError("N/A", text, cause)


@pytest.mark.parametrize(
    ("raised", "kind", "says"),
    [
        (exceptions.SSLError("N/A", "x", OSError()), ClusterError, "certificate"),
        (exceptions.ConnectionTimeout("TIMEOUT", "x", OSError()), ClusterBusy, "7 seconds"),
        (lost("CERTIFICATE_VERIFY_FAILED", OSError()), ClusterError, "certificate"),
        (lost("certificate verify failed", OSError()), ClusterError, "certificate"),
        (lost("x", OSError()), ClusterBusy, "OSError"),
        (lost("x", ProtocolError()), ClusterBusy, "ProtocolError"),
        (lost("x", TypeError()), exceptions.ConnectionError, "x"),
        (exceptions.TransportError(503, "x", {"error": CAUSE}), ClusterUnavailable, "r"),
        (exceptions.TransportError("N/A", "x", {"error": CAUSE}), ClusterError, "0: r"),
    ],
)  # fmt: skip
def test_errors_of_the_client_are_told_as_ours(raised: Exception, kind: type[Exception], says: str) -> None:
    with pytest.raises(Exception, match=says) as caught, translated(SETTINGS):
        raise raised
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("status", "kind", "reason", "wanted", "says"),
    [
        (404, "index_not_found_exception", "no such index [x]", ClusterMissing, "«x»"),
        (401, "", "", ClusterError, "this user"),
        (400, "", "block allow-delete", ClusterError, "too full"),
        (400, "", "block allow delete", ClusterError, "too full"),
        (403, "cluster_block_exception", "r", ClusterError, r"no writing \(r\)"),
        (403, "", "", ClusterError, r"may not do this \(403\)"),
        (500, "circuit_breaking_exception", "", ClusterBusy, "memory"),
        (429, "t", "", ClusterBusy, "more to do"),
        (502, "t", "", ClusterUnavailable, r"not available \(t\)"),
        (503, "t", "r", ClusterUnavailable, r"not available \(r\)"),
        (504, "", "", ClusterUnavailable, r"not available \(504\)"),
        (500, "node_disconnected_exception", "[c] disconnected", ClusterUnavailable, "not available"),
        (500, "search_phase_execution_exception", "", ClusterUnavailable, "not available"),
        (404, "search_context_missing_exception", "id [1]", ClusterUnavailable, "not available"),
        (500, "script_exception", "", ClusterError, "refused the request"),
        (500, "t", "r" * 301, ClusterError, r"\(500: r{300}\)"),
        (501, "", "", ClusterError, r"\(501: 501\)"),
        (505, "", "", ClusterError, r"\(505: 505\)"),
    ],
)
def test_the_error_of_an_answer(
    status: int, kind: str, reason: str, wanted: type[ClusterError], says: str
) -> None:
    found = error_of_answer("w", status, kind, reason)
    assert type(found) is wanted
    assert re.search(says, found.message), found.message


def test_how_commands_and_pages_end() -> None:
    every: list[ClusterError] = [
        ClusterError("w", "p", "o"), ClusterIncomplete("w", 1, 2), ClusterMissing("w", "n"),
        ClusterMismatch("w", "n", "r"), ClusterUnsound("w", "i", ["a", "b"]), ClusterLocked("w", "n", "m"),
    ]  # fmt: skip
    assert [(one.exit_code, one.http_status) for one in every] == [
        (6, 503), (6, 503), (4, 503), (4, 503), (4, 503), (5, 503),
    ]  # fmt: skip
    assert "is not sound:\n  a\n  b. Make it anew" in every[4].message
    assert "r" * 300 in unreachable("w", "r" * 301).message
    assert "r" * 301 not in unreachable("w", "r" * 301).message


# Sending


def taken(*statuses: int) -> tuple[int, Any]:
    """An answer to a bulk request: what became of each operation."""
    items = [
        {"index": {"status": status} | ({} if status < 300 else {"error": {"type": "t", "reason": "r"}})}
        for status in statuses
    ]
    return 200, {"errors": any(status >= 300 for status in statuses), "items": items}


def codes_of(body: bytes) -> list[str]:
    lines = map(json.loads, gzip.decompress(body).splitlines())
    return [line[action]["_id"] for line in lines for action in line if action in ("index", "delete")]


def test_what_was_refused_is_sent_again_and_nothing_else() -> None:
    waits: list[float] = []
    busy = (429, refusal("rejected_execution_exception", "queue", 429))
    with answering(busy, (503, {}), taken(200, 429, 201), taken(503), taken(200)) as (settings, cluster):
        sent = send_all(
            settings, connect(settings), "x", [(code, {"a": 1}) for code in "ABC"], sleep=waits.append
        )
    assert sent == 3
    assert {body[8] for body in cluster.asked} == {QUICKEST}
    assert [codes_of(body) for body in cluster.asked] == [list("ABC")] * 3 + [["B"]] * 2
    assert len(waits) == 4
    assert waits == sorted(waits)  # a pause each time, longer and longer
    assert waits[-1] > 5 * bulk.FIRST_WAIT


def test_a_document_that_never_will_be_taken_ends_the_run() -> None:
    with (
        answering(taken(200, 400)) as (settings, cluster),
        pytest.raises(ClusterError, match="B: this project was not taken"),
    ):
        send_all(settings, connect(settings), "x", [("A", {}), ("B", {})], sleep=lambda _: None)
    assert len(cluster.asked) == 1


def test_pauses_grow_and_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    ranges: set[tuple[float, float]] = set()

    def uniform(low: float, high: float) -> float:
        ranges.add((low, high))
        return 1.0

    monkeypatch.setattr("random.uniform", uniform)
    monkeypatch.setattr(bulk, "time", SimpleNamespace(monotonic=lambda: sum(waits)))
    with answering(taken(429)) as (settings, _), pytest.raises(ClusterBusy, match="goes on serving"):
        send_all(settings, connect(settings), "x", [("A", {})], sleep=waits.append)
    assert waits[:8] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert 600 < sum(waits) <= 630
    assert ranges == {(0.7, 1.3)}


def test_what_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(bulk, "MOST_OPERATIONS", 2)
    each: list[bulk.Operation] = [("Ä", {"a": "ö\ud800"}), ("B", None), ("C", {"c": "ä", "d": [1, 0.5]})]
    with answering((200, {})) as (settings, cluster):
        assert send_all(settings, connect(settings), "x", each, done.append) == 3
    assert sorted(done) == [1, 2]
    assert sorted(map(gzip.decompress, cluster.asked)) == [
        '{"index":{"_id":"C"}}\n{"c":"ä","d":[1,0.5]}\n'.encode(),
        '{"index":{"_id":"Ä"}}\n{"a": "ö?"}\n{"delete":{"_id":"B"}}\n'.encode(),
    ]


def test_requests_are_under_way_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_OPERATIONS", 1)
    together = threading.Barrier(3, timeout=10)
    monkeypatch.setattr(bulk, "_send", lambda *_: together.wait() * 0 + 1)
    read = 0

    def operations() -> Iterator[bulk.Operation]:
        nonlocal read
        for number in range(9):
            read += 1
            yield str(number), {}

    assert send_all(SETTINGS, None, "x", operations()) == read == 9  # type: ignore[arg-type]


def test_a_fault_ends_what_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_OPERATIONS", 1)
    begun: list[str] = []

    def fail(*given: Any) -> int:
        begun.append(given[3][0][0])
        raise ClusterError("w", "p", "o")

    monkeypatch.setattr(bulk, "_send", fail)
    with pytest.raises(ClusterError):
        send_all(SETTINGS, None, "x", [(str(n), {}) for n in range(100)])  # type: ignore[arg-type]
    assert len(begun) <= 4


def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PATIENCE", -1.0)
    with answering(taken(429)) as (settings, _), pytest.raises(ClusterBusy, match="goes on serving"):
        send_all(settings, connect(settings), "x", [("A", {})], sleep=lambda _: None)


def test_a_full_disk_is_not_waited_for() -> None:
    full = 200, {"errors": True, "items": [{"index": {"status": 429, "error": {
        "type": "cluster_block_exception", "reason": FULL}}}]}  # fmt: skip
    with answering(full) as (settings, cluster), pytest.raises(ClusterError, match="Make room"):
        send_all(settings, connect(settings), "x", [("A", {})], sleep=lambda _: None)
    assert len(cluster.asked) == 1


def test_deleting_what_is_gone_is_done() -> None:
    gone = 200, {"errors": True, "items": [{"delete": {"status": 404}}]}
    with answering(gone) as (settings, cluster):
        assert send_all(settings, connect(settings), "x", [("A", None)], sleep=lambda _: None) == 1
    assert [codes_of(body) for body in cluster.asked] == [["A"]]


def test_requests_are_bounded() -> None:
    large = {"a": "x" * (bulk.MOST_BYTES // 2)}
    assert [len(one) for one in requests([("A", large), ("B", large), ("C", {})])] == [1, 2]
    many: list[bulk.Operation] = [(str(n), {}) for n in range(bulk.MOST_OPERATIONS + 1)]
    assert [len(one) for one in requests(many)] == [bulk.MOST_OPERATIONS, 1]
