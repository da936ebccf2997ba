"""Limits and tuned constants have the values that they were chosen with: `golden/limits.tsv`.

What a constant was measured with stands beside it in the code. One that is chosen anew is written here too,
so that none changes by accident; a new one is missed here until it is.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests.limits import listed, named_numbers

LIMITS = listed(Path(__file__).parent / "golden" / "limits.tsv")


@pytest.mark.parametrize(("module", "name", "value"), LIMITS)
def test_a_limit_is_as_it_was_chosen(module: str, name: str, value: str) -> None:
    assert str(getattr(import_module(module), name)) == value


def test_no_limit_is_forgotten() -> None:
    assert named_numbers("search") == {(module, name) for module, name, _ in LIMITS}
