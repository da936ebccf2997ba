"""Retrieval metrics over one ranking: nDCG, recall and average precision, for graded judgements.

Järvelin & Kekäläinen 2002 with the gain as judged and the discount log2(rank + 1), as in trec_eval's
`ndcg_cut`; recall and average precision count every judgement above 0 as relevant.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence


def dcg(gains: Sequence[float]) -> float:
    """Discounted cumulative gain of gains in rank order."""
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def ndcg(ranking: Sequence[str], judged: Mapping[str, float], depth: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `depth` documents; 0 where nothing is relevant."""
    ideal = dcg(sorted(judged.values(), reverse=True)[:depth])
    return dcg([judged.get(doc, 0.0) for doc in ranking[:depth]]) / ideal if ideal else 0.0


def recall(ranking: Sequence[str], judged: Mapping[str, float], depth: int = 100) -> float:
    """Share of the relevant documents among the first `depth`."""
    relevant = {doc for doc, gain in judged.items() if gain > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def average_precision(ranking: Sequence[str], judged: Mapping[str, float]) -> float:
    """Mean of the precision at each relevant document; those not in the ranking count 0."""
    relevant = {doc for doc, gain in judged.items() if gain > 0}
    found, total = 0, 0.0
    for rank, doc in enumerate(ranking, 1):
        if doc in relevant:
            found += 1
            total += found / rank
    return total / len(relevant) if relevant else 0.0


def bootstrap(values: Sequence[float], rounds: int = 1000, seed: int = 1) -> tuple[float, float]:
    """95 % interval of the mean by resampling the queries (percentile bootstrap)."""
    chance = random.Random(seed)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(rounds))
    return means[int(0.025 * rounds)], means[int(0.975 * rounds) - 1]
