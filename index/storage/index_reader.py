"""Opening an index folder: was it made by this version, and which segments does it have now?"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.errors import IndexMismatch, IndexMissing, IndexOfOtherVersion, rebuild_command
from index.messages import Notice
from index.storage.array_file import ArrayFile
from index.storage.manifest import ReadFiles, equivalents_path, generation, manifest_path, read_manifest
from index.storage.postings import Source
from index.storage.schema import WITH_CONTACTS, fingerprint
from index.storage.segment_reader import Segment
from index.storage.whoosh_codec import ArraySegment, segment_path

ATTEMPTS = 20
"""Openings of a generation that commits keep removing: 50 ms apart, they give up after a second."""


@dataclass(frozen=True)
class OpenedIndex:
    """One generation of an index.

    committed: Unix time of the commit, in seconds.
    listed:    the segments as the table of contents has them, with their deleted documents.
    segments:  the file of each, opened, in the same order.
    known_paths: path as it is stored → that of the file, of files that are stored without their persons.
    equivalents: its compiled vocabularies, and equivalents_name their name; None and "" where it has none.
    read:      what the run read that made it; None where it did not tell.
    """

    folder: Path
    generation: int
    committed: float
    listed: tuple[ArraySegment, ...]
    segments: tuple[Segment, ...]
    equivalents: ArrayFile | None = None
    equivalents_name: str = ""
    read: ReadFiles | None = None
    known_paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_contacts(self) -> bool:
        """Whether it was made with --with-contacts: contact persons are kept, and texts are as written."""
        return any(segment.fingerprint.endswith(WITH_CONTACTS) for segment in self.segments)

    def sources(self) -> Iterator[tuple[int, int, Source]]:
        """Every document that is not deleted: its segment by number, its number in that, its source."""
        for number, (listed, segment) in enumerate(zip(self.listed, self.segments, strict=True)):
            sources = segment.sources()
            if self.known_paths:
                sources = tuple(one.with_paths(self.known_paths) for one in sources)
            for doc in np.flatnonzero(listed.live()).tolist():
                yield number, doc, sources[doc]


def is_index(folder: Path) -> bool:
    """Whether the folder holds a Whoosh index of any kind."""
    return generation(folder) >= 0


def open_index(folder: Path) -> OpenedIndex:
    """Open the newest generation.

    Raises `IndexMissing` where there is no index, `IndexMismatch` where it cannot be used by this version,
    `IndexDamaged` where a file is not as it was written.
    """
    for wait in (0.02, 0.1, 0.0):  # a listing made while a commit renames can miss both the old and the new
        if is_index(folder):
            break
        time.sleep(wait if folder.is_dir() else 0.0)
    else:
        raise IndexMissing(folder)
    opened = _open_newest(folder)
    for segment in opened.segments:
        require_same_version(folder, segment)
    return opened


def open_any_version(folder: Path) -> OpenedIndex:
    """The newest generation, whatever version made it: what a segment has may be otherwise than expected.

    Raises as `open_index`, but for the version.
    """
    if not is_index(folder):
        raise IndexMissing(folder)
    return _open_newest(folder)


def require_same_version(folder: Path, segment: Segment) -> None:
    """Raise `IndexMismatch` where a segment was made by a version that differs in what it keeps."""
    ours = fingerprint()
    if segment.fingerprint.removesuffix(WITH_CONTACTS) != ours:
        reason = Notice(
            "the index was made with «%(made)s», this version has «%(ours)s»",
            made=segment.fingerprint,
            ours=ours,
        )
        raise IndexOfOtherVersion(folder, reason)


def is_of_other_version(folder: Path) -> bool:
    """Whether another version of Hankehaku made the index. Raises as `open_index` for what else is wrong."""
    try:
        open_index(folder)
    except IndexOfOtherVersion:
        return True
    return False


def _open_newest(folder: Path) -> OpenedIndex:
    """Open a generation whole; when a commit removes its files meanwhile, take the next one."""
    for attempt in range(ATTEMPTS):
        try:
            number = generation(folder)
            contents = read_manifest(folder, number)
            listed, name = contents.segments, contents.equivalents
            committed = manifest_path(folder, number).stat().st_mtime
            segments = tuple(Segment(segment_path(folder, segment)) for segment in listed)
            equivalents = ArrayFile(equivalents_path(folder, name)) if name else None
            return OpenedIndex(folder, number, committed, listed, segments, equivalents, name, contents.read)
        except FileNotFoundError as error:
            if attempt == ATTEMPTS - 1:
                reason = Notice("a file of the index is missing (%(name)s)", name=error.filename)
                raise IndexMismatch(folder, reason, rebuild_command(folder)) from error
            time.sleep(0.05)
        except OSError as error:
            raise IndexMismatch(
                folder, Notice("the index cannot be read (%(error)s)", error=error), rebuild_command(folder)
            ) from error
    raise AssertionError("unreachable")
