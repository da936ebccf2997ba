"""How much longer does an answer take because words that mean the same are looked for as well?

    python -m tests.benchmarks.equivalents --index DIR [--json FILE]

Whole answers to queries not asked before, of one to three words of the index: each with the vocabularies of
the index and without them, in fresh processes one after another. Of each query the best of all passes counts,
which leaves out what else the machine did meanwhile.
"""

from __future__ import annotations

import argparse
import json
import statistics
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.benchmarks.serving import answers

PASSES = 3


def measure(folder: Path) -> dict[str, dict[str, float]]:
    """Milliseconds with and without equivalents, and the difference for each query."""
    best: dict[bool, list[float]] = {}
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        for _ in range(PASSES):
            for equivalents in (True, False):
                times = pool.submit(answers, folder, equivalents).result()
                best[equivalents] = list(map(min, times, best.get(equivalents, times)))
    more = [own - other for own, other in zip(best[True], best[False], strict=True)]
    return {"with": spread(best[True]), "without": spread(best[False]), "more for each query": spread(more)}


def spread(times: list[float]) -> dict[str, float]:
    """Mean, median, 90th and 95th percentile."""
    tenths = statistics.quantiles(times, n=20)
    figures = {
        "mean_ms": statistics.fmean(times),
        "median_ms": statistics.median(times),
        "p90_ms": tenths[17],
        "p95_ms": tenths[18],
    }
    return {name: round(value, 2) for name, value in figures.items()}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    figures = measure(arguments.index)
    for name, row in figures.items():
        print(f"{name:20}", *(f"{key} {value}" for key, value in row.items()), sep="  ")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
