"""Indexes of a few descriptions of which a test wrote every word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from hankehaku import main
from index.indexing.index_writer import build
from search.engine import Engine
from tests.index.samples import minimal


def write(source: Path, code: str, **bodies: str) -> Path:
    """A description as a file, with a body for each section named: `_3` or `_4_1`."""
    source.mkdir(parents=True, exist_ok=True)
    path = source / f"{code}.txt"
    path.write_text(minimal(code, **bodies), "utf-8")
    return path


def index_of(folder: Path, descriptions: dict[str, dict[str, str]]) -> Path:
    """An index of descriptions: their codes, each with its bodies as for `write`."""
    for code, bodies in descriptions.items():
        write(folder / "source", code, **bodies)
    report = build(folder / "index", [folder / "source"])
    assert not report.failed
    return folder / "index"


def engine_of(folder: Path, descriptions: dict[str, dict[str, str]]) -> Engine:
    """An engine over such an index."""
    return Engine(index_of(folder, descriptions))


def search_json(index: Path, query: str, *options: str) -> Any:
    """What `hankehaku search --json` prints: an answer in the shape of the API."""
    result = CliRunner().invoke(main, ["search", query, "--json", "--index", str(index), *options])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)
