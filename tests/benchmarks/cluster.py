"""The engine «opensearch» beside the embedded one, over the same descriptions, in the same run.

    CLUSTER_GROUPS="1,2 3" make cluster
    python -m tests.benchmarks.cluster [--documents 2000] [--url http://127.0.0.1:9201,…] [--text TEXT]
                                       [--sources FOLDER [--index FOLDER]] [--lose 3]

Descriptions are generated (`tests.benchmarks.generate`) and indexed in a folder; with --sources, or --sources
and --index, existing ones are copied. They are published on the nodes as a separate index, which is removed
afterwards. It prints descriptions per second and bytes per description; how long it takes until a change is
served; the median and 95th percentile of whole answers (hits with passages, facets, suggestions) to the same
queries, asked one after another, without the first round; answers per second to four concurrent clients;
pages per second of the server, all different; and with --lose, the answers after a process of `make cluster`
was ended. If the nodes run on the same machine, they share its cores: only the ratio in the run counts, not
the times.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from index.cluster.client import ClusterSettings, connect
from index.cluster.generation import latest
from index.indexing.index_writer import build
from search import open_engine, publish
from search.contract.engine_port import Searcher
from search.contract.request import Request
from search.engine import Engine
from tests.benchmarks.generate import CORPUS, generate
from tests.benchmarks.serving import load, queries, shared_out, start
from tests.cluster.asked import SCRIPT

QUERIES = (
    "digituki", "ikäihmisten digituki", '"kestävä kehitys"', "matkailu OR luonto", "hanke -koulutus",
    "maakunta:Lappi", "vuosi:2019..2021 yritykset", "kehit*", "tekoäly osaaminen", "",
)  # fmt: skip
"""Words alone and together, a phrase, alternatives, an exclusion, filters, a prefix, everything."""
ROUNDS = 5
PAGES = 400
"""Of the server, each of another search."""
TOGETHER = 4
"""Answers under way at a time, for how many there are a second."""


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def asks(engine: Searcher, first: int, rounds: int) -> list[Callable[[], object]]:
    """So many rounds of questions. Each asks for another page, since what was answered before is kept."""
    return [
        partial(engine.answer, Request(query, offset=10 * round_, limit=10 + number % 2))
        for round_ in range(first, first + rounds)
        for number, query in enumerate(QUERIES)
    ]


def answer_times(engine: Searcher, first: int) -> list[float]:
    """Milliseconds of each whole answer, after a round that is not counted."""
    return [1000 * seconds(ask) for ask in asks(engine, first, ROUNDS + 1)][len(QUERIES) :]


def answers_a_second(engine: Searcher, first: int) -> float:
    """How many there are where several are under way."""
    every = asks(engine, first, ROUNDS)
    with ThreadPoolExecutor(TOGETHER) as pool:
        return len(every) / seconds(lambda: list(pool.map(lambda ask: ask(), every)))


def print_answers(engines: Sequence[Searcher], first: int, when: str = "") -> None:
    """The rows of the table about answers."""
    times = [answer_times(engine, first) for engine in engines]
    together = [answers_a_second(engine, first + ROUNDS + 1) for engine in engines]
    for name, at in (("median", 49), ("p95", 94)):
        own = [f"{statistics.quantiles(row, n=100)[at]:.1f}" for row in times]
        print(f"| whole answer{when}, {name}, ms | {' | '.join(own)} |")
    print(f"| answers a second{when}, {TOGETHER} at a time | {' | '.join(f'{n:.1f}' for n in together)} |")


def print_pages(folder: Path, lexicon: Path, settings: ClusterSettings) -> None:
    """The rows about pages of the server: no search is asked twice."""
    asked = queries(Engine(folder))[:PAGES]
    cluster = {
        "HANKEHAKU_ENGINE": "opensearch",
        "HANKEHAKU_OPENSEARCH_URL": ",".join(settings.urls),
        "HANKEHAKU_OPENSEARCH_INDEX": settings.name,
    }
    told = []
    for place, environment in ((folder, {}), (lexicon, cluster)):
        process, port = start(place, environment)
        try:
            told.append(load(port, shared_out(asked)))
        finally:
            process.terminate()
            process.wait(60)
    for name, key in (
        ("pages a second, all different", "pages_per_second"),
        ("slowest of a hundred, ms", "p99_ms"),
    ):
        print(f"| {name} | {' | '.join(str(one[key]) for one in told)} |")
    print(f"| pages that were errors | {' | '.join(str(one['errors']) for one in told)} |", flush=True)


def bytes_of(settings: ClusterSettings) -> int:
    """Bytes of one copy of the documents that are served."""
    stats = connect(settings).indices.stats(index=settings.name, metric="store")
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


def lexicon_bytes(settings: ClusterSettings) -> int:
    """Bytes of what every server fetches, without vocabularies."""
    return sum(part.size for part in latest(settings, connect(settings)).lexicon)


def measure(documents: int, settings: ClusterSettings, given: Path, index: Path | None, lost: str) -> None:
    """Print the table, each row as soon as it is known. given: sources, or a text to make descriptions of."""
    with tempfile.TemporaryDirectory() as made:
        sources, folder = Path(made) / "sources", Path(made) / "index"
        if given.is_dir():
            shutil.copytree(given, sources)
            documents = sum(1 for _ in sources.glob("*.txt"))
        else:
            generate(sources, documents, given)
        print(f"| {documents:,} descriptions | embedded | opensearch, {len(settings.urls)} nodes |")
        print("|---|---|---|", flush=True)
        rate = "–"
        if index:
            shutil.copytree(index, folder)
        else:
            rate = f"{documents / seconds(lambda: build(folder, [sources])):.0f}"
        print_indexing(documents, rate, settings, sources, folder)
        engines = open_engine(folder), open_engine(folder, cluster=settings)
        print_answers(engines, 0)
        print_pages(folder, Path(made) / "lexicon", settings)
        if lost:
            subprocess.run([SCRIPT, "end", lost], check=True)
            try:
                print_answers(engines, 2 * ROUNDS + 1, ", one node lost")
            finally:
                subprocess.run([SCRIPT, "begin", lost], check=True)


def print_indexing(documents: int, rate: str, settings: ClusterSettings, sources: Path, folder: Path) -> None:
    """The rows of the table about sending, room, and a changed description."""
    local = sum(file.stat().st_size for file in folder.iterdir() if not file.name.startswith("."))
    sending = seconds(lambda: publish(settings, folder))
    print(f"| descriptions a second in | {rate} | {documents / sending:.0f} (sending alone) |")
    stored, words = bytes_of(settings), lexicon_bytes(settings)
    print(f"| bytes a description | {local / documents:,.0f} | {stored / documents:,.0f} a copy |")
    print(f"| lexicon, bytes a description | | {words / documents:,.0f} |", flush=True)
    first = min(sources.glob("*.txt"))
    first.write_text(first.read_text("utf-8") + "\nRevontulitutka valmistui.\n", "utf-8")
    changing = seconds(lambda: build(folder, [sources]))
    serving = seconds(lambda: publish(settings, folder))
    print(f"| a change in, s | {changing:.1f} | {serving:.1f} more |", flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--url", default="http://127.0.0.1:9201,http://127.0.0.1:9202,http://127.0.0.1:9203")
    parser.add_argument("--text", type=Path, default=CORPUS)
    parser.add_argument("--shards", type=int, default=3)
    parser.add_argument("--sources", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--lose", default="")
    arguments = parser.parse_args()
    name = f"mittaus-{uuid.uuid4().hex[:8]}"
    settings = ClusterSettings(
        tuple(arguments.url.split(",")), name=name, timeout=120, shards=arguments.shards
    )
    given = arguments.sources or arguments.text
    try:
        measure(arguments.documents, settings, given, arguments.index, arguments.lose)
    finally:
        connect(settings).indices.delete(index=f"{name}-*", params={"expand_wildcards": "all"})


if __name__ == "__main__":
    main()
