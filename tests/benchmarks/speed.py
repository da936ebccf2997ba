"""How fast are queries and indexing, beside the peers in the same run on the same tokens?

    python -m tests.benchmarks.speed --documents 20000 [--text FILE] [--json FILE] [--work DIR] [--peers ...]

Engines: this project, Whoosh's own searcher on the same index, SQLite FTS5, tantivy. The other two get each
document's base forms as one text cut at white space. All give the exact number of hits and the ten best.
Ours does more than asked of the others: a word is also looked for inside compounds and in Swedish.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from search.matching.snapshot import Snapshot
from search.query.ast import Node
from tests.benchmarks.generate import CORPUS, generate
from tests.benchmarks.peers import Hankehaku, Peer, SqliteFts5, Tantivy, Uncached, WhooshSearcher, base_texts
from tests.benchmarks.questions import questions

CACHE = 192 * 2**20
ROUNDS = 5
SLOW_QUERIES = 12
"""Queries a kind for an engine that takes over a tenth of a second for one."""
FAST = 0.1
PEERS = ("whoosh", "fts5", "tantivy")


def timed(action: Callable[[], Any]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def measure(peers: Sequence[Peer], asked: Sequence[Node], sort: str) -> dict[str, dict[str, float]]:
    """First use and warm median and 95th percentile of some queries on each engine, in milliseconds.

    The engines take turns, a round each, since the speed of a shared machine changes within seconds.
    """
    runs = {peer.name: [peer.prepare(node, sort) for node in asked] for peer in peers}
    first: dict[str, list[float]] = {}
    for name, own in runs.items():
        first[name] = [timed(run) for run in own[:3]]
        if statistics.median(first[name]) > FAST * 1000:
            del own[SLOW_QUERIES:]
        first[name] += [timed(run) for run in own[3:]]
    warm: dict[str, list[list[float]]] = {name: [] for name in runs}
    for round_ in range(ROUNDS):
        for name, own in runs.items():
            if round_ == 0 or statistics.median(first[name]) < FAST * 1000:
                warm[name].append([timed(run) for run in own])
    return {name: _summary(first[name], warm[name]) for name in runs}


def _summary(first: Sequence[float], rounds: Sequence[Sequence[float]]) -> dict[str, float]:
    """Of an engine. rounds: the time of each query in each round."""
    warm = sorted(map(statistics.median, zip(*rounds, strict=True)))
    return {
        "warm_median_ms": round(statistics.median(warm), 4),
        "warm_p95_ms": round(warm[int(0.95 * (len(warm) - 1))], 4),
        "first_ms": round(statistics.median(first), 4),
    }


def measure_all(snapshot: Snapshot, peers: Sequence[Peer]) -> dict[str, dict[str, dict[str, float]]]:
    """Each kind of query on each engine that has it."""
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for kind, asked in questions(snapshot).items():
        figures[kind] = measure(peers, asked, "myonnetty" if kind == "sort by money" else "")
        print_row(kind, figures[kind])
    return figures


def print_row(kind: str, row: dict[str, dict[str, float]]) -> None:
    """Warm medians, and each as a multiple of ours."""
    ours = row["hankehaku"]["warm_median_ms"]
    cells = [f"{kind:16} ours {ours:8.3f} ms (first {row['hankehaku']['first_ms']:7.3f})"]
    for name, figures in row.items():
        if name != "hankehaku":
            ratio = ours / figures["warm_median_ms"]
            cells.append(f"{name} {figures['warm_median_ms']:9.3f} ms (ours = {ratio:.4f} ×)")
    print("  ".join(cells), flush=True)


def run(documents: int, text: Path, work: Path, peers: Sequence[str]) -> dict[str, Any]:
    """Generate, build the engines, measure."""
    from tests.benchmarks.building import measure_building, measure_change, measure_stock_whoosh

    source, index = work / "source", work / "index"
    if not source.exists():
        generate(source, documents, text)
    build: dict[str, Any] = measure_building(source, index)
    snapshot = Snapshot.open(index, CACHE)
    texts = base_texts(snapshot)
    build["stock_whoosh"] = measure_stock_whoosh(snapshot, work / "whoosh")
    build["ratio_to_stock_whoosh"] = round(
        build["stock_whoosh"]["seconds_per_1000"] / build["hankehaku"]["seconds_per_1000"], 2
    )
    print(json.dumps(build, indent=2), flush=True)
    make: dict[str, Callable[[], Peer]] = {
        "whoosh": lambda: WhooshSearcher(snapshot, index),
        "fts5": lambda: SqliteFts5(snapshot, texts),
        "tantivy": lambda: Tantivy(snapshot, texts),
    }
    engines = [Hankehaku(snapshot), Uncached(snapshot), *(make[name]() for name in peers)]
    kinds = measure_all(snapshot, engines)
    build["one_change"] = measure_change(source, index)
    return {"documents": documents, "kinds": kinds, "build": build}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--text", type=Path, default=CORPUS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--work", type=Path, help="keep descriptions and indexes here")
    parser.add_argument("--peers", nargs="*", default=PEERS, choices=PEERS, help="engines to compare with")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        if arguments.work:
            arguments.work.mkdir(parents=True, exist_ok=True)
        figures = run(arguments.documents, arguments.text, arguments.work or Path(temporary), arguments.peers)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
