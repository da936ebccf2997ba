"""A cache bounded in bytes, shared by the threads of a server."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from types import NoneType
from typing import Any, TypeVar

import numpy as np

Value = TypeVar("Value")
"""Whatever is kept."""

OVERHEAD = 300
"""Bytes counted for an entry beside its arrays: key, tuple and dictionary slot."""
SMALL = (int, float, NoneType)
"""What is counted as nothing: most items of the values."""


class Cache:
    """Least recently used values go first. A value costs the bytes of its arrays and texts.

    Two threads that miss the same key at once both compute it; that costs time once and never blocks.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value under a key, computed if it is not there."""
        with self._lock:  # as `find` does; asked two hundred times for an answer
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                kept: Value = entry[0]
                return kept
        value = compute()
        self.put(key, value)
        return value

    def find(self, key: Hashable) -> Any:
        """The value under a key; None where there is none."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: Hashable, value: Any) -> None:
        """Keep a value, unless one is there already or it would take more than half of the room."""
        cost = OVERHEAD + size(value)
        if cost > self.max_bytes // 2:
            return
        with self._lock:
            if key in self._entries:
                return
            self._entries[key] = (value, cost)
            self.bytes += cost
            while self.bytes > self.max_bytes:
                _, (_, freed) = self._entries.popitem(last=False)
                self.bytes -= freed

    def replace(self, key: Hashable, value: Any) -> None:
        """Keep another value than is there."""
        with self._lock:
            _, freed = self._entries.pop(key, (None, 0))
            self.bytes -= freed
        self.put(key, value)


def size(value: Any) -> int:
    """Bytes of the arrays in a value: an array, or a tuple or dataclass of them."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes) if value.base is None else 0
    if isinstance(value, (tuple, list)):
        return sum([size(item) for item in value if not isinstance(item, SMALL)]) + 8 * len(value)
    if isinstance(value, SMALL):
        return 0
    if hasattr(value, "nbytes"):
        return int(value.nbytes)
    if hasattr(value, "__dataclass_fields__"):
        return sum(size(getattr(value, name)) for name in value.__dataclass_fields__)
    return len(value) if isinstance(value, (str, bytes)) else 0
