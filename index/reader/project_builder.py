"""A project while it is being read: values found so far, loose text, warnings.

The readers of the sections (`form.py`, `horizontal_principles.py`, `parser.py`) write into one
`ProjectBuilder`, so that each need only decide what a line is; `project()` makes the frozen result.
"""

from __future__ import annotations

import dataclasses
import typing
from functools import cache
from typing import Any

from index.model.project import Project
from index.model.template import FORM, fold

Path = tuple[str, ...]
Values = dict[Path, Any]


class ProjectBuilder:
    """What has been read so far. Every line of the file ends up in exactly one of its parts, or in more."""

    def __init__(self) -> None:
        self.values: Values = {}
        self.private: dict[Path, list[str]] = {}
        self.lines: dict[Path, int] = {}
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
        return typing.cast(Project, build(Project, whole))


@cache
def hints(cls: type) -> dict[str, Any]:
    """The types of a dataclass's attributes; finding them out is slow, and there are few classes."""
    return typing.get_type_hints(cls)


def build(cls: type, values: Values, prefix: Path = ()) -> Any:
    """A dataclass, and those nested in it, from values by attribute path; the rest are defaults."""
    types = hints(cls)
    found = {}
    for attribute in dataclasses.fields(cls):
        path = (*prefix, attribute.name)
        if path in values:
            found[attribute.name] = values[path]
        elif dataclasses.is_dataclass(types[attribute.name]):
            found[attribute.name] = build(typing.cast(type, types[attribute.name]), values, path)
    return cls(**found)
