"""Commits while the server answers: no request fails, and none sees parts of two commits.

Each round rewrites all descriptions with its number. A few rounds by default; for a long run, with figures:

    COMMITS=500 pytest -s tests/web/server/test_commits.py
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import pytest

from index.indexing.index_writer import build
from tests.search.test_oracle import TEMPLATE
from tests.web.live import get, running

pytestmark = pytest.mark.slow

COMMITS = int(os.environ.get("COMMITS", "20"))
PROJECTS = 12
READERS = 4
PATHS = ("/api/v1/search?q=vuosirengas&limit=100", "/?q=vuosirengas", "/?maakunta=Lappi&jarjestys=nimi")
ROUND = re.compile(r"Kierroksen (\d+) ")


@dataclass
class Seen:
    """What the readers saw: answers of each round, and everything that should not be."""

    rounds: Counter[int] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def write(source: Path, number: int) -> None:
    """The descriptions of one round: as many as ever, and all different from the round before."""
    for project in range(PROJECTS):
        code = f"S{50000 + (project + number) % (2 * PROJECTS)}"  # one project is removed, another added
        text = TEMPLATE.format(
            code=code,
            title=f"Kierroksen {number} hanke {code}",
            summary=f"Vuosirengas {number}.",
            money=str(1000 + number),
            regions="Lappi",
            report="",
        )
        (source / f"{code}.txt").write_text(text, "utf-8")
    (source / f"S{50000 + (number - 1) % (2 * PROJECTS)}.txt").unlink(missing_ok=True)


def read(address: str, seen: Seen, stop: threading.Event) -> None:
    """Ask until told to stop, over one connection for as long as the server keeps it."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=30)
    asked = 0
    while not stop.is_set():
        asked += 1
        path = PATHS[asked % len(PATHS)]
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            text = response.read().decode()
        except OSError as error:
            seen.problems.append(f"{path}: {error!r}")
            connection.close()
            continue
        numbers = [int(number) for number in ROUND.findall(re.sub("</?mark>", "", text))]
        rounds = set(numbers)
        if response.status != 200 or len(rounds) != 1 or len(numbers) < PROJECTS:
            seen.problems.append(f"{path}: {response.status}, rounds {Counter(numbers)}")
        seen.rounds.update(rounds)
    connection.close()


def test_no_request_fails_or_mixes_generations_while_commits_come(tmp_path: Path) -> None:
    source, index = tmp_path / "source", tmp_path / "index"
    source.mkdir()
    write(source, 0)
    build(index, [source])
    seen, stop = Seen(), threading.Event()
    with running(index) as (_, address):
        readers = [threading.Thread(target=read, args=(address, seen, stop)) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        began = time.monotonic()
        for number in range(1, COMMITS + 1):
            write(source, number)
            assert not build(index, [source]).failed
            while (
                seen.rounds.total() + len(seen.problems) < 4 * number
            ):  # on a slow machine: wait for the readers
                time.sleep(0.01)
        seconds = time.monotonic() - began
        stop.set()
        for reader in readers:
            reader.join()
        time.sleep(0.6)  # longer than an engine waits before it looks for a new generation
        last = json.loads(get(f"{address}/api/v1/search?q=vuosirengas"))
    rounds, problems = seen.rounds, seen.problems
    print(f"\n{COMMITS} commits in {seconds:.0f} s while {rounds.total()} requests were answered")
    print(f"{len(problems)} problems, {len(rounds)} generations seen")
    assert not problems, problems[:3]
    assert len(rounds) > 2
    assert {int(ROUND.match(hit["title"])[1]) for hit in last["hits"]} == {COMMITS}  # type: ignore[index]
    assert last["total"] == PROJECTS
