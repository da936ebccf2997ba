"""A project while it is being read: values found so far, loose text, warnings.

The readers of the sections (`form.py`, `horizontal_principles.py`, `parser.py`) write into one
`ProjectBuilder`, so that each need only decide what a line is; `project()` makes the frozen result.
"""

from __future__ import annotations

import typing
from typing import Any

from index.messages import Notice
from index.model.fields import AttributePath
from index.model.project import FORM_WORDS, Project
from index.model.serialization import build_dataclass
from index.model.template import Template, collapse_whitespace

Values = dict[AttributePath, Any]
"""Values read so far, by attribute path."""


class ProjectBuilder:
    """What has been read so far. Every line of the file ends up in one of its parts at least.

    template:      the form that is read.
    values:        by attribute path. value_lines: number of the line of each.
    private_values: texts of the private rows, in the order of the file.
    """

    def __init__(self, template: Template) -> None:
        self.template = template
        self.values: Values = {}
        self.private_values: dict[AttributePath, list[str]] = {}
        self.value_lines: dict[AttributePath, int] = {}
        self.warnings: list[str] = []
        self._form_lines: list[str] = []
        self._loose: dict[str, list[str]] = {}
        self._last_loose: dict[str, int] = {}

    def warn(self, number: int, message: str) -> None:
        """Note what the keeper of the descriptions may want to look at; number: of the line, from 1."""
        self.warnings.append(Notice("line %(number)s: %(message)s", number=number, message=message))

    def keep_printed(self, line: str) -> None:
        """Keep a line, or a part of one, that the form prints or that a value was converted from."""
        self._form_lines.append(collapse_whitespace(line))

    def keep_text(self, title: str, number: int, line: str) -> bool:
        """Keep a line as loose text under a heading. Returns whether it begins a new passage there."""
        held = self._loose.setdefault(title, [])
        begins = self._last_loose.get(title) != number - 1
        if held and begins:
            held.append("")
        held.append(line.strip())
        self._last_loose[title] = number
        return begins

    def keep_unknown(self, title: str, number: int, line: str) -> None:
        """Keep a line that the form does not have, with one warning for each passage of them."""
        if self.keep_text(title, number, line):
            self.warn(
                number, Notice("text that the form does not have is kept under «%(title)s»", title=title)
            )

    def project(self) -> Project:
        """The project as read."""
        other = {FORM_WORDS: "\n".join(self._form_lines)} if self._form_lines else {}
        other |= {title: "\n".join(lines) for title, lines in self._loose.items()}
        private = {path: ", ".join(texts) or None for path, texts in self.private_values.items()}
        whole = {**self.values, **private, ("other",): other, ("warnings",): tuple(self.warnings)}
        return typing.cast(Project, build_dataclass(Project, whole))
