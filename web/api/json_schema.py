"""Makes a JSON Schema from the type hints of a dataclass, for the OpenAPI document.

An attribute is described by its row of the field table, or by the text in its `Annotated`.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date
from typing import Any

from search.contract.messages import Message

SIMPLE: dict[Any, dict[str, str]] = {
    str: {"type": "string"},
    Message: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    types.NoneType: {"type": "null"},
}

_NAMED: dict[str, type] = {}
"""The dataclass of each component, so that no two take one name."""

Schema = dict[str, Any]


def schema_of(hint: Any, components: dict[str, Schema]) -> Schema:
    """The schema of a type; dataclasses in it are put into `components` by name and referred to."""
    if hint in SIMPLE:
        return dict(SIMPLE[hint])
    if dataclasses.is_dataclass(hint):
        return _reference(typing.cast(type, hint), components)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return {**schema_of(args[0], components), "description": args[1]}
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [schema_of(arg, components) for arg in args]}
    if origin in (tuple, list):
        return {"type": "array", "items": schema_of(args[0], components)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of(args[1], components)}
    raise TypeError(f"{hint}: no JSON Schema is known for this type; add it to web.api.json_schema.SIMPLE")


def _reference(cls: type, components: dict[str, Schema]) -> Schema:
    name = cls.__name__.removesuffix("Json")
    other = _NAMED.setdefault(name, cls)
    if other is not cls:
        raise TypeError(f"{cls} and {other} are both called «{name}» in the document of the API: rename one")
    if name not in components:
        components[name] = {}  # placeholder, for a class that refers to itself
        components[name] = _object(cls, components)
    return {"$ref": f"#/components/schemas/{name}"}


def _object(cls: type, components: dict[str, Schema]) -> Schema:
    hints = typing.get_type_hints(cls, include_extras=True)
    properties = {
        field.name: _property(field, hints[field.name], components) for field in dataclasses.fields(cls)
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _property(field: dataclasses.Field[Any], hint: Any, components: dict[str, Schema]) -> Schema:
    row = field.metadata.get("row")
    if row is None:
        return schema_of(hint, components)
    if row.private:
        told = Message(
            "%(label)s: vain hakemistossa, joka on tehty yhteystietoineen.", label=Message(row.label)
        )
        return {"type": ["string", "null"], "description": told}
    return {**schema_of(hint, components), "description": Message(row.label)}
