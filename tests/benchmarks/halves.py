"""Does one half of a text find the other? Measured on descriptions and on a collection in BEIR layout.

    python -m tests.benchmarks.halves [--descriptions FOLDER ...] [--collection DIR] [--documents 3000]

Descriptions: title, summary and target groups are indexed, and each final report is pasted as if it were a
plan: it should find its own project. Collection: of each text of some length the first half is indexed, and
the second is pasted. Both: the descriptions among the first halves. «Vertaa suunnitelmaasi» is compared with
plain BM25 over all base forms of the pasted text. Prints JSON: the share of texts whose other half comes
first, and is among the first three.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError
from index.formats.text import read_text
from index.indexing.index_writer import build
from index.reader.parser import parse
from search.engine import Engine
from tests.benchmarks.chains import CHAINS
from tests.benchmarks.generate import CORPUS
from tests.benchmarks.relevance import TEMPLATE, Search, baseline, read_jsonl

SHORTEST = 400
"""Characters of a text that is worth cutting in two."""


@dataclass(frozen=True)
class Halves:
    """Texts that are indexed, and those pasted, by the same code."""

    indexed: dict[str, str]
    pasted: dict[str, str]


def of_descriptions(folders: list[Path]) -> Halves:
    """Title, summary and target groups of each description; the final report of those that have one."""
    indexed, pasted = {}, {}
    for path in sorted(path for folder in folders for path in folder.glob("*.txt")):
        try:
            project = parse(read_text(path).text, path.name)
        except SourceError:
            continue  # one of the samples is no description
        planned = (project.title, project.summary, project.target_groups)
        indexed[project.code] = "\n\n".join(part for part in planned if part)
        if project.final_report:
            pasted[project.code] = project.final_report
    return Halves(indexed, pasted)


def of_collection(texts: dict[str, str], documents: int) -> Halves:
    """The two halves of the first so many texts that are long enough, cut at a space."""
    long = [text for text in texts.values() if len(text) >= SHORTEST][:documents]
    cut = {f"B{number:06}": (text, text.find(" ", len(text) // 2)) for number, text in enumerate(long)}
    return Halves(
        {code: text[:at] for code, (text, at) in cut.items()},
        {code: text[at:] for code, (text, at) in cut.items()},
    )


def product(indexed: dict[str, str], folder: Path) -> Search:
    """The product's own index and comparison."""
    source = folder / "source"
    source.mkdir(parents=True)
    for code, text in indexed.items():
        (source / f"{code}.txt").write_text(TEMPLATE.format(code=code, text=text), "utf-8")
    build(folder / "index", [source])
    engine = Engine(folder / "index")
    return lambda text: [found.project.code for found in engine.compare(text).found]


def measure(search: Search, pasted: dict[str, str]) -> dict[str, float]:
    """Share of the pasted texts whose own other half is first, and among the first three."""
    found = {code: search(text)[:3] for code, text in pasted.items()}
    first = sum(codes[:1] == [code] for code, codes in found.items())
    three = sum(code in codes for code, codes in found.items())
    return {"first": round(first / len(pasted), 4), "in_first_three": round(three / len(pasted), 4)}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--descriptions", type=Path, nargs="*", default=[CORPUS])
    parser.add_argument("--collection", type=Path)
    parser.add_argument("--documents", type=int, default=3000)
    arguments = parser.parse_args()
    sets = {"descriptions": of_descriptions(arguments.descriptions)}
    if arguments.collection:
        texts = read_jsonl(arguments.collection / "corpus.jsonl")
        sets["collection"] = of_collection(texts, arguments.documents)
        both = sets["descriptions"].indexed | sets["collection"].indexed
        sets["both"] = Halves(both, sets["descriptions"].pasted)
    figures = {}
    with tempfile.TemporaryDirectory() as temporary:
        for name, halves in sets.items():
            plain = baseline(halves.indexed, CHAINS["base_forms"])
            figures[name] = {
                "indexed": len(halves.indexed),
                "pasted": len(halves.pasted),
                "hankehaku": measure(product(halves.indexed, Path(temporary) / name), halves.pasted),
                "all words": measure(plain, halves.pasted),
            }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
