"""What is being searched: the state of the index and its sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

TIME_ZONE = "Europe/Helsinki"
"""In which days are told: those of the people whose projects they are."""


def finnish_day(seconds: float) -> date:
    """The day of a Unix time in Finland."""
    return datetime.fromtimestamp(seconds, ZoneInfo(TIME_ZONE)).date()


@dataclass(frozen=True)
class Vocabulary:
    """A vocabulary in use: its name, licence and authors, and how many groups of terms it has."""

    name: str
    licence: str
    attribution: str
    groups: int


@dataclass(frozen=True)
class SourceSummary:
    """One kind of source that the index is made of.

    name:     «Hankekuvaus», or the name of a table's profile. licence: as the source says; "" = not known.
    projects: how many have a record of it. oldest, newest: the days on which these were read, in ISO form.
    """

    name: str
    licence: str
    projects: int
    oldest: str
    newest: str


@dataclass(frozen=True)
class LastRun:
    """What the indexer read in the last run that changed anything.

    files: how many; refused: files, and rows of tables, that it left out. at: when, in Unix time.
    """

    files: int
    refused: int
    at: int

    @property
    def day(self) -> date:
        """The day of the run, in Finland."""
        return finnish_day(self.at)


@dataclass(frozen=True)
class Status:
    """What is being searched: the number of the commit, its Unix time, and how many projects there are.

    sources: what the index is made of and how fresh it is, the source of the most projects first.
    last_run: None where the index does not record it.
    """

    generation: str
    committed: float
    projects: int
    sources: tuple[SourceSummary, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    last_run: LastRun | None = None

    @property
    def day(self) -> date:
        """The day of the data: that of the commit, in Finland."""
        return finnish_day(self.committed)
