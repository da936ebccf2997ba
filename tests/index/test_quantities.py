"""Numbers, amounts, days and ranges mean the same wherever they are written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model.quantities import (
    Span,
    day,
    days,
    leading_day,
    leading_number,
    numbers,
    span,
    whole,
    years,
)

UNITS = """
    € euro euroa eurot euros euroja eurojen euron eur e e. % prosenttia procent percent kpl kpl. henkilöä hlö
    hlöä
    hlöa hlö. st st. personer persons people
"""
SCALES = {
    5_000: "tuhatta tuhat tuh tuh. tusen thousand t t. k",
    5_000_000: "miljoonaa miljoona miljon miljoner million millions milj milj. mn m M",
    5_000_000_000: "miljardia miljardi miljard miljarder mrd mrd. billion billions bn",
}


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("386 819", 386_819), ("386\u00a0819", 386_819), ("1\u202f386\u2009819 €", 1_386_819),
        ("386.819", 386_819), ("300,000", 300_000), ("1 234,50 euroa", 1_235), ("1234,49", 1_234),
        ("1,083,065.20", 1_083_065), ("1.083.065,20", 1_083_065), ("1'083'065", 1_083_065),
        ("EUR 448 700", 448_700), ("€448 700", 448_700), ("448 700 e", 448_700), ("448 700,- €", 448_700),
        ("300 t", 300_000), ("300k", 300_000), ("300 t€", 300_000), ("0,3 milj.", 300_000),
        ("0,300 milj.", 300_000), ("1.5 miljoonaa euroa", 1_500_000), ("2 mrd", 2_000_000_000),
        ("300´000", 300_000), ("300_000", 300_000), ("300·000", 300_000), ("３００ ０００", 300_000),
        ("300\u2060000", 300_000), ("𝟑𝟎𝟎 𝟎𝟎𝟎", 300_000), ("300 000 €.", 300_000), ("58 hlö.", 58),
        ("0,3 milj. €", 300_000), ("0,3 M€", 300_000), ("300 k€", 300_000), ("300 tusen euro", 300_000),
        ("0.3 million euros", 300_000), ("0,3 miljoner", 300_000), ("2 miljardia", 2_000_000_000),
        ("-1 500", -1_500), ("−5", -5), ("0", 0), ("0,00", 0), ("0,5", 1), ("100 %", 100), ("–5", -5),
        ("‐5", -5), ("‑5", -5), ("+5", 5), ("-0,5", -1), ("-0,4", 0), ("0,4", 0), ("1,5", 2), ("2,5", 3),
        ("0,300", 0), ("1,300", 1_300), ("1,300,000", 1_300_000), ("5 -", None), ("5,–", 5), ("00012", 12),
        ("999 999 999 999 999", 10**15 - 1), ("1 000 000 000 000 000", None), ("-" + "9" * 15, 1 - 10**15),
        ("1 000 000 milj.", 10**12), ("1000000 mrd", None), ("5..", None), ("5.", 5), ("5 .", 5),
        *((f"5 {unit}", 5) for unit in UNITS.split()),
        *((f"5 {word}", value) for value, words in SCALES.items() for word in words.split()),
        *((f"2{gap}000",
        2_000) for gap in " .,'’´`_·˙\t\n\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000"),
        *((f"2{unseen}5", 25) for unseen in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"),
        *((chr(0x1D7CE + at), at % 10) for at in range(50)),
    ],
)  # fmt: skip
def test_amounts(text: str, euros: int | None) -> None:
    assert whole(text) == euros


@pytest.mark.parametrize(
    "text", ["", "noin 5", "12 34", "9" * 16, "5 + 5", "€", "-", "1e6", "٣", "5–10", "1.2.2021", "3 kissaa"]
)
def test_what_is_no_amount(text: str) -> None:
    assert whole(text) is None


def test_a_number_with_words_behind_it() -> None:
    found = leading_number("58, joista naisten 12")
    assert found is not None
    assert (found.value, found.rest) == (58, ", joista naisten 12")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.9.2021", date(2021, 9, 1)), ("01.09.2021", date(2021, 9, 1)), ("1. 9. 2021", date(2021, 9, 1)),
        ("1.2.21", date(2021, 2, 1)), ("1.2.99", date(1999, 2, 1)), ("2021-02-01", date(2021, 2, 1)),
        ("1. helmikuuta 2021", date(2021, 2, 1)), ("31. Joulukuuta 2021", date(2021, 12, 31)),
        ("1 februari 2021", date(2021, 2, 1)), ("1:e mars 2021", date(2021, 3, 1)),
        ("1 February 2021", date(2021, 2, 1)), ("February 1st, 2021", date(2021, 2, 1)),
        ("1. marraskuuta 2021", date(2021, 11, 1)), ("2021.02.01", date(2021, 2, 1)),
        ("2021‑02‑01", date(2021, 2, 1)), ("１．２．２０２１", date(2021, 2, 1)),
        ("1.2.'21", date(2021, 2, 1)),
        ("1․2․2021", date(2021, 2, 1)), ("1.2.69", date(2069, 2, 1)), ("1.2.70", date(1970, 2, 1)),
        ("1.1.1900", date(1900, 1, 1)), ("31.12.1899", None), ("31.12.2199", date(2199, 12, 31)),
        ("1.1.2200", None), ("2021-02-01T12:30:00.5Z", date(2021, 2, 1)), ("2021/02/01", date(2021, 2, 1)),
        ("2nd May 2021", date(2021, 5, 2)), ("3rd May 2021", date(2021, 5, 3)),
        ("4th May 2021", date(2021, 5, 4)),
        ("1.13.2021", None), ("1 foo 2021", None), ("2021-02.01", None), ("1/2/2021", None),
        ("31.2.2020", None), ("1.1.0001", None), ("1.1.20201", None), ("kesä", None), ("1.2.", None),
    ],
)  # fmt: skip
def test_days(text: str, found: date | None) -> None:
    assert day(text) == found


def test_the_months_have_their_names() -> None:
    names = ["tammi", "helmi", "maalis", "huhti", "touko", "kesä"]
    names += ["heinä", "elo", "syys", "loka", "marras", "joulu"]
    for number, name in enumerate(names, 1):
        assert day(f"3. {name}kuuta 2021") == date(2021, number, 3), name
        first, _ = days(f"{name}kuu 2021") or (None, None)
        assert first == date(2021, number, 1).toordinal(), name


MONTHS = """
    jan jan. januari january | feb feb. februari february | mar mar. mars march | apr apr. april | maj may |
    jun juni june | jul juli july | aug aug. augusti august | sep sep. sept sept. september |
    okt okt. oct. oktober october | nov nov. november | dec dec. december
"""


def test_the_months_have_their_names_in_swedish_and_english() -> None:
    for number, names in enumerate(MONTHS.split("|"), 1):
        for name in names.split():
            assert day(f"3 {name} 2021") == date(2021, number, 3), name
            assert days(f"{name} 2021") == days(f"{number}/2021"), name
            assert day(f"{name} 3, 2021") == date(2021, number, 3), name


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("12/2021", date(2021, 12, 1)), ("1/1900", date(1900, 1, 1)), ("12/2199", date(2199, 12, 1)),
        ("1900", date(1900, 1, 1)), ("2199", date(2199, 1, 1)), ("1899", None), ("2200", None),
        ("0/2021", None), ("13/2021", None), ("1/1899", None), ("1/2200", None),
        ("2021-12", date(2021, 12, 1)),
        ("12.2021", date(2021, 12, 1)),
    ],
)  # fmt: skip
def test_months_and_years_of_days(text: str, first: date | None) -> None:
    found = days(text)
    assert (found and found.low) == (first and first.toordinal())


def test_a_full_width_sign_is_its_plain_one() -> None:
    for at in range(15, 94):  # from the digits' end on: «9» is at 24
        found = leading_number(f"5 {chr(0xFF01 + at)}x")
        assert found is not None
        assert found.rest.strip() == f"{chr(0x21 + at)}x" or at < 26, at
    assert leading_number("5 ｟") == (5, " ｟")


def test_a_day_with_words_behind_it() -> None:
    assert leading_day("1.9.2021 ja päättyy") == (date(2021, 9, 1), " ja päättyy")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2/2021", date(2021, 2, 1), date(2021, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("helmikuu 2021", date(2021, 2, 1), date(2021, 2, 28)),
        ("1.2.2021 - 31.8.2023", date(2021, 2, 1), date(2023, 8, 31)),
        ("2021-02-01 – 2023-08-31", date(2021, 2, 1), date(2023, 8, 31)),
        ("2021-02-01..2023", date(2021, 2, 1), date(2023, 12, 31)),
        ("1.2.–31.8.2021", date(2021, 2, 1), date(2021, 8, 31)),
        ("1.–31.8.2021", date(2021, 8, 1), date(2021, 8, 31)),
        ("2–8/2021", date(2021, 2, 1), date(2021, 8, 31)),
        ("helmi–elokuu 2021", date(2021, 2, 1), date(2021, 8, 31)),
        ("maj 2021", date(2021, 5, 1), date(2021, 5, 31)),
        ("9/21", date(2021, 9, 1), date(2021, 9, 30)),
        ("1.2.21–31.8.23", date(2021, 2, 1), date(2023, 8, 31)),
    ],
)
def test_spans_of_days(text: str, first: date, last: date) -> None:
    assert span(text, days) == Span(first.toordinal(), last.toordinal())


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("200 000..300 000", 200_000, 300_000), ("2020 .. 2022", 2020, 2022), ("2020–2022", 2020, 2022),
        ("2020-2022", 2020, 2022), ("2020 — 2022", 2020, 2022), ("..500", None, 500), ("500..", 500, None),
        ("> 300000", 300_001, None), (">300.000", 300_001, None), ("≥300 t", 300_000, None),
        ("<1 milj.", None, 999_999), ("=>5", 5, None), ("=5", 5, 5), ("-5", -5, -5), ("-10..-5", -10, -5),
        ("-10 - -5", -10, -5), ("200–300 t€", 200_000, 300_000), ("0,2-0,3 milj. €", 200_000, 300_000),
        ("200 000–300 t€", 200_000, 300_000), ("300000–", 300_000, None), ("300000+", 300_000, None),
        ("2020–22", 2020, 2022), ("2020 TO 2022", 2020, 2022), ("2020/2022", 2020, 2022),
        ("2020‥2022", 2020, 2022),
        ("vähintään 300 000 €", 300_000, None), ("yli 5", 6, None), ("enintään 5", None, 5),
        ("alle 5", None, 4),
        ("2020 alkaen", 2020, None), ("vuodesta 2020", 2020, None), ("2022 saakka", None, 2022),
        ("minst 5", 5, None), ("at most 5", None, 5), ("≧5", 5, None), ("＞5", 6, None),
        ("före 2020", None, 2019), ("0,1 milj. – 0,5 milj.", 100_000, 500_000), ("5…10", 5, 10),
    ],
)  # fmt: skip
def test_spans_of_numbers(text: str, low: int | None, high: int | None) -> None:
    assert span(text, numbers) == Span(low, high)


COMPARED = {
    (5, None): "vähintään,vuodesta,alkaen,from,since,från,fr.o.m.,minst,at least,min,min.,>=,=>,≥,≧,⩾",
    (None, 5): "enintään,korkeintaan,vuoteen,up to,until,till,t.o.m.,högst,at most,max,max.,<=,=<,≤,≦,⩽",
    (6, None): "yli,jälkeen,över,efter,over,above,more than,after,>",
    (None, 4): "alle,ennen,under,före,below,less than,before,<",
    (5, 5): "vuonna,vuosina,år,year,=,==",
}
COMPARED_AFTER = {
    (5, None): "alkaen,lähtien,eteenpäin,+",
    (None, 5): "saakka,asti,mennessä",
    (6, None): "jälkeen",
}


def test_every_word_for_a_comparison() -> None:
    for (low, high), words in COMPARED.items():
        for word in words.split(","):
            assert span(f"{word} 5", numbers) == Span(low, high), word
            assert span(f"{word.upper()} 5", numbers) == Span(low, high), word
    for (low, high), words in COMPARED_AFTER.items():
        for word in words.split(","):
            assert span(f"5 {word}", numbers) == Span(low, high), word


@pytest.mark.parametrize("between", ["..", "...", "…", " to ", " till ", *"-‐‑‒–—―−", " - ", "‥"])
def test_what_stands_between_the_bounds(between: str) -> None:
    assert span(f"200{between}300", numbers) == Span(200, 300)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2020", 2020, 2020),
        (">2020", 2021, None),
        ("69–70", 2069, 1970),
        ("20–22", 2020, 2022),
        ("v. 21", 2021, 2021),
    ],
)
def test_spans_of_years(text: str, low: int | None, high: int | None) -> None:
    assert span(text, years) == Span(low, high)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1. 2. – 31.8.2021", date(2021, 2, 1), date(2021, 8, 31)),
        ("2–8/21", date(2021, 2, 1), date(2021, 8, 31)),
        ("helmi–elokuu 2021", date(2021, 2, 1), date(2021, 8, 31)),
        ("tammi-joulukuu 2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("12/2020–2/2021", date(2020, 12, 1), date(2021, 2, 28)),
    ],
)
def test_bounds_share_their_month_and_year(text: str, first: date, last: date) -> None:
    assert span(text, days) == Span(first.toordinal(), last.toordinal())


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("300–200 t", 300, 200_000), ("200–200 t", 200_000, 200_000), ("0–5 milj.", 0, 5_000_000)],
)
def test_bounds_share_their_unit_where_the_first_is_the_smaller(text: str, low: int, high: int) -> None:
    assert span(text, numbers) == Span(low, high)


@pytest.mark.parametrize(
    "text",
    ["", "..", "-", "1..x2", "> 5..", "< ..5", "= 1..2", "a..b", "5..b", ">", "> x", "5 tai 6", "1-2-3"],
)
def test_what_is_no_span(text: str) -> None:
    assert span(text, numbers) is None


@pytest.mark.parametrize(("text", "year"), [("2021", 2021), ("21", 2021), ("'99", 1999), ("v. 2021", 2021)])
def test_years(text: str, year: int) -> None:
    assert years(text) == Span(year, year)


@pytest.mark.parametrize("text", ["2020,2021", "2 020", "202", "20211", "2o21", ""])
def test_what_is_no_year(text: str) -> None:
    assert years(text) is None


@given(st.integers(-(10**14), 10**14))
def test_every_whole_number_is_read_in_every_grouping(value: int) -> None:
    for gap in (" ", "\u00a0", "\u202f", ".", ",", "'"):
        assert whole(f"{value:,}".replace(",", gap)) == value


@given(st.text(alphabet="0123456789 .,-–…<>=€tkm%milj/'+aeny\u00a0", max_size=60))
def test_nothing_makes_a_reader_fail(text: str) -> None:
    for read in (numbers, days, years):
        span(text, read)
    leading_number(text)
    leading_day(text)
