"""A small table that is in memory, as an Excel workbook or in Markdown."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date

import xlsxwriter

from search.export.tables import FORMULA, Cell, fitting

Rows = Sequence[Sequence[Cell]]
"""The heading first."""
MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+!|~&-])")
"""What Markdown may take for more than text."""


def workbook(rows: Rows, name: str) -> bytes:
    """A workbook of one sheet, whose first column and heading row are frozen. name: of the sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        plain = {"text_wrap": True, "valign": "top"}
        text = book.add_format(plain)
        quoted = book.add_format({**plain, "quote_prefix": True})  # text, also after it has been edited
        head = book.add_format({**plain, "bold": True})
        day = book.add_format({**plain, "num_format": "d.m.yyyy", "align": "left"})
        number = book.add_format({**plain, "num_format": "#,##0", "align": "left"})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, max(len(rows[0]) - 1, 1), 40)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    style = quoted if cell.startswith(FORMULA) else head if not row or not column else text
                    sheet.write_string(row, column, fitting(cell), style)
                elif isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif cell is not None:
                    sheet.write_number(row, column, cell, number)
    return file.getvalue()


def markdown(rows: Rows) -> str:
    """A table of GitHub's Markdown: pipes between the cells, «<br>» for line ends in them."""
    head, *body = rows
    lines = (_line(head), "|" + " --- |" * len(head), *map(_line, body))
    return "\n".join((*lines, ""))


def _line(cells: Sequence[Cell]) -> str:
    return "| " + " | ".join("" if cell is None else _text(str(cell)) for cell in cells) + " |"


def _text(cell: str) -> str:
    """A text that Markdown shows as it is written."""
    return "<br>".join(MARKDOWN_SIGNS.sub(r"\\\1", line.strip()) for line in cell.split("\n") if line.strip())
