"""Words and phrases that mean the same: what every vocabulary is read into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

LANGUAGES = ("fi", "sv", "en")
TARGET_LANGUAGES = ("fi", "sv")
"""In which descriptions are written: only terms of these are looked for."""
MOST_WORDS = 4
"""Words of a term; longer ones are left out."""


class Label(NamedTuple):
    """A term of a group.

    is_offered: whether a search for another term of the group looks for this one, too; not where it has a
                quite different meaning besides.
    """

    language: str
    text: str
    is_offered: bool = True


@dataclass(frozen=True)
class Group:
    """Terms that mean the same.

    is_bridge: it leads from one language to another only: the translations of a foreign word may mean
               different things and are no synonyms of one another.
    """

    labels: tuple[Label, ...]
    is_bridge: bool = False


@dataclass(frozen=True)
class VocabularySource:
    """A vocabulary in use, as the page about the service names it.

    groups: how many groups were read. is_named: somebody asked for it; else it was found.
    digest: SHA-256 of the file, which tells whether it changed.
    """

    name: str
    licence: str
    attribution: str
    path: str
    digest: str
    groups: int = 0
    is_named: bool = False
