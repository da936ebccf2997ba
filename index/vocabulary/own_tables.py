"""Our own vocabulary: `equivalents.tsv`, `abbreviations.tsv` and `places.tsv` beside the analysers.

The head of each file says what its rows mean. A file with a wrong row is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from index.errors import VocabularyError
from index.messages import Notice
from index.vocabulary.group import LANGUAGES, Group, Label

FOLDER = Path(__file__).parents[1] / "analysis"
TABLES = ("equivalents.tsv", "abbreviations.tsv", "places.tsv")
_AMBIGUOUS = re.compile(r"ambiguous: ([^;]*)")


def read_table(path: Path) -> Iterator[Group]:
    """The groups of a table with the columns fi, sv, en and note. Raises `VocabularyError`.

    Other columns are for people: `places.tsv` says of a former place which one it belongs to today.
    """
    for number, cells in rows(path):
        ambiguous = {term.casefold() for term in _listed(cells.get("note", ""))}
        labels = tuple(
            Label(language, term, term.casefold() not in ambiguous)
            for language in LANGUAGES
            for term in terms(cells.get(language, ""))
        )
        if len(labels) < 2:
            continue  # a word alone means the same as itself
        if not cells.get("fi"):
            raise VocabularyError(path, number, Notice("the column «fi» is empty"))
        yield Group(labels)


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table by column, with their line numbers. Raises `VocabularyError`."""
    columns: list[str] = []
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyError(path, 0, Notice("it cannot be read (%(error)s)", error=error)) from error
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not columns:
            columns = cells
        elif len(cells) > len(columns):
            raise VocabularyError(
                path,
                number,
                Notice("%(number)s cells, but %(columns)s columns", number=len(cells), columns=len(columns)),
            )
        else:
            yield number, dict(zip(columns, cells, strict=False))


def terms(cell: str) -> list[str]:
    """The terms of a cell, which stand between « | »."""
    return [term for term in (" ".join(part.split()) for part in cell.split("|")) if term]


def _listed(note: str) -> list[str]:
    found = _AMBIGUOUS.search(note)
    return [term.strip() for term in found[1].split(",")] if found else []
