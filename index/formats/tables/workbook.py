"""The cells of an Excel workbook as text.

ECMA-376 part 1 (SpreadsheetML), 18.2–18.8. Only what a table needs is read: names of sheets, shared texts,
which number formats are dates, cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from index.formats.tables.table import MAX_CELL, check_size
from index.formats.tables.workbook_parts import Attributes, Parts, read_whole, related_parts

_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Numbers of the built-in formats of days and times (ECMA-376 part 1, 18.8.30)."""
_NO_DATE_SIGNS = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
"""Parts of a number format that say nothing about dates: quoted text, colours, currencies."""

Cells = dict[int, str]
"""Texts of a row by the number of their column, from 0."""


class Workbook:
    """What the cells of a workbook's sheets mean.

    sheets: name → its part, in order.
    """

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        main = next(iter(related_parts(parts, "", "officeDocument").values()), "xl/workbook.xml")
        self._others = related_parts(parts, main, "")
        self.sheets: dict[str, str] = {}
        self._first_day = datetime(1899, 12, 30)  # day 0, for all days after the 29 February 1900 of Excel
        read_whole(parts.elements(main, self._see_workbook))
        self._shared = self._read_shared()
        self._date_styles = self._read_styles()

    def _see_workbook(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            number = next((v for key, v in attributes.items() if key.rpartition(":")[2] == "id"), "")
            if number in self._others:
                self.sheets[attributes.get("name", "")] = self._others[number]
        elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self._first_day = datetime(1904, 1, 1)

    def _part(self, name: str) -> str:
        """A part that belongs to the workbook, by how its name ends."""
        return next((part for part in self._others.values() if part.lower().endswith(name)), f"xl/{name}")

    def _read_shared(self) -> list[str]:
        found: list[str] = []
        texts = _Texts()

        def start(tag: str, _: Attributes) -> None:
            if tag == "si":
                texts.clear()
                check_size(self.parts.path, len(found))
            texts.start(tag)

        def end(tag: str) -> None:
            texts.end(tag)
            if tag == "si":
                found.append(texts.text)

        read_whole(self.parts.elements(self._part("sharedstrings.xml"), start, end, texts.add))
        return found

    def _read_styles(self) -> frozenset[int]:
        """The numbers of the styles whose numbers are days or times."""
        named: dict[int, bool] = {}
        found: set[int] = set()
        of_cells = False  # inside `cellXfs`, whose entries are the styles in order
        count = 0

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal count, of_cells
            of_cells |= tag == "cellXfs"
            number = _number(attributes.get("numFmtId"))
            if tag == "numFmt":
                named[number] = is_date_format(attributes.get("formatCode", ""))
            elif tag == "xf" and of_cells:
                if named.get(number, number in _DATE_FORMATS):
                    found.add(count)
                count += 1

        def end(tag: str) -> None:
            nonlocal of_cells
            of_cells &= tag != "cellXfs"

        read_whole(self.parts.elements(self._part("styles.xml"), start, end))
        return frozenset(found)

    def rows(self, sheet: str) -> Iterator[tuple[int, Cells]]:
        """The number of each row of a sheet, from 1, and its cells that hold something.

        Raises `SourceError` where there are too many cells.
        """
        reader = _SheetReader(self)
        for _ in self.parts.elements(self.sheets[sheet], reader.start, reader.end, reader.texts.add):
            yield from reader.rows
            reader.rows.clear()
        yield from reader.rows

    def text(self, kind: str, style: int, written: str) -> str:
        """The value of a cell as text: days in ISO form, whole numbers without a fraction.

        kind: of the value (ECMA-376 part 1, 18.18.11). style: its number, which says what is a date.
        """
        if kind == "s":
            number = _number(written)
            return self._shared[number] if 0 <= number < len(self._shared) else ""
        if kind == "b":
            return str(written.strip() == "1")
        if kind in ("str", "inlineStr", "e"):
            return written
        if kind == "d":
            return written.removesuffix("T00:00:00")
        return self._number_text(written.strip(), style in self._date_styles)

    def _number_text(self, written: str, is_date: bool) -> str:
        try:
            value = float(written)
            if is_date:
                return _day_text(self._first_day, value)
            if written.removeprefix("-").isdigit():
                return written  # also a number of more digits than a float has
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
        except (ValueError, OverflowError):
            return written


class _SheetReader:
    """Gathers the cells of a sheet as its elements come. rows: those that ended and were not taken yet."""

    def __init__(self, book: Workbook) -> None:
        self.rows: list[tuple[int, Cells]] = []
        self.texts = _Texts()
        self._book = book
        self._row = self._column = self._count = self._style = 0
        self._cells: Cells = {}
        self._kind = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._count += 1
            check_size(self._book.parts.path, self._count)
            named = _column(attributes.get("r", ""))
            self._column = self._column + 1 if named is None else named
            self._kind, self._style = attributes.get("t", ""), _number(attributes.get("s"))
            self.texts.clear()
        elif tag == "row":
            self._row = _number(attributes.get("r")) if attributes.get("r") else self._row + 1
            self._column = -1
        else:
            self.texts.start(tag)

    def end(self, tag: str) -> None:
        if tag == "c":
            if written := self.texts.text:
                self._cells[self._column] = self._book.text(self._kind, self._style, written)
        elif tag == "row":
            if self._cells:
                self.rows.append((self._row, self._cells))
                self._cells = {}
        else:
            self.texts.end(tag)


class _Texts:
    """The text inside `t` and `v` elements, without how it is read aloud (`rPh`)."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._open = False
        self._aloud = False

    def clear(self) -> None:
        if self._pieces:
            self._pieces, self._length = [], 0
        self._open = self._aloud = False

    def start(self, tag: str) -> None:
        self._aloud |= tag == "rPh"
        self._open = tag in ("t", "v") and not self._aloud

    def end(self, tag: str) -> None:
        self._open = False
        self._aloud &= tag != "rPh"

    def add(self, text: str) -> None:
        """Take in text; of what is longer than a cell may be, enough to see that it is."""
        if self._open and self._length <= MAX_CELL:
            self._pieces.append(text[: MAX_CELL + 1])
            self._length += len(text)

    @property
    def text(self) -> str:
        return "".join(self._pieces)


def is_date_format(code: str) -> bool:
    """Whether a number format shows days or times: «d.m.yyyy», «pp.kk.vvvv» is saved as it too."""
    plain = _NO_DATE_SIGNS.sub("", code[:200].split(";")[0])
    return bool(re.search(r"[dmhys]", plain, re.IGNORECASE)) and "general" not in plain.lower()


def _day_text(first: datetime, value: float) -> str:
    """A day in ISO form, with the time where there is one; a time alone before the first day."""
    moment = first + timedelta(seconds=round(value * 86_400))
    if 0 <= value < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat(" ")


def _number(text: str | None) -> int:
    """A whole number in an attribute; 0 where there is none."""
    return int(text) if text and len(text) < 12 and text.isascii() and text.isdigit() else 0


def _column(reference: str) -> int | None:
    """The column of «AB12», from 0; None where a cell does not say where it is."""
    letters = reference.rstrip("0123456789")
    if not letters or len(letters) > 3 or not (letters.isascii() and letters.isalpha()):
        return None
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
