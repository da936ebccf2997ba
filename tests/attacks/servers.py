"""The production server over `corpus/`, started to be attacked."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.attacks.wire import ask
from tests.conftest import CORPUS, ROOT

SERVE = [sys.executable, "-m", "hankehaku", "serve", "--port", "0", "--index"]


def make_index(folder: Path) -> Path:
    """An index of the samples in a folder."""
    command = [sys.executable, "-m", "hankehaku", "index", str(CORPUS), "--index", str(folder / "index")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    return folder / "index"


@contextmanager
def serving(index: Path, log: Path, *options: str, **streams: Any) -> Iterator[tuple[int, str]]:
    """The process number of the parent, and the address. log: gets stdout and stderr, unless `streams` say
    where these go."""
    port = free_port()
    command = [*SERVE, str(index), *options, "--port", str(port)]
    with log.open("ab") as file:
        process = subprocess.Popen(command, cwd=ROOT, **{"stdout": file, "stderr": file} | streams)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: ask(address, "/healthz").status == 200, 60)
        yield process.pid, address
    finally:
        process.terminate()
        try:
            process.wait(30)
        finally:
            process.kill()


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_until(holds: Any, seconds: float) -> None:
    """Until something holds; an `AssertionError` where it does not in time."""
    ends = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return
        except (OSError, IndexError):
            pass
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.05)


def children(parent: int) -> list[int]:
    """The server processes of a parent."""
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text("utf-8")
    return [int(number) for number in text.split()]


def memory_mb(parent: int) -> float:
    """The memory of a server with its processes, in megabytes, what they share counted once.

    Without the pages of files, programs among them: the system takes those back, and the share of a process
    rises when others that use the same end.
    """
    total = 0
    for process in (parent, *children(parent)):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines():
            if line.startswith(("Pss_Anon:", "Pss_Shmem:")):
                total += int(line.split()[1])
    return total / 1024


def open_files(process: int) -> int:
    """How many files and connections a process has open."""
    return len(os.listdir(f"/proc/{process}/fd"))
