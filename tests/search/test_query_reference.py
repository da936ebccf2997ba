"""The reference of the query language is what the document says and what the catalogues translate."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from search.contract.query_reference import FORMS, GRAMMAR, OPERATORS, limits, markdown
from tests.conftest import ROOT

DOCUMENT = (ROOT / "docs" / "query-language.md").read_text("utf-8")


def test_the_document_has_the_reference() -> None:
    assert markdown() in DOCUMENT
    for said in (GRAMMAR, limits(), *OPERATORS, *(one.english for one in FORMS)):
        assert said in DOCUMENT, said


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_form_is_translated(language: str) -> None:
    path: Path = ROOT / "web" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        known = {one.id for one in read_po(file)}
    for form in FORMS:
        assert form.finnish in known, form.finnish


def test_what_operators_mean() -> None:
    assert dict(OPERATORS) == {
        **dict.fromkeys(("JA", "AND", "&&", "OCH", "&"), "and"),
        **dict.fromkeys(("TAI", "OR", "||", "ELLER", "|"), "or"),
        **dict.fromkeys(("EI", "NOT", "INTE"), "not"),
    }


KNOWN = {
    "word": ["matkailu", "luonto", "ruoka"],
    "phrase": ["kestävä kehitys"],
    "near": ["nuori työ"],
    "form": ["luontoa"],
    "unsure": ["matk?ilu"],
    "misspelt": ["mattkailu"],
    "several": ['toimintalinja:"Osaava työvoima"'],
    "without": ["kunta"],
    "toimintalinja": ["3"],
    "maakunta": ["Lappi", "Kainuu"],
    "tiivistelma": ["metsä"],
    "myonnetty": ["1000", "2000"],
    "vuosi": ["2019", "2021"],
    "alkaa": ["2.3.2020"],
}
"""What an index may have for the patterns."""
EXAMPLES = """matkailu
matkailu luonto
"kestävä kehitys"
"nuori työ"~5
=luontoa
matkailu TAI luonto
matkailu -luonto
(luonto TAI ruoka) matkailu
matka*
matk?ilu
mattkailu~
toimintalinja:3
toimintalinja:"Osaava työvoima"
maakunta:(Lappi TAI Kainuu)
tiivistelma:metsä
myonnetty:>1000
myonnetty:1000..2000
vuosi:2019..2021
kunta:ei-tietoa
osatoteuttaja:*
loppuraportti:ei-tietoa
alkaa:>=2.3.2020"""


def test_patterns_make_examples_of_what_an_index_has() -> None:
    assert [form.pattern.format_map(KNOWN) for form in FORMS] == EXAMPLES.split("\n")
