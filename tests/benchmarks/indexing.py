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
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.building import size
from tests.benchmarks.generate import CORPUS, generate

HERE = Path(__file__).parents[2]


SAMPLE_S = 0.2
"""Seconds between two looks at the memory."""


class Run:
    """A command that has been started.

    seconds: of processor time; peak: MB of its largest process; together: MB of all its processes.
    """

    def __init__(self, checkout: Path, arguments: Sequence[str]) -> None:
        self.began = time.perf_counter()
        command = [sys.executable, "-m", "hankehaku", "index", *arguments]
        self.process = subprocess.Popen(command, cwd=checkout, stdout=subprocess.DEVNULL)
        self.seconds = self.passed = self.peak = self.together = 0.0
        threading.Thread(target=self._sample, daemon=True).start()

    def _sample(self) -> None:
        while not self.passed:
            self.together = max(self.together, memory_of(self.process.pid))
            time.sleep(SAMPLE_S)

    def ended(self, status: int, used: resource.struct_rusage) -> None:
        """Note what it used."""
        if os.waitstatus_to_exitcode(status):
            raise SystemExit("«hankehaku index» failed")
        self.passed = time.perf_counter() - self.began
        self.seconds, self.peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def memory_of(process: int) -> float:
    """MB of a process and all that it started, what they share counted once; 0 if it is not available."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
        started = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:  # it has just ended
        return 0.0
    own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return own + sum(memory_of(int(one)) for one in started)


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
