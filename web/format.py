"""How values look on the page: Finnish money, dates, numbers and counts.

Last stage before the templates. What a value is comes from its row of the field table; nothing here
knows a field by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from index.fields import Field, Kind

NBSP = "\u00a0"
EN_DASH = "–"
MISSING = "ei tietoa"


def number(value: int) -> str:
    """A whole number with no-break spaces between thousands: 1 234 567."""
    return f"{value:,}".replace(",", NBSP).replace("-", "\u2212")


def money(value: int) -> str:
    """Whole euros: 174 129 €."""
    return f"{number(value)}{NBSP}€"


def compact(value: int) -> str:
    """A whole number as short as can be, below a bar: 500, 10 t, 2 M."""
    for scale, unit in ((1_000_000, "M"), (1_000, "t")):
        if value >= scale:
            return f"{number(value // scale)}{NBSP}{unit}"
    return number(value)


def day(value: date | str) -> str:
    """A day as Finns write it, 1.9.2021; what is not a day stays as it is."""
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return f"{found.day}.{found.month}.{found.year}"


def period(starts: date | str | None, ends: date | str | None) -> str:
    """A range of days, 1.9.2021–31.12.2023, with either end open; "" without both."""
    if not starts and not ends:
        return ""
    return f"{day(starts) if starts else ''}{EN_DASH}{day(ends) if ends else ''}"


def count(value: int, one: str, many: str) -> str:
    """A number with its noun: 1 hanke, 12 hanketta (the many form is the partitive singular)."""
    return f"{number(value)}{NBSP}{one if value == 1 else many}"


def projects(value: int) -> str:
    """How many projects: «12 hanketta», «1 hanke», «Ei osumia»."""
    return count(value, "hanke", "hanketta") if value else "Ei osumia"


def percent(part: int, whole: int) -> str:
    """A share in whole per cents: 97 %."""
    return f"{number(round(100 * part / whole))}{NBSP}%"


def name(value: Any) -> str:
    """A name, a numbered name or an organisation, as object or as JSON: «9. REACT-EU …»."""
    if isinstance(value, Mapping):
        label = value.get("name") or ""
        return f"{value['number']}. {label}" if value.get("number") else str(label)
    return "" if value is None else str(value)


def shown(field: Field, value: Any) -> str:
    """One value of a field as text; "" when there is none."""
    if value is None or value == "":
        return ""
    if field.kind is Kind.MONEY and isinstance(value, int):
        return money(value)
    if field.kind is Kind.COUNT and isinstance(value, int):
        return number(value)
    if field.kind is Kind.PERCENT and isinstance(value, int):
        return f"{number(value)}{NBSP}%"
    if field.kind is Kind.DATE:
        return day(value)
    return name(value)
