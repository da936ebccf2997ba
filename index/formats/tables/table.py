"""What every table format gives: named columns and rows of text, within bounds.

A format only reads cells; the meaning of a column is in a profile (`index/profiles/`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import SourceError
from index.messages import Notice

MAX_CELLS = 1_000_000
"""A table of so many cells is refused: five times the list of a whole programme period, and beyond it the
rows alone would take more than 500 MB."""
MAX_ROWS = 200_000
"""A table of more rows is refused: ten times the projects of the national register."""
MAX_CELL = 100_000
"""Characters of a cell: five times the longest description; a row with a longer one is left out."""
MAX_CHARACTERS = 100_000_000
"""Characters of all cells: a workbook says a long text once and names it in any number of cells."""
MAX_COLUMNS = 1_000
"""Columns of a table."""


@dataclass(frozen=True)
class Layout:
    """How to separate the cells of a file, if the format does not define it.

    encoding:    of a text file; "" = UTF-8 where it is that, else Windows-1252.
    delimiter:   between the cells of a line; "" = the commonest of the header.
    row_pattern: a regular expression for a whole row, one group a column, where the file quotes nothing and
                 no delimiter tells cells apart; "" = rows are ordinary ones.
    row_start:   how a row's first line begins, where values with line breaks are not quoted either.
    header_row:  number of the line of column names, from 1.
    sheet:       name of the sheet of a workbook; "" = the first.
    header_only: give the columns without any row, where that is quicker.
    records:     the key of a JSON object that holds the list of rows; "" = the longest list of objects.
    """

    encoding: str = ""
    delimiter: str = ""
    row_pattern: str = ""
    row_start: str = ""
    header_row: int = 1
    sheet: str = ""
    records: str = ""
    header_only: bool = False


class LayoutError(SourceError):
    """A table that does not fit a layout; another layout may fit."""


@dataclass(frozen=True)
class Row:
    """A row: the number of its first line or its number in the list, from 1, and its cells by column name.

    problem: why the cells could not be told apart; "" where they could.
    warning: what was odd about them; "" where nothing was.
    """

    number: int
    cells: Mapping[str, str]
    problem: str = ""
    warning: str = ""


@dataclass(frozen=True)
class Table:
    """The columns of a file in their order, its rows without those that are empty, the licence it names."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    licence: str = ""


TableFormat = Callable[[Path, bytes, Layout], Table]
"""Reads the bytes of a file; its path is for messages.

Raises `LayoutError` where another layout may be the right one, `SourceError` where none is.
"""


@dataclass
class RowCollector:
    """Gathers rows and keeps count of the cells. path: for messages."""

    path: Path
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    cells: int = 0
    characters: int = 0

    def add(self, number: int, values: Iterable[str], warning: str = "") -> None:
        """Add a row given its values in the order of the columns; one without any value is left out.

        Raises `SourceError` where the table becomes too large.
        """
        named = {name: value for name, value in zip(self.columns, values, strict=False) if value.strip()}
        self.add_cells(number, named, warning)

    def add_cells(self, number: int, named: Mapping[str, str], warning: str = "") -> None:
        """The same, given the values by column."""
        if not named:
            return
        self.cells += len(named)
        self.characters += sum(map(len, named.values()))
        check_size(self.path, self.cells, len(self.rows), self.characters)
        long = next((name for name, value in named.items() if len(value) > MAX_CELL), "")
        if long:
            self.add_problem(
                number,
                Notice(
                    "the cell «%(cell)s» has more than %(most)s characters", cell=long[:60], most=MAX_CELL
                ),
            )
        else:
            self.rows.append(Row(number, named, warning=warning))

    def add_problem(self, number: int, problem: str) -> None:
        """Add a row that could not be read."""
        check_size(self.path, self.cells, len(self.rows))
        self.rows.append(Row(number, {}, problem))


def check_size(path: Path, cells: int, rows: int = 0, characters: int = 0) -> None:
    """Raise `SourceError` for a table of too many cells, rows or characters."""
    if rows >= MAX_ROWS:
        raise SourceError(
            Notice(
                "%(path)s: the table has more than %(max_rows)s rows; split it into several files.",
                path=path,
                max_rows=MAX_ROWS,
            )
        )
    if cells >= MAX_CELLS:
        raise SourceError(
            Notice(
                "%(path)s: the table has %(most)s cells or more; split it into several files of fewer rows.",
                path=path,
                most=MAX_CELLS,
            )
        )
    if characters > MAX_CHARACTERS:
        raise SourceError(
            Notice(
                "%(path)s: the table has more than %(most)s characters; split it into several files.",
                path=path,
                most=MAX_CHARACTERS,
            )
        )


def column_names(path: Path, header: Iterable[str]) -> tuple[str, ...]:
    """The names of the columns, white space evened out; unnamed ones are called «sarake (number)».

    Raises `SourceError` where there are too many, `LayoutError` where none has a name.
    """
    names: dict[str, None] = {}
    for number, text in enumerate(header, 1):
        if number > MAX_COLUMNS:
            raise SourceError(
                Notice(
                    "%(path)s: the table has more than %(max_columns)s columns.",
                    path=path,
                    max_columns=MAX_COLUMNS,
                )
            )
        name = " ".join(text.replace("\ufeff", "").split())[:200]
        if not name or name in names:  # a second column of the same name keeps its values under another
            name = f"{name} ({number})" if name else unnamed(number)
        names[name] = None
    found = tuple(names)
    if all(name.startswith("sarake (") for name in found):
        raise LayoutError(
            Notice("%(path)s: expected column names in the first row of the table, found none.", path=path)
        )
    return found


def unnamed(number: int) -> str:
    """What a column without a name is called, by its number from 1."""
    return f"sarake ({number})"
