"""The server process: one loop that reads and sends for all clients, and a few threads that answer.

Gunicorn's own threaded worker reads and answers each connection in a thread, so that slow clients can occupy
the site. Here a request gets a thread when it has arrived completely, in order of arrival, and the loop sends
the part of an answer that a client has not read yet. A slow client only costs a connection for a limited
time, and no thread; only an export holds a thread while it is read.
"""

from __future__ import annotations

import errno
import math
import selectors
import socket
import sys
import time
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.http import get_parser
from gunicorn.workers.gthread import ThreadWorker

from web.middleware.limits import client_key
from web.serving import time_limits
from web.serving.connections import Connection, Connections, Phase, SharedCounts
from web.serving.exchange import PIECE_BYTES, Exchange
from web.serving.framing import Arrival, Incoming
from web.serving.refusals import refusal, status_of

DISCARDED_BYTES = 64 * 1024
"""What a closing client may still send."""
RECEIVED_BYTES = 64 * 1024
"""The most bytes read from one client before others have their turn."""
RESTART_DELAY_S = 1.0
"""How long a process that could not start waits before it ends."""
TICK_S, PAUSE_S = 0.25, 0.02
"""How often deadlines are looked at, and how soon a process looks again whether it may accept, in seconds."""
NO_CONNECTION = {errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED, errno.EINTR}
"""What `accept` says where another process was quicker, or the client is gone."""


class FairWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A process of the server. Of gunicorn's worker it uses the threads, and the answering of one request.

    The parent sets the attributes before it forks the process (`web.server`).
    """

    counts: SharedCounts
    slot: int
    most_connections: int
    most_of_client: int
    body_bytes: int

    def load_wsgi(self) -> None:
        """Make the application. Where it cannot be made, the parent starts another process in a moment: the
        exit code that gunicorn has for this would end the whole server."""
        try:
            super().load_wsgi()
        except Exception:
            self.log.exception("a server process could not start")
            time.sleep(RESTART_DELAY_S)
            sys.exit(1)

    # The loop

    def run(self) -> None:
        """Serve until told to stop, then answer the requests that have begun to arrive."""
        self.connections = Connections(self.most_connections, self.most_of_client)
        self._next_tick = self._paused_until = 0.0
        self.poller.register(
            self.method_queue.fileno(), selectors.EVENT_READ, self.method_queue.run_callbacks
        )
        while self.alive and self.is_parent_alive():
            self._turn()
        self.handle_exit(None, None)  # where the parent is gone
        self._stop()

    def _turn(self) -> None:
        self.notify()
        self._count()
        if self.alive:
            self.set_accept_enabled(self._may_accept())
        self.wait_for_and_dispatch_events(TICK_S if self._accepting or not self.alive else PAUSE_S)
        now = time.monotonic()
        if now >= self._next_tick:
            self._next_tick = now + TICK_S
            for connection in self.connections:
                if now >= connection.deadline:
                    self._overdue(connection, now)

    def _stop(self) -> None:
        self.set_accept_enabled(False)
        for listener in self.sockets:
            listener.close()
        for connection in self.connections:
            if connection.phase is Phase.IDLE:
                self._wait(connection, Phase.IDLE, time_limits.STOPPING_S)
        ends = time.monotonic() + self.cfg.graceful_timeout
        while len(self.connections) and time.monotonic() < ends:
            self._turn()
        for connection in self.connections:
            self._close(connection)
        self.tpool.shutdown(wait=False, cancel_futures=True)

    # New connections

    def _may_accept(self) -> bool:
        return time.monotonic() >= self._paused_until and self.counts.allow_one_more(len(self.connections))

    def accept(self, listener: Any) -> None:
        """Accept one connection; the next one is accepted by whichever process then has the fewest."""
        try:
            accepted, address = listener.accept()
        except OSError as error:
            if error.errno not in NO_CONNECTION:  # no file numbers or memory left
                self._paused_until = time.monotonic() + TICK_S
                self._make_room("")
            return
        accepted.setblocking(False)
        client = address or ("", 0)
        key = client_key(str(client[0]))
        fits = not self.connections.is_full(key) or self._make_room(key)
        connection = Connection(accepted, client, listener.getsockname(), key, Incoming(self.body_bytes))
        self.connections.add(connection)
        self._count()
        self._wait(connection, Phase.READING, time_limits.HEAD_S)
        if not fits:
            self._refuse(connection, 503)
        self.set_accept_enabled(self._may_accept())

    def _make_room(self, key: str) -> bool:
        """Close the longest waiting connection; False where all of them are being answered."""
        found = self.connections.longest_waiting(key)
        if found is not None:
            self._close(found)
        return found is not None

    # A request comes

    def _on_readable(self, connection: Connection) -> None:
        try:
            data = connection.socket.recv(RECEIVED_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._close(connection)
        elif connection.phase is Phase.CLOSING:
            connection.discarded += len(data)
            if connection.discarded > DISCARDED_BYTES:
                self._close(connection)
        else:
            before = connection.incoming.arrival
            connection.incoming.add(data)
            self._received(connection, before)
            for given_up in self.connections.too_much_incoming(len(data)):
                self._close(given_up)

    def _received(self, connection: Connection, before: Arrival) -> None:
        """A part of a request has arrived. before: how much of it there was."""
        match connection.incoming.arrival:
            case Arrival.WHOLE:
                self._answer(connection)
            case Arrival.TOO_LARGE:
                self._refuse(connection, 431)
            case Arrival.HEAD if connection.phase is Phase.IDLE:
                self._wait(connection, Phase.READING, time_limits.HEAD_S)
            case Arrival.BODY if before is not Arrival.BODY:
                self._wait(connection, Phase.READING, time_limits.BODY_S)
                if connection.incoming.expects_continue:
                    with suppress(OSError):
                        connection.socket.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    # It is answered

    def _answer(self, connection: Connection) -> None:
        connection.sock = Exchange(connection.socket, bytes(connection.incoming.data))
        self._wait(connection, Phase.WORKING, math.inf)
        future = self.tpool.submit(self._respond, connection)
        future.add_done_callback(lambda done: self.method_queue.defer(self._responded, connection, done))

    def _respond(self, connection: Connection) -> bytes | None:
        """Answer a request, in a thread. What came behind it; None where the connection ends."""
        assert connection.sock
        try:
            parser = get_parser(self.cfg, connection.sock, connection.client)
            request = next(parser)
            if connection.incoming.is_oversized or self.counts.has_too_many(len(self.connections)):
                request.force_close()
            if not self.handle_request(request, connection) or not parser.finish_body():
                return None
            return bytes(parser.unreader.take_buffered() + connection.sock.recv(-1))
        except (StopIteration, OSError):
            return None  # the answer was cut off, or the client is gone
        except Exception as error:
            status = status_of(error)
            if status == 500:
                self.log.exception("a request failed outside the application")
            with suppress(OSError):
                connection.sock.sendall(refusal(status))
            return None

    def _responded(self, connection: Connection, done: Any) -> None:
        """The thread is free again. The client may still have to take the answer."""
        behind = None if done.cancelled() or done.exception() else done.result()
        connection.keep = behind is not None
        connection.incoming = Incoming(self.body_bytes, behind or b"")
        assert connection.sock
        if connection.sock.unsent and not connection.sock.broken:
            connection.unsent = len(connection.sock.unsent)
            self._wait(connection, Phase.SENDING, time_limits.SEND_S)
            while (slowest := self.connections.too_much_unsent()) is not None:
                self._close(slowest)
        else:
            self._sent(connection)

    def _on_writable(self, connection: Connection) -> None:
        assert connection.sock
        with suppress(OSError):
            connection.sock.flush()
        if connection.sock.broken or not connection.sock.unsent:
            self._sent(connection)

    def _sent(self, connection: Connection) -> None:
        """The client has the whole answer, or is gone."""
        broken, connection.sock = connection.sock is None or connection.sock.broken, None
        if broken:
            self._close(connection)
        elif not connection.keep:
            self._linger(connection)
        else:
            self._wait(connection, Phase.IDLE, time_limits.IDLE_S if self.alive else time_limits.STOPPING_S)
            if connection.incoming.data:
                self._received(connection, Arrival.HEAD)

    # A connection ends

    def _overdue(self, connection: Connection, now: float) -> None:
        """A phase has lasted for too long."""
        if connection.phase is Phase.SENDING and connection.sock:
            taken = connection.unsent - len(connection.sock.unsent)
            if taken >= PIECE_BYTES:
                connection.unsent -= taken
                connection.deadline = now + time_limits.SEND_S
                return
        if connection.phase is Phase.READING and connection.incoming.data:
            self._refuse(connection, 408)
        else:
            self._close(connection)

    def _refuse(self, connection: Connection, status: int) -> None:
        """Answer without a thread, and close."""
        with suppress(OSError):
            connection.socket.send(refusal(status))
        self._linger(connection)

    def _linger(self, connection: Connection) -> None:
        """Close a connection once the client has closed it too."""
        try:
            connection.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(connection)
        else:
            self._wait(connection, Phase.CLOSING, time_limits.CLOSING_S)

    def _close(self, connection: Connection) -> None:
        if not connection.closed:
            connection.closed = True
            self._watch(connection, 0)
            connection.socket.close()
            self.connections.remove(connection)

    def _wait(self, connection: Connection, phase: Phase, seconds: float) -> None:
        """Begin a phase that may last so long."""
        now = time.monotonic()
        connection.phase, connection.since, connection.deadline = phase, now, now + seconds
        self._watch(connection, phase.events)

    def _watch(self, connection: Connection, events: int) -> None:
        """Have the poller look for other events of a connection; 0 = none."""
        if connection.watched == events:
            return
        if connection.watched:
            self.poller.unregister(connection.socket)
        if events:
            self.poller.register(connection.socket, events, partial(self._ready, connection))
        connection.watched = events

    def _ready(self, connection: Connection, _: Any) -> None:
        if connection.closed:
            return  # it was closed earlier in the same turn
        if connection.watched == selectors.EVENT_WRITE:
            self._on_writable(connection)
        elif connection.watched:
            self._on_readable(connection)

    def _count(self) -> None:
        self.counts.put(self.slot, len(self.connections))
