"""Reading descriptions: golden parses, no word lost, headings, values, and what is no description.

python -m tests.index.test_parse --write    rewrites the golden files; read the diff
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.errors import NotADescription
from index.formats.text import read_text
from index.model.fields import Kind
from index.model.project import FIELDS, FORM_WORDS, Project
from index.model.project_parts import Monitored, Numbered
from index.model.serialization import to_json
from index.reader.parser import parse
from index.templates.eura2014 import EURA2014
from tests.index.samples import CORPUS, REAL, descriptions, lost, minimal

GOLDEN = Path(__file__).parent / "golden"
GOLDEN_CODES = ("A89901", "S29910", "S29911")

QUESTIONS = EURA2014.questions


def plain(project: Project) -> list[str]:
    """The warnings but for the questions that a minimal description does not ask."""
    return [warning for warning in project.warnings if "the question" not in warning]


@pytest.mark.parametrize("path", descriptions(), ids=lambda path: path.stem)
def test_descriptions_are_read_without_warnings(path: Path) -> None:
    project = parse(read_text(path).text, str(path))
    assert project.warnings == ()
    assert list(project.other) == [FORM_WORDS]
    assert project.summary
    assert project.fund in ("ESR", "EAKR")
    assert len(project.equality) == 3
    assert len(project.sustainability) == 15


@pytest.mark.parametrize("path", descriptions(), ids=lambda path: path.stem)
def test_contact_data_stands_in_the_contact_only(path: Path) -> None:
    project = parse(read_text(path).text, str(path))
    for value in (project.contact.name, project.contact.email):
        if value:
            assert value not in project.other[FORM_WORDS]


@pytest.mark.parametrize("code", GOLDEN_CODES)
def test_golden(code: str) -> None:
    expected = json.loads((GOLDEN / f"{code}.json").read_text(encoding="utf-8"))
    assert to_json(parse(read_text(CORPUS / f"{code}.txt").text)) == expected


def test_golden_files_are_all_used() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.json")) == sorted(GOLDEN_CODES)


@pytest.mark.skipif(not REAL.exists(), reason=f"{REAL} is not here")
def test_a_real_description() -> None:
    project = parse(read_text(REAL / "S22496.txt").text)
    assert project.title == "Digitaidot asiakastyössä"
    assert project.priority_axis == Numbered("9", "REACT-EU:n ESR-toimenpiteet")
    assert project.specific_objective == Numbered("12.3", "Digitaalisten taitojen parantaminen")
    assert (project.starts, project.ends) == (date(2021, 9, 1), date(2023, 12, 31))
    assert project.funding.eu_state_granted == 174_129
    assert project.subregions == ("Kajaanin", "Kehys-Kainuun")
    assert project.companies.planned == 0
    assert project.participants.planned == 510
    assert project.participants.realised is None
    assert project.place.town is None
    assert [answer.answer for answer in project.equality] == [True, True, False]
    best = max(project.sustainability, key=lambda item: item.direct or 0)
    assert (best.name, best.direct, best.indirect) == (
        "Aineettomien tuotteiden ja palvelujen kehittäminen",
        10,
        0,
    )


def test_body_lines_that_look_like_headings_stay_in_the_text() -> None:
    summary = (
        "Tavoitteet:\n1. Digisyrjäytymisen ehkäisy\n2 Hakijan perustiedot\n\nToimenpiteet:\n\n"
        "4 Hankkeen kohderyhmät\n\nTp 2: Verkostot\n\n9 Loppuraportin tiivistelmä"
    )
    project = parse(minimal(_3=summary, _4_1="Kunnat", _9="Työ.\n1 Hanke\nja muuta"))
    assert project.summary == summary
    assert project.target_groups == "Kunnat"
    assert project.final_report == "Työ.\n1 Hanke\nja muuta"


@pytest.mark.parametrize(("above", "below"), [("\n", "\n"), ("\n\n", "\n"), ("\n", "\n\n")])
def test_of_two_like_headings_the_one_between_blank_lines_stands(above: str, below: str) -> None:
    body = f"Alku{above}4.2 Välilliset kohderyhmät{below}loppu"
    project = parse(minimal(_4_1=body, _4_2="Muut"))
    assert (project.target_groups, project.indirect_target_groups) == (body, "Muut")


def test_of_two_equal_headings_the_first_stands() -> None:
    project = parse(minimal(_9="Alku\n\n9 Loppuraportin tiivistelmä\n\nloppu"))
    assert project.final_report == "Alku\n\n9 Loppuraportin tiivistelmä\n\nloppu"


def test_a_missing_section_is_none_and_an_empty_one_too() -> None:
    text = minimal(_3="Tiivistelmä.")
    project = parse(text[: text.index("9 Loppu")])
    assert project.final_report is None
    assert parse(text).target_groups is None


def test_a_text_keeps_its_breaks() -> None:
    project = parse(minimal(_3="\n\n Eka\u00a0rivi \n- lista\n\n\nloppu.\n\n"))
    assert project.summary == " Eka\u00a0rivi \n- lista\n\n\nloppu."


def test_headings_with_odd_spaces_are_headings() -> None:
    text = minimal(_3="Tiivistelmä.").replace("4.1 Varsinaiset", " 4.1\u00a0 Varsinaiset")
    assert parse(text).summary == "Tiivistelmä."


@pytest.mark.parametrize("number", ["3", "9"])
def test_a_heading_the_template_does_not_have_stays_in_a_text(number: str) -> None:
    body = "Alku.\n\n10 Liitteet\n\nLoppu."
    project = parse(minimal(**{f"_{number}": body}))
    assert body in (project.summary, project.final_report)
    assert len(plain(project)) == 1
    assert "«10 Liitteet» looks like a heading" in plain(project)[0]


def test_an_unknown_heading_in_the_form_takes_what_follows() -> None:
    text = minimal(_7_2="Suunniteltu: 5\n\n7.3 Jotain\n\nSuunniteltu: 8\n\nteksti")
    project = parse(text)
    assert project.participants.planned == 5
    assert project.other["7.3 Jotain"] == "teksti"
    line = text.split("\n").index("teksti") + 1
    assert plain(project) == [f"line {line}: text that the form does not have is kept under «7.3 Jotain»"]
    assert project.monitored == (Monitored("Jotain", 8, None),)
    assert lost(text, project) == Counter()


def test_unknown_keys_and_lines_are_kept_under_their_heading() -> None:
    project = parse(minimal(_5="Yksityinen rahoitus: 5 000\n\nMuuta", _4="Väliteksti"))
    assert project.other["5 Projektin julkinen rahoitus, euroa"] == "Yksityinen rahoitus: 5 000\n\nMuuta"
    assert project.other["4 Hankkeen kohderyhmät"] == "Väliteksti"
    assert any("unknown key «Yksityinen rahoitus» kept as text" in warning for warning in project.warnings)


def test_a_value_goes_on_over_lines_and_keys_ignore_case_and_spaces() -> None:
    body = "hankkeen\u00a0 NIMI : Pitkä\nnimi\n\nToimintalinja:\n2. Uusi\u00a0tieto\nToiminnan tila:"
    project = parse(minimal(_1=body))
    assert project.title == "Pitkä nimi"
    assert project.priority_axis == Numbered("2", "Uusi tieto")
    assert project.status is None
    assert plain(project) == []


def test_a_key_that_stands_twice() -> None:
    text = minimal(_1="Hankkeen nimi: Eka\n\nHankkeen nimi: Toka\n\nHankkeen nimi:")
    project = parse(text)
    assert project.title == "Eka"
    assert project.other["1 Hanke"] == "Hankkeen nimi: Toka"
    assert len(plain(project)) == 1


def test_bad_values_are_kept_as_text_with_a_warning() -> None:
    text = minimal(
        _1="Suunnitelman mukainen toteutusaika: Alkaa 32.13.2020 ja päättyy 31.8.2022",
        _5="Myönnetty EU- ja valtion rahoitus: noin 5",
        _7_1="Suunniteltu: 3,5",
    )
    project = parse(text)
    assert (project.starts, project.ends) == (None, date(2022, 8, 31))
    assert project.funding.eu_state_granted is None
    assert project.companies.planned is None
    line = text.split("\n").index("Myönnetty EU- ja valtion rahoitus: noin 5") + 1
    assert f"line {line}: bad amount «noin 5» kept as text" in project.warnings
    assert "bad date «32.13.2020»" in project.warnings[0]
    assert "bad number «3,5»" in plain(project)[2]
    assert "32.13.2020" in project.other["1 Hanke"]
    assert "noin 5" in project.other["5 Projektin julkinen rahoitus, euroa"]


@pytest.mark.parametrize(
    ("value", "starts", "ends", "warned"),
    [
        ("Alkaa 1.9.2021 ja päättyy 31.12.2023", date(2021, 9, 1), date(2023, 12, 31), False),
        ("Alkaa 1.9.2021", date(2021, 9, 1), None, False),
        ("Alkaa ja päättyy 31.12.2023", None, date(2023, 12, 31), False),
        ("alkaa 01.09.2021 ja PÄÄTTYY 31. 12. 2023", date(2021, 9, 1), date(2023, 12, 31), False),
        ("", None, None, False),
        ("Alkaa 1.1.2023 ja päättyy 1.1.2022", date(2023, 1, 1), date(2022, 1, 1), True),
        ("toistaiseksi", None, None, True),
        ("1.9.2021–31.12.2023", date(2021, 9, 1), date(2023, 12, 31), False),
        ("1.9.2021", None, None, True),
        ("Alkaa 1.9.20215 ja päättyy syksyllä", None, None, True),
    ],
)
def test_days(value: str, starts: date | None, ends: date | None, warned: bool) -> None:
    project = parse(minimal(_1=f"Suunnitelman mukainen toteutusaika: {value}"))
    assert (project.starts, project.ends) == (starts, ends)
    assert bool(plain(project)) is warned


def test_partners() -> None:
    body = (
        "Hakijan virallinen nimi: Päähakija Oy\nOrganisaatiotyyppi: Yritys\n\nOsatoteuttajat\n\n"
        "Hakijan virallinen nimi: Eka ry\nY-tunnus: 1234567-8\n\nOsatoteuttajan virallinen nimi: Toka sr\n"
        "Kotipaikka: Ii\n\nPelkkä nimi"
    )
    text = minimal(_2=body)
    project = parse(text)
    assert (project.applicant.name, project.applicant.type) == ("Päähakija Oy", "Yritys")
    assert [partner.name for partner in project.co_implementers] == ["Eka ry", "Toka sr", "Pelkkä nimi"]
    assert project.co_implementers[0].business_id == "1234567-8"
    assert project.other["2 Hakijan perustiedot"] == "Kotipaikka: Ii"
    assert lost(text, project) == Counter()


def test_contact_rows_are_known_anywhere_in_the_form() -> None:
    text = minimal(
        _1="Yhteyshenkilön puhelinnumero: 050 1",
        _2="Hankkeen yhteyshenkilön nimi: Maija\nHankkeen yhteyshenkilön nimi: Matti\n\n2.1 Muut\n\n"
        "Yhteyshenkilön sähköpostisoite: m(at)m.fi",
    )
    project = parse(text)
    assert (project.contact.name, project.contact.phone) == ("Maija, Matti", "050 1")
    assert project.contact.email == "m(at)m.fi"
    assert not any(word in value for value in project.other.values() for word in ("Maija", "Matti", "m.fi"))


def test_equality() -> None:
    body = f"{QUESTIONS[0]}: Kyllä. Heti\n\nSitten\n{QUESTIONS[0]} on tehty.\n{QUESTIONS[1].upper()} : ei\n"
    text = minimal(_8_1=body)
    project = parse(text)
    first, second, third = project.equality
    assert (first.answer, first.text) == (True, f"Heti\n\nSitten\n{QUESTIONS[0]} on tehty.")
    assert (second.question, second.answer, second.text) == (QUESTIONS[1], False, None)
    assert (third.answer, third.text) == (None, None)
    assert [warning for warning in project.warnings if QUESTIONS[2] in warning]
    assert lost(text, project) == Counter()


def test_an_answer_that_is_neither_yes_nor_no() -> None:
    project = parse(minimal(_8_1=f"{QUESTIONS[0]}: Ehkä"))
    assert (project.equality[0].answer, project.equality[0].text) == (None, "Ehkä")
    assert "neither Kyllä nor Ei but «Ehkä»" in project.warnings[0]


def test_without_section_8_1_nothing_is_asked() -> None:
    text = minimal().replace("8.1 Sukupuolten tasa-arvo", "")
    assert parse(text).equality == ()


def test_sustainability() -> None:
    groups = list(EURA2014.indicators)
    names = [name for members in EURA2014.indicators.values() for name in members]
    body = "\n".join(
        [
            "Välitön\u00a0Välillinen",
            groups[0],
            f"{names[0]} 8 0",
            "Kommentti.",
            f"{names[0]} 1 1",
            f"{names[1]} 11 2",
            f"{names[4]}",
            groups[1],
            f"{names[13]} on tärkeä 1 2",
            f"{names[13]} 0 10 heti perään",
        ]
    )
    text = minimal(_8_2=body)
    project = parse(text)
    found = [(item.name, item.direct, item.indirect, item.text) for item in project.sustainability]
    assert found == [
        (names[0], 8, 0, f"Kommentti.\n{names[0]} 1 1"),
        (names[1], None, 2, None),
        (names[4], None, None, None),
        (names[13], 0, 10, "heti perään"),
    ]
    assert project.sustainability[3].group == groups[2]
    assert f"{names[1]} 11 2" in project.other["8.2 Kestävä kehitys"]
    assert any("bad scores «11 2»" in warning for warning in project.warnings)
    assert lost(text, project) == Counter()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected the heading «1 Hanke» and the line «Hankekoodi: …», found an empty file"),
        ("\n \n# README\x07\n", "found «# README�»"),
        ("x" * 500, f"found «{'x' * 60}…»"),
        (minimal(code=""), "on the line «Hankekoodi:», found none"),
        (minimal(code="22496"), "expected a project code such as S22496"),
        (minimal(code="s22496x"), "found «s22496x»"),
    ],
)
def test_what_is_no_description(text: str, message: str) -> None:
    with pytest.raises(NotADescription) as caught:
        parse(text, "folder/file.txt")
    assert str(caught.value).startswith("folder/file.txt: expected ")
    assert message in str(caught.value)


def test_every_row_with_a_key_is_read() -> None:
    """Each row of the table is filled from its own line: none needs code of its own."""
    sample = {Kind.MONEY: "5", Kind.COUNT: "5", Kind.NUMBERED: "5. Nimi"}
    bodies: dict[str, str] = {}
    for row in FIELDS:
        if row.key and row.kind is not Kind.DATE and row.key != "Hankekoodi":
            number = f"_{row.section.replace('.', '_')}"
            bodies[number] = bodies.get(number, "") + f"{row.key}: {sample.get(row.kind, row.label)}\n"
    project = parse(minimal(**bodies))
    for row in (row for row in FIELDS if row.key):
        value: Any = project
        for name in row.path:
            value = getattr(value, name)
        assert row.kind is Kind.DATE or value, row.name


def write_golden() -> None:
    """Write the golden files anew."""
    for code in GOLDEN_CODES:
        data = to_json(parse(read_text(CORPUS / f"{code}.txt").text))
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        (GOLDEN / f"{code}.json").write_text(text, encoding="utf-8")
        print(GOLDEN / f"{code}.json")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        raise SystemExit(__doc__)
    write_golden()


@pytest.mark.parametrize(
    "value",
    [
        "1.2.2021 - 31.8.2023",
        "1.2.2021–31.8.2023",
        "2021-02-01 – 2023-08-31",
        "1.2.21 – 31.8.23",
        "2/2021–8/2023",
        "helmikuu 2021 – elokuu 2023",
    ],
)
def test_a_period_without_the_words_of_the_form_is_read(value: str) -> None:
    project = parse(minimal(_1=f"Suunnitelman mukainen toteutusaika: {value}"))
    assert (project.starts, project.ends) == (date(2021, 2, 1), date(2023, 8, 31))
    assert not plain(project)
