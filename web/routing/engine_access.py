"""How the views reach the engine: pages and API call the `Searcher` of the application and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from index.errors import HankehakuError, IndexMismatch, rebuild_command
from index.remembered import forget_beyond
from search import open_engine
from search.contract.engine_port import Searcher
from search.contract.messages import Message
from search.contract.request import Request
from search.contract.results import Answer, HitSummary
from web.config.cluster import cluster_settings
from web.config.settings import Settings
from web.routing.paging import last_page
from web.routing.request_changes import on_page, page_of, remove_filter, remove_filters

EXTENSION = "hankehaku"
"""Key, among the extensions of the application, of the function that gives its engine."""
SETTINGS = "hankehaku-settings"
SETTINGS_TEXT = "hankehaku-settings-text"
RETRY_S = 1.0
"""Seconds after which it is tried again to open an index that could not be opened."""


def attach(app: Flask, engine_or_folder: Searcher | Path | str, settings: Settings) -> None:
    """Give the application its settings and its engine; a folder is opened, now or as soon as it can be."""
    app.extensions[SETTINGS] = settings
    app.extensions[SETTINGS_TEXT] = repr(replace(settings, origins={}))
    if isinstance(engine_or_folder, (Path, str)):
        app.extensions[EXTENSION] = EngineOfFolder(Path(engine_or_folder), settings).get
    else:
        app.extensions[EXTENSION] = lambda: engine_or_folder

    @app.teardown_request
    def bound_memory(_: BaseException | None) -> None:
        forget_beyond(settings.word_cache_mb * 2**20)


def engine() -> Searcher:
    """The engine of the application that is answering. Raises `HankehakuError` while it has none."""
    return cast(Callable[[], Searcher], current_app.extensions[EXTENSION])()


class EngineOfFolder:
    """The engine over the index in a folder, opened as soon as it can be.

    A server process also starts while the index is missing or damaged, for example during the restore of a
    backup. Until the index is there, it answers with the reason. Safe in many threads.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder, self._settings = folder, settings
        self._engine: Searcher | None = None
        self._reason: HankehakuError | None = None
        self._next_try = 0.0
        self._lock = threading.Lock()
        with suppress(HankehakuError):
            self.get()

    def get(self) -> Searcher:
        """The engine. Raises `IndexMissing`, `IndexMismatch`, `IndexDamaged` if it cannot be opened."""
        if self._engine is None and self._lock.acquire(blocking=self._reason is None):
            try:
                if self._engine is None and time.monotonic() >= self._next_try:
                    self._open()
            finally:
                self._lock.release()
        if self._engine is not None:
            return self._engine
        assert self._reason
        raise self._reason.with_traceback(None)

    def _open(self) -> None:
        try:
            cluster = cluster_settings(self._settings)
            cache_bytes = self._settings.cache_mb * 2**20
            self._engine = open_engine(self._folder, cache_bytes, ready=True, cluster=cluster)
        except HankehakuError as error:
            self._reason = error
        except Exception as error:  # unexpected kinds of damage
            self._reason = IndexMismatch(
                self._folder, f"the index cannot be opened ({error!r})", rebuild_command(self._folder)
            )
        self._next_try = time.monotonic() + RETRY_S


def settings() -> Settings:
    """The settings of the application that is answering."""
    return cast(Settings, current_app.extensions[SETTINGS])


def settings_text() -> str:
    """The settings as a text that differs for different settings."""
    return cast(str, current_app.extensions[SETTINGS_TEXT])


def answer_on_page(request: Request) -> tuple[Request, Answer, tuple[str, ...]]:
    """The request, its answer, and notes. Beyond the last page, those of the last page with a note."""
    answer = engine().answer(request)
    last = last_page(answer.total + answer.partial, request.limit)
    wanted = page_of(request)
    if wanted <= last:
        return request, answer, ()
    request = on_page(request, last)
    note = Message("Sivua %(page)s ei ole, joten näytetään viimeinen sivu %(last)s.", page=wanted, last=last)
    return request, engine().answer(request), (note,)


def totals_without(request: Request) -> dict[str, int]:
    """How many projects would be found without each filter; under "", without any, if there are several."""
    fewer = {name: remove_filter(request, name) for name in request.filters}
    requests = {**fewer, "": remove_filters(request)} if len(fewer) > 1 else fewer
    return {name: engine().count(one) for name, one in requests.items()}


def neighbours(request: Request, position: int, code: str) -> tuple[HitSummary | None, HitSummary | None]:
    """The hits before and after a project in its search; None at an end, or if it is not at `position`.

    position: which hit the project is, from 1; 0 = none: it was not opened from a search.
    """
    if not position:
        return None, None
    first = max(position - 2, 0)
    around = engine().names(replace(request, offset=first, limit=position + 1 - first))
    own = position - 1 - first
    if len(around) <= own or around[own].code != code:
        return None, None
    return (around[own - 1] if own else None, around[own + 1] if own + 1 < len(around) else None)
