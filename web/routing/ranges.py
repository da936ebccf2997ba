"""Ranges of numbers, years and days: from two form fields to `100..500`, and back.

Part of reading an address. People write amounts with spaces and days as 1.9.2021; the request holds
plain digits and ISO days.
"""

from __future__ import annotations

import re
from datetime import date

from index.model.fields import Field, Kind
from search.contract.messages import Message
from web.i18n import format

BOUNDS = ("_min", "_max")
"""Suffixes of a field's query name in the names of the two inputs of its form."""

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009€]+")
_FINNISH_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_EMPTY = {"€", ""}


def fold_range(field: Field, low: str, high: str, notes: list[str]) -> str:
    """`low..high` from the two inputs of a form, either of which may be empty; "" where both are.

    notes: gets a note on an input that is no number or day.
    """
    if not field.kind.is_number:
        return ""
    bounds = [_bound(field, text, notes) for text in (low, high)]
    if not any(bounds):
        return ""
    if all(bounds) and _order(bounds[0]) > _order(bounds[1]):
        bounds.reverse()
    return "..".join(bounds)


def unfold_range(values: tuple[str, ...]) -> tuple[str, str]:
    """The two inputs that show the range in a filter's values; "" for both without a range."""
    for value in values:
        low, dots, high = value.partition("..")
        if dots:
            return low.strip(), high.strip()
    return "", ""


def range_label(field: Field, value: str) -> str:
    """A range in the language of the page: «100 000 €–500 000 €», «2019–2022»; any other value as it is."""
    low, dots, high = value.partition("..")
    if not (field.kind.is_number and dots):
        return value
    return format.dashed_range(_bound_label(field, low), _bound_label(field, high))


def _bound_label(field: Field, bound: str) -> str:
    bound = bound.strip()
    if field.kind in (Kind.MONEY, Kind.COUNT, Kind.PERCENT) and bound.isascii() and bound.isdigit():
        return format.field_value(field, int(bound))
    return format.field_value(field, bound)


def _bound(field: Field, text: str, notes: list[str]) -> str:
    digits = _SPACES.sub("", text)
    if digits in _EMPTY:
        return ""
    read = _day(digits) if field.kind is Kind.DATE else _whole(digits)
    if not read:
        is_day = field.kind is Kind.DATE
        wanted = Message("päivä, kuten 1.9.2021") if is_day else Message("kokonaisluku")
        notes.append(
            Message(
                "%(label)s: «%(text)s» ei ole %(wanted)s, joten sitä ei käytetty.",
                label=Message(field.label),
                text=text.strip()[:40],
                wanted=wanted,
            )
        )
    return read


def _whole(digits: str) -> str:
    return str(int(digits)) if digits.isascii() and digits.isdigit() and len(digits) <= 15 else ""


def _day(text: str) -> str:
    finnish = _FINNISH_DAY.fullmatch(text)
    try:
        if finnish:
            return date(int(finnish[3]), int(finnish[2]), int(finnish[1])).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _order(bound: str) -> tuple[int, str]:
    """Sort key of a bound: digits compare by length, then as text; ISO days are all of one length."""
    return len(bound), bound
