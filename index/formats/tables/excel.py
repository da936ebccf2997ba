"""Excel workbooks, `.xlsx`: the rows of one sheet, read with openpyxl row by row.

A workbook is a ZIP file of XML, which can unfold to any size. So what it unfolds to is measured before
openpyxl sees it. Macros, links and formulas are never followed: openpyxl gives the values last saved.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path

from index.errors import ExtraMissing, SourceError
from index.formats.tables.table import Layout, RowCollector, Table, check_size, column_names

MAX_UNFOLDED = 100_000_000
"""Bytes of all XML together: the export of a whole programme period takes about 40 million."""
_BLOCK = 1 << 20


def excel_table(path: Path, data: bytes, layout: Layout) -> Table:
    """The table of a sheet.

    Raises `SourceError` where the file is no workbook, is too large, or openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError:
        raise ExtraMissing(path, "an Excel file", "office") from None
    _check_bounds(path, data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that it leaves out
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            names = book.sheetnames
            sheet = book[layout.sheet] if layout.sheet in names else book[names[0]]
            sheet.reset_dimensions()  # exports write wrong ones
            return _read(path, sheet.iter_rows(values_only=True), layout)
        except SourceError:
            raise
        except Exception as error:  # a damaged workbook ends openpyxl with any error
            raise SourceError(f"{path}: expected an Excel workbook, found a damaged one ({error})") from error


def _check_bounds(path: Path, data: bytes) -> None:
    """Raise `SourceError` for what unfolds too far, has too many cells or declares entities.

    Every part is unfolded once, a block at a time, for counting.
    """
    unfolded = cells = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if len(packed.infolist()) > 10_000:
                raise SourceError(f"{path}: the workbook has more than 10000 parts. Save the sheet as .csv.")
            for part in packed.infolist():
                with packed.open(part) as file:
                    end = b""
                    while block := file.read(_BLOCK):
                        unfolded += len(block)
                        if unfolded > MAX_UNFOLDED:
                            raise SourceError(
                                f"{path}: the workbook unfolds to more than {MAX_UNFOLDED // 1_000_000} MB."
                            )
                        seen = end + block
                        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                            raise SourceError(
                                f"{path}: it declares entities, as no workbook should. Save it again."
                            )
                        cells += _count_cells(seen) - _count_cells(end)
                        check_size(path, cells)
                        end = block[-10:]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise SourceError(
            f"{path}: expected an Excel workbook (.xlsx), found other bytes ({error})."
        ) from error


def _count_cells(xml: bytes) -> int:
    return xml.count(b"<c ") + xml.count(b"<c>")


def _read(path: Path, rows: Iterable[tuple[object, ...]], layout: Layout) -> Table:
    found: RowCollector | None = None
    for number, values in enumerate(rows, 1):
        if number < layout.header_row:
            continue
        texts = [_cell(value) for value in values]
        if found is None:
            while texts and not texts[-1].strip():
                texts.pop()
            found = RowCollector(path, column_names(path, texts))
            if layout.header_only:
                break
        else:
            found.add(number, texts)
    if found is None:
        raise SourceError(f"{path}: the sheet is empty. Name another one in the profile.")
    return Table(found.columns, tuple(found.rows))


def _cell(value: object) -> str:
    """A cell as text: days in ISO form, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
