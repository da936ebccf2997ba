"""Answers that processes share: what is found is what was put, or nothing."""

from __future__ import annotations

import os
import random
from multiprocessing import get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.middleware.shared_page_cache import LARGEST_SHARE, RING_BYTES_PER_BUCKET, SharedPageCache

SIZE = 16 * RING_BYTES_PER_BUCKET
ROUNDS = 3000


def content(key: int, size: int) -> bytes:
    return random.Random(f"{key} {size}").randbytes(size)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, SIZE // LARGEST_SHARE)), max_size=60))
def test_what_is_found_is_what_was_put_last(puts: list[tuple[int, int]]) -> None:
    kept, last = SharedPageCache(SIZE), {}
    for key, size in puts:
        last[key] = content(key, size)
        kept.put(str(key), last[key])
        assert kept.find(str(key)) == last[key]
    for key in range(31):
        assert kept.find(str(key)) in (last.get(key), None)


def test_the_oldest_goes_first_and_what_is_too_large_is_not_kept() -> None:
    kept = SharedPageCache(SIZE)
    kept.put("large", bytes(SIZE // LARGEST_SHARE + 1))
    assert kept.find("large") is None
    for number in range(LARGEST_SHARE + 1):
        kept.put(str(number), content(number, SIZE // LARGEST_SHARE))
    assert kept.find("0") is None
    assert kept.find(str(LARGEST_SHARE)) == content(LARGEST_SHARE, SIZE // LARGEST_SHARE)


def test_nothing_is_kept_in_no_room() -> None:
    kept = SharedPageCache(0)
    kept.put("a", b"b")
    assert kept.find("a") is None


def hammer(kept: SharedPageCache, seed: int) -> None:
    """Put and find as fast as can be; ends with 1 where something else is found than was put, 2 without."""
    chance, found = random.Random(seed), 0
    for _ in range(ROUNDS):
        key = chance.randrange(12)
        if chance.random() < 0.5:
            kept.put(str(key), content(key, 100 + 400 * key))
        elif (data := kept.find(str(key))) is not None:
            found += 1
            if data != content(key, 100 + 400 * key):
                os._exit(1)
    os._exit(0 if found else 2)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # Python 3.12, of the fork
def test_processes_never_find_what_nobody_put() -> None:
    context = get_context("fork")
    kept = SharedPageCache(4 * RING_BYTES_PER_BUCKET)  # so small that they overwrite one another all the time
    processes = [context.Process(target=hammer, args=(kept, seed)) for seed in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
