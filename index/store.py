"""Opening an index folder: is it one of ours, of this version, and which segments does it have now?"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage

from index.arrays import DamagedFile
from index.codec import ArraySegment, open_segment
from index.errors import IndexMismatch, IndexMissing
from index.schema import fingerprint
from index.segment import Segment

REBUILD = "Make it anew with: hankehaku index --rebuild --index {folder} SOURCE"
ATTEMPTS = 20
TABLE = re.compile(r"_MAIN_([0-9]{1,18})\.toc")
"""Whoosh's name for a table of contents, with the number of its commit."""


@dataclass(frozen=True)
class Opened:
    """One generation of an index: Whoosh's list of segments, and each one's file."""

    folder: Path
    generation: int
    committed: float  # Unix time of the commit
    listed: tuple[ArraySegment, ...]
    segments: tuple[Segment, ...]


def is_index(folder: Path) -> bool:
    """Whether the folder holds a Whoosh index of any kind."""
    return generation(folder) >= 0


def generation(folder: Path) -> int:
    """Number of the newest commit; -1 where there is none. Opens no file that a commit could remove."""
    try:
        names = os.listdir(folder)
    except OSError:
        return -1
    return max((int(match[1]) for match in map(TABLE.fullmatch, names) if match), default=-1)


def open_index(folder: Path) -> Opened:
    """Open the newest generation.

    Raises `IndexMissing` where there is no index, `IndexMismatch` where it cannot be used by this version.
    """
    for wait in (0.02, 0.1, 0.0):  # a listing made while a commit renames can miss both the old and the new
        if is_index(folder):
            break
        time.sleep(wait if folder.is_dir() else 0.0)
    else:
        raise IndexMissing(folder)
    opened = _open_newest(folder)
    ours = fingerprint()
    for segment in opened.segments:
        if segment.fingerprint != ours:
            reason = f"the index was made with «{segment.fingerprint}», this version has «{ours}»"
            raise IndexMismatch(folder, reason, REBUILD.format(folder=folder))
    return opened


def _open_newest(folder: Path) -> Opened:
    """Open a generation whole; when a commit removes its files meanwhile, take the next one."""
    for attempt in range(ATTEMPTS):
        try:
            toc = whoosh_index.TOC.read(FileStorage(str(folder)), "MAIN")
            listed = tuple(toc.segments)
            if not all(isinstance(segment, ArraySegment) for segment in listed):
                raise IndexMismatch(
                    folder,
                    "this Whoosh index was not made by Hankehaku",
                    "Choose another folder with --index",
                )
            storage = FileStorage(str(folder))
            committed = (folder / f"_MAIN_{toc.generation}.toc").stat().st_mtime
            segments = tuple(open_segment(storage, segment) for segment in listed)
            return Opened(folder, toc.generation, committed, listed, segments)
        except (FileNotFoundError, whoosh_index.EmptyIndexError) as error:
            if attempt == ATTEMPTS - 1:
                raise IndexMismatch(
                    folder, f"a file of the index is missing ({error})", REBUILD.format(folder=folder)
                ) from error
            time.sleep(0.05)
        except IndexMismatch:
            raise
        except (DamagedFile, Exception) as error:  # unpickling a foreign table of contents can raise anything
            raise IndexMismatch(
                folder, f"the index cannot be read ({error})", REBUILD.format(folder=folder)
            ) from error
    raise AssertionError("unreachable")
