"""Parses the text of a description into a `Project`, stage by stage.

    lines → sections (`headings`) → rows, answers, texts (`form`, `horizontal_principles`, `field_values`) →
    `Project`

Nothing is lost on the way: each word of the file stands in a value, in `other` under its heading, or, when
the form printed it, in `other[FORM_WORDS]`. Errors in a file are kept as text and reported in a warning; only
a file that is not a description is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from index.errors import NotADescription
from index.messages import Notice
from index.model.fields import Kind, Role
from index.model.project import BY_ROLE, FIELDS, Project
from index.model.project_parts import Numbered
from index.model.template import Template, collapse_whitespace, printed_key
from index.reader.field_values import shorten
from index.reader.form import read_form
from index.reader.headings import (
    LONG_LINE,
    FormSection,
    blank_around,
    heading_number,
    split_at_unknown_headings,
    split_sections,
    take_marks,
)
from index.reader.horizontal_principles import join_lines, read_indicators, read_questions
from index.reader.monitored import has_numbers, read_monitored
from index.reader.project_builder import ProjectBuilder
from index.templates.registry import TEMPLATES

_AXIS = re.compile(r"\s*(?:toimintalinja|tl\.?)?\s*0?(?P<number>[0-9]{1,2})[\s.:]*", re.IGNORECASE)
"""A priority axis that has nothing but its number: «2», «TL 2», «Toimintalinja 2.»."""
CODE = re.compile(r"[A-Z]{1,3}[0-9]{3,8}|[0-9]{6,9}")
"""A project code: «S22496», «A89901», or digits alone as other registers have them, «101181585»."""


def parse(text: str, name: str = "", template: Template | None = None) -> Project:
    """Read a description.

    text: lines parted by "\\n", in Unicode's composed form. name: the file's, for messages. template: the
    form that it is written in; None = whichever of `TEMPLATES` it is.
    Raises `NotADescription` where the first heading of the template or a project code is missing.
    """
    lines, marked = take_marks(text.split("\n"))
    template, sections = _split(lines, marked, (template,) if template else TEMPLATES)
    if not _is_of(sections, template):
        key = BY_ROLE[Role.CODE].key
        heading = template.headings[0].text
        expected = Notice("the heading «%(heading)s» and the line «%(key)s: …»", heading=heading, key=key)
        raise NotADescription(Path(name), expected, _beginning(text))
    builder = ProjectBuilder(template)
    sections[-1] = _take_footer(builder, sections[-1])
    for section in sections:
        if section.number != template.preamble.section:
            builder.keep_printed(section.title)
        _read_section(builder, section)
    _check_code(builder, name)
    _check_days(builder)
    _name_axis(builder)
    return builder.project()


def _split(
    lines: list[str], marked: frozenset[int], templates: Sequence[Template]
) -> tuple[Template, list[FormSection]]:
    """The form of a text, the first whose first heading it has, else the first of all; and its sections."""
    split = ((template, split_sections(lines, template, marked)) for template in templates)
    found = []
    for template, sections in split:
        if _is_of(sections, template):
            return template, sections
        found.append((template, sections))
    return found[0]


def _is_of(sections: list[FormSection], template: Template) -> bool:
    return any(section.number == template.headings[0].section for section in sections)


def _take_footer(builder: ProjectBuilder, section: FormSection) -> FormSection:
    """The last section without the lines that the register's pages have below the form."""
    lines = list(section.lines)
    while lines and (not lines[-1].strip() or _is_footer(lines[-1], builder.template)):
        if line := lines.pop().strip():
            builder.keep_printed(line)
    return replace(section, lines=tuple(lines))


def _is_footer(line: str, template: Template) -> bool:
    return printed_key(line) in template.footer_keys or (len(line) < LONG_LINE and "©" in line)


def _read_section(builder: ProjectBuilder, section: FormSection) -> None:
    if section.number == builder.template.preamble.section:
        _read_preamble(builder, section)
    elif section.number in TEXTS:
        _read_text(builder, section)
    else:
        _read_parts(builder, section)


def _read_preamble(builder: ProjectBuilder, section: FormSection) -> None:
    """What stands before the first heading: printed lines, and the line that names the fund."""
    path = BY_ROLE[Role.FUND].path
    printed = builder.template.printed_keys.get(section.number, frozenset())
    for number, line in enumerate(section.lines, section.start + 1):
        fund = builder.template.fund_of(line)
        if fund and path not in builder.values:
            builder.values[path] = fund
            builder.keep_printed(line)
        elif printed_key(line) in printed:
            builder.keep_printed(line)
        elif line.strip():
            builder.keep_unknown(section.title, number, line)


def _read_text(builder: ProjectBuilder, section: FormSection) -> None:
    """A section that is one text, its line breaks kept."""
    builder.values[TEXTS[section.number]] = join_lines(section.lines)
    for at, line in enumerate(section.lines):
        if heading_number(line) and all(blank_around(section.lines, at)):
            message = Notice(
                "«%(line)s» looks like a heading that the template does not have here; kept in the text",
                line=shorten(collapse_whitespace(line)),
            )
            builder.warn(section.start + at + 1, message)


def _read_parts(builder: ProjectBuilder, section: FormSection) -> None:
    """A section of the form, with unknown headings in it cut off."""
    for part in split_at_unknown_headings(section, builder.template):
        is_counted = not part.number and section.chapter in builder.template.counted_chapters
        if is_counted and has_numbers(part):
            read_monitored(builder, part)
            continue
        if not part.number:
            builder.warn(
                part.start,
                Notice(
                    "unknown heading «%(title)s»; what follows is kept as text", title=shorten(part.title)
                ),
            )
            builder.keep_printed(part.title)
        FORM_READERS.get(part.number, read_form)(builder, part)


def _check_code(builder: ProjectBuilder, name: str) -> None:
    """Refuse a description without a project code, by which a project is shown and told from others."""
    row = BY_ROLE[Role.CODE]
    code = builder.values.get(row.path)
    if code is None or not CODE.fullmatch(code):
        expected = Notice("a project code such as S22496 on the line «%(key)s:»", key=row.key)
        raise NotADescription(Path(name), expected, f"«{shorten(code)}»" if code else Notice("none"))


def _check_days(builder: ProjectBuilder) -> None:
    """Warn of a project that ends before it starts."""
    first, last = BY_ROLE[Role.STARTS].path, BY_ROLE[Role.ENDS].path
    starts, ends = builder.values.get(first), builder.values.get(last)
    if starts and ends and ends < starts:
        builder.warn(
            builder.value_lines[last],
            Notice("ends %(ends)s before it starts %(starts)s; both kept", ends=ends, starts=starts),
        )


def _name_axis(builder: ProjectBuilder) -> None:
    """The name of a priority axis that a description has only the number of: «Toimintalinja: 2»."""
    path = BY_ROLE[Role.PRIORITY_AXIS].path
    found = builder.values.get(path)
    match = _AXIS.fullmatch(f"{found.number} {found.name}") if found else None
    number = match["number"] if match else ""
    if number in builder.template.axes:
        builder.values[path] = Numbered(number, builder.template.axes[number])


def _beginning(text: str) -> str:
    """The beginning of a file, for the message that it is not a description."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return f"«{shorten(collapse_whitespace(first))}»" if first else Notice("an empty file")


FORM_READERS: dict[str, Callable[[ProjectBuilder, FormSection], None]] = {
    BY_ROLE[Role.QUESTIONS].section: read_questions,
    BY_ROLE[Role.INDICATORS].section: read_indicators,
}
"""Sections of the form that are not `Key: value` lines."""

TEXTS = {
    row.section: row.path
    for row in FIELDS
    if row.kind is Kind.TEXT and not row.key and row.section not in FORM_READERS
}
"""Sections that are one text → the attribute that holds it."""
