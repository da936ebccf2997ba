"""The open connections of a process: their phases, and which one is closed when there are too many."""

from __future__ import annotations

import math
import mmap
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from web.serving.exchange import Exchange
from web.serving.framing import Incoming

SLOTS = 128
"""Processes that can share their numbers of connections: twice as many as the settings allow, while new ones
take the place of the old."""
HEAD_START = 4
"""Of the connections of the process with the fewest, another may have this part more and still accept, so
that many that come at once are accepted faster."""
FREE = 0xFFFFFFFF
"""The value for a process that does not exist."""
ALL_INCOMING_BYTES = 64 * 1024 * 1024
"""What is kept of requests until they are answered; beyond it the one that has waited longest is cut off."""
WEIGHED_BYTES = 1024 * 1024
"""Received from all clients before what is kept of them is added up again."""
ALL_UNSENT_BYTES = 64 * 1024 * 1024
"""What is kept of answers for slow readers; beyond it the one that has waited longest is cut off."""
STALE_S = 1.0
"""A process that has not reported its number for so many seconds is still starting, hangs or was stopped."""


class Phase(IntEnum):
    """The phase of a connection. If there are too many, those with small numbers are closed first."""

    CLOSING = 0  # answered; what the client still sends is thrown away
    IDLE = 1  # between two requests
    READING = 2  # a request has begun, or the connection is new
    SENDING = 3  # the client has yet to read the answer
    WORKING = 4  # a thread is at it, or will be; never gives way

    @property
    def events(self) -> int:
        """What the poller is to look for; 0 = nothing."""
        if self is Phase.WORKING:
            return 0
        return selectors.EVENT_WRITE if self is Phase.SENDING else selectors.EVENT_READ


@dataclass(eq=False)
class Connection:
    """A client's connection.

    client, server: the addresses of the two ends. key: the client that it counts for. since: when its phase
    began, and deadline when that must be over, in monotonic seconds. incoming: what has come of the request.
    sock: what gunicorn takes for the socket while the request is answered. keep: whether another request may
    follow. unsent: bytes that the client had yet to read when the deadline was set. watched: the events that
    it waits for. discarded: bytes that it sent while closing.
    """

    socket: socket.socket
    client: Any
    server: Any
    key: str
    incoming: Incoming
    phase: Phase = Phase.READING
    since: float = 0.0
    deadline: float = math.inf
    sock: Exchange | None = None
    keep: bool = False
    unsent: int = 0
    watched: int = 0
    discarded: int = 0
    closed: bool = False

    @property
    def kept(self) -> int:
        """Memory for the request in bytes: counted twice while it is answered."""
        return len(self.incoming.data) * (2 if self.phase is Phase.WORKING else 1)


@dataclass
class Connections:
    """The open connections, within limits. most: in this process; most_of_client: from one client."""

    most: int
    most_of_client: int
    _all: set[Connection] = field(default_factory=set)
    _of_client: Counter[str] = field(default_factory=Counter)
    _unweighed: int = 0

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._all))

    def add(self, connection: Connection) -> None:
        """Count a new one."""
        self._all.add(connection)
        self._of_client[connection.key] += 1

    def remove(self, connection: Connection) -> None:
        """No longer count one."""
        self._all.discard(connection)
        self._of_client[connection.key] -= 1
        if not self._of_client[connection.key]:
            del self._of_client[connection.key]

    def is_full(self, key: str) -> bool:
        """Whether another one has to close before a client may have one more."""
        return len(self) >= self.most or self._of_client[key] >= self.most_of_client

    def longest_waiting(self, key: str) -> Connection | None:
        """The connection to close for a new one of a client: its own if it has too many, else any."""
        own = self._of_client[key] >= self.most_of_client
        return first_to_give_way(one for one in self._all if one.key == key or not own)

    def too_much_incoming(self, received: int, most: int = ALL_INCOMING_BYTES) -> Iterator[Connection]:
        """The connections to close, one by one, until the memory for requests is within its limit.

        received: bytes that came just now. most: the bound, in bytes.
        """
        self._unweighed += received
        if self._unweighed >= WEIGHED_BYTES:
            self._unweighed = 0
            while sum(one.kept for one in self._all) > most:
                given_up = first_to_give_way(one for one in self._all if one.kept)
                if given_up is None:
                    return
                yield given_up

    def too_much_unsent(self, most: int = ALL_UNSENT_BYTES) -> Connection | None:
        """The slow reader that has waited longest, if stored answers take more bytes than allowed."""
        sending = [one for one in self._all if one.phase is Phase.SENDING]
        kept = sum(len(one.sock.unsent) for one in sending if one.sock)
        return first_to_give_way(sending) if kept > most else None


def first_to_give_way(connections: Iterable[Connection]) -> Connection | None:
    """By phase, and then the one that has been in it for longest; None where all are being answered."""
    waiting = (one for one in connections if one.phase is not Phase.WORKING)
    return min(waiting, key=lambda one: (one.phase, one.since), default=None)


class SharedCounts:
    """How many connections each process of the server has, so that each accepts its share.

    All processes wait at one listening socket. Without this, the process that wakes first accepts all
    simultaneous connections, and the others are idle. A process that does not accept any at the moment is
    ignored: each process reports its number regularly. To be made before the processes are forked.
    """

    def __init__(self) -> None:
        self._counts = memoryview(mmap.mmap(-1, SLOTS * 4)).cast("I")
        self._counts[:] = memoryview(b"\xff" * SLOTS * 4).cast("I")
        self._told = memoryview(mmap.mmap(-1, SLOTS * 8)).cast("d")

    def claim(self) -> int:
        """A place for a new process. Called by the parent."""
        slot = next((slot for slot, count in enumerate(self._counts) if count == FREE), SLOTS - 1)
        self._counts[slot], self._told[slot] = 0, -math.inf
        return slot

    def release(self, slot: int) -> None:
        """A process has ended. Called by the parent."""
        self._counts[slot] = FREE

    def put(self, slot: int, count: int) -> None:
        """Say how many connections a process has."""
        self._counts[slot], self._told[slot] = count, time.monotonic()

    def fewest(self) -> int:
        """The least number of any process that accepts."""
        since = time.monotonic() - STALE_S
        told = zip(self._counts, self._told, strict=True)
        return min((count for count, when in told if count != FREE and when >= since), default=0)

    def allow_one_more(self, count: int) -> bool:
        """Whether a process with so many connections may accept another."""
        fewest = self.fewest()
        return count <= fewest + fewest // HEAD_START

    def has_too_many(self, count: int) -> bool:
        """Whether a process with so many connections should leave some to another, which began after they
        came: clients keep a connection open from request to request."""
        fewest = self.fewest()
        return count > fewest + max(1, fewest // HEAD_START)
