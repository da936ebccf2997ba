"""The help page as plain data: the query language by example, and the fields of the table."""

from __future__ import annotations

from dataclasses import dataclass

from index.fields import Field, Kind
from index.project import QUERYABLE
from search.grammar import FORMS, rules
from search.request import Request
from web import urls

KINDS = {
    Kind.TEXT: ("teksti", "sana"),
    Kind.KEYWORD: ("nimi", "sana"),
    Kind.NUMBERED: ("numero tai nimi", "9"),
    Kind.CODE: ("tunnus kokonaan", ""),
    Kind.DATE: ("päivä", "2021-09-01"),
    Kind.MONEY: ("euroa", "100000..500000"),
    Kind.COUNT: ("lukumäärä", ">50"),
    Kind.PERCENT: ("prosenttia", "<50"),
    Kind.YEAR: ("vuosi", "2020..2022"),
}
"""What the value of each kind is called, and an example of it."""


@dataclass(frozen=True)
class Example:
    """A query to try, and what it means."""

    query: str
    url: str
    meaning: str


@dataclass(frozen=True)
class FieldHelp:
    """One field of the query language."""

    query: str
    label: str
    kind: str
    sample: str


@dataclass(frozen=True)
class HelpView:
    """The whole help page."""

    examples: tuple[Example, ...]
    rules: str
    fields: tuple[FieldHelp, ...]


def help_view() -> HelpView:
    """Everything the help page shows."""
    return HelpView(
        examples=tuple(Example(f.query, urls.search_url(Request(f.query)), f.finnish) for f in FORMS),
        rules=rules(),
        fields=tuple(_field_help(field) for field in QUERYABLE.values()),
    )


def _field_help(field: Field) -> FieldHelp:
    kind, sample = KINDS[field.kind]
    return FieldHelp(field.query, field.label, kind, f"{field.query}:{sample}" if sample else "")
