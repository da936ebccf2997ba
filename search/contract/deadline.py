"""How long one answer may take: a deadline that the search itself looks at.

A thread cannot be stopped from outside, so the places where an answer can grow long call `check`: each node
and each expanded term of a query, each facet, each hit and each word looked for in them, each project that is
listed. The deadline is a context variable: every thread has its own.
"""

from __future__ import annotations

import math
import time
from contextvars import ContextVar, Token

from index.errors import HankehakuError

DeadlineToken = Token[float]

_deadline: ContextVar[float] = ContextVar("deadline", default=math.inf)


class DeadlineExceeded(HankehakuError):
    """The answer was given up because its time was spent."""

    http_status = 503

    def __init__(self) -> None:
        super().__init__("The answer took too long. Ask for less, or raise the setting time_budget_ms.")


def start(seconds: float) -> DeadlineToken:
    """Give what this thread does from now on so many seconds, until `end`."""
    return _deadline.set(time.monotonic() + seconds)


def end(started: DeadlineToken) -> None:
    """No deadline any more."""
    _deadline.reset(started)


def check() -> None:
    """Raises `DeadlineExceeded` once the time is spent; costs a tenth of a microsecond."""
    if time.monotonic() > _deadline.get():
        raise DeadlineExceeded
