"""Numbers, amounts, days and ranges as people write them: the only parser of them.

Descriptions («EUR 448 700»), the query language (`myonnetty:>300 t`), forms and addresses read their values
here, so that a value means the same wherever it is written. Each function returns None for a text that is not
such a value, and never guesses.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

LARGEST = 10**15
"""Beyond any sum of money; keeps hostile numbers inside 64 bits."""
LONGEST = 15
"""Digits of the largest number."""
YEARS = range(1900, 2200)
"""Years of days that a description or a query can mean."""
CENTURY = 70
"""Two-digit years below this are of the 2000s, others of the 1900s (as POSIX's `%y` has it, but for 1969)."""

_EVEN = str.maketrans(
    dict.fromkeys("\t\n\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000", " ")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", "")
    | {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}  # full-width
    | {chr(0x1D7CE + i): str(i % 10) for i in range(50)}  # bold and other digits
    | {"\u2010": "-", "\u2011": "-", "\u2024": ".", "\u2025": ".."}
)
"""One sign for each of its writings, and none for what is not seen."""
_SIGN = r"(?P<sign>[-−–+]?)"
_DIGITS = r"(?P<digits>[0-9]{1,3}(?:(?P<gap>[ .,'’´`_·˙])[0-9]{3})(?:(?P=gap)[0-9]{3})*|[0-9]+)"
_DECIMALS = r"(?:[.,](?P<decimals>[0-9]+|[-–]))?"
_CURRENCY = r"(?:€|euro(?:a|t|s|ja|jen|n)?|eur|e\.?)"
_SCALE = (
    r"(?P<scale>tuhatta|tuhat|tuh\.?|tusen|thousand|t\.?|k|miljardi?a?|miljard(?:er)?|mrd\.?|billions?|bn"
    r"|miljoonaa?|miljon(?:er)?|millions?|milj\.?|mn|m)"
)
_UNIT = r"(?:%|prosenttia|procent|percent|kpl\.?|henkilöä|hlö[aä]?\.?|st\.?|personer|persons|people)"
_NUMBER = re.compile(
    rf"(?:{_CURRENCY} ?)?{_SIGN} ?{_DIGITS}{_DECIMALS}"
    rf"(?: ?{_SCALE})?(?: ?(?:{_CURRENCY}|{_UNIT}))?(?!\w)",
    re.IGNORECASE,
)
_FACTORS = dict.fromkeys("tk", 10**3) | dict.fromkeys(("mrd", "miljard", "b"), 10**9) | {"m": 10**6}
"""By the beginning of the word, the first that fits."""
_MONTHS = (
    "tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu",
)  # fmt: skip
_SHORT_MONTHS = (
    "jan(?:uari|uary)?", "feb(?:ruari|ruary)?", "mar(?:s|ch)?", "apr(?:il)?", "ma[jy]", "jun[ei]?",
    "jul[iy]?", "aug(?:usti?)?", "sept?(?:ember)?", "o[kc]t(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
"""The months in Swedish and English."""
_MONTH_NAMES = [rf"{fi}kuu\w{{0,4}}|{short}\.?" for fi, short in zip(_MONTHS, _SHORT_MONTHS, strict=True)]
_MONTH_NAME = rf"(?P<name>{'|'.join(_MONTH_NAMES)})"
_DAY = re.compile(
    rf"(?P<d>[0-9]{{1,2}})(?: ?\. ?(?P<m>[0-9]{{1,2}}) ?\.|(?:\.|st|nd|rd|th|:e)? ?{_MONTH_NAME}) ?"
    r"(?P<y>[0-9]{4}|'?[0-9]{2})(?![0-9])"
    r"|(?P<iso_y>[0-9]{4})(?P<gap>[-./])(?P<iso_m>[0-9]{1,2})(?P=gap)(?P<iso_d>[0-9]{1,2})"
    r"(?:T[0-9:.]+Z?)?(?![0-9])"
    rf"|{_MONTH_NAME.replace('name', 'en_name')} (?P<en_d>[0-9]{{1,2}})(?:st|nd|rd|th)?,"
    r" ?(?P<en_y>[0-9]{4})",
    re.IGNORECASE,
)
_MONTH = re.compile(
    rf"(?P<m>[0-9]{{1,2}})(?:[./](?P<y>[0-9]{{4}})|/(?P<short_y>[0-9]{{2}}))"
    rf"|(?P<iso_y>[0-9]{{4}})-(?P<iso_m>[0-9]{{1,2}})|{_MONTH_NAME} (?P<named_y>[0-9]{{4}})",
    re.IGNORECASE,
)
_WORDS_BEFORE = {
    ">=": "vähintään|vuodesta|alkaen|from|since|från|fr\\.o\\.m\\.|minst|at least|min\\.?",
    "<=": "enintään|korkeintaan|vuoteen|up to|until|till|t\\.o\\.m\\.|högst|at most|max\\.?",
    ">": "yli|jälkeen|över|efter|over|above|more than|after",
    "<": "alle|ennen|under|före|below|less than|before",
    "=": "vuonna|vuosina|år|year",
}
_WORDS_AFTER = {">=": "alkaen|lähtien|eteenpäin|\\+", "<=": "saakka|asti|mennessä", ">": "jälkeen"}
"""What people write for a comparison, before the value and after it."""
_SIGNS = {">=": ">=|=>|≥|≧|⩾", "<=": "<=|=<|≤|≦|⩽", ">": ">", "<": "<", "=": "=+"}
_COMPARED = [
    (sign, re.compile(rf"\s*(?:(?:{_SIGNS[sign]})\s*|(?:{words})\s+)(?P<rest>.+)", re.DOTALL | re.IGNORECASE))
    for sign, words in _WORDS_BEFORE.items()
] + [
    (sign, re.compile(rf"(?P<rest>.+?)\s*(?:{words})\s*", re.DOTALL | re.IGNORECASE))
    for sign, words in _WORDS_AFTER.items()
]
_BETWEEN = re.compile(r"\.\.+|…|(?<=[0-9€\s])/(?=\s?[0-9]{4})|\s(?:to|till)\s|[-‐‑‒–—―−]", re.IGNORECASE)
"""What stands between the bounds of a range."""


class Number(NamedTuple):
    """A number as read: its value, and what of the text stands behind it (« , joista naisten 12»)."""

    value: float
    rest: str


class Span(NamedTuple):
    """A range, both bounds included; None where it is open."""

    low: int | None
    high: int | None


def leading_number(text: str) -> Number | None:
    """The number with which a text begins: «58, joista naisten 12» has 58.

    A thousands separator is a space, a point, a comma or an apostrophe before three digits; where both a
    point and a comma stand, the last is the decimal one. `t`, `k`, `milj.` and `mrd` multiply.
    """
    text = text.translate(_EVEN).strip()
    match = _NUMBER.match(text)
    if match is None:
        return None
    scale = (match["scale"] or "").lower().rstrip(".")
    factor = next((value for name, value in _FACTORS.items() if scale.startswith(name)), 1)
    digits, decimals = _parts(match, bool(scale))
    # A number with more digits than a float can hold is as large as any that is searched for.
    value = min(float(f"{digits[: LONGEST + 2]}.{decimals}") * factor, float(LARGEST))
    return Number(-value if match["sign"] in ("-", "−", "–") else value, text[match.end() :])


def _parts(match: re.Match[str], scaled: bool) -> tuple[str, str]:
    """The digits before and after the decimal sign."""
    gap = match["gap"]
    digits = re.sub(r"[^0-9]", "", match["digits"])
    decimals = match["decimals"] or "0"
    one_gap = gap in (".", ",") and match["digits"].count(gap) == 1 and match["decimals"] is None
    if one_gap and (scaled or match["digits"].startswith("0")):  # «0,300 milj.» is no three hundred
        digits, decimals = match["digits"].split(gap)
    return digits, decimals if decimals.isdigit() else "0"


def number(text: str) -> float | None:
    """The number that a text is; None where anything else stands in it."""
    found = leading_number(text)
    return found.value if found is not None and found.rest.strip() in ("", ".") else None


def whole(text: str) -> int | None:
    """The same in whole euros, or things; halves are rounded up."""
    found = number(text)
    return None if found is None or abs(found) >= LARGEST else rounded(found)


def rounded(value: float) -> int:
    """To the nearest whole number, halves away from zero, as cents are."""
    return int(abs(value) + 0.5) * (-1 if value < 0 else 1)


def day(text: str) -> date | None:
    """The day that a text is: 1.2.2021, 1.2.21, «1. helmikuuta 2021», 2021-02-01."""
    match = _DAY.fullmatch(text.translate(_EVEN).strip())
    return _day_of(match) if match else None


def leading_day(text: str) -> tuple[date, str] | None:
    """The day with which a text begins, and what stands behind it."""
    text = text.translate(_EVEN).strip()
    match = _DAY.match(text)
    found = _day_of(match) if match else None
    return (found, text[match.end() :]) if match and found else None


def _month_of(match: re.Match[str]) -> int:
    found = match.groupdict()
    name = found["name"] or found.get("en_name")
    if not name:
        return int(found["m"] or found["iso_m"])
    return next(i for i, pattern in enumerate(_MONTH_NAMES, 1) if re.fullmatch(pattern, name, re.IGNORECASE))


def _day_of(match: re.Match[str]) -> date | None:
    year = _full_year((match["y"] or match["iso_y"] or match["en_y"]).lstrip("'"))
    month = _month_of(match)
    try:
        found = date(year, month, int(match["d"] or match["iso_d"] or match["en_d"]))
    except ValueError:
        return None
    return found if year in YEARS else None


def days(text: str) -> Span | None:
    """The first and last day, as ordinals, that a text covers: a day, a month or a year."""
    text = text.translate(_EVEN).strip()
    one = day(text)
    if one is not None:
        return Span(one.toordinal(), one.toordinal())
    if re.fullmatch(r"[0-9]{4}", text) and int(text) in YEARS:
        return Span(date(int(text), 1, 1).toordinal(), date(int(text), 12, 31).toordinal())
    match = _MONTH.fullmatch(text)
    if match is None:
        return None
    year = _full_year(match["y"] or match["short_y"] or match["iso_y"] or match["named_y"])
    month = _month_of(match)
    if year not in YEARS or not 1 <= month <= 12:
        return None
    first = date(year, month, 1).toordinal()
    return Span(first, first + monthrange(year, month)[1] - 1)


def numbers(text: str) -> Span | None:
    """A whole number as a range of one."""
    found = number(text)
    return None if found is None else Span(rounded(found), rounded(found))


def years(text: str) -> Span | None:
    """A year as a range of one: 2021, «21»."""
    match = re.fullmatch(r"\s*(?:v\.\s*)?['’]?([0-9]{4}|[0-9]{2})\.?\s*", text.translate(_EVEN))
    return Span(_full_year(match[1]), _full_year(match[1])) if match else None


def _full_year(written: str) -> int:
    year = int(written)
    return year if len(written) > 2 else year + (2000 if year < CENTURY else 1900)


def span(text: str, read: Callable[[str], Span | None]) -> Span | None:
    """A range in any writing: `100..500`, `>300 000`, «2020–2022», «200–300 t€», «2021 alkaen», or one value.

    read: `days`, `years` or `numbers`. A range that is written the wrong way round is given as it is written.
    """
    text = " ".join(text.translate(_EVEN).split())
    one = read(text)
    if one is not None:
        return one
    for sign, pattern in _COMPARED:
        compared = pattern.fullmatch(text)
        if compared and (bound := read(compared["rest"])):
            return _compared(sign, bound)
    for between in _BETWEEN.finditer(text):
        first, last = _completed(text[: between.start()], text[between.end() :])
        if found := _from_to(first, last, read):
            return found
    return None


def _completed(first: str, last: str) -> tuple[str, str]:
    """The bounds, each with what it shares with the other: «200–300 t€», «2020–22», «1.2.–3.4.2021»."""
    first, last = first.strip(), last.strip()
    if re.fullmatch("[0-9]{4}", first) and re.fullmatch("[0-9]{2}", last):
        return first, first[:2] + last
    if re.fullmatch(r"[0-9]{1,2}\. ?(?:[0-9]{1,2}\.)?", first) and _DAY.fullmatch(last):
        return first + last.split(".", first.count("."))[-1], last
    month = _MONTH.fullmatch(last)
    if month and re.fullmatch("[0-9]{1,2}|" + "|".join(_MONTHS), first, re.IGNORECASE):
        year = month["y"] or month["short_y"] or month["named_y"] or ""
        return (f"{first}/{year}" if first.isdecimal() else f"{first}kuu {year}"), last
    high = _NUMBER.fullmatch(last)
    if high and high["scale"] and first[-1:].isdecimal() and (low := number(first)) is not None:
        bare = number(last[: high.start("scale")])
        if bare is not None and low <= bare:
            return f"{first} {high['scale']}", last
    return first, last


def _from_to(first: str, last: str, read: Callable[[str], Span | None]) -> Span | None:
    """From the first value of one bound to the last of the other; an empty bound is open."""
    low, high = (read(bound) if bound else None for bound in (first, last))
    if (first and low is None) or (last and high is None) or not first + last:
        return None
    return Span(low.low if low else None, high.high if high else None)


def _compared(sign: str, bound: Span) -> Span | None:
    if bound.low is None or bound.high is None:
        return None
    if sign == "=":
        return bound
    if sign == ">=":
        return Span(bound.low, None)
    if sign == "<=":
        return Span(None, bound.high)
    return Span(bound.high + 1, None) if sign == ">" else Span(None, bound.low - 1)
