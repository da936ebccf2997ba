"""Words that say nothing of what a text is about, and by which a text tells its language."""

from __future__ import annotations

import pytest

from index.analysis.languages import language
from index.analysis.tokenizer import analyse

FINNISH = (
    "ja", "tai", "sekä", "että", "jos", "kun", "mutta", "ei", "eivät", "on", "ovat", "oli", "olla", "myös",
    "kuin", "mikä", "mitä", "miten", "kuinka", "aikana", "avulla", "kautta", "myötä", "osalta", "puolesta",
    "suhteen", "toimesta", "sisällä", "kanssa", "kohti",
)  # fmt: skip
SWEDISH = (
    "och", "att", "det", "som", "en", "på", "är", "för", "med", "av", "till", "den", "ett", "har", "inte",
    "om", "i", "de", "kan", "ska", "vid", "från", "eller", "samt",
)  # fmt: skip
TELLING = (
    "ja", "on", "että", "se", "ei", "ovat", "sekä", "myös", "tai", "joka", "kun", "hankkeen", "hankkeessa",
    "mukaan", "kanssa", "jotka", "oli",
)  # fmt: skip
"""The commonest words of Finnish texts of this kind."""


@pytest.mark.parametrize(("form", "code"), [*((w, "fi") for w in FINNISH), *((w, "sv") for w in SWEDISH)])
def test_function_words_are_told(form: str, code: str) -> None:
    (token,) = analyse(form, code)
    assert token.word.function


CONTENT = ("aika", "apu", "osa", "puoli", "suhde", "toimi", "hanke")


@pytest.mark.parametrize(
    ("form", "code"), [*((w, "fi") for w in CONTENT), ("utbildning", "sv"), ("ort", "sv")]
)
def test_other_words_are_none(form: str, code: str) -> None:
    (token,) = analyse(form, code)
    assert not token.word.function


@pytest.mark.parametrize("form", SWEDISH)
def test_three_swedish_function_words_tell_swedish(form: str) -> None:
    assert language([form] * 3) == "sv"
    assert language([form] * 2) == "fi"


@pytest.mark.parametrize("form", TELLING)
def test_finnish_function_words_weigh_against_them(form: str) -> None:
    assert language(["och"] * 4 + [form] * 2) == "fi"
    assert language(["och"] * 5 + [form] * 2) == "sv"


def test_the_beginning_of_a_text_tells_its_language() -> None:
    assert language(["sana"] * 397 + ["och"] * 3) == "sv"
    assert language(["sana"] * 398 + ["och"] * 3) == "fi"
    assert language([]) == "fi"
