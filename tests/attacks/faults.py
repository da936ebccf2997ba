"""Faults around the site: logs that cannot be written, processes that die, a missing index."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.attacks import Attack
from tests.attacks.servers import children, make_index, serving, wait_until
from tests.attacks.wire import Reply, ask, assert_serves

PATHS = ("/", "/haku-ohje", "/api/v1/search?q=hanke", "/healthz", "/readyz", "/olematon")


def attacks(folder: Path) -> Iterator[Attack]:
    """Each against a server of its own over a copy of an index."""
    index, log = make_index(folder), folder / "log"
    for name, streams in _bad_logs():
        for options in (("stdout",), ("stderr",)):
            attempt = partial(_unwritable, index, log, name, streams, options[0])
            yield Attack("logs that take nothing", f"{name}, access log to {options[0]}", attempt)
    for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGTERM):
        yield Attack("processes that die", number.name, partial(_death, index, log, number))
    for name, spoil in SPOILS.items():
        own = folder / f"own-{len(name)}-{abs(hash(name))}"
        yield Attack("an index that is gone", name, partial(_spoilt, index, own, log, spoil, True))
        yield Attack(
            "an index that is gone", f"{name}, nobody dies", partial(_spoilt, index, own, log, spoil, False)
        )
    yield Attack("signals", "SIGHUP", partial(_hang_up, index, log))
    yield Attack("signals", "SIGHUP twenty times", partial(_hang_up_often, index, log))
    for number in (signal.SIGUSR1, signal.SIGWINCH, signal.SIGPIPE, signal.SIGTTIN, signal.SIGTTOU):
        yield Attack("signals", number.name, partial(_signal, index, log, number))
    yield Attack("metrics", "their folder is cleaned", partial(_metrics, index, log, shutil.rmtree))
    yield Attack("metrics", "its files are broken", partial(_metrics, index, log, _break_files))


# Logs


def _bad_logs() -> Iterator[tuple[str, tuple[str, ...]]]:
    for what in ("full", "closed", "stopped", "missing"):
        for which in (("stdout",), ("stderr",), ("stdout", "stderr")):
            yield f"{what} {' and '.join(which)}", which


def _unwritable(index: Path, log: Path, name: str, streams: tuple[str, ...], option: str) -> None:
    kept: list[int] = []
    given = {stream: _bad_stream(name.split()[0], kept) for stream in streams}
    try:
        with serving(index, log, "--access-log", option, "--metrics", "yes", **given) as (_, address):
            for _ in range(60):  # more lines than the thread count
                for path in PATHS:
                    assert ask(address, path).status in {200, 404}
            for _ in range(40):
                ask(address, "/" + "x" * 3000)  # fills a pipe
            assert_serves(address)
            if option in streams and "closed" in name:
                assert b"hankehaku_log_lines_dropped_total" in ask(address, "/metrics").body
    finally:
        for number in kept:
            os.close(number)


def _bad_stream(what: str, kept: list[int]) -> int:
    """A file number to give to a server as its stdout or stderr."""
    if what == "full":
        return _keep(os.open("/dev/full", os.O_WRONLY), kept)
    if what == "missing":
        return _keep(os.open("/dev/null", os.O_RDONLY), kept)  # cannot be written at all
    reading, writing = os.pipe()
    if what == "closed":
        os.close(reading)
    else:
        kept.append(reading)  # and never read
    return _keep(writing, kept)


def _keep(number: int, kept: list[int]) -> int:
    kept.append(number)
    return number


# Processes and the index


def _death(index: Path, log: Path, number: signal.Signals) -> None:
    with serving(index, log) as (parent, address):
        wait_until(lambda: len(children(parent)) == 2, 20)
        for _ in range(3):
            before = children(parent)
            os.kill(before[0], number)
            wait_until(lambda old=before[0]: old not in children(parent) and len(children(parent)) == 2, 20)
            assert_serves(address, 5)


def _all_files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix in {".arr", ".equivalents", ".toc"}]


def _truncate(folder: Path, suffix: str, part: float) -> None:
    for path in _all_files(folder):
        if path.suffix == suffix:
            os.truncate(path, int(path.stat().st_size * part))


def _damage(folder: Path, suffix: str) -> None:
    for path in _all_files(folder):
        if path.suffix == suffix:
            data = bytearray(path.read_bytes())
            data[20] ^= 0xFF
            other = path.with_name("other")
            other.write_bytes(data)
            other.replace(path)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _fill(folder: Path) -> None:
    for path in _all_files(folder):
        path.unlink()
        path.write_bytes(b"")


SPOILS: dict[str, Callable[[Path], object]] = {
    "the folder is moved away": lambda folder: folder.rename(folder.with_name("away")),
    "the folder is removed": shutil.rmtree,
    "the folder is empty": _empty,
    "its files are empty": _fill,
    "the header of a segment is damaged": partial(_damage, suffix=".arr"),
    "the table of contents is damaged": partial(_damage, suffix=".toc"),
    "the vocabularies are damaged": partial(_damage, suffix=".equivalents"),
    "a segment is cut to half in place": partial(_truncate, suffix=".arr", part=0.5),
    "a segment is cut to nothing in place": partial(_truncate, suffix=".arr", part=0.0),
    "a segment is cut to a tenth in place": partial(_truncate, suffix=".arr", part=0.1),
    "the vocabularies are cut in place": partial(_truncate, suffix=".equivalents", part=0.5),
}
"""What may be done to the folder of an index."""


def _spoilt(index: Path, own: Path, log: Path, spoil: Callable[[Path], object], dies: bool) -> None:
    """Spoilt, with a process dying or not; then a backup is put in its place, and is taken up."""
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(index, own / "index")
    with serving(own / "index", log) as (parent, address):
        wait_until(lambda: len(children(parent)) == 2, 20)
        assert ask(address, "/?q=hanke").status == 200
        spoil(own / "index")
        if dies:
            for process in children(parent):
                os.kill(process, signal.SIGKILL)
            time.sleep(1)
            wait_until(lambda: ask(address, "/healthz").status == 200, 30)
            wait_until(lambda: ask(address, "/readyz").status == 503, 10)
        for number in range(12):
            _assert_calm(ask(address, f"/?q=hanke{number}"))
            assert ask(address, "/healthz").status == 200
        shutil.rmtree(own / "index", ignore_errors=True)
        shutil.copytree(index, own / "index")
        for path in ("/readyz", "/?q=hanke"):
            wait_until(lambda path=path: all(ask(address, path).status == 200 for _ in range(8)), 20)


def _assert_calm(reply: Reply) -> None:
    assert reply.status in {200, 503}, reply.status
    reply.assert_has_all_headers()
    if reply.status == 503:
        assert int(reply.headers["retry-after"]) > 0


# Signals and metrics


def _hang_up(index: Path, log: Path) -> None:
    """Settings are read again; those that cannot be used leave the server as it is."""
    own = log.with_name("settings.toml")
    own.write_text("query_length = 1000\n", "utf-8")
    with serving(index, log, "--config", str(own)) as (parent, address):
        assert ask(address, f"/?q={'x' * 100}").status == 200
        own.write_text("query_length = 50\n", "utf-8")
        os.kill(parent, signal.SIGHUP)
        wait_until(lambda: all(ask(address, f"/?q={'x' * 100}").status == 400 for _ in range(6)), 30)
        own.write_text("nonsense = 50\n", "utf-8")
        os.kill(parent, signal.SIGHUP)
        for _ in range(20):
            assert ask(address, f"/?q={'x' * 100}").status == 400
            time.sleep(0.1)


def _hang_up_often(index: Path, log: Path) -> None:
    with serving(index, log) as (parent, address):
        for _ in range(20):
            os.kill(parent, signal.SIGHUP)
            assert ask(address, "/?q=hanke").status == 200
        wait_until(lambda: len(children(parent)) == 2, 60)
        assert_serves(address, 5)


def _signal(index: Path, log: Path, number: signal.Signals) -> None:
    with serving(index, log) as (parent, address):
        for process in (parent, *children(parent)):
            os.kill(process, number)
        time.sleep(0.5)
        assert_serves(address, 5)


def _break_files(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"\xff" * 100)


def _metrics(index: Path, log: Path, spoil: Callable[[Path], object]) -> None:
    with serving(index, log, "--metrics", "yes") as (parent, address):
        wait_until(lambda: len(children(parent)) == 2, 20)
        ask(address, "/?q=hanke")
        spoil(_metrics_folder(parent))
        for process in children(parent):
            os.kill(process, signal.SIGKILL)
        time.sleep(1)
        wait_until(lambda: ask(address, "/healthz").status == 200, 30)
        for path in (*PATHS, "/metrics"):
            assert ask(address, path).status in {200, 404}, path


def _metrics_folder(parent: int) -> Path:
    """The folder that the processes have files of counts open in."""
    for process in children(parent):
        for path in Path(f"/proc/{process}/fd").iterdir():
            target = os.readlink(path)
            if target.endswith(".db"):
                return Path(target).parent
    raise AssertionError("no counts are kept")
