"""Killed at any moment, the indexer leaves an index that opens, answers like a commit, and goes on.

`HANKEHAKU_KILLS=200 pytest -s tests/index/test_killed.py` kills more runs and prints what became of them.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from index.indexing.index_writer import build
from index.indexing.verify import verify_index
from index.storage.manifest import generation
from tests.index.survival import ROOT, Runs, anew, answers, goes_on, write

KILLS = int(os.environ.get("HANKEHAKU_KILLS", "20"))


def change(source: Path, folder: Path, kind: str, chance: random.Random) -> None:
    """Something for the next run to do."""
    present = [int(path.stem[1:]) - 70000 for path in sorted(source.iterdir())]
    some = chance.sample(present, min(len(present) - 5, chance.randint(1, 12)))
    match kind:
        case "add" | "rebuild":
            write(source, chance, chance.sample(range(40), chance.randint(1, 12)))
        case "change":
            write(source, chance, some)
        case "remove":
            for number in some:
                (source / f"S{70000 + number}.txt").unlink()
        case "first":
            shutil.rmtree(folder)


STEPS, SECONDS = 100, 0.2
"""About how often a run uses files, and how long it takes."""
KINDS = ("add", "change", "remove", "rebuild", "first")


def kill_once(runs: Runs, folder: Path, source: Path, kind: str, chance: random.Random) -> str:
    """Let a run begin and kill it; which index it left, or "" where it had ended before."""
    change(source, folder, kind, chance)
    before, after, number = answers(folder), anew(source), generation(folder)
    step = chance.choice((0, chance.randint(1, STEPS)))
    process = runs.begin(folder, source, kind == "rebuild", step)
    if not step:
        time.sleep(chance.uniform(0, SECONDS))
        os.kill(process, signal.SIGKILL)
    code = runs.end()
    assert code in (0, -signal.SIGKILL)
    committed = generation(folder) > number
    assert answers(folder) == (after if committed else before), (kind, step)
    if generation(folder) >= 0:
        verify_index(folder)
    goes_on(folder, source, after)
    return ("new" if committed else "old") if code else ""


@pytest.mark.slow
def test_killed_at_any_moment(runs: Runs, folder: Path, source: Path) -> None:
    chance = random.Random(KILLS)
    became: Counter[tuple[str, str]] = Counter()
    while became.total() < KILLS:
        kind = KINDS[became.total() % len(KINDS)]
        outcome = kill_once(runs, folder, source, kind, chance)
        if outcome:
            became[kind, outcome] += 1
    assert {kind for kind, _ in became} == set(KINDS)
    print(f"\n{KILLS} runs killed; the index after them: {dict(became)}")


@pytest.mark.slow
def test_workers_end_with_a_killed_indexer() -> None:
    code = (
        "import multiprocessing, time; from index.indexing.workers import parallel_map; "
        "made = parallel_map(abs, range(9)); next(made); "
        "print(len(multiprocessing.active_children()), flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout
    assert int(process.stdout.readline()) == os.cpu_count()
    process.kill()
    process.communicate(timeout=30)  # ends when no worker has the pipe any longer


def test_a_commit_is_on_the_disk_before_it_counts(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def synced(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def renamed(path: Path, target: Path) -> Path:
        done.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    build(source.parent / "index", [source])
    begin = done.index("file")
    assert done[begin : begin + 5] == ["file", "file", "folder", "rename", "folder"]
