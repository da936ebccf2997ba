"""A listing as CSV, Excel or JSON Lines, written as it is read: no format holds all projects in memory.

The columns are the exported rows of the field table. Several values of a cell stand with «; » between them.
A cell that a spreadsheet would take for a formula is made text: CSV puts an apostrophe before it. CSV for
Excel also keeps as text what Excel would read as a number or a day: it would show the postcode 00530 as 530.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import xlsxwriter

from index.errors import HankehakuError
from index.model.fields import NO, YES, Field, Kind, json_at
from index.model.project import FIELDS, text
from index.model.project_parts import Monitored
from search.contract.listing import Listing

COLUMNS: tuple[Field, ...] = tuple(
    replace(f, merged_paths=()) for f in FIELDS if not (f.private or f.derived)
)
"""The columns of a table; each text stands in its own."""
CHUNK = 64 * 1024
"""About how many bytes are handed on at a time."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
LIKE_A_NUMBER = re.compile(r"(?=\D*\d)[\d.,:/%€eE \u00a0-]+")
"""Text that Excel would read as a number, a day or a time. It can end no text in quotation marks."""
XLSX_ROWS, XLSX_CHARACTERS = 1_048_575, 32_767
"""What a sheet of Excel can hold below its heading, and a cell of it."""

Cell = str | int | date | None


@dataclass(frozen=True)
class Format:
    """A format of export. stream: its bytes, piece by piece."""

    mimetype: str
    stream: Callable[..., Iterator[bytes]]


class TooManyRows(HankehakuError):
    """More projects than the format can hold."""

    exit_code = 2
    http_status = 400

    def __init__(self, rows: int) -> None:
        super().__init__(
            f"{rows} projects are more than the {XLSX_ROWS} rows of an Excel sheet. "
            "Narrow the search, or export CSV or JSON Lines."
        )


def cells(data: dict[str, Any]) -> list[Cell]:
    """The cells of a project's row: numbers and days as such, all else as text."""
    return [_cell(data, field) for field in COLUMNS]


def _cell(data: dict[str, Any], field: Field) -> Cell:
    if field.kind is Kind.TEXT:
        return text(data, field) or None
    value = json_at(data, field.path)
    if field.kind is Kind.FLAG:
        return YES if value else NO
    if field.kind is Kind.DATE and not field.multivalued:
        return date.fromisoformat(value) if value else None
    if isinstance(value, list):
        return "; ".join(_name(item) for item in value) or None
    return value if value is None or isinstance(value, int) else _name(value)


def _name(value: Any) -> str:
    """A name, a numbered name, an organisation or a monitored number: «9. REACT-EU …»."""
    if not isinstance(value, dict):
        return str(value)
    if "planned" in value:
        return str(Monitored(**value))
    number, name = value.get("number"), value.get("name") or ""
    return f"{number}. {name}" if number and name else str(number or name)


def csv_stream(listing: Listing, separator: str = ",", bom: bool = False) -> Iterator[bytes]:
    """RFC 4180 in UTF-8: a heading and a line for each project. Days are 2021-09-01.

    bom: begin with the mark by which Excel knows UTF-8. With it, or with semicolons between the cells, the
    file is for Excel: text that looks like a number is written as the formula ="00530", which shows as text.
    """
    written = _text_for_excel if bom or separator == ";" else _harmless
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    buffer.write("\ufeff" if bom else "")
    writer.writerow(field.label for field in COLUMNS)
    for data in listing.documents():
        writer.writerow([written(cell) for cell in cells(data)])
        if buffer.tell() > CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _text_for_excel(cell: Cell) -> Cell:
    is_number_like = isinstance(cell, str) and not cell.startswith(FORMULA) and LIKE_A_NUMBER.fullmatch(cell)
    return f'="{cell}"' if is_number_like else _harmless(cell)


def jsonl_stream(listing: Listing) -> Iterator[bytes]:
    """Each project's JSON on a line of its own, as the API gives it."""
    return _in_chunks(one.json_line + b"\n" for one in listing.projects)


def _in_chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    kept: list[bytes] = []
    size = 0
    for line in lines:
        kept.append(line)
        size += len(line)
        if size > CHUNK:
            yield b"".join(kept)
            kept, size = [], 0
    yield b"".join(kept)


def xlsx_stream(listing: Listing) -> Iterator[bytes]:
    """A workbook of one sheet. It is written into a temporary file, row by row. Raises `TooManyRows`."""
    if listing.header.total > XLSX_ROWS:
        raise TooManyRows(listing.header.total)
    return _xlsx_chunks(listing)


def _xlsx_chunks(listing: Listing) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        _write_workbook(listing, file)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _write_workbook(listing: Listing, file: Any) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Hankkeet")
        formats = {
            Kind.DATE: book.add_format({"num_format": "d.m.yyyy"}),
            Kind.MONEY: book.add_format({"num_format": "#,##0 €"}),
            Kind.COUNT: book.add_format({"num_format": "#,##0"}),
        }
        quoted = book.add_format({"quote_prefix": True})  # text, also after somebody has edited the cell
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, listing.header.total, len(COLUMNS) - 1)
        for column, field in enumerate(COLUMNS):
            sheet.set_column(column, column, 40 if field.kind is Kind.TEXT else 18)
        sheet.write_row(0, 0, [field.label for field in COLUMNS], book.add_format({"bold": True}))
        for row, data in enumerate(listing.documents(), 1):
            for column, (field, cell) in enumerate(zip(COLUMNS, cells(data), strict=True)):
                if isinstance(cell, str):
                    sheet.write_string(
                        row, column, _fitting(cell), quoted if cell.startswith(FORMULA) else None
                    )
                elif isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, formats[Kind.DATE])
                elif cell is not None:
                    sheet.write_number(row, column, cell, formats.get(field.kind))


def _fitting(words: str) -> str:
    """As much of a text as a cell can hold."""
    return words if len(words) <= XLSX_CHARACTERS else words[: XLSX_CHARACTERS - 1] + "…"


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", csv_stream),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_stream),
    "jsonl": Format("application/jsonl; charset=utf-8", jsonl_stream),
}
"""The formats of export by the end of their files' names."""
