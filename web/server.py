"""The production server: gunicorn, run from Python; its only output is the address, in one line.

A few processes answer, each with a few threads (`web.serving`). Each opens the index for itself: opening it
once before the fork took more memory: Python writes reference counts into every object that it reads, so
hardly any page of memory stayed shared. SIGTERM and Ctrl-C let running answers finish; SIGHUP reads the
settings again and starts new processes with them.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import shutil
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from tempfile import mkdtemp
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.http import message as gunicorn_message

from index.errors import HankehakuError
from search import open_engine
from web.app import create_app
from web.config.cluster import cluster_settings
from web.config.settings import Settings
from web.middleware.limits import body_bytes
from web.middleware.shared_page_cache import SharedPageCache
from web.serving.connections import SharedCounts
from web.serving.server_log import ServerLog
from web.serving.turns import Turns, in_turns
from web.serving.worker import FairWorker

REQUEST_LINE_BYTES = 128 * 1024
"""The longest address that is read: a query of 10,000 percent-encoded letters outside ASCII."""
BACKLOG = 512
"""Connections that may wait to be accepted."""
GRACEFUL_TIMEOUT_S = 20
"""How long running answers may take to finish after SIGTERM."""
LOADING_TIMEOUT_S = 300
"""How long a process may take to open the index before gunicorn takes it for hung and starts another."""
GC_THRESHOLD = 10_000
"""New objects after which Python collects garbage: those of about one page, hardly any garbage."""
M_ARENA_MAX = -8
"""The parameter of glibc's `mallopt` for the number of arenas (malloc.h)."""
SPARE_FILES = 256
"""Files that a process has open besides its connections, at most: of the index, and of exports."""
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that tells `prometheus_client` where the processes share their counts."""


class AddressTaken(HankehakuError):
    """The server cannot listen on the address: in use, not allowed, or not an address of this machine."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"{host}:{port}: cannot listen here ({reason}). Choose another address or port with "
            f"--host and --port, for example: hankehaku serve --port {port % 65535 + 1}"
        )


def serve(settings: Settings, reread: Callable[[], Settings] | None = None) -> None:
    """Serve an index until told to stop. Raises `AddressTaken`, `IndexMissing`, `IndexMismatch`.

    reread: reads the settings again, on SIGHUP; without it they stay as they are.
    """
    open_engine(settings.index, cluster=cluster_settings(settings))
    with listen(settings.host, settings.port) as listener:
        if settings.metrics:
            _make_metrics_folder()
        _use_one_arena()
        pages = SharedPageCache(settings.page_cache_mb * 2**20)
        server = Server(
            lambda: create_app(server.settings.index, server.settings, pages), settings, listener, reread
        )
        server.run()


def _use_one_arena() -> None:
    """Make glibc allocate for all threads of a process from one arena (`mallopt(3)`): Python lets only one of
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

    def __init__(
        self,
        make_app: Callable[[], Flask],
        settings: Settings,
        listener: socket.socket,
        reread: Callable[[], Settings] | None = None,
    ) -> None:
        """make_app: makes the application of a process, in that process. reread: see `serve`."""
        self.make_app, self.settings, self._reread = make_app, settings, reread
        self._counts = SharedCounts()
        self._bind = f"fd://{listener.detach()}"
        super().__init__()

    def run(self) -> None:
        """Serve until told to stop."""
        _Parent(self).run()

    def load_config(self) -> None:
        """Gunicorn's settings. The limit of the request line is a constant there: 8190 is too short."""
        gunicorn_message.MAX_REQUEST_LINE = REQUEST_LINE_BYTES
        settings = {
            "bind": self._bind,
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": FairWorker,
            "logger_class": ServerLog,
            "graceful_timeout": GRACEFUL_TIMEOUT_S,
            "limit_request_line": REQUEST_LINE_BYTES,
            "loglevel": "warning",
            "proc_name": "hankehaku",
            "sendfile": False,  # the worker sends by itself
            "forwarded_allow_ips": "",  # what proxies say is the application's business
            "timeout": LOADING_TIMEOUT_S,
            "pre_fork": self._prepare_worker,
            "child_exit": self._forget_worker,
            "post_worker_init": _announce,
            "on_exit": _remove_metrics_folder,
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:  # older gunicorns lack some
                self.cfg.set(name, value)

    def reload(self) -> None:
        """SIGHUP: read the settings again. If they are invalid, nothing changes."""
        try:
            if self._reread:
                self.settings = self._reread()
        except HankehakuError as error:
            ServerLog(self.cfg).error("the settings stay as they were: %s", error)
        super().reload()

    def load(self) -> Any:
        """The application of a worker process. Of a cluster the threads of a process mostly wait for it."""
        app = self.make_app()
        for name in app.jinja_env.list_templates():
            app.jinja_env.get_template(name)  # compiles it
        gc.collect()
        gc.freeze()  # excludes permanent objects from all later collections
        gc.set_threshold(GC_THRESHOLD)
        return app if self.settings.engine == "opensearch" else in_turns(app, Turns())

    def _prepare_worker(self, _: Any, worker: FairWorker) -> None:
        """Called by the parent before it forks a process."""
        worker.counts, worker.slot = self._counts, self._counts.claim()
        worker.most_connections = allow_files(self.settings.connections)
        worker.most_of_client = self.settings.client_connections
        worker.body_bytes = body_bytes(self.settings)

    def _forget_worker(self, _: Any, worker: FairWorker) -> None:
        """Called by the parent when a process has ended."""
        self._counts.release(worker.slot)


class _Parent(Arbiter):  # type: ignore[misc]
    """The parent of the processes. Pending SIGHUPs count as one, and a SIGTERM is handled first."""

    def wait_for_signals(self, timeout: float = 1.0) -> list[int]:
        """The signals that have come meanwhile."""
        found: list[int] = super().wait_for_signals(timeout)
        return sorted(dict.fromkeys(found), key=lambda number: number == signal.SIGHUP)


def allow_files(connections: int) -> int:
    """Raise the system's limit to so many connections in a process. Returns how many it allows."""
    wanted = connections + SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(1, min(connections, soft - SPARE_FILES))
    return connections


def _announce(worker: Any) -> None:
    """Print the address as soon as the first process answers."""
    if worker.age == 1:
        with suppress(OSError):  # nobody reads it
            print(f"Hankehaku: {address_of(worker.sockets[0].sock)}", flush=True)


def _make_metrics_folder() -> None:
    os.environ[METRICS_FOLDER] = mkdtemp(prefix="hankehaku-")


def _remove_metrics_folder(arbiter: Any) -> None:
    """Called by gunicorn when the parent process ends."""
    if METRICS_FOLDER in os.environ:
        shutil.rmtree(os.environ[METRICS_FOLDER], ignore_errors=True)
