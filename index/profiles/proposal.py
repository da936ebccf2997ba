"""Propose a profile for a table whose columns no profile knows."""

from __future__ import annotations

import json
import re
from pathlib import Path

from rapidfuzz import fuzz, process

from index.formats.tables.table import Layout, Table
from index.profiles.profile import TABLE_FIELDS, column_key, shipped_profiles
from index.profiles.recognition import TABLE_FORMATS
from index.profiles.row_reader import is_personal

SURE = 85
"""Likeness, 0–100, from which on two names are taken for one: «Hankkeen nimi» and «Hankeen nimi» have 96,
«Aloituspvm» and «Päättymispvm» 55."""


def propose_profile(path: Path, data: bytes) -> str:
    """A profile as TOML: fields by the names of the columns, personal columns as private, the rest listed.

    Raises `SourceError` where the file cannot be read as a table.
    """
    table = TABLE_FORMATS[path.suffix.lower()](path, data, Layout())
    private = [name for name in table.columns if _holds_persons(table, name)]
    fields: dict[str, str] = {}
    for name in table.columns:
        field = None if name in private else _field(name)
        if field and field not in fields:
            fields[field] = name
    if "code" not in fields:
        fields = {"code": _code_column(table, [*private, *fields.values()]), **fields}
    if "title" not in fields:
        free = [name for name in table.columns if name not in (*private, *fields.values())]
        if free:
            fields["title"] = free[0]
    rest = [name for name in table.columns if name not in (*private, *fields.values())]
    return _toml(path, fields, private, rest)


def _field(column: str) -> str | None:
    """The field whose name, label or known column is like a column's name."""
    known = {
        column_key(name): field
        for profile in shipped_profiles()
        for field, names in profile.fields.items()
        for name in names
    }
    for name, row in TABLE_FIELDS.items():
        known |= {column_key(word): name for word in (row.label, row.key, row.query, name) if word}
    found = process.extractOne(column_key(column), list(known), scorer=fuzz.ratio, score_cutoff=SURE)
    return known[found[0]] if found else None


def _holds_persons(table: Table, column: str) -> bool:
    texts = " \n".join(row.cells.get(column, "") for row in table.rows[:200])
    return is_personal(column, texts)


def _code_column(table: Table, taken: list[str]) -> str:
    """The first column all of whose values are different and look like identifiers; else the first."""
    for name in table.columns:
        texts = [row.cells.get(name, "") for row in table.rows[:1000] if not row.problem]
        looks_like_code = all(re.fullmatch(r"[\w./:-]*[0-9][\w./:-]*", text) for text in texts)
        if name not in taken and looks_like_code and len(set(texts)) == len(texts):
            return name
    return table.columns[0]


def _toml(path: Path, fields: dict[str, str], private: list[str], rest: list[str]) -> str:
    lines = [
        f"# Proposed for {path.name}. Mend it and save it beside the table as {path.stem}.profile.toml;",
        "# index/profiles/omat-hankkeet.toml says what else a profile can hold.",
        f"name = {_quote(path.stem)}",
        f"formats = [{_quote(path.suffix.lower()[1:])}]",
        'licence = ""',
        'link = ""',
        f"private = [{', '.join(map(_quote, private))}]",
        "",
        "# Kept as text of the project; put those that say nothing about one into ignored.",
        *(f"#   {name}" for name in rest),
        "ignored = []",
        "",
        "[fields]",
        *(f"{_quote(field)} = [{_quote(column)}]" for field, column in fields.items()),
    ]
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False)
