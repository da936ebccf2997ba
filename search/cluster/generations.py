"""The generation that the cluster serves; a newer one is opened with its lexicon as soon as it exists."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.cluster.client import ClusterSettings, connect, version
from index.cluster.errors import ClusterMismatch
from index.cluster.generation import Generation, latest
from index.cluster.lexicon import take_up
from index.cluster.mapping import ranking_key
from index.errors import HankehakuError
from index.messages import Notice
from index.storage.index_reader import open_index
from search.cluster.asking import Connection, Ledger
from search.cluster.lexicon import Lexicon
from search.cluster.queries.lookups import Collection
from search.cluster.ranking import ranking
from search.matching.snapshot import Snapshot

LOOK_AGAIN = 1.0
"""Seconds after which a newer generation is looked for."""
FACTOR_UP_TO = 2
"""The last version of OpenSearch that multiplies BM25 by k1 + 1."""


@dataclass(frozen=True)
class Opened:
    """A generation, its lexicon, and the way to its documents."""

    generation: Generation
    words: Lexicon
    connection: Connection
    has_factor: bool

    def collection(self) -> Collection:
        """What one answer is made of."""
        ledger = Ledger(self.connection, self.words.cache)
        return Collection(self.words, ledger, self.has_factor)


class LatestGeneration:
    """Holds the generation that is searched. Safe in many threads."""

    def __init__(
        self,
        settings: ClusterSettings,
        folder: Path,
        cache_bytes: int,
        on_renewal: Callable[[Snapshot, Snapshot], None] | None = None,
    ) -> None:
        """Open the newest one. folder: where lexicons are kept; the rest as of `LatestSnapshot`.

        Raises `ClusterError`.
        """
        self._settings, self._folder, self._cache_bytes = settings, folder, cache_bytes
        self._on_renewal = on_renewal
        self._client = connect(settings)
        self._has_factor = version(settings, self._client)[0] <= FACTOR_UP_TO
        self._opened = self._open(latest(settings, self._client))
        self._looked = time.monotonic()
        self._lock = threading.Lock()

    def get(self) -> Opened:
        """The newest generation; the current one while a newer one cannot be opened."""
        if time.monotonic() - self._looked > LOOK_AGAIN and self._lock.acquire(blocking=False):
            try:
                self._looked = time.monotonic()
                with suppress(HankehakuError):  # whoever searches is told what is wrong
                    self._renew()
            finally:
                self._lock.release()
        return self._opened

    def newest(self) -> Opened:
        """The newest generation, looked for now. Raises `ClusterError`."""
        with self._lock:
            self._renew()
        return self._opened

    def _renew(self) -> None:
        found, opened = latest(self._settings, self._client), self._opened
        if (found.index, found.uuid) == (opened.generation.index, opened.generation.uuid):
            return
        newer = self._open(found)
        if self._on_renewal:
            self._on_renewal(newer.words, opened.words)
        self._opened = newer

    def _open(self, generation: Generation) -> Opened:
        settings = self._settings
        if generation.ranking != ranking_key(ranking()):
            reason = Notice("its frequencies were made for another ranking")
            raise ClusterMismatch(settings.where, settings.name, reason)
        folder = take_up(settings, self._client, generation.lexicon, generation.equivalents, self._folder)
        words = Lexicon(open_index(folder), self._cache_bytes, generation.mean_length)
        connection = Connection(settings, self._client, generation.index)
        return Opened(generation, words, connection, self._has_factor)
