"""Which addresses there are, so that a list of them in a test can be seen to be complete."""

from __future__ import annotations

from collections.abc import Iterable

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter

from tests.web.made import made_engine
from web.app import create_app
from web.config.settings import Settings

NOTHING_OF_ITS_OWN = {"static", "pages.favicon", "pages.help_by_its_name", "feeds.sitemap_part"}
"""Files of the program, redirections, and parts of what is there whole."""


def _endpoint(ways: MapAdapter, path: str) -> str:
    """What answers a path, to a POST where it takes no GET."""
    try:
        return str(ways.match(path)[0])
    except MethodNotAllowed:
        return str(ways.match(path, method="POST")[0])


def unvisited(paths: Iterable[str], beginning: str = "") -> set[str]:
    """The endpoints, of those whose names begin so, that none of some paths leads to."""
    app = create_app(made_engine(), Settings(metrics=True))
    ways = app.url_map.bind("localhost")
    left = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith(beginning)}
    for path in paths:
        try:
            left.discard(_endpoint(ways, path.partition("?")[0].partition("#")[0]))
        except NotFound:
            continue
    return left - NOTHING_OF_ITS_OWN
