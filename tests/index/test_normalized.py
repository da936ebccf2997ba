"""Odd texts as they are cut into words, looked at once and kept: `golden/normalized.jsonl`.

A line is a text, the text after normalisation, and its words with where they stand in the source.
`python -m tests.index.test_normalized` writes the file again for the texts in it; look at what changed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.analysis.languages import ANALYSIS_KINDS
from index.analysis.normalization import compose, normalize, typed_plainly, without_invisible
from index.analysis.tokenizer import analyse, tokenise, word_at

NORMALIZED = Path(__file__).parent / "golden" / "normalized.jsonl"
LINES = [json.loads(line) for line in NORMALIZED.read_text("utf-8").splitlines()]


def shown(text: str) -> list[object]:
    """What is made of a text."""
    words = tokenise(text)
    spans = [f"{start}-{end}" for start, end in zip(words.starts.tolist(), words.ends.tolist(), strict=True)]
    kinds = [token.word.analysis_kind for token in analyse(text, "fi")]
    return [
        normalize(text).text,
        [" ".join(one) for one in zip(words.forms, spans, kinds, strict=True)],
        typed_plainly(text),
        without_invisible(compose(text)),
    ]


@pytest.mark.parametrize("line", LINES, ids=lambda line: ascii(line["text"])[:40])
def test_a_text_is_cut_as_it_was(line: dict[str, object]) -> None:
    text = str(line["text"])
    assert shown(text) == line["shown"]
    for start in range(min(len(text), 20)):
        found = word_at(text, start)
        assert found is None or start < found[0] <= len(text)


def test_every_kind_of_analysis_can_be_said() -> None:
    assert list(ANALYSIS_KINDS) == [
        "voikko",
        "hanging",
        "colon",
        "hyphen",
        "number",
        "split",
        "stem",
        "swedish",
        "long",
    ]


if __name__ == "__main__":
    kept = ({"text": line["text"], "shown": shown(line["text"])} for line in LINES)
    NORMALIZED.write_text("".join(json.dumps(line) + "\n" for line in kept), "utf-8")
