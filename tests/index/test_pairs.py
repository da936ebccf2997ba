"""Golden pairs: which words as searched must find which words as written, and which must not.

`golden/pairs.tsv`: what is asked, what is written, how they meet (`same`: by a base form; `part`: as a part
of the word written; `no`), why. What stands there is what people expect. A line that ends in `FAILS` is not
so yet; one that begins to work must lose the word.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.analysis.finnish import alone
from index.analysis.tokenizer import analyse

GOLDEN = Path(__file__).parent / "golden" / "pairs.tsv"
WORST_FIRST = ("no", "part", "same")


def pairs() -> list[Any]:
    """The lines of the golden file as parameters: asked, written, expected."""
    header, *lines = GOLDEN.read_text("utf-8").splitlines()
    assert header == "asked\twritten\texpected\twhy"
    found = []
    for line in lines:
        asked, written, expected, why, *fails = line.split("\t")
        assert expected in WORST_FIRST
        assert fails in ([], ["FAILS"]), line
        marks = [pytest.mark.xfail(reason=why)] if fails else []
        found.append(pytest.param(asked, written, expected, marks=marks, id=f"{asked} | {written}"))
    return found


def meets(asked: str, written: str) -> str:
    """How all words asked are found in what is written: the worst of them decides."""
    there = analyse(written, "fi")
    bases = {base for token in there for base in token.word.bases}
    parts = {part for token in there for part in token.word.parts}

    def one(wanted: set[str]) -> str:
        return "same" if wanted & bases else "part" if wanted & parts else "no"

    tokens = analyse(asked, "fi")
    words = [token.word for token in tokens if not token.word.function]
    if len(tokens) == 1 and tokens[0].word.analysis_kind == "voikko":
        words = [alone(tokens[0].form)]  # as the parser of queries reads it
    return min((one(set(word.bases)) for word in words), key=WORST_FIRST.index)


@pytest.mark.parametrize(("asked", "written", "expected"), pairs())
def test_pairs(asked: str, written: str, expected: str) -> None:
    assert meets(asked, written) == expected


def test_how_each_word_was_analysed() -> None:
    text = "sosiaali- ja terveyspalvelut, 12 REACT-EU:n xyzzyn"
    kinds = [(token.form, token.word.analysis_kind) for token in analyse(text, "fi")]
    assert kinds == [
        ("sosiaali", "hanging"), ("ja", "voikko"), ("terveyspalvelut", "voikko"), ("12", "number"),
        ("react-eu:n", "colon"), ("xyzzyn", "stem"),
    ]  # fmt: skip


def test_no_line_was_lost() -> None:
    assert len(pairs()) == 129
