"""Which profile a table is read with: the one whose required columns it has, and most of the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from index.errors import SourceError
from index.formats.tables.delimited import delimited_table
from index.formats.tables.excel import excel_table
from index.formats.tables.json_rows import json_lines_table, json_table
from index.formats.tables.table import Layout, LayoutError, Table, TableFormat
from index.messages import Notice
from index.profiles.profile import Profile, column_key, profiles_for

TABLE_FORMATS: dict[str, TableFormat] = {
    ".csv": delimited_table,
    ".tsv": delimited_table,
    ".xlsx": excel_table,
    ".json": json_table,
    ".jsonl": json_lines_table,
}
"""The formats of tables by the suffix of a file's name, in lower case."""
_SUFFIXES = tuple(TABLE_FORMATS)
_HEADER_BY = {".xlsx": ("header_row", "sheet"), ".json": ("records",), ".jsonl": ()}
_HEADER_BY_TEXT = ("encoding", "delimiter", "header_row")
"""The parts of a layout on which the columns of a format depend: a file is read once where they are equal."""
_PLAIN = Layout(header_only=True)


def is_table(path: Path | str) -> bool:
    """Whether a file is read as a table."""
    name = os.fspath(path)
    # Of a hundred thousand files, splitting the names takes longer than a look at how they end.
    return name.lower().endswith(_SUFFIXES) and os.path.splitext(name)[1].lower() in TABLE_FORMATS


def read_table(path: Path, data: bytes) -> tuple[Profile, Table]:
    """The profile of a table and its rows.

    Raises `SourceError` where it cannot be read, or no profile fits: with the nearest one and what it misses.
    """
    candidates = [one for one in profiles_for(path.parent) if path.suffix.lower()[1:] in one.formats]
    read = partial(TABLE_FORMATS[path.suffix.lower()], path, data)
    columns: dict[Layout, Table | LayoutError] = {}
    found: list[tuple[Profile, Table]] = []
    for profile in candidates:
        layout = _header_layout(path, profile.layout)
        if layout not in columns:
            columns[layout] = _columns(read, layout)
        table = columns[layout]
        if isinstance(table, Table):
            found.append((profile, table))
    if not found:
        plain = columns.get(_PLAIN) or _columns(read, _PLAIN)
        if isinstance(plain, LayoutError):
            raise plain
        raise SourceError(
            Notice(
                "%(path)s: no profile reads such a file with the columns %(columns)s. "
                "Make one with: hankehaku profile %(path)s",
                path=path,
                columns=_listed(plain.columns),
            )
        )
    fitting = [(profile, table) for profile, table in found if not missing_fields(profile, table.columns)]
    if not fitting:
        raise SourceError(_nearest(path, found))
    profile, _ = max(fitting, key=lambda pair: _known(pair[0], pair[1].columns))
    return profile, read(profile.layout)


def _columns(read: Callable[[Layout], Table], layout: Layout) -> Table | LayoutError:
    """The columns of a file by a layout, or why it is built otherwise.

    Raises `SourceError` for a damaged or hostile file: it is not to be read again for every other layout.
    """
    try:
        return read(layout)
    except LayoutError as error:
        return error


def _header_layout(path: Path, layout: Layout) -> Layout:
    names = _HEADER_BY.get(path.suffix.lower(), _HEADER_BY_TEXT)
    return replace(_PLAIN, **{name: getattr(layout, name) for name in names})


def missing_fields(profile: Profile, columns: Sequence[str]) -> list[str]:
    """The required fields of a profile for which a table has no column."""
    keys = set(map(column_key, columns))
    return [name for name in profile.required if keys.isdisjoint(map(column_key, profile.fields[name]))]


def _known(profile: Profile, columns: Sequence[str]) -> int:
    return len(profile.columns.intersection(map(column_key, columns)))


def _unknown_columns(path: Path, columns: Sequence[str]) -> Notice:
    return Notice(
        "%(path)s: no profile knows the columns %(columns)s. Make one with: hankehaku profile %(path)s",
        path=path,
        columns=_listed(columns),
    )


def _nearest(path: Path, found: Sequence[tuple[Profile, Table]]) -> str:
    profile, table = max(found, key=lambda pair: _known(pair[0], pair[1].columns) / len(pair[0].columns))
    missing = missing_fields(profile, table.columns)
    if not _known(profile, table.columns):
        return _unknown_columns(path, table.columns)
    named = ", ".join(f"«{profile.fields[name][0]}» ({name})" for name in missing)
    return Notice(
        "%(path)s: the nearest profile is «%(profile)s», but the column %(missing)s is missing; found "
        "%(columns)s. Make a profile with: hankehaku profile %(path)s",
        path=path,
        profile=profile.name,
        missing=named,
        columns=_listed(table.columns),
    )


def _listed(columns: Sequence[str]) -> str:
    more = " …" if len(columns) > 12 else ""
    return ", ".join(f"«{name[:60]}»" for name in columns[:12]) + more
