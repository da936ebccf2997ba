"""Writes lines to stdout and stderr without ever failing or delaying a request.

A log cannot be written when the disk is full, the pipe is closed, or its reader has stopped. Then lines are
dropped and counted; when it can be written again, a line tells how many. A line for a file is written
immediately. A pipe or socket may block forever, so a separate thread writes there from a bounded queue.
"""

from __future__ import annotations

import atexit
import io
import logging
import os
import stat
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from functools import cache
from traceback import format_tb
from typing import Any

MAX_QUEUED = 1000
"""Lines that wait to be written; beyond it they are dropped."""
MAX_LINE = 4000
"""Characters of a line: what a pipe takes at once, so that lines of two processes do not mix (PIPE_BUF)."""
FLUSH_S = 1.0
"""How long an ending process waits for its lines to be written."""


class LogWriter:
    """Writes lines to one of the two streams. Safe in many threads, and after a fork.

    dropped: lines that were lost since this process began.
    """

    def __init__(self, name: str) -> None:
        """name: stdout or stderr."""
        self._name = name
        self._start()

    def _start(self) -> None:
        self._process = os.getpid()
        self._queue: deque[tuple[int, bytes]] = deque()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_torn = False
        self._told = self.dropped = 0

    def write(self, line: str) -> None:
        """Write a line, or drop it. Never raises, never waits."""
        if self._process != os.getpid():  # forked: the thread and the queue are the parent's
            self._start()
        data = line[:MAX_LINE].encode("utf-8", "backslashreplace").replace(b"\n", b"\n  ") + b"\n"
        number = self._file_number()
        if number is None:
            self._write_to_stream(data)
        elif not _may_block(number):
            self._write_now(number, data)
        elif len(self._queue) < MAX_QUEUED:
            self._queue.append((number, data))
            self._wake_thread()
        else:
            self.dropped += 1

    def flush(self) -> None:
        """Wait for the queue to be written, a second at most."""
        ends = time.monotonic() + FLUSH_S
        while self._process == os.getpid() and self._queue and time.monotonic() < ends:
            time.sleep(0.01)

    def _file_number(self) -> int | None:
        """Where to write, looked up anew each time: tests replace the streams. None where it is no file."""
        try:
            return int(getattr(sys, self._name).fileno())
        except (AttributeError, ValueError, io.UnsupportedOperation):
            return None

    def _write_to_stream(self, data: bytes) -> None:
        try:
            getattr(sys, self._name).write(data.decode())
        except (AttributeError, ValueError, OSError):
            self.dropped += 1

    def _write_now(self, number: int, data: bytes) -> None:
        lost = self.dropped - self._told
        note = f"{lost} lines of the log could not be written\n".encode() if lost else b""
        unsent = (b"\n" if self._is_torn else b"") + note + data
        try:
            while unsent:
                unsent = unsent[os.write(number, unsent) :]
                self._is_torn = bool(unsent)
            self._told += lost
        except OSError:
            self.dropped += 1

    def _wake_thread(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_queue, daemon=True)
            self._thread.start()
            atexit.register(self.flush)
        self._wake.set()

    def _write_queue(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._queue:
                self._write_now(*self._queue[0])
                self._queue.popleft()  # only now: `flush` waits for it


def _may_block(number: int) -> bool:
    """Whether writing there can wait for a reader; not a file on a disk, nor what is closed."""
    try:
        return not stat.S_ISREG(os.fstat(number).st_mode)
    except OSError:
        return False


@cache
def log_writer(name: str) -> LogWriter:
    """The writer of a stream, stdout or stderr: one for the whole process."""
    return LogWriter(name)


class StderrHandler(logging.Handler):
    """Gives the records of a logger to the writer of stderr."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        try:
            log_writer("stderr").write(self.format(record))
        except Exception:
            log_writer("stderr").dropped += 1  # wrong arguments: no answer must fail for it


class _WithoutMessages(logging.Formatter):
    """For an error it logs the type and the place, but not the message, which may quote the query."""

    def formatException(self, ei: Any) -> str:
        """The stack trace of an error that is being logged."""
        return "".join(stack_trace(ei[1]))


STDERR = StderrHandler()
STDERR.setFormatter(_WithoutMessages("[%(asctime)s] [%(process)d] %(levelname)s: %(message)s"))


def stack_trace(error: BaseException | None, with_messages: bool = False) -> Iterator[str]:
    """The stack traces of an error and its causes.

    with_messages: also those of the errors. They may repeat what was searched for (setting `log_queries`).
    """
    while error is not None:
        message = f": {error}" if with_messages else ""
        yield f"{''.join(format_tb(error.__traceback__))}{type(error).__name__}{message}\n"
        error = error.__cause__ or error.__context__
