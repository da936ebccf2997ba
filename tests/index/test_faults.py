"""Full disks, folders that may not be written, sources that vanish, two indexers: the index stays whole."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import pytest

from index.durability.lock import LOCK
from index.errors import IndexBusy, IndexDamaged, IndexUnwritable, SourceError
from index.formats.registry import read_records
from index.indexing.index_writer import build
from index.indexing.report import Report
from index.indexing.verify import verify_index
from index.storage.index_reader import open_index
from index.storage.manifest import generation
from search.contract.request import Request
from search.engine import Engine
from search.matching.latest_snapshot import LOOK_AGAIN
from tests.index.survival import ROOT, Runs, anew, answers, goes_on, write

# A disk that takes no more


def test_files_that_cannot_be_written(runs: Runs, folder: Path, source: Path) -> None:
    chance = random.Random(1)
    before = answers(folder)
    write(source, chance, range(40, 60))
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    runs.begin(copy, source)
    assert runs.end() == 0
    kept = set(os.listdir(folder))
    largest = max(path.stat().st_size for path in copy.iterdir() if path.name not in kept)
    # Which documents share a segment differs between runs; none can do without a file of half that size.
    for size in (1, 100, 1000, *(chance.randint(1000, largest // 2) for _ in range(7))):
        runs.begin(folder, source, size=size)
        code = runs.end()
        assert code == 1, size
        assert set(os.listdir(folder)) == kept
        assert answers(folder) == before
    goes_on(folder, source, anew(source))


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """A mount, where this user may make one."""
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no right to mount here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs is Linux's")
def test_a_full_disk(source: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "-t", "tmpfs", "-o", "size=256k", "tmpfs"):
        folder = disk / "index"
        build(folder, [source])
        before = answers(folder)
        write(source, random.Random(2), range(20, 40))
        with (disk / "filler").open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                pass
        with pytest.raises(IndexUnwritable, match="No space left on device"):
            build(folder, [source])
        assert answers(folder) == before
        (disk / "filler").rename(folder / "MAIN_0123456789abcdef.arr")  # as a killed run leaves
        goes_on(folder, source, anew(source))


def test_a_folder_that_may_only_be_read(folder: Path, source: Path) -> None:
    before = answers(folder)
    write(source, random.Random(3), range(20, 25))
    bind = ["--bind", "-o", "ro", str(folder)] if os.geteuid() == 0 else []
    folder.chmod(0o555)
    with mounted(folder, *bind) if bind else nullcontext():
        with pytest.raises(IndexUnwritable, match="make room or give the right to write"):
            build(folder, [source])
        assert answers(folder) == before
        verify_index(folder)
    folder.chmod(0o755)
    goes_on(folder, source, anew(source))


# Sources that vanish or change while they are read


def disturbed(folder: Path, source: Path, disturb: Callable[[], object]) -> Report:
    """A run during which something happens after the files were listed and before they are read."""
    waiting = [disturb]

    def progress(done: int, total: int) -> None:
        if waiting:
            waiting.pop()()

    return build(folder, [source], progress=progress)


def test_a_source_folder_that_vanishes(folder: Path, source: Path) -> None:
    before = answers(folder)
    aside = source.rename(source.parent / "aside")
    with pytest.raises(SourceError, match="The index stays as it was"):
        build(folder, [source])
    aside.rename(source)
    write(source, random.Random(4), range(20))
    report = disturbed(folder, source, lambda: source.rename(aside))
    assert len(report.failed) == 20
    assert "the version indexed before stays" in report.failed[0]
    assert answers(folder) == before
    aside.rename(source)
    goes_on(folder, source, anew(source))


def test_a_folder_that_cannot_be_listed_loses_nothing(
    folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, scandir, number = answers(folder), os.scandir, (source / "sub").stat
    (source / "sub").mkdir()

    def refuse(handle: int) -> object:  # folders are listed from a handle
        if os.path.samestat(os.stat(handle), number()):
            raise PermissionError(13, "Permission denied")
        return scandir(handle)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(SourceError, match="sub: the folder cannot be read"):
        build(folder, [source])
    monkeypatch.undo()
    assert answers(folder) == before


def test_files_that_change_and_vanish_while_read(folder: Path, source: Path) -> None:
    chance = random.Random(5)
    write(source, chance, range(10))

    def disturb() -> None:
        (source / "S70001.txt").unlink()
        (source / "S70002.txt").write_text("puolikas", "utf-8")
        write(source, chance, [3])

    report = disturbed(folder, source, disturb)
    assert sorted(line.rpartition("/")[2][:6] for line in report.failed) == ["S70001", "S70002"]
    (source / "S70002.txt").unlink()
    goes_on(folder, source, anew(source))


def test_a_file_that_changes_after_it_was_read_is_read_again(
    folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(6)
    write(source, chance, [0])

    def read_then_change(path: Path, max_bytes: int) -> object:
        found = read_records(path, max_bytes)
        write(source, chance, [0])
        return found

    monkeypatch.setattr("index.indexing.record_reader.read_records", read_then_change)
    build(folder, [source])
    monkeypatch.undo()
    assert answers(folder) != anew(source)
    goes_on(folder, source, anew(source))


# Two at once, and locks that nobody holds


def test_two_indexers(folder: Path, source: Path) -> None:
    write(source, random.Random(7), range(20, 30))
    codes = []

    def another() -> None:
        command = [sys.executable, "-m", "hankehaku", "index", str(source), "--index", str(folder)]
        codes.append(subprocess.run(command, cwd=ROOT, capture_output=True).returncode)

    assert disturbed(folder, source, another).added == 10
    assert codes == [5]
    goes_on(folder, source, anew(source))


def test_a_lock_of_a_dead_process_and_leavings_of_its_run(folder: Path, source: Path) -> None:
    (folder / LOCK).write_text("12345")
    for name in ("MAIN_0123456789abcdef.arr", f"_MAIN_{generation(folder) + 1}.toc.new"):
        (folder / name).write_bytes(b"half")
    verify_index(folder)
    goes_on(folder, source, anew(source))
    fresh = source.parent / "fresh"
    fresh.mkdir()
    for name in (LOCK, "MAIN_0123456789abcdef.arr", "_MAIN_0.toc.new"):
        (fresh / name).write_bytes(b"")
    build(fresh, [source])
    goes_on(fresh, source, anew(source))


# Backup and restore


def test_a_copy_is_a_backup(folder: Path, source: Path, tmp_path: Path) -> None:
    before = answers(folder)
    shutil.copytree(folder, tmp_path / "backup")
    write(source, random.Random(8), range(20, 30))
    build(folder, [source])
    engine = Engine(folder)
    shutil.rmtree(folder)
    assert engine.answer(Request("auto")).total  # answers from what it has open
    shutil.copytree(tmp_path / "backup", folder)
    verify_index(folder)
    assert answers(folder) == before
    time.sleep(LOOK_AGAIN + 0.05)
    assert engine.documents == 20
    goes_on(folder, source, anew(source))


def test_two_indexers_without_the_lock_file(folder: Path, source: Path) -> None:
    """Somebody takes it for a leftover and removes it: the current run is not disturbed."""
    write(source, random.Random(9), range(20, 30))
    codes = []

    def another() -> None:
        (folder / LOCK).unlink()
        command = [sys.executable, "-m", "hankehaku", "index", str(source), "--index", str(folder)]
        codes.append(subprocess.run(command, cwd=ROOT, capture_output=True).returncode)

    assert disturbed(folder, source, another).added == 10
    assert codes == [5]
    goes_on(folder, source, anew(source))


@pytest.mark.parametrize("what", ["lock", "folder", "commit", "segment"])
def test_a_run_that_lost_its_place_commits_nothing(
    folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """As when the file system locks no folders, and another run came between."""
    write(source, random.Random(10), range(20, 30))
    moved, number = source.parent / "moved", generation(folder)
    monkeypatch.setattr("index.durability.lock._lock", lambda folder, handle: False)

    def disturb() -> None:
        if what == "lock":
            (folder / LOCK).unlink()
            (folder / LOCK).touch()
        elif what == "folder":
            folder.rename(moved)
            shutil.copytree(moved, folder)
        elif what == "commit":
            (folder / f"_MAIN_{number}.toc").rename(folder / f"_MAIN_{number + 1}.toc")
        else:
            next(folder.glob("*.arr")).write_bytes(b"")

    before = sorted(path.name for path in folder.glob("_MAIN*.toc"))
    with pytest.raises((IndexBusy, IndexDamaged)):
        disturbed(folder, source, disturb)
    if what != "commit":
        assert sorted(path.name for path in folder.glob("_MAIN*.toc")) == before


def test_copies_made_while_it_is_indexed_are_sound(folder: Path, source: Path, tmp_path: Path) -> None:
    """A copy that `cp` made without an error is the index of one commit: an online backup."""
    stop, made = threading.Event(), list[Path]()

    def copy() -> None:
        while not stop.is_set():
            target = tmp_path / f"copy{len(made)}"
            with suppress(shutil.Error, FileNotFoundError):
                made.append(Path(shutil.copytree(folder, target)))
            if not made or made[-1] != target:
                shutil.rmtree(target, ignore_errors=True)
            time.sleep(0.03)

    copier = threading.Thread(target=copy)
    copier.start()
    known = {tuple(sorted(codes(folder)))}
    for number in range(20, 80):  # on a busy machine few copies are whole before the next commit comes
        write(source, random.Random(number), [number])
        build(folder, [source])
        known.add(tuple(sorted(codes(folder))))
        if number >= 25 and len(made) >= 3:
            break
    stop.set()
    copier.join()
    assert len(made) >= 3
    for backup in made:
        assert tuple(sorted(codes(backup))) in known
        for segment in open_index(backup).segments:
            assert not segment.arrays.damaged_arrays()
    verify_index(made[-1])


def codes(folder: Path) -> list[str]:
    return [source.code for _, _, source in open_index(folder).sources()]
