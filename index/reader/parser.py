"""From the text of a description to a `Project`: the whole of reading, in order.

    lines → sections (`headings`) → rows, answers, texts (`form`, `horizontal`, `values`) → `Project`

Nothing is lost on the way: each word of the file stands in a value, in `other` under its heading, or,
when the form printed it, in `other["Lomake"]`. What is wrong in a file is kept as text and warned of;
only a file that is no description at all is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from index.errors import NotADescription
from index.model.fields import Kind
from index.model.project import FIELDS, Project
from index.model.template import HEADINGS, PREAMBLE, PRINTED, fold, fund_of, same
from index.reader.field_values import shorten
from index.reader.form import read_form
from index.reader.headings import Section, blank_around, looks_like_heading, sections, split_unknown
from index.reader.horizontal_principles import (
    EQUALITY,
    SUSTAINABILITY,
    read_equality,
    read_sustainability,
    trimmed,
)
from index.reader.project_builder import ProjectBuilder

CODE = re.compile(r"[A-Z]{1,3}[0-9]{3,8}")
"""A project code: «S22496», «A89901»."""

_CODE_ROW = next(f for f in FIELDS if f.path == ("code",))
_FUND_ROW = next(f for f in FIELDS if f.section == PREAMBLE.number)
_EXPECTED_CODE = f"a project code such as S22496 on the line «{_CODE_ROW.key}:»"
_EXPECTED = f"the heading «{HEADINGS[0].text}» and the line «{_CODE_ROW.key}: …»"


def parse(text: str, name: str = "") -> Project:
    """Read a description; `name` is the file's, for the message of `NotADescription`."""
    found = sections(text.split("\n"))
    if not any(section.number == HEADINGS[0].number for section in found):
        raise NotADescription(Path(name), _EXPECTED, _beginning(text))
    builder = ProjectBuilder()
    for section in found:
        if section.number != PREAMBLE.number:
            builder.printed(section.title)
        READERS.get(section.number, _read_parts)(builder, section)
    _check_code(builder, found, name)
    _check_days(builder)
    return builder.project()


def _read_preamble(builder: ProjectBuilder, section: Section) -> None:
    """What stands before the first heading: the banner, and the line that names the fund."""
    printed = {same(line) for line in PRINTED[section.number]}
    for number, line in enumerate(section.lines, section.start + 1):
        fund = fund_of(line)
        if fund and _FUND_ROW.path not in builder.values:
            builder.values[_FUND_ROW.path] = fund
            builder.printed(line)
        elif same(line) in printed:
            builder.printed(line)
        elif line.strip():
            builder.keep_stray(section.title, number, line)


def _read_text(builder: ProjectBuilder, section: Section) -> None:
    """A section that is one text, its breaks kept."""
    row = TEXTS[section.number]
    builder.values[row.path] = trimmed(section.lines)
    for at, line in enumerate(section.lines):
        if looks_like_heading(line) and all(blank_around(section.lines, at)):
            message = f"«{shorten(fold(line))}» looks like a heading that the template does not have here"
            builder.warn(section.start + at + 1, f"{message}; kept in the text")


def _read_parts(builder: ProjectBuilder, section: Section) -> None:
    """A section of the form, with unknown headings in it cut off."""
    for part in split_unknown(section):
        if not part.number:
            builder.warn(part.start, f"unknown heading «{shorten(part.title)}»; what follows is kept as text")
            builder.printed(part.title)
        FORM_READERS.get(part.number, read_form)(builder, part)


def _check_code(builder: ProjectBuilder, found: list[Section], name: str) -> None:
    """Refuse a file without a project code: it could be neither shown nor told from others."""
    code = builder.values.get(_CODE_ROW.path)
    if code is None or not CODE.fullmatch(code):
        seen = f"«{shorten(code)}»" if code else "none"
        raise NotADescription(Path(name), _EXPECTED_CODE, seen)


def _check_days(builder: ProjectBuilder) -> None:
    """Warn of a project that ends before it starts."""
    starts, ends = (builder.values.get((part,)) for part in ("starts", "ends"))
    if starts and ends and ends < starts:
        builder.warn(builder.lines["ends",], f"ends {ends} before it starts {starts}; both kept")


def _beginning(text: str) -> str:
    """How a file begins, for the message that it is no description."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return f"«{shorten(fold(first))}»" if first else "an empty file"


Reader = Callable[[ProjectBuilder, Section], None]

FORM_READERS: dict[str, Reader] = {
    EQUALITY.section: read_equality,
    SUSTAINABILITY.section: read_sustainability,
}
"""Sections of the form that are not `Key: value` lines."""

TEXTS = {f.section: f for f in FIELDS if f.kind is Kind.TEXT and not f.key and f.section not in FORM_READERS}
"""Sections that are one text."""

READERS: dict[str, Reader] = {PREAMBLE.number: _read_preamble, **dict.fromkeys(TEXTS, _read_text)}
"""Who reads a section, by its number; the others are sections of the form."""
