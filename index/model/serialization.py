"""Project ⇄ JSON, by the dataclasses' own type hints: no field is named here.

The last stage of reading a description (`hankehaku parse`), and how an index keeps its projects. The
JSON has the attributes' names as keys; days are ISO strings, tuples lists.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import date
from typing import Any

from index.model.project import Project
from index.reader.project_builder import hints


def to_json(project: Project) -> dict[str, Any]:
    """A project as plain data for `json.dumps`."""
    return typing.cast(dict[str, Any], plain(project))


def from_json(data: dict[str, Any]) -> Project:
    """The project that `to_json` made the data from."""
    return typing.cast(Project, _typed(Project, data))


def plain(thing: Any) -> Any:
    """A dataclass as plain data for `json.dumps`, with everything in it."""
    if thing is None or isinstance(thing, (str, int, float)):
        return thing
    if isinstance(thing, (tuple, list)):
        return [plain(item) for item in thing]
    if isinstance(thing, date):
        return thing.isoformat()
    items = thing if isinstance(thing, dict) else vars(thing)  # a dataclass's attributes, in its order
    return {key: plain(value) for key, value in items.items()}


def _typed(hint: Any, data: Any) -> Any:
    """Plain data as a value of a type."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return None if data is None else _typed(_member(hint), data)
    if origin is tuple:
        return tuple(_typed(typing.get_args(hint)[0], item) for item in data)
    if origin is dict:
        return {key: _typed(typing.get_args(hint)[1], value) for key, value in data.items()}
    if dataclasses.is_dataclass(hint):
        cls = typing.cast(type, hint)
        return cls(**{name: _typed(hints(cls)[name], value) for name, value in data.items()})
    return date.fromisoformat(data) if hint is date else data


def _member(hint: Any) -> Any:
    """The type in «X | None»."""
    return next(member for member in typing.get_args(hint) if member is not type(None))
