"""A listing as CSV, Excel or JSON Lines, written as a stream: no format keeps all projects in memory.

The columns are the exported rows of the field table, followed by the origin of the row (`Origin`), so that a
copied row can still be traced. Several values of a cell are separated by «; ». A cell that a spreadsheet
would run as a formula is made text: CSV puts an apostrophe before it. CSV for Excel also keeps as text what
Excel would read as a number or a day: it would show the postcode 00530 as 530.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import xlsxwriter

from index.errors import HankehakuError
from index.messages import Notice
from index.model.fields import NO, YES, Field, Kind, Role, json_at
from index.model.project import BY_ROLE, FIELDS, realisation, text
from index.model.project_parts import Monitored
from search.contract.listing import Listing, StoredProject
from search.contract.messages import Message

COLUMNS: tuple[Field, ...] = tuple(
    replace(f, merged_paths=()) for f in FIELDS if not (f.private or f.derived)
)
"""The columns of a table; each text stands in its own."""
ORIGIN_COLUMNS = (
    Message("Toteutuma, %"), Message("Hankkeen osoite"), Message("Haku"), Message("Haun osoite"),
    Message("Aineiston päivä"),
)  # fmt: skip
"""The headings of what stands after them."""
ORIGIN = "export"
"""The last key of a line of JSON Lines: the same, beside the project as the API gives it."""
CHUNK = 64 * 1024
"""About how many bytes are handed on at a time."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
LIKE_A_NUMBER = re.compile(r"(?=\D*\d)[\d.,:/%€eE \u00a0-]+")
"""Text that Excel would read as a number, a day or a time. It contains no quotation marks."""
XLSX_ROWS, XLSX_CHARACTERS = 1_048_575, 32_767
"""What a sheet of Excel can hold below its heading, and a cell of it."""

Cell = str | int | date | None


@dataclass(frozen=True)
class Origin:
    """Where the rows of a file are from.

    search:  in words; "" = all projects. address: where it can be asked again; "" = not known.
    day:     of the data.
    project: address of a project's page by its code, "" where it is not known.
    """

    search: str
    address: str
    day: date
    project: Callable[[str], str]

    def cells(self, data: dict[str, Any]) -> list[Cell]:
        """What stands in the row of a project below `ORIGIN_COLUMNS`."""
        share = realisation(*(json_at(data, BY_ROLE[role].path) for role in (Role.GRANTED, Role.PAID)))
        return [share, self.project(data["code"]), self.search, self.address, self.day]

    def to_json(self, data: dict[str, Any]) -> dict[str, Any]:
        """The same for JSON Lines."""
        keys = ("realisation", "url", "search", "search_url", "day")
        return dict(zip(keys, self.cells(data), strict=True))


@dataclass(frozen=True)
class Wording:
    """The language of a table: its headings, the names of values, and the name of the sheet."""

    headings: tuple[str, ...] = (*(field.label for field in COLUMNS), *ORIGIN_COLUMNS)
    value: Callable[[Field, str], str] = lambda field, text: text
    sheet: str = "Hankkeet"


FINNISH = Wording()


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
            Notice(
                "%(rows)s projects are more than the %(most)s rows of an Excel sheet. Narrow the search, or "
                "export CSV or JSON Lines.",
                rows=rows,
                most=XLSX_ROWS,
            )
        )


def cells(data: dict[str, Any], words: Wording = FINNISH) -> list[Cell]:
    """The cells of a project's row: numbers and days as such, all else as text."""
    return [_cell(data, field, words) for field in COLUMNS]


def _cell(data: dict[str, Any], field: Field, words: Wording) -> Cell:
    if field.kind is Kind.TEXT:
        return text(data, field) or None
    value = json_at(data, field.path)
    if field.kind is Kind.FLAG:
        return words.value(field, YES if value else NO)
    if field.kind is Kind.DATE and not field.multivalued:
        return date.fromisoformat(value) if value else None
    if isinstance(value, list):
        return "; ".join(words.value(field, _name(item)) for item in value) or None
    return value if value is None or isinstance(value, int) else words.value(field, _name(value))


def _name(value: Any) -> str:
    """A name, a numbered name, an organisation or a monitored number: «9. REACT-EU …»."""
    if not isinstance(value, dict):
        return str(value)
    if "planned" in value:
        return str(Monitored(**value))
    number, name = value.get("number"), value.get("name") or ""
    return f"{number}. {name}" if number and name else str(number or name)


def csv_stream(
    listing: Listing,
    origin: Origin | None = None,
    words: Wording = FINNISH,
    separator: str = ",",
    bom: bool = False,
) -> Iterator[bytes]:
    """RFC 4180 in UTF-8: a heading and a line for each project. Days are 2021-09-01.

    bom: begin with the mark by which Excel knows UTF-8. With it, or with semicolons between the cells, the
    file is for Excel: text that looks like a number is written as the formula ="00530", which shows as text.
    """
    written = _text_for_excel if bom or separator == ";" else _harmless
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    buffer.write("\ufeff" if bom else "")
    writer.writerow(_headings(origin, words))
    for data in listing.documents():
        writer.writerow([written(cell) for cell in _row(data, origin, words)])
        if buffer.tell() > CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def excel_csv(rows: Iterable[Iterable[Cell]]) -> bytes:
    """A small table as CSV that a Finnish Excel opens right: semicolons, and the mark of UTF-8."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    csv.writer(buffer, delimiter=";").writerows([_text_for_excel(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _text_for_excel(cell: Cell) -> Cell:
    is_number_like = isinstance(cell, str) and not cell.startswith(FORMULA) and LIKE_A_NUMBER.fullmatch(cell)
    return f'="{cell}"' if is_number_like else _harmless(cell)


def jsonl_stream(listing: Listing, origin: Origin | None = None, words: Wording = FINNISH) -> Iterator[bytes]:
    """Each project's JSON on its own line, as in the API, with its origin in the last key.

    It is for programs, and the same in every language.
    """
    return _in_chunks(_json_line(one, origin) for one in listing.projects)


def _json_line(project: StoredProject, origin: Origin | None) -> bytes:
    """The stored line (its hash is in citations) with one more key."""
    if origin is None:
        return project.json_line + b"\n"
    told = origin.to_json(json.loads(project.json_line))
    more = json.dumps({ORIGIN: told}, ensure_ascii=False, separators=(",", ":"), default=str)
    return project.json_line.removesuffix(b"}") + f",{more[1:]}\n".encode()


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


def xlsx_stream(listing: Listing, origin: Origin | None = None, words: Wording = FINNISH) -> Iterator[bytes]:
    """A workbook of one sheet. It is written into a temporary file, row by row. Raises `TooManyRows`."""
    if listing.header.total > XLSX_ROWS:
        raise TooManyRows(listing.header.total)
    return _xlsx_chunks(listing, origin, words)


def _xlsx_chunks(listing: Listing, origin: Origin | None, words: Wording) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        _write_workbook(listing, origin, words, file)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _write_workbook(listing: Listing, origin: Origin | None, words: Wording, file: Any) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(words.sheet)
        formats: dict[Kind | None, Any] = {
            Kind.DATE: book.add_format({"num_format": "d.m.yyyy"}),
            Kind.MONEY: book.add_format({"num_format": "#,##0 €"}),
            Kind.COUNT: book.add_format({"num_format": "#,##0"}),
        }
        quoted = book.add_format({"quote_prefix": True})  # text, also after somebody has edited the cell
        sheet.freeze_panes(1, 1)
        headings = _headings(origin, words)
        sheet.autofilter(0, 0, listing.header.total, len(headings) - 1)
        kinds = dict(enumerate(field.kind for field in COLUMNS))
        for column in range(len(headings)):
            sheet.set_column(column, column, 40 if kinds.get(column) is Kind.TEXT else 18)
        sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
        for row, data in enumerate(listing.documents(), 1):
            for column, cell in enumerate(_row(data, origin, words)):
                if isinstance(cell, str):
                    sheet.write_string(
                        row, column, fitting(cell), quoted if cell.startswith(FORMULA) else None
                    )
                elif isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, formats[Kind.DATE])
                elif cell is not None:
                    sheet.write_number(row, column, cell, formats.get(kinds.get(column)))


def _headings(origin: Origin | None, words: Wording) -> tuple[str, ...]:
    return words.headings if origin else words.headings[: len(COLUMNS)]


def _row(data: dict[str, Any], origin: Origin | None, words: Wording) -> list[Cell]:
    return [*cells(data, words), *(origin.cells(data) if origin else ())]


def fitting(words: str) -> str:
    """As much of a text as a cell can hold."""
    return words if len(words) <= XLSX_CHARACTERS else words[: XLSX_CHARACTERS - 1] + "…"


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", csv_stream),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_stream),
    "jsonl": Format("application/jsonl; charset=utf-8", jsonl_stream),
}
"""The formats of export by the end of their files' names."""
