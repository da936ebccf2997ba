"""The printed parts of a form, so that the reader can distinguish them from the text of applicants.

A `Template` is data: each form has its own in `index/templates/`. What a field means stands in the field
table, and with it the section and the key under which the forms of 2014–2020 print it; a template says where
its form differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from index.model.fields import Field, Kind, Role, rows_of
from index.model.project import BY_ROLE, FIELDS
from index.model.project_parts import Applicant
from index.remembered import remembered

RowsByKey = dict[str, list[Field]]
"""Rows of the field table by `printed_key` of their key; two may share one («Alkaa» and «päättyy»)."""


@dataclass(frozen=True)
class Heading:
    """A heading of a form: «7.1» and «Osallistuvien yritysten lukumäärä».

    maps_to: the section of the field table that stands below it; "" = that of its own number.
    also:    other names under which the form prints it.
    """

    number: str
    name: str
    maps_to: str = ""
    also: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The heading as it is printed."""
        return f"{self.number} {self.name}"

    @property
    def section(self) -> str:
        """The section of the field table that stands below it."""
        return self.maps_to or self.number

    @property
    def chapter(self) -> str:
        """The part of its number before the first full stop: «7» of «7.1»."""
        return self.number.partition(".")[0]


@dataclass(frozen=True, eq=False)
class Template:
    """One form of description.

    name:          what the form is called, for people.
    preamble:      what stands before the first heading, where the form prints none: number and name for it.
    headings:      in the order of the form.
    printed:       section → lines without a value that the form prints in it.
    fund_line:     the line of the preamble that names the fund: groups `name` and `short`, which is optional.
    funds:         `name` in that line → short name of the fund.
    partners_line: the line after which the organisations stand that implement the project with the applicant.
    answers:       how a yes/no question may be answered, in lower case → the answer.
    questions:     the yes/no questions, in order.
    indicators:    group → the indicators under it.
    score_header:  the heads of the two columns of scores.
    highest_score: scores go from 0 up to it.
    spellings:     key of the field table → other ways in which the form prints it.
    footer:        lines that the register's pages have below the form.
    nationwide:    lines that stand for all of the `regions`.
    axes:          number → name of the programme's priority axes, where a description has the number alone.
    """

    name: str
    preamble: Heading
    headings: tuple[Heading, ...]
    printed: Mapping[str, tuple[str, ...]]
    fund_line: re.Pattern[str]
    funds: Mapping[str, str]
    partners_line: str
    answers: Mapping[str, bool]
    questions: tuple[str, ...]
    indicators: Mapping[str, tuple[str, ...]]
    score_header: tuple[str, str]
    highest_score: int
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    footer: tuple[str, ...] = ()
    nationwide: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    axes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def heading_ranks(self) -> dict[str, int]:
        """The place of each heading in the form, by number and name: «7.1 Osallistuvien yritysten …»."""
        named = (
            (f"{h.number} {name}", at) for at, h in enumerate(self.headings) for name in (h.name, *h.also)
        )
        return dict(named)

    @cached_property
    def name_ranks(self) -> dict[str, int]:
        """The same by name alone: for texts in which the numbers of headings are no text."""
        return {name: at for at, h in enumerate(self.headings) for name in (h.name, *h.also)}

    @cached_property
    def counted_chapters(self) -> frozenset[str]:
        """The chapters whose sections have numbers of things or people only."""
        kinds: dict[str, set[Kind]] = {}
        for row in FIELDS:
            kinds.setdefault(row.section, set()).add(row.kind)
        return frozenset(h.chapter for h in self.headings if kinds.get(h.section) == {Kind.COUNT})

    @cached_property
    def nationwide_keys(self) -> frozenset[str]:
        """`nationwide` by `printed_key`."""
        return frozenset(map(printed_key, self.nationwide))

    @cached_property
    def footer_keys(self) -> frozenset[str]:
        """`footer` by `printed_key`."""
        return frozenset(map(printed_key, self.footer))

    def rows_by_key(self, rows: Iterable[Field]) -> RowsByKey:
        """Those rows that stand on a line with a key, by every spelling of it."""
        found: RowsByKey = {}
        for row in rows:
            for key in (row.key, *self.spellings.get(row.key, ())) if row.key else ():
                found.setdefault(printed_key(key), []).append(row)
        return found

    @cached_property
    def section_rows(self) -> dict[str, RowsByKey]:
        """The rows of each section."""
        sections = {row.section for row in FIELDS}
        return {s: self.rows_by_key(row for row in FIELDS if row.section == s) for s in sections}

    @cached_property
    def private_rows(self) -> RowsByKey:
        """The rows of a person's data. Recognised in every section: none may end up in loose text."""
        return self.rows_by_key(row for row in FIELDS if row.private)

    @cached_property
    def partner_rows(self) -> RowsByKey:
        """The rows of an organisation that implements the project with the applicant."""
        return self.rows_by_key(rows_of(Applicant))

    @cached_property
    def printed_keys(self) -> dict[str, frozenset[str]]:
        """`printed` by `printed_key`."""
        return {section: frozenset(map(printed_key, lines)) for section, lines in self.printed.items()}

    @cached_property
    def openers(self) -> tuple[tuple[str, ...], ...]:
        """For each heading how a line may begin that the form prints below it: `printed_key` of each."""
        return tuple(tuple(map(printed_key, self._lines_below(heading))) for heading in self.headings)

    def _lines_below(self, heading: Heading) -> list[str]:
        """Keys, questions and the first subheading below a heading, as printed."""
        lines = [h.text for h in self.headings if h.number.startswith(heading.number + ".")][:1]
        lines += [row.key for row in FIELDS if row.section == heading.section and row.key]
        lines += [spelling for key in lines for spelling in self.spellings.get(key, ())]
        lines += self.printed.get(heading.section, ())
        if heading.section == BY_ROLE[Role.QUESTIONS].section:
            lines += self.questions
        if heading.section == BY_ROLE[Role.INDICATORS].section:
            lines += ("".join(self.score_header), *self.indicators)
        return lines

    @cached_property
    def prose_chapters(self) -> frozenset[str]:
        """The chapters of the form in which applicants write texts between what is printed."""
        prose = {BY_ROLE[Role.QUESTIONS].section, BY_ROLE[Role.INDICATORS].section}
        return frozenset(heading.chapter for heading in self.headings if heading.section in prose)

    def fund_of(self, line: str) -> str | None:
        """The short name of the fund that a line of the preamble names; None when it is another line."""
        match = self.fund_line.fullmatch(collapse_whitespace(line))
        return match and (match.groupdict().get("short") or self.funds.get(match["name"]))


LONGEST_PRINTED = 80
"""Characters of a line up to which its key is kept: hardly any line that a form prints is longer, and what an
applicant wrote does not come again."""
_DASHES = re.compile("[‐‑‒–—−]")


def collapse_whitespace(line: str) -> str:
    """A line with each run of white space, no-break spaces too, as one space, and none at the ends."""
    return " ".join(line.split())


def printed_key(line: str) -> str:
    """The key for comparing printed lines: ignores white space, case, kinds of dashes and a last colon."""
    return _short_key(line) if len(line) <= LONGEST_PRINTED else _key(line)


@remembered(4096)
def _short_key(line: str) -> str:
    return _key(line)


def _key(line: str) -> str:
    return _DASHES.sub("-", collapse_whitespace(line)).casefold().removesuffix(":").rstrip()
