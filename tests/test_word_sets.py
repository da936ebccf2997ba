"""Sets, lists and tables of words that rules go by are those that were chosen.

They are in `golden/word_sets.tsv` of each part. What each is for stands beside it in the code. A word that is
added or taken away is written here too, so that none is lost by accident. `python -m tests.test_word_sets`
writes the files; look at what changed.
"""

from __future__ import annotations

import ast
import csv
import json
from enum import Enum
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_limits import PARTS, assignments

Row = tuple[str, str, str]
"""A module, a name in it, and the words, those of a set in their order; of a table what each stands for."""


def is_plain(value: object) -> bool:
    """Whether a value of a table can be listed."""
    if isinstance(value, tuple | frozenset):
        return all(type(one) in (str, int) for one in value)
    return type(value) in (str, int) or isinstance(value, Enum)


def written(value: object, is_literal: bool) -> str | None:
    """A set, list or table as it is listed; none of anything else.

    is_literal: whether the code writes out each entry of a table.
    """
    if isinstance(value, frozenset | tuple) and value and all(type(one) is str for one in value):
        words = sorted(value) if isinstance(value, frozenset) else list(value)
        return json.dumps(words, ensure_ascii=False)
    if isinstance(value, dict) and value and is_literal and all(map(is_plain, (*value, *value.values()))):
        shown = {str(key): sorted(one) if isinstance(one, frozenset) else one for key, one in value.items()}
        return json.dumps(shown, ensure_ascii=False, default=str)
    return None


def sets_of_words(part: str) -> list[Row]:
    """Each set, list and table of words that a module of a part is given."""
    found = []
    for module, target, value in assignments(part):
        if isinstance(target, ast.Name):
            listed = written(getattr(import_module(module), target.id), isinstance(value, ast.Dict))
            if listed:
                found.append((module, target.id, listed))
    return found


def table(part: str) -> Path:
    """The file of a part."""
    return ROOT / "tests" / part / "golden" / "word_sets.tsv"


@pytest.mark.parametrize("part", PARTS)
def test_the_words_are_as_they_were_chosen(part: str) -> None:
    with table(part).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        assert sets_of_words(part) == [(row["module"], row["name"], row["words"]) for row in rows]


if __name__ == "__main__":
    for one in PARTS:
        rows = [("module", "name", "words"), *sets_of_words(one)]
        table(one).write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")
