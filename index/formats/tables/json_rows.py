"""JSON and JSON Lines, `.json` and `.jsonl`: a list of objects, one a row.

Nested values have the path of their keys as column: «plannedDates/0/startDate», as 360Giving's own tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.errors import SourceError
from index.formats.tables.table import MAX_COLUMNS, Layout, LayoutError, RowCollector, Table
from index.messages import Notice

MAX_DEPTH = 8
"""Levels of nesting that are read; what is nested deeper is left out."""
MAX_KEY = 200
"""Characters of a key, as of a column's name elsewhere: it stands in the path of everything below it."""
_MAX_NUMBER = 40
"""Digits of a number; more is no amount, and converting it takes long."""


def json_table(path: Path, data: bytes, layout: Layout) -> Table:
    """The rows of a JSON file.

    Raises `SourceError` where there is no list of objects in it, `LayoutError` where only its key is another.
    """
    found = _load(path, _text(path, data))
    licence, is_object = "", isinstance(found, dict)
    if isinstance(found, dict):
        licence = str(found.get("license") or "")[:200]
        lists = {key: value for key, value in found.items() if _is_rows(value)}
        longest = max(lists, key=lambda key: len(lists[key]), default="")
        found = lists.get(layout.records or longest, [found] if not lists else None)
    if not _is_rows(found):
        none = Notice("%(path)s: expected a list of objects, one for each project, found none.", path=path)
        raise LayoutError(none) if is_object else SourceError(none)
    table = _table(path, ((number, item, "") for number, item in enumerate(found, 1)))
    return replace(table, licence=licence)


def json_lines_table(path: Path, data: bytes, layout: Layout) -> Table:
    """The rows of a JSON Lines file; a line that is no JSON object is a row that cannot be read."""
    return _table(path, _lines(path, _text(path, data)))


def _lines(path: Path, text: str) -> Iterator[tuple[int, Any, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, _load(path, line), ""
        except SourceError:
            yield number, {}, "the line is no JSON"


def _text(path: Path, data: bytes) -> str:
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        raise SourceError(
            Notice("%(path)s: expected JSON in UTF-8, found other bytes.", path=path)
        ) from error


def _load(path: Path, text: str) -> Any:
    try:
        return json.loads(text.removeprefix("\ufeff"), parse_int=_number, parse_float=_number)
    except (ValueError, RecursionError) as error:
        what = Notice("nested too deep") if isinstance(error, RecursionError) else str(error)
        raise SourceError(
            Notice("%(path)s: expected JSON, found something else (%(what)s).", path=path, what=what)
        ) from error


def _number(text: str) -> str:
    """A number as written: money is not to be rounded on the way."""
    return text[:_MAX_NUMBER]


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and any(isinstance(item, dict) for item in value)


def _table(path: Path, items: Iterator[tuple[int, Any, str]]) -> Table:
    found = RowCollector(path, ())
    columns: dict[str, None] = {}
    for number, item, problem in items:
        if problem or not isinstance(item, dict):
            found.add_problem(number, problem or "the row is no JSON object")
            continue
        cells: dict[str, str] = {}
        for key, text in _flat(item, "", 1):
            if len(cells) > MAX_COLUMNS:
                break
            if text.strip():
                cells[key] = text
        found.add_cells(number, cells)
        columns |= dict.fromkeys(cells)
        if len(columns) > MAX_COLUMNS:
            raise SourceError(
                Notice(
                    "%(path)s: the rows have more than %(max_columns)s different keys.",
                    path=path,
                    max_columns=MAX_COLUMNS,
                )
            )
    return Table(tuple(columns), tuple(found.rows))


def _flat(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Every value below a value that is no list or object, as text, with the path of its keys."""
    if isinstance(value, (dict, list)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        if depth <= MAX_DEPTH:
            for key, inner in items:
                name = _writable(str(key)[:MAX_KEY])
                yield from _flat(inner, f"{path}/{name}" if path else name, depth + 1)
    elif value is not None:
        yield path, _writable(value) if isinstance(value, str) else json.dumps(value)


def _writable(text: str) -> str:
    """A text with «?» for halves of characters («\\ud800»), which JSON can name and no file can hold."""
    return text.encode("utf-8", "replace").decode()
