"""Limits and tuned constants have the values that they were chosen with: `golden/limits.tsv` of each part.

What a constant was measured with stands beside it in the code. One that is chosen anew is written here too,
so that none changes by accident; a new one is missed here until it is.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import ROOT

PARTS = ("index", "search")
Limit = tuple[str, str]
"""A module and a name in it."""


def listed(table: Path) -> list[tuple[str, str, str]]:
    """Module, name and value of each row of a table."""
    with table.open(encoding="utf-8", newline="") as file:
        return [(row["module"], row["name"], row["value"]) for row in csv.DictReader(file, delimiter="\t")]


def assignments(top: str) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """The assignments of the modules of a part: the name of the module, what is given, and the value."""
    for path in sorted((ROOT / top).rglob("*.py")):
        if path.name.startswith("make_"):  # makes files of the checkout, and is no part of the program
            continue
        module = path.relative_to(ROOT).as_posix().removesuffix(".py").replace("/", ".")
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign):
                yield module, node.targets[0], node.value
            elif isinstance(node, ast.AnnAssign) and node.value:
                yield module, node.target, node.value


def named_numbers(top: str) -> set[Limit]:
    """Every name that a module gives a number."""
    found = set()
    for module, target, value in assignments(top):
        names = [one.id for one in ast.walk(target) if isinstance(one, ast.Name)]
        numbers = [one.value for one in ast.walk(value) if isinstance(one, ast.Constant)]
        is_number = isinstance(value, ast.Constant | ast.BinOp | ast.Tuple) and numbers
        is_made = any(isinstance(one, ast.Call) for one in ast.walk(value))
        if is_number and not is_made and all(type(one) in (int, float) for one in numbers):
            found |= {(module, name) for name in names}
    return found


LIMITS = {part: listed(ROOT / "tests" / part / "golden" / "limits.tsv") for part in PARTS}


@pytest.mark.parametrize(("module", "name", "value"), [row for part in PARTS for row in LIMITS[part]])
def test_a_limit_is_as_it_was_chosen(module: str, name: str, value: str) -> None:
    assert str(getattr(import_module(module), name)) == value


@pytest.mark.parametrize("part", PARTS)
def test_no_limit_is_forgotten(part: str) -> None:
    assert named_numbers(part) == {(module, name) for module, name, _ in LIMITS[part]}
