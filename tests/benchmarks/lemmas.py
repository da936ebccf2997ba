"""How well do analysers bring the inflected forms of a word together? Measured on a treebank's gold lemmas.

    python -m tests.benchmarks.lemmas FILE.conllu [--json FILE]

recall: share of pairs of different forms of one gold lemma that share a token (higher is better).
over:   share of random pairs of forms of different gold lemmas that share a token (lower is better).
Content words only; words that the treebank marks as typing errors are left out.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from tests.benchmarks.chains import CHAINS, Chain

CONTENT = frozenset({"NOUN", "VERB", "ADJ", "ADV", "PROPN"})
RANDOM_PAIRS = 200_000
SEED = 1


def read_forms(path: Path) -> dict[str, list[str]]:
    """Gold lemma (and word class) → its different forms in lower case."""
    forms: dict[str, dict[str, None]] = defaultdict(dict)
    for form, lemma, upos in content_words(path):
        forms[f"{lemma.replace('#', '').lower()}/{upos}"][form.lower()] = None
    return {lemma: list(found) for lemma, found in forms.items()}


def content_words(path: Path) -> Iterator[tuple[str, str, str]]:
    """Form, gold lemma and word class of each content word of running text, typing errors left out."""
    for line in path.read_text("utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) == 10 and columns[0].isdigit():
            _, form, lemma, upos, _, features = columns[:6]
            if upos in CONTENT and "Typo=Yes" not in features and any(c.isalpha() for c in form):
                yield form, lemma, upos


def recall(chain: Chain, forms: dict[str, list[str]]) -> float:
    """Share of pairs of different forms of one lemma that share a token."""
    pairs = [pair for found in forms.values() for pair in combinations(found, 2)]
    return sum(bool(chain(a) & chain(b)) for a, b in pairs) / len(pairs)


def over(chain: Chain, forms: dict[str, list[str]]) -> float:
    """Share of random pairs of forms of different lemmas that share a token; the same pairs for all."""
    chance = random.Random(SEED)
    lemmas = sorted(forms)
    shared = 0
    for _ in range(RANDOM_PAIRS):
        one, other = chance.sample(lemmas, 2)
        shared += bool(chain(chance.choice(forms[one])) & chain(chance.choice(forms[other])))
    return shared / RANDOM_PAIRS


def main() -> None:
    """Measure every chain on the same pairs and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("conllu", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    forms = read_forms(arguments.conllu)
    figures = {
        name: {"recall": round(recall(chain, forms), 4), "over": round(over(chain, forms), 6)}
        for name, chain in CHAINS.items()
    }
    for name, row in figures.items():
        print(f"{name:12} recall {row['recall']:.4f}   over {row['over']:.6f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
