"""A text file, also Markdown: descriptions in UTF-8, UTF-16, Windows-1252, MacRoman or IBM 850.

Line ends and decomposed letters are evened out, entities are decoded, invisible signs are left out. A file
that is not text is refused, with a message about what was found instead.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.formats.encodings import clean_text, decode_bytes
from index.formats.record import MAX_BYTES, Record, read_bytes
from index.formats.several import make_records


def text_records(path: Path, data: bytes) -> tuple[Record, ...]:
    """The records of a text file. Raises `NotADescription` where its bytes are no text."""
    text, warnings = decode_bytes(path, data)
    return make_records(clean_text(text), data, warnings)


def read_text(path: Path, max_bytes: int = MAX_BYTES) -> Record:
    """A text file whole. Raises `NotADescription`, `SourceError` where it cannot be read or is too large."""
    data = read_bytes(path, max_bytes)
    text, warnings = decode_bytes(path, data)
    return Record("", clean_text(text), hashlib.sha256(data).hexdigest(), warnings)
