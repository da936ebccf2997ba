"""Descriptions with every oddity at once, judged line by line; single values at their limits."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from index.errors import NotADescription
from index.model.fields import Field
from index.model.project import FIELDS, FORM_WORDS
from index.model.project_parts import Monitored
from index.model.serialization import to_json
from index.reader.field_values import (
    PartlyRead,
    bare_words,
    parse_amount,
    parse_count,
    parse_day,
    parse_value,
    shorten,
    spell_out_period,
    split_list,
)
from index.reader.headings import blank_around, heading_number, take_marks
from index.reader.parser import parse
from index.reader.partners import first_business_id, read_partners
from index.reader.target_area import says_nationwide
from index.templates.eura2014 import EURA2014
from tests.index.samples import minimal

ODD = Path(__file__).parent / "golden" / "odd"


def told(warning: str) -> str:
    """A warning without its words, which may change: its line and what it quotes."""
    return " ".join([warning.partition(":")[0], *re.findall("«(.*?)»", warning)])


@pytest.mark.parametrize("name", ["finnish", "old"])
def test_every_line_is_where_it_belongs(name: str) -> None:
    wanted = json.loads((ODD / f"{name}.json").read_text("utf-8"))
    found = to_json(parse((ODD / f"{name}.txt").read_text("utf-8")))
    warnings, expected = found.pop("warnings"), wanted.pop("warnings")
    assert found.pop("other") == wanted.pop("other")
    assert found == wanted
    assert list(map(told, warnings)) == expected


@pytest.mark.parametrize(
    ("key", "text", "wanted"),
    [
        ("", "Valtakunnallinen hanke", True), ("Maakunnat", "valtakunnallinen hanke", True),
        ("", "Lappi", None), ("Maakunnat", "kyllä", None), ("Valtakunnallinen hanke", "", False),
        ("Valtakunnallinen hanke", "kyllä", True), ("Valtakunnallinen hanke", "ei", False),
        ("Valtakunnallinen hanke", "Lappi", None),
    ],
)  # fmt: skip
def test_what_says_that_a_project_is_nationwide(key: str, text: str, wanted: bool | None) -> None:
    assert says_nationwide(EURA2014, key, text) is wanted


# Single values


def row(query: str) -> Field:
    return next(field for field in FIELDS if field.query == query)


CURRENCIES = """
    AUD BGN CAD CHF CZK DKK EEK FIM GBP HRK HUF ISK JPY LTL LVL NOK PLN RON RUB SEK TRY UAH USD $ £ ¥ kr mk
    kruunua
    kronor markkaa puntaa dollaria
"""


@pytest.mark.parametrize("currency", CURRENCIES.split())
def test_other_money_is_not_euros(currency: str) -> None:
    for text in (f"100 {currency}", f"100{currency}" if not currency[0].isalpha() else f"100 ({currency})"):
        with pytest.raises(ValueError, match="is not in euros"):
            parse_amount(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100 (arvio)", 100), ("100; arvio", 100), ("100, arvio", 100), ("100 kappaletta", 100),
        ("1,6 noin", 2),
        ("999999999999999 noin", 10**15 - 1),
    ],
)  # fmt: skip
def test_a_remark_behind_a_number(text: str, value: int) -> None:
    with pytest.raises(PartlyRead) as caught:
        parse_amount(text)
    assert caught.value.value == value


@pytest.mark.parametrize("text", ["100,2 3", "100 (2", "100:5", "1000000000000000 noin", "100 -"])
def test_more_of_the_number_is_no_remark(text: str) -> None:
    with pytest.raises(ValueError, match="bad amount") as caught:
        parse_amount(text)
    assert not isinstance(caught.value, PartlyRead)


@pytest.mark.parametrize("text", ["€ 5", "EUR 5", "eur 5", "(€5)", "5,0", "5.25"])
def test_people_are_not_counted_in_euros_or_halves(text: str) -> None:
    with pytest.raises(ValueError, match="bad number"):
        parse_count(text)


def test_counts() -> None:
    assert parse_count("1.000") == 1000
    assert parse_count("") is None


@pytest.mark.parametrize(
    ("query", "text", "value"),
    [
        ("maakunta", "Lappi", ("Lappi",)), ("myonnetty", "5", 5), ("yritykset", "5", 5),
        ("valtakunnallinen", "x", True), ("valtakunnallinen", " ", None), ("valtakunnallinen", "ei", False),
        ("alkaa", "Alkaa 1.9.2021 ja päättyy 2.9.2022", date(2021, 9, 1)),
        ("paattyy", "Alkaa 1.9.2021 ja päättyy 2.9.2022", date(2022, 9, 2)),
        ("paattyy", "ALKAA 1.9.2021 JA PÄÄTTYY: – 2.9.2022", date(2022, 9, 2)),
        ("alkaa", "päättyy 2.9.2022", None), ("alkaa", "Alkaa ja päättyy 2.9.2022", None),
        ("ytunnus", "FI95499093", "9549909-3"), ("ytunnus", "", None), ("ytunnus", "malli", "malli"),
        ("koodi", "a 12345", "A12345"), ("koodi", "malli", "malli"), ("nimi", " a  b ", "a b"),
        ("nimi", " ", None),
    ],
)  # fmt: skip
def test_a_value_by_its_row(query: str, text: str, value: object) -> None:
    assert parse_value(row(query), text) == value


def test_a_flag_that_is_neither() -> None:
    with pytest.raises(ValueError, match="neither yes nor no: «ehkä»"):
        parse_value(row("valtakunnallinen"), "ehkä")


@pytest.mark.parametrize(("year", "is_meant"), [(1989, False), (1990, True), (2049, True), (2050, False)])
def test_the_years_of_projects(year: int, is_meant: bool) -> None:
    if is_meant:
        assert parse_day(f"1.2.{year}") == date(year, 2, 1)
    else:
        with pytest.raises(PartlyRead):
            parse_day(f"1.2.{year}")


@pytest.mark.parametrize(
    ("text", "words", "spelled"),
    [
        ("1.2.2021 - 31.8.2023", ["Alkaa", "päättyy"], "Alkaa 2021-02-01 ja päättyy 2023-08-31"),
        ("2021", ["Alkaa", "päättyy"], "Alkaa 2021-01-01 ja päättyy 2021-12-31"),
        ("1.2.2021", ["Alkaa", "päättyy"], "1.2.2021"),
        ("1.2.2021 -", ["Alkaa", "päättyy"], "1.2.2021 -"),
        ("- 1.2.2021", ["Alkaa", "päättyy"], "- 1.2.2021"),
        ("x", ["Alkaa", "päättyy"], "x"),
        ("2021", ["Alkaa"], "2021"),
        ("2021", ["Alkaa", ""], "2021"),
    ],
)
def test_a_period_without_its_words(text: str, words: list[str], spelled: str) -> None:
    assert spell_out_period(text, words) == spelled


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Ii ja Oulu", ("Ii", "Oulu")), ("Ii sekä Oulu och Pori samt Rauma", ("Ii", "Oulu", "Pori", "Rauma")),
        ("Ii & Oulu", ("Ii", "Oulu")), ("Ii/Oulu / Pori", ("Ii", "Oulu", "Pori")),
        ("Ii · Oulu • Pori", ("Ii", "Oulu", "Pori")),
        ("Ii; Oulu.", ("Ii", "Oulu")), ("Ii (a; b) (c (d, e), f), g", ("Ii (a; b) (c (d, e), f)", "g")),
        ("Ii), Oulu ((a, b)", ("Ii)", "Oulu ((a, b)")), (") Ii, Oulu", (") Ii", "Oulu")),
        ("Ii, ja Oulu", ("Ii", "ja Oulu")),
        ("a),b(", ("a)", "b(")),
    ],
)  # fmt: skip
def test_lists_as_people_write_them(text: str, items: tuple[str, ...]) -> None:
    assert split_list(text) == items


def test_words_without_their_punctuation() -> None:
    assert bare_words("«Malli», (a-b) “c” „d” ’e‘ – … • · — f. !") == ["Malli", "a-b", "c", "d", "e", "f"]


@pytest.mark.parametrize(("length", "shown"), [(59, "a" * 59), (60, "a" * 60), (61, "a" * 60 + "…")])
def test_what_a_message_quotes_is_short(length: int, shown: str) -> None:
    assert shorten("a" * length) == shown
    assert shorten("a\tb\x00\u202e") == "a�b��"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("7.3 Jotain", "7.3"), ("9 Jotain", "9"), ("1.2.3.4 Jotain", "1.2.3.4"), ("1.2.3.4.5 Jotain", None),
        ("123 Jotain", None), ("7.3. Jotain", None), ("7.3 jotain", None), ("7.3 " + "J" * 80, "7.3"),
        ("7.3 " + "J" * 81, None), ("  7.3  Jotain  muuta", "7.3"), ("Jotain 7", None),
        *((f"7.3 Jotain{sign}", None) for sign in ".,:;!?…"),
    ],
)  # fmt: skip
def test_what_is_written_like_a_heading(line: str, number: str | None) -> None:
    assert heading_number(line) == number


def test_marks_of_headings() -> None:
    lines, marked = take_marks(["# a", "###### b", "####### c", "#d", " # e", "##  f"])
    assert lines == ["a", "b", "####### c", "#d", " # e", "f"]
    assert marked == {0, 1, 5}


@pytest.mark.parametrize(
    ("line", "found", "rest"),
    [
        ("Malli ry", [("Malli ry", "")], ""),
        ("9549909-3 Malli ry", [("Malli ry", "9549909-3")], ""),
        (" ,;Xamk Lux, ", [("Xamk Lux", "")], ""), ("9549909-3 xx Lux ;,.)", [("xx Lux", "9549909-3")], ""),
        ("Malli ry ja 9549909-3 Toinen ry", [("Malli ry ja", "9549909-3")], "Toinen ry"),
        ("Malli ry (9549909-3), Toinen ry (1234567-1).", [("Malli ry", "9549909-3"),
        ("Toinen ry", "1234567-1")], ""),
        *((f"{bullet} Malli ry, 9549909-3", [("Malli ry", "9549909-3")],
        "") for bullet in [*"-–—•·*▪●◦", "1.", "12)"]),
        *((f"Malli ry {key} 9549909-3", [("Malli ry", "9549909-3")], "")
          for key in ("Y-tunnus", "ytunnus:", "LY-tunnus", "lytunnus", "FO-nummer", "fonummer",
          "business id", "(Y-tunnus.")),
        *((f"A 9549909-3 {word} B 1234567-1", [("A", "9549909-3"), ("B", "1234567-1")],
        "") for word in ("ja", "sekä", "och", "samt")),
        ("A FI-95499093", [("A", "9549909-3")], ""), ("A 954 9909 – 3", [("A", "9549909-3")], ""),
        ("A 9549909-3-1", [("A 9549909-3-1", "")], ""), ("A-9549909-3", [("A-9549909-3", "")], ""),
    ],
)  # fmt: skip
def test_partners_on_a_line(line: str, found: list[tuple[str, str]], rest: str) -> None:
    assert read_partners(line) == (found, rest)


def test_a_business_id_somewhere_in_a_text() -> None:
    assert first_business_id("Malli ry, FI 9549909-3 ja 1234567-1") == "9549909-3"
    assert first_business_id("Malli ry") is None


@pytest.mark.parametrize("code", ["S123", "ABC12345678", "123456", "123456789"])
def test_codes_of_projects(code: str) -> None:
    assert parse(minimal(code)).code == code


@pytest.mark.parametrize("code", ["S12", "12345", "1234567890", "ABCD123", "S123456789"])
def test_what_is_no_code(code: str) -> None:
    with pytest.raises(NotADescription, match=f"found «{code}»"):
        parse(minimal(code))


@pytest.mark.parametrize("axis", ["2", "02", "TL 2", "tl. 2", "Toimintalinja 2", "2.", "Toimintalinja 2:"])
def test_the_number_of_an_axis(axis: str) -> None:
    found = parse(minimal(_1=f"Toimintalinja: {axis}")).priority_axis
    assert found is not None
    assert found.number == "2"
    assert found.name.startswith("Uusimman")


def test_a_sign_of_copyright_ends_the_form_on_a_short_line_only() -> None:
    end = "\n\nSivu ©\n" + "a" * 499 + "©\n" + "©" + "b" * 498
    project = parse(minimal(_9=f"Loppu.{end}"))
    assert project.final_report == "Loppu.\n\nSivu ©\n" + "a" * 499 + "©"
    assert project.other[FORM_WORDS].startswith("©bbb")


def test_other_numbers_of_section_7() -> None:
    body = "7.3 Patentit\n\nToteutunut seurantatietojen mukaan: 3\nSuunniteltu: 2\n\n7.4 Muu\n\nSuunniteltu:"
    project = parse(minimal(_7_2=body))
    assert project.monitored == (Monitored("Patentit", 2, 3), Monitored("Muu"))
    again = parse(minimal(_7_2="7.9 Osallistuvien yritysten lukumäärä\n\nSuunniteltu: 4"))
    assert (again.companies.planned, again.monitored) == (4, ())


@pytest.mark.parametrize(
    ("lines", "at", "around"),
    [
        (["a"], 0, (True, True)),
        (["a", "b"], 0, (True, False)),
        (["a", "b"], 1, (False, True)),
        (["a", "b", "c"], 1, (False, False)),
        ([" ", "b", "c"], 1, (True, False)),
        (["a", "b", ""], 1, (False, True)),
    ],
)
def test_lines_around_one_are_blank_or_none(lines: list[str], at: int, around: tuple[bool, bool]) -> None:
    assert blank_around(lines, at) == around
