"""How fast is indexing: whole commands of this project, and stock Whoosh writing the same tokens."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh.analysis import Composable, Token
from whoosh.fields import STORED, TEXT, Schema
from whoosh.index import create_in

from index.analysis.tokenizer import analyse
from index.model.fields import Kind
from index.model.project import SEARCHED, text
from index.storage.schema import BASES, PARTS, SECTION_GAP, STREAMS
from search.matching.snapshot import Snapshot
from tests.benchmarks.runs import whole_run
from tests.conftest import ROOT

STOCK_DOCUMENTS = 1000
"""Documents that stock Whoosh writes: its time grows at least linearly, and it is slow."""


def command(source: Path, index: Path) -> float:
    """Seconds of a whole `hankehaku index`."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "hankehaku", "index", str(source), "--index", str(index)],
        check=True, capture_output=True,
    )  # fmt: skip
    return time.perf_counter() - began


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure_building(source: Path, index: Path) -> dict[str, Any]:
    """Index everything from nothing, and all over again with the analyses of words that the first run kept.

    `peak_mb`: of the largest of its processes; `together_mb`: of all of them, what they share counted once.
    """
    shutil.rmtree(index, ignore_errors=True)
    documents = len(list(source.glob("*.txt")))
    new = whole_run(ROOT, str(source), "--index", str(index))
    share = size(index) / size(source)
    again = whole_run(ROOT, str(source), "--index", str(index), "--rebuild")
    return {
        "hankehaku": {
            "seconds": round(new.passed, 2),
            "descriptions_per_second": round(documents / new.passed, 1),
            "seconds_per_1000": round(1000 * new.passed / documents, 3),
            "processor_seconds": round(new.seconds, 1),
            "peak_mb": round(new.peak),
            "together_mb": round(new.together),
            "again_per_second": round(documents / again.passed, 1),
        },
        "index_bytes_per_source_byte": round(share, 3),
    }


class Prepared(Composable):
    """An analyser for Whoosh that hands out tokens made before: what is timed is only the writing."""

    def __init__(self) -> None:
        self.tokens: dict[str, list[tuple[str, int]]] = {}

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        token = Token(**options)
        token.boost = 1.0
        for term, position in self.tokens[value]:
            token.text, token.pos = term, position
            yield token


def measure_stock_whoosh(snapshot: Snapshot, folder: Path) -> dict[str, Any]:
    """Stock Whoosh writing the same tokens of both streams, analysed before, and the same stored text."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    analyzer: Any = Prepared()
    fields: dict[str, Any] = {stream: TEXT(analyzer=analyzer, phrase=True) for stream in STREAMS}
    index = create_in(str(folder), Schema(store=STORED(), **fields))
    documents = []
    for doc in range(min(STOCK_DOCUMENTS, snapshot.documents)):
        data = snapshot.document(doc)
        streams = document_tokens(data)
        keys = {stream: f"{stream} {doc}" for stream in STREAMS}
        analyzer.tokens.update({keys[stream]: tokens for stream, tokens in streams.items()})
        documents.append({"store": json.dumps(data, ensure_ascii=False), **keys})
    began = time.perf_counter()
    writer = index.writer(limitmb=512)
    for document in documents:
        writer.add_document(**document)
    writer.commit()
    seconds = time.perf_counter() - began
    return {"documents": len(documents), "seconds_per_1000": round(1000 * seconds / len(documents), 3)}


def document_tokens(data: dict[str, Any]) -> dict[str, list[tuple[str, int]]]:
    """The tokens of a project's searched sections in both streams, with their positions."""
    found: dict[str, list[tuple[str, int]]] = {stream: [] for stream in STREAMS}
    start = 0
    for field in SEARCHED:
        tokens = analyse(text(data, field), None if field.kind is Kind.TEXT else "fi")
        for token in tokens:
            found[BASES] += [(base, start + token.position) for base in token.word.bases]
            found[PARTS] += [(part, start + token.position) for part in token.word.parts]
        start += len(tokens) + SECTION_GAP
    return found


def measure_change(source: Path, index: Path) -> dict[str, float]:
    """One changed description: the whole command."""
    path = sorted(source.glob("*.txt"))[0]
    original = path.read_text("utf-8")
    seconds = []
    for round_ in range(3):
        path.write_text(original.replace("Hankkeen nimi:", f"Hankkeen nimi: Muutos {round_}"), "utf-8")
        seconds.append(command(source, index))
    path.write_text(original, "utf-8")
    command(source, index)
    return {"median_seconds": round(sorted(seconds)[1], 2)}
