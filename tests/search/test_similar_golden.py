"""Golden neighbours: is what stands under «similar projects» about the same things?

`golden/similar.tsv` has one description a line: its code, and those nearest to it by content, `CODE=2` near
and `CODE=1` somewhat near; where several are equally near, all of them. Judged over the samples and the five
real descriptions (codes only) by reading them, not by what the engine returned; keep it so.

    python -m tests.search.test_similar_golden [--samples]

prints nDCG@3 of each, what was returned, and the mean; `--samples` leaves the real descriptions out.
"""

from __future__ import annotations

import argparse
import csv
import math
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest

from index.indexing.index_writer import build
from index.vocabulary.sources import find_sources
from search.engine import Engine
from tests.benchmarks.metrics import ndcg
from tests.conftest import CORPUS
from tests.search.test_needs import GOLDEN, REAL, judgements
from web.config.settings import Settings

DEPTH = 3
OWN = find_sources([], Path("nowhere"))
"""Our own vocabularies, without any that may be installed."""
FLOOR = 0.75
"""Mean nDCG@3 with the real descriptions, below which the test fails."""


class Neighbours(NamedTuple):
    """A description with the nearest that were found, those judged near it, and nDCG@3."""

    code: str
    found: list[str]
    judged: dict[str, float]
    ndcg: float


def measure(engine: Engine) -> list[Neighbours]:
    """The neighbours of each description of the golden table that is in the index."""
    there = engine.snapshot().by_code
    with (GOLDEN / "similar.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", strict=True))
    measured = []
    for row in rows:
        judged = {code: gain for code, gain in judgements(row["near"]).items() if code in there}
        if row["code"] in there and judged:
            found = [one.code for one in engine.similar(row["code"])][:DEPTH]
            measured.append(Neighbours(row["code"], found, judged, ndcg(found, judged, DEPTH)))
    return measured


def mean(measured: list[Neighbours]) -> float:
    """Mean nDCG@3."""
    return math.fsum(one.ndcg for one in measured) / len(measured)


@pytest.mark.slow
def test_a_library_bus_with_digital_support_is_near_digital_support(
    descriptions: Path, tmp_path: Path
) -> None:
    build(tmp_path / "index", [CORPUS, descriptions], vocabularies=OWN)
    measured = measure(Engine(tmp_path / "index"))
    assert {"S22535", "S22496"} <= set(next(one.found for one in measured if one.code == "S29903"))
    assert mean(measured) >= FLOOR


def test_a_project_in_swedish_is_near_those_in_finnish_that_are_about_the_same(tmp_path: Path) -> None:
    build(tmp_path / "index", [CORPUS], vocabularies=OWN)
    near = Engine(tmp_path / "index").similar("S29911")
    assert near
    assert {"A89904", "A89908"} & {one.code for one in near[:DEPTH]}
    assert any("saaristo" in one.words for one in near)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--samples", action="store_true", help="leave the real descriptions out")
    sources = [CORPUS] if parser.parse_args().samples or not REAL.is_dir() else [CORPUS, REAL]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        build(folder, sources, vocabularies=find_sources([], Settings().dictionaries))
        measured = measure(Engine(folder))
    for one in measured:
        found = " ".join(f"{code}={one.judged.get(code, 0):.0f}" for code in one.found)
        print(f"{one.ndcg:.3f}  {one.code}  {found}")
    print(f"{mean(measured):.3f}  mean nDCG@{DEPTH} of {len(measured)}")


if __name__ == "__main__":
    main()
