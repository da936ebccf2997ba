"""Reads a file in a separate process, so that a hostile file cannot harm the server.

Run as `python -m search.upload.reading CHARACTERS` with the file on its standard input; it answers on its
standard output with JSON: {"text": …, "length": …} or {"fault": …}. The system limits its memory and time,
and lets it write no file.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from pathlib import Path
from typing import Any

from index.errors import ExtraMissing, Fault, NotADescription, SourceError
from index.formats.pdf_reader import MEMORY
from index.formats.registry import FORMATS

SECONDS = 10
"""Of processor time; a PDF has a limit of its own."""
MAX_FILES = 64
"""Open files."""
PDF_WITHIN = 1024
"""Bytes from the start among which «%PDF-» stands, as readers of PDFs take it (ISO 32000-2, annex I)."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a .doc begins, and a .docx with a password (MS-CFB, 2.2)."""
HEADING = re.compile(r"^#+ ", re.MULTILINE)
"""The mark that headings of Word files are given when they are read."""
UPLOAD = Path("upload")
"""What messages call the file; nobody sees them."""


def main() -> None:
    """Read standard input, write JSON."""
    limit_process()
    json.dump(answer(sys.stdin.buffer.read(), int(sys.argv[1])), sys.stdout)


def limit_process() -> None:
    """Let the system limit this process and those that it starts."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, MAX_FILES),
    ):
        resource.setrlimit(kind, (most, most))


def answer(data: bytes, characters: int) -> dict[str, Any]:
    """The first characters of a file's text and how many it has, or why it cannot be read."""
    try:
        text = HEADING.sub(
            "", "\n".join(record.text for record in FORMATS[suffix_of(data)](UPLOAD, data))
        ).strip()
    except NotADescription as error:
        return {"fault": error.fault}
    except ExtraMissing:
        return {"fault": Fault.NOT_OFFERED}
    except MemoryError:
        return {"fault": Fault.TOO_MUCH}
    except SourceError:
        return {"fault": Fault.OTHER_FORMAT}
    if not text:
        return {"fault": Fault.NO_TEXT if data else Fault.EMPTY}
    return {"text": text[:characters], "length": len(text)}


def suffix_of(data: bytes) -> str:
    """The suffix for the format of a file, recognised by its first bytes; its name is ignored.

    Raises `NotADescription` where it is of a format that is not read.
    """
    if data.startswith(OLD_OFFICE):
        raise NotADescription(UPLOAD, "a Word file (.docx)", "an old or encrypted one", Fault.OLD_OFFICE)
    if data.startswith(b"{\\rtf"):
        raise NotADescription(UPLOAD, "a Word file (.docx)", "an RTF file", Fault.OTHER_FORMAT)
    if b"%PDF-" in data[:PDF_WITHIN]:
        return ".pdf"
    return ".docx" if data.startswith(b"PK\x03\x04") else ".txt"


if __name__ == "__main__":
    main()
