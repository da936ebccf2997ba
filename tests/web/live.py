"""Real HTTP servers: one in a thread, for browser tests and screenshots, and the production server."""

from __future__ import annotations

import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.conftest import ROOT

SERVE = [sys.executable, "-m", "hankehaku", "serve", "--port", "0", "--index"]


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of an application while it is served on a free port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def running(
    folder: Path | None, *options: str, command: Sequence[str] = ()
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The production server as a process, and its address from the line that it printed."""
    process = subprocess.Popen(
        command or [*SERVE, str(folder), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith("Hankehaku: http://127.0.0.1:")
        yield process, line.split()[1]
    finally:
        process.kill()
        process.communicate()


def get(address: str) -> str:
    """The body of an answer that must be 200."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert answer.status == 200
        return str(answer.read().decode())
