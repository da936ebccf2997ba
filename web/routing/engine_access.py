"""How the views reach the engine: pages and API call the `Searcher` of the application and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from search import open_engine
from search.contract.engine_port import Searcher
from search.contract.messages import Message
from search.contract.request import Request
from search.contract.results import Answer, HitSummary
from web.config.settings import Settings
from web.routing.paging import last_page
from web.routing.request_changes import on_page, page_of, remove_filter, remove_filters

EXTENSION = "hankehaku"
SETTINGS = "hankehaku-settings"


def attach(app: Flask, engine_or_folder: Searcher | Path | str, settings: Settings) -> None:
    """Give the application its settings and its engine; a folder is opened, with the engine's own errors."""
    app.extensions[SETTINGS] = settings
    if isinstance(engine_or_folder, (Path, str)):
        app.extensions[EXTENSION] = open_engine(Path(engine_or_folder), settings.cache_mb * 2**20, ready=True)
    else:
        app.extensions[EXTENSION] = engine_or_folder


def engine() -> Searcher:
    """The engine of the application that is answering."""
    return cast(Searcher, current_app.extensions[EXTENSION])


def settings() -> Settings:
    """The settings of the application that is answering."""
    return cast(Settings, current_app.extensions[SETTINGS])


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
