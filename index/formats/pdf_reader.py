"""Reads the text of a PDF in a separate process, so that a hostile file cannot harm anything else.

Run as `python -m index.formats.pdf_reader` with the file on its standard input; it answers on its standard
output with JSON: for each page its lines, each with its text and where on the page it stands; or an error and
its `Fault`. Memory and time are limited by the system.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from typing import Any

from index.errors import Fault

MEMORY = 500_000_000
"""Bytes of address space that reading a file may take."""
SECONDS = 8
"""Seconds of processor time that it may take."""
MAX_PAGES = 300
"""Pages of a file: a description has under ten."""
_MAX_CHARS = 200_000  # of a page


def main() -> None:
    """Read standard input, write JSON: {"pages": […]} or {"error": "…", "fault": "…"}."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        if len(document) > MAX_PAGES:
            found = f"{len(document)} pages (at most {MAX_PAGES} are read)"
            answer: dict[str, Any] = {"error": found, "fault": Fault.TOO_MUCH}
        else:
            answer = {"pages": [_lines(document[number]) for number in range(len(document))]}
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        answer = {"error": str(error), "fault": Fault.ENCRYPTED if locked else Fault.OTHER_FORMAT}
    except MemoryError:
        answer = {"error": "it needs too much memory", "fault": Fault.TOO_MUCH}
    json.dump(answer, sys.stdout)


def _lines(page: Any) -> list[list[Any]]:
    """The lines of a page: text, left, right, bottom, top (points from the lower left corner), and where the
    first word ends."""
    text_page = page.get_textpage()
    count = min(text_page.count_chars(), _MAX_CHARS)
    text = text_page.get_text_range(0, count)
    found: list[list[Any]] = []
    at = 0
    # pdfium joins a line that ends in a hyphen (U+FFFE) with what comes next, even a browser's header line.
    for line in re.split("\r\n|(?<=\ufffe)", text):
        found += _parts(text_page, line, at)
        at += len(line) + (0 if line.endswith("\ufffe") else 2)
    return found


def _parts(text_page: Any, line: str, at: int) -> list[list[Any]]:
    """A line as it stands on the page: pdfium sometimes joins one with the line below it.

    at: number of its first character on the page.
    """
    parts: list[list[Any]] = []
    ends = 0
    for word in re.finditer(r"\S+", line):  # boxes as high as the font, so that lines compare
        left, bottom, _, top = text_page.get_charbox(at + word.start(), loose=True)
        right = text_page.get_charbox(at + word.end() - 1, loose=True)[2]
        if parts and top > parts[-1][3] + (top - bottom) / 2:
            parts[-1][0] += line[ends : word.end()]
            parts[-1][2] = right
        else:
            parts.append([word[0], left, right, bottom, top, right])
        ends = word.end()
    return parts


if __name__ == "__main__":
    main()
