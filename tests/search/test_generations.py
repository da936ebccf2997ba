"""An index that was changed step by step answers like one made anew, and threads see whole generations."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.indexing.index_writer import build
from index.indexing.verify import verify_index
from index.storage.index_reader import open_index
from search.contract.request import Request
from search.contract.results import Answer
from search.engine import Engine
from search.matching.latest_snapshot import LOOK_AGAIN
from tests.examples import examples
from tests.search.test_oracle import REGIONS, WORDS, write_description

QUERIES = (
    *WORDS[:4],
    "auto tie",
    "auto TAI meri",
    '"auto tie"',
    "-auto",
    "ta*",
    "tiivistelma:koulu",
    "maakunta:Lappi",
)


def shown(answer: Answer) -> object:
    """What two indexes of the same descriptions must agree on."""
    facets = {name: {(v.value, v.count) for v in values} for name, values in answer.facets.items()}
    hits = [(hit.code, pytest.approx(hit.score, abs=1e-4), hit.snippets) for hit in answer.hits]
    return answer.total, hits, facets


@pytest.mark.slow
@settings(max_examples=examples(12), suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
@example(seed=276)  # a region that only deleted projects have, chosen as a filter
@example(seed=109446)  # the last project of a region is deleted, and the region asked for
def test_steps_end_where_a_new_index_begins(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    chance = random.Random(seed)
    top = tmp_path_factory.mktemp("steps")
    source = top / "source"
    source.mkdir()
    for _ in range(chance.randint(2, 5)):
        for _ in range(chance.randint(1, 12)):
            write_description(source, f"S{chance.randint(10000, 10030)}", chance)
        present = sorted(source.iterdir())
        for path in chance.sample(present, chance.randint(0, len(present) - 1)):
            path.unlink()
        build(top / "stepwise", [source])
    build(top / "anew", [source])
    stepwise, anew = Engine(top / "stepwise"), Engine(top / "anew")
    for query in QUERIES:
        for region in (None, REGIONS[0]):
            request = Request(query, {"maakunta": (region,)} if region else {}, limit=100)
            assert shown(stepwise.answer(request)) == shown(anew.answer(request)), query


def test_merging_keeps_segments_few_and_rewrites_little(tmp_path: Path) -> None:
    chance = random.Random(1)
    source = tmp_path / "source"
    source.mkdir()
    for number in range(60):
        write_description(source, f"S{20000 + number}", chance)
    build(tmp_path / "index", [source])
    big = max(open_index(tmp_path / "index").listed, key=lambda s: s.documents).segid
    for number in range(12):
        write_description(source, f"S{20000 + number}", chance)
        build(tmp_path / "index", [source])
        listed = open_index(tmp_path / "index").listed
        assert len(listed) <= 4
        assert sum(s.doc_count() for s in listed) == 60
    assert big in {s.segid for s in listed}


@pytest.mark.slow
def test_threads_see_whole_generations(tmp_path: Path) -> None:
    chance = random.Random(2)
    source = tmp_path / "source"
    source.mkdir()
    for number in range(20):
        write_description(source, f"S{30000 + number}", chance)
    build(tmp_path / "index", [source])
    engine = Engine(tmp_path / "index", cache_bytes=200_000)
    stop = threading.Event()
    problems: list[object] = []

    def ask() -> None:
        own = random.Random(threading.get_ident())
        while not stop.is_set():
            try:
                answer = engine.answer(Request(own.choice(QUERIES), limit=50))
                if len(answer.hits) != min(answer.total + answer.partial, 50):
                    problems.append(answer)
            except Exception as error:
                problems.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(15):
        write_description(source, f"S{30020 + number}", chance)
        build(tmp_path / "index", [source])
    stop.set()
    for thread in threads:
        thread.join()
    assert not problems, problems[:3]
    assert engine.snapshot().cache.bytes <= 200_000
    assert Engine(tmp_path / "index").documents == 35


def test_a_newer_index_that_cannot_be_used_leaves_the_one_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write_description(source, "S40000", random.Random(3))
    build(tmp_path / "index", [source])
    engine = Engine(tmp_path / "index")
    write_description(source, "S40001", random.Random(4))
    build(tmp_path / "index", [source])
    monkeypatch.setattr("index.storage.index_reader.fingerprint", lambda: "format 999")
    time.sleep(LOOK_AGAIN + 0.05)
    assert engine.answer(Request()).total == 1
    monkeypatch.undo()
    time.sleep(LOOK_AGAIN + 0.05)
    assert engine.answer(Request()).total == 2


def test_a_server_shows_a_new_generation_at_once_and_then_learns_its_words(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write_description(source, "S10001", random.Random(1))
    build(tmp_path / "index", [source])
    engine = Engine(tmp_path / "index", ready=True)
    text = (source / "S10001.txt").read_text("utf-8")
    (source / "S10001.txt").write_text(text.replace("Hankkeen nimi:", "Hankkeen nimi: Sademittari"), "utf-8")
    build(tmp_path / "index", [source])
    time.sleep(2 * LOOK_AGAIN)
    assert engine.answer(Request("sademittari")).total == 1
    ends = time.monotonic() + 60
    while [one.query for one in engine.answer(Request("sademttari")).suggestions] != ["sademittari"]:
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_a_segment_that_is_mostly_deleted_is_written_anew(tmp_path: Path) -> None:
    chance = random.Random(5)
    source = tmp_path / "source"
    source.mkdir()
    for number in range(60):
        write_description(source, f"S{50000 + number}", chance)
    build(tmp_path / "index", [source])

    def left_after(removed: range) -> tuple[int, int]:
        """Descriptions that are answered from, and that the files hold, once some are gone and one is new."""
        for number in removed:
            (source / f"S{50000 + number}.txt").unlink()
        write_description(source, f"S{50100 + removed.stop}", chance)
        build(tmp_path / "index", [source], allow_shrink=True)
        return Engine(tmp_path / "index").status().projects, verify_index(tmp_path / "index").documents

    assert left_after(range(29)) == (32, 61)  # less than half is gone: it stays as it is
    assert left_after(range(29, 31)) == (31, 31)
