"""A new version takes over an index without interruption: one command, while the old server answers."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from whoosh.fields import TEXT, Schema
from whoosh.index import create_in

from hankehaku import main
from index.errors import IndexMismatch, IndexOfOtherVersion, IndexWouldShrink
from index.indexing.index_writer import build
from index.storage import schema
from index.storage.array_file import MAGIC
from index.storage.index_reader import open_index
from index.storage.manifest import generation, manifest_path
from search.contract.request import Request
from search.engine import Engine
from search.matching.latest_snapshot import LOOK_AGAIN
from tests.index.samples import minimal

QUERY = Request("kettu")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(minimal(f"S1000{number}", _3="Kettuja tutkitaan."), "utf-8")
    return folder


@pytest.fixture
def old(tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of another version."""
    with monkeypatch.context() as patch:
        patch.setattr(schema, "FORMAT", "7")
        patch.setattr("index.indexing.index_run.time", lambda: 1000.0)
        build(tmp_path / "index", [source])
    return tmp_path / "index"


def test_the_old_server_answers_until_the_new_one_takes_over(
    old: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, asked = schema.FORMAT, list[int]()
    monkeypatch.setattr(schema, "FORMAT", "7")
    server = Engine(old)

    def ask() -> None:
        """The old server looks for a new index, and answers."""
        monkeypatch.setattr(schema, "FORMAT", "7")
        time.sleep(LOOK_AGAIN + 0.02)
        asked.append(server.answer(QUERY).total)
        monkeypatch.setattr(schema, "FORMAT", ours)

    monkeypatch.setattr(schema, "FORMAT", ours)
    with pytest.raises(IndexOfOtherVersion, match="hankehaku index --upgrade --index"):
        build(old, [source])
    report = build(old, [source], upgrade=True, progress=lambda done, total: ask())
    ask()
    assert (report.added, set(asked)) == (3, {3})
    assert len(asked) >= 3
    assert Engine(old).answer(QUERY).total == 3
    assert {one.first_seen for _, _, one in open_index(old).sources()} == {1000}
    assert build(old, [source], upgrade=True).unchanged == 3


def test_another_layout_of_its_files_is_another_version(old: Path, source: Path) -> None:
    for path, before, after in (
        (next(old.glob("*.arr")), MAGIC, MAGIC[:-1] + b"\x02"),
        (manifest_path(old, 0), b"HANKEHAKU contents 2", b"HANKEHAKU contents 1"),
    ):
        path.write_bytes(path.read_bytes().replace(before, after))
        with pytest.raises(IndexOfOtherVersion):
            build(old, [source])
    assert build(old, [source], upgrade=True).added == 3


def test_what_is_not_ours_is_no_older_version(tmp_path: Path, source: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    create_in(str(folder), Schema(text=TEXT))
    with pytest.raises(IndexMismatch, match="not made by Hankehaku"):
        build(folder, [source], upgrade=True)


def test_an_upgrade_does_not_empty_the_index_either(old: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text(minimal("S20001"), "utf-8")
    before = generation(old)
    (tmp_path / "source" / "0.txt").unlink()
    (tmp_path / "source" / "1.txt").unlink()
    (tmp_path / "source" / "2.txt").rename(tmp_path / "source" / "x.rikki")
    (tmp_path / "source" / "x.rikki").write_text("Ei kuvaus")
    with pytest.raises(IndexWouldShrink):
        build(old, [tmp_path / "source", tmp_path / "other"], upgrade=True)
    assert generation(old) == before


def test_one_command(old: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.vocabulary.sources.find_sources", lambda *_: [])
    command = ["index", str(source), "--index", str(old)]
    refused = CliRunner().invoke(main, command)
    assert (refused.exit_code, "--upgrade" in refused.stderr) == (4, True)
    for count in ("3 added", "3 unchanged"):
        done = CliRunner().invoke(main, [*command, "--upgrade"])
        assert (done.exit_code, count in done.stdout) == (0, True)
