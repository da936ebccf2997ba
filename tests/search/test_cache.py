"""The cache is bounded in bytes, and a cached answer equals a newly computed one."""

from __future__ import annotations

import mmap
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from index.remembered import ARRAY, OVERHEAD, size
from search.contract.request import Precision, Request
from search.contract.results import Answer
from search.engine import Engine
from search.matching.docset import ScoredDocs
from search.matching.result_cache import Cache
from search.suggestion.lexicon import sort_lexicon
from tests.search.test_queries import GOLDEN

KILO = 1000


@dataclass(frozen=True)
class Pair:
    """A dataclass of arrays."""

    name: str
    array: Any


def bytes_of(size: int) -> Any:
    return np.zeros(size, np.uint8)


def scored(size: int) -> ScoredDocs:
    """Documents and scores that hold so many bytes in all."""
    return ScoredDocs(np.zeros(size // 8, np.int32), np.zeros(size // 8, np.float32))


VALUES: dict[str, Any] = {
    "an array": lambda size: bytes_of(size),
    "two arrays": lambda size: (bytes_of(size // 2), bytes_of(size // 2)),
    "a list of arrays": lambda size: [bytes_of(size // 4) for _ in range(4)],
    "a dataclass": lambda size: Pair("a", bytes_of(size)),
    "a nested dataclass": lambda size: Pair("a", (Pair("b", bytes_of(size)),)),
    "scored documents": scored,
    "dense scores": lambda size: ScoredDocs(dense=np.zeros(size // 6, np.float32)),
    "text": lambda size: "a" * size,
    "bytes": lambda size: b"a" * size,
    "a tuple of numbers": lambda size: (1,) * (size // 8),
}


@pytest.mark.parametrize("kind", VALUES)
def test_each_kind_of_value_counts_for_what_it_holds(kind: str) -> None:
    cache = Cache(10 * KILO)
    for number in range(6):
        assert cache.get(number, lambda: VALUES[kind](4 * KILO)) is not None
    assert [number for number in range(6) if cache.find(number) is not None] == [4, 5]
    assert 8 * KILO < cache.bytes <= 10 * KILO


def test_a_lexicon_counts_for_its_rows() -> None:
    cache = Cache(100 * KILO)
    for number in range(3):
        cache.put(number, sort_lexicon("words", ((f"{n:03}", f"{n:03}", 1) for n in range(300))))
    assert [number for number in range(3) if cache.find(number) is not None] == [1, 2]


def test_part_of_an_array_costs_the_whole_that_it_keeps_and_of_a_file_nothing() -> None:
    cache, whole = Cache(20 * KILO), bytes_of(8 * KILO)
    for number in range(3):
        cache.put(number, whole[number:])
    assert [number for number in range(3) if cache.find(number) is not None] == [1, 2]
    mapped = np.frombuffer(mmap.mmap(-1, 8 * KILO), np.uint8)
    for number in range(3):
        cache.put(f"{number} of a file", mapped[number:])
    assert all(cache.find(f"{number} of a file") is not None for number in range(3))


def test_small_values_count_too() -> None:
    cache = Cache(10 * OVERHEAD)
    for number in range(30):
        cache.put(number, True)
    assert [number for number in range(30) if cache.find(number)] == list(range(20, 30))
    assert cache.bytes == 10 * OVERHEAD


def test_what_was_used_last_stays_longest() -> None:
    cache = Cache(10 * KILO)
    for key in ("a", "b"):
        cache.put(key, bytes_of(4 * KILO))
    assert cache.find("a") is not None
    cache.put("c", bytes_of(4 * KILO))
    assert [cache.find(key) is not None for key in "abc"] == [True, False, True]


def test_what_would_take_more_than_half_is_not_kept() -> None:
    cache = Cache(10 * KILO)
    cache.put("small", bytes_of(KILO))
    made = [cache.get("large", lambda: bytes_of(5 * KILO)) for _ in range(2)]
    assert made[0] is not made[1]
    assert cache.find("large") is None
    assert cache.find("small") is not None
    cache.put("half", bytes_of(5 * KILO - OVERHEAD - ARRAY - size("half")))
    assert cache.find("half") is not None


def test_the_first_of_two_values_put_stays() -> None:
    cache = Cache(10 * KILO)
    cache.put("a", "first")
    cache.put("a", "second")
    assert cache.find("a") == "first"


def test_a_lasting_value_is_made_once_however_large_it_is() -> None:
    cache = Cache(10 * KILO)
    made = [cache.keep("large", lambda: bytes_of(50 * KILO)) for _ in range(2)]
    assert made[0] is made[1] is cache.kept("large")
    assert (cache.kept("other"), cache.find("large"), cache.bytes) == (None, None, 0)
    assert 50 * KILO < cache.lasting_bytes < 51 * KILO


def test_lasting_values_leave_half_of_the_room_to_others() -> None:
    cache = Cache(10 * KILO)
    for number in range(4):
        cache.put(number, bytes_of(2 * KILO))
    cache.keep("small", lambda: bytes_of(2 * KILO))
    assert [number for number in range(4) if cache.find(number) is not None] == [1, 2, 3]
    cache.keep("large", lambda: bytes_of(50 * KILO))
    assert [number for number in range(4) if cache.find(number) is not None] == [2, 3]
    cache.put(4, bytes_of(2 * KILO))
    assert [number for number in range(5) if cache.find(number) is not None] == [3, 4]


def test_a_lasting_value_is_replaced_and_counted_once() -> None:
    cache = Cache(10 * KILO)
    cache.keep("a", lambda: "first")
    before = cache.lasting_bytes
    cache.replace("a", "first" * 100)
    assert cache.keep("a", str) == "first" * 100
    assert cache.lasting_bytes == before + 99 * len("first")
    cache.replace("b", "new")
    assert cache.kept("b") == "new"


def test_threads_wait_for_a_lasting_value_that_one_makes() -> None:
    """The one that makes it needs another one meanwhile."""
    cache, begun, made = Cache(10 * KILO), Event(), list[str]()

    def compute() -> str:
        begun.set()
        time.sleep(0.05)
        made.append(cache.keep("part", lambda: "made"))
        return made[-1]

    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(cache.keep, "a", compute)
        assert begun.wait(60)
        others = [threads.submit(cache.keep, "a", compute) for _ in range(3)]
        assert {one.result() for one in (first, *others)} == {"made"}
    assert made == ["made"]


def test_a_value_is_computed_once() -> None:
    cache = Cache(10 * KILO)
    computed: list[str] = []

    def compute() -> str:
        computed.append("made")
        return computed[-1]

    assert [cache.get("a", compute) for _ in range(3)] == ["made"] * 3
    assert computed == ["made"]


def test_nothing_is_kept_in_no_room() -> None:
    cache = Cache(0)
    cache.put("a", "b")
    assert (cache.find("a"), cache.bytes) == (None, 0)


# Answers


def seen(answer: Answer) -> Answer:
    """An answer without how long it took."""
    return replace(answer, took_ms=0.0)


@pytest.mark.slow
def test_a_warm_engine_answers_as_a_cold_one(corpus_index: Path) -> None:
    queries = [line.split("\t")[0] for line in GOLDEN.read_text("utf-8").splitlines()]
    filters: tuple[dict[str, tuple[str, ...]], ...] = ({}, {"maakunta": ("Lappi", "Kainuu")})
    requests = [
        Request(query, chosen, sort, offset, 7, precision)
        for query in queries[::3]
        for chosen in filters
        for sort, offset, precision in (
            ("", 0, Precision.PARTS),
            ("", 7, Precision.PARTS),
            ("", 0, Precision.EXACT),
            ("-alkaa", 0, Precision.INFLECTED),
        )
    ]
    cold = {number: seen(Engine(corpus_index, 0).answer(one)) for number, one in enumerate(requests)}
    warm, chance = Engine(corpus_index), random.Random(4)
    for _ in range(2):
        for number in chance.sample(range(len(requests)), len(requests)):
            assert seen(warm.answer(requests[number])) == cold[number], requests[number]
