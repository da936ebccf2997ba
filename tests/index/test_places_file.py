"""The file of places, and the command that makes its municipalities from Finland's postal codes."""

from __future__ import annotations

import runpy
from itertools import pairwise
from pathlib import Path
from typing import Any

import libvoikko
import pytest

from index.analysis import places
from index.templates.eura2014 import EURA2014

FOLDER = Path(__file__).parents[2] / "index" / "analysis"
COLUMNS = ("kind", "fi", "sv", "en", "now", "year", "note")
FINNISH_ORDER = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


def read() -> list[dict[str, str]]:
    lines = (FOLDER / "places.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert tuple(rows[0]) == COLUMNS
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]


PLACES = read()


def test_a_row_is_written_as_it_was_read() -> None:
    text = places.PLACES.read_text("utf-8")
    lines = [line for line in text.splitlines() if line and line[0] != "#"][1:]
    assert [row.line() for row in places.read_rows(text)] == lines
    assert places.Place("kunta", "a", "b").line() == "kunta\ta\tb\t\t\t\t"


def of_kind(kind: str) -> list[dict[str, str]]:
    return [place for place in PLACES if place["kind"] == kind]


def first(cell: str) -> str:
    return cell.split(" | ")[0]


@pytest.mark.parametrize(("kind", "number"), [("region", 19), ("municipality", 308)])
def test_finland_has_so_many(kind: str, number: int) -> None:
    assert len({place["fi"] for place in of_kind(kind)}) == number == len(of_kind(kind))


def test_a_nationwide_project_is_in_the_regions_of_the_file() -> None:
    assert sorted(EURA2014.regions) == sorted(first(place["fi"]) for place in of_kind("region"))


@pytest.mark.parametrize("kind", ["region", "municipality", "former"])
def test_rows_have_names_in_finnish_order(kind: str) -> None:
    names = [place["fi"] for place in of_kind(kind)]
    assert all(place["fi"] and place["sv"] for place in of_kind(kind))
    assert all(
        before.casefold().translate(FINNISH_ORDER) < after.casefold().translate(FINNISH_ORDER)
        for before, after in pairwise(names)
    )


def test_former_places_lead_to_a_place_of_today() -> None:
    today = {first(place["fi"]) for place in of_kind("municipality") + of_kind("region")}
    for place in of_kind("former"):
        assert place["now"] in today, place["fi"]
        assert 1993 <= int(place["year"]) <= 2026
        assert first(place["fi"]) not in today, f"{place['fi']} is still there"
    assert not any(place["now"] or place["year"] for place in PLACES if place["kind"] != "former")


def test_the_program_reads_the_file_as_it_stands() -> None:
    """The names of today by language, and each former name with what it belongs to."""
    kinds = ("region", "municipality")
    assert [tuple(place) for place in places.todays_places()] == [
        (kinds.index(row["kind"]), *(row[column].split(" | ") for column in ("fi", "sv", "en")))
        for row in PLACES
        if row["kind"] in kinds
    ]
    assert {key: (place.name, place.is_common_word) for key, place in places.former_places().items()} == {
        " ".join(name.split()).casefold(): (
            row["now"], name in row["note"].removeprefix("ambiguous: ").split(", "),
        )
        for row in PLACES
        if row["kind"] == "former"
        for name in row["fi"].split(" | ")
    }  # fmt: skip
    assert any(place.is_common_word for place in places.former_places().values())


def test_no_name_means_two_places() -> None:
    for column in ("fi", "sv"):
        names = [name for place in PLACES if place["kind"] != "former" for name in place[column].split(" | ")]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("fi", "column", "expected"),
    [
        ("Kajaani", "sv", "Kajana"), ("Kainuu", "sv", "Kajanaland"), ("Vaasa", "sv", "Vasa"),
        ("Pohjois-Karjala", "en", "North Karelia"), ("Lappi", "en", "Lapland"), ("Närpiö", "en", "Närpes"),
        ("Pietarsaari", "en", "Jakobstad"), ("Mikkeli", "sv", "S:t Michel | Sankt Michel"),
        ("Espoo", "en", ""), ("Juankoski", "now", "Kuopio"),
        ("Nastola", "year", "2016"), ("Tammisaari", "now", "Raasepori"), ("Pertunmaa", "now", "Mäntyharju"),
        ("Kotka", "note", "ambiguous: Kotka"), ("Kokkola", "note", ""),
    ],
)  # fmt: skip
def test_well_known_places(fi: str, column: str, expected: str) -> None:
    assert [place[column] for place in PLACES if first(place["fi"]) == fi] == [expected]


HAND = """# a head
kind\tfi\tsv\ten\tnow\tyear\tnote

## Regions
region\tLappi\tLappland\tLapland\t\t\t

## Municipalities
municipality\tVanha nimi\tGammalt namn\t\t\t\t

## Former
former\tPohja\tPojo\t\tRaasepori\t2009\tby hand
former\tRanua\tRanua\t\tRovaniemi\t2030\t
"""


def record(fi: str, sv: str, code: str = "1", region: str = "Lappi") -> dict[str, str]:
    return {
        "municipal_name_fi": fi, "municipal_name_sv": sv, "municipal_language_ratio_code": code,
        "ad_area_fi": region, "ad_area_sv": "Lappland",
    }  # fmt: skip


@pytest.fixture(scope="module")
def command() -> dict[str, Any]:
    """The names of the module that makes the file."""
    return runpy.run_path(str(FOLDER / "make_places.py"))


def test_the_command_replaces_the_municipalities_alone(command: dict[str, Any]) -> None:
    records = [
        record("Ypäjä", "Ypäjä"), record("Kotka", "Kotka"), record("Ypäjä", "Ypäjä"),
        record("Ranua", "Ranua"), record("Närpiö", "Närpes", "4"), record("Mikkeli", "S:t Michel"),
    ]  # fmt: skip
    text = command["rewrite"](HAND, records, libvoikko.Voikko("fi"))
    assert text.splitlines() == [
        "# a head",
        "kind\tfi\tsv\ten\tnow\tyear\tnote",
        "",
        "## Regions",
        "region\tLappi\tLappland\tLapland\t\t\t",
        "",
        "## Municipalities",
        "municipality\tKotka\tKotka\t\t\t\tambiguous: Kotka",
        "municipality\tMikkeli\tS:t Michel | Sankt Michel\t\t\t\t",
        "municipality\tNärpiö\tNärpes\tNärpes\t\t\t",
        "municipality\tYpäjä\tYpäjä\t\t\t\t",
        "",
        "## Former",
        "former\tPohja\tPojo\t\tRaasepori\t2009\tby hand; ambiguous: Pohja",
        "former\tRanua\tRanua\t\tRovaniemi\t2030\t",
    ]
    assert command["rewrite"](text, records, libvoikko.Voikko("fi")) == text


def test_the_command_asks_for_a_region_that_has_no_row(command: dict[str, Any]) -> None:
    with pytest.raises(command["HankehakuError"], match=r"Kainuu.*write one by hand"):
        command["rewrite"](HAND, [record("Kuhmo", "Kuhmo", region="Kainuu")], libvoikko.Voikko("fi"))
