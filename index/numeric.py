"""Helpers for flat numpy arrays, mainly for sorted runs of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
"""An array; each docstring says of which dtype and shape."""


def shrink_dtype(values: Array) -> Array:
    """The same non-negative integers in the smallest unsigned dtype that holds them all."""
    return values.astype(np.min_scalar_type(int(values.max())) if values.size else np.uint8)


def run_starts(values: Array) -> Array:
    """int64: the index at which each run of equal values begins."""
    begins = np.empty(len(values), bool)
    begins[:1] = True
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return begins.nonzero()[0]


def run_lengths(begins: Array, size: int) -> Array:
    """int64: how long each run is; begins: as of `run_starts`, size: of the array."""
    lengths = np.empty(len(begins), np.int64)
    lengths[:-1] = begins[1:]
    lengths[-1:] = size
    lengths -= begins
    return lengths


def nonzero_places(values: Array) -> Array:
    """int32, rising: where a flat array is not 0.

    numpy looks for the 1s of a mask some ten times as fast as for numbers that are not 0.
    """
    places: Array = (values != 0).nonzero()[0].astype(np.int32)
    return places


def find_in(rising: Array, wanted: Array) -> tuple[Array, Array]:
    """The index of each wanted value in a sorted, non-empty array (int64), and whether it is there (bool)."""
    at = rising.searchsorted(wanted)
    at[at == len(rising)] = 0
    return at, rising.take(at) == wanted


def concatenate_ranges(starts: Array, counts: Array) -> Array:
    """int64: `arange(start, start + count)` of each pair, one after another.

    Indexing a flat array by it gathers many of its runs at once.
    """
    ends = counts.cumsum()
    total = int(ends[-1]) if ends.size else 0
    shift: Array = (starts - (ends - counts)).repeat(counts)
    return shift + np.arange(total, dtype=np.int64)
