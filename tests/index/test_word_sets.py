"""The words by which persons are told from things are those that were chosen: `golden/word_sets.tsv`.

What each set is for stands beside it in the code. A word that is added or taken away is written here too, so
that none is lost by accident.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from tests.conftest import ROOT

TABLE = Path(__file__).parent / "golden" / "word_sets.tsv"


def sets_of_words() -> Iterator[tuple[str, str, str]]:
    """Module, name and words, in order, of each set and tuple of words that a module of the room is given."""
    for path in sorted((ROOT / "index" / "privacy").rglob("*.py")):
        module = path.relative_to(ROOT).as_posix().removesuffix(".py").replace("/", ".")
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                value = getattr(import_module(module), name)
                if isinstance(value, frozenset | tuple) and all(isinstance(one, str) for one in value):
                    yield module, name, "|".join(sorted(value) if isinstance(value, frozenset) else value)


def test_the_sets_of_words_are_as_they_were_chosen() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        listed = [(row["module"], row["name"], row["words"]) for row in csv.DictReader(file, delimiter="\t")]
    assert list(sets_of_words()) == listed
    assert len(listed) > 20
