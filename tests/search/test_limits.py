"""Limits and tuned constants have the values that they were chosen with: `golden/limits.tsv`.

What a constant was measured with stands beside it in the code. One that is chosen anew is written here too,
so that none changes by accident; a new one is missed here until it is.
"""

from __future__ import annotations

import ast
import csv
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import ROOT

with (Path(__file__).parent / "golden" / "limits.tsv").open(encoding="utf-8", newline="") as file:
    LIMITS = [(row["module"], row["name"], row["value"]) for row in csv.DictReader(file, delimiter="\t")]


@pytest.mark.parametrize(("module", "name", "value"), LIMITS)
def test_a_limit_is_as_it_was_chosen(module: str, name: str, value: str) -> None:
    assert getattr(import_module(module), name) == float(value)


def test_no_limit_is_forgotten() -> None:
    public = set()
    for path in (ROOT / "search").rglob("*.py"):
        module = path.relative_to(ROOT).as_posix().removesuffix(".py").replace("/", ".")
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign):
                names = [one.id for one in ast.walk(node.targets[0]) if isinstance(one, ast.Name)]
                numbers = [one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant)]
                is_number = isinstance(node.value, ast.Constant | ast.BinOp | ast.Tuple) and numbers
                is_made = any(isinstance(one, ast.Call) for one in ast.walk(node.value))
                if is_number and not is_made and all(type(one) in (int, float) for one in numbers):
                    public |= {(module, name) for name in names if not name.startswith("_")}
    assert public == {(module, name) for module, name, _ in LIMITS}
