"""Publishing into a cluster in memory (`tests/index/memory_cluster.py`): every request, and what comes of it.

The requests were looked at once and are kept in `golden/cluster_requests.jsonl`; `python -m
tests.index.test_cluster_generations` writes them again. `make test-cluster` makes them of real nodes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

from index.cluster import bulk, client, comparing, document_words, generation, lexicon, mapping, publish, run
from index.cluster.client import ClusterSettings
from index.cluster.errors import (
    ClusterBusy,
    ClusterError,
    ClusterLocked,
    ClusterMismatch,
    ClusterMissing,
    ClusterUnsound,
)
from index.cluster.generation import Generation
from index.cluster.lexicon import Part
from index.cluster.mapping import Ranking
from index.indexing.index_writer import build
from index.model.project import ORGANISATIONS
from index.storage.array_file import write_arrays
from index.storage.index_reader import open_index
from index.storage.schema import fingerprint
from tests.index.memory_cluster import MemoryCluster, plain
from tests.small import write

REQUESTS = Path(__file__).parent / "golden" / "cluster_requests.jsonl"
SETTINGS = ClusterSettings(("http://solmu:9200",), name="h", shards=3, replicas=2)
RANKING = Ranking(2.0, lambda lengths, mean: (0.25 + 0.75 * lengths / mean).astype(np.float32), str.casefold)
Cluster = Any
"""A `MemoryCluster`, in the place of an `OpenSearch`."""
WORDS = ("kirjasto", "digituki", "metsäpolku", "satama", "kuntoutus", "työpaja", "matkailu", "biokaasu")
CODES = [f"S1000{number}" for number in range(len(WORDS))]


def organisation_ids(folder: Path) -> dict[str, str]:
    segments = open_index(folder).segments
    return {
        text: text[:8]
        for one in segments
        for field in ORGANISATIONS
        for text in one.terms.texts_of(field.query)
    }


def describe(sources: Path, number: int, more: str = "") -> None:
    body = f"{WORDS[number]} auttaa kaikkia{more}."
    write(sources, CODES[number], _1=f"Hankkeen nimi: {WORDS[number]}", _3=body)


def built(top: Path) -> Path:
    """A folder with an index of the descriptions in its folder `sources`."""
    build(top / "ix", [top / "sources"])
    return top / "ix"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("published")
    for number in range(len(WORDS)):
        describe(top / "sources", number)
    built(top)
    return top


@pytest.fixture
def top(made: Path, tmp_path: Path) -> Path:
    """A folder with descriptions and their index, which a test may change."""
    return Path(shutil.copytree(made, tmp_path / "top"))


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """An empty cluster, of which nobody waits for long."""
    made = MemoryCluster()
    monkeypatch.setattr(run, "SILENT_AFTER", 15.0)
    monkeypatch.setattr(generation, "LONGEST_COPYING", 15.0)
    for module in (publish, comparing):
        monkeypatch.setattr(module, "connect", lambda settings: made)
    return made


def published(folder: Path, **options: Any) -> publish.Published:
    return publish.publish(SETTINGS, folder, RANKING, organisation_ids, **options)


def served(cluster: Cluster) -> tuple[str, set[str]]:
    """The index that is served, and the codes that it answers with."""
    (index,) = cluster.aliases["h"]
    return index, set(cluster.all[index].seen)


def steps(cluster: Cluster, top: Path) -> Iterator[tuple[str, object]]:
    """Runs one after another, each with what it told."""
    yield "first", published(built(top))
    yield "nothing new", published(built(top))
    describe(top / "sources", 0, "lla")
    (top / "sources" / f"{CODES[1]}.txt").unlink()
    yield "one changed, one gone", published(built(top))
    yield "all anew", published(built(top), anew=True)
    yield "all anew, and nothing left", published(built(top), anew=True, purge=True)
    yield "check", comparing.check_generation(SETTINGS, top / "ix" / lexicon.CACHE)


def requests_of(cluster: Cluster, top: Path) -> Iterator[dict[str, Any]]:
    for name, told in steps(cluster, top):
        shown = {key: value for key, value in vars(told).items() if key != "index"}
        yield {"run": name, "told": json.loads(json.dumps(shown)), "asked": plain(cluster.asked)}
        cluster.asked.clear()


def test_the_requests_of_each_run(cluster: Cluster, top: Path) -> None:
    kept = [json.loads(line) for line in REQUESTS.read_text("utf-8").splitlines()]
    for found, wanted in zip(requests_of(cluster, top), kept, strict=True):
        assert found == wanted


def test_what_is_served(cluster: Cluster, top: Path) -> None:
    done: list[tuple[int, int]] = []
    first = published(built(top), progress=lambda *one: done.append(one))
    assert (first.documents, first.sent, first.deleted, first.warnings) == (8, 8, 0, ())
    assert served(cluster) == (first.index, set(CODES))
    assert done == [(8, 8)]
    found = generation.latest(SETTINGS, cluster)
    assert (found.number, found.documents, found.machines, found.index) == (1, 8, 1, first.index)
    assert found.uuid == f"uuid of {first.index}"
    assert abs(found.committed - time.time()) < 60
    lengths = np.concatenate([one.arrays["lengths"] for one in open_index(top / "ix").segments])
    assert found.mean_length == pytest.approx(float(lengths.mean()))
    assert {one.documents for one in found.lexicon} == {8}
    (top / "sources" / f"{CODES[3]}.txt").unlink()
    describe(top / "sources", 2, "lla")
    done.clear()
    second = published(built(top), progress=lambda *one: done.append(one))
    assert (second.documents, second.sent, second.deleted) == (7, 1, 1)
    assert served(cluster) == (second.index, set(CODES) - {CODES[3]})
    assert done == [(1, 1)]
    assert set(generation.generations(SETTINGS, cluster)) == {first.index, second.index}
    settings = cluster.all[second.index].settings
    assert (settings["number_of_replicas"], settings["blocks.write"]) == (2, True)
    parts = {part.digest for index in (first, second) for part in parts_of(cluster, index.index)}
    chunks = [doc["osa"] for doc, _ in cluster.all["h-lexicon"].docs.values() if "osa" in doc]
    assert set(chunks) == parts
    assert not [name for name in cluster.all["h-lexicon"].docs if name.startswith("run-")]


def parts_of(cluster: Cluster, index: str) -> tuple[Part, ...]:
    about = {"mappings": cluster.all[index].mapping, "settings": {"index": {"uuid": "u"}}}
    return generation.read_generation(SETTINGS, index, about).parts


@pytest.mark.parametrize(
    ("changed", "drift", "is_copy"),
    [(1, 1.0, True), (2, 1.0, True), (3, 1.0, False), (2, 0.0, False), (2, 0.02, False), (2, 0.04, True)],
)
def test_few_changes_are_made_in_a_copy(
    cluster: Cluster, top: Path, monkeypatch: pytest.MonkeyPatch,
    changed: int, drift: float, is_copy: bool,
) -> None:  # fmt: skip
    published(built(top))
    before = generation.latest(SETTINGS, cluster).mean_length
    for number in range(changed):
        describe(top / "sources", number, " nyt")
    monkeypatch.setattr(publish, "MOST_DRIFT", drift)
    monkeypatch.setattr(publish, "MOST_CHANGED", 0.25)  # of 8
    cluster.asked.clear()
    found = published(built(top))
    assert any(one[0] == "clone" for one in cluster.asked) == is_copy
    assert found.sent == (changed if is_copy else 8)
    assert (generation.latest(SETTINGS, cluster).mean_length == before) == is_copy
    assert served(cluster)[1] == set(CODES)


def test_several_machines_share_the_work(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "LOOK_AGAIN", 0.02)
    for number in range(len(WORDS)):
        describe(tmp_path / f"s{number % 2}", number)
    folders = [tmp_path / "ix0", tmp_path / "ix1"]
    for number, folder in enumerate(folders):
        build(folder, [tmp_path / f"s{number}"])
    with ThreadPoolExecutor(2) as machines:
        each = list(machines.map(lambda n: published(folders[n], part=(n + 1, 2)), (0, 1)))
    assert each[0].index == each[1].index == served(cluster)[0]
    assert [(one.documents, one.sent) for one in each] == [(8, 4), (8, 4)]
    assert served(cluster)[1] == set(CODES)
    found = generation.latest(SETTINGS, cluster)
    assert (found.machines, len(found.lexicon)) == (2, 2)
    seen = cluster.all[found.index].seen
    assert {seen[code]["osa"] for code in CODES[0::2]} == {1}
    assert {seen[code]["osa"] for code in CODES[1::2]} == {2}


def test_two_machines_with_the_same_project(
    cluster: Cluster, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "LOOK_AGAIN", 0.02)
    shutil.copytree(built(top), top / "other")
    with ThreadPoolExecutor(2) as machines:
        each = [machines.submit(published, top / name, part=(n, 2)) for n, name in ((1, "ix"), (2, "other"))]
        for one in each:
            with pytest.raises(ClusterError, match=r"the same project \(S10000, S10001|part . of 2 failed"):
                one.result()
    assert "h" not in cluster.aliases


def share(**more: Any) -> run.Share:
    return replace(run.Share(1, 1, "a", "f", time.time()), **more)


def test_machines_that_do_not_fit(cluster: Cluster, top: Path) -> None:
    own = run.Run(SETTINGS, cluster, share(after=6))
    made = publish._Publishing(SETTINGS, cluster, top / "ix", RANKING, open_index(top / "ix"), None, own)
    one = share(documents=2, words=30.0, fingerprint="x", lexicon=(Part("a" * 64, 1, 1, 2),))
    other = share(documents=1, words=12.0, fingerprint="x", equivalents=Part("b" * 64, 1, 1))
    found = made._target([one, other])
    assert (found.number, found.documents, found.mean_length, found.machines) == (7, 3, 14.0, 2)
    assert (found.lexicon, found.equivalents, found.fingerprint) == (one.lexicon, None, "x")
    assert made._target([other, one]).parts == (*one.lexicon, other.equivalents)
    assert made._target([other, one]).index != found.index
    assert made._target([replace(one, words=0.0)]).mean_length == 1.0
    with pytest.raises(ClusterError, match="no project to be sent"):
        made._target([share(documents=0, fingerprint="x")])
    with pytest.raises(ClusterError, match="different versions"):
        made._target([one, replace(other, fingerprint="y")])


# What machines tell each other


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A time that tests set, for `run`, `generation` and `bulk`: `now`, and how long was slept."""
    made = SimpleNamespace(now=1_000_000.0, slept=[])
    made.time = made.monotonic = lambda: made.now

    def sleep(seconds: float) -> None:
        made.slept.append(seconds)
        made.now += seconds
        assert len(made.slept) < 5_000, "an endless wait"

    made.sleep = sleep
    monkeypatch.setattr(run, "SILENT_AFTER", 300.0)
    monkeypatch.setattr(generation, "LONGEST_COPYING", 900.0)
    for module in (run, generation, bulk):
        monkeypatch.setattr(module, "time", made)
    return made


def begun(cluster: Cluster, clock: SimpleNamespace, **more: Any) -> run.Run:
    lexicon.make_index(SETTINGS, cluster)
    own = share(**{"time": clock.now, **more})
    return run.Run(SETTINGS, cluster, own, sleep=clock.sleep, began=clock.now)


@pytest.mark.parametrize(
    ("stage", "later", "machine", "is_locked"),
    [
        ("", 0, "b", True),
        ("prepared", 299, "b", True),
        ("made", 299.9, "b", True),
        ("prepared", 300, "b", False),
        ("prepared", 0, "a", False),
        ("sent", 0, "b", False),
        ("failed", 0, "b", False),
    ],
)
def test_who_may_begin(
    cluster: Cluster, clock: SimpleNamespace, stage: str, later: float, machine: str, is_locked: bool
) -> None:
    first = begun(cluster, clock)
    first.begin()
    first.tell(stage=stage)
    clock.now += later
    second = begun(cluster, clock, machine=machine)
    if is_locked:
        with pytest.raises(ClusterLocked, match=r"another machine \(a\)"):
            second.begin()
        first.tell(stage="sent")
        return
    second.begin()
    with pytest.raises(ClusterLocked, match="meanwhile"):
        first.tell(stage="sent")
    second.end()
    assert not cluster.all["h-lexicon"].docs


def test_the_same_machine_with_another_folder_is_another(cluster: Cluster, clock: SimpleNamespace) -> None:
    begun(cluster, clock).begin()
    with pytest.raises(ClusterLocked):
        begun(cluster, clock, folder="g").begin()
    begun(cluster, clock, number=2, of=2, folder="g").begin()


def test_a_sign_of_life_every_twenty_seconds(cluster: Cluster, clock: SimpleNamespace) -> None:
    own = begun(cluster, clock)
    own.begin()
    cluster.asked.clear()
    own.beat()
    clock.now += 20
    own.beat()
    assert not cluster.asked
    clock.now += 0.5
    own.beat()
    assert len(cluster.asked) == 1
    own.beat()
    assert len(cluster.asked) == 1
    assert own.share.time == clock.now
    assert own.share.is_heard_of
    clock.now += 300
    assert not own.share.is_heard_of


def test_waiting_for_others(cluster: Cluster, clock: SimpleNamespace) -> None:
    own, other = begun(cluster, clock, of=2), begun(cluster, clock, of=2, number=2)
    own.begin()
    other.begin()
    found = own.wait_for((2, 1), lambda one: one.of == 2)
    assert [one.number for one in found] == [1, 2]
    assert clock.slept == []
    sleep = own.sleep

    def told(seconds: float) -> None:
        sleep(seconds)
        if len(clock.slept) == 3:
            other.tell(stage="sent", lexicon=(Part("a", 1, 2, 3),), equivalents=Part("b", 1, 1))

    own.sleep = told
    (found_one,) = own.wait_for([2], lambda one: one.stage == "sent")
    assert clock.slept == [1.0] * 3
    assert (found_one.lexicon, found_one.equivalents) == ((Part("a", 1, 2, 3),), Part("b", 1, 1))
    other.tell(stage="failed")
    with pytest.raises(ClusterError, match="part 2 of 2 failed"):
        own.wait_for([2], lambda one: False)
    other.share = replace(other.share, after=5)  # of another generation
    other.tell(stage="failed")
    with pytest.raises(ClusterError, match=r"nothing was heard of part 2 of 2\."):
        own.wait_for([1, 2], lambda one: one.number == 1)
    assert 300 < sum(clock.slept) - 3 <= 302


@pytest.mark.parametrize(("number", "other"), [(1, 2), (2, 1)])
def test_what_was_sent_for_another_generation_does_not_count(
    cluster: Cluster,
    top: Path,
    clock: SimpleNamespace,
    number: int,
    other: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The run before ended on the other machine alone: it is waited for to begin again."""
    monkeypatch.setattr(publish, "Run", partial(run.Run, sleep=clock.sleep))
    before = begun(cluster, clock, number=other, of=2)
    before.begin()
    before.tell(stage="sent", target="h-000001-00000000", fingerprint=fingerprint(), documents=1, words=9.0)
    with pytest.raises(ClusterError, match=f"nothing was heard of part {other} of 2"):
        published(built(top), part=(number, 2))
    assert 300 < sum(clock.slept) <= 302
    assert "h" not in cluster.aliases


def test_a_machine_and_a_folder_have_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "kone")
    folder = tmp_path / "h\udcff"  # a name that is no UTF-8
    named = hashlib.sha256(f"kone {folder}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
    found = run.new_share(folder, 2, 3)
    assert (found.number, found.of, found.machine, found.folder) == (2, 3, "kone", named)


def test_a_failure_of_a_run_before_is_no_failure(cluster: Cluster, clock: SimpleNamespace) -> None:
    other = begun(cluster, clock, of=2, number=2)
    other.begin()
    other.tell(stage="failed")
    clock.now += 1
    own = begun(cluster, clock, of=2)
    with pytest.raises(ClusterError, match="nothing was heard of part 2"):
        own.wait_for([2], publish._is_prepared)


@pytest.mark.parametrize(
    ("stage", "age", "is_prepared"),
    [("", 0, False), ("failed", 0, False), ("prepared", 0, True), ("sent", 0, True), ("made", 400, False)],
)
def test_who_is_prepared(clock: SimpleNamespace, stage: str, age: float, is_prepared: bool) -> None:
    assert publish._is_prepared(share(stage=stage, time=clock.now - age)) == is_prepared


def test_a_reading_that_fails_is_tried_ten_times(
    cluster: Cluster, clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = begun(cluster, clock)

    def busy(**_: Any) -> None:
        raise ClusterBusy("x", "y", "z")

    monkeypatch.setattr(cluster, "get", busy)
    with pytest.raises(ClusterBusy):
        own.begin()
    assert clock.slept == [1.0] * 9


# Generations


def part(digest: str, documents: int = 0) -> Part:
    return Part(digest * 64, 5, 1, documents)


def generation_of(index: str = "h-000003-1f2e3d4c", **more: Any) -> Generation:
    told: dict[str, Any] = {
        "uuid": f"uuid of {index}", "number": 3, "committed": 17, "documents": 2, "mean_length": 9.5,
        "fingerprint": "f", "ranking": "r", "lexicon": (part("a", 2),), "equivalents": part("b"),
        "machines": 4,
    }  # fmt: skip
    return Generation(**{"index": index, **told, **more})


def test_names_of_generations() -> None:
    parts = [part("a"), part("b")]
    name = generation.index_name("h", 7, parts)
    assert name == generation.index_name("h", 7, parts[::-1])
    assert name != generation.index_name("h", 7, parts[:1])
    assert name.startswith("h-000007-")
    assert len(name) == len("h-000007-") + 8
    assert generation.number_of("h", name) == 7
    assert generation.number_of("h", "h-1234567-0123456f") == 1234567
    for other in (
        "h-00007-1f2e3d4c",
        "g-000007-1f2e3d4c",
        "h-000007-1f2e3d4",
        "h-lexicon",
        "xh-000007-1f2e3d4c",
    ):
        assert generation.number_of("h", other) is None
    assert generation.number_of("h.x", "hyx-000007-1f2e3d4c") is None
    assert generation_of().parts == (part("a", 2), part("b"))
    assert generation_of(equivalents=None).parts == (part("a", 2),)


def test_a_ranking_has_its_own_key() -> None:
    key = mapping.ranking_key(RANKING)
    assert key == "94d1fa8ec5eb"
    thirds = hashlib.sha256(b"[2.0, [33.33333, 333.33334, 33333.33203]]").hexdigest()[:12]
    assert mapping.ranking_key(replace(RANKING, length_norm=lambda lengths, mean: lengths / 3)) == thirds
    assert key != mapping.ranking_key(replace(RANKING, k1=2.1))
    assert key != mapping.ranking_key(replace(RANKING, length_norm=lambda lengths, mean: lengths / mean))


def kept(cluster: Cluster, one: Generation) -> None:
    generation.create(SETTINGS, cluster, one, RANKING)


def test_a_generation_is_read_as_it_was_kept(cluster: Cluster) -> None:
    one = generation_of()
    assert generation.serving(SETTINGS, cluster) is None
    with pytest.raises(ClusterMissing, match="«h»"):
        generation.latest(SETTINGS, cluster)
    kept(cluster, one)
    generation.switch(SETTINGS, cluster, one)
    assert generation.latest(SETTINGS, cluster) == one
    about = cluster.all[one.index].mapping["_meta"]
    for broken in ({"layout": 1}, {"lexicon": None}, {"lexicon": [{"x": 1}]}, {"more": 1}):
        cluster.all[one.index].mapping["_meta"] = {**about, **broken}
        with pytest.raises(
            ClusterMismatch, match="another version" if "layout" in broken else "not to its end"
        ):
            generation.latest(SETTINGS, cluster)
        found = generation.serving(SETTINGS, cluster, same_version=False)
        assert found == Generation(one.index, "", 3, 0, 0, 1.0, "", "", ())


def test_an_alias_of_others(cluster: Cluster) -> None:
    one, other = generation_of(), generation_of("h-000004-1f2e3d4c", number=4)
    for each in (one, other):
        kept(cluster, each)
    cluster.aliases["h"] = {one.index, other.index}
    with pytest.raises(ClusterMismatch, match="several indexes"):
        generation.serving(SETTINGS, cluster, same_version=False)
    generation.switch(SETTINGS, cluster, other)
    assert cluster.aliases["h"] == {other.index}
    generation.switch(SETTINGS, cluster, other)
    assert cluster.aliases["h"] == {other.index}
    cluster.all["h-muu"] = cluster.all[one.index]
    cluster.aliases["h"] = {"h-muu"}
    with pytest.raises(ClusterMismatch, match="another program"):
        generation.serving(SETTINGS, cluster, same_version=False)


@pytest.mark.parametrize(
    ("now", "kept_before", "left"),
    [(None, 1, {6}), (4, 0, {4, 6}), (4, 1, {3, 4, 6}), (4, 2, {2, 3, 4, 6}), (5, 1, {4, 5, 6})],
)
def test_leftovers_are_removed(cluster: Cluster, now: int | None, kept_before: int, left: set[int]) -> None:
    each = {n: generation_of(f"h-00000{n}-1f2e3d4c", number=n) for n in range(1, 7)}
    for one in each.values():
        kept(cluster, one)
    cluster.all["h-lexicon"] = cluster.all[each[1].index]
    serving = each[now] if now else None
    generation.remove_leftovers(SETTINGS, cluster, serving, each[6].index, kept=kept_before)
    assert set(cluster.all) == {each[n].index for n in left} | {"h-lexicon"}


def test_a_generation_that_lacks_documents_is_removed(cluster: Cluster) -> None:
    one = generation_of()
    kept(cluster, one)
    with pytest.raises(ClusterError, match="0 documents in place of 2"):
        generation.complete(SETTINGS, cluster, one, False)
    assert not cluster.all


def test_what_was_sent_is_let_go_before_the_merge(cluster: Cluster, clock: SimpleNamespace) -> None:
    few, many = generation_of(documents=999), generation_of(documents=1000)
    for one, is_copy, leases, looks in (
        (few, False, [], 0), (many, True, [], 0), (many, False, [3, 8, 9], 3), (many, False, [8] * 99, 90)
    ):  # fmt: skip
        kept(cluster, one)
        cluster.asked.clear()
        cluster.leases, beats = leases, Mock()
        with pytest.raises(ClusterError, match="in place of"):
            generation.complete(SETTINGS, cluster, one, is_copy, beats, clock.sleep)
        asked = [name for name, *_ in cluster.asked]
        assert asked[: looks + 2] == ["flush", *["stats"] * looks, "forcemerge"]
        assert beats.call_count == looks


def health(status: str, unassigned: int, beginning: int, nodes: int) -> dict[str, Any]:
    return {
        "status": status, "unassigned_shards": unassigned, "initializing_shards": beginning,
        "number_of_data_nodes": nodes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "seconds", "warns"),
    [
        (health("green", 0, 0, 3), 0, None),
        (health("yellow", 4, 0, 2), 5, "4 copies"),
        (health("yellow", 3, 1, 2), 900, "4 copies"),
        (health("yellow", 3, 0, 3), 900, "3 copies"),
        (health("red", 4, 0, 2), 5, "lost"),
    ],
)
def test_copies_are_waited_for(
    cluster: Cluster, clock: SimpleNamespace, told: dict[str, Any], seconds: float, warns: str | None
) -> None:
    one = generation_of(documents=0)
    kept(cluster, one)
    cluster.health = [told] * 5000
    beats: list[float] = []
    began = clock.now

    def wait() -> tuple[str, ...]:
        return generation.complete(
            SETTINGS, cluster, one, False, beat=lambda: beats.append(clock.now), sleep=clock.sleep
        )

    if told["status"] == "red":
        with pytest.raises(ClusterBusy, match="lost"):
            wait()
    else:
        warnings = wait()
        assert bool(warnings) == bool(warns)
        assert all(str(warns) in one for one in warnings)
    assert clock.now - began == pytest.approx(seconds, abs=0.3)
    assert len(beats) == len(clock.slept) + 1
    assert set(clock.slept) <= {0.2}
    cluster.health = [told, health("green", 0, 0, 3)]
    assert wait() == ()


# Lexicons


@pytest.fixture
def parts(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Part]:
    """Three parts in the cluster, in chunks of a hundred bytes."""
    monkeypatch.setattr(lexicon, "CHUNK_BYTES", 100)
    lexicon.make_index(SETTINGS, cluster)
    made = []
    for number in range(3):
        path = tmp_path / f"{number}.part"
        write_arrays(path, {"a": np.random.default_rng(number).integers(0, 255, 300, np.uint8)}, {})
        made.append(lexicon.send(SETTINGS, cluster, path, number))
    return made


def test_parts_are_sent_once_and_in_chunks(cluster: Cluster, parts: list[Part], tmp_path: Path) -> None:
    assert [one.documents for one in parts] == [0, 1, 2]
    assert [one.size for one in parts] == [len((tmp_path / f"{n}.part").read_bytes()) for n in range(3)]
    assert all(one.chunks > 3 for one in parts)
    assert parts[0].name == parts[0].digest[:16]
    cluster.asked.clear()
    del cluster.all["h-lexicon"].docs[f"{parts[1].digest}-2"]
    assert lexicon.send(SETTINGS, cluster, tmp_path / "1.part", 1) == parts[1]
    assert [one[2] for one in cluster.asked if one[0] == "index"] == [f"{parts[1].digest}-2"]


def test_lexicons_are_fetched_once(cluster: Cluster, parts: list[Part], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    both = lexicon.take_up(SETTINGS, cluster, parts[:2], parts[2], cache)
    there = [one.read_bytes() for one in both.iterdir()]
    assert all((tmp_path / f"{number}.part").read_bytes() in there for number in range(3))
    fetched = len(cluster.asked)
    assert lexicon.take_up(SETTINGS, cluster, parts[:2], parts[2], cache) == both
    one = lexicon.take_up(SETTINGS, cluster, parts[:1], None, cache)
    assert len(cluster.asked) == fetched  # its part is that of the other
    assert one != both
    last = lexicon.take_up(SETTINGS, cluster, parts[1:2], None, cache)
    assert set(cache.iterdir()) == {one, last}
    assert one.name.startswith("lexicon-")
    assert len(one.name) == len("lexicon-") + 16


def test_a_part_that_is_not_as_it_was_sent(cluster: Cluster, parts: list[Part], tmp_path: Path) -> None:
    docs = cluster.all["h-lexicon"].docs
    for number in range(parts[0].chunks):
        docs[f"{parts[0].digest}-{number}"] = docs[f"{parts[1].digest}-{number}"]
    with pytest.raises(ClusterMismatch, match="not as it was sent"):
        lexicon.take_up(SETTINGS, cluster, parts[:1], None, tmp_path / "a")
    del docs[f"{parts[2].digest}-{parts[2].chunks - 1}"]
    with pytest.raises(ClusterMismatch, match="is missing"):
        lexicon.take_up(SETTINGS, cluster, parts[2:], None, tmp_path / "a")
    assert not list((tmp_path / "a").iterdir())


def test_parts_that_no_generation_has_are_removed(
    cluster: Cluster, parts: list[Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon, "PAGE", 4)
    own = run.Run(SETTINGS, cluster, share())
    own.begin()
    lexicon.remove_others(SETTINGS, cluster, [parts[1].digest, parts[1].digest])
    left = cluster.all["h-lexicon"].docs
    assert left.keys() == {"run-1-of-1", *(f"{parts[1].digest}-{n}" for n in range(parts[1].chunks))}


def test_the_index_of_parts_is_made_once(cluster: Cluster) -> None:
    for _ in range(2):
        lexicon.make_index(SETTINGS, cluster)
    assert [one[0] for one in cluster.asked] == ["create", "health", "health"]


# Comparing


def test_digests_are_read_page_by_page(cluster: Cluster, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = published(built(top)).index
    whole = comparing.known_digests(SETTINGS, cluster, index, 1)
    assert whole.keys() == set(CODES)
    for size, pages in ((3, 3), (8, 2), (9, 1)):
        monkeypatch.setattr(comparing, "DIGESTS", size)
        beat = Mock()
        cluster.asked.clear()
        assert comparing.known_digests(SETTINGS, cluster, index, 1, beat) == whole
        assert (len(cluster.asked), beat.call_count) == (pages, pages - 1)
    assert comparing.known_digests(SETTINGS, cluster, index, 2) == {}


def test_what_differs_is_wanted(top: Path) -> None:
    opened = open_index(built(top))
    (own,) = [comparing.digests(one, {}) for one in opened.segments]
    known = dict(zip(CODES, own, strict=True))
    assert comparing.live_codes(opened) == set(CODES)

    def wanted(known: dict[str, str]) -> list[str]:
        ((number, found),) = comparing.wanted_documents(opened, [own], known)
        assert number == 0
        return [code for code, one in zip(opened.segments[0].codes, found.tolist(), strict=True) if one]

    assert wanted(known) == []
    assert wanted({}) == CODES
    assert wanted({**known, CODES[2]: "x", "S99999": "y"}) == [CODES[2]]
    (top / "sources" / f"{CODES[4]}.txt").unlink()
    opened = open_index(built(top))
    assert comparing.live_codes(opened) == set(CODES) - {CODES[4]}
    assert wanted({}) == [one for one in CODES if one != CODES[4]]


def with_other_places(packed: str) -> str:
    """The words of a document at the places of one another."""
    words = document_words.unpack(packed)
    arrays = {name: getattr(words, name) for name in document_words.KINDS}
    made = document_words.pack_words(
        terms=[term.decode() for term in words.terms], length=words.length, columns=words.columns,
        texts=words.texts, arrays={**arrays, "positions": words.positions[::-1].copy()},
    )  # fmt: skip
    return base64.b64encode(made).decode()


def test_what_check_finds(cluster: Cluster, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "PAGE", 3)
    published(built(top))
    done: list[tuple[int, int]] = []

    def check(sample: int = 200) -> comparing.Checked:
        return comparing.check_generation(
            SETTINGS, top / "cache", lambda *one: done.append(one), sample=sample
        )

    found = check()
    assert (found.documents, found.sample) == (8, 8)
    assert "8 projects; the lexicon is whole, and 8" in str(found.told)
    assert done == [(3, 8), (6, 8), (8, 8)]
    assert check(sample=2).sample == 2
    index = served(cluster)[0]
    docs, seen = cluster.all[index].docs, cluster.all[index].seen
    document = docs[CODES[0]][0]
    for name, other in (
        ("sanasto", CODES[1]),
        ("projekti", CODES[2]),
        ("koodi", CODES[3]),
        ("sanasto", None),
    ):
        borrowed = docs[other][0][name] if other else "AAAA"
        docs[CODES[0]] = {**document, name: borrowed}, 1
        with pytest.raises(ClusterUnsound) as caught:
            check()
        assert caught.value.problems == (f"{CODES[0]}: its words are not what its description gives",)
    docs[CODES[0]] = {**document, "sanasto": with_other_places(document["sanasto"])}, 1
    with pytest.raises(ClusterUnsound, match=f"{CODES[0]}: its words are not"):
        check()
    del docs[CODES[0]], seen[CODES[0]]
    with pytest.raises(ClusterUnsound) as caught:
        check()
    assert list(map(str, caught.value.problems)) == [
        "it has 7 documents, its table of contents says 8",
        f"{CODES[0]} is in its lexicon, and not among its documents",
    ]
    cluster.all[index].mapping["_meta"]["documents"] = 7
    with pytest.raises(ClusterUnsound) as caught:
        check()
    assert str(caught.value.problems[0]) == "its lexicon has 8 projects, its table of contents says 7"


def test_names_that_others_rely_on() -> None:
    assert (run.PREPARED, run.MADE, run.SENT, run.FAILED) == ("prepared", "made", "sent", "failed")
    assert lexicon.CACHE == ".lexicon"
    assert client.PASSWORD == "HANKEHAKU_OPENSEARCH_PASSWORD"


def main() -> None:
    """Write the requests again; look at what changed before you keep them."""
    made = MemoryCluster()
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for module in (publish, comparing):
            patch.setattr(module, "connect", lambda settings: made)
        patch.setattr(generation, "LONGEST_COPYING", 15.0)
        for number in range(len(WORDS)):
            describe(Path(folder) / "sources", number)
        lines = [json.dumps(one, ensure_ascii=False) for one in requests_of(made, Path(folder))]
    REQUESTS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
