"""Where contact data may stand in a folded text: signs that are quick to look for, and searches near them.

Part of `redaction.py`. The patterns of `contact_patterns.py` try every place of a text, which takes ten times
as long as to find its «@» and its rows of digits. So each pattern is searched for only within windows around
its signs, which every match has. All of it takes linear time.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from index.privacy.contact_patterns import (
    EMAIL,
    EMAIL_SIGN,
    IDENTITY_CODE,
    NOT_CONTACT,
    PHONE,
    PHONE_LABEL,
    Span,
)
from index.privacy.names.word_stems import GAP

_EMAIL_SIGNS = (
    EMAIL_SIGN,
    *(re.compile(rf"{last}{GAP}(?<={GAP}[aAäÄ][tT].)") for last in "tT"),
    *(re.compile(rf"{last}{GAP}(?<={GAP}(?i:miukumauku).)") for last in "uU"),
)
"""Spelled ones begin with one letter each, which is found five times as fast as one of several."""
_RUN = re.compile(r"[0-9][0-9()./–‑•·∙_\s-]{3,}[0-9]")
_BEGINS = re.compile(r"(?<![0-9])(?<![0-9][.,])(?:0[1-9]|00?\s?358|358)")
_LABELLED = re.compile(rf"(?:{PHONE_LABEL}{GAP}{{0,2}}[(+]?|\+)$", re.IGNORECASE)
_LABEL_REACH = 30
"""Characters before a telephone number among which its label begins; the longest has 28."""
CODE, OTHER, _EMAIL, _PHONE = (
    re.compile(kind, re.IGNORECASE) for kind in (IDENTITY_CODE, NOT_CONTACT, EMAIL, PHONE)
)
_CODE_LIKE = re.compile(rf"[0-9][0-9]{{5}}{GAP}?[-–‑+A-FU-Ya-fu-y]{GAP}?[0-9]{{3}}")  # quick to look for
_CODE_REST = 12
"""Characters of an identity code after its first digit, and one more."""
_EMAIL_REACH = (240, 640)
"""Characters before and after its sign that an address may have, by the counts in `EMAIL`."""
_NUMBER_REST = 30
"""Characters after the digits of a number at which its end is seen."""
_LINK_REST = r"[^\s,;<>()«»]*"
_OTHER_SIGN = re.compile(
    rf"[hHwWnN\d](?:(?<=[hH])(?i:ttps?://){_LINK_REST}|(?<=[wW])(?i:ww\.){_LINK_REST}|(?<=[sS][bBsS][nN])"
    rf"|(?<=1)0\.\d{{4,9}}/{_LINK_REST}|(?<=\d)\d{{6}}[-–]\d|(?<=[A-Za-z][A-Za-z]\d)\d)"
)
"""A sign of what `NOT_CONTACT` finds, which are a link, whole, or the first letters or digits."""
_OTHER_REACH = (4, 60)


class Search(NamedTuple):
    """A pattern, and the windows of a text in which all of its matches stand, in order and apart."""

    pattern: re.Pattern[str]
    windows: Sequence[Span]

    def first(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The first match within text[start:end]."""
        for at in range(bisect_right(self.windows, start, key=itemgetter(1)), len(self.windows)):
            begin, stop = self.windows[at]
            if begin >= end:
                break
            if match := self.pattern.search(text, max(start, begin), min(end, stop)):
                return match
        return None


def leftmost(searches: Sequence[Search], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Matches of an alternation. As one pattern it would have to be compiled anew for each contact."""
    next_ones = [search.first(text, start, end) for search in searches]
    while any(next_ones):
        first = min(filter(None, next_ones), key=re.Match.start)  # of those that begin alike, the first
        yield first
        for number, one in enumerate(next_ones):
            if one is not None and one.start() < first.end():
                next_ones[number] = searches[number].first(text, first.end(), end)


def windows(signs: Iterable[Span], before: int, after: int) -> Sequence[Span]:
    """Parts of a text that reach so far before and after each of the signs, in order and apart."""
    found: list[Span] = []
    for start, end in signs:
        if found and start - before <= found[-1][1]:
            found[-1] = (found[-1][0], end + after)
        else:
            found.append((max(0, start - before), end + after))
    return found


def email_signs(text: str) -> list[Span]:
    """Where the signs of e-mail addresses stand in a folded text: «@», «(at)», « at »."""
    return sorted(match.span() for sign in _EMAIL_SIGNS for match in sign.finditer(text))


def number_signs(text: str, own: frozenset[str]) -> list[Span]:
    """Where rows of digits stand that may hold a telephone number or an identity code.

    own: the contact's own numbers, by `phone_key`.
    """
    return [match.span() for match in _RUN.finditer(text) if _may_be_number(match, own)]


def _may_be_number(run: re.Match[str], own: frozenset[str]) -> bool:
    start, end = run.span()
    return bool(
        _BEGINS.search(run[0])
        or _LABELLED.search(run.string, max(0, start - _LABEL_REACH), start)
        or _CODE_LIKE.search(run.string, start, end + _CODE_REST)
        or _holds_one(run[0], own)
    )


def _holds_one(run: str, own: frozenset[str]) -> bool:
    plain = re.sub(r"\D", "", run) if own else ""
    return any(number in plain for number in own)


def identity_codes(text: str, start: int = 0, end: int = sys.maxsize) -> list[Span]:
    """Where personal identity codes stand in a part of a folded text."""
    if not _CODE_LIKE.search(text, start, end):
        return []
    return [match.span() for match in CODE.finditer(text, start, end)]


def own_searches(patterns: Iterable[re.Pattern[str]]) -> list[Search]:
    """Searches for patterns that have no signs."""
    return [Search(pattern, [(0, sys.maxsize)]) for pattern in patterns]


def code_search(numbers: Iterable[Span]) -> Search:
    """The search for identity codes; numbers: by `number_signs`."""
    return Search(CODE, windows(numbers, 0, _CODE_REST))


def other_search(text: str) -> Search:
    """The search for links and for numbers that are no contact data."""
    signs = (match.span() for match in _OTHER_SIGN.finditer(text))
    return Search(OTHER, windows(signs, *_OTHER_REACH))


def email_search(text: str) -> Search:
    """The search for e-mail addresses."""
    return Search(_EMAIL, windows(email_signs(text), *_EMAIL_REACH))


def phone_search(numbers: Iterable[Span]) -> Search:
    """The search for telephone numbers; numbers: by `number_signs`."""
    return Search(_PHONE, windows(numbers, _LABEL_REACH, _NUMBER_REST))
