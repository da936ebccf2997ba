"""Golden parts: by which words a text is found, and by which it must not be, though they look alike.

`golden/found_by.tsv`: what is written, what must find it, what must not (several with commas between), and
why where a Finn might argue. A word finds a text as itself in any inflection, or as a part of a word in it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.index.test_pairs import meets

GOLDEN = Path(__file__).parent / "golden" / "found_by.tsv"
NOT_FOUND = "no"
"""What `meets` says of a word that does not find a text."""


def rows() -> list[tuple[str, list[str], list[str]]]:
    """What is written, what finds it, what must not; each line checked for its shape."""
    header, *lines = GOLDEN.read_text("utf-8").splitlines()
    assert header == "written\tfound by\tnot found by\twhy"
    found = []
    for line in lines:
        written, by, not_by, _ = line.split("\t")
        finds, misses = ([word for word in cell.split(", ") if word] for cell in (by, not_by))
        assert finds, line
        assert not set(finds) & set(misses), line
        found.append((written, finds, misses))
    return found


def cases(wanted: bool) -> list[tuple[str, str]]:
    """Each word that is asked, with what is written."""
    return [(asked, written) for written, *asked_for in rows() for asked in asked_for[0 if wanted else 1]]


@pytest.mark.parametrize(("asked", "written"), cases(wanted=True))
def test_found(asked: str, written: str) -> None:
    assert meets(asked, written) != NOT_FOUND


@pytest.mark.parametrize(("asked", "written"), cases(wanted=False))
def test_not_found(asked: str, written: str) -> None:
    assert meets(asked, written) == NOT_FOUND


def test_no_line_was_lost() -> None:
    assert (len(rows()), len(cases(wanted=True)), len(cases(wanted=False))) == (115, 184, 105)
    assert len({written for written, *_ in rows()}) == len(rows())
