"""Each error has its exit code and HTTP status, and its message says what, where, and what to do next."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from index.errors import (
    ExtraMissing,
    Fault,
    HankehakuError,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexOfOtherVersion,
    IndexUnsound,
    IndexUnwritable,
    IndexWouldShrink,
    NotADescription,
    SourceError,
    UnknownProject,
    UnusablePath,
    VocabularyError,
    VoikkoMissing,
)
from index.messages import Notice

IX, FILE = Path("/ix"), Path("/s/a.txt")


@pytest.mark.parametrize(
    ("error", "exit_code", "status", "says"),
    [
        (HankehakuError("x"), 1, 500, ["x"]),
        (SourceError("x"), 1, 500, ["x"]),
        (NotADescription(FILE, "a", "b"), 1, 500, ["/s/a.txt", "a", "b"]),
        (ExtraMissing(FILE, "a PDF", "pdf"), 1, 500, ["/s/a.txt", "a PDF", "pip install 'hankehaku[pdf]'"]),
        (IndexWouldShrink("9 of 10."), 1, 500, ["9 of 10.", "--allow-shrink"]),
        (VocabularyError(FILE, 7, "bad"), 1, 500, ["/s/a.txt, line 7: bad"]),
        (VocabularyError(FILE, 0, "bad"), 1, 500, ["/s/a.txt: bad"]),
        (VoikkoMissing("gone"), 3, 503, ["gone", "apt-get install libvoikko1 voikko-fi"]),
        (IndexMissing(IX), 4, 503, ["/ix", "hankehaku index --index /ix SOURCE"]),
        (IndexMismatch(IX, "other", "Do this."), 4, 503, ["/ix: other. Do this."]),
        (
            IndexOfOtherVersion(IX, "old"),
            4,
            503,
            ["/ix: old", "hankehaku index --upgrade --index /ix SOURCE"],
        ),
        (
            IndexDamaged(IX / "a.arr", "cut"),
            4,
            503,
            ["/ix/a.arr: cut", "check --index /ix", "--rebuild --index /ix"],
        ),
        (IndexUnsound(IX, ["one", "two"]), 4, 500, ["/ix", "  one\n  two", "--rebuild"]),
        (IndexUnwritable(IX, OSError(28, "No space")), 1, 500, ["/ix", "No space"]),
        (IndexBusy(IX), 5, 503, ["/ix", "another"]),
        (UnusablePath("a" * 300, "too long"), 1, 500, ["a" * 200 + ":", "(too long)"]),
        (UnusablePath(""), 1, 500, ["An empty name", "variable without a value"]),
        (UnknownProject("S1"), 1, 404, ["'S1'", "hankehaku search"]),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, HankehakuError) else "",
)
def test_an_error(error: HankehakuError, exit_code: int, status: int, says: list[str]) -> None:
    assert (error.exit_code, error.http_status) == (exit_code, status)
    assert [part for part in says if part not in str(error)] == []


@pytest.mark.parametrize(
    "error",
    [
        VocabularyError(Path("a.tsv"), 3, Notice("there are %(number)s", number=2)),
        VoikkoMissing("no library"),
        NotADescription(Path("a.txt"), "text", "an image", Fault.TOO_SLOW),
        IndexMismatch(Path("i"), "the folder is not empty", "Choose another"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_from_another_process_as_it_was(error: HankehakuError) -> None:
    came = pickle.loads(pickle.dumps(error))
    assert type(came) is type(error)
    assert (came.message, came.args, vars(came)) == (error.message, error.args, vars(error))
