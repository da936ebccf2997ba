"""The caches of words count their real size in memory, and are emptied beyond a limit."""

from __future__ import annotations

import gc
import re
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from index.analysis import finnish
from index.remembered import OVERHEAD, forget_beyond, remembered, remembered_bytes, size
from index.vocabulary.keys import word_keys
from tests.conftest import ROOT

WORDS: dict[str, Callable[[int], str]] = {
    "made-up words": lambda n: f"kylpörä{n}sto",
    "compounds": lambda n: f"koulutus{'-'.join('talo' for _ in range(n % 9))}työ{n}",
    "hyphens": lambda n: "-".join(f"ab{n}" for _ in range(12)),
    "long words": lambda n: f"{n}" + "ö" * 5000,
    "signs of four bytes": lambda n: f"\U00010330{n}" * 8,
}
COUNT = 300


@contextmanager
def traced() -> Iterator[Callable[[], int]]:
    """Gives the bytes of Python that are in use."""
    gc.collect()
    tracemalloc.start(1)
    try:
        yield lambda: (gc.collect(), tracemalloc.get_traced_memory()[0])[1]
    finally:
        tracemalloc.stop()


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    forget_beyond(-1)
    yield
    forget_beyond(-1)


@pytest.mark.slow
@pytest.mark.parametrize("kind", WORDS)
def test_it_counts_for_what_it_takes(kind: str) -> None:
    finnish.word("talo")  # what is made once
    word_keys("fi", "talo")
    forget_beyond(-1)
    with traced() as used:
        for number in range(COUNT):
            word = WORDS[kind](number)
            finnish.word(word)
            word_keys("fi", word)
        counted, taken = remembered_bytes(), used()
        forget_beyond(-1)
        held = taken - used()
    assert held > 100 * COUNT
    assert 0.8 * held <= counted <= 3.5 * held, (counted, held)  # a word counts in each cache that has it


def test_it_stays_within_its_bound_whatever_is_asked() -> None:
    for number in range(COUNT):
        finnish.word(WORDS["long words"](number))
        forget_beyond(500_000)
        assert remembered_bytes() <= 500_000
    assert remembered_bytes() > 0


def test_within_the_bound_nothing_is_worked_out_twice() -> None:
    asked = []

    @remembered(2)
    def double(number: int) -> int:
        asked.append(number)
        return 1000 * number

    assert [double(1), double(1), double(2)] == [1000, 1000, 2000]
    held = remembered_bytes()
    forget_beyond(held)
    assert double(1) == 1000
    assert asked == [1, 2]
    double(3)  # in the place of another: two are held
    assert remembered_bytes() == held
    forget_beyond(held - 1)
    assert remembered_bytes() == 0
    assert double(1) == 1000
    assert asked == [1, 2, 3, 1]


def test_of_many_results_alike_a_part_is_counted_for_all() -> None:
    @remembered(10_000)
    def text(number: int) -> str:
        return f"{number:06}"

    for number in range(4_000):
        text(1_000 + number)
    each = remembered_bytes() / 4_000
    one = OVERHEAD + size((1_000,), "000000")
    assert abs(each - one) < 0.01 * one


def test_what_strangers_ask_of_a_server_is_remembered_so_and_in_no_other_way() -> None:
    """`lru_cache` bounds entries, not bytes: of what a server is asked, one may be as long as a form."""
    own = [*ROOT.glob("web/**/*.py"), *ROOT.glob("search/**/*.py")]
    for room in ("analysis", "vocabulary", "model"):
        own += ROOT.glob(f"index/{room}/*.py")
    assert len(own) > 150
    others = [path.name for path in own if re.search(r"\blru_cache\b", path.read_text("utf-8"))]
    assert others == []
