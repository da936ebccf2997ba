"""The page about the service as plain data: what is searched, as of when, with which vocabularies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from search.contract.results import Status, Vocabulary
from web.i18n import format


@dataclass(frozen=True)
class VocabularyRow:
    """Vocabularies of one name, licence and author, and how many groups of terms they have together."""

    name: str
    licence: str
    attribution: str
    groups: str


@dataclass(frozen=True)
class AboutView:
    """The whole page. day: when the index was last changed."""

    projects: str
    day: str
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
        vocabularies=tuple(VocabularyRow(*key, format.number(count)) for key, count in groups.items()),
    )


def _name(vocabulary: Vocabulary) -> str:
    """«FreeDict» for each of its four dictionaries."""
    return "FreeDict" if vocabulary.name.startswith("freedict-") else vocabulary.name
