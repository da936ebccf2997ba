"""Fixtures of the tests that disturb runs of the indexer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.indexing.index_writer import build
from tests.index.survival import SMALL, Runs, write


@pytest.fixture(scope="session")
def runs() -> Iterator[Runs]:
    """A process that begins runs."""
    made = Runs()
    yield made
    made.process.communicate()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with 20 small descriptions."""
    folder = tmp_path / "source"
    folder.mkdir()
    write(folder, random.Random(0), range(20))
    return folder


@pytest.fixture
def folder(tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of it, in more than one segment."""
    monkeypatch.setattr("index.indexing.index_run.SEGMENT_DOCUMENTS", SMALL)
    build(tmp_path / "index", [source])
    return tmp_path / "index"
