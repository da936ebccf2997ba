"""How many persons are masked in texts, and how much else: `python -m tests.benchmarks.persons`.

Reads labelled sentences (`tests/index/golden/`): rules were made with the first file. The second has
sets that were each measured once before any rule was changed for them; its comments have these numbers.
Every person in them is invented. A sentence of the kind `own` names the contact person of its description,
one of the kind `near` another person beside whose name a telephone number or an e-mail address stands; it
counts as found where all that is marked is masked. A sentence of the kind `trap` has nothing to mask but
what is marked, and fails where anything else is.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from index.model.project import Project
from index.model.project_parts import Contact
from index.privacy.redaction import REMOVED, redact

GOLDEN = Path(__file__).parents[1] / "index" / "golden"
SETS = ("persons", "persons_held_out")
MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)


class Sentence(NamedTuple):
    """A labelled sentence. marked: where what must be masked stands in the text, from and to."""

    kind: str
    contact: Contact
    text: str
    marked: tuple[tuple[int, int], ...]


class Result(NamedTuple):
    """What became of a sentence. right: all that is marked is masked, or of a trap, nothing but that."""

    sentence: Sentence
    right: bool
    excess: int
    shown: str


def read_set(name: str) -> Iterator[Sentence]:
    """The sentences of a file of `GOLDEN`."""
    for line in (GOLDEN / f"{name}.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, row, written = line.split("\t")
        written = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), written.replace(r"\n", "\n"))
        spans, shift = [], 0
        for match in MARKED.finditer(written):
            spans.append((match.start() - shift, match.end() - shift - 2))
            shift += 2
        person, mail, phone = (*(cell.strip() for cell in row.split("|")), "", "")[:3]
        contact = Contact(person or None, None, mail or None, phone or None)
        yield Sentence(kind, contact, re.sub("[⟦⟧]", "", written), tuple(spans))


def masked_characters(text: str, shown: str) -> set[int]:
    """Places of the characters of a text for which `REMOVED` stands in what is shown of it."""
    kept = map(re.escape, shown.split(REMOVED))
    match = re.fullmatch("(.+?)".join(kept), text, re.DOTALL)
    if match is None:
        raise ValueError(f"{shown!r} is not {text!r} with parts masked")
    return {at for group in range(1, match.re.groups + 1) for at in range(*match.span(group))}


def judge(sentence: Sentence) -> Result:
    """Mask the contact's and other persons' data in a sentence, and compare with what is marked."""
    shown = redact(Project("S12345", summary=sentence.text, contact=sentence.contact))[0].summary or ""
    masked = masked_characters(sentence.text, shown)
    wanted = {at for span in sentence.marked for at in range(*span)}
    letters = {at for at in wanted if sentence.text[at].isalnum()}
    excess = sum(sentence.text[at].isalnum() for at in masked - wanted)
    right = not excess if sentence.kind == "trap" else letters <= masked
    return Result(sentence, right, excess, shown)


def measure(name: str) -> tuple[dict[str, tuple[int, int]], list[Result]]:
    """Kind → how many sentences of a set are right, and how many there are; and those that are not."""
    results = [judge(sentence) for sentence in read_set(name)]
    whole = Counter(result.sentence.kind for result in results)
    right = Counter(result.sentence.kind for result in results if result.right)
    return {kind: (right[kind], whole[kind]) for kind in whole}, [r for r in results if not r.right]


def main() -> None:
    """Print recall and traps of each set; with `-v` the sentences that went wrong."""
    for name in SETS:
        counts, wrong = measure(name)
        for kind, (right, whole) in counts.items():
            told = (
                f"{whole - right} masked ({(whole - right) / whole:.1%})"
                if kind == "trap"
                else f"recall {right / whole:.3f}"
            )
            print(f"{name:18} {kind:5} {whole:4} sentences  {told}")
        if "-v" in sys.argv[1:]:
            for result in wrong:
                print("   ", result.sentence.kind, repr(result.shown), result.sentence.contact.name)


if __name__ == "__main__":
    main()
