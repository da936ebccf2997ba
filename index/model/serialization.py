"""Project ⇄ JSON, by the dataclasses' own type hints: no field is named here.

The JSON has the attributes' names as keys, in their order; days are ISO strings, tuples lists. It is what an
index stores of a project, what `hankehaku parse` prints and what the API answers.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import msgspec

from index.model.fields import AttributePath
from index.model.project import Project

_ENCODER = msgspec.json.Encoder(enc_hook=str)  # a warning may be a `Notice`, which is a str


def encode_project(project: Project) -> bytes:
    """A project as JSON in UTF-8, without white space. Raises `UnicodeEncodeError` for a lone surrogate."""
    return _ENCODER.encode(project)


def decode_project(data: bytes | str) -> Project:
    """The project that `encode_project` encoded. Raises `ValueError` where the text is no such JSON."""
    return msgspec.json.decode(data, type=Project)


def to_json(project: Project) -> dict[str, Any]:
    """A project as what `json.loads` would give: dicts, lists, strings, numbers, booleans and None."""
    data: dict[str, Any] = msgspec.json.decode(encode_project(project))
    return data


def from_json(data: Mapping[str, Any]) -> Project:
    """The project that `to_json` made the data from. Raises `ValueError` where a value has another type."""
    return msgspec.convert(data, Project)


def to_builtins(thing: Any) -> Any:
    """Nested dataclasses, lists and dicts as plain data for `json.dumps`.

    msgspec's function of this name refuses subclasses of str; here one passes as it is, so that a message of
    the user interface (`search.contract.messages.Message`) can still be translated afterwards.
    """
    if thing is None or isinstance(thing, (str, int, float)):
        return thing
    if isinstance(thing, (tuple, list)):
        return [to_builtins(item) for item in thing]
    if isinstance(thing, date):
        return thing.isoformat()
    items = thing if isinstance(thing, dict) else vars(thing)  # a dataclass's attributes, in its order
    return {key: to_builtins(value) for key, value in items.items()}


@cache
def type_hints(cls: type) -> dict[str, Any]:
    """The types of a dataclass's attributes, by name. Cached: resolving them is slow, and the classes few."""
    return typing.get_type_hints(cls)


def build_dataclass(cls: type, values: Mapping[AttributePath, Any], prefix: AttributePath = ()) -> Any:
    """A dataclass, and those nested in it, from values by attribute path; the rest are defaults."""
    types = type_hints(cls)
    found = {}
    for attribute in dataclasses.fields(cls):
        path = (*prefix, attribute.name)
        if path in values:
            found[attribute.name] = values[path]
        elif dataclasses.is_dataclass(types[attribute.name]):
            found[attribute.name] = build_dataclass(typing.cast(type, types[attribute.name]), values, path)
    return cls(**found)
