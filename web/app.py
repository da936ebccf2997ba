"""The application factory: engine, blueprints, errors and headers put together.

`create_app` is all that a server or a test needs; it holds no global state, so that one process can
serve several indexes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, url_for

from search.request import Request
from web import api, caching, errors, export, feeds, format, pages, service
from web.compress import compress

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""On every answer. Nothing inline, nothing from elsewhere, and nothing that needs a cookie."""

A_YEAR = 365 * 24 * 3600


def create_app(engine_or_folder: service.Searcher | Path | str, **config: Any) -> Flask:
    """The web application on an engine, or on the index folder that one is opened on."""
    app = Flask(__name__)
    app.config.from_mapping(SEND_FILE_MAX_AGE_DEFAULT=A_YEAR)
    app.config.from_mapping(config)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    service.attach(app, engine_or_folder)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(export.blueprint)
    app.register_blueprint(feeds.blueprint)
    app.add_url_rule("/healthz", view_func=healthz)
    errors.register(app)
    app.after_request(compress)
    app.after_request(_secured)
    caching.register(app)
    _add_to_templates(app)
    return app


def healthz() -> Response:
    """Whether the service answers, from how many projects and which generation of the index."""
    engine = service.engine()
    total = engine.answer(Request(limit=0)).total
    answer = jsonify(status="ok", projects=total, generation=str(engine.generation))
    answer.cache_control.no_store = True
    return answer


def _secured(response: Response) -> Response:
    response.headers.update(HEADERS)
    if "Cache-Control" not in response.headers:
        response.cache_control.no_cache = True
    return response


def _add_to_templates(app: Flask) -> None:
    fingerprints: dict[str, str] = {}

    def asset(filename: str) -> str:
        """The address of a static file, which changes with its content so that it can be kept long."""
        if filename not in fingerprints:
            content = (Path(app.static_folder or "") / filename).read_bytes()
            fingerprints[filename] = hashlib.sha256(content).hexdigest()[:10]
        return url_for("static", filename=filename, v=fingerprints[filename])

    app.jinja_env.globals.update(asset=asset, number=format.number)
