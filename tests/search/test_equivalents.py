"""Words that mean the same: what is found by them, what it is worth, and what is said of it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.indexing.index_writer import build
from index.vocabulary.sources import find_sources
from search.contract.request import Precision, Request
from search.contract.results import Reason
from search.engine import Engine
from search.equivalence.equivalents import with_equivalents
from search.equivalence.query_language import query_languages
from search.plan.compiled_request import compile_request
from search.query.ast import Equivalent, Term, query_terms
from tests.conftest import CORPUS
from tests.examples import examples
from tests.search.approved import IN_OTHER_WORDS, approved, shown
from tests.small import write

WORDS = (
    "seniori", "digitukea", "amk", "duunari", "työkkäri", "koulutus", "hanke", "nuori", "yritys", "tekoäly",
    "äldre", "ungdomar", "elderly", "youth", "artificial", "intelligence", "firma", "kurssi", "vanhus",
    "-lapsi", '"digitaalinen tuki"', "=seniori", "korona*", "TAI",
)  # fmt: skip


@pytest.fixture(scope="module")
def own_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine over the samples with our own vocabularies: none that may be installed."""
    folder = tmp_path_factory.mktemp("equivalents") / "index"
    assert not build(folder, [CORPUS], vocabularies=find_sources([], Path("nowhere"))).failed
    return Engine(folder)


def terms(engine: Engine, query: str, **more: object) -> set[str]:
    """What is searched for besides a query."""
    answer = engine.answer(Request(query, **more))  # type: ignore[arg-type]
    return {term for one in answer.equivalents for term in one.terms}


@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("AMK", "ammattikorkeakoulu"), ("seniori", "ikäihminen"), ("senioreille", "ikäihminen"),
        ("koronavirus", "korona"), ("äldre", "ikäihminen"), ("elderly", "ikäihminen"),
        ("artificial intelligence", "tekoäly"), ("duunari", "työntekijä"), ("the elderly", "ikäihminen"),
        ("ungdomar i arbete", "nuori"),
    ],
)  # fmt: skip
def test_a_word_is_found_by_what_means_the_same(own_engine: Engine, query: str, term: str) -> None:
    assert term in terms(own_engine, query)


@pytest.mark.parametrize(
    "line", approved(IN_OTHER_WORDS), ids=lambda line: " ".join(map(str, line["ask"]))[:60]
)
def test_an_answer_in_other_words_is_what_was_approved(own_engine: Engine, line: dict[str, Any]) -> None:
    assert json.loads(json.dumps(shown(own_engine, line["ask"]))) == line["shown"]


def test_hits_are_marked_and_say_why(own_engine: Engine) -> None:
    answer = own_engine.answer(Request("senioreille"))
    marked = {
        (snippet.text[span.start : span.end].lower(), span.word)
        for hit in answer.hits
        for snippet in hit.snippets
        for span in snippet.spans
        if span.reason is Reason.EQUIVALENT
    }
    assert any(text.startswith("ikäihmis") and word == "senioreille" for text, word in marked), marked


def test_a_word_found_by_an_equivalent_is_not_missing(own_engine: Engine) -> None:
    with_all, without = (
        own_engine.answer(Request("senioreille avaruusraketti", equivalents=one, limit=100))
        for one in (True, False)
    )
    assert {hit.missing for hit in with_all.hits if hit.code == "S29903"} == {("avaruusraketti",)}
    assert {hit.missing for hit in without.hits if hit.code == "S29903"} != {("avaruusraketti",)}


@pytest.mark.parametrize("query", ['"seniori"', "=seniori", "senior*", "-seniori digituki", "seniori~"])
def test_other_than_plain_words_have_no_equivalents(own_engine: Engine, query: str) -> None:
    assert "ikäihminen" not in terms(own_engine, query)


def test_other_precisions_and_the_switch_leave_them_out(own_engine: Engine) -> None:
    for precision in (Precision.EXACT, Precision.INFLECTED):
        assert not terms(own_engine, "seniori", precision=precision)
    assert not terms(own_engine, "seniori", equivalents=False)
    answer = own_engine.answer(Request("seniori"))
    assert answer.precision["osat"] == answer.total > answer.precision["taivutus"]


def test_an_index_without_vocabularies_answers_as_with_the_switch(engine: Engine) -> None:
    with_all, without = (engine.answer(Request("seniorit", equivalents=one)) for one in (True, False))
    assert [hit.code for hit in with_all.hits] == [hit.code for hit in without.hits]
    assert with_all.equivalents == ()


def test_what_is_found_by_equivalents_gets_no_corrections(own_engine: Engine) -> None:
    assert own_engine.answer(Request("senioreille")).suggestions == ()


def test_single_words_of_a_term_that_no_text_has_lead_to_partial_matches(own_engine: Engine) -> None:
    """LNG is «nesteytetty maakaasu»; one text has «nesteytetyllä … kaasulla»."""
    answer = own_engine.answer(Request("lng"))
    assert {hit.code: hit.partial for hit in answer.hits}.get("A89903"), answer.hits
    assert not own_engine.answer(Request("lng", equivalents=False)).hits


@pytest.mark.parametrize(
    ("query", "term"), [("skolan", "koulu"), ("municipalities", "kunta"), ("digitalt stöd", "digituki")]
)
def test_an_inflected_foreign_word_is_found_in_its_base_form(
    own_engine: Engine, query: str, term: str
) -> None:
    assert term in terms(own_engine, query)


queries = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(query=queries)
def test_equivalents_never_lower_a_score(own_engine: Engine, query: str) -> None:
    with_all, without = (
        own_engine.answer(Request(query, limit=100, equivalents=one)) for one in (True, False)
    )
    scores = {hit.code: hit for hit in with_all.hits}
    for hit in without.hits:
        if not hit.partial:
            assert not scores[hit.code].partial
            assert scores[hit.code].score >= hit.score - 1e-3, (query, hit.code)


@settings(max_examples=examples(60))
@given(query=queries)
def test_a_word_and_its_equivalents_never_count_twice(own_engine: Engine, query: str) -> None:
    """Of each word no more is counted than the best of what was searched for it."""
    snapshot = own_engine.snapshot()
    live = snapshot.live_count
    from search.matching.docset import as_scored
    from search.matching.evaluator import evaluate

    tree = with_equivalents(snapshot, compile_request(Request(query)).tree)
    for node in getattr(tree, "items", (tree,)):
        if isinstance(node, Equivalent):
            whole = as_scored(evaluate(snapshot, node))
            parts = [(node.item, 1.0), *node.alternatives]
            every = [as_scored(evaluate(snapshot, one)) for one, _ in parts]
            rarity = [math.log(1 + (live - one.total + 0.5) / (one.total + 0.5)) for one in every]
            if not isinstance(node.item, Term):
                rarity = [1.0] * len(parts)  # beside several words none counts as much as the commonest
            factors = [1.0, *(min(rarity) / one for one in rarity[1:])]
            own = [
                (found, weight * factor)
                for found, (_, weight), factor in zip(every, parts, factors, strict=True)
            ]
            best: dict[int, float] = {}
            for found, weight in own:
                for doc, score in zip(found.docs.tolist(), found.scores.tolist(), strict=True):
                    best[doc] = max(best.get(doc, 0.0), weight * score)
            assert whole.docs.tolist() == sorted(best)
            assert whole.scores.tolist() == pytest.approx([best[doc] for doc in sorted(best)], rel=1e-5)


@pytest.mark.parametrize(
    "query",
    [
        "seniori",
        "senioreille digitukea",
        "artificial intelligence",
        "elderly care",
        "äldreomsorg",
        "tki",
        "lng",
    ],
)
def test_explanations_add_up(own_engine: Engine, query: str) -> None:
    for hit in own_engine.answer(Request(query, explain=True)).hits:
        total = math.fsum(one.score for one in hit.explanation)
        assert total == pytest.approx(hit.score, abs=0.01), (query, hit.code, hit.partial)


@pytest.mark.parametrize(
    ("query", "languages"),
    [
        ("digitukea ikäihmisille", ("fi",)), ("äldre människor", ("sv",)), ("elderly people", ("en",)),
        ("stöd för äldre", ("sv",)), ("support for the elderly", ("en",)),
    ],
)  # fmt: skip
def test_the_language_is_that_of_most_words(
    own_engine: Engine, query: str, languages: tuple[str, ...]
) -> None:
    found = query_languages(own_engine.snapshot(), query_terms(compile_request(Request(query)).tree))  # type: ignore[arg-type]
    assert found == languages


# Places


@pytest.mark.parametrize(
    ("query", "field", "value", "rest"),
    [
        ("digituki Lapissa", "maakunta", "Lappi", "digituki"), ("Kajanaland", "maakunta", "Kainuu", ""),
        ("Lapland", "maakunta", "Lappi", ""), ("Kajana", "kunta", "Kajaani", ""),
    ],
)  # fmt: skip
def test_places_are_offered_as_filters(
    own_engine: Engine, query: str, field: str, value: str, rest: str
) -> None:
    found = [one for one in own_engine.answer(Request(query)).places if one.field == field]
    assert [(one.value, one.query) for one in found] == [(value, rest)]
    assert found[0].total == own_engine.count(Request(rest, {field: (value,)}))


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("landskap:Lappland", "maakunta:Lappi"), ("REGION:Lapland", "maakunta:Lappi"),
        ("kommun:Kajana", "kunta:Kajaani"), ("maakunta:Kajanaland", "maakunta:Kainuu"),
        ("status:completed", 'tila:"Toiminta päättynyt"'), ("fond:ERUF", "rahasto:EAKR"),
        ('priority_axis:"technical  assistance"', "toimintalinja:tekninen"),
        ('insatsområde:"9. ESF-åtgärder inom REACT-EU"', "toimintalinja:9"),
        ("organisation_type:Foundation", "organisaatiotyyppi:säätiö"),
    ],
)  # fmt: skip
def test_fields_and_values_are_understood_in_other_languages(
    own_engine: Engine, query: str, same: str
) -> None:
    assert own_engine.count(Request(query)) == own_engine.count(Request(same)) > 0


def test_another_number_before_the_name_of_an_axis_is_no_axis(own_engine: Engine) -> None:
    assert own_engine.count(Request('insatsområde:"8. ESF-åtgärder inom REACT-EU"')) == 0


def test_the_status_names_the_vocabularies(own_engine: Engine) -> None:
    assert [one.licence for one in own_engine.status().vocabularies] == ["MIT"] * 3
    assert all(one.groups > 100 for one in own_engine.status().vocabularies)


def test_a_compound_typed_apart_is_found_by_each_of_its_words_and_what_means_the_same(
    own_engine: Engine,
) -> None:
    """«LGBTQ youth» may be one word; no text has it, nor «LGBTQ»."""
    assert {"S29914", "S29901"} <= {hit.code for hit in own_engine.answer(Request("LGBTQ youth")).hits}
    excluding = own_engine.answer(Request("(metsäkone -simulaattori) TAI xyzzy"))
    assert excluding.partial < own_engine.documents / 2


def test_a_stem_that_leaves_half_of_a_word_is_not_looked_for(own_engine: Engine) -> None:
    """«demens» has the stem of the pronoun «dem», which stands in the text in Swedish."""
    assert "S29911" not in {hit.code for hit in own_engine.answer(Request("dementia")).hits}


HALVES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://e.org/a> skos:prefLabel "ei"@fi, "inte"@sv .
<http://e.org/b> skos:prefLabel "koulu"@fi, "skola"@sv .
<http://e.org/c> skos:prefLabel "tauko"@fi, "rast"@sv .
<http://e.org/d> skos:prefLabel "kello"@fi, "ur"@sv .
<http://e.org/e> skos:prefLabel "auto"@fi, "bil"@sv .
<http://e.org/f> skos:prefLabel "katu"@fi, "gata"@sv .
<http://e.org/h> skos:prefLabel "poika"@fi, "pojke"@sv .
<http://e.org/g> skos:prefLabel "näyttelijä"@fi, "aktör"@sv .
"""


@pytest.fixture(scope="module")
def school_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine over one description, with these words and our own."""
    folder = tmp_path_factory.mktemp("halves")
    (folder / "halves.ttl").write_text(HALVES, "utf-8")
    write(
        folder / "source",
        "S10001",
        _3="Kello soi, koulun tauko alkaa, kukaan ei juokse. Auto kadulla. Pojat.",
    )
    vocabularies = find_sources([folder / "halves.ttl"], Path("nowhere"))
    assert not build(folder / "index", [folder / "source"], vocabularies=vocabularies).failed
    return Engine(folder / "index")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("skolrast", ("koulu", "tauko")),  # the first half has lost its last letter
        ("skolarast", ("koulu", "tauko")),
        ("pojkrast", ("poika", "tauko")),
        ("gaturast", ("katu", "tauko")),  # … changed it
        ("rastsskola", ("tauko", "koulu")),  # joined by an «s»
        ("skolbil", ("koulu", "auto")),
        ("rastskola", ("tauko", "koulu")),
        ("interast", ()),  # «ei» says nothing
        ("rastinte", ()),
        ("skolur", ()),  # a half is no shorter than three letters
        ("skolaktör", ()),  # no text has the second half
    ],
)
def test_a_swedish_compound_is_both_of_its_halves(
    school_engine: Engine, query: str, found: tuple[str, ...]
) -> None:
    answer = school_engine.answer(Request(query))
    assert [one.terms for one in answer.equivalents] == ([found] if found else [])
    assert answer.total == bool(found)
