"""How fast is indexing: whole commands of this project, and stock Whoosh writing the same tokens."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import TEXT, Schema
from whoosh.index import create_in

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
    """Index everything from nothing."""
    shutil.rmtree(index, ignore_errors=True)
    documents = len(list(source.glob("*.txt")))
    seconds = command(source, index)
    return {
        "hankehaku": {
            "seconds": round(seconds, 2),
            "descriptions_per_second": round(documents / seconds, 1),
            "seconds_per_1000": round(1000 * seconds / documents, 3),
        },
        "index_bytes_per_source_byte": round(size(index) / size(source), 3),
    }


def measure_stock_whoosh(texts: list[str], folder: Path) -> dict[str, Any]:
    """Stock Whoosh writing the base forms, already analysed, with positions."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    analyzer: Any = SpaceSeparatedTokenizer()
    index = create_in(str(folder), Schema(text=TEXT(analyzer=analyzer, phrase=True)))
    some = texts[:STOCK_DOCUMENTS]
    began = time.perf_counter()
    writer = index.writer(limitmb=512)
    for text in some:
        writer.add_document(text=text)
    writer.commit()
    seconds = time.perf_counter() - began
    return {"documents": len(some), "seconds_per_1000": round(1000 * seconds / len(some), 3)}


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
