"""How many words of running text does an analyser find by words that they do not hold?

    python -m tests.benchmarks.false_parts FILE.conllu [--json FILE]

Gold is the treebank's lemma with its borders: «eläin#lääkintä#viran#omainen» holds each run of neighbouring
constituents. Content words made of letters only; each form counts as often as it stands in the text.

false: tokens per 1,000 words that are neither the form itself nor begin like a run of the gold constituents
       (lower is better). Other readings of a form and true roots («lainsäädäntö» → laki) count as false too,
       so that nothing reaches zero.
share: words with at least one such token (lower is better).
true:  share of the constituents of compounds, of three letters or more, that are found as a token other than
       the form and the whole lemma (higher is better).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.chains import CHAINS, Chain
from tests.benchmarks.lemmas import content_words

BEGINNING = 4
"""Letters in which words that begin alike agree."""
SHORTER_BEGINNING, LENGTHS_APART = 3, 3
"""Or fewer letters, where the words are nearly as long: gradation, other readings of the same stem."""
SHORTEST_CONSTITUENT = 3

Words = Counter[tuple[str, str]]
"""How often each form has each gold lemma, both in lower case, the lemma with its borders."""


class Figures(NamedTuple):
    """What is measured of a chain; see the module docstring."""

    false: float
    share: float
    true: float


def read_words(path: Path) -> Words:
    """The content words of a treebank that are made of letters only."""
    return Counter((form.lower(), lemma.lower()) for form, lemma, _ in content_words(path) if form.isalpha())


def runs(lemma: str) -> set[str]:
    """Every run of neighbouring constituents, the whole lemma included."""
    constituents = [constituent for constituent in lemma.split("#") if constituent]
    return {
        "".join(constituents[first:end])
        for first in range(len(constituents))
        for end in range(first + 1, len(constituents) + 1)
    }


def begins_alike(one: str, other: str) -> bool:
    """The same first four letters, or all of a shorter word; or three, where the words are nearly as long."""
    beginning = min(BEGINNING, len(one), len(other))
    near = abs(len(one) - len(other)) <= LENGTHS_APART
    return one[:beginning] == other[:beginning] or (
        near and one[:SHORTER_BEGINNING] == other[:SHORTER_BEGINNING]
    )


def false_tokens(tokens: Iterable[str], form: str, lemma: str) -> set[str]:
    """Those tokens of a form that the word with this lemma does not hold."""
    held = runs(lemma)
    return {token for token in tokens if token != form and not any(begins_alike(token, run) for run in held)}


def true_parts(tokens: Iterable[str], form: str, lemma: str) -> tuple[int, int]:
    """How many constituents of a compound are found, and how many there are."""
    constituents = [c for c in lemma.split("#") if len(c) >= SHORTEST_CONSTITUENT] if "#" in lemma else []
    others = set(tokens) - {form, lemma.replace("#", "")}
    found = sum(any(_is_constituent(token, constituent) for token in others) for constituent in constituents)
    return found, len(constituents)


def _is_constituent(token: str, constituent: str) -> bool:
    alike = token[:BEGINNING] == constituent[:BEGINNING]
    return token == constituent or (alike and abs(len(token) - len(constituent)) <= LENGTHS_APART)


def measure(chain: Chain, words: Words) -> Figures:
    """The figures of a chain over the words of a text."""
    false = with_false = found = constituents = 0
    for (form, lemma), count in words.items():
        tokens = chain(form)
        wrong = false_tokens(tokens, form, lemma)
        parts = true_parts(tokens, form, lemma)
        false += count * len(wrong)
        with_false += count * bool(wrong)
        found += count * parts[0]
        constituents += count * parts[1]
    total = words.total()
    return Figures(1000 * false / total, with_false / total, found / constituents if constituents else 0.0)


def main() -> None:
    """Measure every chain on the same words and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("conllu", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    words = read_words(arguments.conllu)
    figures = {name: measure(chain, words) for name, chain in CHAINS.items()}
    for name, row in figures.items():
        print(f"{name:12} false {row.false:5.1f}   share {row.share:.4f}   true {row.true:.4f}")
    if arguments.json:
        rounded = {
            name: {"false": round(row.false, 2), "share": round(row.share, 4), "true": round(row.true, 4)}
            for name, row in figures.items()
        }
        arguments.json.write_text(json.dumps(rounded, indent=2) + "\n")


if __name__ == "__main__":
    main()
