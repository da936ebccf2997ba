"""From a file to its text: the first stage of indexing, before `index/reader/parser.py`.

What a text file may come as — UTF-8 with or without a byte order mark, Windows-1252, any line ends,
decomposed letters — is evened out here; what is no text is refused with what was found instead.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from index.errors import NotADescription, SourceError

MAX_BYTES = 5_000_000
"""The largest file that is read unless `--max-size` says otherwise."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Source:
    """A file as read: its text, the SHA-256 of its bytes, and what was odd about it."""

    path: Path
    text: str
    digest: str
    warnings: tuple[str, ...] = ()


def read(path: Path, max_bytes: int = MAX_BYTES) -> Source:
    """Read a description's file."""
    return source(path, _bytes(path, max_bytes))


def source(path: Path, data: bytes) -> Source:
    """What a file of these bytes is read as."""
    if b"\0" in data:
        raise NotADescription(path, "text", "NUL bytes (a PDF, an image or UTF-16?)")
    text, warnings = _decode(path, data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # macOS may hand «ä» over as two characters, and no key of the form would be recognised.
    text = unicodedata.normalize("NFC", text)
    return Source(path, text, hashlib.sha256(data).hexdigest(), warnings)


def _bytes(path: Path, max_bytes: int) -> bytes:
    """A regular file's bytes; a pipe or device would never end, so it is not opened."""
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


def _decode(path: Path, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file's bytes, with a warning where they are not UTF-8."""
    data = data.removeprefix(_BOM)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        warning = f"line {line}: byte 0x{data[error.start]:02X} is not UTF-8; read as Windows-1252"
    try:
        return data.decode("cp1252"), (warning,)
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02X} at position {error.start}"
        raise NotADescription(path, "text in UTF-8 or Windows-1252", found) from error
