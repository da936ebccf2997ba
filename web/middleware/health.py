"""What watchers of the service ask: does the process live, can it answer, and from what?"""

from __future__ import annotations

import time

from flask import Flask, Response, jsonify

from index.errors import HankehakuError
from web.routing import engine_access


def register(app: Flask) -> None:
    """Add `/healthz` and `/readyz`."""
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)


def healthz() -> Response:
    """The process is up; asks nothing of the index, so that a restart is only tried where it helps."""
    return _uncached(jsonify(status="ok"))


def readyz() -> Response:
    """Whether searches can be answered: 503 where the index is gone."""
    try:
        found = engine_access.engine().status()
    except HankehakuError as error:
        response = jsonify(status="unavailable", reason=type(error).__name__)
        response.status_code = 503
        return _uncached(response)
    return _uncached(
        jsonify(
            status="ready",
            generation=found.generation,
            age_seconds=max(0, round(time.time() - found.committed)),
            projects=found.projects,
        )
    )


def _uncached(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
