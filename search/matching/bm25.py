"""BM25 over the weighted sum of a token's occurrences in all sections.

Robertson & Zaragoza 2009, «The Probabilistic Relevance Framework: BM25 and Beyond», eq. 3.15; sections are
weighted as in BM25F (eq. 3.19), with one length norm for the whole document. `idf` is Lucene's variant, which
is never negative.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np

from index.numeric import Array
from search.plan.weights import K1, MOST_LENGTH, B

Numbers = TypeVar("Numbers", float, Array)


def idf(documents: int, matching: int) -> float:
    """Inverse document frequency of a term that n of N documents have: ln(1 + (N - n + 0.5) / (n + 0.5))."""
    return math.log(1 + (documents - matching + 0.5) / (matching + 0.5))


def length_norm(lengths: Numbers, mean_length: float) -> Numbers:
    """1 for a document of mean length, more for a longer one: 1 - B + B · length / mean length.

    The fraction is `MOST_LENGTH` at most.
    """
    share: Numbers = np.minimum(lengths / mean_length, MOST_LENGTH)
    return 1 - B + B * share


def saturation(frequencies: Numbers, norms: Numbers) -> Numbers:
    """The saturated frequency of a token, from 0 to less than 1: tf / (tf + K1 · norm)."""
    return frequencies / (frequencies + K1 * norms)


def score(rarity: float, frequencies: Array, half_points: Array) -> Array:
    """float32[n]: the scores of a token in documents; rarity: its `idf`.

    frequencies: float32[n]. half_points: float32[n], K1 · norm: the frequency at which a token counts half.
    """
    scores: Array = np.float32(rarity * (K1 + 1)) * frequencies
    scores /= frequencies + half_points
    return scores
