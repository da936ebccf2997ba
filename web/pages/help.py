"""The pages of help as plain data: the query language by example, the fields, and about the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from index.model.fields import YES, Field, Kind
from index.model.project import QUERYABLE
from search.contract.query_reference import FORMS, GRAMMAR
from search.contract.request import Request
from search.contract.status import SourceSummary, Status, Vocabulary
from web.i18n import format
from web.i18n.format import KIND_NAMES
from web.i18n.language import gettext as _
from web.i18n.language import translated
from web.routing import urls

EXAMPLE_VALUES = {
    Kind.TEXT: "sana",
    Kind.KEYWORD: "sana",
    Kind.NUMBERED: "9",
    Kind.CODE: "",
    Kind.DATE: "2021-09-01",
    Kind.MONEY: "100000..500000",
    Kind.COUNT: ">50",
    Kind.PERCENT: "<50",
    Kind.YEAR: "2020..2022",
    Kind.FLAG: YES,
}
"""An example value of each kind of field; "" for none."""


@dataclass(frozen=True)
class QueryExample:
    """A query to try, and what it means."""

    query: str
    url: str
    meaning: str


@dataclass(frozen=True)
class FieldHelp:
    """A field of the query language. kind: what its values are; sample: a query by it, "" for none."""

    query: str
    label: str
    kind: str
    sample: str


@dataclass(frozen=True)
class HelpView:
    """The whole help page."""

    examples: tuple[QueryExample, ...]
    rules: str
    fields: tuple[FieldHelp, ...]


def help_view() -> HelpView:
    """Everything the help page shows."""
    return HelpView(
        examples=tuple(
            QueryExample(form.query, urls.search_url(Request(form.query)), _(form.finnish)) for form in FORMS
        ),
        rules=GRAMMAR,
        fields=tuple(_field_help(field) for field in QUERYABLE.values()),
    )


def _field_help(field: Field) -> FieldHelp:
    value = EXAMPLE_VALUES[field.kind]
    return FieldHelp(
        query=field.query,
        label=_(field.label),
        kind=translated(KIND_NAMES[field.kind]),
        sample=f"{field.query}:{value}" if value else "",
    )


# About the service


@dataclass(frozen=True)
class VocabularyRow:
    """Vocabularies of one name, licence and author, and how many groups of terms they have together."""

    name: str
    licence: str
    attribution: str
    groups: str


@dataclass(frozen=True)
class SourceRow:
    """One kind of source that the index is made of: how many projects are of it, and when it was read."""

    name: str
    projects: str
    days: str
    licence: str


@dataclass(frozen=True)
class AboutView:
    """The whole page. day: when the index was last changed."""

    projects: str
    day: str
    sources: tuple[SourceRow, ...]
    vocabularies: tuple[VocabularyRow, ...]


def about_view(status: Status) -> AboutView:
    """Everything the page shows of what is searched."""
    groups: dict[tuple[str, str, str], int] = {}
    for one in status.vocabularies:
        key = _name(one), one.licence, one.attribution
        groups[key] = groups.get(key, 0) + one.groups
    day = datetime.fromtimestamp(status.committed, UTC).date().isoformat()
    return AboutView(
        projects=format.projects(status.projects),
        day=format.day(day),
        sources=tuple(map(_source_row, status.sources)),
        vocabularies=tuple(VocabularyRow(*key, format.number(count)) for key, count in groups.items()),
    )


def _source_row(source: SourceSummary) -> SourceRow:
    days = [format.day(day) for day in dict.fromkeys((source.oldest, source.newest)) if day]
    when = format.dashed_range(*days) if len(days) > 1 else "".join(days)
    return SourceRow(source.name, format.number(source.projects), when, source.licence)


def _name(vocabulary: Vocabulary) -> str:
    """«FreeDict» for each of its four dictionaries."""
    return "FreeDict" if vocabulary.name.startswith("freedict-") else vocabulary.name
