"""Runs of the indexer that are disturbed, and what must be true of an index after them."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from index.durability.lock import LOCK
from index.errors import IndexMissing
from index.indexing.index_writer import build
from index.indexing.verify import verify_index
from index.storage.index_reader import open_index
from index.storage.manifest import manifest_path
from search.contract.request import Request
from search.engine import Engine
from tests.search.test_generations import QUERIES, shown
from tests.search.test_oracle import write_description

ROOT = Path(__file__).parents[2]
SMALL = 12
"""Documents in a segment at the most, so that there are several and they are merged."""

RUNS = """
import json, os, random, resource, signal, sys, traceback
from pathlib import Path
from index.indexing import index_run, index_writer

def run(folder, source, rebuild, step, bytes):
    def count(event, args):
        nonlocal step
        if event in ("open", "os.rename", "os.remove", "os.listdir", "os.mkdir", "mmap.__new__"):
            step -= 1
            if not step:
                os.kill(os.getpid(), signal.SIGKILL)

    random.seed()
    sys.addaudithook(count)
    if bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes, bytes))
    try:
        index_writer.build(Path(folder), [Path(source)], rebuild=rebuild)
    except index_writer.IndexUnwritable:
        os._exit(1)
    except BaseException:
        traceback.print_exc()
        os._exit(99)
    os._exit(0)

index_writer.finnish.require_voikko()
index_run.SEGMENT_DOCUMENTS = int(sys.argv[1])
for line in sys.stdin:
    process = os.fork()
    if not process:
        run(*json.loads(line))
    print(process, flush=True)
    sys.stdin.readline()
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""
"""Runs the indexer in new processes, killed before their n-th use of files or refused long ones."""


class Runs:
    """Begins runs of the indexer, one after another."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUNS, str(SMALL)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def begin(self, folder: Path, source: Path, rebuild: bool = False, step: int = 0, size: int = 0) -> int:
        """Begin a run, to be killed before its n-th step, with files of a size at the most; its process."""
        return int(self._told([str(folder), str(source), rebuild, step, size]))

    def end(self) -> int:
        """Wait until the run has ended; its exit code, -9 where it was killed."""
        return int(self._told(None))

    def _told(self, order: object) -> bytes:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()


def answers(folder: Path) -> list[object]:
    """The answers of the index; empty if there is none."""
    try:
        engine = Engine(folder)
    except IndexMissing:
        return []
    return [shown(engine.answer(Request(query, limit=10))) for query in QUERIES]


def anew(source: Path) -> list[object]:
    """The answers of a new index of the source."""
    folder = source.parent / "anew"
    build(folder, [source], rebuild=True)
    return answers(folder)


def write(source: Path, chance: random.Random, numbers: Iterable[int]) -> None:
    for number in numbers:
        write_description(source, f"S{70000 + number}", chance)


def goes_on(folder: Path, source: Path, after: list[object]) -> None:
    """The next run ends well, answers like a new index, and leaves only files that the index needs."""
    report = build(folder, [source])
    assert not report.failed
    assert answers(folder) == after
    verify_index(folder)
    opened = open_index(folder)
    needed = {segment.path for segment in opened.segments} | {manifest_path(folder, opened.generation)}
    assert set(folder.iterdir()) == needed | {folder / LOCK}
