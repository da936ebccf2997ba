"""Short rows of a table beside whole descriptions: is the better of them first?

`golden/mixed.tsv` has 20 needs over the samples and the fictional rows of `golden/rows.csv`, judged by what
they say before any ranking was looked at: sometimes the row answers best, sometimes the description. In a
register most projects are known by a row alone, so the needs are also asked among many rows that answer none.

    python -m tests.search.test_mixed [--rows 3000] [--text ../shared/relevance/corpus.jsonl] [--worst 8]

prints every need's figure; the rows that answer nothing have words of the text, a third of them a sentence.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from index.indexing.index_writer import build
from search.engine import Engine
from tests.benchmarks.generate import read_sentences
from tests.conftest import CORPUS
from tests.search.test_needs import GOLDEN, guard, measure, read_needs, table, worst

HEADER = ("Hanketunnus", "Hankkeen otsikko", "Kuvaus", "Hakija")
FILLING = 400
"""Rows that answer no need, in the test: with them a description is 20 times as long as the mean."""


def mixed_engine(folder: Path, filling: Iterable[tuple[str, str]]) -> Engine:
    """The samples, the rows, and rows of the titles and descriptions given."""
    source = folder / "rows"
    source.mkdir(parents=True)
    shutil.copy(GOLDEN / "rows.csv", source)
    with (source / "filling.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(HEADER)
        rows.writerows((f"U{n:05}", title, text, "Täyte ry") for n, (title, text) in enumerate(filling))
    assert not build(folder / "index", [CORPUS, source]).failed
    return Engine(folder / "index")


def drawn(text: Path, count: int) -> list[tuple[str, str]]:
    """Titles of eight words of a text, a third of them with a sentence."""
    sentences, chance = read_sentences(text), random.Random(3)
    return [
        (" ".join(chance.choice(sentences).split()[:8]), chance.choice(sentences) if n % 3 == 0 else "")
        for n in range(count)
    ]


def test_the_needs_are_well_formed() -> None:
    needs = read_needs("mixed")
    with (GOLDEN / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["Hanketunnus"] for row in csv.DictReader(file, delimiter=";", strict=True)}
    samples = {path.stem for path in CORPUS.glob("[AS]*.txt")}
    assert len({need.id for need in needs}) == len(needs) == 20
    assert all(set(need.samples) <= rows | samples and 2.0 in need.samples.values() for need in needs)
    best = [{code for code, gain in need.samples.items() if gain == 2} for need in needs]
    assert sum(not codes & rows for codes in best) + sum(not codes & samples for codes in best) >= 4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("filling", "floor"), [(0, "rows and descriptions"), (FILLING, "rows and descriptions among many rows")]
)
def test_needs_over_rows_and_descriptions(tmp_path: Path, filling: int, floor: str) -> None:
    titles = [(f"Keksityn kunnan kohde {number}", "") for number in range(filling)]
    guard(measure(mixed_engine(tmp_path, titles), read_needs("mixed"), with_real=False), floor)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=0, help="rows that answer no need")
    parser.add_argument("--text", type=Path, default=CORPUS, help="what their words are drawn from")
    parser.add_argument("--worst", type=int, default=8, metavar="N")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = mixed_engine(Path(folder), drawn(arguments.text, arguments.rows))
        measured = measure(engine, read_needs("mixed"), with_real=False)
    print(table(measured), worst(measured, arguments.worst), sep="\n\n")


if __name__ == "__main__":
    main()
