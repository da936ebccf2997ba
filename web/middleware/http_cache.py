"""Answers that are kept: valid as long as the generation of the index, asked after each time, cheap to ask.

An answer depends on its address, its language, the state of the index and the program, and on nothing else.
These make its ETag, so that a request with If-None-Match is answered 304 before anything is searched, and one
whose answer was made before, by any process of the server, gets it again. What is kept is bounded in bytes,
and not asked for once the index has changed.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Flask, Response, g, request
from werkzeug.datastructures import Headers

from web.i18n.language import bare_path, language
from web.middleware.shared_page_cache import SharedPageCache
from web.routing.engine_access import engine

METHODS = {"GET", "HEAD"}
OPEN = ("/api/", "/haku.")
"""How the addresses begin that pages of other sites may read."""


def register(app: Flask) -> None:
    """Let the application mark its answers with their ETags. To be called last, after `keep`."""
    app.after_request(_tagged)
    app.after_request(_open_to_all)


def keep(app: Flask, kept: SharedPageCache) -> None:
    """Let the application answer 304 where nothing has changed, and keep its answers as they go out.

    To be called before all that changes them on their way out: what is registered first comes last there.
    """

    def again() -> Response | None:
        found = kept.find(_key()) if "etag" in g and request.method == "GET" else None
        if found is None:
            return None
        g.kept = True
        headers, _, body = found.partition(b"\n")
        return Response(body, 200, Headers(json.loads(headers)))

    def take(response: Response) -> Response:
        new = response.status_code == 200 and request.method == "GET" and "kept" not in g
        if new and "etag" in g and not response.is_streamed and not response.cache_control.no_store:
            headers = json.dumps(list(response.headers.items())).encode()
            kept.put(_key(), headers + b"\n" + response.get_data())
        return response

    app.before_request(_unchanged)
    app.before_request(again)
    app.after_request(take)


def _key() -> str:
    return f"{g.etag}/{bool(request.accept_encodings['gzip'])}"


def _unchanged() -> Response | None:
    """The empty answer to one who has the same already."""
    if request.method not in METHODS or request.blueprint is None:
        return None
    parts = (engine().state, _program(), language(), request.host_url, request.full_path)
    g.etag = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
    known = request.if_none_match
    if known.star_tag or not known.contains_weak(g.etag):
        return None
    return _marked(Response(status=304))


def _tagged(response: Response) -> Response:
    if response.status_code == 200 and "etag" in g and not response.cache_control.no_store:
        return _marked(response)
    return response


def _marked(response: Response) -> Response:
    response.set_etag(g.etag, weak=True)  # packed or not, and whatever it took to find
    response.cache_control.public = True
    response.cache_control.no_cache = True
    return response


def _open_to_all(response: Response) -> Response:
    """Leave for pages of other sites to read what is for programs, errors included."""
    if bare_path().startswith(OPEN):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
    return response


@cache
def _program() -> str:
    """Names the program's own text: a new version must not be answered for by what an old one said."""
    root = Path(__file__).parents[2]
    files = sorted(
        f for name in ("index", "search", "web") for f in (root / name).rglob("*.*") if f.is_file()
    )
    digest = hashlib.sha256()
    for file in files:
        if "__pycache__" not in file.parts:
            digest.update(file.read_bytes())
    return digest.hexdigest()
