"""The pages of help as plain data: the query language by example, the fields, and about the service."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from markupsafe import Markup, escape

from index.model.fields import Field, Role
from index.model.project import BY_ROLE, QUERYABLE
from search.contract.engine_port import Searcher
from search.contract.messages import Message
from search.contract.query_reference import Form
from search.contract.request import Request
from search.contract.status import LastRun, SourceSummary, Status, Vocabulary
from web.i18n import format
from web.i18n.format import KIND_NAMES
from web.i18n.language import source_text
from web.i18n.query_words import field_word, in_own_words
from web.i18n.texts import gettext as _
from web.i18n.texts import translated
from web.i18n.values import shown
from web.pages import help_examples
from web.routing import urls


@dataclass(frozen=True)
class QueryExample:
    """A query to try, and what it means."""

    query: str
    url: str
    meaning: str


@dataclass(frozen=True)
class FieldHelp:
    """A field of the query language. kind: what its values are.

    sample: a query by it that finds something, "" if there is none; url: its address.
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


def help_view(engine: Searcher) -> HelpView:
    """Everything the help page shows; its examples are from the current index, and find something in it."""
    known = help_examples.known(engine, engine.answer(Request(limit=1)))
    return HelpView(
        examples=tuple(_example(*one) for one in help_examples.examples(engine, known)),
        fields=tuple(
            _field_help(field, help_examples.sample(engine, field, known)) for field in QUERYABLE.values()
        ),
    )


def _example(form: Form, found: str) -> QueryExample:
    query = in_own_words(found)
    return QueryExample(query, urls.search_url(Request(query)), _(form.finnish))


def _field_help(field: Field, found: str) -> FieldHelp:
    sample = in_own_words(found)
    return FieldHelp(
        query=field_word(field),
        label=_(field.label),
        kind=translated(KIND_NAMES[field.kind]),
        sample=sample,
        url=urls.search_url(Request(sample)),
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

    name: Markup
    projects: str
    days: str
    licence: str


@dataclass(frozen=True)
class AboutView:
    """The whole page. day, generation: of the last change of the index; version: of the program.

    last_run: what the indexer read then; "" where the index does not tell.
    """

    projects: str
    day: str
    generation: str
    version: str
    last_run: str
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
        last_run=_last_run(status.last_run) if status.last_run else "",
        sources=tuple(map(_source_row, status.sources)),
        vocabularies=tuple(
            VocabularyRow(_vocabulary_text(name), licence, _vocabulary_text(authors), format.number(count))
            for (name, licence, authors), count in groups.items()
        ),
    )


def _version() -> str:
    """The version of the program; "" where it runs without being installed."""
    try:
        return version("hankehaku")
    except PackageNotFoundError:
        return ""


def _last_run(run: LastRun) -> str:
    """In words. Its files are not named: a name can be that of a person."""
    told = {"day": format.day(run.day), "files": format.files(run.files)}
    if not run.refused:
        return _("Hakemisto muuttui viimeksi %(day)s. Silloin luettiin %(files)s.", **told)
    return _(
        "Hakemisto muuttui viimeksi %(day)s. Silloin luettavana oli %(files)s, ja %(refused)s jäi pois, "
        "koska lukeminen ei onnistunut tai sama hanke oli jo mukana.",
        refused=format.files_or_rows(run.refused),
        **told,
    )


OWN_VOCABULARIES = {
    str(one): one
    for one in (
        Message("Hankehaun oma sanasto"),
        Message("Hankehaun tekijät"),
        Message("FreeDict ja WikDict (Wiktionaryn tekijät)"),
    )
}
"""Names and authors of the vocabularies that come with the program; of others they stay as they are."""


def _vocabulary_text(text: str) -> str:
    """A name of a vocabulary or of its authors in the language in use, where it is ours to say."""
    return translated(OWN_VOCABULARIES[text]) if text in OWN_VOCABULARIES else text


def _source_row(source: SourceSummary) -> SourceRow:
    days = [format.day(day) for day in dict.fromkeys((source.oldest, source.newest)) if day]
    when = format.dashed_range(*days) if len(days) > 1 else "".join(days)
    name = shown(BY_ROLE[Role.SOURCE], source.name)
    told = source_text(name.text) if name.is_source_text else escape(name.text)
    return SourceRow(told, format.number(source.projects), when, source.licence)


def _name(vocabulary: Vocabulary) -> str:
    """«FreeDict» for each of its four dictionaries."""
    return "FreeDict" if vocabulary.name.startswith("freedict-") else vocabulary.name
