"""Sets and lists of words that rules go by are those that were chosen: `golden/word_sets.tsv` of each part.

What each is for stands beside it in the code. A word that is added or taken away is written here too, so that
none is lost by accident.
"""

from __future__ import annotations

import ast
import csv
import json
from importlib import import_module

import pytest

from tests.conftest import ROOT
from tests.test_limits import PARTS, assignments

Row = tuple[str, str, str]
"""A module, a name in it, and the words, those of a set in their order."""


def sets_of_words(part: str) -> list[Row]:
    """Each set and list of words that a module of a part is given."""
    found = []
    for module, node in assignments(part):
        if isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            value = getattr(import_module(module), name)
            if isinstance(value, frozenset | tuple) and value and all(type(one) is str for one in value):
                words = sorted(value) if isinstance(value, frozenset) else list(value)
                found.append((module, name, json.dumps(words, ensure_ascii=False)))
    return found


@pytest.mark.parametrize("part", PARTS)
def test_the_words_are_as_they_were_chosen(part: str) -> None:
    table = ROOT / "tests" / part / "golden" / "word_sets.tsv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        listed = [(row["module"], row["name"], row["words"]) for row in rows]
    assert sets_of_words(part) == listed
