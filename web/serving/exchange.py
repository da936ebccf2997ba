"""A replacement for the socket in gunicorn: it reads from memory, and stores what is not sent yet.

So a thread is free as soon as the answer is made, however slowly the client reads it.
"""

from __future__ import annotations

import select
import socket
import time
from io import BytesIO

from web.serving import time_limits

UNSENT_BYTES = 5 * 1024 * 1024
"""What is kept of an answer for a client that reads slowly: more than any page, whose bound is 4 million
characters (`web.middleware.rendering`). Only exports are longer."""
PIECE_BYTES = 64 * 1024
"""Of an answer: what a client has to read within `time_limits.SEND_S`."""


class Exchange:
    """One request and its answer. Used by one thread at a time.

    unsent: the part of the answer that the client has not read yet. broken: whether it cannot be sent any
    more.
    """

    def __init__(self, connection: socket.socket, request: bytes) -> None:
        """connection: not blocking. request: all received bytes, the request first."""
        self._socket = connection
        self._request = BytesIO(request)
        self.unsent = bytearray()
        self.broken = False

    def recv(self, size: int) -> bytes:
        """The next bytes of the request; b"" at the end of received bytes, as if the client had closed."""
        return self._request.read(size)

    def sendall(self, data: bytes) -> None:
        """Send, or keep to be sent. Waits only while more than `UNSENT_BYTES` are kept.

        Raises `OSError` where the client is gone or does not read.
        """
        if self.broken:
            raise BrokenPipeError
        self.unsent += data
        self.flush()
        ends = time.monotonic() + time_limits.SEND_S
        while len(self.unsent) > UNSENT_BYTES:
            wait = ends - time.monotonic()
            if wait <= 0 or not _is_writable(self._socket, wait):
                self.broken = True
                raise TimeoutError
            self.flush()

    def send(self, data: bytes) -> int:
        """Ignores «100 Continue», all that gunicorn sends this way: the body has arrived already."""
        return len(data)

    def flush(self) -> None:
        """Send as much as the client takes now. Raises `OSError` where it is gone."""
        try:
            while self.unsent:
                del self.unsent[: self._socket.send(self.unsent)]
        except BlockingIOError:
            pass
        except OSError:
            self.broken = True
            raise

    def shutdown(self, _: int) -> None:
        """Called where an answer fails half-way: the connection ends with what was sent."""
        self.broken = True

    def settimeout(self, _: float | None) -> None:
        """Ignored: nothing waits."""

    def close(self) -> None:
        """Ignored: the worker closes connections."""


def _is_writable(connection: socket.socket, seconds: float) -> bool:
    waiting = select.poll()  # select.select fails from file number 1024 on
    waiting.register(connection, select.POLLOUT)
    return bool(waiting.poll(seconds * 1000))
