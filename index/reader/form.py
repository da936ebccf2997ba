"""Sections of the form: `Key: value` lines, read by the rows of the field table.

Fourth stage of reading a description. What a key means, and what kind of value it has, is the table's
to say; a line that the table does not know is kept as text under its heading, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.model.fields import Field, Kind, rows_of
from index.model.project import FIELDS
from index.model.project_parts import Applicant
from index.model.serialization import build_dataclass
from index.model.template import CO_IMPLEMENTERS, PRINTED, fold, same
from index.reader.field_values import read, shorten, words
from index.reader.headings import Section
from index.reader.project_builder import ProjectBuilder, Values

STRINGS = (Kind.TEXT, Kind.KEYWORD, Kind.NUMBERED)
"""Kinds whose value may go on over several lines."""

_KEY = re.compile(r"[^\W\d_][^:]{0,99}:(?=\s|$)")

Rows = dict[str, list[Field]]


def _by_key(fields: Iterator[Field] | tuple[Field, ...]) -> Rows:
    rows: Rows = {}
    for row in fields:
        if row.key:
            rows.setdefault(same(row.key), []).append(row)
    return rows


ROWS: dict[str, Rows] = {
    number: _by_key(tuple(f for f in FIELDS if f.section == number)) for number in {f.section for f in FIELDS}
}
"""The rows of each section by their key; «Alkaa» and «päättyy» share one."""

PRIVATE: Rows = _by_key(tuple(f for f in FIELDS if f.private))
"""The rows that hold a person's data. They are known everywhere: none may end up in loose text."""

PARTNER: Rows = _by_key(rows_of(Applicant))
"""The rows of a co-implementer."""

_NAME = next(rows_of(Applicant))
_NAME_ENDING = same(_NAME.key).partition(" ")[2]  # «virallinen nimi», whoever's it is


@dataclass
class Entry:
    """A line of the form, with the lines on which its value goes on."""

    number: int
    key: str
    values: list[str]
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The value, white space folded."""
        return fold(" ".join(self.values))

    def go_on(self, line: str) -> None:
        """Take one more line into the value."""
        self.values.append(line)
        self.lines.append(line)


def read_form(builder: ProjectBuilder, section: Section) -> None:
    """Read a section of the form into the draft."""
    reader = _Reader(builder, section)
    for entry in reader.entries():
        reader.take(entry)
    if reader.partners:
        builder.values["co_implementers",] = tuple(
            build_dataclass(Applicant, values) for values in reader.partners
        )


class _Reader:
    """One section being read: its rows, and whether its co-implementers have begun."""

    def __init__(self, builder: ProjectBuilder, section: Section) -> None:
        self.builder = builder
        self.section = section
        self.rows = ROWS.get(section.number, {})
        self.printed = {same(line) for line in PRINTED.get(section.number, ())}
        self.known = self.rows.keys() | PRIVATE.keys() | self.printed
        self.in_partners = False
        self.partners: list[Values] = []

    def entries(self) -> Iterator[Entry]:
        """The section's lines; those that go on with a value are joined to its entry."""
        open_: Entry | None = None
        for number, line in enumerate(self.section.lines, self.section.start + 1):
            key, value = self.split(line)
            if open_ is not None and line.strip() and not key and self.goes_on(open_, line):
                open_.go_on(line)
                continue
            if open_ is not None:
                yield open_
            open_ = Entry(number, key, [value], [line]) if line.strip() else None
        if open_ is not None:
            yield open_

    def split(self, line: str) -> tuple[str, str]:
        """The key of a line and its value; no key when the line is none of the form's kind."""
        before, colon, after = line.partition(":")
        if colon and (_KEY.match(line.strip()) or same(before) in self.known):
            return fold(before), after
        return "", line

    def goes_on(self, entry: Entry, line: str) -> bool:
        """Whether a line without a key belongs to the value above it."""
        rows = self.rows_of(entry.key)
        if not rows or same(line) in self.printed:
            return False
        return rows[0].kind in STRINGS or not entry.text

    def rows_of(self, key: str) -> list[Field]:
        """The rows of a key in this section."""
        return self.rows.get(same(key)) or PRIVATE.get(same(key)) or []

    def take(self, entry: Entry) -> None:
        """Decide what an entry is, and keep it."""
        rows = self.rows_of(entry.key)
        if rows and rows[0].private:
            self.store_private(entry, rows[0])
        elif same(entry.key or entry.text) in self.printed:
            self.take_printed(entry)
        elif self.in_partners and self.take_partner(entry):
            return
        elif rows:
            self.store(entry, rows, self.builder.values)
        else:
            self.keep_unknown(entry)

    def take_printed(self, entry: Entry) -> None:
        """A line that the form prints; a name after «Osatoteuttajat:» is the first of them."""
        self.in_partners |= same(entry.key or entry.text) == same(CO_IMPLEMENTERS)
        self.builder.printed(entry.key + ":" if entry.key else entry.text)
        if entry.key and entry.text:
            self.take_partner(Entry(entry.number, "", entry.values, entry.lines))

    def take_partner(self, entry: Entry) -> bool:
        """An entry below «Osatoteuttajat»: a name begins the next one. False: it is something else."""
        if not entry.key:
            self.partners.append({_NAME.path: entry.text})
            return True
        named = same(entry.key).endswith(_NAME_ENDING)
        rows = [_NAME] if named else PARTNER.get(same(entry.key))
        if not rows:
            return False
        if named or not self.partners:
            self.partners.append({})
        self.store(entry, rows, self.partners[-1])
        return True

    def keep_unknown(self, entry: Entry) -> None:
        """A line that the form does not have."""
        if entry.key and self.section.number:
            self.builder.warn(entry.number, f"unknown key «{shorten(entry.key)}» kept as text")
            self.keep(entry)
        elif self.section.number:
            self.builder.keep_stray(self.section.title, entry.number, entry.text)
        else:
            self.keep(entry)  # under an unknown heading, which has its own warning

    def keep(self, entry: Entry) -> None:
        """Keep an entry's lines as text."""
        for number, line in enumerate(entry.lines, entry.number):
            self.builder.keep(self.section.title, number, line)

    def store_private(self, entry: Entry, row: Field) -> None:
        """A person's data: the value only into its own row, a second one after the first."""
        held = self.builder.private.setdefault(row.path, [])
        if held and entry.text:
            self.builder.warn(entry.number, f"the key «{row.key}» stands twice; both values kept")
        held += [entry.text] if entry.text else []
        self.builder.printed(entry.key + ":")

    def store(self, entry: Entry, rows: list[Field], values: Values) -> None:
        """Read an entry's value by its rows; what cannot be read is kept as text."""
        if any(values.get(row.path) not in (None, ()) for row in rows):
            self.store_again(entry, rows[0])
            return
        found: Values = {}
        problems = []
        for row in rows:
            try:
                found[row.path] = read(row, entry.text)
            except ValueError as problem:
                problems.append(str(problem))
        if (
            rows[0].value_after
            and entry.text
            and not any(same(row.value_after) in same(entry.text) for row in rows)
        ):
            problems.append(f"bad date «{shorten(entry.text)}»")
        values.update(found)
        self.builder.lines.update(dict.fromkeys(found, entry.number))
        self.keep_source(entry, rows[0], found, problems)

    def store_again(self, entry: Entry, row: Field) -> None:
        """A key that has had its value: the first one stands."""
        if not entry.text:
            self.builder.printed(entry.key + ":")
            return
        self.builder.warn(entry.number, f"the key «{row.key}» stands twice; the second kept as text")
        self.keep(entry)

    def keep_source(self, entry: Entry, row: Field, found: Values, problems: list[str]) -> None:
        """Keep what the values do not show: the key, or the whole entry where a value was converted."""
        for problem in problems:
            self.builder.warn(entry.number, f"{problem} kept as text")
        value = found.get(row.path)
        shown = " ".join(value) if isinstance(value, tuple) else value or ""
        if problems:
            self.keep(entry)
        elif isinstance(shown, str) and words(f"{entry.key}: {shown}") == words(" ".join(entry.lines)):
            self.builder.printed(entry.key + ":")
        else:
            self.builder.printed(" ".join(entry.lines))
