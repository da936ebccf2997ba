"""From lines to sections: where the headings of a form stand in a text.

Second stage of reading a description. A line is a heading only if it equals one of the template, and the text
of an applicant may repeat one; so the headings are the chain of such lines, in the template's order, of the
greatest weight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.model.template import Heading, Template, collapse_whitespace, printed_key

HEADING_WEIGHT = 1000
"""What one heading counts in a chain: more than all the hints below over a whole chain together."""

BLANK_WEIGHT = 1
"""A hint: a blank line before or after the line."""

FOLLOW_WEIGHT = 10
"""A hint: the next line is one that the template prints there."""

LONG_LINE = 500
"""Characters of a line that can be no heading, however much white space there is in it."""

_UNKNOWN = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}) (?P<name>\S.{0,79})")
_MARK = re.compile(r"#{1,6} +")
_FULL_STOP = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)\. ")
_SENTENCE_ENDS = ".,:;!?…"


@dataclass(frozen=True)
class FormSection:
    """The lines below a heading, up to the next one.

    number:  the section of the field table; "" below a heading that the template does not have.
    chapter: the first part of the heading's printed number.
    title:   the heading as `Project.other` names it.
    start:   index in the file of the first line below the heading; line numbers are one more.
    """

    number: str
    chapter: str
    title: str
    start: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Link:
    """A heading (its place in the template) at a line, and the best chain that ends there."""

    heading: int
    line: int
    weight: int
    before: _Link | None


def split_sections(
    lines: Sequence[str], template: Template, marked: frozenset[int] = frozenset()
) -> list[FormSection]:
    """The sections of a text in order; the first is the preamble. The only one, where there is no heading."""
    chain = find_headings(lines, template, marked)
    preamble = template.preamble
    starts = [(preamble, preamble.name, 0), *((found, found.text, line + 1) for found, line in chain)]
    ends = [*(line for _, line in chain), len(lines)]
    return [
        FormSection(heading.section, heading.chapter, title, start, tuple(lines[start:end]))
        for (heading, title, start), end in zip(starts, ends, strict=True)
    ]


def take_marks(lines: Sequence[str]) -> tuple[list[str], frozenset[int]]:
    """Lines without the marks of headings in Markdown («## 1 Hanke»), and the indexes of those with one."""
    marked = frozenset(at for at, line in enumerate(lines) if line.startswith("#") and _MARK.match(line))
    return [_MARK.sub("", line) if at in marked else line for at, line in enumerate(lines)], marked


def _ranks_of_lines(plain: list[str], template: Template, marked: frozenset[int]) -> dict[int, int]:
    """Index of each line that may be a heading → the heading's place in the form.

    A name without its number counts only on a marked line, or where no heading stands with its number.
    """
    numbered = {}
    for at, line in enumerate(plain):
        rank = template.heading_ranks.get(_FULL_STOP.sub(r"\1 ", line) if line[:1].isdecimal() else line)
        if rank is not None:
            numbered[at] = rank
    named = {at: template.name_ranks[line] for at, line in enumerate(plain) if line in template.name_ranks}
    if numbered:
        named = {at: rank for at, rank in named.items() if at in marked}
    return named | numbered


def find_headings(
    lines: Sequence[str], template: Template, marked: frozenset[int] = frozenset()
) -> list[tuple[Heading, int]]:
    """The template's headings in a text, each with the index of its line.

    marked: the lines that a mark says are headings.

    The heaviest chain in template order; of equal ones the one that ends first. One pass over the lines, with
    the best chain up to each heading kept: O(lines × headings).
    """
    plain = [collapse_whitespace(line) if len(line) < LONG_LINE else line.strip() for line in lines]
    ranks = _ranks_of_lines(plain, template, marked)
    best: list[_Link | None] = [None] * len(template.headings)
    following = _next_filled(plain)
    for at, rank in sorted(ranks.items()):
        before = max((link for link in best[:rank] if link), key=lambda link: link.weight, default=None)
        weight = (
            HEADING_WEIGHT + BLANK_WEIGHT * sum(blank_around(plain, at)) + (before.weight if before else 0)
        )
        after = following[at]
        if after is not None and printed_key(plain[after]).startswith(template.openers[rank]):
            weight += FOLLOW_WEIGHT
        held = best[rank]
        if held is None or weight > held.weight:
            best[rank] = _Link(rank, at, weight, before)
    last = max((link for link in best if link), key=lambda link: link.weight, default=None)
    chain = []
    while last is not None:
        chain.append((template.headings[last.heading], last.line))
        last = last.before
    return chain[::-1]


def _next_filled(plain: list[str]) -> list[int | None]:
    """For each line the index of the next line below it that is not blank."""
    following: list[int | None] = [None] * len(plain)
    found: int | None = None
    for at in range(len(plain) - 1, -1, -1):
        following[at] = found
        if plain[at]:
            found = at
    return following


def heading_number(line: str) -> str | None:
    """The number of a line that is written like a heading («7.3 Jotain»), whatever it says; else None.

    A number without a final full stop, few words that start with a capital, no end of a sentence.
    """
    match = _UNKNOWN.fullmatch(collapse_whitespace(line)) if line.lstrip()[:1].isdecimal() else None
    if match is None or not match["name"][0].isupper() or match["name"][-1] in _SENTENCE_ENDS:
        return None
    return match["number"]


def blank_around(lines: Sequence[str], at: int) -> tuple[bool, bool]:
    """Whether the lines above and below one are blank; the ends of a section count as blank."""
    above = at == 0 or not lines[at - 1].strip()
    below = at + 1 == len(lines) or not lines[at + 1].strip()
    return above, below


def split_at_unknown_headings(section: FormSection, template: Template) -> list[FormSection]:
    """A section, cut where a line stands that is written like a heading, but is none of the template's."""
    cuts = [at for at, line in enumerate(section.lines) if _is_unknown_heading(section, template, at, line)]
    titles = [collapse_whitespace(section.lines[at]) for at in cuts]
    starts = [(section.number, section.title, 0)]
    starts += [("", title, at + 1) for title, at in zip(titles, cuts, strict=True)]
    ends = [*cuts, len(section.lines)]
    return [
        FormSection(number, section.chapter, title, section.start + first, section.lines[first:end])
        for (number, title, first), end in zip(starts, ends, strict=True)
    ]


def _is_unknown_heading(section: FormSection, template: Template, at: int, line: str) -> bool:
    number = heading_number(line)
    if number is None:
        return False
    above, below = blank_around(section.lines, at)
    if (
        section.chapter in template.prose_chapters
    ):  # an applicant's line may look like one: it must stand alone
        return above and below
    return above or number.startswith(section.chapter + ".")
