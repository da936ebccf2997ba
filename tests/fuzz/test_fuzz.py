"""A bounded run of each fuzz target, and of what it measures; HANKEHAKU_FUZZ sets the cases."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.parser import parse_query
from tests.fuzz.growth import SHAPES, ratio
from tests.fuzz.mutate import cases
from tests.fuzz.targets import TARGETS

pytestmark = pytest.mark.slow

CASES = int(os.environ.get("HANKEHAKU_FUZZ", "400"))
ROOT = Path(__file__).parents[2]
QUADRATIC = 50.0
"""A ratio of 100 is quadratic; a shared machine makes 20 of 10 now and then, and this never four times."""
SUSPECTS = (
    ("parse", "7.3 Uusi\n\n"), ("parse", "a: b\n"), ("parse", "Kyllä\n"), ("headings", "5 Hankkeen\n5\n"),
    ("privacy", "a@"), ("privacy", "a . "), ("privacy", "040 123 4567 "), ("privacy", "Mallila "),
    ("privacy", "0"), ("bytes", "\u0301\u0323"), ("bytes", "Mallila "), ("rows", "a@b.fi "),
    ("query", "("), ("query", "a "), ("snippets", "a "),
    ("paragraphs", "x" * 60 + " a\n"), ("urls", "maakunta=a&"),
)  # fmt: skip


@pytest.mark.parametrize("name", TARGETS)
def test_hostile_cases_break_nothing(name: str) -> None:
    target = TARGETS[name]
    for case in cases(target.seeds(), 7, CASES // 20 if name == "pages" else CASES):
        target.run(case)


@given(st.binary(max_size=400))
def test_any_bytes_break_nothing(data: bytes) -> None:
    for name in ("parse", "query", "snippets", "urls"):
        TARGETS[name].run(data)


@given(st.text(st.sampled_from('ab ()"-=*~:&|«”äÄ9.\n\0') | st.characters(), max_size=300))
def test_any_query_is_read(text: str) -> None:
    parse_query(text)


def test_the_same_seed_makes_the_same_cases() -> None:
    assert list(cases([b"abc"], 3, 50)) == list(cases([b"abc"], 3, 50))
    assert list(cases([b"abc"], 3, 50)) != list(cases([b"abc"], 4, 50))


@pytest.mark.parametrize(("name", "piece"), SUSPECTS)
def test_time_does_not_grow_with_the_square_of_the_input(name: str, piece: str) -> None:
    assert piece in SHAPES[name][1]
    assert any(ratio(name, piece, 1)[0] < QUADRATIC for _ in range(4))


def test_the_command() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "urls", "--cases", "50", "--engine", "own"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "urls: 50 cases, none failed" in done.stdout
