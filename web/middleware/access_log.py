"""The access log: one line of JSON for each request.

It has no address of the client and, unless the setting `log_queries` is on, nothing that was searched for:
what a citizen looks for is nobody's business. A web server before the site can log addresses.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request
from flask.logging import default_handler

from web.config.settings import Settings
from web.middleware.log_writer import STDERR, log_writer


def register(app: Flask, settings: Settings) -> None:
    """Write a line after each request, to where the setting `access_log` says, and errors to stderr.

    To be called before all other registrations, so that `ms` covers them.
    """
    app.logger.removeHandler(default_handler)  # its writing may block or fail
    app.logger.addHandler(STDERR)
    if settings.access_log == "off":
        return
    app.before_request(_begin)

    @app.after_request
    def log(response: Response) -> Response:
        line = json.dumps(
            _entry(response, settings.log_queries)
        )  # ASCII: no reader sees a line end or escape
        log_writer(settings.access_log).write(line)
        return response


def _begin() -> None:
    g.began = time.perf_counter()


def _entry(response: Response, with_query: bool) -> dict[str, Any]:
    entry = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.began) * 1000, 1),
        "bytes": response.content_length,
    }
    return entry | {"query": request.query_string.decode("latin-1")} if with_query else entry
