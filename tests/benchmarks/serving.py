"""How many pages does one server give, and how much memory does it take?

    python -m tests.benchmarks.serving --index DIR [--source DIR] [--seconds 30] [--json FILE]

Starts `hankehaku serve` on a free loopback port and asks for the pages of a thousand different searches over
eight kept-open connections, first each once, then any of them for some time. Reads the processes' resident
memory before and after, and the processor time of pages asked once; then asks how words that have been begun
may go on. Also times whole answers inside a process: parse, evaluate, ten hits with snippets,
facets with counts. With the descriptions that were indexed (`--source`) also how long after
`hankehaku index` has ended the running server shows a change.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import quote

from search.contract.request import Request
from search.engine import Engine
from tests.attacks.servers import children
from tests.benchmarks.building import command
from tests.benchmarks.questions import vocabulary
from web.server import GC_THRESHOLD

CONNECTIONS = 8
DIFFERENT = 1000
SEED = 5
ANSWERS, PASSES = 300, 5
COMPLETED = 4
"""Letters of a word that has been typed so far."""


def queries(engine: Engine) -> list[str]:
    """A thousand different queries of one to three words that occur."""
    words = vocabulary(engine.snapshot(), 0.005, 0.3)
    chance = random.Random(SEED)
    return [" ".join(chance.sample(words, chance.choice((1, 2, 2, 3)))) for _ in range(DIFFERENT)]


def whole_answers(folder: Path) -> dict[str, Any]:
    """Milliseconds of whole answers to queries not asked before, in fresh processes one after another.

    `median_ms` and `p95_ms` are of each query's best of all passes, which leaves out what else the machine
    did meanwhile; those of each pass stand beside.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        passes = list(pool.map(answers, [folder] * PASSES))
    median, p95 = _spread(list(map(min, zip(*passes, strict=True))))
    each = [_spread(times) for times in passes]
    return {"median_ms": median, "p95_ms": p95, "median_and_p95_of_each_pass_ms": each}


def answers(folder: Path, equivalents: bool = True) -> list[float]:
    """Milliseconds of each whole answer, by an engine as the server has it."""
    engine = Engine(folder, ready=True)
    asked = queries(engine)[:ANSWERS]
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    times = []
    for query in asked:
        began = time.perf_counter()
        engine.answer(Request(query, limit=10, equivalents=equivalents))
        times.append((time.perf_counter() - began) * 1000)
    return times


def _spread(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return round(statistics.median(times), 2), round(sorted(times)[int(0.95 * len(times))], 2)


def opening(folder: Path) -> float:
    """Seconds from nothing to the first answer, without starting Python."""
    began = time.perf_counter()
    Engine(folder).answer(Request("hanke", limit=10))
    return round(time.perf_counter() - began, 3)


def start(folder: Path, settings: Mapping[str, str] | None = None) -> tuple[subprocess.Popen[str], int]:
    """The server, and its port. settings: by the names of their environment variables."""
    command = [sys.executable, "-m", "hankehaku", "serve", "--index", str(folder), "--port", "0"]
    environment = {**os.environ, **(settings or {})}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    found = re.search(r":(\d+)\s*$", process.stdout.readline())
    assert found is not None
    return process, int(found[1])


def memory_mb(process: int) -> dict[str, float]:
    """Resident memory of a process and its children in megabytes (Linux), what they share counted once; and
    how much of it are pages of files, which the system takes back when it needs them."""
    resident = files = 0
    for one in (process, *children(process)):
        told = dict(re.findall(r"(\w+):\s+(\d+) kB", Path(f"/proc/{one}/smaps_rollup").read_text()))
        resident += int(told["Pss"])
        files += int(told["Pss_File"])
    return {"resident": round(resident / 1024, 1), "of_it_files": round(files / 1024, 1)}


def processor_seconds(process: int) -> float:
    """Processor time that a process and its children have used until now (Linux)."""
    ticks = 0
    for one in (process, *children(process)):
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def letters(port: int, asked: Sequence[str]) -> dict[str, float]:
    """Milliseconds until a word that has been begun is completed: median and 95th percentile."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    times = []
    for query in asked:
        began = time.perf_counter()
        connection.request("GET", f"/api/v1/suggest?q={quote(query[:COMPLETED])}")
        response = connection.getresponse()
        response.read()
        assert response.status == 200
        times.append((time.perf_counter() - began) * 1000)
    median, p95 = _spread(times)
    return {"median_ms": median, "p95_ms": p95}


def load(port: int, streams: list[Iterator[str]]) -> dict[str, float]:
    """Pages a second, slowest percentile and errors; a kept-open connection for each stream of queries."""
    times: list[float] = []
    errors: list[object] = []

    def ask(queries: Iterator[str]) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        for query in queries:
            began = time.perf_counter()
            try:
                connection.request("GET", f"/?q={quote(query)}", headers={"Accept-Encoding": "gzip"})
                response = connection.getresponse()
                response.read()
                if response.status != 200:
                    errors.append(response.status)
            except OSError as error:
                errors.append(error)
                connection.close()
            times.append((time.perf_counter() - began) * 1000)

    began = time.monotonic()
    threads = [threading.Thread(target=ask, args=(stream,)) for stream in streams]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return {
        "pages": len(times),
        "pages_per_second": round(len(times) / (time.monotonic() - began), 1),
        "median_ms": round(statistics.median(times), 1),
        "p99_ms": round(times[int(0.99 * len(times))], 1),
        "errors": len(errors),
    }


def shared_out(asked: list[str]) -> list[Iterator[str]]:
    """The queries, each once, a stream for each connection."""
    return [iter(asked[first::CONNECTIONS]) for first in range(CONNECTIONS)]


def again(asked: list[str], seconds: float, seed: int) -> Iterator[str]:
    """Any of the queries, for so long."""
    own, until = random.Random(seed), time.monotonic() + seconds
    while time.monotonic() < until:
        yield own.choice(asked)


def shown_after(port: int, source: Path, index: Path) -> float:
    """Seconds from the end of indexing one changed description to the first answer that has the change."""
    path = sorted(source.glob("*.txt"))[0]
    original = path.read_text("utf-8")
    path.write_text(original.replace("Hankkeen nimi:", "Hankkeen nimi: Xyzzyplugh"), "utf-8")
    try:
        command(source, index)
        indexed = time.monotonic()
        while True:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/api/v1/search?q=xyzzyplugh")
            if json.loads(connection.getresponse().read())["total"]:
                return round(time.monotonic() - indexed, 2)
            connection.close()
    finally:
        path.write_text(original, "utf-8")
        command(source, index)


def measure(index: Path, source: Path | None, seconds: float) -> dict[str, Any]:
    """All figures of an index; with its descriptions also when a change of one is shown."""
    engine = Engine(index)
    asked = queries(engine)
    figures: dict[str, Any] = {
        "projects": engine.documents,
        "opening_seconds": opening(index),
        "answer": whole_answers(index),
    }
    process, port = start(index)
    try:
        figures["memory_mb_at_start"] = memory_mb(process.pid)
        before = processor_seconds(process.pid)
        figures["different_searches"] = load(port, shared_out(asked))
        used = processor_seconds(process.pid) - before
        figures["processor_ms_a_page"] = round(1000 * used / len(asked), 2)
        any_of_them = [again(asked, seconds, seed) for seed in range(CONNECTIONS)]
        figures["asked_again"] = load(port, any_of_them)
        figures["memory_mb_after"] = memory_mb(process.pid)
        figures["letters"] = letters(port, asked[:ANSWERS])
        if source:
            figures["change_shown_after_seconds"] = shown_after(port, source, index)
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait(30)
    return figures


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument(
        "--source", type=Path, help="the folder that was indexed; one file is changed, and back"
    )
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    figures = measure(arguments.index, arguments.source, arguments.seconds)
    print(json.dumps(figures, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
