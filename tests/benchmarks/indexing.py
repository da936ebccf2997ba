"""What indexing costs in processor time and memory, also beside another checkout of this project.

    python -m tests.benchmarks.indexing --documents 2000 --text FILE [--beside CHECKOUT]

Three whole commands: from nothing, all over again in the same folder (where analyses of word forms were
kept), and one changed description. It prints the seconds of processor time (user and system) of the command
and its processes, the largest of these and all together in MB, and descriptions a second of time that passed.
With --beside both checkouts do the same at the same time: on a machine that others use, only the ratio tells
something. The memory of all together is sampled (proportional set size, Linux).
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.building import size
from tests.benchmarks.generate import CORPUS, generate
from tests.benchmarks.runs import Run

HERE = Path(__file__).parents[2]


def side_by_side(checkouts: Sequence[Path], work: Path, *options: str) -> list[Run]:
    """The same command in each checkout at the same time, each with its own copy of the sources."""
    runs = [
        Run(tree, [str(work / f"source{at}"), "--index", str(work / f"index{at}"), *options])
        for at, tree in enumerate(checkouts)
    ]
    by_process = {run.process.pid: run for run in runs}
    for _ in runs:
        process, status, used = os.wait4(-1, 0)
        by_process[process].ended(status, used)
    return runs


def show(what: str, runs: Sequence[Run], documents: int) -> None:
    """A line of the table."""
    cells = [
        f"{r.seconds:7.1f} s {r.peak:5.0f} MB, all {r.together:5.0f} MB {documents / r.passed:6.1f}/s"
        for r in runs
    ]
    ratio = f"   {runs[0].seconds / runs[1].seconds:.2f} × the processor time" if len(runs) > 1 else ""
    print(f"{what:14}", " | ".join(cells), ratio, flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--text", type=Path, default=CORPUS)
    parser.add_argument("--beside", type=Path, help="another checkout, to be compared with")
    arguments = parser.parse_args()
    checkouts = [HERE, *([arguments.beside] if arguments.beside else [])]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for at in range(len(checkouts)):
            generate(work / f"source{at}", arguments.documents, arguments.text)
        show("from nothing", side_by_side(checkouts, work), arguments.documents)
        for at in range(len(checkouts)):
            share = size(work / f"index{at}") / size(work / f"source{at}")
            print(f"{'':14} index bytes a source byte: {share:.2f}")
        show("all over again", side_by_side(checkouts, work, "--rebuild"), arguments.documents)
        for at in range(len(checkouts)):
            path = min((work / f"source{at}").glob("*.txt"))
            path.write_text(path.read_text("utf-8").replace("Hankkeen nimi:", "Hankkeen nimi: Uusi"), "utf-8")
        show("one change", side_by_side(checkouts, work), 1)


if __name__ == "__main__":
    main()
