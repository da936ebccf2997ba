"""The text of an uploaded file: it is read in a separate process with limits, and never stored.

The process (`search/upload/reading.py`) gets the bytes through a pipe, gives the text back through another,
and may write no file. It and all processes that it starts are killed when the time is over.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import Fault, UnreadableUpload

SECONDS = 8.0
"""Of the clock, for reading a file: a plan of 50 pages takes under one."""
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class PlanText:
    """The text of a file. length: characters that it has in all; text has the first of them."""

    text: str
    length: int


def read_plan(data: bytes, characters: int) -> PlanText:
    """The text of a Word file, a PDF or a text file, whatever it is called. Raises `UnreadableUpload`.

    characters: how many of it are wanted.
    """
    command = [sys.executable, "-B", "-m", "search.upload.reading", str(characters)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback may quote the file
        cwd=ROOT,
        start_new_session=True,
    ) as process:
        try:
            written, _ = process.communicate(data, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise UnreadableUpload(Fault.TOO_SLOW) from None
        finally:
            with suppress(ProcessLookupError, PermissionError):  # the process, and the one that reads a PDF
                os.killpg(process.pid, signal.SIGKILL)
    try:
        answer = json.loads(written)
    except ValueError:  # it was ended by one of its limits
        raise UnreadableUpload(Fault.TOO_MUCH) from None
    if "fault" in answer:
        raise UnreadableUpload(Fault(answer["fault"]))
    return PlanText(answer["text"], answer["length"])
