"""Which format reads a file."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from index.formats.record import MAX_BYTES, Record, SourceFormat, read_bytes
from index.formats.text import text_records


def _loaded(module: str, function: str) -> SourceFormat:
    """A format whose module is imported when a file of it is read: its library takes time to load."""

    def read(path: Path, data: bytes) -> Sequence[Record]:
        records: Sequence[Record] = getattr(import_module(module), function)(path, data)
        return records

    return read


_HTML = _loaded("index.formats.html", "html_records")

FORMATS: dict[str, SourceFormat] = {
    ".txt": text_records,
    ".md": text_records,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".docx": _loaded("index.formats.docx", "docx_records"),
    ".pdf": _loaded("index.formats.pdf", "pdf_records"),
}
"""The formats by the suffix of a file's name, in lower case; a file with any other is read as text."""


def read_records(path: Path, max_bytes: int = MAX_BYTES) -> Sequence[Record]:
    """The records of a file, in their order there.

    Raises `SourceError` where the file cannot be read, is too large or is not of its format.
    """
    return FORMATS.get(path.suffix.lower(), text_records)(path, read_bytes(path, max_bytes))
