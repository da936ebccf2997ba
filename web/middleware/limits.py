"""What a request may ask for: under which name, how often, how much, and for how long.

Looked at before any view. What is too much ends in an error that names the limit, in the shape of all errors.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_network

from flask import Flask, current_app, g, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from search.contract import deadline
from search.contract.messages import Message
from search.contract.request import PAGE_SIZE
from web.config.settings import Settings
from web.middleware.errors import BUSY, RequestRefused
from web.routing import engine_access, urls
from web.routing.request_reader import Args, clean

FREE = frozenset({"static", "healthz", "readyz", "metrics"})
"""Endpoints that cost nothing or that watchers of the service ask, by whatever name they reach it."""
CLIENTS = 10_000
"""Clients remembered at the most; who was longest silent is forgotten first, which forgives."""
BYTES_A_CHARACTER = 12
"""Of a form: a letter outside the basic plane is four bytes of three characters each."""
RETRY_SECONDS = 10
"""When an export that there is no room for may be tried again."""
PLACES = "hankehaku-exports"
FORM_BYTES = 64 * 1024
"""What the other fields of a form may take."""


def register(app: Flask, settings: Settings) -> None:
    """Put the limits of the settings before every view."""
    app.config["MAX_CONTENT_LENGTH"] = settings.text_length * BYTES_A_CHARACTER + FORM_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    if settings.trusted_proxies:
        # Not X-Forwarded-Host: a proxy that does not set it passes on what the client wrote.
        number = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, number, number, x_host=0)  # type: ignore[method-assign]
    rate = Rate(settings.rate_limit)
    app.extensions[PLACES] = threading.BoundedSemaphore(settings.exports)

    @app.before_request
    def look() -> None:
        if settings.time_budget_ms:
            g.budget = deadline.start(settings.time_budget_ms / 1000)
        if request.endpoint not in FREE:
            check_host(settings.allowed_hosts)
            check_rate(rate)
            check_size(request.args, settings)

    @app.teardown_request
    def done(_: BaseException | None) -> None:
        if "budget" in g:
            deadline.end(g.pop("budget"))


def check_host(allowed: tuple[str, ...]) -> None:
    """Refuse names that the site does not have, where it was told which ones it has."""
    if allowed and not host_is_trusted(request.environ.get("HTTP_HOST", "").lower(), allowed):
        raise RequestRefused(400, Message("Palvelua ei ole tällä nimellä."))


def check_rate(rate: Rate) -> None:
    """Refuse a client that asks too often, and say when to come back."""
    wait = rate.wait(client_of(request.remote_addr or ""), time.monotonic())
    if wait:
        seconds = math.ceil(wait)
        message = Message(
            "Enintään %(most)s pyyntöä minuutissa. Yritä uudelleen %(seconds)s sekunnin kuluttua.",
            most=rate.a_minute,
            seconds=seconds,
        )
        raise RequestRefused(429, message, {"Retry-After": str(seconds)})


def check_size(args: Args, settings: Settings) -> None:
    """Refuse queries that are too long, and pages too far."""
    length, most = len(args.get(urls.QUERY, "")), settings.query_length
    told = Message(
        "Hakulause on liian pitkä: siinä on %(length)s merkkiä, ja enintään %(most)s käy.",
        length=length,
        most=most,
    )
    within(length, most, told)
    depth, most = (
        max((_number(args, urls.PAGE) - 1) * PAGE_SIZE, _number(args, "offset")),
        settings.page_depth,
    )
    told = Message(
        "Näin pitkälle ei voi selata: osumista näytetään enintään %(most)s. Rajaa hakua.", most=most
    )
    within(depth, most, told)


def too_long(text: str) -> str:
    """What is told of a pasted text that is too long; "" of any other. Its page keeps the text."""
    most = engine_access.settings().text_length
    if len(text) <= most:
        return ""
    return Message(
        "Teksti on liian pitkä: siinä on %(length)s merkkiä, ja enintään %(most)s käy. Lyhennä tekstiä: "
        "tiivistelmä riittää.",
        length=len(text),
        most=most,
    )


def check_rows(rows: int) -> None:
    """Refuse a file of too many projects."""
    most = engine_access.settings().export_rows
    told = Message(
        "Haku löysi %(rows)s hanketta, ja yhteen tiedostoon otetaan enintään %(most)s. Rajaa hakua.",
        rows=rows,
        most=most,
    )
    within(rows, most, told)


def acquire_export_slot() -> Callable[[], None]:
    """A place among the exports of this process; what is returned gives it back. Raises `RequestRefused`."""
    places = current_app.extensions[PLACES]
    if not places.acquire(blocking=False):
        told = Message(
            "Palvelu tekee jo %(most)s tiedostoa yhtä aikaa. Yritä uudelleen %(seconds)s sekunnin kuluttua.",
            most=engine_access.settings().exports,
            seconds=RETRY_SECONDS,
        )
        raise RequestRefused(503, told, {"Retry-After": str(RETRY_SECONDS)}, BUSY)
    held = [places]

    def give_back() -> None:
        if held:  # an answer may be closed more than once
            held.pop().release()

    return give_back


def within(value: int, most: int, told: str, status: int = 400) -> None:
    """Refuse a value above its limit, in words that name it. Raises `RequestRefused`."""
    if value > most:
        raise RequestRefused(status, told)


def _number(args: Args, name: str) -> int:
    """A parameter as a whole number; 0 where it is none, which the views make a note of."""
    written = clean(args.get(name, ""))
    return int(written[:20]) if written.isascii() and written.isdigit() else 0


def client_of(address: str) -> str:
    """Whom an address counts for: of IPv6 the network, since everyone has billions of addresses in one."""
    try:
        if IPv6Address(address).ipv4_mapped is None:
            return str(ip_network(f"{address}/64", strict=False))
    except ValueError:
        pass
    return address


class Rate:
    """Requests of each client, in this process, within bounded memory; safe in many threads.

    A token bucket: so many at once as a minute allows, then at an even pace.
    """

    def __init__(self, a_minute: int, clients: int = CLIENTS) -> None:
        self.a_minute = a_minute
        self._clients = clients
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client → requests left, when
        self._lock = threading.Lock()

    def wait(self, client: str, now: float) -> float:
        """Count a request; seconds until there is room for it, 0 where there is."""
        if not self.a_minute:
            return 0.0
        with self._lock:
            left, at = self._left.pop(client, (float(self.a_minute), now))
            left = min(float(self.a_minute), left + (now - at) * self.a_minute / 60)
            allowed = left >= 1
            self._left[client] = (left - allowed, now)
            if len(self._left) > self._clients:
                self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) * 60 / self.a_minute
