"""The help page as plain data: the query language by example, and the fields of the table."""

from __future__ import annotations

from dataclasses import dataclass

from index.model.fields import Field, Kind
from index.model.project import QUERYABLE
from search.contract.messages import Message
from search.contract.query_reference import FORMS, GRAMMAR
from search.contract.request import Request
from web.i18n.language import gettext as _
from web.i18n.language import translated
from web.routing import urls

KINDS = {
    Kind.TEXT: (Message("teksti"), "sana"),
    Kind.KEYWORD: (Message("nimi"), "sana"),
    Kind.NUMBERED: (Message("numero tai nimi"), "9"),
    Kind.CODE: (Message("tunnus kokonaan"), ""),
    Kind.DATE: (Message("päivä"), "2021-09-01"),
    Kind.MONEY: (Message("euroa"), "100000..500000"),
    Kind.COUNT: (Message("lukumäärä"), ">50"),
    Kind.PERCENT: (Message("prosenttia"), "<50"),
    Kind.YEAR: (Message("vuosi"), "2020..2022"),
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
        examples=tuple(
            Example(form.query, urls.search_url(Request(form.query)), _(form.finnish)) for form in FORMS
        ),
        rules=GRAMMAR,
        fields=tuple(_field_help(field) for field in QUERYABLE.values()),
    )


def _field_help(field: Field) -> FieldHelp:
    kind, sample = KINDS[field.kind]
    return FieldHelp(
        field.query, _(field.label), translated(kind), f"{field.query}:{sample}" if sample else ""
    )
