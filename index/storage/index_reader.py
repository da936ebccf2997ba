"""Opening an index folder: is it one of ours, of this version, and which segments does it have now?"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexMismatch, IndexMissing, rebuild
from index.storage.manifest import generation, read_contents, table_path
from index.storage.schema import WITH_CONTACTS, fingerprint
from index.storage.segment import Segment
from index.storage.whoosh_codec import ArraySegment, segment_path

ATTEMPTS = 20


@dataclass(frozen=True)
class Opened:
    """One generation of an index: its list of segments, and each one's file."""

    folder: Path
    generation: int
    committed: float  # Unix time of the commit
    listed: tuple[ArraySegment, ...]
    segments: tuple[Segment, ...]

    @property
    def has_contacts(self) -> bool:
        """Whether contact persons are kept in it, and texts are as written."""
        return any(segment.fingerprint.endswith(WITH_CONTACTS) for segment in self.segments)


def is_index(folder: Path) -> bool:
    """Whether the folder holds a Whoosh index of any kind."""
    return generation(folder) >= 0


def open_index(folder: Path) -> Opened:
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
        check_fingerprint(folder, segment)
    return opened


def check_fingerprint(folder: Path, segment: Segment) -> None:
    """Raise `IndexMismatch` where a segment was made by a version that differs in what it keeps."""
    ours = fingerprint()
    if segment.fingerprint.removesuffix(WITH_CONTACTS) != ours:
        reason = f"the index was made with «{segment.fingerprint}», this version has «{ours}»"
        raise IndexMismatch(folder, reason, rebuild(folder))


def _open_newest(folder: Path) -> Opened:
    """Open a generation whole; when a commit removes its files meanwhile, take the next one."""
    for attempt in range(ATTEMPTS):
        try:
            number = generation(folder)
            listed = read_contents(folder, number)
            committed = table_path(folder, number).stat().st_mtime
            segments = tuple(Segment(segment_path(folder, segment)) for segment in listed)
            return Opened(folder, number, committed, listed, segments)
        except FileNotFoundError as error:
            if attempt == ATTEMPTS - 1:
                reason = f"a file of the index is missing ({error.filename})"
                raise IndexMismatch(folder, reason, rebuild(folder)) from error
            time.sleep(0.05)
        except OSError as error:
            raise IndexMismatch(folder, f"the index cannot be read ({error})", rebuild(folder)) from error
    raise AssertionError("unreachable")
