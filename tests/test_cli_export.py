"""`hankehaku export` and `hankehaku replay`: tables for other programs, and results to come back to."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from hankehaku import main
from index.indexing.index_writer import build
from web.app import create_app


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def source(tmp_path: Path, corpus: Path) -> Path:
    """A folder with some of the sample descriptions."""
    folder = tmp_path / "source"
    folder.mkdir()
    for name in ("S29901.txt", "S29902.txt", "S29903.txt"):
        shutil.copy(corpus / name, folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path, source: Path) -> Path:
    """An index of them."""
    build(tmp_path / "index", [source])
    return tmp_path / "index"


@pytest.fixture
def cited(tmp_path: Path, folder: Path) -> Path:
    """What the page of a search gives as its «Viite»."""
    path = tmp_path / "viite.json"
    path.write_bytes(create_app(folder).test_client().get("/api/v1/snapshot?q=hanke").data)
    return path


def test_export_writes_every_hit(corpus_index: Path, tmp_path: Path) -> None:
    found = json.loads(
        run("search", "hanke", "-matkailu", "--json", "--limit", "100", "--index", corpus_index).stdout
    )
    codes = [hit["code"] for hit in found["hits"]]
    assert len(codes) > 5
    written = run("export", "hanke", "-matkailu", "--index", corpus_index).stdout
    assert [row["Hankekoodi"] for row in csv.DictReader(io.StringIO(written))] == codes
    lines = run("export", "hanke", "-matkailu", "--format", "jsonl", "--index", corpus_index).stdout
    assert [json.loads(line)["code"] for line in lines.splitlines()] == codes
    file = tmp_path / "hankkeet.xlsx"
    run("export", "hanke", "-matkailu", "--format", "xlsx", "--output", file, "--index", corpus_index)
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == codes


def test_replay_finds_the_same(folder: Path, cited: Path) -> None:
    result = run("replay", cited, "--index", folder)
    assert result.exit_code == 0
    assert "0 added, 0 removed, 0 changed" in result.stdout
    assert result.stderr == ""


def test_replay_tells_what_was_added_removed_and_changed(
    folder: Path, cited: Path, source: Path, corpus: Path
) -> None:
    changed = source / "S29902.txt"
    changed.write_text(changed.read_text("utf-8") + "\nLisäys.\n", "utf-8")
    (source / "S29901.txt").unlink()
    shutil.copy(corpus / "A89901.txt", source)
    build(folder, [source])
    result = run("replay", cited, "--index", folder)
    assert result.exit_code == 1
    *lines, last = result.stdout.splitlines()
    assert lines == ["added    A89901", "removed  S29901", "changed  S29902"]
    assert "1 added, 1 removed, 1 changed" in last


def test_replay_says_that_another_version_cited(
    folder: Path, cited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.export.citation.fingerprint", lambda: "analyser 99")
    result = run("replay", cited, "--index", folder)
    assert result.exit_code == 0
    assert "now analyser 99" in result.stderr


def test_replay_refuses_another_file(folder: Path, source: Path) -> None:
    result = run("replay", source / "S29901.txt", "--index", folder)
    assert result.exit_code == 2
    assert "is not JSON. Expected a file from ”Viittaa”" in result.stderr
