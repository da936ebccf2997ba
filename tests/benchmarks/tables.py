"""Do rows of a table cost more than the same projects as text files? Both are indexed from nothing.

    python -m tests.benchmarks.tables [--rows 5000] [--rounds 3] [--text FILE_OR_FOLDER] [--json FILE]

The table is a CSV file with the columns of `index/profiles/omat-hankkeet.toml`; each text file is the same
project in the register's form. Rows have a title, an organisation, dates, money, a region and one to three
sentences. The two are indexed by turns as whole commands, and the best run of each is compared: other work on
the machine makes single runs slower, never faster. Prints both times, as they pass and of the processor, with
their ratios, which should be at most 1.2; on a busy machine only that of processor time says something.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.building import command
from tests.benchmarks.generate import CORPUS, read_sentences

REGIONS = ("Kainuu", "Lappi", "Pirkanmaa", "Satakunta", "Uusimaa")
COLUMNS = (
    "Hanketunnus", "Hankkeen otsikko", "Kuvaus", "Hakija", "Maakunnat", "Alku", "Loppu", "Avustus", "Rahasto",
)  # fmt: skip
FORM = """Euroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus

1 Hanke

Hankekoodi: {code}
Hankkeen nimi: {title}
Suunnitelman mukainen toteutusaika: Alkaa {starts} ja päättyy {ends}

2 Hakijan perustiedot

Hakijan virallinen nimi: {applicant}

3 Suunnitelman mukainen tiivistelmä toteutuksesta

{summary}

5 Projektin julkinen rahoitus, euroa

Myönnetty EU- ja valtion rahoitus: {granted}

6 Maantieteellinen kohdealue

Maakunnat: {region}
"""


@dataclass(frozen=True)
class Short:
    """A project of which little is known, all of it text."""

    code: str
    title: str
    summary: str
    applicant: str
    region: str
    starts: str
    ends: str
    granted: str


def short_projects(sentences: Sequence[str], count: int, seed: int = 1) -> list[Short]:
    """So many projects out of the sentences of a text."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        year = chance.randrange(2014, 2022)
        title, *rest = (chance.choice(sentences) for _ in range(chance.randrange(2, 5)))
        made.append(
            Short(
                f"S{number:05}",
                " ".join(title.split()[:8]).rstrip(".,;:!?"),
                " ".join(rest),
                f"Keksitty yhdistys {chance.randrange(count // 5 + 1)}",
                chance.choice(REGIONS),
                f"1.{chance.randrange(1, 13)}.{year}",
                f"31.12.{year + 2}",
                str(chance.randrange(10_000, 900_000)),
            )
        )
    return made


def write_both(projects: Sequence[Short], folder: Path) -> tuple[Path, Path]:
    """The projects as one table, and as text files; each in a folder of its own."""
    table, texts = folder / "table", folder / "texts"
    for made in (table, texts):
        made.mkdir()
    with (table / "hankkeet.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(COLUMNS)
        rows.writerows((*vars(one).values(), "ESR") for one in projects)
    for one in projects:
        (texts / f"{one.code}.txt").write_text(FORM.format(**vars(one)), "utf-8")
    return table, texts


def processor_seconds() -> float:
    """Of all processes that this one started and that have ended, with those that they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(projects: Sequence[Short], rounds: int) -> dict[str, dict[str, float]]:
    """Seconds of the best run of each, as they pass and of the processor, and the ratios."""
    passed: dict[str, list[float]] = {"table": [], "texts": []}
    used: dict[str, list[float]] = {"table": [], "texts": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for source in write_both(projects, folder) * rounds:
            before = processor_seconds()
            passed[source.name].append(command(source, folder / "index"))
            used[source.name].append(processor_seconds() - before)
            shutil.rmtree(folder / "index")
    return {"seconds": _best(passed), "processor seconds": _best(used)}


def _best(seconds: dict[str, list[float]]) -> dict[str, float]:
    table, texts = min(seconds["table"]), min(seconds["texts"])
    return {"table": round(table, 2), "texts": round(texts, 2), "ratio": round(table / texts, 2)}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--text", type=Path, default=CORPUS)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    projects = short_projects(read_sentences(arguments.text), arguments.rows)
    figures = measure(projects, arguments.rounds)
    for what, found in figures.items():
        print(
            f"{arguments.rows} rows of a table: {found['table']:.2f} {what}, "
            f"the same as text files: {found['texts']:.2f}, ratio {found['ratio']:.2f}"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
