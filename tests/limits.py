"""The named numbers of a part of the program, as its code has them and as a table in the tests has them."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

from tests.conftest import ROOT

Limit = tuple[str, str]
"""A module and a name in it."""


def listed(table: Path) -> list[tuple[str, str, str]]:
    """Module, name and value of each row of a table."""
    with table.open(encoding="utf-8", newline="") as file:
        return [(row["module"], row["name"], row["value"]) for row in csv.DictReader(file, delimiter="\t")]


def named_numbers(top: str) -> set[Limit]:
    """Every name that a module gives a number."""
    found = set()
    for path in (ROOT / top).rglob("*.py"):
        if path.name.startswith("make_"):  # makes files of the checkout, and is no part of the program
            continue
        module = path.relative_to(ROOT).as_posix().removesuffix(".py").replace("/", ".")
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign):
                names = [one.id for one in ast.walk(node.targets[0]) if isinstance(one, ast.Name)]
                numbers = [one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant)]
                is_number = isinstance(node.value, ast.Constant | ast.BinOp | ast.Tuple) and numbers
                is_made = any(isinstance(one, ast.Call) for one in ast.walk(node.value))
                if is_number and not is_made and all(type(one) in (int, float) for one in numbers):
                    found |= {(module, name) for name in names}
    return found
