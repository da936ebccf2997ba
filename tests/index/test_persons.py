"""Recall and false masks on labelled sentences of invented people: see `tests/benchmarks/persons.py`.

The few sentences of which more or less is masked than is marked are known: `golden/persons_wrong.tsv` has
them as they are shown. `python -m tests.index.test_persons` writes it again; look at what changed.
"""

from __future__ import annotations

from collections import Counter

import pytest

from index.privacy.redaction import REMOVED
from tests.benchmarks.persons import GOLDEN, SETS, Result, judge, masked_characters, read_set

WRONG = GOLDEN / "persons_wrong.tsv"
LEAST = {"own": 0.98, "near": 0.9}
MOST_TRAPS = 0.01


def results() -> list[Result]:
    """What becomes of the sentences of both sets."""
    return [judge(sentence) for name in SETS for sentence in read_set(name)]


def wrong(found: list[Result]) -> list[str]:
    """The sentences that are not shown as they are marked, each on a line."""
    lines = []
    for one in found:
        if one.excess or not one.right:
            shown = one.shown.replace(REMOVED, "##").replace("\n", "\\n")
            lines.append(f"{one.sentence.kind}\t{one.sentence.contact.name or ''}\t{shown}")
    return sorted(lines)


@pytest.fixture(scope="module")
def judged() -> list[Result]:
    return results()


def test_the_sets_are_large_and_half_of_traps() -> None:
    kinds = Counter(sentence.kind for name in SETS for sentence in read_set(name))
    assert sum(kinds.values()) >= 1000
    assert 0.4 <= kinds["trap"] / sum(kinds.values()) <= 0.7
    texts = [sentence.text for name in SETS for sentence in read_set(name)]
    assert len(set(texts)) == len(texts)


def share(judged: list[Result], kind: str) -> float:
    own = [one.right for one in judged if one.sentence.kind == kind]
    return sum(own) / len(own)


@pytest.mark.parametrize("kind", LEAST)
def test_persons_are_masked(judged: list[Result], kind: str) -> None:
    assert share(judged, kind) >= LEAST[kind]


def test_words_and_places_are_not(judged: list[Result]) -> None:
    assert 1 - share(judged, "trap") <= MOST_TRAPS


def test_what_is_wrong_is_known(judged: list[Result]) -> None:
    assert wrong(judged) == WRONG.read_text("utf-8").strip().split("\n")


def test_what_is_masked_is_seen() -> None:
    assert masked_characters("abc de", "[yhteystieto poistettu] de") == {0, 1, 2}
    assert masked_characters("abc", "abc") == set()


if __name__ == "__main__":
    WRONG.write_text("\n".join(wrong(results())) + "\n", "utf-8")
