"""An answer that takes too long is given up, wherever it is, and leaves nothing half done."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.model.project import FACETS
from index.storage.schema import BASES
from search.contract import deadline
from search.contract.query_reference import MAX_PREFIX_WORDS
from search.contract.request import Request
from search.engine import Engine
from tests.web.middleware.test_hardening import BOTH, client_with, told


def set_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock for the budget that advances by a second each time it is read."""
    now = iter(range(10**9))
    monkeypatch.setattr(deadline, "time", SimpleNamespace(monotonic=lambda: float(next(now))))


def test_an_answer_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    client = client_with(engine, time_budget_ms=1)
    set_clock(monkeypatch)
    for path in (*BOTH, "/?maakunta=Lappi", "/?q=digi*"):
        message = told(client.get(path), 503, "took_too_long")
        assert "Haku kesti liian kauan" in message
    assert engine.answer(Request("digi*")).total  # no deadline is left in this thread


def looks(monkeypatch: pytest.MonkeyPatch, index: Path, request: Request) -> int:
    """How often the search looks at the clock while it answers, when nothing is kept from before."""
    engine = Engine(index)
    counted = Counter[str]()
    monkeypatch.setattr(deadline, "check", lambda: counted.update(["look"]))
    engine.answer(request)
    return counted.total()


def test_the_search_looks_at_the_clock_wherever_it_can_grow_long(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, corpus_index: Path
) -> None:
    nothing = looks(monkeypatch, corpus_index, Request("", limit=0))
    assert nothing > len(FACETS)
    years = Request(" TAI ".join(f"vuosi:{year}" for year in range(2001, 2041)), limit=0)
    assert looks(monkeypatch, corpus_index, years) >= nothing + 40
    words = len(engine.snapshot().with_prefix(BASES, "ka", MAX_PREFIX_WORDS))
    assert words > 40
    assert looks(monkeypatch, corpus_index, Request("ka*", limit=0)) >= nothing + words
    assert looks(monkeypatch, corpus_index, Request("", limit=20)) >= nothing + 20
    without, few, many = (
        looks(monkeypatch, corpus_index, Request("ka*", limit=limit)) for limit in (0, 1, 11)
    )
    # To be marked, each is looked up once more, and then looked for in all the hits at once.
    assert few >= without + 2 * words
    assert many >= few + 10


@pytest.mark.slow
def test_what_was_given_up_leaves_nothing_half_done(
    engine: Engine, corpus_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = engine.answer(Request("digi* kylä"))
    looked = 0
    for stop_at in range(1, 40):
        fresh = Engine(corpus_index)
        looked = 0

        def look(limit: int = stop_at) -> None:
            nonlocal looked
            looked += 1
            if looked == limit:
                raise deadline.DeadlineExceeded

        monkeypatch.setattr(deadline, "check", look)
        try:
            fresh.answer(Request("digi* kylä"))
        except deadline.DeadlineExceeded:
            monkeypatch.undo()
        else:
            break
        again = fresh.answer(Request("digi* kylä"))
        assert (again.hits, again.facets, again.total) == (wanted.hits, wanted.facets, wanted.total)
    assert stop_at > 10


def test_without_a_budget_there_is_no_deadline(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    client = client_with(engine, time_budget_ms=0)
    set_clock(monkeypatch)
    assert client.get("/?q=digi*").status_code == 200
