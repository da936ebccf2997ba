"""Requests of a process begin one after another, in order, and none waits for one that takes long."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from web.serving.turns import Turns, in_turns

LONG_S = 60.0
"""Seconds within which anything that may happen has happened."""
SHORT_S = 0.02


class Asking:
    """Requests in threads, each of which goes on until it is told to end; `begun` has their names."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.begun: list[str] = []
        self._ends: dict[str, threading.Event] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._changed = threading.Condition()

    def ask(self, name: str) -> None:
        """Start a request, and wait until it has begun or stands in the queue."""
        waiting = len(self.turns._waiting)
        self._ends[name] = threading.Event()
        self._threads[name] = threading.Thread(target=self._answer, args=(name,), daemon=True)
        self._threads[name].start()
        self.until(lambda: name in self.begun or len(self.turns._waiting) > waiting)

    def _answer(self, name: str) -> None:
        with self.turns.turn():
            with self._changed:
                self.begun.append(name)
                self._changed.notify_all()
            assert self._ends[name].wait(LONG_S)

    def end(self, name: str) -> None:
        self._ends[name].set()
        self._threads[name].join(LONG_S)

    def until(self, holds: Callable[[], bool]) -> None:
        with self._changed:
            for _ in range(int(LONG_S / SHORT_S)):
                if holds():
                    return
                self._changed.wait(SHORT_S)
        raise AssertionError("it did not happen")


def test_requests_begin_one_after_another_in_order() -> None:
    asking = Asking(Turns(LONG_S))
    for name in ("a", "b", "c", "d"):
        asking.ask(name)
    assert asking.begun == ["a"]
    for name, following in (("a", "ab"), ("b", "abc"), ("c", "abcd")):
        asking.end(name)
        asking.until(lambda following=following: len(asking.begun) == len(following))  # type: ignore[misc]
        assert asking.begun == list(following)
    asking.end("d")
    asking.ask("e")
    assert asking.begun[-1] == "e"
    asking.end("e")


def test_none_waits_for_one_that_takes_long() -> None:
    asking = Asking(Turns(SHORT_S))
    asking.ask("long")
    asking.ask("next")
    asking.until(lambda: asking.begun == ["long", "next"])
    asking.end("long")
    asking.end("next")


def test_one_that_took_long_does_not_end_the_turn_of_another() -> None:
    turns = Turns(SHORT_S)
    asking = Asking(turns)
    asking.ask("long")
    asking.ask("next")
    asking.until(lambda: asking.begun == ["long", "next"])
    turns._turn_s = LONG_S
    asking.ask("third")
    asking.until(lambda: "third" in asking.begun)  # the time of «next» was short, too
    asking.ask("fourth")
    asking.end("long")
    asking.end("next")
    assert asking.begun == ["long", "next", "third"]
    asking.end("third")
    asking.until(lambda: "fourth" in asking.begun)
    asking.end("fourth")


def test_a_turn_ends_with_an_error_too() -> None:
    turns = Turns(LONG_S)
    with pytest.raises(ValueError, match="no answer"), turns.turn():
        raise ValueError("no answer")
    assert turns._running is None


def test_an_application_answers_within_a_turn_and_streams_outside_it() -> None:
    turns = Turns(LONG_S)
    inside: list[bool] = []

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        inside.append(turns._running is not None)
        return iter([environ, start_response])

    streamed = in_turns(application, turns)({"PATH_INFO": "/"}, "start")
    assert inside == [True]
    assert turns._running is None
    assert list(streamed) == [{"PATH_INFO": "/"}, "start"]
