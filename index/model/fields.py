"""What a row of the field table can say.

The table itself is `index/model/project.py`: each attribute of a `Project` carries its row, and `FIELDS`
there is the list of them. Parser, Whoosh schema, query language, filters, facets, forms, API and
export read rows; none of them knows a field by name.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

AttributePath = tuple[str, ...]
"""Names of nested attributes, outermost first: ("funding", "eu_state_paid")."""


class Kind(Enum):
    """How a field's value is read, compared and shown."""

    TEXT = "text"  # prose, analysed; searched by word
    KEYWORD = "keyword"  # a name from an open list; filtered by whole value or by its words
    NUMBERED = "numbered"  # a name with a number before it: «9. REACT-EU …»
    CODE = "code"  # an identifier, compared as a whole
    DATE = "date"  # a day
    MONEY = "money"  # whole euros
    COUNT = "count"  # a number of things or people
    PERCENT = "percent"  # a share in whole per cents
    YEAR = "year"  # a calendar year

    @property
    def is_number(self) -> bool:
        """Whether values are compared with <, > and ranges."""
        return self in (Kind.DATE, Kind.MONEY, Kind.COUNT, Kind.PERCENT, Kind.YEAR)

    @property
    def is_name(self) -> bool:
        """Whether values are whole names, with a list of all those that occur."""
        return self in (Kind.KEYWORD, Kind.NUMBERED, Kind.CODE)


@dataclass(frozen=True)
class Field:
    """One row of the field table.

    section: number of the template's heading the field stands under («4.1»); "" when derived.
    key:     the printed key of its line («Hankekoodi»); "" when it is the section's whole text.
    query:   its name in queries, URLs and filters; "" when it is only parsed and shown.
    label:   its name on the page.
    weight:  what one occurrence in this field counts in free-text ranking; 0 = not searched.
    part:    which part of the line's value: «Alkaa» of «Alkaa 1.9.2021 ja päättyy …».
    also:    other attribute paths whose values count as this field's own.
    derived: worked out from other fields, so that it stands in no JSON and no export.
    charted: its numbers are shown as a picture beside the hits.
    """

    kind: Kind
    label: str
    section: str = ""
    key: str = ""
    query: str = ""
    weight: float = 0.0
    value_after: str = ""
    multivalued: bool = False
    facet: bool = False
    sortable: bool = False
    private: bool = False
    genitive: bool = False
    derived: bool = False
    charted: bool = False
    path: AttributePath = ()
    merged_paths: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The dotted path of the attribute, which is also its place in the JSON."""
        return ".".join(self.path)

    @property
    def separator(self) -> str:
        """What stands between the parts of the field's text: a line break in prose, a comma in a list."""
        return "\n" if self.kind is Kind.TEXT else ", "


def row(kind: Kind, label: str, default: Any = None, **rest: Any) -> Any:
    """A dataclass attribute that carries its row of the field table."""
    return dataclasses.field(default=default, metadata={"row": Field(kind, label, **rest)})


def rows_of(cls: type, prefix: AttributePath = ()) -> Iterator[Field]:
    """Every row of a dataclass and of the dataclasses nested in it, in order of declaration."""
    hints = typing.get_type_hints(cls)
    for attribute in dataclasses.fields(cls):
        path = (*prefix, attribute.name)
        declared = attribute.metadata.get("row")
        if declared is not None:
            yield replace(declared, path=path)
        elif dataclasses.is_dataclass(hints[attribute.name]):
            yield from rows_of(typing.cast(type, hints[attribute.name]), path)


def value_at(thing: Any, path: AttributePath) -> Any:
    """The value at an attribute path; through a tuple, the values of all its items."""
    for name in path:
        if isinstance(thing, tuple):
            thing = tuple(getattr(item, name) for item in thing)
        else:
            thing = getattr(thing, name)
    return thing


def json_at(data: Any, path: AttributePath) -> Any:
    """The same in a project's JSON; through a list, the values of all its items."""
    for name in path:
        data = [item.get(name) for item in data] if isinstance(data, list) else data[name]
    return data
