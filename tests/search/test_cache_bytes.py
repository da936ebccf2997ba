"""The size that the result cache counts is its real size, compared with Python's own memory tracing."""

from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path

import pytest

from index.remembered import forget_beyond
from search.contract.request import Request
from search.engine import Engine

MEGABYTE = 2**20
SHAPES = {
    "two words": "{0} TAI {1}",
    "many words": "{0} TAI {1} TAI " + " TAI ".join(f"digituki{{0}}{n}" for n in range(40)),
    "phrases": '"{0} {1}" TAI {0}',
    "prefixes and near words": "{0}* TAI {1}~",
    "long words": "{0}" + "ö" * 80 + " TAI {1}" + "ä" * 300,
}
WORDS = ("koulutus", "matkailu", "nuori", "energia", "kylä", "metsä", "vesi", "työ", "yritys", "palvelu")


def requests(shape: str, count: int) -> list[Request]:
    """So many, no two the same."""
    return [
        Request(SHAPES[shape].format(WORDS[n % 10], f"{WORDS[n // 10 % 10]}{n}"), {}, "", 10 * (n % 2))
        for n in range(count)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_it_counts_for_what_it_takes(corpus_index: Path, shape: str) -> None:
    room = MEGABYTE // 2 if shape == "two words" else 48 * MEGABYTE  # the first has no room for all
    engine = Engine(corpus_index, room)
    cache = engine.snapshot().cache
    for number in range(3):  # what is made once
        engine.answer(Request(f"kylä{number}"))
    cache._entries.clear()
    cache.bytes = 0
    gc.collect()
    tracemalloc.start(1)
    try:
        for request in requests(shape, 3 if "many" in shape else 12):
            engine.answer(request)
        engine.answer(Request(""))  # a thread keeps what it found last
        forget_beyond(-1)
        gc.collect()
        taken, counted = tracemalloc.get_traced_memory()[0], cache.bytes
        cache._entries.clear()
        gc.collect()
        held = taken - tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert counted <= room
    assert 0.9 * held <= counted <= 1.8 * held, (counted, held)
