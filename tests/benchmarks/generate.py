"""Descriptions in the real template, as many as wanted, out of Finnish text that is given.

    python -m tests.benchmarks.generate FOLDER --documents 20000 [--text FILE_OR_FOLDER] [--seed 1]

Each has 1,200–1,800 words: sentences drawn from the text, and names, regions, dates and sums in realistic
proportions (a few large regions and applicants and many small ones; money log-normal). The same seed and
text give the same descriptions.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from index.errors import SourceError
from index.formats.text import read_text
from index.model.project import Project
from index.reader.parser import parse
from index.templates.eura2014 import EURA2014

CORPUS = Path(__file__).parents[2] / "corpus"
SENTENCE = re.compile(r"[^.!?\n]{20,400}[.!?]")
WORDS = (1200, 1800)
FORM_WORDS = 190
"""Words that the form itself prints."""


def read_sentences(source: Path) -> list[str]:
    """Sentences of a BEIR corpus.jsonl, a text file, or the text files of a folder."""
    files = sorted(source.glob("*.txt")) if source.is_dir() else [source]
    texts = []
    for path in files:
        for line in path.read_text("utf-8").splitlines():
            texts.append(json.loads(line)["text"] if path.suffix == ".jsonl" else line)
    found = [" ".join(match.split()) for text in texts for match in SENTENCE.findall(text)]
    return list(dict.fromkeys(found))


def sample_projects() -> list[Project]:
    """The sample descriptions: where names, regions and programme structure are taken from."""
    projects = []
    for path in sorted(CORPUS.glob("*.txt")):
        try:
            projects.append(parse(read_text(path).text, path.name))
        except SourceError:
            continue
    return projects


class Generator:
    """Draws descriptions one after another from a seeded source of chance."""

    def __init__(self, sentences: list[str], seed: int) -> None:
        self.sentences = sentences
        self.chance = random.Random(seed)
        self.samples = sample_projects()
        towns = sorted({m for p in self.samples for m in p.municipalities})
        self.applicants = [
            f"{self._zipf(towns)} {kind} {n}" for n in range(300) for kind in ("säätiö", "Oy", "ry")
        ]

    def _zipf(self, items: list[str]) -> str:
        """An item, the first ones much more often."""
        return items[min(int(self.chance.paretovariate(0.8)) - 1, 10**6) % len(items)]

    def text(self, words: int) -> str:
        """Paragraphs of about so many words."""
        paragraphs, line, count = [], [], 0
        while count < words:
            sentence = self.chance.choice(self.sentences)
            line.append(sentence)
            count += len(sentence.split())
            if len(line) > 3 and self.chance.random() < 0.3:
                paragraphs.append(" ".join(line))
                line = []
        return "\n\n".join([*paragraphs, " ".join(line)]).strip()

    def description(self, number: int) -> tuple[str, str]:
        """Project code and text of one description."""
        chance = self.chance
        sample = chance.choice(self.samples)
        code = f"{'S' if sample.fund == 'ESR' else 'A'}{100000 + number}"
        start = chance.randint(2014, 2022)
        money = int(chance.lognormvariate(12, 0.8))
        left = chance.randint(*WORDS) - FORM_WORDS
        report = chance.random() < 0.8
        shares = (0.3, 0.08, 0.05, 0.22, 0.35 if report else 0)
        summary, target, indirect, form, final = (self.text(int(left * share)) for share in shares)
        answers = iter(re.split(r"(?<=[.!?])\s+", form))
        lines = [
            f"Hankekoodi: {code}",
            f"Hankkeen nimi: {chance.choice(self.sentences)[:70]}",
            f"Toimintalinja: {sample.priority_axis or ''}",
            f"Erityistavoite: {sample.specific_objective or ''}",
            f"Suunnitelman mukainen toteutusaika: Alkaa 1.{chance.randint(1, 12)}.{start} "
            f"ja päättyy 31.12.{start + chance.randint(0, 3)}",
            f"Toiminnan tila: {sample.status or ''}",
            f"Vastuuviranomainen: {sample.authority or ''}",
        ]
        applicant = [
            f"Hakijan virallinen nimi: {self._zipf(self.applicants)}",
            f"Organisaatiotyyppi: {sample.applicant.type or ''}",
        ]
        amounts = [
            f"Myönnetty EU- ja valtion rahoitus: {money:,}".replace(",", " "),
            f"Toteutunut EU- ja valtion rahoitus: {int(money * chance.uniform(0.6, 1)):,}".replace(",", " "),
            f"Suunniteltu julkinen rahoitus yhteensä: {int(money * 1.25):,}".replace(",", " "),
            "Toteutunut julkinen rahoitus yhteensä:",
        ]
        area = [
            f"Maakunnat: {', '.join(sample.regions)}",
            f"Seutukunnat: {', '.join(sample.subregions)}",
            f"Kunnat: {', '.join(sample.municipalities)}",
        ]
        body = {
            "1": lines, "2": applicant, "3": [summary], "4.1": [target], "4.2": [indirect], "5": amounts,
            "6": area, "7.1": [f"Suunniteltu: {chance.randint(0, 40)}"],
            "7.2": [f"Suunniteltu: {chance.randint(0, 400)}"], "8.1": list(self._equality(answers)),
            "8.2": list(self._indicators(answers)), "9": [final],
        }  # fmt: skip
        parts = [f"Euroopan {'sosiaalirahaston (ESR)' if code[0] == 'S' else 'aluekehitysrahaston (EAKR)'} "
                 "rahoittaman hankkeen kuvaus"]  # fmt: skip
        for heading in EURA2014.headings:
            if heading.number != "9" or report:
                joint = "\n" if heading.number in ("8.1", "8.2") else "\n\n"
                parts += [heading.text, joint.join(body.get(heading.number, []))]
        return code, "\n\n".join(part for part in parts if part) + "\n"

    def _equality(self, answers: Iterator[str]) -> Iterator[str]:
        for question in EURA2014.questions:
            yield f"{question}: {self.chance.choice(('Kyllä', 'Ei'))}"
            yield next(answers, "")

    def _indicators(self, answers: Iterator[str]) -> Iterator[str]:
        for group, names in EURA2014.indicators.items():
            yield group
            for name in names:
                yield f"{name} {self.chance.randint(0, 10)} {self.chance.randint(0, 10)}"
                yield next(answers, "")


def generate(folder: Path, documents: int, text: Path, seed: int = 1) -> None:
    """Write so many descriptions into a new folder."""
    folder.mkdir(parents=True)
    generator = Generator(read_sentences(text), seed)
    for number in range(documents):
        code, description = generator.description(number)
        (folder / f"{code}.txt").write_text(description, "utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--text", type=Path, default=CORPUS)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    generate(arguments.folder, arguments.documents, arguments.text, arguments.seed)


if __name__ == "__main__":
    main()
