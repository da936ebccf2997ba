"""The production server: gunicorn, run from Python; its only output is the address, in one line.

A few processes answer, each with a few threads. Each opens the index for itself: opening it once before they
are forked took more memory, since Python writes a reference count into every object that it reads, so that
hardly a page of memory stayed shared. SIGTERM and Ctrl-C let running answers finish.
"""

from __future__ import annotations

import ctypes
import gc
import os
import shutil
import socket
from collections.abc import Callable
from contextlib import suppress
from tempfile import mkdtemp
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http import message as gunicorn_message
from gunicorn.workers.gthread import ThreadWorker

from index.errors import HankehakuError
from search import open_engine
from web.app import create_app
from web.config.settings import Settings
from web.middleware.shared_page_cache import SharedPageCache

REQUEST_LINE_BYTES = 128 * 1024
"""The longest address that is read: a query of 10,000 percent-encoded letters outside ASCII."""
BACKLOG = 512
"""Connections that may wait to be accepted."""
GRACEFUL_TIMEOUT_S = 20
"""How long running answers may take to finish after SIGTERM."""
LOADING_TIMEOUT_S = 300
"""How long a process may take to open the index before gunicorn takes it for hung and starts another."""
SEND_TIMEOUT_S = 30
"""How long a client may take to read a piece of an answer, or to send one of a form."""
GC_THRESHOLD = 10_000
"""New objects after which Python collects garbage: those of about one page, hardly any garbage."""
M_ARENA_MAX = -8
"""The parameter of glibc's `mallopt` for the number of arenas (malloc.h)."""
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that tells `prometheus_client` where the processes share their counts."""


class AddressTaken(HankehakuError):
    """The server cannot listen on the address: in use, not allowed, or not an address of this machine."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"{host}:{port}: cannot listen here ({reason}). Choose another address or port with "
            f"--host and --port, for example: hankehaku serve --port {port % 65535 + 1}"
        )


def serve(settings: Settings) -> None:
    """Serve an index until told to stop. Raises `AddressTaken`, `IndexMissing`, `IndexMismatch`."""
    open_engine(settings.index)
    with listen(settings.host, settings.port) as listener:
        if settings.metrics:
            _make_metrics_folder()
        _use_one_arena()
        pages = SharedPageCache(settings.page_cache_mb * 2**20)
        Server(lambda: create_app(settings.index, settings, pages), settings, listener).run()


def _use_one_arena() -> None:
    """Have glibc allocate for all threads of a process from one arena (`mallopt(3)`): Python lets only one of
    them run at a time, and the gaps in several arenas took a tenth of all memory."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, opened before any process is forked, so that a taken port is one clear error.

    port: 0 takes a free one. IPv4 is preferred where a name has both. Raises `AddressTaken`.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AddressTaken(host, port, error.strerror or str(error)) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise AddressTaken(host, port, error.strerror or str(error)) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """The address of a listening socket, to open in a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn, given its settings by the program instead of a command line."""

    def __init__(self, make_app: Callable[[], Flask], settings: Settings, listener: socket.socket) -> None:
        """make_app: makes the application of a process, in that process."""
        self.make_app, self.settings, self.listener = make_app, settings, listener
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's settings. The limit of the request line is a constant there: 8190 is too short."""
        gunicorn_message.MAX_REQUEST_LINE = REQUEST_LINE_BYTES
        settings = {
            "bind": f"fd://{self.listener.detach()}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": _Worker,
            "graceful_timeout": GRACEFUL_TIMEOUT_S,
            "limit_request_line": REQUEST_LINE_BYTES,
            "loglevel": "warning",
            "proc_name": "hankehaku",
            "forwarded_allow_ips": "",  # what proxies say is the application's business
            "timeout": LOADING_TIMEOUT_S,
            "post_worker_init": _announce,
            "on_exit": _remove_metrics_folder,
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:  # older gunicorns lack some
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of a worker process."""
        app = self.make_app()
        for name in app.jinja_env.list_templates():
            app.jinja_env.get_template(name)  # compiles it
        app.wsgi_app = with_send_timeout(app.wsgi_app)  # type: ignore[method-assign]
        gc.collect()
        gc.freeze()  # keeps what stays for good out of all later collections
        gc.set_threshold(GC_THRESHOLD)
        return app


class _Worker(ThreadWorker):  # type: ignore[misc]
    """Accepts a connection only while it has a thread free for it, so that every process gets its share.

    Otherwise the first process that wakes accepts all connections that come at once, and the others sit idle.
    """

    @property
    def worker_connections(self) -> int:
        """How many connections may be open for one more to be accepted: idle ones do not count."""
        return int(self.cfg.threads) + len(self.keepalived_conns) + len(self.pending_conns)

    @worker_connections.setter
    def worker_connections(self, _: int) -> None:
        """Ignores gunicorn's own setting, which counts idle connections too."""


def with_send_timeout(application: Any) -> Any:
    """The WSGI application with a socket timeout of `SEND_TIMEOUT_S`, so that a stalled reader frees its
    thread."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        environ["gunicorn.socket"].settimeout(SEND_TIMEOUT_S)
        return application(environ, start_response)

    return answer


def _announce(worker: Any) -> None:
    """Print the address as soon as the first process answers."""
    if worker.age == 1:
        print(f"Hankehaku: {address_of(worker.sockets[0].sock)}", flush=True)


def _make_metrics_folder() -> None:
    os.environ[METRICS_FOLDER] = mkdtemp(prefix="hankehaku-")


def _remove_metrics_folder(arbiter: Any) -> None:
    """Called by gunicorn when the parent process ends."""
    if METRICS_FOLDER in os.environ:
        shutil.rmtree(os.environ[METRICS_FOLDER], ignore_errors=True)
