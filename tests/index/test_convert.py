"""Project ⇄ JSON, and the project without contact data."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.formats.text import read_text
from index.model.project import FORM_WORDS, Project
from index.model.project_parts import Applicant, Contact, FormAnswer, Funding, Indicator, Numbered
from index.model.serialization import from_json, to_json
from index.privacy.redaction import REMOVED, redact
from index.reader.parser import parse

CORPUS = Path(__file__).parents[2] / "corpus"
CONTACT = Contact("Maija Malli-Mallila", "projektipäällikkö", "maija.mallila(at)malli.fi", "040 123 4567")

KEYS = """
    code title fund priority_axis specific_objective starts ends status authority group_code applicant contact
    applicants_number co_implementers summary target_groups indirect_target_groups funding regions
    nationwide subregions municipalities place companies participants monitored equality sustainability
    final_report other provenance warnings
"""

words_or_none = st.none() | st.text(max_size=8)
projects = st.builds(
    Project,
    code=st.just("S12345"),
    title=words_or_none,
    priority_axis=st.none() | st.builds(Numbered, st.text(max_size=3), st.text(max_size=5)),
    starts=st.none() | st.dates(),
    co_implementers=st.lists(st.builds(Applicant, name=words_or_none), max_size=2).map(tuple),
    funding=st.builds(Funding, eu_state_granted=st.none() | st.integers()),
    regions=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    equality=st.lists(
        st.builds(FormAnswer, st.text(max_size=5), st.none() | st.booleans(), words_or_none), max_size=2
    ).map(tuple),
    sustainability=st.lists(
        st.builds(
            Indicator, st.just("a"), st.just("b"), st.none() | st.integers(0, 10), st.none(), words_or_none
        ),
        max_size=2,
    ).map(tuple),
    other=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
)


@given(projects)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_json_and_back(project: Project) -> None:
    data = json.loads(json.dumps(to_json(project)))
    assert from_json(data) == project


@pytest.mark.parametrize("path", sorted(CORPUS.glob("[AS]*.txt")), ids=lambda path: path.stem)
def test_sample_descriptions_and_back(path: Path) -> None:
    project = parse(read_text(path).text)
    assert from_json(json.loads(json.dumps(to_json(project)))) == project


def test_the_keys_are_the_attributes() -> None:
    data = to_json(Project())
    assert list(data) == KEYS.split()
    assert list(data["priority_axis"] or ["number", "name"]) == ["number", "name"]
    assert list(data["funding"]) == ["eu_state_granted", "eu_state_paid", "public_planned", "public_realised"]


def test_days_are_iso_and_lists_are_lists() -> None:
    data = to_json(parse(read_text(CORPUS / "A89901.txt").text))
    assert data["starts"] == "2019-01-01"
    assert data["priority_axis"]["number"] == "2"
    assert data["municipalities"][:2] == ["Oulu", "Kempele"]
    assert data["co_implementers"][1]["town"] == "Ii"


def masked(text: str, contact: Contact = CONTACT) -> str | None:
    return redact(Project(summary=text, contact=contact))[0].summary


@pytest.mark.parametrize(
    "text",
    [
        "Maija Malli-Mallila",
        "MALLI-MALLILA MAIJA",
        "Malli-Mallila, Maija",
        "Maija Malli-Mallilan",
        "Maija\nMalli-Mallilalle",
        "maija.mallila(at)malli.fi",
        "maija.mallila@malli.fi",
        "joku.muu [at] jossain.example.fi",
        "x@y.fi",
        "0401234567",
        "040-123 4567",
        "+358 40 123 4567",
        "+358401234567",
        "+358 (0)40 123 4567",
        "00358 40 1234567",
        "08 61561",
        "017-27241",
        "(08) 615 6100",
        "044\u00a07100862",
    ],
)
def test_contact_data_is_masked(text: str) -> None:
    assert masked(f"Kysy: {text}.") == f"Kysy: {REMOVED}."
    assert masked(text) == REMOVED


@pytest.mark.parametrize(
    "text",
    [
        "0210574-6",
        "S22496 ja A89901",
        "vuosina 2021-2027 ja 2020 2021 2022",
        "1 500 000 euroa, 386 819 €, 40 000 asukasta",
        "9.8.2021- 31.8.2023 ja 01.02.2020",
        "http://www.malli.fi/0407654321?mail=a@b.fi",
        "www.malli.fi/040-7654321",
        "0,5 prosenttia, 0 7, 01 02 03 04 05",
        "Postinumero 01300 Vantaa",
        "EU:n asetus 2017/745 (at) 5",
    ],
)
def test_other_numbers_and_links_stay(text: str) -> None:
    project, count = redact(Project(summary=text, contact=CONTACT))
    assert (project.summary, count) == (text, 0)


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("Malli, Maija", "Maija Malli", REMOVED),
        ("Maija Malli / Matti Meikä", "Matti Meikän ja Maija Mallin", f"{REMOVED} ja {REMOVED}"),
        ("Maija Malli, Matti Meikä", "Meikä Matti", REMOVED),
        ("Anna Maria Malli", "Malli Anna Maria, Anna Maria Mallille", f"{REMOVED}, {REMOVED}"),
        ("Kirjaamo", "Kirjaamosta saa; kirjaamo", "Kirjaamosta saa; kirjaamo"),
        (None, "Maija Malli", "Maija Malli"),
        ("(", "(a)", "(a)"),
    ],
)
def test_names_of_the_contact(name: str | None, text: str, shown: str) -> None:
    assert masked(text, Contact(name=name)) == shown


def test_public_hides_contact_and_form_but_not_the_organisations() -> None:
    project = Project(
        code="S12345",
        contact=CONTACT,
        applicant=Applicant(name="Malli ry", phone="08 123 4567"),
        co_implementers=(Applicant(name="Osa ry", phone="08 61561"),),
        equality=(FormAnswer("K?", True, "Maija Malli-Mallila vastaa, x@y.fi"),),
        other={FORM_WORDS: "1 Hanke", "2 Hakijan perustiedot": "Kysy Maijalta", "5 Raha": "040 765 4321"},
    )
    shown, count = redact(project)
    assert shown.contact == Contact()
    assert (shown.applicant, shown.co_implementers) == (project.applicant, project.co_implementers)
    assert shown.equality[0].text == f"{REMOVED} vastaa, {REMOVED}"
    assert shown.other == {"5 Raha": REMOVED}
    assert count == 3
    assert project.contact == CONTACT


def test_the_contacts_number_is_not_shown_as_the_organisations() -> None:
    for own, kept in (("040 123 4567", None), ("0401234567", None), ("040 123 4568", "040 123 4568")):
        applicant = Applicant(name="Malli ry", phone=own)
        shown, _ = redact(
            Project(code="S12345", contact=Contact(phone="+358 40 1234567"), applicant=applicant)
        )
        assert shown.applicant == dataclasses.replace(applicant, phone=kept)


@pytest.mark.parametrize(
    "written", ["Marita Mallisen", "Mallisen Maritan", "Marita Malliselta", "Malliselle Maritalle"]
)
def test_names_that_change_their_stem_are_masked(written: str) -> None:
    project = Project(
        code="S12345", contact=Contact(name="Marita Mallinen"), summary=f"Tietoa saa {written} kautta."
    )
    assert redact(project)[0].summary == f"Tietoa saa {REMOVED} kautta."


@pytest.mark.parametrize("path", sorted(CORPUS.glob("[AS]*.txt")), ids=lambda path: path.stem)
def test_public_changes_nothing_else(path: Path) -> None:
    project = parse(read_text(path).text)
    shown, count = redact(project)
    assert count == 0
    assert shown == dataclasses.replace(project, contact=Contact(), other={})
