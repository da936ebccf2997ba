"""Health checks: `/healthz` tells whether the process lives, `/readyz` whether it can answer."""

from __future__ import annotations

import time

from flask import Flask, Response, jsonify

from index.errors import HankehakuError
from web.middleware.errors import RETRY_AFTER_S
from web.routing import engine_access


def register(app: Flask) -> None:
    """Add `/healthz` and `/readyz`."""
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)


def healthz() -> Response:
    """200 while the process is up. It does not check the index: a restart would not repair it."""
    return _uncached(jsonify(status="ok"))


def readyz() -> Response:
    """200 with generation, age in seconds and number of projects of the index; 503 where it is missing."""
    try:
        status = engine_access.engine().status()
    except HankehakuError as error:
        response = jsonify(status="unavailable", reason=type(error).__name__)
        response.status_code = 503
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
        return _uncached(response)
    return _uncached(
        jsonify(
            status="ready",
            generation=status.generation,
            age_seconds=max(0, round(time.time() - status.committed)),
            projects=status.projects,
        )
    )


def _uncached(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
