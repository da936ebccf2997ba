"""Rules that need only the spelling: endings after a colon, number ranges, compounds without their hyphen."""

from __future__ import annotations

import re
from collections.abc import Iterator

VOWELS = "aeiouyäö"
SHORTEST = 3
"""Letters of a part of a compound at the least."""
LONGEST_END = 4
"""Digits of either end of a range: years and ages; longer rows with a hyphen are codes."""

CASE_ENDING = re.compile(
    r"(?:i?(?:n|t|a|ä|ta|tä|tta|ttä|na|nä|[sl][stl][aä]|lle|ksi|den|tten|seen|siin|[aeiouyäö]{1,2}n|h[aeiouyäö]n)"
    r"|[jien]{1,3}|j[aä]|l[aä]is\w{0,10}|l[aä]inen|s|nnen|nte\w{1,4}|nne\w{1,4}|nsia|nsiä)"
    r"(?:ni|si|nsa|nsä|mme|nne|an|än|en)?(?:kin|k[aä]{2}n|h[aä]n|k[oö]|p[aä])?",
    re.IGNORECASE,
)
"""What Finnish writes after a colon to inflect an abbreviation, a number or a name: «EU:n», «5:nnen»
(Kielitoimiston ohjepankki, «Kaksoispiste sijapäätteen edellä»)."""


def is_inflected_by_colon(head: str, ending: str) -> bool:
    """Whether «head:ending» is an inflected abbreviation, number or name, not two words run together.

    An ordinary word takes its ending without a colon: lower case, long, ending in a vowel.
    """
    word = re.split(r"['.-]", head)[-1]
    is_ordinary = len(word) >= 4 and word[1:].islower() and word[-1].lower() in "aeiouyäöå"
    return CASE_ENDING.fullmatch(ending) is not None and not is_ordinary


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
