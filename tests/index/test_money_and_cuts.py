"""Amounts in other money, and rows that were cut: never taken for what they are not in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.indexing.record_reader import read_file, record_project, record_warnings
from index.model.project import Project
from index.reader.parser import parse
from tests.index.samples import minimal


def read_all(path: Path) -> list[tuple[Project, str]]:
    """The projects of a table, each with all that is warned of."""
    found = []
    for record in read_file(str(path), 5_000_000).records:
        project = record_project(str(path), record, False)[0]
        found.append((project, "\n".join((*record_warnings(record), *project.warnings))))
    return found


@pytest.mark.parametrize("kind", ["json", "csv"])
@pytest.mark.parametrize(
    ("currency", "granted"),
    [("EUR", 1000), ("eur", 1000), ("€", 1000), ("GBP", None), ("SEK", None), ("puntaa", None), ("", None)],
)
def test_grants_in_other_money_are_no_euros(
    tmp_path: Path, kind: str, currency: str, granted: int | None
) -> None:
    path = tmp_path / f"grants.{kind}"
    if kind == "json":
        grant = {"id": "360G-x-1", "title": "Työpajat", "currency": currency, "amountAwarded": 1000}
        path.write_text(json.dumps({"grants": [grant]}), "utf-8")
    else:
        path.write_text(f"Identifier,Title,Currency,Amount Awarded\n360G-x-1,Työpajat,{currency},1000\n")
    [(project, told)] = read_all(path)
    assert project.funding.eu_state_granted == granted
    assert ("not in euros" in told) == (granted is None)
    if granted is None:  # no word is lost
        assert f"1000 {currency}".strip() in project.other.values()


@pytest.mark.parametrize(
    ("written", "granted"),
    [
        *(
            (one, None)
            for one in ("25 000 SEK", "25 000 GBP", "£25,000", "25 000 kr", "25 000 mk", "25 000 $")
        ),
        *((one, None) for one in ("25 000 markkaa", "25 000 kruunua")),
        *(
            (one, 25000)
            for one in ("25 000 EUR", "25 000 €", "25 000 euroa", "25 000 (ALV 0 %)", "25 000 krt")
        ),
    ],
)
def test_an_amount_of_a_description_in_other_money_is_no_euros(written: str, granted: int | None) -> None:
    project = parse(minimal(_5=f"Myönnetty EU- ja valtion rahoitus: {written}"))
    assert project.funding.eu_state_granted == granted
    if granted is None:
        assert written in repr(project.other)
        assert project.warnings


PROFILE = """name = "Omat"
formats = ["csv"]
[fields]
code = ["Tunnus"]
title = ["Otsikko"]
summary = ["Kuvaus"]
"""


@pytest.mark.parametrize(
    ("last", "odd"),
    [
        ("A2;Toinen;Kuvaus", ""),
        ("A2;Toinen;", ""),
        ('A2;Toinen;"Kuvaus ""lainaus"" ja rivi\ntoinen"', ""),
        ('A2;Toinen;5" putki', ""),
        ("A2;Toi", "2 cells where the header has 3"),
        ("A2", "1 cells where the header has 3"),
        ('A2;Toinen;"Kuvaus kesk', "does not close"),
        ('"A2";"Toinen";"Kuvaus kesk', "does not close"),
    ],
)
def test_a_row_that_was_cut_is_named(tmp_path: Path, last: str, odd: str) -> None:
    (tmp_path / "oma.profile.toml").write_text(PROFILE, "utf-8")
    path = tmp_path / "a.csv"
    path.write_text(f"Tunnus;Otsikko;Kuvaus\nA1;Eka;Kuvaus\n{last}", "utf-8")
    (first, nothing), (second, told) = read_all(path)
    assert (first.code, nothing, second.code) == ("A1", "", "A2")
    assert ("row 3" in told and "may have been cut" in told and odd in told) if odd else told == ""


def test_half_a_character_in_json_loses_no_row(tmp_path: Path) -> None:
    path = tmp_path / "grants.json"
    rows = [
        {"id": f"360G-x-{n}", "title": title, "currency": "EUR", "amountAwarded": 1, f"{title}": "a"}
        for n, title in enumerate(("Eka", "Toinen \ud800"))
    ]
    path.write_text(json.dumps({"grants": rows}), "utf-8")
    assert [project.title for project, _ in read_all(path)] == ["Eka", "Toinen ?"]
