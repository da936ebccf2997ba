"""Many clients at once: is each of them served, how long does it wait, and does the memory stay flat?

    python -m tests.attacks.load ADDRESS CLIENTS SECONDS

Every client keeps one connection and asks again as soon as it has an answer, for pages that have all been
made before, unless a `Pace` says otherwise. Once a second a new visitor sends a request over a new
connection. Prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import NamedTuple
from urllib.parse import quote, urlsplit

WORDS = ("digituki", "kylä", "nuoret", "energia", "koulutus", "matkailu", "työ*", "hanke", "vesi", "metsä")
PATHS = tuple(
    f"/{page}?q={quote(f'{one} TAI {other}')}"
    for page in ("", "tilastot", "api/v1/search")
    for one in WORDS
    for other in WORDS
)
ENOUGH = 100
"""Answers of a second of which a hundredth can be told."""
GIVE_UP_S = 60.0
"""A client that has waited so long counts as starved."""


class Pace(NamedTuple):
    """How clients send requests. pause_s: after each answer; fresh: makes every second address, a new one."""

    pause_s: float = 0.0
    fresh: Callable[[], str] | None = None


WITHOUT_PAUSE = Pace()


@dataclass
class Outcome:
    """What clients got. seconds: of each answer; ends: when each came; by_client: answers of each; errors: by
    kind."""

    seconds: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    by_client: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    strangers: list[float] = field(default_factory=list)


def load(
    address: str, clients: int, seconds: float, paths: Sequence[str] = PATHS, pace: Pace = WITHOUT_PAUSE
) -> dict[str, object]:
    """Figures of a load of so many clients for so many seconds."""
    outcome = asyncio.run(_run(address, clients, seconds, paths, pace))
    cuts = quantiles(outcome.seconds, n=100) if len(outcome.seconds) > 1 else [0.0] * 99
    counts = [outcome.by_client[number] for number in range(clients)]
    return {
        "clients": clients,
        "seconds": seconds,
        "answers": len(outcome.seconds),
        "errors": dict(outcome.errors),
        "starved": counts.count(0),
        "fewest": min(counts),
        "most": max(counts),
        "p50_ms": round(cuts[49] * 1000, 1),
        "p99_ms": round(cuts[98] * 1000, 1),
        "max_ms": round(max(outcome.seconds, default=0) * 1000, 1),
        "p99/p50": round(cuts[98] / cuts[49], 2) if cuts[49] else 0,
        "p99/p50 of a second": round(_spread(outcome), 2),
        "strangers": len(outcome.strangers),
        "stranger_max_ms": round(max(outcome.strangers, default=0) * 1000, 1),
    }


def _spread(outcome: Outcome) -> float:
    """How many times the middle wait 99 % of waits are, in the median second.

    Of one second, because other work on the machine slows all clients of a second alike: that is not unfair.
    """
    by_second: dict[int, list[float]] = {}
    for end, seconds in zip(outcome.ends, outcome.seconds, strict=True):
        by_second.setdefault(int(end), []).append(seconds)
    cuts = [quantiles(seconds, n=100) for seconds in by_second.values() if len(seconds) >= ENOUGH]
    return median(cut[98] / cut[49] for cut in cuts) if cuts else 0.0


async def _run(address: str, clients: int, seconds: float, paths: Sequence[str], pace: Pace) -> Outcome:
    where = urlsplit(address)
    assert where.hostname in {"127.0.0.1", "::1"}, "only this machine is attacked"
    connection = await asyncio.open_connection(where.hostname, where.port)
    for path in paths:  # pages that were made before are quick: from the first second to the last
        if not (await ask(*connection, path))[1]:
            _drop(connection)
            connection = await asyncio.open_connection(where.hostname, where.port)
    _drop(connection)
    outcome, ends = Outcome(), time.monotonic() + seconds
    own = [_client(where.hostname, where.port or 80, n, ends, paths, pace, outcome) for n in range(clients)]
    await asyncio.gather(*own, _strangers(where.hostname, where.port or 80, ends, outcome))
    return outcome


async def _client(
    host: str, port: int, number: int, ends: float, paths: Sequence[str], pace: Pace, outcome: Outcome
) -> None:
    chance, connection = random.Random(number), None
    while time.monotonic() < ends:
        path = pace.fresh() if pace.fresh and chance.random() < 0.5 else chance.choice(paths)
        began = time.monotonic()
        try:
            if connection is None:
                connection = await asyncio.open_connection(host, port)
            async with asyncio.timeout(GIVE_UP_S):
                status, keep = await ask(*connection, path)
        except (OSError, TimeoutError, EOFError) as error:
            outcome.errors[type(error).__name__] += 1
            _drop(connection)
            connection = None
            continue
        ended = time.monotonic()
        outcome.seconds.append(ended - began)
        outcome.ends.append(ended)
        if status == 200:
            outcome.by_client[number] += 1
        else:
            outcome.errors[str(status)] += 1
        if not keep:
            _drop(connection)
            connection = None
        await asyncio.sleep(pace.pause_s)
    _drop(connection)


async def _strangers(host: str, port: int, ends: float, outcome: Outcome) -> None:
    """A new visitor once a second."""
    while time.monotonic() + 1 < ends:
        await asyncio.sleep(1)
        began = time.monotonic()
        try:
            async with asyncio.timeout(GIVE_UP_S):
                connection = await asyncio.open_connection(host, port)
                await ask(*connection, "/haku-ohje")
            _drop(connection)
            outcome.strangers.append(time.monotonic() - began)
        except (OSError, TimeoutError, EOFError) as error:
            outcome.errors[f"stranger {type(error).__name__}"] += 1


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> tuple[int, bool]:
    """The status of an answer that is read whole, and whether the connection stays open."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next(line for line in head.split("\r\n") if line.startswith("content-length:"))
    await reader.readexactly(int(length.split(":")[1]))
    return int(head.split()[1]), "connection: close" not in head


def _drop(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None) -> None:
    if connection:
        connection[1].close()


if __name__ == "__main__":
    print(json.dumps(load(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))))
