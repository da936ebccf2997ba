"""A cache bounded in bytes, shared by the threads of a server."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from index.remembered import OVERHEAD, size

Value = TypeVar("Value")
"""Whatever is kept."""


class Cache:
    """Least recently used values go first. An entry costs the bytes of its key and its value.

    If two threads miss the same key at the same time, both compute it; this costs some time but never blocks.
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
        """Keep a value, unless there is one already or it would take more than half of the cache."""
        cost = OVERHEAD + size(key[1:] if isinstance(key, tuple) else key, value)  # key[0]: its kind
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
        """Replace the value under a key."""
        with self._lock:
            _, freed = self._entries.pop(key, (None, 0))
            self.bytes -= freed
        self.put(key, value)
