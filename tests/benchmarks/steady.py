"""Does memory stay flat however many different queries are answered?

    python -m tests.benchmarks.steady --index DIR [--queries 100000] [--cache-mb 64] [--json FILE]

Answers queries that are all different inside one process: one to three words of the index, some with a
filter, a prefix or a phrase, and a word that no dictionary has. Prints the resident memory, the bytes in
the cache and those of the words that are remembered at ten intervals. Flat means: once both are full (a
server has `word_cache_mb` for the words), nothing adds to it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.remembered import remembered_bytes
from search.contract.request import Request
from search.engine import Engine
from tests.benchmarks.questions import vocabulary

SEED = 11
INTERVALS = 10
LETTERS = "aeioutnskl"


def requests(engine: Engine) -> Iterator[Request]:
    """Requests without end, no two the same."""
    chance = random.Random(SEED)
    words = vocabulary(engine.snapshot(), 0.0, 0.3)
    regions = [value.value for value in engine.answer(Request(limit=0)).facets["maakunta"]]
    number = 0
    while True:
        number += 1
        made_up = "".join(chance.choices(LETTERS, k=9)) + str(number)
        words_of_it = chance.sample(words, chance.choice((1, 2, 3)))
        query = chance.choice(
            (" ".join(words_of_it), f'"{" ".join(words_of_it)}"', f"{words_of_it[0][:4]}* {made_up}", made_up)
        )
        filters = {"maakunta": (chance.choice(regions),)} if regions and chance.random() < 0.3 else {}
        yield Request(f"{query} TAI {made_up}", filters, limit=10)


def rss_mb() -> float:
    """Resident memory of this process (Linux)."""
    status = Path("/proc/self/status").read_text()
    return round(sum(int(kb) for kb in re.findall(r"Rss(?:Anon|File|Shmem):\s+(\d+)", status)) / 1024, 1)


def run(engine: Engine, count: int) -> Iterator[dict[str, Any]]:
    """Answer so many requests, and tell at intervals how much memory that takes."""
    began = time.monotonic()
    for number, request in zip(range(1, count + 1), requests(engine), strict=False):
        engine.answer(request)
        if number % max(1, count // INTERVALS) == 0:
            yield {
                "queries": number,
                "rss_mb": rss_mb(),
                "words_mb": round(remembered_bytes() / 2**20, 1),
                "cache_mb": round(engine.snapshot().cache.bytes / 2**20, 1),
                "seconds": round(time.monotonic() - began),
            }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--cache-mb", type=int, default=64)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    engine = Engine(arguments.index, arguments.cache_mb * 2**20)
    told = []
    for figures in run(engine, arguments.queries):
        told.append(figures)
        print(json.dumps(figures), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
