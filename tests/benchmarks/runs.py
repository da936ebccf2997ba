"""A run of `hankehaku index` whose processor time and memory are measured."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

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


def whole_run(checkout: Path, *arguments: str) -> Run:
    """A run that has ended."""
    run = Run(checkout, arguments)
    _, status, used = os.wait4(run.process.pid, 0)
    run.ended(status, used)
    return run


def memory_of(process: int) -> float:
    """MB of a process and all that it started, what they share counted once; 0 if it is not available."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
        started = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:  # it has just ended
        return 0.0
    own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return own + sum(memory_of(int(one)) for one in started)
