"""Which files are to be indexed: the files named, and all files below the folders named."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import SourceError

IGNORE_FILE = ".hankehakuignore"
"""In a folder: names or shell patterns, one a line, of files there that are no descriptions."""


PROFILE_SUFFIX = ".profile.toml"
"""How the names of profiles end, which say what the columns of tables beside them mean."""


def find_files(sources: Sequence[Path]) -> list[Path]:
    """The files to index, absolute and sorted.

    Profiles, hidden files and those of `.hankehakuignore` are left out.
    Raises `SourceError` where a source is missing or holds no file.
    """
    found: set[Path] = set()
    for source in sources:
        if not source.exists():
            raise SourceError(f"{source}: no such file or folder. The index stays as it was.")
        files = set(_below(source)) if source.is_dir() else {source.absolute()}
        if not files:
            raise SourceError(f"{source}: the folder holds no file to index. The index stays as it was.")
        found |= files
    return sorted(found)


def _below(folder: Path) -> Iterator[Path]:
    for top, folders, names in os.walk(folder.absolute(), onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        patterns = _ignored(Path(top))
        for name in names:
            if name.startswith(".") or name.endswith(PROFILE_SUFFIX):
                continue
            if not any(fnmatch.fnmatch(name, p) for p in patterns):
                yield Path(top, name)


def _refuse(error: OSError) -> None:
    """Files in a folder that cannot be listed are not gone, and must not be removed from the index."""
    raise SourceError(
        f"{error.filename}: the folder cannot be read ({error.strerror}). The index stays as it was."
    ) from error


def _ignored(folder: Path) -> list[str]:
    try:
        lines = (folder / IGNORE_FILE).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def file_stamp(path: Path) -> str:
    """Size in bytes and time of change in nanoseconds of a file; "" where it cannot be read."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_size}:{status.st_mtime_ns}"
