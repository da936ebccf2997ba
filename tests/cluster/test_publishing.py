"""A generation of the cluster is the published index: complete, switched at once, also after faults."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.cluster import bulk, run
from index.cluster.client import ClusterSettings, connect
from index.cluster.document_words import stored_of
from index.cluster.errors import ClusterError, ClusterLocked, ClusterMismatch, ClusterUnsound
from index.cluster.generation import generations, latest
from index.indexing.index_writer import build
from index.storage.index_reader import open_index
from search import check_published, publish

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"


def no_progress(done: int, total: int) -> None:
    pass


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "kuvaukset"
    folder.mkdir()
    for path in sorted(CORPUS.glob("*0[1-9].txt")):
        shutil.copy(path, folder)
    return folder


def codes(settings: ClusterSettings) -> set[str]:
    """The codes that the alias leads to."""
    body = {"size": 1000, "_source": False}
    answer = connect(settings).search(index=settings.name, body=body)
    assert answer["_shards"]["failed"] == 0
    return {hit["_id"] for hit in answer["hits"]["hits"]}


def listed(folder: Path) -> set[str]:
    return {source.code for _, _, source in open_index(folder).sources()}


def served_and_built_without_one(cluster: ClusterSettings, folder: Path, sources: Path) -> set[str]:
    """An index is served, and then built without one of its projects; returns the codes that are served."""
    build(folder, [sources])
    publish(cluster, folder)
    old = listed(folder)
    next(iter(sources.glob("*.txt"))).unlink()
    build(folder, [sources])
    assert listed(folder) < old
    return old


def test_published_again_and_again(cluster: ClusterSettings, sources: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    build(folder, [sources])
    first = publish(cluster, folder)
    every = listed(folder)
    assert first.sent == first.documents == len(every)
    assert codes(cluster) == every
    assert publish(cluster, folder).sent == 0
    changed, gone = sorted(sources.glob("*.txt"))[:2]
    changed.write_text(changed.read_text("utf-8") + "\nRevontulitutka valmistui.\n", "utf-8")
    gone.unlink()
    build(folder, [sources])
    second = publish(cluster, folder)
    assert (second.sent, second.deleted) == (1, 1)
    assert codes(cluster) == listed(folder) == every - {gone.stem}
    checked = check_published(cluster, folder, no_progress)
    assert checked.sample == checked.documents == len(every) - 1
    numbers = sorted(generations(cluster, connect(cluster)).values())
    assert numbers == [1, 2]
    publish(cluster, folder, anew=True)
    assert sorted(generations(cluster, connect(cluster)).values()) == [2, 3]
    publish(cluster, folder, anew=True, purge=True)
    assert sorted(generations(cluster, connect(cluster)).values()) == [4]
    parts = connect(cluster).search(
        index=f"{cluster.name}-lexicon", body={"query": {"exists": {"field": "osa"}}, "size": 1000}
    )
    there = {hit["_source"]["osa"] for hit in parts["hits"]["hits"]}
    assert there == {part.digest for part in latest(cluster, connect(cluster)).parts}


def test_readers_see_one_generation_or_the_other(
    cluster: ClusterSettings, sources: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ix"
    old = served_and_built_without_one(cluster, folder, sources)
    new = listed(folder)
    seen: list[set[str]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(codes(cluster))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        publish(cluster, folder)
    finally:
        done.set()
        reader.join()
    assert old != new
    assert all(one in (old, new) for one in seen)
    assert old in seen
    assert codes(cluster) == new


def test_a_killed_run_leaves_the_old_generation_and_the_next_clears_up(
    cluster: ClusterSettings, sources: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ix"
    old = served_and_built_without_one(cluster, folder, sources)
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from index.cluster import bulk, publish as p\n"
        "from index.cluster.client import ClusterSettings\n"
        "import search\n"
        "at = sys.argv[1]\n"
        "def die(*a, **k): os.kill(os.getpid(), signal.SIGKILL)\n"
        "if at == 'sending': bulk._send = die; p.send_all = die\n"
        "else: setattr(p.generations, at, die)\n"
        "search.publish(ClusterSettings(tuple(sys.argv[4:]), name=sys.argv[2], shards=2), Path(sys.argv[3]), "
        "anew=True)\n"
    )
    for at in ("create", "sending", "complete", "switch"):
        ended = subprocess.run(
            [sys.executable, "-c", script, at, cluster.name, str(folder), *cluster.urls],
            cwd=ROOT,
            check=False,
        )
        assert ended.returncode == -signal.SIGKILL
        assert codes(cluster) == old
    publish(cluster, folder)
    assert codes(cluster) == listed(folder) != old
    assert sorted(generations(cluster, connect(cluster)).values()) == [1, 2]


def test_several_machines_share_the_work(cluster: ClusterSettings, sources: Path, tmp_path: Path) -> None:
    folders = [tmp_path / f"ix{number}" for number in (1, 2, 3)]
    for number, folder in enumerate(folders, 1):
        build(folder, [sources], part=(number, 3))
    with ThreadPoolExecutor(3) as machines:
        each = list(machines.map(lambda n: publish(cluster, folders[n - 1], part=(n, 3)), (1, 2, 3)))
    assert len({one.index for one in each}) == 1
    assert [one.sent for one in each] == [len(listed(folder)) for folder in folders]
    assert codes(cluster) == set().union(*map(listed, folders))
    assert len(codes(cluster)) == len(list(sources.glob("*.txt")))
    assert check_published(cluster, folders[0], no_progress).documents == sum(one.sent for one in each)


def test_two_machines_with_the_same_project_are_told(
    cluster: ClusterSettings, sources: Path, tmp_path: Path
) -> None:
    for number in (1, 2):
        build(tmp_path / f"ix{number}", [sources])
    with ThreadPoolExecutor(2) as machines:
        each = [machines.submit(publish, cluster, tmp_path / f"ix{n}", part=(n, 2)) for n in (1, 2)]
        for one in each:
            with pytest.raises(ClusterError, match=r"the same project|part . of 2 failed"):
                one.result()
    with pytest.raises(ClusterError):
        latest(cluster, connect(cluster))


def test_two_runs_at_a_time(cluster: ClusterSettings, sources: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        build(tmp_path / name, [sources])
    publish(cluster, tmp_path / "a")
    other = run.Run(cluster, connect(cluster), replace(run.new_share(tmp_path / "b", 1, 1), machine="toinen"))
    other.begin()
    with pytest.raises(ClusterLocked, match="toinen"):
        publish(cluster, tmp_path / "a")
    other.tell(stage="prepared")
    other.share = replace(other.share, time=time.time() - 2 * run.SILENT_AFTER)
    other._write(other.version)  # it has not been heard of for long
    assert publish(cluster, tmp_path / "a").sent == 0
    with pytest.raises(ClusterLocked):
        other.tell(stage="sent")


def test_a_full_disk_is_told_and_the_old_generation_serves_on(
    cluster: ClusterSettings, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ix"
    build(folder, [sources])
    publish(cluster, folder)
    before = latest(cluster, connect(cluster))
    send = bulk._request

    def block(settings: ClusterSettings, client: Any, index: str, lines: Any) -> Any:
        # What the cluster itself does at the flood stage of its disks.
        client.indices.put_settings(index=index, body={"index.blocks.read_only_allow_delete": True})
        return send(settings, client, index, lines)

    monkeypatch.setattr(bulk, "_request", block)
    with pytest.raises(ClusterError, match="Make room"):
        publish(cluster, folder, anew=True)
    assert latest(cluster, connect(cluster)) == before
    monkeypatch.undo()
    publish(cluster, folder, anew=True)
    assert latest(cluster, connect(cluster)).number == before.number + 1


def test_what_check_finds(cluster: ClusterSettings, sources: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    build(folder, [sources])
    publish(cluster, folder)
    client, index = connect(cluster), latest(cluster, connect(cluster)).index
    client.indices.put_settings(index=index, body={"index.blocks.write": False})
    one, other, *_ = sorted(codes(cluster))
    wanted = {"stored_fields": "projekti,sanasto", "_source": "true"}
    kept, lent = (stored_of(client.get(index=index, id=code, params=wanted)) for code in (one, other))
    changed = {**kept, "sanasto": lent["sanasto"]}
    client.index(index=index, id=one, body=changed, params={"refresh": "true"})
    with pytest.raises(ClusterUnsound, match=f"{one}: its words"):
        check_published(cluster, folder, no_progress)
    client.delete(index=index, id=one, params={"refresh": "true"})
    with pytest.raises(ClusterUnsound, match="documents, its table of contents says"):
        check_published(cluster, folder, no_progress)


def test_a_version_with_another_layout_takes_its_place(
    cluster: ClusterSettings, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path / "ix", [sources])
    publish(cluster, tmp_path / "ix")
    monkeypatch.setattr("index.cluster.generation.LAYOUT", 99)
    with pytest.raises(ClusterMismatch, match="another version"):
        latest(cluster, connect(cluster))
    published = publish(cluster, tmp_path / "ix")
    assert published.sent == latest(cluster, connect(cluster)).documents == published.documents
    assert len(generations(cluster, connect(cluster))) == 2


def test_an_index_of_another_program_is_left_alone(
    cluster: ClusterSettings, sources: Path, tmp_path: Path
) -> None:
    build(tmp_path / "ix", [sources])
    client = connect(cluster)
    client.indices.create(index=f"{cluster.name}-muu")
    client.indices.put_alias(index=f"{cluster.name}-muu", name=cluster.name)
    with pytest.raises(ClusterMismatch, match="another program"):
        publish(cluster, tmp_path / "ix")
    assert client.indices.exists(index=f"{cluster.name}-muu")


def test_the_cluster_that_is_not_there_is_a_clear_end(tmp_path: Path, sources: Path) -> None:
    settings = {"HANKEHAKU_ENGINE": "opensearch", "HANKEHAKU_OPENSEARCH_URL": "http://127.0.0.1:1"}
    ended = subprocess.run(
        [sys.executable, "-m", "hankehaku", "index", str(sources), "--index", str(tmp_path / "ix")],
        cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 6
    assert "opensearch_url" in ended.stderr
    assert "Traceback" not in ended.stderr
