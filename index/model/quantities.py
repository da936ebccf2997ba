"""Numbers, amounts, days and ranges as people write them: the one reader for all that reads them.

Descriptions («EUR 448 700»), the query language (`myonnetty:>300 t`), forms and addresses read their values
here, so that a value means the same wherever it is written. Each reader gives None for a text that is no such
value; nobody guesses.
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

_EVEN_SPACES = str.maketrans(dict.fromkeys("\t\n\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f", " "))
_SIGN = r"(?P<sign>[-−–+]?)"
_DIGITS = r"(?P<digits>[0-9]{1,3}(?:(?P<gap> |[.,'’])[0-9]{3})(?:(?P=gap)[0-9]{3})*|[0-9]+)"
_DECIMALS = r"(?:[.,](?P<decimals>[0-9]+|[-–]))?"
_CURRENCY = r"(?:€|euroa?|euro[jn]?a?|eur|e\.?)"
_SCALE = r"(?P<scale>tuhatta|tuhat|tuh\.?|t\.?|k|miljoonaa?|milj\.?|mrd\.?|m)"
_NUMBER = re.compile(
    rf"(?:{_CURRENCY} ?)?{_SIGN} ?{_DIGITS}{_DECIMALS}"
    rf"(?: ?{_SCALE})?(?: ?(?:{_CURRENCY}|%|prosenttia|kpl|henkilöä|hlö[aä]?))?(?!\w)",
    re.IGNORECASE,
)
_FACTORS = {"t": 1_000, "k": 1_000, "mrd": 1_000_000_000, "m": 1_000_000}
_MONTHS = (
    "tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu",
)  # fmt: skip
_MONTH_NAME = rf"(?P<name>{'|'.join(_MONTHS)})kuu\w{{0,4}}"
_DAY = re.compile(
    rf"(?P<d>[0-9]{{1,2}})\. ?(?:(?P<m>[0-9]{{1,2}})\.|{_MONTH_NAME}) ?(?P<y>[0-9]{{4}}|[0-9]{{2}})(?![0-9])"
    r"|(?P<iso_y>[0-9]{4})-(?P<iso_m>[0-9]{1,2})-(?P<iso_d>[0-9]{1,2})(?:T[0-9:.]+Z?)?(?![0-9])",
    re.IGNORECASE,
)
_MONTH = re.compile(
    rf"(?P<m>[0-9]{{1,2}})[./](?P<y>[0-9]{{4}})|(?P<iso_y>[0-9]{{4}})-(?P<iso_m>[0-9]{{1,2}})"
    rf"|{_MONTH_NAME} (?P<named_y>[0-9]{{4}})",
    re.IGNORECASE,
)
_DASHES = re.compile(r"[-‐‑‒–—―−]")
_COMPARED = re.compile(r"\s*(?P<sign>>=|<=|=>|=<|≥|≤|>|<|=)\s*(?P<rest>.+)", re.DOTALL)


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
    text = text.translate(_EVEN_SPACES).strip()
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
    return found.value if found is not None and not found.rest.strip() else None


def whole(text: str) -> int | None:
    """The same in whole euros, or things; halves are rounded up."""
    found = number(text)
    return None if found is None or abs(found) >= LARGEST else rounded(found)


def rounded(value: float) -> int:
    """To the nearest whole number, halves away from zero, as cents are."""
    return int(abs(value) + 0.5) * (-1 if value < 0 else 1)


def day(text: str) -> date | None:
    """The day that a text is: 1.2.2021, 1.2.21, «1. helmikuuta 2021», 2021-02-01."""
    match = _DAY.fullmatch(text.translate(_EVEN_SPACES).strip())
    return _day_of(match) if match else None


def leading_day(text: str) -> tuple[date, str] | None:
    """The day with which a text begins, and what stands behind it."""
    text = text.translate(_EVEN_SPACES).strip()
    match = _DAY.match(text)
    found = _day_of(match) if match else None
    return (found, text[match.end() :]) if match and found else None


def _month_of(match: re.Match[str]) -> int:
    return _MONTHS.index(match["name"].lower()) + 1 if match["name"] else int(match["m"] or match["iso_m"])


def _day_of(match: re.Match[str]) -> date | None:
    year = int(match["y"] or match["iso_y"])
    if match["y"] and len(match["y"]) == 2:
        year += 2000 if year < CENTURY else 1900
    month = _month_of(match)
    try:
        found = date(year, month, int(match["d"] or match["iso_d"]))
    except ValueError:
        return None
    return found if year in YEARS else None


def days(text: str) -> Span | None:
    """The first and last day, as ordinals, that a text covers: a day, a month or a year."""
    text = text.translate(_EVEN_SPACES).strip()
    one = day(text)
    if one is not None:
        return Span(one.toordinal(), one.toordinal())
    if re.fullmatch(r"[0-9]{4}", text) and int(text) in YEARS:
        return Span(date(int(text), 1, 1).toordinal(), date(int(text), 12, 31).toordinal())
    match = _MONTH.fullmatch(text)
    if match is None:
        return None
    year = int(match["y"] or match["iso_y"] or match["named_y"])
    month = _month_of(match)
    if year not in YEARS or not 1 <= month <= 12:
        return None
    first = date(year, month, 1).toordinal()
    return Span(first, first + monthrange(year, month)[1] - 1)


def numbers(text: str) -> Span | None:
    """A whole number as a range of one."""
    found = number(text)
    return None if found is None else Span(rounded(found), rounded(found))


def span(text: str, read: Callable[[str], Span | None]) -> Span | None:
    """A range in any writing: `100..500`, `>300 000`, «2020–2022», «1.2.2021 - 31.8.2023», or one value.

    read: `days` or `numbers`. A range that is written the wrong way round is given as it is written.
    """
    compared = _COMPARED.fullmatch(text)
    if compared:
        return _compared(compared["sign"], read(compared["rest"]))
    one = read(text)
    if one is not None:
        return one
    if ".." in text or "…" in text:
        first, _, last = text.replace("…", "..").partition("..")
        return _between(first, last.lstrip("."), read)
    for dash in _DASHES.finditer(text):
        first, last = text[: dash.start()], text[dash.end() :]
        if first.strip() and last.strip() and (found := _between(first, last, read)):
            return found
    return None


def _between(first: str, last: str, read: Callable[[str], Span | None]) -> Span | None:
    """From the first value of one bound to the last of the other; an empty bound is open."""
    low, high = (read(bound) if bound.strip() else None for bound in (first, last))
    if (first.strip() and low is None) or (last.strip() and high is None) or not (first + last).strip():
        return None
    return Span(low.low if low else None, high.high if high else None)


def _compared(sign: str, bound: Span | None) -> Span | None:
    if bound is None or bound.low is None or bound.high is None:
        return None
    if sign == "=":
        return bound
    if sign in (">=", "=>", "≥"):
        return Span(bound.low, None)
    if sign in ("<=", "=<", "≤"):
        return Span(None, bound.high)
    return Span(bound.high + 1, None) if sign == ">" else Span(None, bound.low - 1)
