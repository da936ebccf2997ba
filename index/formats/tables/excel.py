"""Excel workbooks, `.xlsx`: the rows of one sheet.

A workbook is a ZIP file of XML, which can unpack to any size. So the unpacked size is measured before
anything is read. Macros, links and formulas are never followed: the values are those last saved.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from xml.parsers.expat import ExpatError

from index.errors import SourceError
from index.formats.tables.table import (
    Layout,
    LayoutError,
    RowCollector,
    Table,
    check_size,
    column_names,
    unnamed,
)
from index.formats.tables.workbook import Cells, Workbook
from index.formats.tables.workbook_parts import Parts
from index.messages import Notice

MAX_UNFOLDED = 100_000_000
"""Bytes of all XML together: the export of a whole programme period takes about 40 million."""
_BLOCK = 1 << 20


def excel_table(path: Path, data: bytes, layout: Layout) -> Table:
    """The table of a sheet.

    Raises `SourceError` where the file is no workbook, or is too large; `LayoutError` where the sheet has no
    column names.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check_bounds(path, packed)
            book = Workbook(Parts(path, packed))
            if not book.sheets:
                raise SourceError(
                    Notice("%(path)s: expected an Excel workbook (.xlsx), found no sheet in it.", path=path)
                )
            sheet = layout.sheet if layout.sheet in book.sheets else next(iter(book.sheets))
            return _read(path, book.rows(sheet), layout)
    except _DAMAGED as error:
        raise SourceError(
            Notice(
                "%(path)s: expected an Excel workbook (.xlsx), found a damaged or another file (%(error)s).",
                path=path,
                error=error,
            )
        ) from error


_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ExpatError,
    UnicodeDecodeError,
)  # fmt: skip
"""What reading a damaged ZIP file, or XML that is none, may raise."""


def _check_bounds(path: Path, packed: zipfile.ZipFile) -> None:
    """Raise `SourceError` for a workbook that unpacks too far, has too many cells or declares entities.

    Every part is unfolded once, a block at a time, for counting.
    """
    if len(packed.infolist()) > 10_000:
        raise SourceError(
            Notice("%(path)s: the workbook has more than 10000 parts. Save the sheet as .csv.", path=path)
        )
    if any(
        part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in packed.infolist()
    ):
        raise SourceError(
            Notice(
                "%(path)s: the workbook is packed otherwise than Excel does. Save the sheet as .csv.",
                path=path,
            )
        )
    unfolded = cells = 0
    for part in packed.infolist():
        with packed.open(part) as file:
            end = b""
            while block := file.read(_BLOCK):
                unfolded += len(block)
                if unfolded > MAX_UNFOLDED:
                    raise SourceError(
                        Notice(
                            "%(path)s: the workbook unfolds to more than %(megabytes)s MB.",
                            path=path,
                            megabytes=MAX_UNFOLDED // 1000000,
                        )
                    )
                seen = end + block
                if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                    raise SourceError(
                        Notice(
                            "%(path)s: it declares entities, as no workbook should. Save it again.", path=path
                        )
                    )
                cells += _count_cells(seen) - _count_cells(end)
                check_size(path, cells)
                end = block[-10:]


def _count_cells(xml: bytes) -> int:
    return xml.count(b"<c ") + xml.count(b"<c>")


def _read(path: Path, rows: Iterable[tuple[int, Cells]], layout: Layout) -> Table:
    found: RowCollector | None = None
    for number, cells in rows:
        if number < layout.header_row or not any(text.strip() for text in cells.values()):
            continue
        if found is None:
            width = max(at for at, text in cells.items() if text.strip()) + 1
            found = RowCollector(path, column_names(path, (cells.get(at, "") for at in range(width))))
            if layout.header_only:
                break
        else:
            found.add_cells(number, {_name(found, at): text for at, text in cells.items() if text.strip()})
    if found is None:
        raise LayoutError(Notice("%(path)s: the sheet is empty. Name another one in the profile.", path=path))
    return Table(found.columns, tuple(found.rows))


def _name(found: RowCollector, at: int) -> str:
    """The name of a column; a note beside the table stands in one that has none."""
    return found.columns[at] if at < len(found.columns) else unnamed(at + 1)
