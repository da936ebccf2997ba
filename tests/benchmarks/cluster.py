"""The engine «opensearch» beside the embedded one, over the same descriptions, in the same run.

    make cluster
    python -m tests.benchmarks.cluster [--documents 2000] [--url http://127.0.0.1:9201,…] [--text TEXT]

Descriptions are generated (`tests.benchmarks.generate`), indexed in a folder, and published on the nodes as
an index of its own, which is removed afterwards. Told are descriptions a second and bytes a description;
the median and 95th percentile of whole answers (hits with passages, facets, suggestions) to the same queries,
asked one after another, the first round apart; and how long it takes until a change is served. With nodes on
the machine that asks, both share its cores: what counts is the ratio in the run, not the times.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from index.cluster.client import ClusterSettings, connect
from index.indexing.index_writer import build
from search import open_engine, publish
from search.contract.engine_port import Searcher
from search.contract.request import Request
from tests.benchmarks.generate import CORPUS, generate

QUERIES = (
    "digituki", "ikäihmisten digituki", '"kestävä kehitys"', "matkailu OR luonto", "hanke -koulutus",
    "maakunta:Lappi", "vuosi:2019..2021 yritykset", "kehit*", "tekoäly osaaminen", "",
)  # fmt: skip
"""Words alone and together, a phrase, alternatives, an exclusion, filters, a prefix, everything."""
ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def answer_times(engine: Searcher) -> list[float]:
    """Milliseconds of each whole answer, after a round that is not counted."""
    times = []
    for round_ in range(ROUNDS + 1):
        for number, query in enumerate(QUERIES):
            # Another page each time: what was answered before is kept, and would be all that is measured.
            request = Request(query, offset=10 * round_, limit=10 + number % 2)
            times.append(1000 * seconds(lambda request=request: engine.answer(request)))  # type: ignore[misc]
    return times[len(QUERIES) :]


def bytes_of(settings: ClusterSettings) -> int:
    """Bytes of one copy of the documents that are served."""
    stats = connect(settings).indices.stats(index=settings.name, metric="store")
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


def measure(documents: int, settings: ClusterSettings, text: Path) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as made:
        sources, folder = Path(made) / "sources", Path(made) / "index"
        generate(sources, documents, text)
        indexing = seconds(lambda: build(folder, [sources]))
        local = sum(file.stat().st_size for file in folder.iterdir() if not file.name.startswith("."))
        sending = seconds(lambda: publish(settings, folder))
        stored = bytes_of(settings)
        first = min(sources.glob("*.txt"))
        first.write_text(first.read_text("utf-8") + "\nRevontulitutka valmistui.\n", "utf-8")
        build(folder, [sources])
        update = seconds(lambda: publish(settings, folder))
        print(f"| {documents:,} descriptions | embedded | opensearch, {len(settings.urls)} nodes |")
        print("|---|---|---|")
        rates = documents / indexing, documents / sending
        print(f"| descriptions a second in | {rates[0]:.0f} | {rates[1]:.0f} (sending alone) |")
        print(f"| bytes a description | {local / documents:,.0f} | {stored / documents:,.0f} a copy |")
        print(f"| a change served after, s | | {update:.1f} |")
        rows = [
            answer_times(engine) for engine in (open_engine(folder), open_engine(folder, cluster=settings))
        ]
        for name, at in (("median", 0.5), ("p95", 0.95)):
            own = [statistics.quantiles(row, n=100)[int(100 * at) - 1] for row in rows]
            print(f"| whole answer, {name}, ms | {own[0]:.1f} | {own[1]:.1f} |")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--url", default="http://127.0.0.1:9201,http://127.0.0.1:9202,http://127.0.0.1:9203")
    parser.add_argument("--text", type=Path, default=CORPUS)
    parser.add_argument("--shards", type=int, default=3)
    arguments = parser.parse_args()
    name = f"mittaus-{uuid.uuid4().hex[:8]}"
    settings = ClusterSettings(
        tuple(arguments.url.split(",")), name=name, timeout=120, shards=arguments.shards
    )
    try:
        measure(arguments.documents, settings, arguments.text)
    finally:
        connect(settings).indices.delete(index=f"{name}-*", params={"expand_wildcards": "all"})


if __name__ == "__main__":
    main()
