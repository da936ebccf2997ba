"""HTTP headers on every answer that tell a browser what the page may load, and who may embed it."""

from __future__ import annotations

from flask import Flask, Response, request

SECURITY_HEADERS = {
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
"""No inline script or style, nothing from other hosts, no embedding in other sites."""

ONE_YEAR_S = 365 * 24 * 3600
HTTPS_HEADERS = {"Strict-Transport-Security": f"max-age={ONE_YEAR_S}"}
"""On answers to requests over TLS. Behind a proxy, X-Forwarded-Proto says so (setting `trusted_proxies`)."""


def register(app: Flask) -> None:
    """Add the headers to every answer of the application, errors included."""
    app.after_request(_add_security_headers)


def _add_security_headers(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    if response.location and response.location.startswith(request.host_url):
        # Flask names the host as the client did, who may have named another one to poison a cache.
        response.location = "/" + response.location.removeprefix(request.host_url).lstrip("/\\")
    if request.is_secure:
        response.headers.update(HTTPS_HEADERS)
    if "Cache-Control" not in response.headers:
        response.cache_control.no_cache = True
    return response
