"""Hostile things on the machine: settings, environment, files in the index, other runs, clocks.

Also tables with huge numbers and endless nesting.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

from index.errors import IndexBusy
from index.indexing.index_writer import build
from index.indexing.verify import verify_index
from index.storage.index_reader import open_index
from tests.attacks import Attack
from tests.attacks.commands import command
from tests.attacks.planted_files import (
    CSVS,
    JSONS,
    LOCALES,
    NUMBERS,
    PLANTED,
    THINGS,
    TOMLS,
)
from tests.conftest import ROOT
from tests.index.samples import minimal
from web.app import create_app

SECRET = "salakirjoitus"


def attacks(folder: Path) -> Iterator[Attack]:
    """Each on a folder of its own, which is made again every time."""
    own = folder / "own"
    for ending, contents in (("json", JSONS), ("csv", CSVS)):
        for name, content in contents.items():
            yield Attack(f"{ending} files", name, partial(_table, own, f"b.{ending}", content))
    for name, content in TOMLS.items():
        yield Attack("settings files", name, partial(_settings, own, partial(_write, content)))
    for name, make in THINGS.items():
        yield Attack("settings files", name, partial(_settings, own, make))
    for number in NUMBERS:
        yield Attack(
            "the environment", f"threads {number[:20]!r}", partial(_environment, "HANKEHAKU_THREADS", number)
        )
    for name, value in LOCALES:
        yield Attack("the environment", f"{name} {value[:20]!r}", partial(_locale, own, name, value))
    for name, plant in PLANTED.items():
        yield Attack("files planted in the index", name, partial(_planted, own, plant))
    for swapped in ("k/b.txt", "k"):
        yield Attack("links that come and go", f"in place of {swapped}", partial(_race, own, swapped))
    for arguments in ((), ("--rebuild",), ("--purge",), ("--verify",)):
        yield Attack(
            "runs at the same time", " ".join(arguments) or "of changes", partial(_together, own, arguments)
        )
    for name, clock in CLOCKS.items():
        yield Attack("clocks that jump", name, partial(_clock, own, clock))
    for seconds in (-(2**40), -1, 0, 2**31, 2**33, 2**40):
        yield Attack("times of files", str(seconds), partial(_times, own, seconds))


def _source(own: Path) -> Path:
    shutil.rmtree(own, ignore_errors=True)
    source = own / "source"
    source.mkdir(parents=True)
    (source / "a.txt").write_text(minimal("S10001", _3="Kyläpolku"), "utf-8")
    build(own / "index", [source])
    return source


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _codes(index: Path) -> set[str]:
    return {source.code for _, _, source in open_index(index).sources()}


def _table(own: Path, name: str, content: bytes) -> None:
    source = _source(own)
    (source / name).write_bytes(content)
    done = command("index", str(source), "--index", str(own / "index"))
    assert done.exit_code in {0, 1}, done.output
    assert "S10001" in _codes(own / "index")
    verify_index(own / "index")
    client = create_app(own / "index").test_client()
    for path in ("/", "/tilastot", "/haku.csv", "/haku.atom", "/api/v1/statistics", "/hanke/A90001"):
        assert client.get(path).status_code in {200, 404}, path


# Settings and environment


def _settings(own: Path, make: Callable[[Path], object]) -> None:
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir()
    path = own / "hankehaku.toml"
    make(path)
    done = command("settings", "--config", str(path))
    assert done.exit_code in {1, 2}, (done.exit_code, done.output[:300])
    assert "hankehaku.toml" in done.stderr, done.stderr[:300]
    assert len(done.output) < 20_000, "the message repeats all of it"


def _environment(name: str, value: str) -> None:
    with patch.dict(os.environ, {name: value}):
        done = command("settings")
    if done.exit_code == 0:
        threads = re.search(r"^threads = (\d+)", done.output, re.M)
        assert threads, done.output
        assert 1 <= int(threads[1]) <= 64, threads[0]
    else:
        assert done.exit_code == 2, done.output
        assert len(done.output) < 2000, "the message repeats all of it"


def _locale(own: Path, name: str, value: str) -> None:
    """A command says what it has to say, in whatever language."""
    index = own / "index"
    if not index.exists():
        _source(own)
    environment = {**os.environ, name: value}
    arguments = ["search", "kyläpolku", *([] if name == "HANKEHAKU_INDEX" else ["--index", str(index)])]
    done = subprocess.run(
        [sys.executable, "-m", "hankehaku", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=60,
    )
    assert b"Traceback" not in done.stderr, done.stderr[-500:]
    assert b"\x1b[2J" not in done.stdout + done.stderr
    assert done.returncode in {0, 1, 2, 3, 4}, done.returncode
    assert name.startswith("HANKEHAKU") or b"S10001" in done.stdout


# The index folder


def _planted(own: Path, plant: Callable[[Path], object]) -> None:
    source = _source(own)
    index = own / "index"
    plant(index)
    found = command("search", "kyläpolku", "--index", str(index))
    assert found.exit_code == 0 or str(index) in found.stderr, found.output
    (source / "b.txt").write_text(minimal("S10002", _3=SECRET), "utf-8")
    done = command("index", str(source), "--index", str(index))
    if done.exit_code == 0:
        assert _codes(index) == {"S10001", "S10002"}
        assert command("search", SECRET, "--index", str(index)).exit_code == 0
    else:
        assert str(index) in done.stderr, done.output
        command("index", str(source), "--index", str(index), "--rebuild")
        assert _codes(index) == {"S10001", "S10002"}, "not even a rebuild helps"
    assert Path("/etc/passwd").stat().st_size > 0
    assert not (ROOT / "x").exists()


def _race(own: Path, swapped: str) -> None:
    """While sources are read, a file or folder is a link to another place again and again."""
    source, away = _source(own), own / "away"
    (away / "k").mkdir(parents=True)
    (away / "k" / "b.txt").write_text(minimal("S10009", _3=SECRET), "utf-8")
    place = source / swapped
    (source / "k").mkdir()
    (source / "k" / "b.txt").write_text(minimal("S10002"), "utf-8")
    over = threading.Event()

    def swap() -> None:
        kept, link = own / "kept", own / "link"
        while not over.is_set():
            link.symlink_to(away / swapped)
            os.rename(place, kept)
            os.rename(link, place)
            time.sleep(0.0005)
            place.unlink()
            os.rename(kept, place)

    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        for _ in range(30):
            command("index", str(source), "--index", str(own / "index"), "--allow-shrink", "--verify")
            assert "S10009" not in _codes(own / "index"), "a link was followed"
    finally:
        over.set()
        swapping.join()


def _together(own: Path, arguments: tuple[str, ...]) -> None:
    """Three runs at once: each does its work or says that another one is at it, and the index is whole."""
    source = _source(own)
    for number in range(2, 40):
        (source / f"{number}.txt").write_text(minimal(f"S1{number:04}", _3="Kyläpolku " * 50), "utf-8")
    run = [sys.executable, "-m", "hankehaku", "index", str(source), "--index", str(own / "index"), *arguments]
    runs = [
        subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(5)
    ]
    outputs = [one.communicate(timeout=300)[0] for one in runs]
    codes = [one.returncode for one in runs]
    assert set(codes) <= {0, IndexBusy.exit_code}, (codes, outputs[0][-300:])
    assert 0 in codes
    assert len(_codes(own / "index")) == 39
    verify_index(own / "index")
    left = [path.name for path in (own / "index").iterdir() if path.suffix == ".tmp"]
    assert left == []


# Clocks


def _steps(*seconds: float) -> Callable[[], float]:
    numbers = count()
    return lambda: seconds[next(numbers) % len(seconds)]


CLOCKS: dict[str, Callable[[], float]] = {
    "before all": _steps(-5e9),
    "at the beginning": _steps(0.0),
    "to and fro": _steps(1.8e9, 1.0e9, 1.79e9, 5.0),
    "beyond 32 bits": _steps(2.0**32 + 5),
    "the year 9999": _steps(253_402_300_799.0),
    "standing still": _steps(1.8e9),
}


def _clock(own: Path, clock: Callable[[], float]) -> None:
    source = _source(own)
    (source / "b.txt").write_text(minimal("S10002", _3="Kyläpolku"), "utf-8")
    with patch("time.time", clock):
        for more in ((), ("--rebuild",)):
            done = command("index", str(source), "--index", str(own / "index"), *more)
            assert done.exit_code == 0, done.output
        _readable(own / "index")
    _readable(own / "index")
    (source / "b.txt").unlink()
    done = command("index", str(source), "--index", str(own / "index"), "--allow-shrink")
    assert _codes(own / "index") == {"S10001"}, done.output


def _readable(index: Path) -> None:
    client = create_app(index).test_client()
    for path in (
        "/",
        "/haku.atom",
        "/tietoa",
        "/hanke/S10001",
        "/sitemap.xml",
        "/haku.jsonl",
        "/hanke/S10001.ris",
    ):
        reply = client.get(path)
        assert reply.status_code == 200, (path, reply.status_code)
    ElementTree.fromstring(client.get("/haku.atom").data)
    assert command("search", "kyläpolku", "--index", str(index)).exit_code == 0
    verify_index(index)


def _times(own: Path, seconds: int) -> None:
    source = _source(own)
    path = source / "b.txt"
    for text in ("ensin", "sitten"):
        path.write_text(minimal("S10002", _3=text), "utf-8")
        try:
            os.utime(path, (seconds, seconds))
        except OverflowError:
            return
        done = command("index", str(source), "--index", str(own / "index"))
        assert done.exit_code == 0, done.output
        assert command("search", text, "--index", str(own / "index")).exit_code == 0
        assert "S10002" in command("search", text, "--index", str(own / "index")).output
    _readable(own / "index")
