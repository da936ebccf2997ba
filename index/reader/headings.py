"""From lines to sections: where the template's headings stand in a text.

Second stage of reading a description. A line is a heading only if it equals one of the template, and
body text may repeat one; so the headings are the heaviest chain of such lines in template order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.model.project import FIELDS
from index.model.template import (
    HEADINGS,
    INDICATORS,
    PREAMBLE,
    PRINTED,
    QUESTIONS,
    SCORE_HEADER,
    Heading,
    fold,
    same,
)

HEADING_WEIGHT = 1000
"""What one heading counts in a chain: more than all the hints below over a whole chain together."""

BLANK_WEIGHT = 1
"""A hint: a blank line before or after the line."""

FOLLOW_WEIGHT = 10
"""A hint: the next line is one that the template prints there."""

LONG_LINE = 500
"""Characters of a line that can be no heading, however much white space there is in it."""

_UNKNOWN = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}) (?P<name>\S.{0,79})")
_SENTENCE_ENDS = ".,:;!?…"


@dataclass(frozen=True)
class Section:
    """The lines below a heading, up to the next one.

    number: the heading's number in the template; "" when the template has no such heading.
    title:  the heading as `Project.other` names it.
    start:  index in the file of the first line below the heading; line numbers are one more.
    """

    number: str
    title: str
    start: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Link:
    """A heading at a line, and the best chain that ends there."""

    heading: int
    line: int
    weight: int
    before: _Link | None


def _openers(number: str) -> tuple[str, ...]:
    """How a line begins that the template prints in a section: its keys, questions, first subheading."""
    below = [h.text for h in HEADINGS if h.number.startswith(number + ".")]
    keys = [f.key for f in FIELDS if f.section == number and f.key]
    own: dict[str, tuple[str, ...]] = {"8.1": QUESTIONS, "8.2": ("".join(SCORE_HEADER), *INDICATORS)}
    return tuple(same(line) for line in (*below[:1], *keys, *PRINTED.get(number, ()), *own.get(number, ())))


OPENERS: tuple[tuple[str, ...], ...] = tuple(_openers(heading.number) for heading in HEADINGS)
"""For each heading the beginnings of the lines that the template prints below it."""


def sections(lines: Sequence[str]) -> list[Section]:
    """The sections of a text in order; the first is the preamble."""
    chain = find(lines)
    bounds = [(PREAMBLE.number, PREAMBLE.name, 0, chain[0][1] if chain else len(lines))]
    ends = [line for _, line in chain[1:]] + [len(lines)]
    for (heading, line), end in zip(chain, ends, strict=False):
        bounds.append((heading.number, heading.text, line + 1, end))
    return [Section(number, title, a, tuple(lines[a:b])) for number, title, a, b in bounds]


def find(lines: Sequence[str]) -> list[tuple[Heading, int]]:
    """The template's headings in a text, each with the index of its line.

    The heaviest chain in template order; of equal ones that which ends first. One pass over the lines,
    with the best chain up to each heading kept: O(lines × headings).
    """
    ranks = {heading.text: rank for rank, heading in enumerate(HEADINGS)}
    folded = [fold(line) if len(line) < LONG_LINE else line.strip() for line in lines]
    best: list[_Link | None] = [None] * len(HEADINGS)
    following = _next_filled(folded)
    for at, line in enumerate(folded):
        rank = ranks.get(line)
        if rank is None:
            continue
        before = max((link for link in best[:rank] if link), key=lambda link: link.weight, default=None)
        weight = HEADING_WEIGHT + _hints(folded, at) + (before.weight if before else 0)
        after = following[at]
        if after is not None and same(folded[after]).startswith(OPENERS[rank]):
            weight += FOLLOW_WEIGHT
        held = best[rank]
        if held is None or weight > held.weight:
            best[rank] = _Link(rank, at, weight, before)
    return _chain(max((link for link in best if link), key=lambda link: link.weight, default=None))


def _hints(folded: list[str], at: int) -> int:
    """The weight of the blank lines around a line; the ends of the file count as blank."""
    above = at == 0 or not folded[at - 1]
    below = at + 1 == len(folded) or not folded[at + 1]
    return BLANK_WEIGHT * (above + below)


def _next_filled(folded: list[str]) -> list[int | None]:
    """For each line the index of the next line below it that is not blank."""
    following: list[int | None] = [None] * len(folded)
    found: int | None = None
    for at in range(len(folded) - 1, -1, -1):
        following[at] = found
        if folded[at]:
            found = at
    return following


def _chain(last: _Link | None) -> list[tuple[Heading, int]]:
    """A chain from its first link on."""
    links = []
    while last is not None:
        links.append((HEADINGS[last.heading], last.line))
        last = last.before
    return links[::-1]


def looks_like_heading(line: str) -> str | None:
    """The number of a line that is written like a heading («7.3 Jotain»), whatever it says; else None.

    A number without a final dot, few words that start with a capital, no end of a sentence.
    """
    match = _UNKNOWN.fullmatch(fold(line)) if line.lstrip()[:1].isdecimal() else None
    if match is None or not match["name"][0].isupper() or match["name"][-1] in _SENTENCE_ENDS:
        return None
    return match["number"]


def blank_around(lines: Sequence[str], at: int) -> tuple[bool, bool]:
    """Whether the lines above and below one are blank; the ends of a section are."""
    above = at == 0 or not lines[at - 1].strip()
    below = at + 1 == len(lines) or not lines[at + 1].strip()
    return above, below


def split_unknown(section: Section) -> list[Section]:
    """A section of the form, cut where a heading stands that the template does not have."""
    cuts = [at for at, line in enumerate(section.lines) if _is_unknown(section, at, line)]
    parts = [(section.number, section.title, 0)] + [("", fold(section.lines[at]), at + 1) for at in cuts]
    ends = [*cuts, len(section.lines)]
    return [
        Section(number, title, section.start + first, section.lines[first:end])
        for (number, title, first), end in zip(parts, ends, strict=True)
    ]


def _is_unknown(section: Section, at: int, line: str) -> bool:
    number = looks_like_heading(line)
    if number is None:
        return False
    own = section.number.split(".")[0] + "."
    above, below = blank_around(section.lines, at)
    # In section 8 people write, so only a line that stands alone is taken for a heading there.
    return above and below if own == "8." else above or number.startswith(own)
