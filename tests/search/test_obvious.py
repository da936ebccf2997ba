"""Queries as typed against an engine that reads every text word by word: what is found, scores and order."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from index.indexing.index_writer import build
from search.contract.request import Request
from search.engine import Engine
from tests.examples import examples
from tests.index.samples import minimal
from tests.search.obvious import (
    COMPOUNDS,
    LEMMAS,
    And,
    Doc,
    Not,
    ObviousEngine,
    Or,
    Phrase,
    Query,
    Region,
    Word,
)

REGIONS = ("Lappi", "Kainuu")
APART = re.compile("|".join(rf"\b{first}\w* {second}" for first, second in set(COMPOUNDS.values())))
"""A compound of the texts that is typed apart is looked for as one word too. This oracle does not do that."""
FORMS = tuple(form for forms in LEMMAS.values() for form in forms)
JOINTS = (" ", " ", " ", ", ", ". ", "\n")


def made_up(code: str, chance: random.Random) -> Doc:
    """A description of a few words, some of which the tests never look for."""

    def some(most: int) -> tuple[str, ...]:
        return tuple(chance.choices((*FORMS, *COMPOUNDS, "ja", "xyzzy"), k=chance.randint(0, most)))

    regions = tuple(chance.sample(REGIONS, chance.randint(0, 2)))
    sections = {"nimi": some(3), "tiivistelma": some(14), "loppuraportti": some(8), "maakunta": regions}
    return Doc(code, {"koodi": (code,), **sections})


def write(folder: Path, doc: Doc, chance: random.Random) -> None:
    """The description as a file, with whatever punctuation between its words."""

    def prose(name: str) -> str:
        words = doc.sections[name]
        return "".join(word + chance.choice(JOINTS) for word in words)

    text = minimal(
        doc.code,
        _1=f"Hankkeen nimi: {' '.join(doc.sections['nimi'])}",
        _3=prose("tiivistelma"),
        _6=f"Maakunnat: {', '.join(doc.sections['maakunta'])}",
        _9=prose("loppuraportti"),
    )
    (folder / f"{doc.code}.txt").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, ObviousEngine]:
    """Both engines over the same descriptions; the index has two segments and deleted documents."""
    chance = random.Random(12)
    top = tmp_path_factory.mktemp("obvious")
    source = top / "source"
    source.mkdir()
    docs = {}
    for batch in (range(40), (*range(36, 48), 3)):
        for number in batch:
            doc = made_up(f"S{10000 + number}", chance)
            docs[doc.code] = doc
            write(source, doc, chance)
        build(top / "index", [source])
    for number in (5, 11):
        del docs[f"S{10000 + number}"]
        (source / f"S{10000 + number}.txt").unlink()
    build(top / "index", [source])
    return Engine(top / "index"), ObviousEngine(list(docs.values()))


forms = st.sampled_from(FORMS)
sections = st.sampled_from(("", "", "", "nimi", "tiivistelma", "loppuraportti"))
words = st.builds(Word, forms, st.sampled_from((False, False, True)), sections)
phrases = st.builds(
    Phrase,
    st.lists(forms.map(Word), min_size=2, max_size=3).map(tuple),
    st.integers(0, 4),
    sections,
)
leaves = st.one_of(words, words, phrases, st.sampled_from(REGIONS).map(Region))


def several(kind: type[And] | type[Or], inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    return st.lists(inner, min_size=2, max_size=3).map(lambda items: kind(tuple(items)))


either = several(Or, leaves)
negated = st.builds(Not, st.one_of(leaves, either))
queries = st.one_of(leaves, either, several(And, st.one_of(leaves, leaves, either, negated)))


@settings(max_examples=examples(250), suppress_health_check=list(HealthCheck))
@given(query=queries)
@example(query=Phrase((Word("koulu"), Word("talo")), 1))
@example(query=Phrase((Word("talo"), Word("talo"), Word("talo")), 3))
@example(query=And((Word("koulu"), Word("metsä"))))
@example(query=And((Word("koulun", exact=True), Word("metsä"))))
def test_what_is_found_and_its_scores(pair: tuple[Engine, ObviousEngine], query: Query) -> None:
    engine, obvious = pair
    assume(not APART.search(str(query)))
    answer = engine.answer(Request(str(query), limit=1000))
    assert answer.notes == ()
    found = {hit.code: hit.score for hit in answer.hits if not hit.partial}
    expected = obvious.search(query)
    assert found.keys() == expected.keys(), str(query)
    assert answer.total == len(expected)
    assert found == pytest.approx(expected, rel=1e-4, abs=1e-4), str(query)
    if any(expected.values()):
        assert all(is_before(*neighbours, expected) for neighbours in pairwise(found))


def is_before(first: str, second: str, scores: dict[str, float]) -> bool:
    """Whether two codes may stand so: by score, as nearly as 32 bits tell it; equal ones by code."""
    if scores[first] == scores[second]:
        return first < second
    return scores[first] > scores[second] - 1e-4


def test_the_words_between_are_counted_exactly(pair: tuple[Engine, ObviousEngine]) -> None:
    engine, obvious = pair
    totals = []
    for slop in range(8):
        query = Phrase((Word("koulu"), Word("talo")), slop)
        totals.append(engine.answer(Request(str(query))).total)
        assert totals[-1] == len(obvious.search(query))
    assert len(set(totals)) > 3  # that is, each step finds more
