"""«Tarkoititko» on the sample corpus: what is offered for typing errors, and that it always finds more.

`golden/meant.tsv`: query as typed, and what must be offered for it; nothing there = nothing may be offered.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import libvoikko
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.contract.request import Request
from search.contract.results import QuerySuggestion
from search.engine import Engine
from search.suggestion.did_you_mean import ENOUGH, MOST
from search.suggestion.lexicon import key
from tests.examples import examples
from tests.search.test_needs import read_needs

GOLDEN = Path(__file__).parent / "golden" / "meant.tsv"
VOIKKO = libvoikko.Voikko("fi")


def golden() -> list[tuple[str, str]]:
    """Queries as typed, with what must be offered."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
        return [(row["query"], row["meant"]) for row in rows]


def test_the_golden_file_is_whole() -> None:
    assert len(golden()) == len(dict(golden())) == 53
    assert sum(bool(meant) for _, meant in golden()) == 43


@pytest.mark.parametrize(("query", "meant"), golden(), ids=str)
def test_golden_typing_errors(engine: Engine, query: str, meant: str) -> None:
    offered = [one.query for one in engine.answer(Request(query)).suggestions]
    assert meant in offered if meant else offered == []


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("maakunta:Kainu", "maakunta:Kainuu"),
        ("digituki maakunta:Lapi", "digituki maakunta:Lappi"),
        ('koulutus maakunta:"Pohjois Pohjanma"', 'koulutus maakunta:"Pohjois-Pohjanmaa"'),
        ("-maakunta:Kainu kunta:Rovanjemi", "-maakunta:Kainu kunta:Rovaniemi"),
        ("maakunta:keskisuomi", 'maakunta:"Keski-Suomi"'),
    ],
)
def test_a_value_that_means_nothing_is_corrected_in_the_query(engine: Engine, query: str, meant: str) -> None:
    assert meant in [one.query for one in engine.answer(Request(query)).suggestions]


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("maakunta", "Kainu", "Kainuu"), ("maakunta", "Kainnu", "Kainuu"),
        ("kunta", "rovanjemi", "Rovaniemi"), ("olematon", "x", ""),
        ("maakunta", "xyzzy", ""), ("maakunta", "ei-tietoa", ""), ("vuosi", "1900", ""),
        ("rahasto", "EARK", "EAKR"), ("maakunta", "kain*", ""), ("maakunta", "Kainuussa", ""),
        ("maakunta", "…", ""),
    ],
)  # fmt: skip
def test_a_value_that_means_nothing_is_answered_with_the_nearest(
    engine: Engine, name: str, value: str, meant: str
) -> None:
    found = engine.answer(Request("", {name: (value,)})).value_suggestions
    assert [one.value for one in found][:1] == ([meant] if meant else [])
    for one in found:
        assert one.total == engine.answer(Request("", {name: (one.value,)})).total > 0


def test_a_wrong_value_beside_a_right_one_is_told_too(engine: Engine) -> None:
    asked = Request("hanke", {"maakunta": ("Lappi", "Kainu")})
    (one,) = engine.answer(asked).value_suggestions
    assert (one.written, one.name, one.label) == ("Kainu", "Kainuu", "Maakunta")
    assert one.total == engine.answer(Request("hanke", {"maakunta": ("Lappi", "Kainuu")})).total
    assert one.total > engine.answer(asked).total > 0


def worth(engine: Engine, request: Request) -> tuple[int, int]:
    """Whole matches, and where there are none, partial ones."""
    answer = engine.answer(request)
    return answer.total, 0 if answer.total else answer.partial


def replaced(typed: str, offered: str) -> set[str]:
    """Words of a query that are no words of what is offered for it."""
    one, other = (set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", query.lower())) for query in (typed, offered))
    return one - other


def is_misspelt(form: str) -> bool:
    """Whether Voikko does not know a word in small letters or as a name."""
    return not VOIKKO.analyze(form) and not VOIKKO.analyze(form.capitalize())


def check(engine: Engine, request: Request) -> tuple[QuerySuggestion, ...]:
    """What must hold of whatever is offered."""
    offered = engine.answer(request).suggestions
    typed = worth(engine, request)
    assert len(offered) <= MOST
    assert not offered or typed[0] < ENOUGH
    for one in offered:
        found = worth(engine, Request(one.query, request.filters))
        assert found == (one.total, one.partial), one
        joined = key(one.query) == key(request.query)
        is_meant = (
            not typed[0] and found > (0, 0) and all(map(is_misspelt, replaced(request.query, one.query)))
        )
        assert is_meant or (found >= typed if joined else found > typed), one
    return offered


@pytest.mark.parametrize("query", [need.query for need in read_needs()])
def test_nothing_is_offered_that_finds_fewer(engine: Engine, query: str) -> None:
    check(engine, Request(query))


@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nor_for_any_typing_error_under_any_filter(engine: Engine, data: st.DataObject) -> None:
    query = data.draw(st.sampled_from([need.query for need in read_needs()]))
    at = data.draw(st.integers(0, len(query) - 1))
    letter = data.draw(st.sampled_from(["", "x", "aa", "o", " ", '"', "(", "-"]))
    region = data.draw(st.sampled_from([(), ("Lappi",), ("Kainuu", "Uusimaa")]))
    check(engine, Request(query[:at] + letter + query[at + 1 :], {"maakunta": region} if region else {}))


@given(query=st.text(max_size=60) | st.text('aäAÄ -:()"~*=TAI', max_size=60))
@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_breaks_it(engine: Engine, query: str) -> None:
    check(engine, Request(query))


def test_filters_count_and_stay(engine: Engine) -> None:
    lapland = engine.answer(Request("digitukki", {"maakunta": ("Lappi",)})).suggestions
    assert [(one.query, one.total) for one in lapland] == [("digituki", 2)]
    assert engine.answer(Request("pritnhealth", {"maakunta": ("Kainuu",)})).suggestions == ()


def test_only_the_first_page_of_hits_asks(engine: Engine) -> None:
    assert engine.answer(Request("digitukki", offset=20)).suggestions == ()


def test_long_queries_are_bounded(engine: Engine) -> None:
    assert len(check(engine, Request("digitukki tyottomyys kielikahvla luontolähtönen " * 12))) <= MOST
    assert check(engine, Request("x" * 1900)) == ()


@pytest.mark.parametrize("query", ["Lapland", "vailla", "asunto vailla", "joita", "digi-"])
def test_a_word_that_is_none_of_that_language_is_not_meant(engine: Engine, query: str) -> None:
    assert engine.answer(Request(query)).suggestions == ()
