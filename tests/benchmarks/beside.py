"""Processor time of new answers and pages here and in another checkout, in turns in the same run.

    python -m tests.benchmarks.beside --index DIR --checkout FOLDER [--answers 300] [--pages 100]

Two processes, one of each checkout, get the same queries in turns, ten at a time, so that other load on the
machine affects both. Only the ratio of two runs can be compared. No query is asked twice, so no cached result
or page is used. Both checkouts must be able to read the index.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from search.contract.request import Request
from search.engine import Engine
from tests.benchmarks.serving import queries
from web.app import create_app
from web.config.settings import Settings
from web.server import GC_THRESHOLD

ROOT = Path(__file__).parents[2]
TURN = 10
WARM = 100
"""Queries, the last of the list, that are asked before anything is measured."""


def serve(folder: Path, kind: str) -> None:
    """Read numbers of queries from standard input, «first end», and write the milliseconds of each."""
    engine = Engine(folder, ready=True)
    asked = queries(engine)
    client = create_app(engine, Settings(page_cache_mb=0), TESTING=True).test_client()
    ask: Callable[[str], object] = {
        "answers": lambda query: engine.answer(Request(query, limit=10)),
        "pages": lambda query: client.get(f"/?q={quote(query)}", headers={"Accept-Encoding": "gzip"}),
    }[kind]
    for query in asked[-WARM:]:
        ask(query)
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    for line in sys.stdin:
        times = []
        for query in asked[slice(*map(int, line.split()))]:
            began = time.process_time()
            ask(query)
            times.append((time.process_time() - began) * 1000)
        print(json.dumps(times), flush=True)


def compare(folder: Path, checkout: Path, kind: str, number: int) -> dict[str, float]:
    """Milliseconds of processor time here and there, and the ratio of the sums."""
    own, other = (_start(folder, root, kind) for root in (ROOT, checkout))
    times: dict[int, list[float]] = {own.pid: [], other.pid: []}
    for first in range(0, number, TURN):
        for process in (own, other):
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{first} {min(first + TURN, number)}\n")
            process.stdin.flush()
            times[process.pid] += json.loads(process.stdout.readline())
    for process in (own, other):
        process.communicate()
    here, there = times.values()
    return {
        "number": number,
        "here_median_ms": round(statistics.median(here), 2),
        "there_median_ms": round(statistics.median(there), 2),
        "here_p95_ms": round(statistics.quantiles(here, n=20)[-1], 2),
        "there_p95_ms": round(statistics.quantiles(there, n=20)[-1], 2),
        "ratio_of_sums": round(sum(here) / sum(there), 3),
    }


def _start(folder: Path, root: Path, kind: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", __file__, "--index", str(folder.resolve()), "--serve", kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root.resolve())},
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--checkout", type=Path, help="the other checkout")
    parser.add_argument("--answers", type=int, default=300)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--serve", choices=("answers", "pages"), help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if given.serve:
        serve(given.index, given.serve)
        return
    kinds = {"answers": given.answers, "pages": given.pages}
    figures = {kind: compare(given.index, given.checkout, kind, number) for kind, number in kinds.items()}
    print(json.dumps(figures, indent=2))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
