"""How do latency and cost grow with the number of descriptions, beside the peers?

    python -m tests.benchmarks.growth --documents 1000 5000 20000 --text FILE --work DIR [--draw DIR]

Runs `speed` and `serving` at each size, prints a table, and draws two plots. Each size is kept in
`DIR/SIZE.json` and not measured again, so that another size can be added later: the table and the plots are
of all sizes in the folder. Sizes measured in different runs can be compared by their ratios only.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks import serving, speed
from tests.benchmarks.generate import CORPUS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Figures = Mapping[str, Any]
COLOURS = {
    "hankehaku_new_combination": "#0b6e4f",
    "tantivy": "#c1440e",
    "fts5": "#5b5ea6",
    "whoosh": "#8a8a8a",
}
"""The engines that are drawn: ours as it answers combinations not asked before, and each peer."""
COSTS: dict[str, Callable[[Figures], float]] = {
    "descriptions indexed per second": lambda one: one["build"]["hankehaku"]["descriptions_per_second"],
    "the same with kept analyses of words": lambda one: one["build"]["hankehaku"]["again_per_second"],
    "compared with stock Whoosh": lambda one: one["build"]["ratio_to_stock_whoosh"],
    "peak memory of indexing, all processes, MB": lambda one: one["build"]["hankehaku"]["together_mb"],
    "one changed description, whole command, s": lambda one: one["build"]["one_change"]["median_seconds"],
    "the change is visible after, s": lambda one: one["serving"]["change_shown_after_seconds"],
    "index bytes per source byte": lambda one: one["build"]["index_bytes_per_source_byte"],
    "opening with the first answer, s": lambda one: one["serving"]["opening_seconds"],
    "whole new answer, median, ms": lambda one: one["serving"]["answer"]["median_ms"],
    "whole new answer, 95th percentile, ms": lambda one: one["serving"]["answer"]["p95_ms"],
    "new pages per second": lambda one: one["serving"]["different_searches"]["pages_per_second"],
    "new pages, 99th percentile, ms": lambda one: one["serving"]["different_searches"]["p99_ms"],
    "processor time of a new page, ms": lambda one: one["serving"]["processor_ms_a_page"],
    "completion of a word, median, ms": lambda one: one["serving"]["letters"]["median_ms"],
    "server memory beyond the pages of files, MB": lambda one: (
        one["serving"]["memory_mb_after"]["resident"] - one["serving"]["memory_mb_after"]["of_it_files"]
    ),
}
"""What each size costs, by name."""
WIDE = 3
"""Panels in a row."""


def measure(documents: int, text: Path, work: Path, peers: Sequence[str], seconds: float) -> None:
    """Measure one size and keep it."""
    folder = work / str(documents)
    folder.mkdir(parents=True, exist_ok=True)
    figures = speed.run(documents, text, folder, peers)
    figures["serving"] = serving.measure(folder / "index", folder / "source", seconds)
    (work / f"{documents}.json").write_text(json.dumps(figures, indent=2) + "\n")


def kept(work: Path) -> list[Figures]:
    """What was measured of each size, the smallest first."""
    sizes = [json.loads(path.read_text()) for path in work.glob("*.json")]
    return sorted(sizes, key=lambda figures: figures["documents"])


def table(sizes: Sequence[Figures]) -> str:
    """A row for each cost and for each kind of query, a column for each size."""
    rows = [["descriptions", *(f"{one['documents']:,}" for one in sizes)], ["---"] * (len(sizes) + 1)]
    rows += [[name, *(f"{round(cost(one), 2):g}" for one in sizes)] for name, cost in COSTS.items()]
    for kind in sizes[-1]["kinds"]:
        name = f"{kind}: new combination / tantivy; first use, ms"
        rows.append([name, *(_query(one, kind) for one in sizes)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _query(figures: Figures, kind: str) -> str:
    engines = figures["kinds"][kind]
    new, tantivy = (engines[name]["warm_median_ms"] for name in ("hankehaku_new_combination", "tantivy"))
    return f"{new:.3f} / {tantivy:.3f} = {new / tantivy:.2f}; {engines['hankehaku']['first_ms']:.2f}"


def draw_queries(sizes: Sequence[Figures]) -> Figure:
    """Latency against size: a panel for each kind of query, a line for each engine."""
    figure, panels = _panels(list(sizes[-1]["kinds"]))
    for kind, panel in panels.items():
        for engine, colour in COLOURS.items():
            known = [one for one in sizes if engine in one["kinds"][kind]]
            if known:
                times = [one["kinds"][kind][engine]["warm_median_ms"] for one in known]
                label = engine.replace("_", ", ", 1).replace("_", " ")
                panel.plot([one["documents"] for one in known], times, "o-", color=colour, label=label, ms=3)
        panel.set_yscale("log")
        panel.set_ylabel("ms", fontsize=7)
    figure.legend(*next(iter(panels.values())).get_legend_handles_labels(), loc="upper center", ncols=4)
    return figure


def draw_costs(sizes: Sequence[Figures]) -> Figure:
    """Cost against size: a panel for each."""
    figure, panels = _panels(list(COSTS))
    for name, panel in panels.items():
        costs = [COSTS[name](one) for one in sizes]
        panel.plot([one["documents"] for one in sizes], costs, "o-", color="#0b6e4f", ms=3)
        panel.set_ylim(0, 1.1 * max(costs))
    return figure


def _panels(names: Sequence[str]) -> tuple[Figure, dict[str, Any]]:
    """An empty panel for each name, all with the number of descriptions below."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import NullFormatter

    rows = -(-len(names) // WIDE)
    figure = Figure(figsize=(10, 2.3 * rows))
    figure.set_layout_engine("constrained", rect=(0, 0, 1, 1 - 0.3 / (2.3 * rows)))
    panels = [figure.add_subplot(rows, WIDE, number + 1) for number in range(len(names))]
    for name, panel in zip(names, panels, strict=True):
        panel.set_title(name, fontsize=9)
        panel.set_xscale("log")
        panel.xaxis.set_minor_formatter(NullFormatter())
        panel.tick_params(labelsize=7)
        panel.grid(alpha=0.3)
    return figure, dict(zip(names, panels, strict=True))


def save(figure: Figure, path: Path) -> None:
    """The same figures give the same bytes."""
    from matplotlib import rc_context

    with rc_context({"svg.hashsalt": "growth", "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="*", default=(1_000, 5_000, 20_000))
    parser.add_argument("--text", type=Path, default=CORPUS)
    parser.add_argument("--work", type=Path, required=True, help="keeps descriptions, indexes, figures")
    parser.add_argument("--peers", nargs="*", default=speed.PEERS, choices=speed.PEERS)
    parser.add_argument("--seconds", type=float, default=10, help="how long pages are asked for again")
    parser.add_argument("--draw", type=Path, help="folder of the plots `latency.svg` and `cost.svg`")
    arguments = parser.parse_args()
    for documents in arguments.documents:
        if not (arguments.work / f"{documents}.json").exists():
            measure(documents, arguments.text, arguments.work, arguments.peers, arguments.seconds)
    sizes = kept(arguments.work)
    print(table(sizes))
    if arguments.draw:
        arguments.draw.mkdir(parents=True, exist_ok=True)
        save(draw_queries(sizes), arguments.draw / "latency.svg")
        save(draw_costs(sizes), arguments.draw / "cost.svg")


if __name__ == "__main__":
    main()
