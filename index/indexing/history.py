"""Since when has the index had each project, and its current text? Stored by code and digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from index.errors import HankehakuError
from index.storage.index_reader import open_any_version
from index.storage.postings import Source

History = Mapping[str, Source]
"""Code of a project → the source it was indexed from last."""


def history_of(sources: Iterable[Source]) -> History:
    """The history that the documents of an index tell."""
    return {source.code: source for source in sources}


def history_in(folder: Path) -> History:
    """The same for an index that will be rebuilt, also of another version; empty if it cannot be read.

    If its version stored no times, the time of its commit is used.
    """
    try:
        opened = open_any_version(folder)
        committed = int(opened.committed)
        return history_of(_dated(source, committed) for _, _, source in opened.sources())
    except (HankehakuError, OSError, LookupError, TypeError, ValueError):
        return {}


def _dated(source: Source, committed: int) -> Source:
    return replace(
        source,
        first_seen=source.first_seen or committed,
        last_changed=source.last_changed or committed,
    )


def with_times(source: Source, history: History, now: int) -> Source:
    """A source that is indexed now, with the times that hold for its project. now: Unix time in seconds."""
    former = history.get(source.code)
    if former is None:
        return replace(source, first_seen=now, last_changed=now)
    is_same = [one.digest for one in former.all] == [one.digest for one in source.all]
    return replace(source, first_seen=former.first_seen, last_changed=former.last_changed if is_same else now)
