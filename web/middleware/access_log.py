"""The access log: one line of JSON for each request.

It has no address of the client and, unless the setting `log_queries` is on, nothing that was searched for:
what people search for is private. A web server in front of the site can log addresses.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request
from flask.logging import default_handler

from web.config.settings import Settings
from web.middleware.log_writer import MAX_LINE, STDERR, log_writer

MOST_TOLD = 150
"""Characters of path and query in a line that would be too long."""


def register(app: Flask, settings: Settings) -> None:
    """Write a line after each request to the target of the setting `access_log`, and errors to stderr.

    Call this before all other registrations, so that `ms` includes their time.
    """
    app.logger.removeHandler(default_handler)  # its handler may block or fail
    app.logger.addHandler(STDERR)
    if settings.access_log == "off":
        return
    app.before_request(_begin)

    @app.after_request
    def log(response: Response) -> Response:
        log_writer(settings.access_log).write(_line(_entry(response, settings.log_queries)))
        return response


def _line(entry: dict[str, Any]) -> str:
    """An entry in ASCII, so that no line break or escape from a client gets into the log, and short enough
    that the writer does not cut it."""
    line = json.dumps(entry)
    if len(line) <= MAX_LINE:
        return line
    short = {name: told[:MOST_TOLD] for name, told in entry.items() if isinstance(told, str)}
    return json.dumps(entry | short)


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
