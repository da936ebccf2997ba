"""A contact who is called as a town is: the description's own places say which of them is meant."""

from __future__ import annotations

import pytest

from index.model.project import Project
from index.model.project_parts import Applicant, Contact, Place
from index.privacy.redaction import REMOVED, redact

PERSON = [
    "## vastaa hankkeesta.", "## mukaan työ onnistui.", "Kurssin päätteeksi ## jakoi todistukset.",
    "Mallin kehitti ##.", "Palautteet lähetetään ##.",
]  # fmt: skip
TEXTS = [
    "Salo vastaa hankkeesta.", "Salon mukaan työ onnistui.", "Kurssin päätteeksi Salo jakoi todistukset.",
    "Mallin kehitti Salo.", "Palautteet lähetetään Salolle.",
]  # fmt: skip
TOWN = [
    "Salo ja Turku osallistuvat.", "Salon kaupunki rahoittaa.", "Opintomatka tehtiin Saloon.",
    "Salo järjesti messut.", "Salossa asuu väkeä.", "Salon seutu kasvaa.", "Asiantuntija Salosta kertoi.",
]  # fmt: skip
OF_OULU = Project("S12345", contact=Contact("Sari Salo"), municipalities=("Oulu", "Ii"))


def shown(project: Project, text: str) -> str:
    made = redact(Project(**{**vars(project), "summary": text}))[0].summary or ""
    return made.replace(REMOVED, "##")


@pytest.mark.parametrize(("text", "masked"), list(zip(TEXTS, PERSON, strict=True)))
def test_elsewhere_the_person_is_meant(text: str, masked: str) -> None:
    assert shown(OF_OULU, text) == masked


@pytest.mark.parametrize("text", TOWN)
def test_what_only_a_town_does_stays_everywhere(text: str) -> None:
    assert shown(OF_OULU, text) == text


@pytest.mark.parametrize(
    "there",
    [
        {"municipalities": ("Oulu", "Salo")},
        {"municipalities": ()},
        {"nationwide": True},
        {"subregions": ("Salon",)},
        {"place": Place(town="SALO")},
        {"applicant": Applicant(name="Salon kaupunki")},
        {"applicant": Applicant(town="SALO")},
        {"co_implementers": (Applicant(name="Yrityssalo Oy"), Applicant(name="Salon Yrittäjät ry"))},
    ],
)
@pytest.mark.parametrize("text", TEXTS)
def test_a_town_of_the_description_may_be_meant(there: dict[str, object], text: str) -> None:
    assert shown(Project(**{**vars(OF_OULU), **there}), text) == text


def test_a_word_that_has_the_name_in_it_is_no_place_of_it() -> None:
    there = Project(**{**vars(OF_OULU), "applicant": Applicant(name="Yrityssalo Oy")})
    assert shown(there, TEXTS[0]) == PERSON[0]
