"""The interface of every source format: the bytes of a file → records.

A format is one function in a file of its own here; `index/formats/registry.py` says which one reads a file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError
from index.formats.opening import open_entry
from index.messages import Notice

MAX_BYTES = 5_000_000
"""The largest file that is read unless `--max-size` says otherwise: far above any description in text."""


@dataclass(frozen=True)
class Record:
    """One description as its file has it.

    place: which of the file's records it is: unique in the file, and the same when the file is read again; ""
    if the file is one record.
    text:     its lines, parted by "\\n", in Unicode's composed form (NFC).
    digest:   SHA-256 of what it was made from, hexadecimal: the same digest means the same record.
    warnings: what was odd about it, for the report of the indexer.
    """

    place: str
    text: str
    digest: str
    warnings: tuple[str, ...] = ()


RecordKey = tuple[str, str]
"""Names a record: the path of its file, and its place there."""

SourceFormat = Callable[[Path, bytes], Sequence[Record]]
"""Reads the bytes of a file; its path is for messages. Raises `SourceError` where the format is another."""


def record_name(path: str, place: str) -> str:
    """The name of a record in messages."""
    return f"{path} ({place})" if place else path


def followed(path: Path) -> Path:
    """The file that a link leads to, for one that a person named; any other path as it is."""
    return path.resolve() if path.is_symlink() else path


def read_bytes(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file. Links are not followed, and pipes are not waited for.

    Raises `SourceError` where the file cannot be read, is a link or no regular file, or is larger than
    `max_bytes`.
    """
    try:
        handle = open_entry(str(path))
        try:
            status = os.fstat(handle)  # of the open file: another one may have had the name before
            if not stat.S_ISREG(status.st_mode):
                raise SourceError(
                    Notice("%(path)s: expected a regular file, found something else.", path=path)
                )
            with open(handle, "rb", closefd=False) as file:
                data = file.read(max_bytes + 1)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise SourceError(
                Notice(
                    "%(path)s: this is a symbolic link, and links are not followed. Put the file itself "
                    "here, or name the file or folder that it leads to as another SOURCE.",
                    path=path,
                )
            ) from error
        if error.errno == errno.ENXIO:  # a socket
            raise SourceError(
                Notice("%(path)s: expected a regular file, found something else.", path=path)
            ) from error
        raise SourceError(
            Notice("%(path)s: cannot be read (%(strerror)s).", path=path, strerror=error.strerror or error)
        ) from error
    if len(data) > max_bytes:
        raise SourceError(
            Notice(
                "%(path)s: %(size)s bytes are more than the limit of %(most)s; hankehaku index --max-size "
                "MEGABYTES lifts it.",
                path=path,
                size=max(status.st_size, len(data)),
                most=max_bytes,
            )
        )
    return data
