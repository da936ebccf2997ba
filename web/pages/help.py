"""The pages of help as plain data: the query language by example, the fields, and about the service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from index.model.fields import Field, Kind
from index.model.project import QUERYABLE, Project, values
from search.contract.query_reference import FORMS, Form
from search.contract.quoting import as_value
from search.contract.request import UNKNOWN, Request
from search.contract.results import Answer
from search.contract.status import SourceSummary, Status, Vocabulary
from web.i18n import format
from web.i18n.format import KIND_NAMES
from web.i18n.query_words import field_word, in_own_words
from web.i18n.texts import gettext as _
from web.i18n.texts import translated
from web.routing import urls

LONG_WORD = re.compile(r"[^\W\d_]{7,20}")
"""Words of a text that are worth an example."""


@dataclass(frozen=True)
class QueryExample:
    """A query to try, and what it means."""

    query: str
    url: str
    meaning: str


@dataclass(frozen=True)
class FieldHelp:
    """A field of the query language. kind: what its values are.

    sample: a query by it that finds something, "" where none is at hand; url: its address.
    """

    query: str
    label: str
    kind: str
    sample: str
    url: str


@dataclass(frozen=True)
class HelpView:
    """The whole help page."""

    examples: tuple[QueryExample, ...]
    fields: tuple[FieldHelp, ...]


def help_view(answer: Answer, project: Project | None) -> HelpView:
    """Everything the help page shows.

    answer: to the empty search, whose facets give examples; project: one that gives the others, if any.
    """
    return HelpView(
        examples=tuple(_example(form) for form in FORMS),
        fields=tuple(_field_help(field, answer, project) for field in QUERYABLE.values()),
    )


def _example(form: Form) -> QueryExample:
    query = in_own_words(form.query)
    return QueryExample(query, urls.search_url(Request(query)), _(form.finnish))


def _field_help(field: Field, answer: Answer, project: Project | None) -> FieldHelp:
    sample = in_own_words(_sample(field, answer, project))
    return FieldHelp(
        query=field_word(field),
        label=_(field.label),
        kind=translated(KIND_NAMES[field.kind]),
        sample=sample,
        url=urls.search_url(Request(sample)),
    )


def _sample(field: Field, answer: Answer, project: Project | None) -> str:
    """A query by a field: its commonest value, or what a project has in it; "" where there is none."""
    facet = answer.facets.get(field.query, ())
    found = (
        [facet[0].label if field.kind is Kind.ORGANISATION else facet[0].value]
        if facet
        else [str(getattr(one, "text", one)) for one in values(project, field)[:1]]
        if project
        else []
    )
    if not found or found[0] == UNKNOWN:
        return ""
    if field.kind is Kind.TEXT:
        words = list(LONG_WORD.findall(found[0]))
        return f"{field.query}:{words[0].lower()}" if words else ""
    if field.kind in (Kind.MONEY, Kind.COUNT, Kind.PERCENT):
        return f"{field.query}:>={found[0]}"
    return f"{field.query}:{as_value(found[0])}"


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
    """The whole page. day, generation: of the last change of the index; version: of the program."""

    projects: str
    day: str
    generation: str
    version: str
    sources: tuple[SourceRow, ...]
    vocabularies: tuple[VocabularyRow, ...]


def about_view(status: Status) -> AboutView:
    """Everything the page shows of what is searched."""
    groups: dict[tuple[str, str, str], int] = {}
    for one in status.vocabularies:
        key = _name(one), one.licence, one.attribution
        groups[key] = groups.get(key, 0) + one.groups
    return AboutView(
        projects=format.projects(status.projects),
        day=format.day(status.day),
        generation=status.generation,
        version=_version(),
        sources=tuple(map(_source_row, status.sources)),
        vocabularies=tuple(VocabularyRow(*key, format.number(count)) for key, count in groups.items()),
    )


def _version() -> str:
    """The version of the program; "" where it runs without being installed."""
    try:
        return version("hankehaku")
    except PackageNotFoundError:
        return ""


def _source_row(source: SourceSummary) -> SourceRow:
    days = [format.day(day) for day in dict.fromkeys((source.oldest, source.newest)) if day]
    when = format.dashed_range(*days) if len(days) > 1 else "".join(days)
    return SourceRow(source.name, format.number(source.projects), when, source.licence)


def _name(vocabulary: Vocabulary) -> str:
    """«FreeDict» for each of its four dictionaries."""
    return "FreeDict" if vocabulary.name.startswith("freedict-") else vocabulary.name
