"""Documents and positions in few bytes are what they were, however rare, far apart or many they are."""

from __future__ import annotations

import random

import numpy as np
import pytest

from index import packed
from index.packed import (
    documents_between,
    documents_of,
    pack_documents,
    pack_positions,
    positions_of,
    unpack_documents,
)
from index.storage.array_file import MemoryArrays


@pytest.mark.parametrize(("documents", "seed"), [(1, 0), (100, 1), (3_000, 2), (70_000, 3), (0, 4)])
def test_documents_are_read_as_they_were_written(
    documents: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "PIECE", 50)
    chance = random.Random(seed)
    sizes = [chance.choice((0, 1, 2, documents // 128 + 1, documents // 20, documents)) for _ in range(40)]
    terms = [sorted(chance.sample(range(documents), min(size, documents))) for size in sizes]
    ends = np.cumsum([len(term) for term in terms])
    flat = np.array([doc for term in terms for doc in term], packed.document_type(documents))
    arrays = MemoryArrays(pack_documents(flat, ends, documents))
    assert len(arrays["post_gaps"]) + len(arrays["post_docs"]) == len(flat)
    assert {len(arrays["post_docs"]) > 0, len(arrays["post_gaps"]) > 0} == {documents > 128, documents > 0}
    assert unpack_documents(arrays, ends, documents).tolist() == flat.tolist()
    bounds = [0, *ends.tolist()]
    for number, term in enumerate(terms):
        assert documents_of(arrays, number, slice(*bounds[number : number + 2])).tolist() == term
        end = chance.randint(number + 1, len(terms))
        run = slice(bounds[number], bounds[end])
        own = np.diff(bounds[number : end + 1])
        assert documents_between(arrays, number, own, run, documents).tolist() == flat[run].tolist()


@pytest.mark.parametrize(("most", "seed"), [(200, 0), (3_000, 1), (4_000, 2), (9_000, 3), (70_000, 4)])
def test_positions_are_read_as_they_were_written(
    most: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "PIECE", 7)
    monkeypatch.setattr(packed, "LONG_RUN", 300)
    chance = random.Random(seed)
    for count in (0, 1, 2, 999):
        positions = np.array([chance.randint(0, most) for _ in range(count)], np.min_scalar_type(most))
        arrays = MemoryArrays(pack_positions(positions))
        # Half a byte each for short texts, a byte where many of a text are above 3,840.
        half, whole = ((count + 1) // 2, 0) if most < 5_000 or not count else (0, count)
        if count in (0, 999):
            assert (len(arrays["position_halves"]), len(arrays["position_highs"])) == (half, whole)
        for _ in range(20):
            run = slice(*sorted((chance.randint(0, count), chance.randint(0, count))))
            assert positions_of(arrays, run).tolist() == positions[run].tolist()
            length = run.stop - run.start
            wanted = np.array(sorted(chance.sample(range(length), length // 3)), np.int64)
            assert positions_of(arrays, run, wanted).tolist() == positions[run][wanted].tolist()
