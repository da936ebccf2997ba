"""The forms of 2007 and in Swedish, and the values of all forms: partners, business ids, codes, section 7."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from index.indexing.index_writer import build
from index.model.codes import business_id, has_check_digit, project_code
from index.model.project import Project
from index.model.project_parts import Companies, Monitored, Numbered, Participants
from index.privacy.redaction import redact
from index.reader.field_values import split_list
from index.reader.parser import parse
from index.templates.eura2014 import EURA2014
from index.templates.eura2014_swedish import EURA2014_SWEDISH
from tests.index.samples import lost, minimal
from web.app import create_app

OLD = """Euroopan unioni Vipuvoimaa EU:lta

Euroopan sosiaalirahaston (ESR) osittain rahoittaman projektin kuvaus

1 Projekti

Projektikoodi: S10203
Projektin nimi: Keksitty paja
Toimintalinja: 2. Työllistyminen

2 Hakijan perustiedot

Projektin yhteyshenkilön nimi: Maija Mallila

3 Projektin kuvaus

Maija Mallila vetää pajaa.

3.1 Maantieteellinen kohdealue

Valtakunnallinen projekti
"""

SWEDISH = """Europeiska unionen

Beskrivning av projekt som finansieras av Europeiska socialfonden (ESF)

1 Projekt

Projektkod: S10204
Projektets namn: Påhittad verkstad

2 Basuppgifter om sökanden

Sökandens officiella namn: Exempelkommun
FO-nummer: FI95499093
Kontaktpersonens namn: Maija Mallila
Kontaktpersonens e-postadress: maija@mallila.example

3 Sammanfattning av genomförandet enligt planen

Maija Mallila leder verkstaden.

6 Geografiskt målområde

Landskap: Uusimaa
Kommuner: Hanko; Inkoo och Siuntio

8 Horisontella principer

8.1 Jämställdhet mellan könen
"""


def test_the_form_of_2007() -> None:
    project = parse(OLD)
    assert (project.code, project.title, project.fund) == ("S10203", "Keksitty paja", "ESR")
    assert project.contact.name == "Maija Mallila"
    assert project.summary == "Maija Mallila vetää pajaa."
    assert project.priority_axis == Numbered("2", "Työllistyminen")
    assert (project.nationwide, project.regions) == (True, EURA2014.regions)
    assert project.warnings == ()
    assert lost(OLD, project) == Counter()
    assert "Mallila" not in repr(redact(project)[0])


def test_the_form_in_swedish() -> None:
    project = parse(SWEDISH)
    assert (project.code, project.title, project.fund) == ("S10204", "Påhittad verkstad", "ESR")
    assert (project.applicant.name, project.applicant.business_id) == ("Exempelkommun", "9549909-3")
    assert (project.contact.name, project.contact.email) == ("Maija Mallila", "maija@mallila.example")
    assert (project.regions, project.municipalities) == (("Uusimaa",), ("Hanko", "Inkoo", "Siuntio"))
    assert lost(SWEDISH, project) == Counter()
    assert "allila" not in repr(redact(project)[0])


def test_the_answers_of_each_form_are_yes_or_no() -> None:
    assert EURA2014_SWEDISH.answers["ja"] is EURA2014.answers["kyllä"] is True
    assert EURA2014_SWEDISH.answers["nej"] is EURA2014.answers["ei"] is False


@pytest.mark.parametrize(
    "line", ["Valtakunnallinen hanke", "valtakunnallinen  hanke", "Maakunnat: Valtakunnallinen"]
)
def test_a_nationwide_project_is_in_all_regions_and_marked(line: str) -> None:
    project = parse(minimal(_6=line))
    assert (project.nationwide, project.regions) == (True, EURA2014.regions)
    assert len(set(EURA2014.regions)) == 19
    assert not parse(minimal(_6="Maakunnat: Lappi")).nationwide
    assert not parse(minimal(_3=line)).nationwide


def test_a_list_that_goes_on_over_a_line_is_parted_by_its_own_signs() -> None:
    """Where it has none, each line is an item of its own."""
    for lines, places in (
        ("Oulun\nseutu, Koillismaa", ("Oulun seutu", "Koillismaa")),
        ("Oulun seutu\nKoillismaa", ("Oulun seutu", "Koillismaa")),
        ("Oulun seutu", ("Oulun seutu",)),
    ):
        assert parse(minimal(_6=f"Seutukunnat: {lines}")).subregions == places


PARTNERS = "Osatoteuttajat\n\nMallilan ry., 0000001-9\nKuvio Oy, Kaasun yksikkö, FI95499093\nNimetön yhdistys"


def test_partners_one_a_line_have_name_and_business_id_apart() -> None:
    text = minimal(_2=PARTNERS)
    project = parse(text)
    assert [(one.name, one.business_id) for one in project.co_implementers] == [
        ("Mallilan ry.", "0000001-9"),
        ("Kuvio Oy, Kaasun yksikkö", "9549909-3"),
        ("Nimetön yhdistys", None),
    ]
    assert lost(text, project) == Counter()


A, B = ("Mallilan ry", "0000001-9"), ("Kuvio Oy", "9549909-3")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Mallilan ry (0000001-9)", [A]),
        ("Mallilan ry (Y-tunnus 0000001-9)", [A]),
        ("Mallilan ry, Y-tunnus: FI00000019", [A]),
        ("0000001–9 Mallilan ry", [A]),
        ("Mallilan ry,0000001-9;", [A]),
        ("Mallilan ry, 000 0001-9.", [A]),
        ("- Mallilan ry, 0000001-9\n• Kuvio Oy 95499093", [A, B]),
        ("1. Mallilan ry, 0000001-9\n2) Kuvio Oy, 9549909-3", [A, B]),
        ("Mallilan ry, 0000001-9 ja Kuvio Oy, 9549909-3", [A, B]),
        ("Mallilan ry, 0000001-9, Oulu\nKuvio Oy, 9549909-3", [A, B]),
        ("Toimisto 2014 Oy", [("Toimisto 2014 Oy", None)]),
    ],
)
def test_partners_as_people_write_them(lines: str, expected: list[tuple[str, str | None]]) -> None:
    text = minimal(_2=f"Osatoteuttajat\n\n{lines}")
    project = parse(text)
    assert [(one.name, one.business_id) for one in project.co_implementers] == expected
    assert lost(text, project) == Counter()
    assert ("Oulu" in repr(project.other)) is ("Oulu" in lines)


def test_partners_are_found_by_name_and_by_business_id(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(minimal("S10001", _2=f"Y-tunnus: 9036426-1\n\n{PARTNERS}"), "utf-8")
    (tmp_path / "b.txt").write_text(minimal("S10002", _2="Y-tunnus: 9212997-8"), "utf-8")
    build(tmp_path / "ix", [tmp_path / "a.txt", tmp_path / "b.txt"])
    client = create_app(tmp_path / "ix", TESTING=True).test_client()
    for query in ("osatoteuttaja:Mallilan", "ytunnus:9549909-3", "ytunnus:9036426-1", "9549909-3"):
        found = client.get("/api/v1/search", query_string={"q": query}).json
        assert found
        assert [hit["code"] for hit in found["hits"]] == ["S10001"], query


@pytest.mark.parametrize(
    "written",
    [
        "FI95499093",
        "95499093",
        "9549909–3",
        "9549909 - 3",
        "FI 9549909-3",
        "fi9549909-3",
        "9549909 3",
        "954 9909-3",
    ],
)
def test_a_business_id_has_one_form(written: str) -> None:
    assert business_id(written) == "9549909-3"
    assert parse(minimal(_2=f"Y-tunnus: {written}")).applicant.business_id == "9549909-3"


def test_a_wrong_check_digit_is_warned_of() -> None:
    assert has_check_digit("0737546-2")  # of a number whose digit the Tax Administration gives as an example
    assert not has_check_digit("0737546-3")
    (warning, *_) = parse(minimal(_2="Y-tunnus: 9549909-4")).warnings
    assert warning.endswith("the business id «9549909-4» has a wrong check digit")
    (warning, *_) = parse(minimal(_2="Y-tunnus: ei ole")).warnings
    assert warning.endswith("«ei ole» is no business id; kept as it is")


def test_a_business_id_with_a_remark_is_read_and_the_rest_kept() -> None:
    text = minimal(_2="Y-tunnus: 9549909-3 (yhdistys)")
    project = parse(text)
    assert project.applicant.business_id == "9549909-3"
    assert "(yhdistys)" in project.other["2 Hakijan perustiedot"]
    assert lost(text, project) == Counter()


@pytest.mark.parametrize("written", ["a89903", "A 89903", "A89903", "a 89903"])
def test_a_code_has_one_form(written: str) -> None:
    assert project_code(written) == "A89903"
    assert parse(minimal(written)).code == "A89903"


def test_codes_of_digits_alone() -> None:
    assert parse(minimal("101181585")).code == "101181585"


def test_a_priority_axis_that_is_only_a_number_gets_its_name() -> None:
    assert parse(minimal(_1="Toimintalinja: 2")).priority_axis == Numbered("2", EURA2014.axes["2"])
    assert parse(minimal(_1="Toimintalinja: 2.")).priority_axis == Numbered("2", EURA2014.axes["2"])
    for written in ("TL 2", "Toimintalinja 2", "02", "2:"):
        assert parse(minimal(_1=f"Toimintalinja: {written}")).priority_axis == Numbered(
            "2", EURA2014.axes["2"]
        )
    assert parse(minimal(_1="Toimintalinja: 77")).priority_axis == Numbered("", "77")
    assert parse(minimal(_1="Toimintalinja: 2. Muu")).priority_axis == Numbered("2", "Muu")


def test_municipalities_are_parted_in_every_way() -> None:
    expected = ("Oulu", "Ii", "Kemi (ja Tornio)", "Jämijärvi")
    assert split_list("Oulu, Ii; Kemi (ja Tornio) ja Jämijärvi") == expected
    assert split_list("Oulu / Ii • Kemi & Simo sekä Tornio.") == ("Oulu", "Ii", "Kemi", "Simo", "Tornio")
    for lines in ("Oulu\nIi\nKemi", "Oulu, Ii,\nKemi", "Oulu ja\nIi, Kemi", "\nOulu\nIi\nKemi"):
        assert parse(minimal(_6=f"Kunnat: {lines}")).municipalities == ("Oulu", "Ii", "Kemi")
    text = minimal(_6="Kunnat: Oulu, Ii; Kemi (ja Tornio) ja Jämijärvi")
    assert parse(text).municipalities == expected
    assert lost(text, parse(text)) == Counter()


def counted(section: str) -> Project:
    text = minimal(_7_2=f"Suunniteltu: 5\n\n{section}")
    project = parse(text)
    assert lost(text, project) == Counter()
    return project


def test_other_numbers_of_section_7_are_kept_by_name() -> None:
    project = counted(
        "7.3 Uusien työpaikkojen määrä\n\nSuunniteltu: 12\nToteutunut seurantatietojen mukaan: 9\n\n"
        "7.4 Patentit\n\nSuunniteltu: 2"
    )
    assert project.monitored == (
        Monitored("Uusien työpaikkojen määrä", 12, 9),
        Monitored("Patentit", 2, None),
    )
    assert project.participants == Participants(5, None)
    assert all("the question «" in warning for warning in project.warnings)


def test_companies_under_another_number_are_companies() -> None:
    project = counted("7.5 Osallistuvien yritysten lukumäärä\n\nSuunniteltu: 31")
    assert project.companies == Companies(31, None)
    assert project.monitored == ()


def test_what_is_no_number_there_is_kept_as_text() -> None:
    project = counted("7.3 Patentit\n\nSuunniteltu: monta\n\nMuuta tekstiä")
    assert project.monitored == (Monitored("Patentit", None, None),)
    assert project.other["7.3 Patentit"] == "Suunniteltu: monta\n\nMuuta tekstiä"
    assert len(project.warnings) >= 1


def test_a_number_with_a_number_of_its_own_inside_is_read_up_to_that() -> None:
    project = counted("7.3 Patentit\n\nSuunniteltu: 58, joista naisten 12")
    assert project.monitored == (Monitored("Patentit", 58, None),)
    assert project.other["7.3 Patentit"] == "Suunniteltu: 58, joista naisten 12"
    assert any("58" in warning and "kept as text" in warning for warning in project.warnings)
