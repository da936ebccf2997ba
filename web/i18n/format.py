"""Values as text: money, days, numbers and counts, as the language of the page writes them.

What a value is comes from its row of the field table; nothing here knows a field by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from index.model.fields import YES, Field, Kind
from index.remembered import remembered
from search.contract.messages import Message
from web.i18n.texts import gettext, language, ngettext, translated
from web.i18n.values import shown

NBSP = "\u00a0"
UNIT = re.compile(r"(?<=\d)\D*[€%]$")
"""What follows a number: « €», « milj. €», « M€», « %»."""
EN_DASH = "–"
MISSING = Message("ei tietoa")
"""Stands for a value that the description does not give."""

KIND_NAMES = {
    Kind.TEXT: Message("teksti"),
    Kind.KEYWORD: Message("nimi"),
    Kind.ORGANISATION: Message("nimi tai Y-tunnus"),
    Kind.NUMBERED: Message("numero tai nimi"),
    Kind.CODE: Message("tunnus kokonaan"),
    Kind.DATE: Message("päivä"),
    Kind.MONEY: Message("euroa"),
    Kind.COUNT: Message("lukumäärä"),
    Kind.PERCENT: Message("prosenttia"),
    Kind.YEAR: Message("vuosi"),
    Kind.FLAG: Message("kyllä tai ei"),
}
"""What the values of each kind of field are, for readers of the help and of the API's documentation."""

FLAG_WORDS = {True: Message("kyllä"), False: Message("ei")}

DAYS = {"fi": "d.M.y", "sv": "d.M.y", "en": "d MMM y"}
"""Babel's pattern of a day; in Swedish as it is written in Finland."""
SCALES = {"fi": ("M", "t"), "sv": ("mn", "t"), "en": ("M", "k")}
"""The short units of millions and thousands."""
SHORT_EUROS = {
    "fi": (f"{{}}{NBSP}M€", f"{{}}{NBSP}t€"),
    "sv": (f"{{}}{NBSP}mn{NBSP}€", f"{{}}{NBSP}t€"),
    "en": ("€{}m", "€{}k"),
}
"""Patterns of millions and thousands of euros."""
EURO_UNITS = {"fi": ("M€", "t€"), "sv": ("mn €", "t€"), "en": ("€ million", "€ thousand")}
"""The same unit where it stands alone, in the caption of a chart."""


@dataclass(frozen=True)
class NumberStyle:
    """How a language writes numbers: the separator of thousands, and the patterns of euros and per cents."""

    thousands: str
    euros: str
    percent: str


@cache
def _style(code: str) -> NumberStyle:
    """From Babel's locale data, read once: a page has hundreds of numbers."""
    pattern = Locale.parse(code).currency_formats["standard"].pattern.replace(".00", "")
    return NumberStyle(
        thousands=format_decimal(1000, locale=code)[1:-3],
        euros=format_currency(0, "EUR", pattern, code, currency_digits=False).replace("0", "{}"),
        percent=format_percent(0, locale=code).replace("0", "{}"),
    )


def number(value: int) -> str:
    """A whole number: 1 234 567 with no-break spaces, in English 1,234,567."""
    if 0 <= value < 1_000:
        return str(value)
    return f"{value:,}".replace(",", _style(language()).thousands).replace("-", "\u2212")


def money(value: int) -> str:
    """Whole euros: 174 129 €, in English €174,129."""
    return _style(language()).euros.format(number(value))


def round_money(value: int) -> str:
    """Whole euros; tenths of a million as such: 2,5 milj. €, in English €2.5 million."""
    tenths, rest = divmod(value, 100_000)
    if rest or tenths < 10:
        return money(value)
    whole, part = divmod(tenths, 10)
    point = "." if language() == "en" else ","
    return gettext("%(number)s milj. €", number=number(whole) + (f"{point}{part}" if part else ""))


def short_money(value: int) -> str:
    """Whole euros in tenths of a million, or in thousands, for maps: 8,9 M€, 320 t€, in English €8.9m."""
    million, thousand = SHORT_EUROS[language()]
    if value >= 999_500:  # what rounds to 1,000 thousand is a million
        return million.format(scaled_money(value, 1_000_000))
    return thousand.format(number(round(value / 1_000))) if value >= 1_000 else money(value)


def money_scale(most: int) -> tuple[int, str]:
    """What sums of up to `most` euros are divided by to be short, and that unit: M€, t€ or €."""
    million, thousand = EURO_UNITS[language()]
    if most >= 1_000_000:
        return 1_000_000, million
    return (1_000, thousand) if most >= 10_000 else (1, "€")


def scaled_money(value: int, scale: int) -> str:
    """Euros in a unit of `money_scale`, without the unit: tenths of a million, or whole thousands."""
    if scale < 1_000_000 or value >= 100_000_000:
        return number(round(value / scale)) if not 0 < value < scale / 2 else "<1"
    tenths = f"{value / scale:.1f}" if not 0 < value < scale / 20 else "<0.1"
    return tenths if language() == "en" else tenths.replace(".", ",")


def short_number(value: int) -> str:
    """A whole number rounded down to its unit, for labels below bars: 500, 10 t, 2 M."""
    for scale, unit in zip((1_000_000, 1_000), SCALES[language()], strict=True):
        if value >= scale:
            return f"{number(value // scale)}{NBSP}{unit}"
    return number(value)


def day(value: date | str) -> str:
    """A day, 1.9.2021, in English 1 Sep 2021; what is not a day stays as it is."""
    return _day(value, language())


@remembered(10_000)
def _day(value: date | str, code: str) -> str:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return format_date(found, DAYS[code], code)


def day_to_write(value: str) -> str:
    """An ISO day in the form that input fields accept: 1.9.2021, in English 2021-09-01."""
    return value if language() == "en" else day(value)


def period(starts: date | str | None, ends: date | str | None) -> str:
    """A range of days, 1.9.2021–31.12.2023, with either end open; "" without both."""
    if not starts and not ends:
        return ""
    return dashed_range(day(starts) if starts else "", day(ends) if ends else "")


def dashed_range(first: str, last: str) -> str:
    """A range with an en dash, with spaces around it where an end is of several words.

    A unit that follows both numbers is written once: «100 000–500 000 €», «50–59 %».
    """
    units = [found[0] for text in (first, last) if (found := UNIT.search(text))]
    if len(units) == len(set(units)) + 1:
        first = first.removesuffix(units[0])
    wide = " " in first + last
    return f"{first} {EN_DASH} {last}".strip() if wide else f"{first}{EN_DASH}{last}"


def projects(value: int) -> str:
    """How many projects: «12 hanketta», «1 hanke», «Ei osumia»."""
    noun = ngettext("hanke", "hanketta", value)
    return f"{number(value)}{NBSP}{noun}" if value else gettext("Ei osumia")


def files(value: int) -> str:
    """How many files: «12 tiedostoa»."""
    noun = ngettext("tiedosto", "tiedostoa", value)
    return f"{number(value)}{NBSP}{noun}"


def files_or_rows(value: int) -> str:
    """How many files and rows of tables together."""
    noun = ngettext("tiedosto tai taulukon rivi", "tiedostoa tai taulukon riviä", value)
    return f"{number(value)}{NBSP}{noun}"


def percent(part: int, whole: int) -> str:
    """The share of a part in a whole, in whole per cents: 97 %. `whole` is not 0."""
    return percentage(round(100 * part / whole))


def percentage(value: int) -> str:
    """Whole per cents: 97 %, in English 97%."""
    return _style(language()).percent.format(number(value))


def name(value: Any) -> str:
    """A name, or a numbered name as object or as JSON: «9. REACT-EU …»; "" for None."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        label = value.get("name") or ""
        number = value.get("number") or ""
        return f"{number}. {label}" if number and label else str(number or label)
    return "" if value is None else str(value)


def field_value(field: Field, value: Any) -> str:
    """One value of a field as text; "" where there is none."""
    if value is None or value == "":
        return ""
    if field.kind is Kind.MONEY and isinstance(value, int):
        return money(value)
    if field.kind is Kind.COUNT and isinstance(value, int):
        return number(value)
    if field.kind is Kind.PERCENT and isinstance(value, int):
        return percentage(value)
    if field.kind is Kind.DATE:
        return day(value)
    if field.kind is Kind.FLAG:
        return str(translated(FLAG_WORDS[value in (True, YES)]))
    return shown(field, name(value)).text if field.kind.is_name else name(value)
