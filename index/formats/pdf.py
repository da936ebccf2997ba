"""PDFs printed by a browser or saved by a word processor: the text as lines of the form.

What a browser prints at the top and bottom of pages is left out, and lines that were wrapped at the right
margin are joined again. pypdfium2 reads the pages (Chromium's own engine, in wheels for all systems), in a
process of its own (`index/formats/pdf_reader.py`). Scans have no text and are refused as such.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from index.errors import ExtraMissing, Fault, NotADescription
from index.formats.encodings import even_out
from index.formats.record import Record
from index.formats.several import make_records
from index.messages import Notice
from index.templates.printed import begins_alone, begins_printed, continues_printed

_SECONDS = 20  # of the clock, on a busy machine; the process takes at most 8 of the processor
_MOST_WRAPS = 6  # lines that a printed text may stand on: they have 120 characters at most
_SAME_ROW = 1.0  # points by which cells of a row may be lower
_MANY_LINES = 20  # that begin at one place: the widest of them shows how wide they may be
_EDGE_LINES = 3  # lines at the top and at the bottom of a page that may be a browser's
_SAME_HEIGHT = 3.0  # points by which a repeated line may be higher on another page
_PRINTED_BY_BROWSER = re.compile(
    r"(?:https?|file)://\S+(?:\s+\d+\s*/\s*\d+)?|\d+\s*/\s*\d+"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? (?:klo )?\d{1,2}[.:]\d{2}(?: [AP]M)?(?:\s.{0,120})?"
)
_SPACE = 0.2  # of the height of a line: the width of a space, in most fonts somewhat more
_HYPHEN = "\ufffe"  # pdfium's sign for a hyphen at the end of a line
_CONJUNCTION = re.compile(r"(?:ja|tai|sekä|eli|och|eller|and|or)\b")
_HYPHENATED = 0.1  # share of lines that end in a hyphen in a text that is hyphenated throughout


@dataclass(frozen=True)
class PageLine:
    """A line of a page, and where it stands: points from the lower left corner.

    word_right: where its first word ends.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    word_right: float


def pdf_records(path: Path, data: bytes) -> tuple[Record, ...]:
    """The records of a PDF. Raises `ExtraMissing`, `NotADescription` where it cannot be read or is a scan."""
    pages = _read_pages(path, data)
    if sum(len(line.text) for page in pages for line in page) < 20 * len(pages):
        raise NotADescription(
            path, Notice("a PDF with text"), Notice("pages without text (a scan?)"), Fault.NO_TEXT
        )
    return make_records(even_out(join_pages(pages)), data)


def _read_pages(path: Path, data: bytes) -> list[list[PageLine]]:
    if find_spec("pypdfium2") is None:
        raise ExtraMissing(path, Notice("a PDF"), "pdf")
    command = [sys.executable, "-m", "index.formats.pdf_reader"]
    folder = Path(__file__).parents[2]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, cwd=folder)
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise NotADescription(
            path, Notice("a PDF"), Notice("one that takes too much time or memory to read"), Fault.TOO_MUCH
        ) from error
    if "error" in answer:
        raise NotADescription(path, Notice("a PDF"), str(answer["error"]), Fault(answer["fault"]))
    return [[PageLine(*line) for line in page] for page in answer["pages"]]


def join_pages(pages: list[list[PageLine]]) -> str:
    """The text of pages without what the browser printed around it, wrapped lines joined."""
    kept = _without_edges(pages)
    lines = _with_whole_printed([line for page in kept for line in _with_whole_rows(page)])
    if not lines:
        return ""
    margins = _margins(lines)
    hyphens = sum(line.text.count(_HYPHEN) for line in lines)
    is_hyphenated = hyphens > _HYPHENATED * len(lines)
    text = lines[0].text
    for before, line in pairwise(lines):
        wrapped = _is_wrapped(before, line, margins[round(line.left)])
        text += (_space(before.text, line.text) if wrapped else _line_break(before, line)) + line.text
    return _rejoin_hyphens(text, is_hyphenated) + "\n"


def _margins(lines: list[PageLine]) -> dict[int, float]:
    """The right margin of lines, by where they begin: cells of a table may be wider than the text around it.

    A word too long for any line ends where it ends. Few lines say too little of their own margin.
    """
    several = [line for line in lines if line.word_right < line.right] or lines
    widest = max(line.right for line in several)
    found: dict[int, float] = {}
    for begins in {round(line.left) for line in lines}:
        rights = [line.right for line in several if abs(line.left - begins) <= 1]
        found[begins] = max(rights) if len(rights) >= _MANY_LINES else widest
    return found


def _with_whole_printed(lines: list[PageLine]) -> list[PageLine]:
    """The lines, with a text that a form prints on one line where narrow pages have it on several."""
    whole: list[PageLine] = []
    at = 0
    while at < len(lines):
        first, count = lines[at], 1
        for more in range(2, min(_MOST_WRAPS, len(lines) - at) + 1):
            text = _joined([line.text for line in lines[at : at + more]])
            if continues_printed(first.text.removesuffix(_HYPHEN), text):
                first, count = replace(lines[at + more - 1], text=text, left=first.left), more
                break
        whole.append(first)
        at += count
    return whole


def _joined(texts: list[str]) -> str:
    """Lines of a printed text as one: its hyphens are its own («tasa-arvo», «tuen siirto -menettely»)."""
    text = texts[0]
    for more in texts[1:]:
        text = text.replace(_HYPHEN, "-")
        text += ("" if text.endswith("-") and not _CONJUNCTION.match(more) else " ") + more
    return text


def _with_whole_rows(page: list[PageLine]) -> list[PageLine]:
    """The lines of a page, with the cells of a table's row on one: they stand beside each other."""
    whole: list[PageLine] = []
    for line in page:
        last = whole[-1] if whole else line
        rise = line.bottom - last.bottom
        if line.left > last.right and -_SAME_ROW <= rise <= _MOST_WRAPS * (last.top - last.bottom):
            whole[-1] = replace(last, text=f"{last.text} {line.text}", right=line.right)
        else:
            whole.append(line)
    return whole


def _without_edges(pages: list[list[PageLine]]) -> list[list[PageLine]]:
    """The pages without the lines at their edges that repeat, or that browsers print there."""
    edges = [_edges(page) for page in pages]
    seen = Counter(key for page in edges for key in {_edge_key(line) for line in page})
    is_only = len(pages) == 1
    often = max(2, len(pages) // 2 + 1)
    return [
        [
            line
            for line in page
            if line not in edge
            or not (seen[_edge_key(line)] >= often or (is_only and _is_browser_line(line)))
        ]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _is_browser_line(line: PageLine) -> bool:
    """Whether a line at the edge of a page is what browsers print: address, page number, time, title."""
    return bool(_PRINTED_BY_BROWSER.fullmatch(line.text.strip()))


def _edges(page: list[PageLine]) -> list[PageLine]:
    by_height = sorted(page, key=lambda line: line.bottom)
    return by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:]


def _edge_key(line: PageLine) -> tuple[str, int]:
    """What is the same of a line that pages repeat: its height, and its text but for the numbers."""
    return re.sub(r"\d+", "#", line.text.strip()), round(line.bottom / _SAME_HEIGHT)


def _is_wrapped(before: PageLine, line: PageLine, margin: float) -> bool:
    """Whether a line continues the previous one: its first word would not have fitted there."""
    if before.text.endswith(_HYPHEN):
        return True
    if begins_printed(line.text) or begins_alone(before.text):
        return False
    if abs(line.left - before.left) > 40 or _line_break(before, line) == "\n\n":
        return False
    space = _SPACE * (line.top - line.bottom)
    return before.right + space + line.word_right - line.left > margin


def _space(before: str, after: str) -> str:
    """What stands between two parts of a line: browsers break «2021–2023» behind its dash."""
    return "" if re.search(r"\d–$", before) and after[:1].isdigit() else " "


def _line_break(before: PageLine, line: PageLine) -> str:
    """A blank line if there is space for one between two lines; not across pages."""
    height = max(1.0, before.top - before.bottom)
    gap = before.bottom - line.top
    return "\n\n" if gap > 0.5 * height else "\n"


def _rejoin_hyphens(text: str, is_hyphenated: bool) -> str:
    """Words that were parted at the end of a line, whole again.

    A hyphen there is the word's own («agrologi- ja», «Keski-Suomi»), unless the whole text is hyphenated.
    """

    def rejoin(match: re.Match[str]) -> str:
        before, after = match[1], match[2]
        if _CONJUNCTION.match(text, match.start(2)):
            return f"{before}- {after}"
        own = not is_hyphenated or not after.islower() or before.isdigit() or before.isupper()
        return f"{before}-{after}" if own or before == after else before + after

    text = re.sub(r"(\w)-\n\n?(?=\w)", rf"\1{_HYPHEN}", text)
    return re.sub(rf"(\w){_HYPHEN}\s*(\w)", rejoin, text).replace(_HYPHEN, "-")
