"""Every word that a form prints is known: headings, keys in all their spellings, indicators, regions, funds.

The words stand here once more, as the register prints them, and are put into descriptions that are then read.
"""

from __future__ import annotations

import re

import pytest

from index.model.project import FORM_WORDS, Project
from index.model.project_parts import Numbered
from index.model.serialization import to_json
from index.reader.parser import parse
from index.templates.printed import begins_alone, begins_printed, continues_printed

FINNISH = {
    "1": "Hanke",
    "2": "Hakijan perustiedot",
    "3": "Suunnitelman mukainen tiivistelmä toteutuksesta",
    "4": "Hankkeen kohderyhmät",
    "4.1": "Varsinaiset kohderyhmät",
    "4.2": "Välilliset kohderyhmät",
    "5": "Projektin julkinen rahoitus, euroa",
    "6": "Maantieteellinen kohdealue",
    "7": "Hakemusvaiheessa ilmoitettavat arviot hankekohtaisista seurantiedoista",
    "7.1": "Osallistuvien yritysten lukumäärä",
    "7.2": "Osallistuvien henkilöiden lukumäärä",
    "8": "Horisontaaliset periaatteet",
    "8.1": "Sukupuolten tasa-arvo",
    "8.2": "Kestävä kehitys",
    "9": "Loppuraportin tiivistelmä",
}
SWEDISH = FINNISH | {
    "1": "Projekt",
    "2": "Basuppgifter om sökanden",
    "3": "Sammanfattning av genomförandet enligt planen",
    "4": "Projektets målgrupper",
    "4.1": "Egentliga målgrupper",
    "4.2": "Indirekta målgrupper",
    "5": "Projektets offentliga finansiering, euro",
    "6": "Geografiskt målområde",
    "8": "Horisontella principer",
    "8.1": "Jämställdhet mellan könen",
    "8.2": "Hållbar utveckling",
    "9": "Sammanfattning av slutrapporten",
}
MIXED = FINNISH | {"1": "Projekt", "2": "Hakijan tiedot"}
OLD = {
    "1": "Projekti",
    "2": "Hakijan perustiedot",
    "3": "Projektin kuvaus",
    "3.1": "Maantieteellinen kohdealue",
}
OLDER = OLD | {"2": "Toteuttajan perustiedot", "3": FINNISH["3"]}
FORMS = {"2014": FINNISH, "svenska": SWEDISH, "osin": MIXED, "2007": OLD, "2007b": OLDER}


def description(form: str, bodies: dict[str, str] | None = None, before: str = "", after: str = "") -> str:
    """A description in a form, with what stands below each heading."""
    parts = [before]
    for number, name in FORMS[form].items():
        code = "Hankekoodi: S12345\n" if number == "1" else ""
        parts += [f"{number} {name}", code + (bodies or {}).get(number, "")]
    return "\n\n".join([*parts, after]) + "\n"


def told(project: Project) -> list[str]:
    """What the reader warned of, but for questions and indicators that are not there."""
    return [warning for warning in project.warnings if not re.search("missing", warning)]


def loose(project: Project) -> dict[str, str]:
    """Text that found no field, without the form's own words."""
    return {title: text for title, text in project.other.items() if title != FORM_WORDS}


def value_at(project: Project, path: str) -> object:
    """What the JSON of a project has at a dotted path."""
    found = to_json(project)
    for name in path.split("."):
        found = found[name]
    return found


@pytest.mark.parametrize("form", ["2014", "svenska", "osin"])
def test_every_heading_is_known(form: str) -> None:
    project = parse(
        description(
            form,
            {
                "3": "Kolmas", "4.1": "Neljäs", "4.2": "Viides", "5": "Myönnetty EU- ja valtion rahoitus: 5",
                "6": "Maakunnat: Lappi", "7.1": "Suunniteltu: 7", "7.2": "Suunniteltu: 8", "9": "Yhdeksäs",
            },
        )
    )  # fmt: skip
    assert (project.summary, project.target_groups, project.indirect_target_groups, project.final_report) == (
        "Kolmas", "Neljäs", "Viides", "Yhdeksäs",
    )  # fmt: skip
    assert (project.funding.eu_state_granted, project.regions) == (5, ("Lappi",))
    assert (project.companies.planned, project.participants.planned) == (7, 8)
    assert (told(project), loose(project)) == ([], {})


@pytest.mark.parametrize("form", ["2007", "2007b"])
def test_every_heading_of_2007_is_known(form: str) -> None:
    project = parse(
        description(
            form,
            {"2": "Y-tunnus: 9549909-3", "3": "Kolmas", "3.1": "Maakunnat: Lappi", "1": "Toimintalinja: 3"},
        )
    )
    assert (project.summary, project.regions, project.applicant.business_id) == (
        "Kolmas", ("Lappi",), "9549909-3",
    )  # fmt: skip
    assert project.priority_axis == Numbered("", "3")  # the axes of that period had other names
    assert (told(project), loose(project)) == ([], {})


KEYS = {
    "title": ("1", "Hankkeen nimi|Projektin nimi", "Projektets namn"),
    "priority_axis.name": ("1", "Toimintalinja", "Insatsområde|Prioriterat område"),
    "specific_objective.name": ("1", "Erityistavoite", "Särskilt mål|Specifikt mål"),
    "status": ("1", "Toiminnan tila", ""),
    "authority": ("1", "Vastuuviranomainen", "Ansvarig myndighet"),
    "applicant.name": ("2", "Hakijan virallinen nimi", "Sökandens officiella namn"),
    "applicant.type": ("2", "Organisaatiotyyppi", "Organisationstyp"),
    "applicant.address": ("2", "Jakeluosoite", "Utdelningsadress"),
    "applicant.phone": ("2", "Puhelinnumero", "Telefonnummer"),
    "applicant.postcode": ("2", "Postinumero", "Postnummer"),
    "applicant.town": ("2", "Postitoimipaikka", "Postkontor|Postanstalt"),
    "applicant.website": ("2", "WWW-osoite", "WWW-adress"),
    "contact.name": (
        "2", "Hankkeen yhteyshenkilön nimi|Yhteyshenkilön nimi|Projektin yhteyshenkilön nimi",
        "Kontaktpersonens namn|Kontaktperson|Projektets kontaktperson",
    ),
    "contact.position": ("2", "Yhteyshenkilön asema hakijaorganisaatiossa|Yhteyshenkilön asema", ""),
    "contact.email": (
        "2", "Yhteyshenkilön sähköpostisoite|Yhteyshenkilön sähköpostiosoite|Yhteyshenkilön sähköposti",
        "Kontaktpersonens e-postadress|Kontaktpersonens e-post",
    ),
    "contact.phone": (
        "2", "Yhteyshenkilön puhelinnumero|Yhteyshenkilön puhelin",
        "Kontaktpersonens telefonnummer|Kontaktpersonens telefon",
    ),
    "applicants_number": ("2", "Hakijoiden lukumäärä tai tuen siirto -menettely", ""),
    "place.address": ("6", "Jakeluosoite", "Utdelningsadress"),
    "place.postcode": ("6", "Postinumero", "Postnummer"),
    "place.town": ("6", "Postitoimipaikka", "Postkontor|Postanstalt"),
}  # fmt: skip
LISTS = {
    "regions": ("Maakunnat", "Landskap"),
    "subregions": ("Seutukunnat", "Ekonomiska regioner"),
    "municipalities": ("Kunnat", "Kommuner"),
}


@pytest.mark.parametrize("path", KEYS)
def test_every_spelling_of_a_key(path: str) -> None:
    section, finnish, swedish = KEYS[path]
    for form, keys in (("2014", finnish), ("svenska", f"{finnish}|{swedish}")):
        for key in filter(None, keys.split("|")):
            project = parse(description(form, {section: f"{key}: Malli"}))
            assert value_at(project, path) == "Malli", key
            assert (told(project), loose(project)) == ([], {}), key


@pytest.mark.parametrize("path", LISTS)
def test_every_spelling_of_a_list(path: str) -> None:
    for form, key in zip(("2014", "svenska"), LISTS[path], strict=True):
        assert value_at(parse(description(form, {"6": f"{key}: Lappi, Kainuu"})), path) == ["Lappi", "Kainuu"]


@pytest.mark.parametrize(
    ("form", "key"),
    [
        *((form, key) for form in FORMS for key in ("Hankekoodi", "Hankkeen koodi", "Projektikoodi")),
        ("svenska", "Projektkod"),
        ("osin", "Projektkod"),
    ],
)
def test_the_key_of_the_code(form: str, key: str) -> None:
    text = description(form).replace("Hankekoodi", key)
    assert parse(text).code == "S12345"


@pytest.mark.parametrize(
    "key", ["Suunnitelman mukainen toteutusaika", "Projektin toteutusaika", "Yhteyshenkilön nimi"]
)
def test_the_keys_of_2007(key: str) -> None:
    section, value = ("2", "Malli") if "nimi" in key else ("1", "Alkaa 1.1.2008 ja päättyy 31.12.2010")
    project = parse(description("2007", {section: f"{key}: {value}"}))
    assert (project.contact.name == "Malli") if "nimi" in key else (project.years == (2008, 2009, 2010))


FUNDS = {
    "ESR": "Euroopan sosiaalirahaston,Europeiska socialfonden",
    "ESR+": "Euroopan sosiaalirahasto plussan,Europeiska socialfonden plus",
    "EAKR": "Euroopan aluekehitysrahaston,Europeiska regionala utvecklingsfonden",
    "JTF": "Oikeudenmukaisen siirtymän rahaston,Fonden för en rättvis omställning",
}


@pytest.mark.parametrize("short", FUNDS)
def test_every_fund(short: str) -> None:
    finnish, swedish = FUNDS[short].split(",")
    for form, line in (
        ("2014", f"{finnish} rahoittaman hankkeen kuvaus"),
        ("2014", f"{finnish} ({short}) rahoittaman hankkeen kuvaus"),
        ("2007", f"{finnish} rahoittaman projektin kuvaus"),
        ("2007", f"{finnish} osittain rahoittaman projektin kuvaus"),
        ("svenska", f"Beskrivning av projekt som finansieras av {swedish}"),
        ("svenska", f"Beskrivning av projekt som delfinansieras av {swedish} (X)"),
    ):
        project = parse(description(form, before=line))
        assert project.fund == short, line
        assert loose(project) == {}, line


def test_a_fund_in_brackets_is_named_by_what_stands_there() -> None:
    assert (
        parse(description("2014", before="Jonkin rahaston (XYZ) rahoittaman hankkeen kuvaus")).fund == "XYZ"
    )


REGIONS = (
    "Ahvenanmaa", "Etelä-Karjala", "Etelä-Pohjanmaa", "Etelä-Savo", "Kainuu", "Kanta-Häme", "Keski-Pohjanmaa",
    "Keski-Suomi", "Kymenlaakso", "Lappi", "Pirkanmaa", "Pohjanmaa", "Pohjois-Karjala", "Pohjois-Pohjanmaa",
    "Pohjois-Savo", "Päijät-Häme", "Satakunta", "Uusimaa", "Varsinais-Suomi",
)  # fmt: skip
NATIONWIDE = (
    "Valtakunnallinen hanke,Valtakunnallinen projekti,Valtakunnallinen,Koko maa,Koko Suomi,Suomi",
    "Riksomfattande projekt,Riksomfattande,Hela landet,Suomi",
)


@pytest.mark.parametrize(("form", "lines"), [("2014", NATIONWIDE[0]), ("svenska", NATIONWIDE[1])])
def test_the_whole_country_in_every_writing(form: str, lines: str) -> None:
    for line in lines.split(","):
        for body in (line, f"Maakunnat: {line}"):
            project = parse(description(form, {"6": body}))
            assert (project.nationwide, project.regions) == (True, REGIONS), body


AXES = {
    "1": "Pk-yritystoiminnan kilpailukyky",
    "2": "Uusimman tiedon ja osaamisen tuottaminen ja hyödyntäminen",
    "3": "Työllisyys ja työvoiman liikkuvuus",
    "4": "Koulutus, ammattitaito ja elinikäinen oppiminen",
    "5": "Sosiaalinen osallisuus ja köyhyyden torjunta",
    "6": "Tekninen tuki",
    "7": "Tekninen tuki",
    "8": "REACT-EU:n EAKR-toimenpiteet",
    "9": "REACT-EU:n ESR-toimenpiteet",
}


@pytest.mark.parametrize("number", AXES)
def test_a_priority_axis_by_its_number_alone(number: str) -> None:
    project = parse(description("2014", {"1": f"Toimintalinja: {number}"}))
    assert project.priority_axis == Numbered(number, AXES[number])


QUESTIONS = (
    "Hankkeessa on tehty toimintaympäristön analyysi sukupuolinäkökulmasta",
    "Sukupuolinäkökulma on huomioitu hankkeen toiminnassa (valtavirtaistaminen)",
    "Hankkeen päätavoite on sukupuolten tasa-arvon edistäminen",
)
INDICATORS = {
    "Ekologinen kestävyys": (
        "Luonnonvarojen käytön kestävyys",
        "Ilmastonmuutoksen aiheuttamien riskien vähentäminen",
        "Kasvillisuus, eliöt ja luonnon monimuotoisuus",
        "Pinta- ja pohjavedet, maaperä sekä ilma (ja kasvihuonekaasujen väheneminen)",
        "Natura 2000 -ohjelman kohteet",
    ),
    "Taloudellinen kestävyys": (
        "Materiaalit ja jätteet",
        "Uusiutuvien energialähteiden käyttö",
        "Paikallisen elinkeinorakenteen kestävä kehittäminen",
        "Aineettomien tuotteiden ja palvelujen kehittäminen",
        "Liikkuminen ja logistiikka",
    ),
    "Sosiaalinen ja kulttuurinen kestävyys sekä yhdenvertaisuus": (
        "Hyvinvoinnin edistäminen",
        "Tasa-arvon edistäminen",
        "Yhteiskunnallinen ja kulttuurinen yhdenvertaisuus",
        "Kulttuuriympäristö",
        "Ympäristöosaaminen",
    ),
}


@pytest.mark.parametrize(("form", "yes", "no"), [("2014", "Kyllä", "Ei"), ("svenska", "Ja", "Nej")])
def test_every_question_and_indicator(form: str, yes: str, no: str) -> None:
    asked = (
        "\n".join(f"{question}: {yes}\nVastaus." for question in QUESTIONS[:2]) + f"\n{QUESTIONS[2]}: {no}"
    )
    scored = ["Välitön\tVälillinen"]
    for group, names in INDICATORS.items():
        scored += [group, *(f"{name}\t{at}\t10\nSana {at}." for at, name in enumerate(names))]
    project = parse(description(form, {"8.1": asked, "8.2": "\n".join(scored)}))
    assert [(one.question, one.answer, one.text) for one in project.equality] == [
        (QUESTIONS[0], True, "Vastaus."),
        (QUESTIONS[1], True, "Vastaus."),
        (QUESTIONS[2], False, None),
    ]
    assert [(i.group, i.name, i.direct, i.indirect, i.text) for i in project.sustainability] == [
        (group, name, at, 10, f"Sana {at}.")
        for group, names in INDICATORS.items()
        for at, name in enumerate(names)
    ]
    assert (told(project), loose(project)) == ([], {})


def test_what_the_register_prints_around_the_form_is_no_text() -> None:
    links = "Takaisin hakutuloksiin | Hakuohje\nTakaisin hakutuloksiin\nHakuohje"
    before = f"{links}\nEuroopan unioni Vipuvoimaa EU:lta"
    after = "Työ- ja elinkeinoministeriö & ELY-keskukset ©\nTyö- ja elinkeinoministeriö & ELY-keskukset"
    swedish = "Europeiska unionen Hävkraft från EU\nEuropeiska unionen"
    bodies = {
        "2": "Osatoteuttajat:\nIin kunta",
        "6": "Toteutuspaikan osoite, jos hanke toteutetaan yhdessä paikassa",
        "9": "Loppu.",
    }
    for form, first in (("2014", before), ("svenska", f"{before}\n{swedish}")):
        project = parse(description(form, bodies, first, after))
        assert (loose(project), project.final_report) == ({}, "Loppu.")
        assert [one.name for one in project.co_implementers] == ["Iin kunta"]
        for line in (*first.split("\n"), *after.split("\n")):
            assert line in project.other[FORM_WORDS].split("\n"), line


@pytest.mark.parametrize(
    ("line", "begins", "alone"),
    [
        ("Hankekoodi: S12345", True, False),
        ("hankekoodi : S12345", True, False),
        ("Projektets namn: Vatten", True, False),
        (f"{QUESTIONS[2]}: Kyllä", True, False),
        ("9 Loppuraportin tiivistelmä", True, True),
        ("9 Loppuraportin tiivistelmä kertoo", False, False),
        ("Ekologinen kestävyys", True, True),
        ("Osatoteuttajat", True, True),
        ("Työ- ja elinkeinoministeriö & ELY-keskukset ©", True, True),
        ("Ympäristöosaaminen 3 10", True, True),
        ("Ympäristöosaaminen 3", False, False),
        ("Ympäristöosaaminen 3 100", False, False),
        ("Metsä kasvaa", False, False),
        ("Tässä Hankekoodi: S12345", False, False),
    ],
)
def test_the_lines_that_a_form_prints(line: str, begins: bool, alone: bool) -> None:
    assert (begins_printed(line), begins_alone(line)) == (begins, alone)


@pytest.mark.parametrize(
    ("before", "both", "continues"),
    [
        ("Aineettomien tuotteiden", "Aineettomien tuotteiden ja palvelujen kehittäminen 3 4", True),
        ("AINEETTOMIEN  tuotteiden", "Aineettomien tuotteiden ja palvelujen kehittäminen", True),
        ("Ilmastonmuutoksen aiheuttamien", "Ilmastonmuutoksen aiheuttamien haittojen", False),
        ("Materiaali", "Materiaalit ja jätteet", True),
        ("Materiaal", "Materiaalit ja jätteet", False),
        ("Materiaalit ja jätteet", "Materiaalit ja jätteet 3 4", False),
        ("8.1 Sukupuolten", "8.1 Sukupuolten tasa-arvo", True),
        ("Kontaktpersonens", "Kontaktpersonens namn: x", True),
    ],
)
def test_a_printed_line_may_be_wrapped(before: str, both: str, continues: bool) -> None:
    assert continues_printed(before, both) is continues
