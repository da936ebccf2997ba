"""The application factory: registers engine, middleware, languages and views with Flask.

There is no global state, so one process can serve several indexes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask

from search.contract.engine_port import Searcher
from web.api import endpoints
from web.config.settings import Settings
from web.downloads import export, feeds, references, side_by_side, statistics_table
from web.i18n import format, language
from web.middleware import (
    access_log,
    compression,
    errors,
    health,
    http_cache,
    limits,
    rendering,
    security_headers,
)
from web.middleware.shared_page_cache import SharedPageCache
from web.pages import routes
from web.plan import comparison
from web.routing import engine_access, uploads, urls
from web.routing.query_string import AddressRequest

STATIC_MAX_AGE_S = 365 * 24 * 3600
"""How long a browser may keep a static file: its address changes with its content (see `asset`)."""
DEFAULTS = Settings()


def create_app(
    engine_or_folder: Searcher | Path | str,
    settings: Settings = DEFAULTS,
    page_cache: SharedPageCache | None = None,
    **config: Any,
) -> Flask:
    """The web application on an engine, or on the index in a folder, which is opened.

    page_cache: the cache of finished pages shared with other processes; None = its own cache.
    config:     settings of Flask itself. Raises `IndexMissing`, `IndexMismatch`, `IndexDamaged` for a folder.
    """
    app = Flask(__name__)
    app.request_class = AddressRequest
    app.config.from_mapping(SEND_FILE_MAX_AGE_DEFAULT=STATIC_MAX_AGE_S)
    app.config.from_mapping(config)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    rendering.register(app)
    engine_access.attach(app, engine_or_folder, settings)
    _add_monitoring(app, settings)
    limits.register(app, settings)
    uploads.register(app, settings)
    app.register_blueprint(routes.blueprint)
    comparison.register(app)
    app.register_blueprint(endpoints.blueprint)
    app.register_blueprint(export.blueprint)
    app.register_blueprint(statistics_table.blueprint)
    app.register_blueprint(references.blueprint)
    app.register_blueprint(side_by_side.blueprint)
    app.register_blueprint(feeds.blueprint)
    language.register(app)
    urls.register(app)
    health.register(app)
    errors.register(app)
    http_cache.register(app, page_cache or SharedPageCache(settings.page_cache_mb * 2**20))
    compression.register(app)
    security_headers.register(app)
    _add_to_templates(app)
    app.jinja_env.globals.update(query_length=settings.query_length, named_site=bool(settings.allowed_hosts))
    return app


def _add_monitoring(app: Flask, settings: Settings) -> None:
    """Access log and metrics, registered first: they cover refused requests, and answers as they are sent."""
    access_log.register(app, settings)
    if settings.metrics:
        from web.middleware import metrics  # prometheus_client reads the environment at its import

        metrics.register(app)


def _add_to_templates(app: Flask) -> None:
    fingerprints: dict[str, str] = {}

    def asset(filename: str) -> str:
        """The address of a static file with a hash of its content, so that browsers may keep it long."""
        if filename not in fingerprints:
            content = (Path(app.static_folder or "") / filename).read_bytes()
            fingerprints[filename] = hashlib.sha256(content).hexdigest()[:10]
        return urls.fixed_path("static", filename=filename, v=fingerprints[filename])

    app.jinja_env.globals.update(asset=asset, number=format.number, url_for=urls.path_of)
