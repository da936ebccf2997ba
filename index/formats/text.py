"""A text file: one description in UTF-8 with or without a byte order mark, or in Windows-1252.

Line ends and decomposed letters are evened out; what is no text is refused, and told what was found instead.
"""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

from index.errors import NotADescription
from index.formats.record import MAX_BYTES, Record, read_bytes

_BOM = b"\xef\xbb\xbf"


def text_records(path: Path, data: bytes) -> tuple[Record, ...]:
    """The one record of a text file. Raises `NotADescription` where its bytes are no text."""
    return (decode_text(path, data),)


def decode_text(path: Path, data: bytes) -> Record:
    """The text of these bytes; the path is for messages. Raises `NotADescription`."""
    if b"\0" in data:
        raise NotADescription(path, "text", "NUL bytes (a PDF, an image or UTF-16?)")
    text, warnings = _decode(path, data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # macOS may write «ä» as two characters, and then no key of a form would be recognised.
    text = unicodedata.normalize("NFC", text)
    return Record("", text, hashlib.sha256(data).hexdigest(), warnings)


def read_text(path: Path, max_bytes: int = MAX_BYTES) -> Record:
    """A text file whole. Raises `NotADescription`, `SourceError` where it cannot be read or is too large."""
    return decode_text(path, read_bytes(path, max_bytes))


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
