"""The newest generation of an index, opened as soon as it is committed, without stopping answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from index.errors import HankehakuError
from index.storage import manifest
from search.matching.snapshot import Snapshot

LOOK_AGAIN = 0.25
"""Seconds after which a new generation of the index is looked for."""


class LatestSnapshot:
    """The holder of the snapshot that is searched.

    Thread-safe: one thread looks for a newer generation, the others continue with the current one.
    """

    def __init__(
        self, folder: Path, cache_bytes: int, on_renewal: Callable[[Snapshot, Snapshot], None] | None = None
    ) -> None:
        """Open the index. Raises `IndexMissing`, `IndexMismatch`, `IndexDamaged`.

        on_renewal: called with a newer snapshot and the one it replaces, before it does so.
        """
        self._folder = folder
        self._cache_bytes = cache_bytes
        self._on_renewal = on_renewal
        self._identity = manifest.identity(folder)
        self._snapshot = Snapshot.open(folder, cache_bytes)
        self._looked = time.monotonic()
        self._lock = threading.Lock()

    def get(self) -> Snapshot:
        """The newest generation; the current one while a newer one cannot be opened.

        If its files were written to since it was opened, it is opened again, so that every byte is verified
        again. Raises `IndexDamaged` where they are not whole, `IndexMissing`, `IndexMismatch`.
        """
        now = time.monotonic()
        if now - self._looked > LOOK_AGAIN and self._lock.acquire(blocking=False):
            try:
                self._looked = now
                found = manifest.identity(self._folder)
                if found not in (None, self._identity):
                    # One that is just being replaced, or of another version, is passed over.
                    with suppress(HankehakuError):
                        self._snapshot = self._renewed()
                        self._identity = found
            finally:
                self._lock.release()
        snapshot = self._snapshot
        return snapshot if snapshot.is_as_opened() else self._opened_anew()

    def _opened_anew(self) -> Snapshot:
        with self._lock:
            if not self._snapshot.is_as_opened():
                self._snapshot = Snapshot.open(self._folder, self._cache_bytes)
            return self._snapshot

    def _renewed(self) -> Snapshot:
        snapshot = Snapshot.open(self._folder, self._cache_bytes)
        if self._on_renewal:
            self._on_renewal(snapshot, self._snapshot)
        return snapshot
