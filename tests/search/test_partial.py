"""Partial matches: which ones are shown after the whole matches, and their count."""

from __future__ import annotations

import pytest

from search.contract.request import Request
from search.engine import Engine
from search.plan.weights import PARTIAL_OF_BEST


@pytest.mark.parametrize(
    "query", ["digitukea ikäihmisille", "maatilojen biokaasulaitos", "tuulivoima satama"]
)
def test_partial_matches_far_behind_the_best_are_not_shown(engine: Engine, query: str) -> None:
    partial = [hit.score for hit in engine.answer(Request(query, limit=100)).hits if hit.partial]
    assert partial
    assert min(partial) >= PARTIAL_OF_BEST * max(partial) - 0.001
    assert len(partial) < 15


def test_a_common_word_alone_is_no_partial_match(engine: Engine) -> None:
    answer = engine.answer(Request("hanke kirjastoauto", limit=100))
    assert 0 < answer.total < 24
    assert answer.partial <= 12  # of the 22 others, though all of them have «hanke»


@pytest.mark.parametrize("query", ["kirjastoauto zyxwvutsr", "sukupuolten tasa-arvo", "zyxwvutsr"])
def test_nothing_is_summed_over_what_was_not_found(engine: Engine, query: str) -> None:
    request = Request(query)
    answer = engine.answer(request)
    assert answer.total == 0
    assert sum(value.count for facet in answer.facets.values() for value in facet) == 0
    statistics = engine.statistics(request, ("maakunta",), money=True)
    assert (statistics.projects, statistics.money.granted, statistics.breakdowns["maakunta"].groups) == (
        0,
        0,
        (),
    )


def test_facets_count_whole_matches_only(engine: Engine) -> None:
    answer = engine.answer(Request("digituki ikäihmisille"))
    assert answer.partial
    assert sum(value.count for value in answer.facets["rahasto"]) == answer.total
