"""A cache that the threads of a server share: results of queries, bounded in bytes, and lasting values."""

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

    Lasting values (`keep`) depend on no query. They are made once and stay as long as the cache, even if they
    are larger than `max_bytes`: to make one again for each query would take seconds in a large index. They
    leave less room for results, but always half of `max_bytes`.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self.lasting_bytes = 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lasting: dict[Hashable, tuple[Any, int]] = {}
        self._lock = threading.Lock()
        self._making = threading.RLock()

    def get(
        self, key: Hashable, compute: Callable[[], Value], size_of: Callable[[Value], int] | None = None
    ) -> Value:
        """The value under a key, computed if it is not there. size_of: as of `put`, of the value."""
        with self._lock:  # as `find` does; asked two hundred times for an answer
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                kept: Value = entry[0]
                return kept
        value = compute()
        self.put(key, value, size_of(value) if size_of else None)
        return value

    def find(self, key: Hashable) -> Any:
        """The value under a key; None where there is none."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: Hashable, value: Any, taken: int | None = None) -> None:
        """Keep a value, unless there is one already or it would take more than half of the cache.

        taken: the bytes of key and value, where they are known; to count them takes some microseconds.
        """
        if taken is None:
            taken = size(key[1:] if isinstance(key, tuple) else key, value)  # key[0]: its kind
        cost = OVERHEAD + taken
        if cost > self.max_bytes // 2:
            return
        with self._lock:
            if key in self._entries:
                return
            self._entries[key] = (value, cost)
            self.bytes += cost
            if self.bytes > self.max_bytes // 2:
                self._shrink()

    def keep(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The lasting value under a key, computed once: other threads wait for it."""
        if key not in self._lasting:
            with self._making:
                if key not in self._lasting:
                    self.replace(key, compute())
        value: Value = self._lasting[key][0]
        return value

    def kept(self, key: Hashable) -> Any:
        """The lasting value under a key; None if there is none."""
        return self._lasting.get(key, (None, 0))[0]

    def replace(self, key: Hashable, value: Any) -> None:
        """Keep a lasting value in place of the one under its key, if there is one."""
        cost = OVERHEAD + size(key, value)
        with self._lock:
            _, freed = self._lasting.get(key, (None, 0))
            self._lasting[key] = (value, cost)
            self.lasting_bytes += cost - freed
            self._shrink()

    def _shrink(self) -> None:
        """Forget the results that were not used for longest, as far as others need their room."""
        room = max(self.max_bytes - self.lasting_bytes, self.max_bytes // 2)
        while self.bytes > room:
            _, (_, freed) = self._entries.popitem(last=False)
            self.bytes -= freed
