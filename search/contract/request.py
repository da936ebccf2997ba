"""The request of pages, API and command line. The answer is in `results.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from index.model.fields import Role
from index.model.project import BY_ROLE
from search.contract.messages import Message

PAGE_SIZE = 20
"""Hits on a page."""
NEWEST = BY_ROLE[Role.STARTS].query
"""The order of projects where there is nothing to rank them by: the last to start first."""


CHANGED = "muuttunut"
"""A sort order for feeds, besides the fields: the projects last added or changed in the index come first."""


class Precision(Enum):
    """In which forms a search word may occur in a text; each value includes the ones before it."""

    __hash__ = object.__hash__  # that of Enum is a function of Python

    EXACT = "tarkka"  # as typed
    INFLECTED = "taivutus"  # in any inflected form
    PARTS = "osat"  # also as a part of a compound or derivation


UNKNOWN = "ei-tietoa"
"""The value that asks for projects in which the field has none, in filters as in facets and statistics."""
UNKNOWN_WORDS = {"fi": UNKNOWN, "sv": "uppgift-saknas", "en": "not-known"}
"""What it is called in queries, by language; all are understood in each."""
UNKNOWN_LABEL = Message("ei tietoa")
"""How it is shown."""
ANY = "*"
"""The value that asks for projects in which the field has one, whatever it is."""
ANY_LABEL = Message("mikä tahansa")
"""How it is shown."""


def is_unknown(value: str) -> bool:
    """Whether the value of a filter asks for projects without one: `ei-tietoa`, also with a space."""
    return "-".join(value.casefold().split()) in UNKNOWN_WORDS.values()


def is_any(value: str) -> bool:
    """Whether the value of a filter asks for projects with any value of the field: `*`, also several."""
    return set(value.strip()) == {ANY}


@dataclass(frozen=True)
class Request:
    """What is asked for.

    query:   the search words and operators as typed; "" = all projects.
    filters: query name of a field → values, any of which will do; several fields narrow each other.
             A value is a whole value of a facet, words of it, or for numbers `100..500`, `>100`, `2021`.
    sort:    "" = by relevance, or newest first without a query; else the query name of a sortable
             field: numbers and days largest first, names from A; «-» before it turns the order round;
             or `CHANGED`.
    offset, limit: which hits of the ranking to return, from 0.
    precision: how the words may be written: as typed, inflected, or also as parts of other words.
    equivalents: whether words that mean the same are looked for, too.
    explain: whether each hit says what its score is made of.
    """

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    offset: int = 0
    limit: int = PAGE_SIZE
    precision: Precision = Precision.PARTS
    equivalents: bool = True
    explain: bool = False


EVERYTHING = Request()
"""Asks for all projects."""
