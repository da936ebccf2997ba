"""Which connection gives way, and how the processes share those that come."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from web.serving.connections import (
    SLOTS,
    STALE_S,
    WEIGHED_BYTES,
    Connection,
    Connections,
    Phase,
    SharedCounts,
)
from web.serving.exchange import Exchange
from web.serving.framing import Incoming


@pytest.fixture
def ends() -> Iterator[socket.socket]:
    one, other = socket.socketpair()
    with one, other:
        yield one


def made(end: socket.socket, phase: Phase, since: float, key: str = "a") -> Connection:
    return Connection(end, ("", 0), ("", 0), key, Incoming(0), phase, since)


def test_the_one_that_waits_longest_gives_way_and_none_that_is_answered(ends: socket.socket) -> None:
    connections = Connections(most=3, most_of_client=3)
    order = [
        made(ends, Phase.CLOSING, 9),
        made(ends, Phase.IDLE, 5),
        made(ends, Phase.IDLE, 6),
        made(ends, Phase.READING, 1),
        made(ends, Phase.SENDING, 1),
    ]
    for one in (made(ends, Phase.WORKING, 0), *order):
        connections.add(one)
    assert connections.is_full("a")
    for expected in order:
        assert connections.longest_waiting("a") is expected
        connections.remove(expected)
    assert connections.longest_waiting("a") is None


def test_a_client_with_too_many_gives_way_to_itself(ends: socket.socket) -> None:
    connections = Connections(most=100, most_of_client=2)
    others = made(ends, Phase.IDLE, 0, "other")
    own = [made(ends, Phase.READING, 1, "a"), made(ends, Phase.READING, 2, "a")]
    for one in (others, *own):
        connections.add(one)
    assert connections.is_full("a")
    assert not connections.is_full("other")
    assert connections.longest_waiting("a") is own[0]
    connections.remove(own[0])
    assert not connections.is_full("a")


def test_a_process_is_full_whoever_the_clients_are(ends: socket.socket) -> None:
    connections = Connections(most=2, most_of_client=100)
    for key in ("a", "b"):
        assert not connections.is_full("c")
        connections.add(made(ends, Phase.IDLE, 0, key))
    assert connections.is_full("c")


def test_answers_for_slow_readers_are_bounded(ends: socket.socket) -> None:
    connections = Connections(most=100, most_of_client=100)
    slow = [made(ends, Phase.SENDING, since) for since in (3, 1, 2)]
    for one in slow:
        one.sock = Exchange(ends, b"")
        one.sock.unsent += b"x" * 100
        connections.add(one)
    assert connections.too_much_unsent(300) is None
    assert connections.too_much_unsent(299) is slow[1]


def test_requests_that_have_not_come_whole_are_bounded(ends: socket.socket) -> None:
    connections = Connections(most=100, most_of_client=100)
    phases = (Phase.WORKING, Phase.READING, Phase.READING, Phase.IDLE)
    every = [made(ends, phase, since) for since, phase in enumerate(phases)]
    for one in every[:3]:
        one.incoming.add(b"x" * 100)
        connections.add(one)
    connections.add(every[3])  # has sent nothing, and does not give way
    assert list(connections.too_much_incoming(WEIGHED_BYTES - 1, 0)) == []  # not looked at yet
    given_up = []
    for one in connections.too_much_incoming(1, 300):
        connections.remove(one)
        given_up.append(one)
    assert given_up == [every[1]]
    assert list(connections.too_much_incoming(WEIGHED_BYTES, 300)) == []
    connections.remove(every[2])
    assert list(connections.too_much_incoming(WEIGHED_BYTES, 199)) == []  # all is being answered


def test_processes_know_who_has_the_fewest() -> None:
    counts = SharedCounts()
    assert counts.fewest() == 0
    one, other = counts.claim(), counts.claim()
    assert one != other
    counts.put(one, 7)
    assert counts.fewest() == 7  # the other has not begun to accept
    counts.put(one, 5)
    counts.put(other, 3)
    assert counts.fewest() == 3
    counts.release(other)
    assert counts.fewest() == 5
    assert counts.claim() == other
    assert counts.fewest() == 5
    counts.put(other, 0)
    assert counts.fewest() == 0
    for _ in range(2 * SLOTS):
        counts.claim()  # more than there ever are


@pytest.mark.parametrize(
    ("own", "fewest", "too_many"),
    [(1, 0, False), (2, 0, True), (5, 4, False), (6, 4, True), (10, 8, False), (11, 8, True), (3, 9, False)],
)
def test_a_process_that_has_many_more_leaves_some_to_another(own: int, fewest: int, too_many: bool) -> None:
    counts = SharedCounts()
    for number in (own, fewest):
        counts.put(counts.claim(), number)
    assert counts.has_too_many(own) is too_many


def test_a_process_alone_keeps_its_connections() -> None:
    counts = SharedCounts()
    counts.put(counts.claim(), 9)
    counts.claim()  # of one that is starting
    assert not counts.has_too_many(9)


def test_a_process_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = SharedCounts()
    one, other = counts.claim(), counts.claim()
    counts.put(one, 0)
    now = time.monotonic()
    monkeypatch.setattr("web.serving.connections.time.monotonic", lambda: now + STALE_S + 0.1)
    counts.put(other, 9)
    assert counts.fewest() == 9
    assert counts.allow_one_more(9)


def test_an_exchange_reads_from_memory_and_keeps_what_is_not_taken() -> None:
    server, client = socket.socketpair()
    with server, client:
        server.setblocking(False)
        exchange = Exchange(server, b"request")
        assert (exchange.recv(3), exchange.recv(100), exchange.recv(1)) == (b"req", b"uest", b"")
        answer = b"x" * 3_000_000
        exchange.sendall(answer)  # more than the system takes, and nobody reads
        assert exchange.unsent
        taken = b""
        while len(taken) < len(answer):
            taken += client.recv(1 << 20)
            exchange.flush()
        assert taken == answer
        client.close()
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            exchange.sendall(b"more")
        assert exchange.broken
