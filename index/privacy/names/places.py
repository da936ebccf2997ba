"""What stands around a name: the words beside it, and where its sentence begins and ends.

Part of `name_context.py`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.privacy.names.name_sorts import Sort, cases_of, sort_of
from index.privacy.names.word_kinds import is_role
from index.privacy.names.word_stems import GAP

REACH = 80  # characters before and after a name that are looked at
WORD = re.compile(r"[^\W\d_][\w-]*")
CLAUSE_END = re.compile(r"[.!?\n;:]")
START = re.compile(r"(?:^|[.!?:;•–—*\"”»«(\n-]|(?:^|\n)[^\w\n]{0,9}[\d.]{1,9}\)?)\s{0,9}$")
"""What a sentence, heading or item of a list begins after: «3.1 Metsä ja puu»."""
_NEXT = re.compile(rf"{GAP}{{1,2}}([^\W\d_][\w-]*)")
VILLAGE = re.compile(r"kyl[äi]|kunta|kunna|kaupun|taajam|pitäj", re.IGNORECASE)


class Told(NamedTuple):
    """What a description has told elsewhere. named: the text has had the contact's whole name before.

    away: the description names its municipalities, and none of them is the town that the surname is too.
    """

    named: bool = False
    away: bool = False


class Place(NamedTuple):
    """A name in its text: its form, sort and cases, and what stands around it.

    previous, following: the words beside it with nothing between but a space; "" = something else is there.
    words: the words before it in its sentence.
    """

    form: str
    sort: Sort
    cases: frozenset[str]
    before: str
    after: str
    previous: str
    following: str
    words: tuple[str, ...]
    titled: bool


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after text[start:end], as far as it is looked at."""
    return text[max(0, start - REACH) : start], text[end : end + REACH]


def read_place(form: str, before: str, after: str, initialled: bool) -> Place:
    """What stands around a name. before, after: the text on both sides, as far as it is looked at."""
    spaced = before.rstrip(" \u00a0")
    words = tuple(WORD.findall(CLAUSE_END.split(before)[-1]))
    previous = words[-1] if words and spaced.endswith(words[-1]) else ""
    titled = initialled or is_role(previous) or (spaced.endswith(".") and is_role(last_word(spaced)))
    next_word = _NEXT.match(after)
    following = next_word[1] if next_word else ""
    return Place(form, sort_of(form), cases_of(form), before, after, previous, following, words, titled)


def last_word(text: str) -> str:
    """The last word of a text; "" where it has none."""
    words = WORD.findall(text)
    return words[-1] if words else ""
