"""Organisations: who is who by business id and by name, and what each has led and taken part in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnknownOrganisation
from index.model.organisations import MAX_SLUG, organisation_id, slug
from search.contract.request import Request
from search.contract.statistics import Money, OrganisationReport
from search.engine import Engine
from tests.small import engine_of

SCHOOL, OTHER_SCHOOL, CITY = "9029313-3", "9036426-1", "9135119-8"


class Made(NamedTuple):
    """A project: applicant and partners as (name, business id), first year, money granted and paid."""

    code: str
    applicant: tuple[str, str]
    partners: tuple[tuple[str, str], ...] = ()
    year: int | None = 2020
    granted: int | None = 1000
    paid: int | None = 500
    region: str = "Kainuu"
    title: str = "Hanke"


PROJECTS = (
    Made("S10000", ("Opisto Oy", OTHER_SCHOOL), (), 2019, 10, 10),
    Made("S10001", ("Vuoren ammattikorkeakoulu Oy", SCHOOL), (("Kylän kaupunki", CITY),), 2018, 1000, 900,
         title="Biokaasun tuotanto maatiloilla"),
    Made("S10002", ("Vuoren ammattikorkeakoulu Oy", "FI90293133"), (("Kylän Kaupunki", ""),), 2020, 3000,
         None, title="Biokaasun jakelu Vuoren kylissä"),
    Made("S10003", ("Vuoren AMK", SCHOOL), (), 2021, None, None, "Lappi", "Vuoren hanke"),
    Made("S10004", ("VUOREN AMMATTIKORKEAKOULU OY", ""), (("Vaarojen Väki r.y.", ""),), 2021, 500, 500),
    Made("S10005", ("Vaarojen Väki ry", ""), (("Vuoren AMK", SCHOOL), ("vuoren amk", "")), 2022, 70, 0,
         "Lappi"),
    Made("S10006", ("Opisto Oy", OTHER_SCHOOL), (), None, 10, 10),
    Made("S10007", ("Opisto Oy", "9183375-2"), (), 2020, 20, 0),
    Made("S10008", ("Opisto Oy", ""), (), 2020, 30, 0),
    Made("S10009", ("Maija Malli T:mi", "1234567-8"), (("???", ""),), 2020, 40, 0),  # a wrong check digit
)  # fmt: skip


def described(one: Made) -> dict[str, str]:
    """The sections of a project's description."""

    def organisation(name: str, number: str) -> str:
        return f"Hakijan virallinen nimi: {name}" + (f"\n\nY-tunnus: {number}" if number else "")

    def sum_of(label: str, amount: int | None) -> str:
        return f"{label} EU- ja valtion rahoitus: {'' if amount is None else amount}"

    period = f"Alkaa 1.9.{one.year} ja päättyy 31.12.{one.year + 1}" if one.year else ""
    partners = "\n\n".join(("Osatoteuttajat", *(organisation(*each) for each in one.partners)))
    return {
        "_1": f"Hankkeen nimi: {one.title}\n\nSuunnitelman mukainen toteutusaika: {period}",
        "_2": organisation(*one.applicant) + (f"\n\n{partners}" if one.partners else ""),
        "_5": f"{sum_of('Myönnetty', one.granted)}\n\n{sum_of('Toteutunut', one.paid)}",
        "_6": f"Maakunnat: {one.region}",
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over the projects above."""
    return engine_of(tmp_path_factory.mktemp("who"), {one.code: described(one) for one in PROJECTS})


def codes(engine: Engine, query: str) -> set[str]:
    """The codes of all projects that a query finds."""
    return set(engine.codes(Request(query)))


# Who is who


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("Vaarojen Väki r.y.", None, "vaarojen-väki-ry"),
        ("VAAROJEN  VÄKI RY", "", "vaarojen-väki-ry"),
        ("Vaarojen Väki ry", "FI90293133", SCHOOL),
        ("Vaarojen Väki ry", "9029313-4", "vaarojen-väki-ry"),  # a wrong check digit
        ("Etelä-Savon liitto / Södra Savolax", None, "etelä-savon-liitto-södra-savolax"),
        ("T:mi O'Brien & Pojat", None, "t-mi-obrien-pojat"),
        ("Vaa\u00adrojen väki", None, "vaarojen-väki"),
        ("../../etc", None, "etc"),
    ],
)
def test_an_organisation_is_known_by_its_id_or_by_its_name(
    name: str, number: str | None, expected: str
) -> None:
    assert organisation_id(name, number) == expected


@given(st.text(min_size=1, max_size=300))
def test_a_slug_is_short_and_stands_for_itself(name: str) -> None:
    made = slug(name)
    assert 0 < len(made) <= MAX_SLUG
    assert slug(made) == made
    assert not set(made) & set(" /\\?#%&<>\"'.:;")
    assert not made.startswith("-")


def test_long_names_that_begin_alike_have_slugs_of_their_own() -> None:
    assert slug("x" * 200 + "a") != slug("x" * 200 + "b")
    assert slug("???") != slug("!!!")
    assert slug("Xamk, Lux’ Fenix ry.") == "xamk-lux-fenix-ry"
    assert slug("x" * 70 + " " + "y" * 70).startswith("x" * 70)


def test_all_names_of_a_business_id_are_one_organisation(made: Engine) -> None:
    found = made.organisation(SCHOOL).organisation
    assert (found.id, found.business_id) == (SCHOOL, SCHOOL)
    assert found.name == "Vuoren AMK"  # as many projects as the full name has, and one of them newer
    assert set(found.other_names) == {
        "Vuoren ammattikorkeakoulu Oy", "VUOREN AMMATTIKORKEAKOULU OY", "vuoren amk",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [SCHOOL, "FI90293133", "Vuoren amk", "vuoren-ammattikorkeakoulu-oy", "Vuoren Ammattikorkeakoulu OY"],
)
def test_any_name_leads_to_the_organisation(made: Engine, name: str) -> None:
    assert made.organisation(name).organisation.id == SCHOOL


@pytest.mark.parametrize("name", ["", "Vuoren", "9999999-9", "../etc", "x" * 5000, "<script>"])
def test_a_name_that_nobody_has_is_unknown(made: Engine, name: str) -> None:
    with pytest.raises(UnknownOrganisation) as caught:
        made.organisation(name)
    assert caught.value.ids == ()


def test_a_name_that_several_have_is_told_with_their_ids(made: Engine) -> None:
    with pytest.raises(UnknownOrganisation) as caught:
        made.organisation("OPISTO")
    assert caught.value.ids == ()
    assert made.organisation("opisto oy").organisation.id == "opisto-oy"  # the one without an id
    assert {one.organisation.id for one in made.organisations(Request("hakija:opisto")).listed} == {
        OTHER_SCHOOL, "9183375-2", "opisto-oy",
    }  # fmt: skip


# Searched


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"hakija:{SCHOOL}", "1 2 3 4"),
        ("hakija:FI90293133", "1 2 3 4"),
        ('hakija:"Vuoren AMK"', "1 2 3 4"),
        ("hakija:vuoren", "1 2 3 4"),
        (f"osatoteuttaja:{SCHOOL}", "5"),
        (f"osatoteuttaja:{CITY}", "1 2"),
        ('osatoteuttaja:"kylän kaupunki"', "1 2"),
        ("osatoteuttaja:vaarojen-väki-ry", "4"),
        ("osatoteuttaja:*", "1 2 4 5 9"),
        ("-osatoteuttaja:*", "0 3 6 7 8"),
        (f"hakija:{SCHOOL} -osatoteuttaja:*", "3"),
        (f"hakija:{OTHER_SCHOOL}", "0 6"),
        ("hakija:opisto-oy", "8"),
        ('hakija:"Opisto Oy"', "0 6 7 8"),
        ("hakija:9999999-4", ""),
    ],
)
def test_organisations_are_searched_by_id_and_by_every_name(made: Engine, query: str, expected: str) -> None:
    assert codes(made, query) == {f"S1000{number}" for number in expected.split()}


def test_the_facet_counts_organisations_and_each_filters_what_it_counts(made: Engine) -> None:
    facet = made.answer(Request()).facets["hakija"]
    assert facet[0].value == SCHOOL
    assert (facet[0].label, facet[0].count) == ("Vuoren AMK", 4)
    assert sum(one.count for one in facet) == len(PROJECTS)
    for one in facet:
        answer = made.answer(Request("", {"hakija": (one.value,)}))
        assert answer.total == one.count
        assert answer.active[0].value_label == one.label
        assert [own.value for own in answer.facets["hakija"] if own.active] == [one.value]


# What each has done


def of(report: OrganisationReport) -> tuple[list[str], list[str]]:
    """The codes of the projects that are listed, led and partnered."""
    return [one.code for one in report.led.projects], [one.code for one in report.partnered.projects]


def test_an_organisation_has_its_projects_and_their_money(made: Engine) -> None:
    report = made.organisation(SCHOOL)
    assert of(report) == (["S10003", "S10004", "S10002", "S10001"], ["S10005"])
    assert (report.projects, report.led.total, report.partnered.total) == (5, 4, 1)
    assert report.led.money == Money(4500, 1400, 93)  # 1,400 of the 1,500 whose outcome is known
    first = report.led.projects[-1]
    assert (first.starts, first.ends) == ("2018-09-01", "2019-12-31")
    assert (first.granted, first.paid, first.title) == (1000, 900, "Biokaasun tuotanto maatiloilla")
    assert report.partnered.projects[0].applicant is not None
    assert report.partnered.projects[0].applicant.id == "vaarojen-väki-ry"
    assert [(one.year, one.led, one.led_money.granted, one.partnered) for one in report.years] == [
        (2018, 1, 1000, 0), (2019, 0, 0, 0), (2020, 1, 3000, 0), (2021, 2, 500, 0), (2022, 0, 0, 1),
    ]  # fmt: skip
    assert [(one.label, one.projects) for one in report.regions.groups] == [("Kainuu", 3), ("Lappi", 2)]
    assert [(one.organisation.id, one.projects) for one in report.partners] == [
        (CITY, 2), ("vaarojen-väki-ry", 2),
    ]  # fmt: skip
    assert report.partners_total == 2
    assert "biokaasu" in report.subjects
    assert not {"vuori", "ammattikorkeakoulu"} & set(report.subjects)


def test_the_lists_of_projects_come_in_pages(made: Engine) -> None:
    pages = [of(made.organisation(SCHOOL, (first, first), 1)) for first in range(5)]
    assert [led for led, _ in pages] == [["S10003"], ["S10004"], ["S10002"], ["S10001"], []]
    assert [partnered for _, partnered in pages] == [["S10005"], [], [], [], []]


def test_a_page_before_the_first_is_the_first_and_none_may_be_wanted(made: Engine) -> None:
    assert of(made.organisation(SCHOOL, (-3, -1), 1)) == (["S10003"], ["S10005"])
    assert of(made.organisation(SCHOOL, (0, 0), 0)) == of(made.organisation(SCHOOL, (0, 0), -2)) == ([], [])


def test_every_project_that_is_listed_has_its_applicant(made: Engine) -> None:
    for one in made.organisations(Request(), limit=100).listed:
        for project in made.organisation(one.organisation.id).led.projects:
            assert project.applicant == one.organisation


def test_a_project_without_a_day_is_listed_last_and_in_no_year(made: Engine) -> None:
    report = made.organisation(OTHER_SCHOOL)
    assert of(report)[0] == ["S10000", "S10006"]
    assert [(one.year, one.led) for one in report.years] == [(2019, 1)]
    assert (report.led.projects[1].starts, report.led.money.granted) == (None, 20)


@pytest.mark.parametrize("query", ["", "biokaasu", "hakija:opisto", "maakunta:Lappi", "ei-mitään"])
def test_the_ranking_adds_up_what_a_search_finds(made: Engine, query: str) -> None:
    found = codes(made, query)
    own = [one for one in PROJECTS if one.code in found]
    ranked = made.organisations(Request(query))
    assert sum(one.led for one in ranked.listed) == len(own)
    assert sum(one.money.granted for one in ranked.listed) == sum(one.granted or 0 for one in own)
    granted = [one.money.granted for one in ranked.listed]
    assert granted == sorted(granted, reverse=True)
    assert ranked.total == len(ranked.listed)


def test_the_ranking_counts_organisations_and_no_spellings(made: Engine) -> None:
    ranked = {one.organisation.id: one for one in made.organisations(Request()).listed}
    assert (ranked[SCHOOL].led, ranked[SCHOOL].partnered, ranked[SCHOOL].money.granted) == (4, 1, 4500)
    assert (ranked["vaarojen-väki-ry"].led, ranked["vaarojen-väki-ry"].partnered) == (1, 1)
    assert (ranked[CITY].led, ranked[CITY].partnered) == (0, 2)
    assert Counter(one.organisation.name for one in ranked.values())["Opisto Oy"] == 3


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("", SCHOOL), ("myonnetty", SCHOOL), ("toteutunut", SCHOOL), ("hankkeita", SCHOOL),
        ("osatoteuttajana", CITY), ("toteutuma", OTHER_SCHOOL), ("arvo", slug("???")),
        ("-arvo", SCHOOL), ("-hankkeita", slug("???")),
    ],
)  # fmt: skip
def test_the_ranking_has_many_orders(made: Engine, order: str, first: str) -> None:
    every = made.organisations(Request(), order).listed
    assert every[0].organisation.id == first
    shares = [one.money.realisation for one in made.organisations(Request(), "-toteutuma").listed]
    assert shares == sorted(shares, key=lambda share: (share is None, share or 0))
    cut = made.organisations(Request(), order, 2, 3)
    assert (cut.listed, cut.total) == (every[2:5], len(every))


def test_an_index_without_projects_has_no_organisations(tmp_path: Path) -> None:
    empty = engine_of(tmp_path, {"S10001": {"_3": "Ilman hakijaa"}})
    assert empty.organisations(Request()).listed == ()
    with pytest.raises(UnknownOrganisation):
        empty.organisation("x")


def test_the_only_organisation_of_an_index_has_all_of_its_projects(tmp_path: Path) -> None:
    alone = described(Made("S10000", ("Vaarojen Väki ry", "")))
    engine = engine_of(tmp_path, {f"S1000{n}": alone for n in range(3)})
    (only,) = engine.organisations(Request()).listed
    assert only.led == 3


@pytest.mark.parametrize("first", ["VAAROJEN-väki-ry", "vaarojen-väki-ry"])
def test_an_id_means_one_organisation_however_it_was_first_written(tmp_path: Path, first: str) -> None:
    engine = engine_of(tmp_path, {one.code: described(one) for one in PROJECTS})
    second = "vaarojen-väki-ry" if first != "vaarojen-väki-ry" else "VAAROJEN-väki-ry"
    each = [engine.count(Request(filters={"hakija": (written,)})) for written in (first, second)]
    assert each == [1, 1]
