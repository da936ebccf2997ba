"""What every source format gives and takes: the bytes of a file → records.

A format is one function in a file of its own here; `index/formats/registry.py` says which one reads a file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError

MAX_BYTES = 5_000_000
"""The largest file that is read unless `--max-size` says otherwise: far above any description in text."""


@dataclass(frozen=True)
class Record:
    """One description as its file has it.

    place:    which of the file's records it is: another one for each, and the same when the file is
              read again; "" where the file is one record.
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
    """A record as messages name it."""
    return f"{path} ({place})" if place else path


def read_bytes(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file; a pipe or device would never end, so it is not opened.

    Raises `SourceError` where the file cannot be read or is larger than `max_bytes`.
    """
    try:
        if path.exists() and not path.is_file():
            raise SourceError(f"{path}: expected a regular file, found something else.")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
        size = path.stat().st_size if len(data) > max_bytes else len(data)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error}).") from error
    if len(data) > max_bytes:
        raise SourceError(
            f"{path}: {size} bytes are more than the limit of {max_bytes}; "
            "hankehaku index --max-size MEGABYTES lifts it."
        )
    return data
