"""The production server: gunicorn, run from Python, with one line of noise.

A few processes of a few threads answer. Each opens the index for itself, which takes less memory than opening
it before they are made: Python writes to what it reads, so that hardly a page would stay shared. SIGTERM and
Ctrl-C let running answers finish.
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

REQUEST_LINE = 128 * 1024
"""Bytes of the longest address that is read: a 10,000-character query of percent-encoded letters."""
BACKLOG = 512
GRACEFUL_SECONDS = 20
LOADING_SECONDS = 300
"""How long a process may take to open the index before it is thought to hang."""
SEND_SECONDS = 30
"""How long a client may take to read a piece of an answer, or to send one of a form; then it is left."""
GARBAGE_FROM = 10_000
"""New objects after which garbage is looked for: those of a page or so, of which hardly any are garbage."""
M_ARENA_MAX = -8
"""From glibc's malloc.h."""
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder through which the processes share their counts to `prometheus_client`."""


class AddressTaken(HankehakuError):
    """The address cannot be listened on."""

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
            _share_counts()
        _use_one_arena()
        Server(lambda: create_app(settings.index, settings), settings, listener).run()


def _use_one_arena() -> None:
    """Have glibc give the threads of a process memory from one arena, as `mallopt(3)` tells: Python lets only
    one of them run at a time, and the gaps of several arenas took a tenth of all memory."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, made before any process is, so that a taken port is one clear error."""
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
    """The address to open in a browser."""
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
        gunicorn_message.MAX_REQUEST_LINE = REQUEST_LINE
        settings = {
            "bind": f"fd://{self.listener.detach()}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": _Worker,
            "graceful_timeout": GRACEFUL_SECONDS,
            "limit_request_line": REQUEST_LINE,
            "loglevel": "warning",
            "proc_name": "hankehaku",
            "forwarded_allow_ips": "",  # what proxies say is the application's business
            "timeout": LOADING_SECONDS,
            "post_worker_init": _announce,
            "on_exit": _forget_counts,
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:  # older gunicorns lack some
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of a worker process."""
        app = self.make_app()
        for name in app.jinja_env.list_templates():
            app.jinja_env.get_template(name)  # which is translated into Python once
        app.wsgi_app = with_send_timeout(app.wsgi_app)  # type: ignore[method-assign]
        gc.collect()
        gc.freeze()  # what stays for good need not be looked through for garbage
        gc.set_threshold(GARBAGE_FROM)
        return app


class _Worker(ThreadWorker):  # type: ignore[misc]
    """Takes a connection only while it has a thread free for it, so that every process gets its share.

    Otherwise the first that wakes takes all that come at once, and keeps them, while the others sit idle.
    """

    @property
    def worker_connections(self) -> int:
        """How many connections may be open for one more to be taken: those that rest do not count."""
        return int(self.cfg.threads) + len(self.keepalived_conns) + len(self.pending_conns)

    @worker_connections.setter
    def worker_connections(self, _: int) -> None:
        """Gunicorn's own setting is for connections that rest too."""


def with_send_timeout(application: Any) -> Any:
    """The application, which waits for no client for ever: one that stops reading would keep a thread."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        environ["gunicorn.socket"].settimeout(SEND_SECONDS)
        return application(environ, start_response)

    return answer


def _announce(worker: Any) -> None:
    """Tell the address as soon as the first process answers."""
    if worker.age == 1:
        print(f"Hankehaku: {address_of(worker.sockets[0].sock)}", flush=True)


def _share_counts() -> None:
    os.environ[COUNTS] = mkdtemp(prefix="hankehaku-")


def _forget_counts(arbiter: Any) -> None:
    """At the end of the first process only: the others have copies of all it knows, but not this duty."""
    if COUNTS in os.environ:
        shutil.rmtree(os.environ[COUNTS], ignore_errors=True)
