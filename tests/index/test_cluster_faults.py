"""What can go wrong with a cluster: each fault has its message with the way out, and shows no password."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from index.cluster import bulk
from index.cluster.bulk import requests, send_all
from index.cluster.client import ClusterSettings, connect, read_password, translated, version, whole
from index.cluster.errors import ClusterBusy, ClusterError, ClusterIncomplete

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
    file.write_bytes(SECRET.encode() + b"\xff")
    with pytest.raises(ClusterError, match="opensearch_password_file") as caught:
        read_password(file)
    assert SECRET not in caught.value.message


# Sending


def taken(*statuses: int) -> tuple[int, Any]:
    """An answer to a bulk request: what became of each operation."""
    items = [
        {"index": {"status": status} | ({} if status < 300 else {"error": {"type": "t", "reason": "r"}})}
        for status in statuses
    ]
    return 200, {"errors": any(status >= 300 for status in statuses), "items": items}


def codes_of(body: bytes) -> list[str]:
    import gzip

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
