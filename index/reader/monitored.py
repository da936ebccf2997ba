"""Section 7 beyond companies and participants: each indicator with its planned and realised number.

A heading «7.3 Uusien työpaikkojen määrä» names the indicator; the lines below it have the keys that those of
companies have. A heading that the form has under another number is the form's own.
"""

from __future__ import annotations

import typing

from index.messages import Notice
from index.model.fields import Role, rows_of
from index.model.project import BY_ROLE
from index.model.project_parts import Monitored
from index.model.template import printed_key
from index.reader.field_values import PartlyRead, parse_count
from index.reader.form import read_form
from index.reader.headings import FormSection
from index.reader.project_builder import ProjectBuilder

MONITORED = BY_ROLE[Role.MONITORED].path
_ROWS = {printed_key(row.key): row for row in rows_of(Monitored)}
"""The rows of planned and realised numbers by their keys."""


def has_numbers(part: FormSection) -> bool:
    """Whether a line with the key of a planned or realised number stands below a heading."""
    return any(printed_key(line.partition(":")[0]) in _ROWS for line in part.lines if ":" in line)


def read_monitored(builder: ProjectBuilder, part: FormSection) -> None:
    """Read what stands below a heading of section 7 that the form does not have into the builder."""
    builder.keep_printed(part.title)
    name = part.title.partition(" ")[2]
    rank = builder.template.name_ranks.get(name)
    if rank is not None and builder.template.headings[rank].chapter == part.chapter:
        known = builder.template.headings[rank].section
        read_form(builder, FormSection(known, part.chapter, part.title, part.start, part.lines))
        return
    numbers: dict[str, int | None] = {}
    for at, line in enumerate(part.lines, part.start + 1):
        key, colon, value = line.partition(":")
        row = _ROWS.get(printed_key(key)) if colon else None
        if row is not None and row.path[-1] not in numbers:
            try:
                numbers[row.path[-1]] = parse_count(value)
            except PartlyRead as problem:
                numbers[row.path[-1]] = typing.cast(int, problem.value)
                builder.warn(at, Notice("%(problem)s kept as text", problem=problem.args[0]))
                builder.keep_text(part.title, at, line)
            except ValueError as problem:
                builder.warn(at, Notice("%(problem)s kept as text", problem=problem.args[0]))
                builder.keep_text(part.title, at, line)
            else:
                builder.keep_printed(line)
        elif line.strip():
            builder.keep_unknown(part.title, at, line)
    found = Monitored(name, numbers.get("planned"), numbers.get("realised"))
    builder.values[MONITORED] = (*builder.values.get(MONITORED, ()), found)
