"""How long one answer may take: a deadline that the search itself checks.

A thread cannot be stopped from outside, so every loop whose length depends on the request calls `check`: for
each node and each expanded term of a query, each facet, each hit and each word looked for in it, each project
of a listing. The deadline is a context variable: every thread has its own.
"""

from __future__ import annotations

import math
import time
from contextvars import ContextVar, Token

from index.errors import HankehakuError

DeadlineToken = Token[float]

_deadline: ContextVar[float] = ContextVar("deadline", default=math.inf)


class DeadlineExceeded(HankehakuError):
    """The deadline passed before the answer was complete."""

    http_status = 503

    def __init__(self) -> None:
        super().__init__("The answer took too long. Ask for less, or raise the setting time_budget_ms.")


def start(seconds: float) -> DeadlineToken:
    """Set the deadline of this thread, so many seconds from now. `end` takes what is returned."""
    return _deadline.set(time.monotonic() + seconds)


def end(started: DeadlineToken) -> None:
    """Put back the deadline that there was before `start`."""
    _deadline.reset(started)


def remaining() -> float:
    """Seconds until the deadline of this thread; infinite without one."""
    return _deadline.get() - time.monotonic()


def check() -> None:
    """Raises `DeadlineExceeded` once the deadline has passed. Takes 0.1 µs."""
    if time.monotonic() > _deadline.get():
        raise DeadlineExceeded
