"""Do the tests notice when the program is changed? A mutation run over `index/` and `search/`.

    python -m tests.mutants                 300 random changes, each tried on the tests of its room
    python -m tests.mutants --room search/matching --count 40
    pytest $(python -m tests.mutants --tests search/matching)

For each change a process is forked that has not imported the module yet, and an import hook gives it the
changed one: no file is touched and no copy made.

Written here because mutmut 3 changes neither tables of a module nor decorated functions (properties, caches),
cosmic-ray writes each change into the tree and starts Python anew for it, and mutatest has had no release
since 2022.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import hypothesis
import pytest

from tests.examples import PATIENT
from tests.mutants.changes import ROOT, Hook, Mutant, change, count_changes
from tests.mutants.rooms import NEEDS_NODES, ROOMS, tests_of

TOPS = ("index", "search")
FLOOR = 0.9
"""The share of changes that must be noticed."""
LONGEST, WAIT = 120, 900
"""Seconds of processor time of a room's tests, and seconds in all: an endless change is noticed too."""
PROFILE = "mutants"
OPTIONS = (
    "-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "--assert=plain", "--hypothesis-profile", PROFILE,
)  # fmt: skip
LIBRARIES = (
    "numpy",
    "whoosh.index",
    "flask",
    "click",
    "rich.console",
    "rapidfuzz.process",
    "zstandard",
    "msgspec",
)
"""Imported once, before the processes are forked."""
MAKERS = "make_"
"""How modules are called that make files of the checkout and are no part of the program."""
Result = tuple[str, Mutant | None, int]
"""A room, what was changed, and the exit code of its tests."""


def begin(room: str, mutant: Mutant | None, printed: Path) -> int:
    """Begin a room's tests in a process of their own; it ends with 0 where all pass.

    printed: a folder; what the tests of an unchanged room say is written there, by the room's name.
    """
    process = os.fork()
    if process:
        return process
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    signal.alarm(WAIT)
    os.dup2(os.open(os.devnull if mutant else output_file(printed, room), os.O_RDWR | os.O_CREAT), 1)
    os.dup2(1, 2)
    try:
        if mutant:
            sys.meta_path.insert(0, Hook(mutant))
        os._exit(pytest.main([*OPTIONS, *tests_of(room)]))
    except BaseException:
        os._exit(99)


def output_file(printed: Path, room: str) -> Path:
    """The file of what the tests of an unchanged room say."""
    return printed / room.replace("/", "-")


def run(tasks: Sequence[tuple[str, Mutant | None]], jobs: int, printed: Path) -> Iterator[Result]:
    """Each task as it ends, with the exit code of its tests; `jobs` at a time."""
    waiting = list(reversed(tasks))
    running: dict[int, tuple[str, Mutant | None]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                task = waiting.pop()
                running[begin(*task, printed)] = task
            process, status = os.wait()
            end_group(process)  # what the tests have begun and not ended
            yield *running.pop(process), os.waitstatus_to_exitcode(status)
    finally:
        for process in running:
            end_group(process)


def end_group(process: int) -> None:
    """End a process and all that it has begun."""
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def chosen(rooms: Sequence[str], count: int, seed: int) -> list[Mutant]:
    """Some of all changes, the same for the same seed."""
    paths = [
        path.relative_to(ROOT).as_posix()
        for top in ("index", "search")
        for path in (ROOT / top).rglob("*.py")
    ]
    wanted = sorted(path for path in paths if not rooms or os.path.dirname(path) in rooms)
    wanted = [path for path in wanted if not os.path.basename(path).startswith(MAKERS)]
    wanted = [path for path in wanted if not path.startswith(NEEDS_NODES)]
    every = [(path, number) for path in wanted for number in range(count_changes(path))]
    return [change(*one) for one in random.Random(seed).sample(every, min(count, len(every)))]


def warm_up(top: str) -> None:
    """Have ready what no change of these rooms can touch: libraries; for `search/` all of `index/`."""
    for name in LIBRARIES:
        import_module(name)
    if top == "search":
        build = import_module("index.indexing.index_writer").build
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder) / "index", [ROOT / "corpus"])


def not_noticed(mutants: Sequence[Mutant], jobs: int, printed: Path) -> Counter[str] | None:
    """How many changes of each room were not noticed, each printed; none where tests fail unchanged."""
    survived = Counter[str]()
    for top in TOPS:
        own = [mutant for mutant in mutants if mutant.path.startswith(top)]
        warm_up(top)
        unchanged = [(room, None) for room in dict.fromkeys(mutant.room for mutant in own)]
        for room, _, code in run(unchanged, jobs, printed):
            if code:
                print(output_file(printed, room).read_text("utf-8", "replace"))
                print(f"{room} unchanged: {code} is the exit code of pytest {' '.join(tests_of(room))}")
                return None
        for room, mutant, code in run([(mutant.room, mutant) for mutant in own], jobs, printed):
            if not code:
                survived[room] += 1
                print(mutant, flush=True)
    return survived


def main() -> int:
    """Run, print what was not noticed, and say whether enough was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--room", action="append", default=[], choices=sorted(ROOMS), help="only changes of this room"
    )
    parser.add_argument("--count", type=int, default=300, help="changes to make")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other changes")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes at a time")
    parser.add_argument(
        "--tests", choices=sorted(ROOMS), help="print the test files of a room, and nothing else"
    )
    arguments = parser.parse_args()
    if arguments.tests:
        print(*tests_of(arguments.tests))
        return 0
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that `timeout` leaves no process behind
    hypothesis.settings.register_profile(
        PROFILE, PATIENT, database=None, derandomize=True,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    )  # fmt: skip
    began, mutants = time.monotonic(), chosen(arguments.room, arguments.count, arguments.seed)
    with tempfile.TemporaryDirectory() as printed:
        survived = not_noticed(mutants, arguments.jobs, Path(printed))
    if survived is None:
        return 2
    every = Counter(mutant.room for mutant in mutants)
    print(f"\n{'room':22} changes  not noticed")
    for room in sorted(every):
        print(f"{room:22} {every[room]:7}  {survived[room]:11}")
    share = 1 - survived.total() / len(mutants)
    print(f"{share:.1%} of {len(mutants)} changes were noticed, in {time.monotonic() - began:.0f} s")
    return int(share < FLOOR)


if __name__ == "__main__":
    raise SystemExit(main())
