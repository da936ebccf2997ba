"""Measures the site under load with its own server; prints one line of JSON for each measure.

    python -m tests.attacks.figures 64 | 256 | compare | rebuilds | memory [SECONDS | MINUTESm]

64, 256: this number of clients that send requests without pause, for 60 s. compare: 500 times `/vertaa` with
a text of 20 kB.
rebuilds: 16 clients while the index is made anew twice. memory: first the caches are filled, with searches
and made-up words that nobody has asked for yet, until that adds nothing; then 16 clients ask once a second
each, for 600 s, every second time something new; the memory of the server every tenth of it. `others` is the
load of the machine (1 minute, `uptime`) before it began.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import linear_regression, quantiles
from urllib.parse import quote, urlencode

from tests.attacks.load import Pace, load
from tests.attacks.servers import make_index, memory_mb, serving
from tests.attacks.wire import exchange
from tests.conftest import CORPUS, ROOT

CLIENTS = 16
COMPARED = 500
FILLING, MOST_FILLING = 60.0, 20
"""Seconds after which it is looked whether the caches are full, and how often at most."""
FULL = 3.0
"""Megabytes that three times of filling add at most once they are."""
MADE_UP = 6
"""Words that nobody has in each search that fills: the words that are remembered take longest."""
SECONDS = {"64": 60.0, "256": 60.0, "compare": 0.0, "rebuilds": 0.0, "memory": 600.0}
"""The measures, and how long each lasts; 0 = until it is done."""


def comparing(address: str, parent: int) -> dict[str, object]:
    """Texts of 20 kB, no two the same, one after another."""
    seconds, statuses, first = [], Counter[int](), memory_mb(parent)
    for number in range(COMPARED):
        text = urlencode({"teksti": f"Hanke {number} kehittää palveluja kylissä. " * 480}).encode()[:20_000]
        head = (
            "POST /vertaa HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(text)}\r\nConnection: close\r\n\r\n"
        )
        reply = exchange(address, head.encode() + text, 60)
        statuses[reply.status] += 1
        seconds.append(reply.seconds)
    cuts = quantiles(seconds, n=100)
    return {
        "statuses": dict(statuses),
        "p50_ms": round(cuts[49] * 1000, 1),
        "p99_ms": round(cuts[98] * 1000, 1),
        "mb": [round(first, 1), round(memory_mb(parent), 1)],
    }


def rebuilding(address: str, index: Path) -> dict[str, object]:
    """Load from before the first rebuild until behind the second."""
    command = [sys.executable, "-m", "hankehaku", "index", str(CORPUS), "--index", str(index), "--rebuild"]
    codes: list[int] = []

    def rebuild() -> None:
        for _ in range(2):
            codes.append(subprocess.run(command, cwd=ROOT, capture_output=True).returncode)

    began = time.monotonic()
    rebuilds, parts = threading.Thread(target=rebuild), list[dict[str, object]]()
    rebuilds.start()
    while rebuilds.is_alive() or not parts:
        parts.append(load(address, CLIENTS, 10.0))
    keys = ("answers", "errors", "starved", "p99_ms", "stranger_max_ms")
    return {
        "exit_codes": codes,
        "seconds": round(time.monotonic() - began),
        **{key: [part[key] for part in parts] for key in keys},
    }


def remembering(address: str, parent: int, seconds: float) -> dict[str, object]:
    """Megabytes when the caches are full, and ten times while clients ask; how much it rises in an hour."""
    filling = filled(address, parent)
    found, pace = [], Pace(1.0, searches())
    for _ in range(10):
        figures = load(address, CLIENTS, seconds / 10, pace=pace)
        assert not figures["errors"], figures
        found.append(round(memory_mb(parent), 1))
        print(f"{found[-1]} MB", file=sys.stderr, flush=True)
    slope = linear_regression(range(10), found).slope
    rise = round(slope * 36_000 / seconds, 2)
    return {"filling_mb": filling, "seconds": seconds, "mb": found, "mb_an_hour": rise}


def filled(address: str, parent: int) -> list[float]:
    """The memory each time that so many seconds of new searches were answered, until it rises no more."""
    found, pace = [memory_mb(parent)], Pace(0.0, searches(MADE_UP))
    while len(found) < MOST_FILLING:
        load(address, CLIENTS, FILLING, pace=pace)
        found.append(round(memory_mb(parent), 1))
        print(f"{found[-1]} MB, filling", file=sys.stderr, flush=True)
        if len(found) > 3 and found[-1] - found[-4] < FULL:
            break
    return found


def searches(made_up_words: int = 0) -> Callable[[], str]:
    """Makes different addresses of searches: for two words of `CORPUS`, some with one that nobody has.

    made_up_words: so many more of those in each.
    """
    texts = (path.read_text("utf-8", "replace") for path in sorted(CORPUS.rglob("*.txt")))
    words = sorted({word for text in texts for word in re.findall("[a-zåäö]{4,}", text.lower())})
    chance, numbers = random.Random(18), count()

    def search() -> str:
        first, second = chance.sample(words, 2)
        other = f"{second}{next(numbers)}" if chance.random() < 0.1 else second
        more = [f"{chance.choice(words)}{next(numbers)}" for _ in range(made_up_words)]
        query = " TAI ".join((first, other, *more))
        return f"/{chance.choice(('', 'tilastot', 'api/v1/search'))}?q={quote(query)}"

    return search


def seconds_of(text: str) -> float:
    """«180» in seconds, or «60m» in minutes."""
    return float(text.removesuffix("m")) * (60 if text.endswith("m") else 1)


def measure(name: str, seconds: float) -> dict[str, object]:
    """The figures of one measure."""
    others = round(os.getloadavg()[0], 1)
    with tempfile.TemporaryDirectory() as folder:
        index = make_index(Path(folder))
        with serving(index, Path(folder, "log"), "--rate-limit", "0") as (parent, address):
            if name == "compare":
                figures = comparing(address, parent)
            elif name == "rebuilds":
                figures = rebuilding(address, index)
            elif name == "memory":
                figures = remembering(address, parent, seconds)
            else:
                figures = load(address, int(name), seconds) | {"mb": round(memory_mb(parent), 1)}
    return {"measure": name, "others": others, **figures}


if __name__ == "__main__":
    wanted = sys.argv[1]
    print(json.dumps(measure(wanted, seconds_of(sys.argv[2]) if sys.argv[2:] else SECONDS[wanted])))
