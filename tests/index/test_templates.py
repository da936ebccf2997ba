"""A form other than that of 2014–2020: the reader knows no form but the one it is given."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from index.errors import NotADescription
from index.model.fields import rows_of
from index.model.project import FORM_WORDS, Project
from index.model.template import Heading, Template
from index.privacy.redaction import redact
from index.reader.parser import parse
from index.templates.eura2014 import EURA2014
from tests.index.samples import lost, minimal


def test_what_came_of_a_planned_number_is_a_number_of_its_own() -> None:
    rows = {row.path: row for row in rows_of(Project)}
    pairs = {path: row.pairs_with.path for path, row in rows.items() if row.pairs_with}
    assert len(pairs) == len(set(pairs.values())) > 2
    for planned, realised in pairs.items():
        assert planned[-1] != realised[-1]
        assert rows[planned].kind is rows[realised].kind
        assert planned[0] == realised[0]


FORM = Template(
    name="Prov",
    preamble=Heading("0", "Inledning"),
    headings=(
        Heading("1", "Projekt"),
        Heading("1.1", "Sökande", maps_to="2"),
        Heading("2", "Sammanfattning", maps_to="3"),
        Heading("3", "Pengar", maps_to="5"),
        Heading("4", "Principer"),
        Heading("4.1", "Jämställdhet", maps_to="8.1"),
        Heading("4.2", "Hållbarhet", maps_to="8.2"),
    ),
    printed={"0": ("Europeiska unionen",), "2": ("Partner",)},
    fund_line=re.compile(r"(?P<name>\w+)(?P<short>X)?fondens projekt"),
    funds={"Social": "ESR"},
    partners_line="Partner",
    answers={"ja": True, "nej": False},
    questions=("Har en analys gjorts", "Är jämställdhet huvudmålet"),
    indicators={"Ekologi": ("Vatten", "Luft"), "Ekonomi": ("Avfall",)},
    score_header=("Direkt", "Indirekt"),
    highest_score=5,
    spellings={
        "Hankekoodi": ("Projektkod",),
        "Hankkeen nimi": ("Projektets namn", "Namn"),
        "Hakijan virallinen nimi": ("Sökandens officiella namn",),
        "Hankkeen yhteyshenkilön nimi": ("Kontaktperson",),
        "Myönnetty EU- ja valtion rahoitus": ("Beviljat",),
    },
)

TEXT = """Europeiska unionen
Socialfondens projekt

1 Projekt
Projektkod: S12345
Namn: Skärgårdens vatten
Suunnitelman mukainen toteutusaika: Alkaa 1.9.2021 ja päättyy 31.12.2023

1.1 Sökande
Sökandens officiella namn: Exempelkommun
Kontaktperson: Maija Mallila

Partner:
Granngården

2 Sammanfattning
Vi renar vatten. Maija Mallila berättar mer.

3 Pengar
Beviljat: 1 000

4 Principer
4.1 Jämställdhet
Har en analys gjorts: Ja, i fjol
Är jämställdhet huvudmålet: Nej
4.2 Hållbarhet
DirektIndirekt
Ekologi
Luft 5 0
Renare
Vatten 3 9
"""


def test_places_of_a_form_are_read_into_the_fields_that_they_stand_for() -> None:
    project = parse(TEXT, template=FORM)
    assert (project.code, project.title, project.fund) == ("S12345", "Skärgårdens vatten", "ESR")
    assert (project.starts, project.ends) == (date(2021, 9, 1), date(2023, 12, 31))
    assert project.applicant.name == "Exempelkommun"
    assert project.contact.name == "Maija Mallila"
    assert [partner.name for partner in project.co_implementers] == ["Granngården"]
    assert project.summary == "Vi renar vatten. Maija Mallila berättar mer."
    assert project.funding.eu_state_granted == 1000
    assert [(one.question, one.answer, one.text) for one in project.equality] == [
        (FORM.questions[0], True, "i fjol"),
        (FORM.questions[1], False, None),
    ]
    assert [(one.group, one.name, one.direct, one.indirect, one.text) for one in project.sustainability] == [
        ("Ekologi", "Luft", 5, 0, "Renare"),
        ("Ekologi", "Vatten", 3, None, None),
    ]
    assert project.warnings == ("line 31: bad scores «3 9» (two numbers of 0–5); kept as text",)
    assert set(project.other) == {FORM_WORDS, "4.2 Hållbarhet"}
    assert lost(TEXT, project) == Counter()


def test_its_contact_person_is_left_out() -> None:
    shown, masked = redact(parse(TEXT, template=FORM))
    assert masked == 1
    assert "Mallila" not in repr(shown)


def test_each_form_refuses_the_descriptions_of_the_other() -> None:
    with pytest.raises(NotADescription, match="expected the heading «1 Projekt»"):
        parse(minimal(), template=FORM)
    with pytest.raises(NotADescription, match="expected the heading «1 Hanke»"):
        parse(TEXT, template=EURA2014)


def test_the_e_mail_of_the_contact_is_known_in_both_spellings() -> None:
    for key in ("Yhteyshenkilön sähköpostisoite", "Yhteyshenkilön sähköpostiosoite"):
        project = parse(minimal(_2=f"{key}: m(at)m.fi"))
        assert project.contact.email == "m(at)m.fi"
        assert not any("m.fi" in text for text in project.other.values())
