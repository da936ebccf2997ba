"""What is answered to a request that never gets to the application: malformed, too large, or too slow.

It has the headers of every other answer. Neither the answer nor a log repeats what the client sent.
"""

from __future__ import annotations

from http import HTTPStatus

from gunicorn.http import errors

from web.middleware.security_headers import SECURITY_HEADERS

STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (errors.LimitRequestLine, 414),
    (errors.LimitRequestHeaders, 431),
    (errors.UnsupportedTransferCoding, 501),
    (errors.ExpectationFailed, 417),
    (errors.ConfigurationProblem, 500),
    (errors.ParseException, 400),
)
"""What the parser raises → the status; anything else is a fault of ours."""
RETRY_AFTER_S = 5


def status_of(error: Exception) -> int:
    """The HTTP status that an error is answered with."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def refusal(status: int) -> bytes:
    """A whole answer, after which the connection is closed."""
    phrase = HTTPStatus(status).phrase
    body = f"{status} {phrase}\n"
    headers = {
        "Connection": "close",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        **SECURITY_HEADERS,
    }
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} {phrase}\r\n{lines}\r\n{body}".encode()
