"""What a form may stand for by its spelling alone: number ranges, compounds without their hyphen."""

from __future__ import annotations

import re
from collections.abc import Iterator

VOWELS = "aeiouyäö"
SHORTEST = 3
"""Letters of a part of a compound at the least."""
LONGEST_END = 4
"""Digits of either end of a range: years and ages; longer rows with a hyphen are codes."""


def number_bases(form: str) -> tuple[str, ...]:
    """A range is found by both of its ends, too: «2014–2020» by 2014."""
    ends = form.split("-")
    is_range = len(ends) == 2 and all(end.isdecimal() and len(end) <= LONGEST_END for end in ends)
    return (form, *ends) if is_range else (form,)


def number_parts(form: str) -> tuple[str, ...]:
    """The numbers in a form, but those of one digit: «1.9.2021» has 2021."""
    return tuple(p for p in dict.fromkeys(re.split(r"\D+", form)) if p and p != form and len(p) > 1)


def with_hyphens(form: str) -> Iterator[str]:
    """A word with the hyphen that Finnish writes between equal vowels, and people leave out: «linjaauto»."""
    for at in range(SHORTEST, len(form) - SHORTEST + 1):
        if form[at] == form[at - 1] and form[at] in VOWELS:
            yield f"{form[:at]}-{form[at:]}"
