"""Replacing an occurrence of the word by a compound that holds it, or by a relative, raises no score.

Texts of a few words that are much alike are drawn by chance: the word often, seldom or once, in any section,
among compounds of it, compounds of two of its parts, and relatives. Each text stands in one index as it is
and with one occurrence replaced. Some are indexed anew with one replaced, so that statistics change as well.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import pytest

from index.analysis.finnish import alone, word
from index.indexing.index_writer import build
from search.contract.request import Request
from search.engine import Engine
from tests.small import write

ROUNDING = 1e-4
"""Scores are 32-bit floats."""
TEXTS = 30
"""Texts of each family in one index."""
REINDEXED = 24
"""Texts that are indexed anew, all families together."""
SECTIONS = ("_3", "_9")


class Family(NamedTuple):
    """A search word, its forms, compounds that hold it, and its relatives."""

    query: str
    forms: tuple[str, ...]
    compounds: tuple[str, ...]
    relatives: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """What the word is replaced by."""
        return (*self.compounds, *self.relatives)


FAMILIES = [
    Family(query, *(tuple(words.split()) for words in rest))
    for query, *rest in (
        (
            "koulutus", "koulutus koulutuksen", "koulutuspalvelu aikuiskoulutus koulutuskouluttaja",
            "kouluttaja kouluttaa koulu koulutettava",
        ),
        (
            "työttömyys", "työttömyys työttömyyden", "nuorisotyöttömyys työttömyysturva työttömyystyö",
            "työtön työttömästi",
        ),
        ("digituki", "digituki digitukea", "digitukiverkosto etädigituki", "tuki tukihenkilö"),
        (
            "työllisyyspalvelu", "työllisyyspalvelu työllisyyspalvelut", "nuorisotyöllisyyspalvelu",
            "palvelutyöllisyys työllisyys palvelu työllisyyskoulutuspalvelu",
        ),
        ("alusta", "alusta alusten alustan", "rahtialus digialusta digialustatalous alkualusta", "alustaja"),
        ("yrittäjyys", "yrittäjyys yrittäjyyden", "naisyrittäjyys yrittäjyysyrittäjä", "yrittäjä yrittää"),
    )
]  # fmt: skip
FILLERS = ("sininen", "punainen", "keltainen", "vihreä")


def test_each_word_is_what_its_family_says() -> None:
    for family in FAMILIES:
        wanted = alone(family.query)
        for form in family.forms:
            assert set(word(form).bases) & set(wanted.bases), form
        for other in family.others:
            assert not set(word(other).bases) & set(wanted.bases), other
        for compound in family.compounds:
            assert set(word(compound).parts) & set(wanted.bases), compound
    both = word("palvelutyöllisyys").parts
    assert set(alone("työllisyyspalvelu").parts) <= set(both)


Text = dict[str, list[str]]


def drawn(family: Family, chance: random.Random) -> Text:
    """The words of each section, the word itself once at least."""
    kinds = (family.forms, family.compounds, family.relatives, FILLERS)
    weights = [chance.choice((0, 1, 4)) for _ in kinds]
    text = {
        section: [
            chance.choice(kind) for kind in chance.choices(kinds, [*weights[:3], 1], k=chance.randint(0, 30))
        ]
        for section in SECTIONS
    }
    text[chance.choice(SECTIONS)].append(chance.choice(family.forms))
    return text


def replaced(family: Family, text: Text, chance: random.Random) -> Text:
    """The same text with one occurrence of the word replaced."""
    places = [
        (section, at) for section in text for at, one in enumerate(text[section]) if one in family.forms
    ]
    section, at = chance.choice(places)
    changed = list(text[section])
    changed[at] = chance.choice(family.others)
    return {**text, section: changed}


def save(source: Path, code: str, text: Text) -> None:
    write(source, code, **{section: " ".join(words) + "." for section, words in text.items()})


def scores(engine: Engine, query: str) -> dict[str, float]:
    """The score of every project that is shown for a query, whole match or partial."""
    return {hit.code: hit.score for hit in engine.answer(Request(query, limit=1000)).hits}


@pytest.mark.slow
def test_of_two_texts_that_differ_in_one_word_that_with_the_word_itself_is_first(tmp_path: Path) -> None:
    chance = random.Random(13)
    for family in FAMILIES:
        for number in range(TEXTS):
            text = drawn(family, chance)
            place = 100 * FAMILIES.index(family) + number
            save(tmp_path / "source", f"S1{place:04}", text)
            save(tmp_path / "source", f"S2{place:04}", replaced(family, text, chance))
    build(tmp_path / "index", [tmp_path / "source"])
    engine = Engine(tmp_path / "index")
    for place, family in enumerate(FAMILIES):
        found = scores(engine, family.query)
        for number in range(100 * place, 100 * place + TEXTS):
            before, after = found[f"S1{number:04}"], found.get(f"S2{number:04}", 0.0)
            assert after <= before + ROUNDING, (family.query, number)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.query)
def test_no_text_rises_that_is_indexed_anew_with_one_word_replaced(tmp_path: Path, family: Family) -> None:
    chance = random.Random(family.query)
    for number in range(chance.randint(2, 9)):
        save(tmp_path / "source", f"S2000{number}", drawn(family, chance))
    for _ in range(REINDEXED // len(FAMILIES)):
        text = drawn(family, chance)
        found = []
        for one in (text, replaced(family, text, chance)):
            save(tmp_path / "source", "S10000", one)
            build(tmp_path / "index", [tmp_path / "source"])
            found.append(scores(Engine(tmp_path / "index"), family.query).get("S10000", 0.0))
        assert found[1] <= found[0] + ROUNDING, (text, one)
