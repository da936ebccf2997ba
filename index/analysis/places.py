"""Former municipalities and regions → the places that they belong to today, from `places.tsv`.

An index stores the places of a project under today's names, and filters use the same table: «kunta:Nilsiä»
and «kunta:Kuopio» both find what names either. The page of a project, its JSON and exports say what its
source says.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

PLACES = Path(__file__).with_name("places.tsv")
COLUMNS = ("kind", "fi", "sv", "en", "now", "year", "note")
PLACE_KINDS = ("region", "municipality")
"""Kinds of rows for the places of today, in the order of the fields that have them."""
SEPARATOR = " | "
AMBIGUOUS = "ambiguous: "
"""What stands in a note before names that are common words too."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of `places.tsv`. `now` and `year` are for former places; `year` is the first one without it."""

    kind: str
    fi: str
    sv: str
    en: str = ""
    now: str = ""
    year: str = ""
    note: str = ""

    def line(self) -> str:
        """The row as it stands in the file."""
        return "\t".join(getattr(self, column) for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class TodaysPlace:
    """What a former place belongs to. is_common_word: its former name is a common word too («saari»)."""

    name: str
    is_common_word: bool


def read_rows(text: str) -> list[Place]:
    """The rows of a places file; comments, headings and the line of column names are passed over."""
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [Place(*line.split("\t")) for line in lines if not line.startswith("kind\t")]


def place_names(cell: str) -> list[str]:
    """The names in a cell, the usual one first."""
    return cell.split(SEPARATOR)


class TodaysNames(NamedTuple):
    """The names of a place of today, the usual one first. kind: its index in `PLACE_KINDS`."""

    kind: int
    fi: list[str]
    sv: list[str]
    en: list[str]


def todays_places() -> Iterator[TodaysNames]:
    """The regions and municipalities of today. A municipality has no English name: its list holds ""."""
    for row in read_rows(PLACES.read_text("utf-8")):
        if row.kind in PLACE_KINDS:
            yield TodaysNames(PLACE_KINDS.index(row.kind), *map(place_names, (row.fi, row.sv, row.en)))


@cache
def former_places() -> Mapping[str, TodaysPlace]:
    """Each former name in Finnish, as `place_key` has it → today's place."""
    found = {}
    for row in read_rows(PLACES.read_text("utf-8")):
        common = row.note.partition(AMBIGUOUS)[2]
        for name in place_names(row.fi) if row.now else ():
            found[place_key(name)] = TodaysPlace(row.now, name in common.split(", "))
    return found


def place_key(name: str) -> str:
    """The key for comparing spellings of a place: without differences of case and white space."""
    return " ".join(name.split()).casefold()


def todays_name(name: str) -> str:
    """Today's name of a place that was merged or renamed; another name as it is."""
    today = former_places().get(place_key(name))
    return today.name if today else name


@cache
def version() -> str:
    """A fingerprint of the table: an index made with another table must be rebuilt."""
    rows = sorted((key, today.name) for key, today in former_places().items())
    return f"{zlib.crc32(repr(rows).encode()):08x}"
