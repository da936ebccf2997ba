"""Organisations on a line of their own: «Nimi, Y-tunnus», as the register prints partners.

People write the same with the key («Nimi (Y-tunnus 0000001-9)»), the number first, bullets, or several on
one line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.model.codes import business_id

_NUMBER = re.compile(r"(?<![\w-])(?:FI[ -]?)?[0-9]{3} ?[0-9]{4} ?[-‐‑‒–—―−]? ?[0-9](?![\w-])", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[-–—•·*▪●◦]\s+|[0-9]{1,2}[.)]\s+)")
_KEY = re.compile(
    r"[\s,;:(]*(?:\b(?:y-?tunnus|ly-?tunnus|fo-?nummer|business id)\b\.?)?[\s,;:(]*$", re.IGNORECASE
)
_JOINED = re.compile(r"^[\s,;.)]*(?:(?:ja|sekä|och|samt)\s+)?")


class Partner(NamedTuple):
    """An organisation: its name, and its business id in its one form, "" where it has none."""

    name: str
    number: str


def read_partners(line: str) -> tuple[list[Partner], str]:
    """The organisations of a line, and what of the line is none of them.

    line: white space collapsed. A line without a business id is one name.
    """
    text = _BULLET.sub("", line).strip(" ,;")
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        return [Partner(text, "")], ""
    found, start = [], 0
    for match in numbers:
        name = _KEY.sub("", _JOINED.sub("", text[start : match.start()]))
        found.append(Partner(name, business_id(match[0]) or match[0]))
        start = match.end()
    rest = _JOINED.sub("", text[start:]).strip(" ,;.)")
    if rest and not found[-1].name:
        return [*found[:-1], Partner(rest, found[-1].number)], ""
    return found, rest


def first_business_id(text: str) -> str | None:
    """The business id that stands somewhere in a text, in its one form."""
    match = _NUMBER.search(text)
    return business_id(match[0]) if match else None
