"""Sections of the form: `Key: value` lines, read by the rows of the field table.

Fourth stage of reading a description. The field table says what a key means and what kind of value it has. A
line that is not in the table is kept as text under its heading, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.messages import Notice
from index.model.codes import business_id, has_check_digit
from index.model.fields import Field, Kind, Role, rows_of
from index.model.project import BY_ROLE
from index.model.project_parts import Applicant
from index.model.serialization import build_dataclass
from index.model.template import collapse_whitespace, printed_key
from index.reader.field_values import (
    PartlyRead,
    bare_words,
    parse_value,
    shorten,
    spell_out_period,
    split_list,
)
from index.reader.headings import FormSection
from index.reader.partners import read_partners
from index.reader.project_builder import ProjectBuilder, Values
from index.reader.target_area import mark_nationwide, says_nationwide

STRINGS = (Kind.TEXT, Kind.KEYWORD, Kind.ORGANISATION, Kind.NUMBERED)
"""Kinds whose value may go on over several lines."""

_KEY = re.compile(r"[^\W\d_][^:]{0,99}:(?=\s|$)")
_PARTNER_NAME = next(row for row in rows_of(Applicant) if row.role is Role.APPLICANT)
# A partner's line has another first word than the applicant's: «… virallinen nimi», whoever's it is.
_NAME_ENDING = printed_key(_PARTNER_NAME.key).partition(" ")[2]


_PARTNER_ID = next(row for row in rows_of(Applicant) if row.role is Role.BUSINESS_ID)
_ID_KEY = printed_key(_PARTNER_ID.key)


@dataclass
class FormLine:
    """A line of the form, with the lines on which its value goes on.

    number: of the line in the file, from 1. key: "" where it has none. values: of each line what is not the
    key.
    """

    number: int
    key: str
    values: list[str]
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The value, white space collapsed."""
        return collapse_whitespace(" ".join(self.values))

    @property
    def listed(self) -> str:
        """The value of a list: where it has no separator, each of several lines is an item."""
        return self.text if len(split_list(self.text)) > 1 else ", ".join(self.values)

    def append(self, line: str) -> None:
        """Add a line to the value."""
        self.values.append(line)
        self.lines.append(line)


def read_form(builder: ProjectBuilder, section: FormSection) -> None:
    """Read a section of `Key: value` lines into the builder."""
    reader = _SectionReader(builder, section)
    for line in reader.form_lines():
        reader.read(line)
    if reader.partners:
        builder.values[BY_ROLE[Role.PARTNERS].path] = tuple(
            build_dataclass(Applicant, values) for values in reader.partners
        )


class _SectionReader:
    """One section being read: its rows, and whether its partners have begun."""

    def __init__(self, builder: ProjectBuilder, section: FormSection) -> None:
        template = builder.template
        self.template = template
        self.builder = builder
        self.section = section
        self.rows = template.section_rows.get(section.number, {})
        self.private_rows = template.private_rows
        self.partner_rows = template.partner_rows
        self.printed = template.printed_keys.get(section.number, frozenset())
        self.partners_key = printed_key(template.partners_line)
        self.known_keys = self.rows.keys() | self.private_rows.keys() | self.printed
        self.in_partners = False
        self.partners: list[Values] = []

    def form_lines(self) -> Iterator[FormLine]:
        """The section's lines that are not blank; those that go on with a value are joined to its line."""
        current: FormLine | None = None
        for number, line in enumerate(self.section.lines, self.section.start + 1):
            key, value = self.split_key(line)
            if current is not None and line.strip() and not key and self.goes_on(current, line):
                current.append(line)
                continue
            if current is not None:
                yield current
            current = FormLine(number, key, [value], [line]) if line.strip() else None
        if current is not None:
            yield current

    def split_key(self, line: str) -> tuple[str, str]:
        """The key of a line and its value; key "" when the line is not of the kind `Key: value`."""
        before, colon, after = line.partition(":")
        if colon and (_KEY.match(line.strip()) or printed_key(before) in self.known_keys):
            return collapse_whitespace(before), after
        return "", line

    def goes_on(self, current: FormLine, line: str) -> bool:
        """Whether a line without a key belongs to the value above it."""
        rows = self.rows_of(current.key)
        if not rows or printed_key(line) in self.printed:
            return False
        return rows[0].kind in STRINGS or not current.text

    def rows_of(self, key: str) -> list[Field]:
        """The rows of a key in this section."""
        return self.rows.get(printed_key(key)) or self.private_rows.get(printed_key(key)) or []

    def read(self, line: FormLine) -> None:
        """Decide what a line is, and keep it."""
        rows = self.rows_of(line.key)
        if self.keep_nationwide(line, rows):
            return
        if rows and rows[0].private:
            self.store_private(line, rows[0])
        elif printed_key(line.key or line.text) in self.printed:
            self.keep_printed(line)
        elif self.in_partners and self.store_partner(line):
            return
        elif rows:
            self.store(line, rows, self.builder.values)
        else:
            self.keep_unknown(line)

    def keep_printed(self, line: FormLine) -> None:
        """A line that the form prints; a name on the line that heads the partners is the first of them."""
        self.in_partners |= printed_key(line.key or line.text) == self.partners_key
        self.builder.keep_printed(line.key + ":" if line.key else line.text)
        if line.key and line.text:
            self.store_partner(FormLine(line.number, "", line.values, line.lines))

    def store_partner(self, line: FormLine) -> bool:
        """A line below the one that heads the partners: a name begins the next of them.

        Returns False where the line is something else.
        """
        begins = printed_key(line.key).endswith(_NAME_ENDING)
        rows = [_PARTNER_NAME] if begins else self.partner_rows.get(printed_key(line.key))
        if not rows and (not line.key or printed_key(line.key).endswith(_ID_KEY)):  # «Nimi, Y-tunnus: …»
            self.store_named(line)
            return True
        if not rows:
            return False
        if begins or not self.partners:
            self.partners.append({})
        self.store(line, rows, self.partners[-1])
        return True

    def store_named(self, line: FormLine) -> None:
        """The organisations of a line that has their names, and their business ids behind them."""
        text = f"{line.key}: {line.text}" if line.key else line.text
        found, rest = read_partners(text)
        for one in found:
            self.partners.append({_PARTNER_NAME.path: one.name})
            if one.number:
                self.check_business_id(line, one.number)
                self.partners[-1][_PARTNER_ID.path] = one.number
        if rest:
            self.keep_text(line)
        elif any(one.number for one in found) or found[0].name != text:
            self.builder.keep_printed(text)

    def check_business_id(self, line: FormLine, number: str) -> None:
        """Warn of a business id with a wrong check digit."""
        if not business_id(number):
            self.builder.warn(
                line.number, Notice("«%(number)s» is no business id; kept as it is", number=shorten(number))
            )
        elif not has_check_digit(number):
            self.builder.warn(
                line.number,
                Notice("the business id «%(number)s» has a wrong check digit", number=shorten(number)),
            )

    def keep_nationwide(self, line: FormLine, rows: list[Field]) -> bool:
        """A line that says whether the project is one of all regions. Returns whether it was one."""
        if self.section.number != BY_ROLE[Role.REGIONS].section or (rows and not rows[0].multivalued):
            return False
        said = says_nationwide(self.template, line.key, line.text)
        if said:
            mark_nationwide(self.builder.values, self.template.regions)
        if said is not None:
            self.builder.keep_printed(" ".join(line.lines))
        return said is not None

    def keep_unknown(self, line: FormLine) -> None:
        """A line that the form does not have."""
        if line.key and self.section.number:
            self.builder.warn(
                line.number, Notice("unknown key «%(key)s» kept as text", key=shorten(line.key))
            )
            self.keep_text(line)
        elif self.section.number:
            self.builder.keep_unknown(self.section.title, line.number, line.text)
        else:
            self.keep_text(line)  # below an unknown heading, which has its own warning

    def keep_text(self, line: FormLine) -> None:
        """Keep a line, and those that go on with it, as loose text."""
        for number, text in enumerate(line.lines, line.number):
            self.builder.keep_text(self.section.title, number, text)

    def store_private(self, line: FormLine, row: Field) -> None:
        """A person's data: the value goes only into its own row, a second one behind the first."""
        texts = self.builder.private_values.setdefault(row.path, [])
        if texts and line.text:
            self.builder.warn(
                line.number, Notice("the key «%(key)s» stands twice; both values kept", key=row.key)
            )
        texts += [line.text] if line.text else []
        self.builder.keep_printed(line.key + ":")

    def store(self, line: FormLine, rows: list[Field], values: Values) -> None:
        """Read a line's value by the rows of its key; what cannot be read is kept as text."""
        if any(values.get(row.path) not in (None, ()) for row in rows):
            self.keep_second_value(line, rows[0])
            return
        found: Values = {}
        problems = []
        has_words = any(_has_word(line, row.value_after) for row in rows if row.value_after)
        text = line.text if has_words else spell_out_period(line.text, [row.value_after for row in rows])
        for row in rows:
            try:
                found[row.path] = parse_value(row, line.listed if row.multivalued else text)
            except PartlyRead as problem:
                found[row.path] = problem.value
                problems.append(problem.args[0])
            except ValueError as problem:
                problems.append(problem.args[0])
        if rows[0].value_after and line.text and not has_words and text == line.text:
            problems.append(Notice("bad date «%(text)s»", text=shorten(line.text)))
        for row in rows:
            if row.role is Role.BUSINESS_ID and found.get(row.path):
                self.check_business_id(line, str(found[row.path]))
        values.update(found)
        self.builder.value_lines.update(dict.fromkeys(found, line.number))
        self.keep_source(line, rows[0], found, problems)

    def keep_second_value(self, line: FormLine, row: Field) -> None:
        """A repeated key: the first value is used."""
        if not line.text:
            self.builder.keep_printed(line.key + ":")
            return
        self.builder.warn(
            line.number, Notice("the key «%(key)s» stands twice; the second kept as text", key=row.key)
        )
        self.keep_text(line)

    def keep_source(self, line: FormLine, row: Field, found: Values, problems: list[str]) -> None:
        """Keep what the values do not show: the key, or the whole line where a value was converted."""
        for problem in problems:
            self.builder.warn(line.number, Notice("%(problem)s kept as text", problem=problem))
        value = found.get(row.path)
        shown = " ".join(value) if isinstance(value, tuple) else value or ""
        if problems:
            self.keep_text(line)
        elif isinstance(shown, str) and bare_words(f"{line.key}: {shown}") == bare_words(
            " ".join(line.lines)
        ):
            self.builder.keep_printed(line.key + ":")
        else:
            self.builder.keep_printed(" ".join(line.lines))


def _has_word(line: FormLine, word: str) -> bool:
    return printed_key(word) in printed_key(line.text)
