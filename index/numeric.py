"""Helpers for flat numpy arrays: what Python's own containers have as methods, for sorted runs of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def smallest(values: Array) -> Array:
    """The same unsigned integers in the smallest dtype that holds them."""
    return values.astype(np.min_scalar_type(int(values.max())) if values.size else np.uint8)


def run_starts(values: Array) -> Array:
    """int64: where each run of equal values begins."""
    begins = np.empty(len(values), bool)
    begins[:1] = True
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return begins.nonzero()[0]


def find_in(rising: Array, wanted: Array) -> tuple[Array, Array]:
    """Where each wanted value stands in a rising array that is not empty (int64), if it is there (bool)."""
    at = rising.searchsorted(wanted)
    at[at == len(rising)] = 0
    return at, rising.take(at) == wanted


def ranges(starts: Array, counts: Array) -> Array:
    """The concatenation of `arange(start, start + count)`: gathers many runs out of a flat array at once."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if ends.size else 0
    shift = np.repeat(starts - (ends - counts), counts)
    return shift + np.arange(total, dtype=np.int64)
