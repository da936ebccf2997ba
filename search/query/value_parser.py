"""A field's value in a query or filter: `9`, `"REACT-EU"`, `>300000`, `2020..2022`, `1.9.2021`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from index.model.fields import Field, Kind
from search.contract.messages import Message
from search.contract.request import is_unknown
from search.query.ast import All, Missing, Name, Node, Nothing, Range

COMPARED = re.compile(r"\s*(>=|<=|>|<)\s*(.+)", re.DOTALL)
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
MONTH = re.compile(r"(\d{1,2})[./](\d{4})|(\d{4})-(\d{1,2})")
AMOUNT = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*(k|t|m|milj\.?)?\s*(?:€|e|eur|euroa|%)?", re.IGNORECASE)
SCALE = {"k": 1_000, "t": 1_000, "m": 1_000_000, "milj": 1_000_000, "": 1}
LARGEST = 10**15
"""Beyond any sum of money; keeps hostile numbers inside 64 bits."""


class BadValue(ValueError):
    """The text is no value of this field; its argument is a `Message` for the person who searched."""


def parse_value(field: Field, text: str) -> Node:
    """What a field's value asks for. Raises `BadValue`."""
    text = " ".join(text.split())
    if text == "*":
        return All()
    if is_unknown(text):
        return Missing(field.query)
    if field.kind.is_number:
        return _number_range(field, text)
    return Name(field.query, text) if text else Nothing()


def _number_range(field: Field, text: str) -> Range:
    compared = COMPARED.fullmatch(text)
    if compared:
        sign, rest = compared.groups()
        low, high = _bounds(field, rest)
        return {
            ">": Range(field.query, high + 1, None),
            ">=": Range(field.query, low, None),
            "<": Range(field.query, None, low - 1),
            "<=": Range(field.query, None, high),
        }[sign]
    first, dots, last = text.partition("..")
    if not dots:
        return Range(field.query, *_bounds(field, text))
    low_bound = _bounds(field, first)[0] if first.strip() else None
    high_bound = _bounds(field, last)[1] if last.strip() else None
    if low_bound is not None and high_bound is not None and low_bound > high_bound:
        raise BadValue(Message("väli «%(text)s» on väärin päin", text=text))
    return Range(field.query, low_bound, high_bound)


def _bounds(field: Field, text: str) -> tuple[int, int]:
    """The first and last number that a text covers: a year or month covers all its days."""
    if field.kind is Kind.DATE:
        return _days(field, text.strip())
    compact = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3})", "", text.strip())
    match = AMOUNT.fullmatch(compact)
    if match is None:
        raise BadValue(
            Message("«%(text)s» ei ole luku; esimerkiksi %(sample)s", text=text, sample=_example(field))
        )
    scale = SCALE[(match[2] or "").lower().rstrip(".")]
    written = float(match[1].replace(",", ".")) * scale  # infinity, where more than 300 digits are written
    value = round(max(-LARGEST, min(LARGEST, written)))
    return value, value


def _days(field: Field, text: str) -> tuple[int, int]:
    try:
        if match := DAY.fullmatch(text):
            d, m, y, iso_y, iso_m, iso_d = match.groups()
            day = date(int(y or iso_y), int(m or iso_m), int(d or iso_d)).toordinal()
            return day, day
        if match := MONTH.fullmatch(text):
            year, month = int(match[2] or match[3]), int(match[1] or match[4])
            first = date(year, month, 1).toordinal()
            return first, first + monthrange(year, month)[1] - 1
        if re.fullmatch(r"\d{4}", text):
            return date(int(text), 1, 1).toordinal(), date(int(text), 12, 31).toordinal()
    except ValueError:
        pass
    raise BadValue(
        Message("«%(text)s» ei ole päivä; esimerkiksi %(sample)s", text=text, sample=_example(field))
    )


def _example(field: Field) -> str:
    examples = {Kind.DATE: "1.9.2021..31.12.2022", Kind.MONEY: "100000..500000", Kind.YEAR: "2020..2022"}
    return f"{field.query}:{examples.get(field.kind, '>100')}"
