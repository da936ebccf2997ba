"""The application factory: engine, blueprints, errors and headers put together.

`create_app` is all that a server or a test needs; it holds no global state, so that one process can
serve several indexes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, url_for

from search.contract.engine_port import Searcher
from web.api import endpoints
from web.config.settings import Settings
from web.downloads import export, feeds
from web.i18n import format, language
from web.middleware import access_log, errors, health, http_cache, limits
from web.middleware.compression import compress
from web.middleware.shared_page_cache import SharedPageCache
from web.pages import routes
from web.routing import engine_access

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""On every answer. Nothing inline, nothing from elsewhere, and nothing that needs a cookie: the only
one keeps a language that was chosen."""

A_YEAR = 365 * 24 * 3600
ENCRYPTED = {"Strict-Transport-Security": f"max-age={A_YEAR}"}
"""On what was asked for over TLS, of which a proxy must tell us."""
DEFAULTS = Settings()


def create_app(
    engine_or_folder: Searcher | Path | str,
    settings: Settings = DEFAULTS,
    kept: SharedPageCache | None = None,
    **config: Any,
) -> Flask:
    """The web application on an engine, or on the index folder that one is opened on; `config` is Flask's.

    kept: the answers that it shares with other processes; without them it keeps its own.
    """
    app = Flask(__name__)
    app.config.from_mapping(SEND_FILE_MAX_AGE_DEFAULT=A_YEAR)
    app.config.from_mapping(config)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    engine_access.attach(app, engine_or_folder, settings)
    _add_watching(app, settings)
    limits.register(app, settings)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(endpoints.blueprint)
    app.register_blueprint(export.blueprint)
    app.register_blueprint(feeds.blueprint)
    language.register(app)
    health.register(app)
    errors.register(app)
    http_cache.keep(app, kept or SharedPageCache(settings.page_cache_mb * 2**20))
    app.after_request(compress)
    app.after_request(_secured)
    http_cache.register(app)
    _add_to_templates(app)
    app.jinja_env.globals.update(query_length=settings.query_length, named_site=bool(settings.allowed_hosts))
    return app


def _add_watching(app: Flask, settings: Settings) -> None:
    """Log and metrics; before all else, so that they see what is refused, and last what becomes of it."""
    access_log.register(app, settings)
    if settings.metrics:
        from web.middleware import metrics  # its library looks at the environment when it is imported

        metrics.register(app)


def _secured(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.is_secure:
        response.headers.update(ENCRYPTED)
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
