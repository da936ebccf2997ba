"""Recall and false masks on labelled sentences of invented people: see `tests/benchmarks/persons.py`."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.benchmarks.persons import SETS, masked_characters, measure, read_set

LEAST = {"own": 0.98, "near": 0.9}
MOST_TRAPS = 0.01


@pytest.fixture(scope="module")
def counts() -> Counter[tuple[str, bool]]:
    """How many sentences of each kind of both sets are right (True), and how many there are (False)."""
    found = Counter[tuple[str, bool]]()
    for name in SETS:
        for kind, (right, whole) in measure(name)[0].items():
            found[kind, True] += right
            found[kind, False] += whole
    return found


def test_the_sets_are_large_and_half_of_traps() -> None:
    kinds = Counter(sentence.kind for name in SETS for sentence in read_set(name))
    assert sum(kinds.values()) >= 1000
    assert 0.4 <= kinds["trap"] / sum(kinds.values()) <= 0.7
    texts = [sentence.text for name in SETS for sentence in read_set(name)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("kind", LEAST)
def test_persons_are_masked(counts: Counter[tuple[str, bool]], kind: str) -> None:
    assert counts[kind, True] / counts[kind, False] >= LEAST[kind]


def test_words_and_places_are_not(counts: Counter[tuple[str, bool]]) -> None:
    assert 1 - counts["trap", True] / counts["trap", False] <= MOST_TRAPS


def test_what_is_masked_is_seen() -> None:
    assert masked_characters("abc de", "[yhteystieto poistettu] de") == {0, 1, 2}
    assert masked_characters("abc", "abc") == set()
