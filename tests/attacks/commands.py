"""Runs the command line in this process on hostile files and arguments."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from click.testing import CliRunner, Result

from hankehaku import main

LONGEST_S = 20
"""How long a run may take on a busy machine."""


@contextmanager
def in_time() -> Iterator[None]:
    """Whoever waits for the other end of a pipe is woken, and fails."""

    def wake(*_: object) -> None:
        raise AssertionError(f"it took more than {LONGEST_S} s")

    before = signal.signal(signal.SIGALRM, wake)
    signal.alarm(LONGEST_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def command(*arguments: str) -> Result:
    """The command must end in time, and print nothing that controls a terminal."""
    with in_time(), patch("index.vocabulary.sources.find_sources", return_value=[]):  # takes seconds
        done = CliRunner().invoke(main, arguments)
    assert isinstance(done.exception, SystemExit | None), repr(done.exception)
    assert "\x1b" not in done.output, "an escape is printed"
    return done
