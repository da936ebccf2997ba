"""Sets of documents and postings are combined as dictionaries would be: the quick ways and the plain ones."""

from __future__ import annotations

from functools import reduce
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.numeric import Array
from search.matching import docset
from search.matching.docset import DocMask, ScoredDocs
from search.matching.sorting import top_k
from tests.examples import examples

SIZE = 40
"""Documents."""
LARGE = 100 * 3 * SIZE
"""Documents of which those of three parts are few."""
Scores = dict[int, float]
scores = st.dictionaries(st.integers(0, SIZE - 1), st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.5]), max_size=SIZE)
"""Powers of two and sums of them: no addition rounds."""
unscored = st.sets(st.integers(0, SIZE - 1), max_size=SIZE).map(lambda docs: dict.fromkeys(docs, 0.0))
partly = st.dictionaries(st.integers(0, SIZE - 1), st.sampled_from([0.0, 0.5, 2.0]), max_size=SIZE)
ranks = st.permutations(range(SIZE)).map(lambda order: np.array(order, np.uint32))


def arrays(own: Scores) -> tuple[Array, Array]:
    docs = np.array(sorted(own), np.int32)
    return docs, np.array([own[doc] for doc in docs.tolist()], np.float32)


def ways(own: Scores) -> list[ScoredDocs]:
    """The same documents and scores in each form in which they may be held."""
    docs, values = arrays(own)
    made = [ScoredDocs(docs, values)]
    if all(own.values()):
        dense = np.zeros(SIZE, np.float32)
        dense[docs] = values
        made += [ScoredDocs(docs, values, dense), ScoredDocs(dense=dense)]
    return made


def read(found: ScoredDocs) -> Scores:
    """Documents and scores, after a look at whether all forms of them agree."""
    assert found.docs.dtype == np.int32
    assert found.scores.dtype == np.float32
    own = dict(zip(found.docs.tolist(), found.scores.tolist(), strict=True))
    assert list(own) == sorted(own)
    assert found.total == len(own)
    if found.dense is not None:
        assert found.dense.nonzero()[0].tolist() == list(own)
        assert found.dense[list(own)].tolist() == list(own.values())
    return own


def added(parts: list[Scores]) -> Scores:
    return {doc: sum(part.get(doc, 0.0) for part in parts) for part in parts for doc in part}


@settings(max_examples=examples(120))
@given(own=st.lists(st.one_of(scores, scores, unscored, partly), max_size=3))
def test_unions(own: list[Scores]) -> None:
    best = {doc: max(part.get(doc, 0.0) for part in own) for part in own for doc in part}
    for parts in product(*map(ways, own)):
        in_lists = all(part.dense is None for part in parts)
        for documents in (SIZE, LARGE) if in_lists else (SIZE,):
            assert read(docset.union(parts, documents)) == added(own)
            if all(best.values()):
                assert read(docset.disjunction_max(parts, documents)) == best


@settings(max_examples=examples(120))
@given(own=st.lists(st.one_of(scores, scores, unscored), min_size=1, max_size=3))
def test_intersections(own: list[Scores]) -> None:
    common = set.intersection(*map(set, own))
    for parts in product(*map(ways, own)):
        assert read(docset.intersect(parts)) == {doc: added(own)[doc] for doc in common}
    docs = [arrays(part)[0] for part in own]
    assert reduce(docset.intersect_sorted, docs).tolist() == sorted(common)
    merged = docset.merge_sorted(docs)
    assert merged.tolist() == sorted(set().union(*own))
    assert docset.merge_sorted([]).tolist() == []


@settings(max_examples=examples(120))
@given(own=st.one_of(scores, unscored), wanted=st.sets(st.integers(0, SIZE - 1)))
def test_masks_and_filters(own: Scores, wanted: set[int]) -> None:
    mask = np.isin(np.arange(SIZE), list(wanted))
    even = np.arange(SIZE) % 2 == 0
    docs = np.array(sorted(wanted), np.int32)
    for part in ways(own):
        assert docset.as_mask(part, SIZE).nonzero()[0].tolist() == sorted(own)
        assert docset.as_scored(part) is part
        there, found = docset.at_documents(part, docs)
        assert there.tolist() == [doc in own for doc in docs.tolist()]
        assert found[there].tolist() == [own[doc] for doc in docs.tolist() if doc in own]
        kept = read(docset.filter_docs(part, [mask, even]))
        assert kept == {doc: score for doc, score in own.items() if doc in wanted and doc % 2 == 0}
        assert read(docset.filter_docs(part, [mask])) == {d: s for d, s in own.items() if d in wanted}
    assert docset.as_mask(DocMask(mask), SIZE) is mask
    assert read(docset.as_scored(DocMask(mask))) == dict.fromkeys(sorted(wanted), 0.0)


@settings(max_examples=examples(200))
@given(
    own=st.lists(st.one_of(scores, unscored), min_size=1, max_size=3), rank=ranks, count=st.integers(-1, SIZE)
)
def test_the_best(own: list[Scores], rank: Array, count: int) -> None:
    every = added(own)
    best = sorted(every, key=lambda doc: (-every[doc], rank[doc]))[: max(count, 0)]
    for parts in product(*map(ways, own)):
        docs, found = top_k(docset.union(parts, SIZE), count, rank)
        assert docs.tolist() == best
        assert found.tolist() == [every[doc] for doc in best]


@settings(max_examples=examples(100))
@given(own=st.lists(scores, min_size=1, max_size=3), count=st.integers(1, SIZE))
def test_a_floor_is_reached_by_so_many(own: list[Scores], count: int) -> None:
    every = sorted(added(own).values(), reverse=True)
    for parts in product(*map(ways, own)):
        floor = docset.union(parts, SIZE).floor(count)
        assert floor == docset.union(parts, SIZE).floor(count)
        assert floor <= (every[count - 1] if count <= len(every) else 0)
        highest = [sorted(part.values(), reverse=True)[count - 1 : count] for part in own if part]
        assert floor == max((one[0] for one in highest if one), default=0)
        assert docset.kth_highest(np.array(every, np.float32), count) == (every[count - 1 : count] or [0])[0]


@pytest.mark.parametrize("count", range(5))
def test_dense_where_more_than_one_of_sixteen_matches(count: int) -> None:
    docs, values = arrays(dict.fromkeys(range(0, 2 * count, 2), 1.5))
    found = docset.to_keep(docset.ScoredDocs(docs, values), 32)
    assert (found.dense is not None) == (count > 2)
    assert read(found) == dict.fromkeys(range(0, 2 * count, 2), 1.5)
    arrays_held = 3 if count > 2 else 2
    assert found.nbytes == 64 + 112 * arrays_held + 8 * count + (128 if count > 2 else 0)
    if count > 2:  # where nobody has counted its documents, it counts for a quarter of all
        both = ScoredDocs(dense=found.dense, parts=(found, found))
        assert both.nbytes == 64 + 112 * 3 + 128 + 8 * (32 // 4) + 8 * 2
        assert both.total == count
        assert both.nbytes == found.nbytes + 8 * 2


@settings(max_examples=examples(100))
@given(own=scores, factor=st.sampled_from((0.25, 1.0, 3.0)))
def test_however_scores_are_held_they_are_scaled_and_kept_alike(own: Scores, factor: float) -> None:
    for one in ways(own):
        assert read(docset.scaled(one, factor)) == {doc: factor * value for doc, value in own.items()}
        assert read(docset.to_keep(docset.union([one, one], SIZE), SIZE)) == added([own, own])
        assert docset.scattered(one, SIZE).tolist() == [own.get(doc, 0.0) for doc in range(SIZE)]
        assert read(one) == own


@pytest.mark.parametrize("size", [1, 31, 32, 100, 300, 1000, 1023])
@pytest.mark.parametrize("different", [1, 10, 100_000])
def test_the_lowest_of_the_highest_is_found_among_many(size: int, different: int) -> None:
    every = np.random.default_rng(size).integers(1, different + 1, size)
    ordered = sorted(every.tolist(), reverse=True)
    for count in {1, 2, 3, 4, 10, 15, 16, 17, size - 1, size, size + 1} - {0}:
        wanted = ordered[count - 1] if count <= size else 0
        assert docset.kth_highest(every.astype(np.float32), count) == wanted
