"""Batches put together into segments: every posting, position and gap is where the texts say."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from index import packed
from index.analysis.tokenizer import analyse
from index.indexing import index_run, workers
from index.indexing.index_writer import build
from index.model.fields import Kind
from index.model.project import SEARCHED, text
from index.storage.index_reader import open_index
from index.storage.segment_reader import Segment
from tests.small import write

WORDS = (
    "hanke",
    "hankkeen",
    "kylä",
    "kylien",
    "talo",
    "palvelu",
    "työllisyyspalvelut",
    "EU-hanke",
    "2014",
    "ja",
)
GAP = 32
"""Positions between two sections."""


def sentence(chance: random.Random) -> str:
    """Some words, now and then with a gap of more than 255 characters before one."""
    gaps = (" ", " ", " ", ", ", ". ", " " * 300, " \n" + "." * 255)
    return "".join(chance.choice(WORDS) + chance.choice(gaps) for _ in range(chance.randint(1, 30)))


def described(source: Path, number: int, chance: random.Random) -> None:
    write(source, f"S{40000 + number}", _3=sentence(chance), _4_1=sentence(chance), _9=sentence(chance))


def expected(stored: list[bytes]) -> tuple[dict[tuple[str, str], dict[int, list[int]]], list[list[int]]]:
    """Term → document → positions; for each document where its words begin, in characters of the section."""
    found: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    begins: list[list[int]] = []
    for doc, one in enumerate(stored):
        data, start = msgspec.json.decode(one), 0
        begins.append([])
        for field in SEARCHED:
            tokens = analyse(text(data, field), None if field.kind is Kind.TEXT else "fi")
            for token in tokens:
                for base in token.word.bases:
                    found["sanat", base][doc].append(start + token.position)
                for part in token.word.parts:
                    found["osat", part][doc].append(start + token.position)
                begins[-1].append(token.start)
            start += len(tokens) + GAP
    return found, begins


def held(segment: Segment) -> dict[tuple[str, str], dict[int, list[int]]]:
    """The same of a segment."""
    found: dict[tuple[str, str], dict[int, list[int]]] = {}
    for field in ("sanat", "osat"):
        for number in range(*segment.fields.get(field, (0, 0))):
            docs, counts, positions = segment.occurrences(number)
            left, by_doc = positions.tolist(), {}
            for doc, count in zip(docs.tolist(), counts.tolist(), strict=True):
                by_doc[doc], left = left[:count], left[count:]
            assert list(by_doc) == sorted(by_doc)
            found[field, segment.terms.text(number).decode()] = by_doc
    return found


def starts(segment: Segment, doc: int) -> list[int]:
    """Where the words of a document begin, section by section."""
    begin = int(segment.word_starts[doc])
    deltas, at = segment.offset_deltas(doc), begin
    over = dict(
        zip(segment.arrays["overflow_at"].tolist(), segment.arrays["overflow_by"].tolist(), strict=True)
    )
    bounds, found = segment.arrays["sections"][doc].tolist(), []
    for first, end in pairwise(bounds):
        place = 0
        for _ in range(end - first - GAP):
            place += deltas[at - begin] + over.get(at, 0)
            found.append(place)
            at += 1
    return found


@pytest.mark.parametrize("seed", range(3))
def test_merged_batches_hold_what_the_texts_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(workers, "CHUNK", 4)
    monkeypatch.setattr(workers, "FIRST_CHUNK", 2)
    monkeypatch.setattr(packed, "PIECE", 5)
    monkeypatch.setattr(index_run, "SEGMENT_DOCUMENTS", 40)
    chance, source, folder = random.Random(seed), tmp_path / "source", tmp_path / "index"
    merged = 0
    for numbers in (range(11), range(11, 17), range(3, 9), range(17, 40)):
        for number in numbers:
            described(source, number, chance)
        if numbers.start:
            (source / f"S{40000 + numbers.start - 3}.txt").unlink(missing_ok=True)
        build(folder, [source], allow_shrink=True)
        for segment in open_index(folder).segments:
            wanted, begins = expected([segment.stored_json(doc) for doc in range(segment.documents)])
            assert held(segment) == wanted
            assert [starts(segment, doc) for doc in range(segment.documents)] == begins
            merged += segment.arrays["overflow_at"].size > 5
    assert merged
