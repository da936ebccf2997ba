"""Limits on requests: host name, rate, size and time.

They are checked before any view. A request beyond a limit is refused with an error that names the limit.
"""

from __future__ import annotations

import math
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_network
from typing import Any
from urllib.parse import quote_plus

from flask import Flask, current_app, g, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from index.model.project import QUERYABLE
from search.contract import deadline
from search.contract.messages import Message
from search.contract.request import PAGE_SIZE
from web.config.settings import Settings
from web.i18n import format
from web.middleware.errors import BUSY, RETRY_AFTER_S, RequestRefused
from web.routing import engine_access, urls
from web.routing.request_reader import Args, clean, field_name

UNLIMITED = frozenset({"static", "healthz", "readyz", "metrics"})
"""Endpoints without limits: they cost nothing, and monitoring may reach them under any host name."""
PREFIX_HEADER, PREFIX = "HTTP_X_FORWARDED_PREFIX", re.compile(r"(?:/[\w.~-]+)*/?", re.ASCII)
"""The path below which a proxy has put the site, and what may stand in it."""
HOST = re.compile(
    r"(?:(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?"
    r"|\[[0-9a-f:.]{2,45}\])?(?::(?P<port>[0-9]{0,5}))?",
    re.ASCII | re.IGNORECASE,
)
"""A host name of labels of 1 to 63 characters (RFC 1123, 2.1), or an IP address; perhaps with a port."""
MAX_HOST, MAX_PORT = 259, 65_535
"""Characters of a name with its port, and the largest port."""
ODD_HOST = "hankehaku.odd_host"
"""In the WSGI environment of a request whose Host was no name of a host."""
MAX_CLIENT = 64
"""Characters of the name of a client that count: an address has at most 45. A proxy may pass on anything."""
MAX_CLIENTS = 10_000
"""Clients whose requests are counted; beyond that the one that was silent for longest is forgotten."""
BYTES_PER_CHARACTER = 12
"""Of a form, at most: a letter outside the basic plane is four bytes, each written as three characters."""
BYTES_PER_VALUE = 100
"""In an address, of each value of a filter on average; one may have more if another has less."""
EXPORT_SLOTS = "hankehaku-export-slots"
"""Key of the semaphore among the extensions of the application."""
FORM_BYTES = 64 * 1024
"""What the other fields of a form may take."""
FORM_FIELDS = 20
"""Fields of a form besides the values of filters."""


def register(app: Flask, settings: Settings) -> None:
    """Put the limits of the settings before every view."""
    app.config["MAX_CONTENT_LENGTH"] = body_bytes(settings)
    app.config["MAX_FORM_MEMORY_SIZE"] = form_bytes(settings)
    app.config["MAX_FORM_PARTS"] = settings.filter_values + FORM_FIELDS
    if settings.trusted_proxies:
        # Not X-Forwarded-Host: a proxy that does not set it passes on what the client wrote.
        number = settings.trusted_proxies
        behind_proxy = ProxyFix(app.wsgi_app, number, number, x_host=0, x_prefix=number)
        app.wsgi_app = without_odd_prefix(behind_proxy)  # type: ignore[method-assign]
    app.wsgi_app = without_odd_host(app.wsgi_app)  # type: ignore[method-assign]
    limiter = RateLimiter(settings.rate_limit)
    app.extensions[EXPORT_SLOTS] = threading.BoundedSemaphore(settings.exports)

    @app.before_request
    def check_limits() -> None:
        if settings.time_budget_ms:
            g.deadline = deadline.start(settings.time_budget_ms / 1000)
        if request.endpoint not in UNLIMITED:
            check_host(settings.allowed_hosts)
            check_rate(limiter)
            check_search(request.args, settings)

    @app.teardown_request
    def end_deadline(_: BaseException | None) -> None:
        if "deadline" in g:
            deadline.end(g.pop("deadline"))


def form_bytes(settings: Settings) -> int:
    """The longest form without a file that is read."""
    return settings.text_length * BYTES_PER_CHARACTER + FORM_BYTES


def body_bytes(settings: Settings) -> int:
    """The longest body of a request that is read: a form with a file."""
    return form_bytes(settings) + settings.upload_mb * 1_000_000


def without_odd_prefix(application: Any) -> Any:
    """A WSGI wrapper that removes an X-Forwarded-Prefix that is no plain path, such as «//other.host»."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        prefixes = environ.get(PREFIX_HEADER, "").split(",")
        if not all(PREFIX.fullmatch(prefix.strip()) for prefix in prefixes):
            environ.pop(PREFIX_HEADER, None)
        return application(environ, start_response)

    return answer


def without_odd_host(application: Any) -> Any:
    """A WSGI wrapper that removes an invalid Host: Flask fails on some of them before any view.

    `check_host` refuses the request.
    """

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        if not is_host(environ.get("HTTP_HOST", "")):
            environ |= {"HTTP_HOST": "", ODD_HOST: True}
        return application(environ, start_response)

    return answer


def is_host(written: str) -> bool:
    """Whether a Host header is a host name or an IP address, perhaps with a port; or is empty."""
    match = HOST.fullmatch(written)
    if match is None or int(match["port"] or 0) > MAX_PORT or len(written) > MAX_HOST:
        return False
    try:
        written.encode("ascii").decode("idna")  # not every «xn--…» is a valid name
    except UnicodeError:
        return False
    return True


def check_host(allowed: tuple[str, ...]) -> None:
    """Refuse an invalid host name, and one that is not among the allowed names, if any are set.

    Raises `RequestRefused`.
    """
    known = not allowed or host_is_trusted(request.environ.get("HTTP_HOST", "").lower(), allowed)
    if request.environ.get(ODD_HOST) or not known:
        raise RequestRefused(400, Message("Palvelua ei ole tällä nimellä."))


def check_rate(limiter: RateLimiter) -> None:
    """Refuse a client that asks too often, and say when to try again. Raises `RequestRefused`."""
    wait = limiter.wait(client_key(request.remote_addr or ""), time.monotonic())
    if wait:
        seconds = math.ceil(wait)
        message = Message(
            "Enintään %(most)s pyyntöä minuutissa. Yritä uudelleen %(seconds)s sekunnin kuluttua.",
            most=limiter.per_minute,
            seconds=seconds,
        )
        raise RequestRefused(429, message, {"Retry-After": str(seconds)})


def check_search(args: Args, settings: Settings) -> None:
    """Refuse a search that is too large, wherever its parameters come from. Raises `RequestRefused`."""
    check_size(args, settings)
    check_filters(args, settings.filter_values)


def check_size(args: Args, settings: Settings) -> None:
    """Refuse a query that is too long, and a page too far. Raises `RequestRefused`."""
    length, most = len(args.get(urls.QUERY, "")), settings.query_length
    message = Message(
        "Hakulause on liian pitkä: siinä on %(length)s merkkiä, ja enimmäispituus on %(most)s merkkiä.",
        length=format.number(length),
        most=format.number(most),
    )
    check_at_most(length, most, message)
    depth, most = (
        max((_number(args, urls.PAGE) - 1) * PAGE_SIZE, _number(args, "offset")),
        settings.page_depth,
    )
    message = Message(
        "Näin pitkälle ei voi selata: osumista näytetään enintään %(most)s. Rajaa hakua.", most=most
    )
    check_at_most(depth, most, message)


def check_filters(args: Args, most: int) -> None:
    """Refuse too many values of filters, and values too long: each link of a page repeats them all.

    Raises `RequestRefused`.
    """
    values = [value for name, value in args.items(multi=True) if field_name(name) in QUERYABLE and value]
    message = Message(
        "Rajauksia on liikaa: niitä on %(count)s, ja enimmäismäärä on %(most)s.", count=len(values), most=most
    )
    check_at_most(len(values), most, message)
    length, most_bytes = len(quote_plus("".join(values), errors="replace")), most * BYTES_PER_VALUE
    message = Message(
        "Rajaukset ovat liian pitkiä: osoitteessa niissä on %(length)s merkkiä, ja enimmäispituus on "
        "%(most)s merkkiä.",
        length=length,
        most=most_bytes,
    )
    check_at_most(length, most_bytes, message)


def too_long_message(text: str) -> str:
    """The message for a pasted text that is too long, else "". Not an error: the page keeps the text."""
    most = engine_access.settings().text_length
    if len(text) <= most:
        return ""
    return Message(
        "Teksti on liian pitkä: siinä on %(length)s merkkiä, ja enimmäispituus on %(most)s merkkiä. Lyhennä "
        "tekstiä: tiivistelmä riittää.",
        length=format.number(len(text)),
        most=format.number(most),
    )


def check_rows(rows: int) -> None:
    """Refuse an export of too many projects. Raises `RequestRefused`."""
    most = engine_access.settings().export_rows
    message = Message(
        "Haku löysi %(rows)s hanketta, ja yhteen tiedostoon otetaan enintään %(most)s. Rajaa hakua.",
        rows=rows,
        most=most,
    )
    check_at_most(rows, most, message)


def acquire_export_slot() -> Callable[[], None]:
    """Take one of the export slots of this process. The function returned releases it, once.

    Raises `RequestRefused` (503) where all are taken.
    """
    slots = current_app.extensions[EXPORT_SLOTS]
    if not slots.acquire(blocking=False):
        message = Message(
            "Palvelu tekee jo %(most)s tiedostoa yhtä aikaa. Yritä uudelleen %(seconds)s sekunnin kuluttua.",
            most=engine_access.settings().exports,
            seconds=RETRY_AFTER_S,
        )
        raise RequestRefused(503, message, {"Retry-After": str(RETRY_AFTER_S)}, BUSY)
    held = [slots]

    def release() -> None:
        if held:  # an answer may be closed more than once
            held.pop().release()

    return release


def check_at_most(value: int, most: int, message: str) -> None:
    """Refuse a value above its limit with a message that names the limit. Raises `RequestRefused` (400)."""
    if value > most:
        raise RequestRefused(400, message)


def _number(args: Args, name: str) -> int:
    """A parameter as a whole number; 0 where it is not one, of which the views make a note."""
    written = clean(args.get(name, ""))
    return int(written[:20]) if written.isascii() and written.isdigit() else 0


def client_key(address: str) -> str:
    """The client of an address: for IPv6 the /64 network, which usually belongs to one client."""
    try:
        if IPv6Address(address).ipv4_mapped is None:
            return str(ip_network(f"{address}/64", strict=False))
    except ValueError:
        pass
    return address[:MAX_CLIENT]


class RateLimiter:
    """Counts the requests of each client in this process, in bounded memory. Safe in many threads.

    A token bucket: a minute's requests may come at once, then at an even pace.
    """

    def __init__(self, per_minute: int, max_clients: int = MAX_CLIENTS) -> None:
        """per_minute: requests; 0 for no limit. max_clients: how many clients are remembered."""
        self.per_minute = per_minute
        self._max_clients = max_clients
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client → requests left, when
        self._lock = threading.Lock()

    def wait(self, client: str, now: float) -> float:
        """Count a request. Seconds until it would be allowed, 0 where it is; `now`: monotonic seconds."""
        if not self.per_minute:
            return 0.0
        with self._lock:
            left, at = self._left.pop(client, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + (now - at) * self.per_minute / 60)
            allowed = left >= 1
            self._left[client] = (left - allowed, now)
            if len(self._left) > self._max_clients:
                self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) * 60 / self.per_minute
