"""HTTP caching: the ETag hashes address, language, index state, settings and program; a 304 needs no search.

An answer depends on nothing else. So a request with a matching If-None-Match gets 304 before any search, and
a page that any server process has made before comes from memory. After a change of the index, old pages are
no longer requested and get overwritten.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Flask, Response, g, request
from werkzeug.datastructures import Headers

from web.i18n.language import bare_path
from web.i18n.texts import language
from web.middleware.shared_page_cache import SharedPageCache
from web.routing.engine_access import engine, settings_text

METHODS = {"GET", "HEAD"}
CROSS_ORIGIN = ("/api/", "/haku.")
"""How the addresses begin that pages of other sites may read."""


def register(app: Flask, pages: SharedPageCache) -> None:
    """Let the application answer 304, give pages again that were made, and mark its answers with ETags.

    To be called before the registrations of all that changes answers on their way out: Flask calls those in
    reverse order, so that the cache keeps pages as they are sent.
    """

    def find_page() -> Response | None:
        page = pages.find(_cache_key()) if "etag" in g and request.method == "GET" else None
        if page is None:
            return None
        g.is_from_cache = True
        headers, _, body = page.partition(b"\n")
        return Response(body, 200, Headers(json.loads(headers)))

    def keep_page(response: Response) -> Response:
        is_new = response.status_code == 200 and request.method == "GET" and "is_from_cache" not in g
        if is_new and _is_tagged(response) and not response.is_streamed:
            headers = json.dumps(list(response.headers.items())).encode()
            pages.put(_cache_key(), headers + b"\n" + response.get_data())
        return response

    app.before_request(_answer_unchanged)
    app.before_request(find_page)
    app.after_request(keep_page)
    app.after_request(_tag)
    app.after_request(_allow_other_origins)


def _cache_key() -> str:
    """The answer by its ETag, in the coding in which this client takes it (see `compression`)."""
    return f"{g.etag} {bool(request.accept_encodings['gzip'])}"


def _answer_unchanged() -> Response | None:
    """Compute the ETag of the answer; an empty 304 to a client that has this answer already."""
    if request.method not in METHODS or request.blueprint is None:
        return None
    site = f"{request.scheme}://{request.host}{request.root_path}"
    parts = engine().state, program_hash(), settings_text(), language(), site, request.full_path
    g.etag = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
    known = request.if_none_match
    if known.star_tag or not known.contains_weak(g.etag):
        return None
    return _with_etag(Response(status=304))


def _is_tagged(response: Response) -> bool:
    return "etag" in g and not response.cache_control.no_store


def _tag(response: Response) -> Response:
    return _with_etag(response) if response.status_code == 200 and _is_tagged(response) else response


def _with_etag(response: Response) -> Response:
    response.set_etag(g.etag, weak=True)  # the same for each coding, and whatever time the search took
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _allow_other_origins(response: Response) -> Response:
    """Let pages of other sites read what is for programs, errors included (CORS)."""
    if bare_path().startswith(CROSS_ORIGIN):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        if request.method == "OPTIONS":
            methods = sorted({*response.allow} - {"OPTIONS"})
            header = "Content-Type" if "POST" in methods else "If-None-Match"
            response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
            response.headers["Access-Control-Allow-Headers"] = header
            response.headers["Access-Control-Max-Age"] = "86400"
    return response


@cache
def program_hash() -> str:
    """A digest of the program's code, so that a new version does not use the cached answers of an old one."""
    root = Path(__file__).parents[2]
    files = sorted(
        f for name in ("index", "search", "web") for f in (root / name).rglob("*.*") if f.is_file()
    )
    digest = hashlib.sha256()
    for file in files:
        if "__pycache__" not in file.parts:
            digest.update(file.read_bytes())
    return digest.hexdigest()
