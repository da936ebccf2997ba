"""A project while it is being read: values found so far, loose text, warnings.

The readers of the sections (`form.py`, `horizontal_principles.py`, `parser.py`) write into one
`ProjectBuilder`, so that each need only decide what a line is; `project()` makes the frozen result.
"""

from __future__ import annotations

import typing
from typing import Any

from index.model.fields import AttributePath
from index.model.project import Project
from index.model.serialization import build_dataclass
from index.model.template import FORM, fold

Values = dict[AttributePath, Any]
"""Values read so far, by attribute path."""


class ProjectBuilder:
    """What has been read so far. Every line of the file ends up in exactly one of its parts, or in more."""

    def __init__(self) -> None:
        self.values: Values = {}
        self.private: dict[AttributePath, list[str]] = {}
        self.lines: dict[AttributePath, int] = {}
        self.warnings: list[str] = []
        self._form: list[str] = []
        self._loose: dict[str, list[str]] = {}
        self._last_loose: dict[str, int] = {}

    def warn(self, number: int, message: str) -> None:
        """Note something that the person who keeps the descriptions may want to look at."""
        self.warnings.append(f"line {number}: {message}")

    def printed(self, line: str) -> None:
        """Keep a line, or the part of one, that the form prints or that a value was made from."""
        self._form.append(fold(line))

    def keep(self, title: str, number: int, line: str) -> bool:
        """Keep a line as text under a heading; whether it begins a new passage there."""
        held = self._loose.setdefault(title, [])
        begins = self._last_loose.get(title) != number - 1
        if held and begins:
            held.append("")
        held.append(line.strip())
        self._last_loose[title] = number
        return begins

    def keep_stray(self, title: str, number: int, line: str) -> None:
        """Keep a line that the form does not have, with one warning for each passage."""
        if self.keep(title, number, line):
            self.warn(number, f"text that the form does not have is kept under «{title}»")

    def project(self) -> Project:
        """The project as read."""
        other = {FORM: "\n".join(self._form)} if self._form else {}
        other |= {title: "\n".join(lines) for title, lines in self._loose.items()}
        private = {path: ", ".join(held) or None for path, held in self.private.items()}
        whole = {**self.values, **private, ("other",): other, ("warnings",): tuple(self.warnings)}
        return typing.cast(Project, build_dataclass(Project, whole))
