"""What a hit's score is made of adds up to it, for whole and partial matches and every kind of query."""

from __future__ import annotations

import pytest

from search.contract.request import Precision, Request
from search.engine import Engine
from tests.search.test_needs import read_needs

QUERIES = (
    *(need.query for need in read_needs()),
    '"nuorten työpaja"',
    "bio*",
    "digitukki~",
    "digit?ki",
    "=digituen",
    "tiivistelma:digituki",
    "digituki TAI matkailu",
    "(matkailu TAI ruoka) vienti -Lappi",
    "nimi:=digitukea",
)


@pytest.mark.slow
@pytest.mark.parametrize("precision", list(Precision))
def test_contributions_add_up_to_the_score(engine: Engine, precision: Precision) -> None:
    seen = 0
    for query in QUERIES:
        for hit in engine.answer(Request(query, precision=precision, explain=True)).hits:
            total = sum(one.score for one in hit.explanation)
            assert total == pytest.approx(hit.score, abs=2e-3), (query, hit.code)
            seen += len(hit.explanation)
    assert seen > 200


def test_a_contribution_names_its_factors(engine: Engine) -> None:
    hit = engine.answer(Request("digitukea", explain=True)).hits[0]
    word = next(one for one in hit.explanation if one.role == "sana" and not one.section)
    assert (word.word, word.stream, word.token) == ("digitukea", "sanat", "digituki")
    assert sum(word.sections.values()) >= 1
    assert word.documents == 4
    assert hit.explanation == tuple(
        sorted(hit.explanation, key=lambda one: (-one.score, one.word, one.token))
    )


def test_every_kind_of_word_is_explained(engine: Engine) -> None:
    """Also those that stand for several words of the index."""
    for query in ("digit?ki", "digitukki~", "digituk*"):
        hits = engine.answer(Request(query, explain=True)).hits
        assert hits
        assert all(hit.score > 0 and hit.explanation for hit in hits), query


def test_nothing_is_explained_unless_asked(engine: Engine) -> None:
    assert not engine.answer(Request("digitukea")).hits[0].explanation
    assert not engine.answer(Request("digitukea", sort="myonnetty", explain=True)).hits[0].explanation
