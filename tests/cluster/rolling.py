"""A rolling restart: every node once, by the steps of docs/cluster.md, while questions are asked.

    CLUSTER_GROUPS="1 2 3" make cluster
    python -m tests.cluster.rolling
    make cluster-stop

Prints for each node how long it took until the cluster was complete again, and the answers in the meantime.
Exit code 1 if an answer was wrong, incomplete or refused, or if the cluster does not become complete.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from pathlib import Path
from threading import Event, Thread
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException

from index.cluster.client import ClusterSettings, connect
from index.cluster.errors import ClusterError
from index.indexing.index_writer import build
from search import open_engine, publish
from search.contract.engine_port import Searcher
from search.contract.request import Request
from tests.benchmarks.generate import CORPUS
from tests.cluster.asked import QUERIES, SCRIPT

PATIENCE = 180
"""Seconds in which a node that was restarted has to hold its copies again."""
ASKERS = 2
Seen = tuple[int, list[str], Any]
"""Of an answer: how many hits there are, the codes of the first, and the facets."""


def allocation(client: OpenSearch, which: str | None) -> None:
    """Which copies the cluster may move: the first ones («primaries»), or all again (None)."""
    client.cluster.put_settings(body={"persistent": {"cluster.routing.allocation.enable": which}})


def wait_for(client: OpenSearch, nodes: int, status: str) -> None:
    """Wait until so many nodes are there and all copies are as they should."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            found = client.cluster.health()
            if found["number_of_nodes"] == nodes and found["status"] in (status, "green"):
                return
        except OpenSearchException:
            pass  # the node that was asked is the one that restarts
        time.sleep(0.5)
    raise SystemExit(f"The cluster was not {status} with {nodes} nodes after {PATIENCE} s.")


def seen_of(engine: Searcher, query: str, limit: int) -> Seen:
    """What is the same in every answer to a question, however many hits are asked for."""
    found = engine.answer(Request(query, limit=limit))
    return found.total, [hit.code for hit in found.hits][:10], found.facets


def ask_on(engine: Searcher, expected: dict[str, Seen], seen: Counter[str], enough: Event) -> None:
    """Ask one question after another, and count how they are answered.

    Each asks for another number of hits, since what was answered before is kept.
    """
    number = 0
    while not enough.is_set():
        query = QUERIES[number % len(QUERIES)]
        number += 1
        try:
            same = seen_of(engine, query, 20 + number % 5_000) == expected[query]
            seen["right" if same else "wrong"] += 1
        except ClusterError as error:
            seen["refused" if error.http_status == 503 else "failed"] += 1
            print(error, file=sys.stderr)


def restart(client: OpenSearch, group: str, nodes: int) -> float:
    """The steps for one node. Seconds that they took."""
    began = time.monotonic()
    allocation(client, "primaries")
    subprocess.run([SCRIPT, "end", group], check=True)
    wait_for(client, nodes - 1, "yellow")
    subprocess.run([SCRIPT, "begin", group], check=True)
    wait_for(client, nodes, "yellow")
    allocation(client, None)
    wait_for(client, nodes, "green")
    return time.monotonic() - began


def main() -> int:
    """Restart the nodes one by one; the exit code."""
    port = int(os.environ.get("CLUSTER_PORT", "9201"))
    urls = tuple(f"http://127.0.0.1:{port + number}" for number in range(3))
    settings = ClusterSettings(urls, name=f"vuoro-{uuid.uuid4().hex[:8]}", shards=3, replicas=1)
    client = connect(settings)
    bad = 0
    try:
        with tempfile.TemporaryDirectory() as made:
            build(Path(made) / "index", [CORPUS])
            publish(settings, Path(made) / "index")
            engine = open_engine(Path(made) / "lexicon", cluster=settings)
            expected = {query: seen_of(engine, query, 20) for query in QUERIES}
            print(
                "| node | whole again after, s | right | refused | wrong or failed |\n|---|---|---|---|---|"
            )
            for group in ("1", "2", "3"):
                seen, enough = Counter[str](), Event()
                askers = [Thread(target=ask_on, args=(engine, expected, seen, enough)) for _ in range(ASKERS)]
                for asker in askers:
                    asker.start()
                try:
                    seconds = restart(client, group, 3)
                finally:
                    enough.set()
                    for asker in askers:
                        asker.join()
                other = seen["wrong"] + seen["failed"]
                print(
                    f"| {group} | {seconds:.0f} | {seen['right']} | {seen['refused']} | {other} |", flush=True
                )
                bad += other + seen["refused"]
    finally:
        allocation(client, None)
        client.indices.delete(index=f"{settings.name}-*", params={"expand_wildcards": "all"})
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
