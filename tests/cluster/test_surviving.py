"""Survival of lost machines: answers while a process is killed, and an index restored from a snapshot.

Runs last: the killed node restarts, and no test waits for it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from index.cluster.client import ClusterSettings, connect
from index.cluster.errors import ClusterError
from index.indexing.index_writer import build
from search import open_engine, publish
from search.contract.engine_port import Searcher
from search.contract.request import Request
from search.contract.results import Answer
from tests.attacks.servers import wait_until
from tests.benchmarks.generate import CORPUS
from tests.cluster.asked import QUERIES, SCRIPT
from web.app import create_app
from web.config.settings import Settings

ALONE = "3"
"""The node that has a process of its own, see `make test-cluster`."""
STATE = Path(os.environ.get("CLUSTER_STATE", ""))
ASKED = 120


@pytest.fixture
def engine(cluster: ClusterSettings, tmp_path: Path) -> Searcher:
    (tmp_path / "descriptions").mkdir()
    for path in sorted(CORPUS.glob("S*.txt")):
        shutil.copy(path, tmp_path / "descriptions")
    build(tmp_path / "index", [tmp_path / "descriptions"])
    publish(cluster, tmp_path / "index")
    return open_engine(tmp_path / "lexicon", cluster=cluster)


def answer(engine: Searcher, number: int) -> Answer | None:
    """An answer without its time; None where it is refused for the moment."""
    try:
        return replace(engine.answer(Request(QUERIES[number % len(QUERIES)])), took_ms=0.0)
    except ClusterError as error:
        if error.http_status != 503:
            raise
        return None


def test_a_snapshot_is_restored(cluster: ClusterSettings, engine: Searcher, tmp_path: Path) -> None:
    client = connect(cluster)
    expected, state = answer(engine, 0), engine.state
    assert expected
    body = {"type": "fs", "settings": {"location": str(STATE / "nodes" / "snapshots")}}
    client.snapshot.create_repository(repository="backup", body=body)
    kept = {"indices": f"{cluster.name}-*", "include_global_state": False}
    wait = {"wait_for_completion": "true"}
    try:
        client.snapshot.create(repository="backup", snapshot=cluster.name, body=kept, params=wait)
        client.indices.delete(index=f"{cluster.name}-*")
        with pytest.raises(ClusterError):
            engine.answer(Request("muuta"))
        back = {"indices": f"{cluster.name}-*"}
        client.snapshot.restore(repository="backup", snapshot=cluster.name, body=back, params=wait)
    finally:
        client.snapshot.delete(repository="backup", snapshot=cluster.name)
    other = open_engine(tmp_path / "fetched again", cluster=cluster)
    assert answer(other, 0) == answer(engine, 0) == expected
    assert other.state != state, "it has another uuid: no kept page is taken for one of the restored index"
    assert publish(cluster, tmp_path / "index").sent == 0


def test_a_process_that_is_killed_changes_no_answer(
    cluster: ClusterSettings, engine: Searcher, tmp_path: Path
) -> None:
    expected = [answer(engine, number) for number in range(len(QUERIES))]
    assert all(expected)
    settings = Settings(engine="opensearch", opensearch_url=cluster.urls, opensearch_index=cluster.name)
    site = create_app(tmp_path / "served", settings).test_client()
    assert site.get("/?q=digituki").status_code == 200
    try:
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(answer, engine, number) for number in range(ASKED)]
            asked[20].result()
            os.kill(int((STATE / f"pid-{ALONE}").read_text()), signal.SIGKILL)
            page = site.get("/?q=koulutus")
            answers = [one.result() for one in asked]
        assert page.status_code == 200 or page.headers["Retry-After"]
        pairs = [(one, expected[number % len(QUERIES)]) for number, one in enumerate(answers)]
        assert all(one == wanted for one, wanted in pairs if one is not None)
        assert sum(one is None for one in answers) < ASKED / 4
        wait_until(lambda: [answer(engine, number) for number in range(len(QUERIES))] == expected, 30)
        assert len(connect(cluster).cat.nodes(format="json")) == 2
    finally:
        subprocess.run([SCRIPT, "begin", ALONE], check=True)
