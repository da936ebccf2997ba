"""Keeping up with sources: runs that would remove too much, reports for monitoring, watching folders."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner

import inspection
from hankehaku import main
from index.errors import IndexWouldShrink
from index.indexing.index_writer import build
from index.indexing.record_reader import FileRecords, read_file
from index.indexing.report import Report
from index.reader.files import find_files
from index.upkeep import watch
from index.upkeep.watch import changes
from search.engine import Engine
from tests.index.samples import minimal
from tests.index.tables import list_row, write_list
from tests.small import write


def rows(count: int) -> list[str]:
    return [list_row(f"A9{number:04}") for number in range(count)]


def size(folder: Path) -> int:
    return Engine(folder).documents


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [(230, 206, True), (230, 207, False), (100, 80, False), (100, 79, True), (25, 5, False), (25, 4, True)],
)
def test_a_run_that_would_remove_much_is_refused(
    tmp_path: Path, before: int, after: int, refused: bool
) -> None:
    """More than a tenth, and more than 20."""
    source, folder = tmp_path / "source" / "a.csv", tmp_path / "index"
    build(folder, [write_list(source, *rows(before))])
    write_list(source, *rows(after))
    for rebuild in (False, True) if refused else (False,):
        if refused:
            with pytest.raises(IndexWouldShrink, match=rf"{before - after} of {before} .*--allow-shrink"):
                build(folder, [source], rebuild=rebuild)
            assert size(folder) == before
    build(folder, [source], allow_shrink=refused)
    assert size(folder) == after


def test_a_folder_named_that_lost_all_its_projects_is_refused(tmp_path: Path) -> None:
    one, two, folder = tmp_path / "one", tmp_path / "two", tmp_path / "index"
    for place, code in ((one, "S10001"), (two, "S10002")):
        place.mkdir()
        (place / "a.txt").write_text(minimal(code), "utf-8")
    build(folder, [one, two])
    (two / "a.txt").rename(two / "b.rikki")
    (two / "b.rikki").write_text("Ei kuvaus", "utf-8")
    with pytest.raises(IndexWouldShrink, match=f"{two}: all projects from this folder"):
        build(folder, [one, two])
    assert size(folder) == 2
    (two / "c.txt").write_text(minimal("S10003"), "utf-8")  # others in their place are no loss of all
    build(folder, [one, two])
    assert size(folder) == 2


@pytest.mark.parametrize("mounted", [False, True])
def test_an_empty_place_of_a_mount_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounted: bool
) -> None:
    source, folder = tmp_path / "source", tmp_path / "index"
    (source / "levy" / "a").mkdir(parents=True)
    (source / "a.txt").write_text(minimal("S10001"), "utf-8")
    (source / "levy" / "a" / "b.txt").write_text(minimal("S10002"), "utf-8")
    build(folder, [source])
    (source / "levy" / "a" / "b.txt").unlink()
    (source / "levy" / "a").rmdir()
    if mounted:
        (source / "levy" / "muu.txt").write_text("Ei kuvaus", "utf-8")
        monkeypatch.setattr(os.path, "ismount", lambda path: str(path) == str(source / "levy"))
    else:
        (source / "levy" / ".keep").touch()
    with pytest.raises(IndexWouldShrink, match=str(source / "levy")):
        build(folder, [source])
    monkeypatch.undo()
    (source / "levy" / ".keep").unlink(missing_ok=True)
    (source / "levy" / "muu.txt").unlink(missing_ok=True)
    (source / "levy").rmdir()
    build(folder, [source])
    assert size(folder) == 1


def test_the_report_as_json(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(minimal("S10001"), "utf-8")
    (tmp_path / "b.txt").write_text("Ei kuvaus", "utf-8")
    done = CliRunner().invoke(main, ["index", str(tmp_path), "--index", str(tmp_path / ".index"), "--json"])
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert (report["added"], report["removed"], report["conflicts"]) == (1, 0, [])
    assert [line.split(":")[0] for line in report["failed"]] == [str(tmp_path / "b.txt")]


def test_a_refused_run_is_told_as_json_too(tmp_path: Path) -> None:
    source = tmp_path / "source" / "a.csv"
    arguments = ["index", str(write_list(source, *rows(60))), "--index", str(tmp_path / "index"), "--json"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    write_list(source, *rows(3))
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert json.loads(done.stdout).keys() == {"index", "error"}
    assert "57 of 60 projects would be removed" in json.loads(done.stdout)["error"]


def test_watching_goes_on_after_a_refusal_and_allows_shrinking_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three runs: one that may shrink the index, one that is refused, one with the file mended."""
    source, folder = tmp_path / "source" / "a.csv", tmp_path / "index"
    build(folder, [write_list(source, *rows(90))])

    def three(*_: object) -> Iterator[None]:
        for count in (60, 3, 61):
            write_list(source, *rows(count))
            yield

    monkeypatch.setattr(watch, "changes", three)
    arguments = ["index", str(source), "--index", str(folder), "--json", "--watch", "--allow-shrink"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0
    told = done.stdout.replace("}\n{", "},{")
    first, second, third = json.loads(f"[{told}]")
    assert (first["removed"], third["added"], size(folder)) == (30, 1, 61)
    assert "57 of 60" in second["error"]


def test_watching_sends_everything_anew_in_the_first_run_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, folder = write_list(tmp_path / "source" / "a.csv", *rows(3)), tmp_path / "index"
    sent: list[bool] = []
    monkeypatch.setattr(watch, "changes", lambda *_: iter((None, None)))
    monkeypatch.setattr(
        inspection, "publish_index", lambda _, options: sent.append(options["rebuild"] or options["upgrade"])
    )
    for option in ("--upgrade", "--rebuild"):
        sent.clear()
        done = CliRunner().invoke(main, ["index", str(source), "--index", str(folder), "--watch", option])
        assert (done.exit_code, sent) == (0, [True, False])


@pytest.mark.slow
def test_changes_are_told_but_not_those_of_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "QUIET_MS", 100)
    stop = threading.Event()
    told = changes([tmp_path], tmp_path / "index", stop)
    next(told)
    (tmp_path / "index").mkdir()

    def change() -> None:
        (tmp_path / "index" / "x").write_text("index")
        (tmp_path / "a.txt").write_text("source")

    timer = threading.Timer(0.5, change)
    timer.start()
    next(told)
    timer.join()
    (tmp_path / "index" / "y").write_text("index")
    threading.Timer(1.0, stop.set).start()
    assert list(told) == []


def test_a_folder_is_the_same_from_whatever_folder_it_is_named(tmp_path: Path) -> None:
    """A path with «..» is shown without it; «..» behind a link leads to where the link leads."""
    source, elsewhere = tmp_path / "lähteet", tmp_path / "toinen" / "syvä"
    for folder in (source, elsewhere):
        folder.mkdir(parents=True)
    (source / "a.txt").write_text(minimal("A90001"), "utf-8")
    (elsewhere.parent / "b.txt").write_text(minimal("A90002"), "utf-8")
    (source / "linkki").symlink_to(elsewhere)
    assert find_files([source / ".." / "lähteet"]) == find_files([source]) == [str(source / "a.txt")]
    assert find_files([source / "linkki" / ".." / "b.txt"]) == [str(elsewhere.parent / "b.txt")]
    build(tmp_path / "ix", [source])
    assert build(tmp_path / "ix", [tmp_path / "toinen" / ".." / "lähteet"]).unchanged == 1


def test_a_file_that_is_as_it_was_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A description, a file of two, and a table of two, whose rows are cut into tasks."""
    source, folder = tmp_path / "source", tmp_path / "index"
    write(source, "S40001")
    (source / "two.txt").write_text(minimal("S40002", _3="a") + "\n" + minimal("S40003", _3="b"), "utf-8")
    write_list(source / "list.csv", list_row("A90001"), list_row("A90002"))
    long_ago = time.time() - 3600
    for path in source.iterdir():
        os.utime(path, (long_ago, long_ago))
    time.sleep(0.025)  # the clock of files has ticked: their stamps are for good
    assert build(folder, [source]).added == 5
    read: list[str] = []

    def noted(path: str, most: int) -> FileRecords:
        read.append(Path(path).name)
        return read_file(path, most)

    monkeypatch.setattr("index.indexing.workers.read_file", noted)
    again = build(folder, [source])
    assert (again.added, again.changed, again.unchanged, read) == (0, 0, 5, [])
    write(source, "S40001", _3="muuta")
    changed = build(folder, [source])
    assert (changed.added, changed.changed, changed.unchanged, read) == (0, 1, 4, ["S40001.txt"])


def test_a_report_begins_with_nothing() -> None:
    assert asdict(Report()) == {
        "added": 0, "changed": 0, "unchanged": 0, "removed": 0, "masked": 0, "contacts": False,
        "failed": [], "warnings": [], "conflicts": [], "files": 0,
    }  # fmt: skip
