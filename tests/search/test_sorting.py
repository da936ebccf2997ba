"""The order of sorted hits and of values: what is missing comes last, and letters go as in Finnish."""

from __future__ import annotations

import pytest

from index.indexing.index_writer import build
from index.model.project import QUERYABLE
from search.contract.request import Request
from search.engine import Engine
from tests.small import engine_of, write

LEVELS = {"S10001": None, "S10002": 20, "S10003": 30, "S10004": 10, "S10005": None, "S10006": 30}
"""How much each project has of everything; two have nothing, two the same."""
WITHOUT = ["S10001", "S10005"]
LARGEST_FIRST = ["S10003", "S10006", "S10002", "S10004"]
SMALLEST_FIRST = ["S10004", "S10002", "S10003", "S10006"]
TITLES = {30: "Aalto", 20: "Baari", 10: "Cembalo"}


def bodies(level: int | None) -> dict[str, str]:
    """The sections of a project that has so much of everything, or nothing."""
    if level is None:
        return {}
    days = f"Alkaa 1.1.20{level} ja päättyy 31.12.20{level}"
    numbers = f"Suunniteltu: {level}\n\nToteutunut seurantatietojen mukaan: {level}"
    return {
        "_1": f"Hankkeen nimi: {TITLES[level]}\n\nSuunnitelman mukainen toteutusaika: {days}",
        "_5": f"Myönnetty EU- ja valtion rahoitus: {level}\n\n"
        f"Toteutunut EU- ja valtion rahoitus: {level * level // 40}\n\n"
        f"Suunniteltu julkinen rahoitus yhteensä: {level}\n\nToteutunut julkinen rahoitus yhteensä: {level}",
        "_7_1": numbers,
        "_7_2": numbers,
    }


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An index of them in two segments, in which codes go to and fro."""
    top = tmp_path_factory.mktemp("levels")
    for half in (("S10001", "S10004", "S10006"), ("S10002", "S10003", "S10005")):
        for code in half:
            write(top / "source", code, **bodies(LEVELS[code]))
        build(top / "index", [top / "source"])
    return Engine(top / "index")


def order(engine: Engine, sort: str, offset: int = 0, limit: int = 20) -> list[str]:
    """The codes of the hits."""
    return [hit.code for hit in engine.answer(Request(sort=sort, offset=offset, limit=limit)).hits]


@pytest.mark.parametrize("name", [f.query for f in QUERYABLE.values() if f.sortable and f.query != "koodi"])
def test_projects_without_a_value_come_last_either_way(levels: Engine, name: str) -> None:
    assert order(levels, name) == LARGEST_FIRST + WITHOUT  # texts go from A
    assert order(levels, f"-{name}") == SMALLEST_FIRST + WITHOUT
    paged = [code for at in range(0, 6, 2) for code in order(levels, name, offset=at, limit=2)]
    assert paged == LARGEST_FIRST + WITHOUT


def test_codes_sort_both_ways(levels: Engine) -> None:
    assert order(levels, "koodi") == sorted(LEVELS)
    assert order(levels, "-koodi") == sorted(LEVELS, reverse=True)


def test_without_words_the_newest_come_first(levels: Engine) -> None:
    assert order(levels, "") == LARGEST_FIRST + WITHOUT


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Projects whose titles and municipalities begin with every kind of letter, their codes in no order."""
    descriptions = {
        f"S{20000 + 7 * number % 31}": {"_1": f"Hankkeen nimi: {title}", "_6": f"Kunnat: {town}"}
        for number, (title, town) in enumerate(zip(ALPHABETICAL, TOWNS, strict=True))
    }
    return engine_of(tmp_path_factory.mktemp("letters"), descriptions)


ALPHABETICAL = (
    "aalto", "”Aamu”", "Éclair", "ele", "Kaa", "Kza", "Kåa", "Käa", "Köa", "Šaka", "Satu", "(Tie)", "Tuli",
    "– zetä", "Åbo", "ähky", "Äiti", "öljy",
)  # fmt: skip
TOWNS = (
    "Aura", "Espoo", "Hanko", "Ii", "Kolari", "Kärkölä", "Lohja", "Oulu", "Paimio", "Raahe", "Salo", "Tornio",
    "Vöyri", "Ypäjä", "Åland", "Ähtäri", "Äänekoski", "Öja",
)  # fmt: skip


def test_titles_sort_as_in_finnish(letters: Engine) -> None:
    def titles(sort: str) -> list[str]:
        return [hit.title for hit in letters.answer(Request("", sort=sort, limit=100)).hits]

    assert titles("nimi") == list(ALPHABETICAL)
    assert titles("-nimi") == list(reversed(ALPHABETICAL))


def test_values_as_frequent_as_one_another_sort_as_in_finnish(letters: Engine) -> None:
    assert tuple(value.label for value in letters.answer(Request()).facets["kunta"]) == TOWNS
