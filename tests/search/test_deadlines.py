"""Every loop whose length depends on the request checks the deadline, and reports one that has passed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from search.contract import deadline
from search.contract.request import Request
from search.engine import Engine

PLAN = "Hanke antaa digitukea ikäihmisille kylätaloilla, ja vapaaehtoiset ohjaajat opastavat kirjastoissa."
LOOKS = {
    "node of a query": {"evaluator.compute"},
    "expanded word": {"evaluator._token", "term_matches._rated"},
    "facet": {"facet_rows.arrange_facets"},
    "hit": {"hits._hit", "term_matches.find_occurrences"},
    "word of a text": {
        "key_terms.key_terms_of",
        "key_terms._candidates",
        "more_like_this.nearest_documents",
        "more_like_this._compared",
        "subjects.subjects",
    },
    "project of a listing": {"engine._stored_projects"},
}
"""What the request may have many of, and who looks for each."""


def test_every_loop_looks(corpus_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(corpus_index)  # of its own: nothing is kept from before
    seen: set[str] = set()

    def check() -> None:
        caller = sys._getframe(1)
        seen.add(f"{caller.f_globals['__name__'].rpartition('.')[2]}.{caller.f_code.co_name}")

    monkeypatch.setattr(deadline, "check", check)
    engine.answer(Request("digituki nuor* (työ TAI paja)"))
    list(engine.listing(Request("digituki")).projects)
    engine.compare(PLAN)
    engine.organisation("9549909-3")
    assert seen == {one for those in LOOKS.values() for one in those}


def test_a_deadline_that_has_passed_ends_the_answer(engine: Engine) -> None:
    started = deadline.start(-1)
    try:
        with pytest.raises(deadline.DeadlineExceeded) as caught:
            deadline.check()
        with pytest.raises(deadline.DeadlineExceeded):
            engine.answer(Request("xyzzy digituki"))
    finally:
        deadline.end(started)
    deadline.check()
    said = "The answer took too long. Ask for less, or raise the setting time_budget_ms."
    assert (str(caught.value), caught.value.http_status) == (said, 503)
    outer = deadline.start(3600)
    deadline.end(deadline.start(-1))
    deadline.check()
    deadline.end(outer)
