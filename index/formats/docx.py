"""A Word file (.docx): its paragraphs and table rows as lines; headings are marked as in Markdown.

The numbers of numbered headings are no text in the file, so a heading's mark tells the reader what it is. A
.docx is a ZIP of XML parts. Only the text and the styles are read, as a stream and within limits. External
links and macros are ignored, and defusedxml refuses harmful XML. python-docx is not used, because it leaves
out tracked insertions, content controls and text boxes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element

from index.errors import ExtraMissing, Fault, NotADescription
from index.formats.encodings import even_out
from index.formats.record import Record
from index.formats.several import make_records
from index.messages import Notice

OPC_COMPRESSION = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How parts of Office files are packed (ECMA-376, part 2). bzip2 unpacks hundreds of megabytes at once."""
MAX_PART = 10_000_000
"""Bytes of a part of the file when unpacked: the text of a description has under one million."""
_MAX_ELEMENTS = 500_000  # in a part: a page of text has some 1,500, and a million of them take seconds
_MAX_PARTS = 5000  # files in the ZIP
_MAX_DEPTH = 300  # elements inside each other
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"(?:heading|otsikko|rubrik|title)\s?\d?", re.IGNORECASE)


def docx_records(path: Path, data: bytes) -> tuple[Record, ...]:
    """The records of a Word file. Raises `ExtraMissing`, `NotADescription` where it is none or hostile."""
    if find_spec("defusedxml") is None:
        raise ExtraMissing(path, Notice("a Word file"), "office")
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if len(parts.infolist()) > _MAX_PARTS:
                raise NotADescription(
                    path,
                    Notice("a Word file"),
                    Notice("more than %(max_parts)s parts", max_parts=_MAX_PARTS),
                    Fault.TOO_MUCH,
                )
            if any(part.compress_type not in OPC_COMPRESSION for part in parts.infolist()):
                raise NotADescription(
                    path, Notice("a Word file"), Notice("parts that are packed otherwise than Office does")
                )
            headings = _heading_styles(path, parts)
            with parts.open("word/document.xml") as part:
                lines = list(_lines(path, _Limited(path, part), headings))
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, EOFError) as error:
        raise NotADescription(
            path, Notice("a Word file (.docx)"), Notice("a damaged or another one (%(error)s)", error=error)
        ) from error
    except (ParseError, DefusedXmlException) as error:
        raise NotADescription(
            path, Notice("a Word file (.docx)"), Notice("XML that is not read (%(error)s)", error=error)
        ) from error
    return make_records(even_out("\n".join(lines)) + "\n", data)


class _Limited:
    """Unpacks a part; it is refused when it grows too large, regardless of the size stated in the ZIP."""

    def __init__(self, path: Path, part: IO[bytes]) -> None:
        self._path, self._part, self._left = path, part, MAX_PART

    def read(self, size: int, /) -> bytes:
        data = self._part.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise NotADescription(
                self._path,
                Notice("a Word file"),
                Notice("a part of more than %(max_part)s bytes", max_part=MAX_PART),
                Fault.TOO_MUCH,
            )
        return data


def _elements(path: Path, part: _Limited) -> Iterator[tuple[str, Element]]:
    """The elements of a part as they open («start») and close («end»); their contents are then freed."""
    from defusedxml.ElementTree import iterparse

    depth = count = 0
    for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            raise NotADescription(
                path,
                Notice("a Word file"),
                Notice("more than %(max_depth)s elements inside each other", max_depth=_MAX_DEPTH),
                Fault.TOO_MUCH,
            )
        count += event == "start"
        if count > _MAX_ELEMENTS:
            raise NotADescription(
                path,
                Notice("a Word file"),
                Notice("more than %(max_elements)s elements", max_elements=_MAX_ELEMENTS),
                Fault.TOO_MUCH,
            )
        yield event, element
        if event == "end" and element.tag in (_WORD + "p", _WORD + "tbl", _WORD + "style"):
            element.clear()


def _heading_styles(path: Path, parts: zipfile.ZipFile) -> frozenset[str]:
    """The ids of the styles of headings, by name or because they have a level in the outline."""
    if "word/styles.xml" not in parts.namelist():
        return frozenset()
    found = set()
    with parts.open("word/styles.xml") as part:
        for event, element in _elements(path, _Limited(path, part)):
            if event == "end" and element.tag == _WORD + "style":
                name = element.find(_WORD + "name")
                named = name is not None and _HEADING.fullmatch(name.get(_WORD + "val", ""))
                if named or element.find(f".//{_WORD}outlineLvl") is not None:
                    found.add(element.get(_WORD + "styleId", ""))
    return frozenset(found)


def _lines(path: Path, part: _Limited, headings: frozenset[str]) -> Iterator[str]:
    """The text's lines: each paragraph with a blank one after it, the cells of a table row on one line."""
    pieces: list[list[str]] = [[]]  # of the paragraphs that are open: a text box has some inside one
    cells: list[str] = []
    rows = 0
    is_heading = False
    repeated = 0  # inside what older versions of Word show in place of a text box
    for event, element in _elements(path, part):
        tag = element.tag.removeprefix(_WORD)
        if tag == _FALLBACK:
            repeated += 1 if event == "start" else -1
        elif repeated:
            continue
        elif event == "start":
            if tag == "p":
                pieces.append([])
                is_heading = False
            rows += tag == "tr"
        elif tag == "t":
            pieces[-1].append(element.text or "")
        elif tag in ("br", "cr"):
            pieces[-1].append("\n")
        elif tag == "tab":
            pieces[-1].append(" ")
        elif tag in ("noBreakHyphen", "softHyphen"):
            pieces[-1].append("-" if tag == "noBreakHyphen" else "")
        elif tag == "pStyle":
            is_heading |= element.get(_WORD + "val", "") in headings
        elif tag == "outlineLvl":
            is_heading |= element.get(_WORD + "val", "9") != "9"
        elif tag == "p" and len(pieces) > 1:
            text = "\n".join(" ".join(line.split()) for line in "".join(pieces.pop()).split("\n"))
            if rows:
                cells.append(text)
            elif text.strip():
                yield from (f"## {text}" if is_heading and "\n" not in text else text, "")
        elif tag == "tr":
            rows -= 1
            if not rows:
                yield " ".join(filter(None, (cell.strip() for cell in cells)))
                cells = []
