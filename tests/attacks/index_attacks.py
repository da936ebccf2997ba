"""Attacks and accidents on an index: hostile sources, lists of ignored files, locks, citations, damage and
its repair, and sources that shrank.

Many of the cases are the data of the tests in `tests/index/` and `tests/search/`.
"""

from __future__ import annotations

import os
import random
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from index.durability.lock import LOCK, locked
from index.errors import HankehakuError, IndexBusy, IndexWouldShrink
from index.indexing.index_writer import build
from index.indexing.verify import verify_index
from index.storage.index_reader import open_index
from index.upkeep.repair import repair_index
from tests.attacks import Attack
from tests.attacks.commands import command, in_time
from tests.attacks.hostile_files import CONTENTS, ENDINGS, LARGE, THINGS
from tests.attacks.servers import make_index
from tests.index.samples import minimal
from tests.index.survival import answers
from tests.index.tables import list_row, write_list
from tests.index.test_hostile_sources import CASES, LINES, STOPPING
from tests.search.test_hostile_citations import REFUSED, REPEATED, WHOLE, hashed
from tests.search.test_oracle import write_description

DAMAGES = 8
"""Places in a file that are damaged in each way."""


def attacks(folder: Path) -> Iterator[Attack]:
    """Each on a folder of its own, which is made again every time."""
    own = folder / "own"
    for name, content in CONTENTS.items():
        for ending in ENDINGS:
            attempt = partial(_hostile, own, partial(_write, f"b.{ending}", content))
            yield Attack("hostile files", f"{name}, {ending}", attempt)
    for name, made in LARGE.items():
        yield Attack("hostile files", name, partial(_hostile, own, partial(_write_made, name, made)))
    for name, make in THINGS.items():
        yield Attack("things among the sources", name, partial(_hostile, own, make))
    for name, (content, is_ignored) in CASES.items():
        for form in ("NFC", "NFD"):
            attempt = partial(_ignored, own, content, form, is_ignored)
            yield Attack("lists of ignored files", f"{name}, {form}", attempt)
    for line, left in LINES:
        yield Attack("lists of ignored files", line, partial(_ignored_folder, own, line, left))
    for make in STOPPING:
        yield Attack("lists that cannot be followed", make.__name__, partial(_stopped, own, make))
    for name, make in LOCKS.items():
        yield Attack("locks", name, partial(_lock, own, make))
    yield Attack("locks", "held by another", partial(_busy, own))
    index = make_index(folder)
    for name, data in {**REFUSED, **REPEATED, **_changed_citations()}.items():
        yield Attack("citations", name, partial(_cite, folder, index, data))
    yield from _damages(folder)
    for before, after, is_refused in SHRINKING:
        attempt = partial(_shrink, own, before, after, is_refused)
        yield Attack("sources that lost much", f"{before} rows, then {after}", attempt)
    for name, lose in LOSSES.items():
        yield Attack("sources that lost much", name, partial(_lose, own, lose))


# Sources


def _source(own: Path) -> Path:
    """A new folder with one description, and an index of it beside it."""
    shutil.rmtree(own, ignore_errors=True)
    _write("a.txt", minimal("S10001").encode(), own / "source")
    build(own / "index", [own / "source"])
    return own / "source"


def _write(name: str, content: bytes, source: Path) -> None:
    (source / name).parent.mkdir(parents=True, exist_ok=True)
    (source / name).write_bytes(content)


def _write_made(name: str, made: Callable[[], bytes], source: Path) -> None:
    _write(name, made(), source)


def _codes(index: Path) -> set[str]:
    return {source.code for _, _, source in open_index(index).sources()}


def _hostile(own: Path, make: Callable[[Path], object]) -> None:
    source = _source(own)
    make(source)
    for more in ([], ["--rebuild"]):
        done = command("index", str(source), "--index", str(own / "index"), *more)
        assert done.exit_code in {0, 1}, done.output
        assert "S10001" in _codes(own / "index"), "what was there is lost"
    verify_index(own / "index")


def _ignored(own: Path, content: bytes, form: str, is_ignored: bool) -> None:
    source = _source(own)
    (source / ".hankehakuignore").write_bytes(content)
    name = unicodedata.normalize(form, "Hämeen päätös.txt")  # type: ignore[arg-type]
    _write(name, minimal("S10002").encode(), source)
    command("index", str(source), "--index", str(own / "index"))
    assert _codes(own / "index") == ({"S10001"} if is_ignored else {"S10001", "S10002"})


def _ignored_folder(own: Path, line: str, left: set[str]) -> None:
    source = _source(own)
    _write("arkisto/b.txt", minimal("S10002").encode(), source)
    _write("arkisto/vanhat/c.txt", minimal("S10003").encode(), source)
    (source / ".hankehakuignore").write_text(line, "utf-8")
    command("index", str(source), "--index", str(own / "index"))
    assert _codes(own / "index") == left


def _stopped(own: Path, make: Callable[[Path], None]) -> None:
    source = _source(own)
    _write("b.txt", minimal("S10002").encode(), source)
    make(source / ".hankehakuignore")
    done = command("index", str(source), "--index", str(own / "index"))
    assert done.exit_code != 0
    assert ".hankehakuignore" in done.stderr
    assert _codes(own / "index") == {"S10001"}


# Locks

LOCKS: dict[str, Callable[[Path], object]] = {
    "removed": lambda path: None,
    "of a dead process": lambda path: path.write_text("12345"),
    "of bytes": lambda path: path.write_bytes(bytes(range(256)) * 99),
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a link to itself": lambda path: path.symlink_to(LOCK),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to a file of others": lambda path: path.symlink_to("/etc/passwd"),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a name of a segment": lambda path: os.link(next(path.parent.glob("*.arr")), path),
}
"""What may stand in the place of the lock file."""


def _lock(own: Path, make: Callable[[Path], object]) -> None:
    """The run ends with the new index, or says why not and leaves the old one."""
    source = _source(own)
    _write("b.txt", minimal("S10002").encode(), source)
    (own / "index" / LOCK).unlink()
    make(own / "index" / LOCK)
    done = command("index", str(source), "--index", str(own / "index"))
    assert _codes(own / "index") == ({"S10001", "S10002"} if done.exit_code == 0 else {"S10001"})
    assert done.exit_code == 0 or str(own / "index") in done.stderr
    for segment in open_index(own / "index").segments:
        assert not segment.arrays.damaged_arrays()


def _busy(own: Path) -> None:
    source = _source(own)
    with locked(own / "index"):
        (own / "index" / LOCK).unlink()
        done = command("index", str(source), "--index", str(own / "index"), "--rebuild")
    assert done.exit_code == IndexBusy.exit_code, done.output


# Citations


def _changed_citations() -> dict[str, bytes]:
    """A good citation with bytes changed, cut, or doubled."""
    chance, good, made = random.Random(18), hashed(), {}
    for _ in range(12):
        at = chance.randrange(len(good))
        made[f"byte {at} changed"] = good[:at] + bytes([good[at] ^ chance.randint(1, 255)]) + good[at + 1 :]
        made[f"cut at {at}"] = good[:at]
    for name in WHOLE:
        made[f"{name} is deep"] = hashed(**{name: {"a": [[{"b": [None, 1e308, -0.0, "x" * 9999]}]]}})
    return made


def _cite(folder: Path, index: Path, data: bytes) -> None:
    path = folder / "viite.json"
    path.write_bytes(data)
    done = command("replay", str(path), "--index", str(index))
    assert done.exit_code in {1, 2}, done.output


# Damage


def _damages(folder: Path) -> Iterator[Attack]:
    """Each file of an index of two segments, changed in each way in several places."""
    top, chance = folder / "damage", random.Random(18)
    (top / "source").mkdir(parents=True)
    for number in range(20):
        write_description(top / "source", f"S{50000 + number}", chance)
    build(top / "index", [top / "source"])
    write_description(top / "source", "S50001", chance)
    build(top / "index", [top / "source"])
    before = answers(top / "index")
    for path in sorted(file for file in (top / "index").iterdir() if file.stat().st_size):
        size = path.stat().st_size
        for way, change in CHANGES.items():
            for part in range(DAMAGES):
                at = chance.randrange(size * part // DAMAGES, max(size * (part + 1) // DAMAGES, 1))
                name = f"{path.suffix or path.name} {way} {part + 1}/{DAMAGES}"
                yield Attack("damage", name, partial(_damage, top, path.name, partial(change, at), before))


CHANGES: dict[str, Callable[[int, bytes], bytes]] = {
    "a bit": lambda at, data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :],
    "cut": lambda at, data: data[:at],
    "zeros": lambda at, data: data[:at] + bytes(len(data[at : at + 4096])) + data[at + 4096 :],
    "turned round": lambda at, data: data[at:] + data[:at],
}
"""What happens to the bytes of a file from a place on."""


def _damage(top: Path, name: str, change: Callable[[bytes], bytes], before: list[object]) -> None:
    """Found by the check, never an answer, and after repair and a run all is as it was."""
    index = top / "spoilt"
    shutil.rmtree(index, ignore_errors=True)
    shutil.copytree(top / "index", index)
    data = (index / name).read_bytes()
    changed = change(data)
    (index / name).write_bytes(changed)
    with in_time():
        try:
            verify_index(index)
        except HankehakuError:
            pass
        else:
            assert changed == data, "the check finds it sound"
        with suppress(HankehakuError):
            assert answers(index) in (before, []), "it answers, and wrongly"
        try:
            repair_index(index)
        except HankehakuError:
            build(index, [top / "source"], rebuild=True)
        verify_index(index)
        build(index, [top / "source"])
        assert answers(index) == before, "something is lost"


# Sources that lost much

SHRINKING = [
    (230, 206, True), (230, 207, False), (100, 79, True), (100, 80, False), (25, 4, True), (25, 5, False),
    (300, 1, True), (22, 1, True), (21, 1, False), (1000, 899, True), (1000, 900, False),
]  # fmt: skip
"""How many projects a table has, and has then, and whether the run is refused."""


def _shrink(own: Path, before: int, after: int, is_refused: bool) -> None:
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir()
    table = own / "a.csv"
    for count in (before, after):
        write_list(table, *(list_row(f"A9{number:04}") for number in range(count)))
        done = command("index", str(table), "--index", str(own / "index"))
    assert (done.exit_code != 0) == is_refused, done.output
    assert len(_codes(own / "index")) == (before if is_refused else after)


def _mark(place: Path) -> None:
    shutil.rmtree(place)
    place.mkdir()
    (place / ".ei-liitetty").write_text("")


def _replace_by(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def replace(place: Path) -> None:
        shutil.rmtree(place)
        make(place)

    return replace


LOSSES: dict[str, Callable[[Path], object]] = {
    "a mount that is not there": _replace_by(Path.mkdir),
    "a mount that is not there, with a hidden mark": _mark,
}
"""What happens to a folder below the one named. Its projects stay."""


def _lose(own: Path, lose: Callable[[Path], object]) -> None:
    source = _source(own)
    for number in range(2, 5):
        _write(f"levy/{number}.txt", minimal(f"S1000{number}").encode(), source)
    build(own / "index", [source])
    lose(source / "levy")
    done = command("index", str(source), "--index", str(own / "index"))
    assert done.exit_code == IndexWouldShrink.exit_code, done.output
    assert len(_codes(own / "index")) == 4
