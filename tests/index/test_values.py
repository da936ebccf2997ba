"""The readers of single values: amounts, counts, days, numbered names, lists, funds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.model.project import Project
from index.model.project_parts import Numbered
from index.reader.field_values import (
    PartlyRead,
    parse_amount,
    parse_count,
    parse_day,
    parse_numbered,
    split_list,
)
from index.templates.eura2014 import EURA2014


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("386 819", 386_819),
        ("386\u00a0819", 386_819),
        ("1\u202f386\u2009819 €", 1_386_819),
        ("386.819", 386_819),
        ("1 234,50 euroa", 1_235),
        ("1234,49", 1_234),
        ("-1 500", -1_500),
        ("−5", -5),
        ("1,083,065.20", 1_083_065),
        ("EUR 448 700", 448_700),
        ("€448 700", 448_700),
        ("448 700 e", 448_700),
        ("0,3 milj. €", 300_000),
        ("0", 0),
        ("0,00", 0),
        ("", None),
        (" \u00a0", None),
    ],
)
def test_amounts(text: str, euros: int | None) -> None:
    assert parse_amount(text) == euros


@pytest.mark.parametrize("text", ["noin 5", "12 34", "1,23,456", "9" * 5000, "5 + 5", "€", "-", "1e6", "٣"])
def test_bad_amounts(text: str) -> None:
    with pytest.raises(ValueError, match="bad amount"):
        parse_amount(text)


@pytest.mark.parametrize("text", ["3,5", "3.5", "5 €", "n. 5", "5–10"])
def test_bad_counts(text: str) -> None:
    with pytest.raises(ValueError, match="bad number"):
        parse_count(text)


@pytest.mark.parametrize("text", ["31.2.2020", "1.1.0001", "1.1.20201", "2020-13-01", "kesä"])
def test_bad_days(text: str) -> None:
    with pytest.raises(ValueError, match="bad date"):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9. REACT-EU:n ESR-toimenpiteet", Numbered("9", "REACT-EU:n ESR-toimenpiteet")),
        ("12.3. Digitaalisten taitojen", Numbered("12.3", "Digitaalisten taitojen")),
        ("3 Työllisyys", Numbered("3", "Työllisyys")),
        ("3.Työllisyys", Numbered("3", "Työllisyys")),
        ("Tekninen tuki", Numbered("", "Tekninen tuki")),
        ("2021 vuoden ohjelma", Numbered("", "2021 vuoden ohjelma")),
        ("9.", Numbered("9", "")),
        ("", None),
    ],
)
def test_numbered(text: str, found: Numbered | None) -> None:
    assert parse_numbered(text) == found


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Salla, Posio,Inari", ("Salla", "Posio", "Inari")),
        *((f"Salla {sign} Ii", ("Salla", "Ii")) for sign in (*",;•·/&", "ja", "sekä", "och", "samt")),
        ("(a, b), c, (d) e; f", ("(a, b)", "c", "(d) e", "f")),
        ("), (a, b (c)", (")", "(a, b (c)")),
        ("Koko maa (paitsi Lappi, Kainuu), Ii", ("Koko maa (paitsi Lappi, Kainuu)", "Ii")),
        ("Salla (osa, Ii", ("Salla (osa", "Ii")),
        ("Pielisen\u00a0Karjalan,, ,", ("Pielisen Karjalan",)),
        ("", ()),
    ],
)
def test_lists(text: str, items: tuple[str, ...]) -> None:
    assert split_list(text) == items


@pytest.mark.parametrize(
    ("line", "fund"),
    [
        ("Euroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus", "ESR"),
        ("Euroopan aluekehitysrahaston  (EAKR) rahoittaman hankkeen kuvaus", "EAKR"),
        ("Euroopan sosiaalirahasto plussan (ESR+) rahoittaman hankkeen kuvaus", "ESR+"),
        ("Euroopan aluekehitysrahaston rahoittaman hankkeen kuvaus", "EAKR"),
        (EURA2014.printed["0"][0], None),
    ],
)
def test_funds(line: str, fund: str | None) -> None:
    assert EURA2014.fund_of(line) == fund


@pytest.mark.parametrize(
    ("text", "number"),
    [("58, joista naisten 12", 58), ("58 henkilöä, joista 12 naista", 58), ("58 (arvio)", 58)],
)
def test_a_number_with_a_remark_is_read_with_a_warning(text: str, number: int) -> None:
    with pytest.raises(PartlyRead, match="only the number") as caught:
        parse_count(text)
    assert caught.value.value == number


def test_a_year_that_is_hardly_meant_is_read_with_a_warning() -> None:
    with pytest.raises(PartlyRead, match="hardly meant") as caught:
        parse_day("Alkaa 1.1.2023 ja päättyy 31.10.2123", "päättyy")
    assert caught.value.value == date(2123, 10, 31)
    assert replace(Project(code="S1"), starts=date(2023, 1, 1), ends=date(2123, 10, 31)).years == ()
