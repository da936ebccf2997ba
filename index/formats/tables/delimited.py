"""Delimited text, `.csv` and `.tsv`: rows of cells, quoted as in RFC 4180 or not at all.

Real lists break the rules: a quote that nothing closes, commas in values without quotes. An unclosed quote
does not affect the following rows, and a profile's row pattern reads lists without quotes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.formats.tables.table import MAX_CELL, Layout, LayoutError, RowCollector, Table, column_names
from index.messages import Notice

DELIMITERS = ",;\t|"
"""What may stand between cells."""
LOOK_AHEAD = 1_000
"""Lines that a quoted value may run over."""
LOOK_AHEAD_ALL = 100_000
"""Lines looked ahead at in a file for a closing quote that did not come: bounds the time of a hostile one."""
MAX_PATTERN_ROW = 4_000
"""Characters of a row that a row pattern is tried on: bounds the time of a pattern that backtracks."""


def delimited_table(path: Path, data: bytes, layout: Layout) -> Table:
    """The table of a text file.

    Raises `LayoutError` where it is no text in the encoding, or has no column names; `SourceError` where it
    has too many columns or rows.
    """
    text = _decode(path, data, layout.encoding)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    header = lines[layout.header_row - 1] if len(lines) >= layout.header_row else ""
    delimiter = layout.delimiter or _delimiter(path, header)
    csv.field_size_limit(2 * MAX_CELL)
    if layout.row_pattern:
        columns = column_names(path, header.split(delimiter))
        return _read_by_pattern(RowCollector(path, columns), lines, layout)
    rows = _rows(lines, layout.header_row - 1, delimiter)
    columns = column_names(path, next((names for _, names in rows), []))
    found = RowCollector(path, columns)
    for at, values in () if layout.header_only else rows:
        if any(value.strip() for value in values[len(columns) :]):
            found.add_problem(at + 1, _widths(len(values), len(columns)))
        else:
            found.add(at + 1, values, _oddity(values, len(columns)))
    return Table(columns, tuple(found.rows))


def _oddity(values: list[str], width: int) -> str:
    """What says that a row was cut: it has fewer cells than the header, or a quote that nothing closes.

    A row whose quotes were read has none at the beginning of a cell.
    """
    if len(values) < width:
        return Notice("%(problem)s; the row may have been cut", problem=_widths(len(values), width))
    opened = next((value for value in values if re.fullmatch(r'\s*"[^"]*', value)), "")
    if not opened:
        return ""
    return Notice(
        "the quote of «%(cell)s» does not close; the row may have been cut", cell=opened.strip()[:60]
    )


def _widths(number: int, expected: int) -> Notice:
    return Notice("%(number)s cells where the header has %(expected)s", number=number, expected=expected)


def _decode(path: Path, data: bytes, encoding: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    for one in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = data.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    raise LayoutError(
        Notice(
            "%(path)s: expected text in %(encoding)s, found other bytes.",
            path=path,
            encoding=encoding or "UTF-8 or Windows-1252",
        )
    )


def _delimiter(path: Path, header: str) -> str:
    if path.suffix.lower() == ".tsv":
        return "\t"
    unquoted = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=unquoted.count)


def _rows(lines: list[str], start: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The number of each row's first line, from 0, and its cells.

    start: number of the header's line, which is given first, and what follows but for empty lines. A row goes
    on while a quote is open. Where the quote does not close, the row is its first line with the quotes as
    written, and the next line begins another.
    """
    at, budget, width = start, LOOK_AHEAD_ALL, 0
    while at < len(lines):
        number, first = at, lines[at]
        if not first and number > start:
            at += 1
            continue
        end = at + 1
        parts, is_open = [first], first.count('"') % 2
        while is_open and end < min(len(lines), at + LOOK_AHEAD) and budget > 0:
            parts.append(lines[end])
            is_open ^= lines[end].count('"') % 2
            end, budget = end + 1, budget - 1
        whole = "" if is_open else "\n".join(parts)
        cells = _cells(whole, delimiter) if whole else None
        # The quote of a later row may have closed this one's: then the number of cells is not the header's.
        if cells is None or (end > at + 1 and width and len(cells) != width):
            end = at + 1
            cells = first.split(delimiter)
        else:
            budget = min(LOOK_AHEAD_ALL, budget + end - at - 1)
        width = width or len(cells)
        yield number, cells
        at = end


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one row; None where it is more than one, or cannot be read."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _read_by_pattern(found: RowCollector, lines: list[str], layout: Layout) -> Table:
    """Rows told apart by how one begins, cells by the pattern of a whole row."""
    pattern, start = re.compile(layout.row_pattern, re.VERBOSE), re.compile(layout.row_start)
    for number, text in _joined(enumerate(lines[layout.header_row :], layout.header_row), start):
        match = pattern.fullmatch(text) if len(text) <= MAX_PATTERN_ROW else None
        if match:
            found.add(number + 1, (value or "" for value in match.groups()))
        elif text.strip():
            found.add_problem(number + 1, Notice("the row is not as the profile's row pattern has it"))
    return Table(found.columns, tuple(found.rows))


def _joined(lines: Iterable[tuple[int, str]], start: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The rows: a line that does not begin one goes on with the row before it."""
    rows: list[tuple[int, list[str]]] = []
    for at, line in lines:
        if start.match(line) or not rows:
            rows.append((at, [line]))
        elif line.strip():
            rows[-1][1].append(line.strip())
    return ((number, " ".join(parts)) for number, parts in rows)
