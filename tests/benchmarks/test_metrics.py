"""The metrics against worked examples that others published; only the figures are theirs.

- Croft, Metzler & Strohman, «Search Engines: Information Retrieval in Practice», figures 8.2 and 8.3: recall
  and average precision of rankings of ten documents.
- Järvelin & Kekäläinen, «Cumulated gain-based evaluation of IR techniques», ACM TOIS 20(4), 2002,
  sections 2.1–2.3, pp. 424–427: the example vectors G' and DCG' for b = 2.
- scikit-learn, examples in the documentation of `dcg_score` and `ndcg_score`.
- pytrec_eval, example in the README: what trec_eval itself gives for two queries.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.metrics import average_precision, bootstrap, dcg, ndcg, recall


def ranked(marks: str) -> tuple[list[str], dict[str, float]]:
    """«RNR» → a ranking of three documents of which the first and the last are relevant."""
    ranking = [f"d{rank}" for rank in range(len(marks))]
    return ranking, {doc: 1.0 for doc, mark in zip(ranking, marks, strict=True) if mark == "R"}


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ("RNRRRRNNNR", [0.17, 0.17, 0.33, 0.5, 0.67, 0.83, 0.83, 0.83, 0.83, 1.0]),
        ("NRNNRRRNRR", [0.0, 0.17, 0.17, 0.17, 0.33, 0.5, 0.67, 0.67, 0.83, 1.0]),
    ],
)
def test_recall_as_in_croft_figure_8_2(marks: str, expected: list[float]) -> None:
    found = [recall(*ranked(marks), depth) for depth in range(1, 11)]
    assert found == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [("RNRRRRNNNR", 0.78), ("NRNNRRRNRR", 0.52), ("RNRNNRNNRR", 0.62), ("NRNNRNRNNN", 0.44)],
)
def test_average_precision_as_in_croft_figures_8_2_and_8_3(marks: str, expected: float) -> None:
    assert average_precision(*ranked(marks)) == pytest.approx(expected, abs=0.006)


def test_the_discount_as_in_jarvelin_and_kekalainen() -> None:
    gains = [3, 2, 3, 0, 0, 1, 2, 2, 3, 0]
    published = [3, 5, 6.89, 6.89, 6.89, 7.28, 7.99, 8.66, 9.61, 9.61]
    # They divide by log2(rank) from rank 2 on, trec_eval and we by log2(rank + 1): one rank further on.
    found = [gains[0] + dcg(gains[1:rank]) for rank in range(1, 11)]
    assert found == pytest.approx(published, abs=0.006)


TRUE = {"a": 10.0, "b": 0.0, "c": 0.0, "d": 1.0, "e": 5.0}


@pytest.mark.parametrize(
    ("ranking", "depth", "expected"),
    [("edcba", 5, 0.69), ("bcdae", 5, 0.49), ("bcdae", 4, 0.35), ("aedbc", 4, 1.0)],
)
def test_ndcg_as_in_scikit_learn(ranking: str, depth: int, expected: float) -> None:
    assert expected <= ndcg(list(ranking), TRUE, depth) < expected + 0.01  # printed cut off, not rounded


@pytest.mark.parametrize(("depth", "expected"), [(5, 9.49), (2, 5.63)])
def test_dcg_as_in_scikit_learn(depth: int, expected: float) -> None:
    assert expected <= dcg([TRUE[doc] for doc in "edcba"][:depth]) < expected + 0.01


@pytest.mark.parametrize(
    ("ranking", "judged", "mean_precision", "gain"),
    [
        (["d3", "d1", "d2"], {"d1": 0.0, "d2": 1.0, "d3": 0.0}, 0.3333333333333333, 0.5),
        (["d1", "d3", "d2"], {"d2": 1.0, "d3": 1.0}, 0.5833333333333333, 0.6934264036172708),
    ],
)
def test_both_as_in_pytrec_eval(
    ranking: list[str], judged: dict[str, float], mean_precision: float, gain: float
) -> None:
    assert average_precision(ranking, judged) == pytest.approx(mean_precision)
    assert ndcg(ranking, judged) == pytest.approx(gain)


def test_what_was_not_returned_counts_as_missed() -> None:
    judged = {"a": 2.0, "b": 1.0, "c": 0.0}
    assert recall(["a", "c"], judged) == 0.5
    assert average_precision(["a", "c"], judged) == 0.5
    assert ndcg(["a"], judged) == pytest.approx(2 / dcg([2, 1]))
    assert ndcg(["a"], judged, depth=1) == 1  # the ideal is cut at the same depth
    for metric in (ndcg, recall, average_precision):
        assert metric([], judged) == 0
        assert metric(["a"], {}) == metric(["c"], {"c": 0.0}) == 0


# The interval of a mean


def test_the_interval_agrees_with_the_normal_approximation() -> None:
    low, high = bootstrap([0.0, 1.0] * 200)
    assert low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.01)
    assert high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.01)


def test_four_times_the_queries_halve_the_interval() -> None:
    values = [0.0, 0.3, 0.6, 1.0] * 10
    low, high = bootstrap(values)
    narrow_low, narrow_high = bootstrap(values * 4)
    assert (narrow_high - narrow_low) / (high - low) == pytest.approx(0.5, abs=0.1)


def test_the_interval_is_the_same_every_time() -> None:
    values = [n**0.5 / 10 for n in range(100)]
    assert bootstrap(values) == bootstrap(values)
    assert bootstrap(values) != bootstrap(values, seed=2)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_interval_lies_within_the_values(values: list[float]) -> None:
    low, high = bootstrap(values, rounds=100)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    if len(set(values)) == 1:
        assert low == pytest.approx(high)
