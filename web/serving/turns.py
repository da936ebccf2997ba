"""Requests of a process one after another, and none behind one that takes long.

Python runs one thread at a time. Threads that answer pages at once take the processor from each other in the
middle of their work, at every read of a file and every array: with four of them a page took a quarter more
processor time, and all became slow together. Other threads still begin where an answer takes long, as that
to a hostile query does.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

TURN_S = 0.1
"""Seconds for which a request keeps others waiting at the most: several times as long as nearly all take."""


@dataclass(eq=False)
class _Request:
    """A request, and whether it may begin."""

    begins: threading.Event = field(default_factory=threading.Event)


class Turns:
    """Whose turn it is. Safe in many threads."""

    def __init__(self, turn_s: float = TURN_S) -> None:
        self._turn_s = turn_s
        self._lock = threading.Lock()
        self._running: _Request | None = None
        self._ends = 0.0  # when others need not wait for it any longer
        self._waiting: deque[_Request] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until those before have ended, or have had their time."""
        request = _Request()
        with self._lock:
            self._waiting.append(request)
            self._go_on()
        while not request.begins.wait(max(0.0, self._ends - time.monotonic())):
            with self._lock:
                self._go_on()
        try:
            yield
        finally:
            with self._lock:
                if self._running is request:
                    self._running = None
                self._go_on()

    def _go_on(self) -> None:
        """Let the next request begin, if it is its turn. To be called with the lock held."""
        now = time.monotonic()
        if self._waiting and (self._running is None or now >= self._ends):
            self._running = self._waiting.popleft()
            self._ends = now + self._turn_s
            self._running.begins.set()


def in_turns(application: Any, turns: Turns) -> Any:
    """A WSGI application whose answers are made one after another; what it streams is not waited for."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        with turns.turn():
            return application(environ, start_response)

    return answer
