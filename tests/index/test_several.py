"""One file with several descriptions: each is a record of its own."""

from __future__ import annotations

from pathlib import Path

from index.formats.several import make_records
from index.reader.parser import parse
from tests.index.samples import CORPUS, minimal

FIRST, SECOND = (
    "Euroopan unioni Vipuvoimaa EU:lta\n\nEuroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus\n\n"
    + minimal(code, _9=f"Loppu {code}\n\nTästä tehtiin kuvaus")
    for code in ("S10001", "S10002")
)


def test_each_description_has_its_own_preamble_code_and_digest() -> None:
    one, other = make_records(f"{FIRST}\n\n{SECOND}", b"")
    assert (one.place, other.place) == ("S10001", "S10002")
    assert one.text.strip() == FIRST.strip()
    assert other.text.strip() == SECOND.strip()
    assert one.digest != other.digest
    assert [parse(record.text).fund for record in (one, other)] == ["ESR", "ESR"]


def test_a_digest_depends_only_on_its_own_description() -> None:
    before = make_records(f"{FIRST}\n\n{SECOND}", b"")
    after = make_records(f"{FIRST}\n\n{SECOND}Lisää", b"")
    assert before[0].digest == after[0].digest
    assert before[1].digest != after[1].digest


def test_a_code_that_comes_twice_has_two_places() -> None:
    assert [record.place for record in make_records(FIRST * 2, b"")] == ["S10001", "S10001 2"]


def test_the_samples_in_one_file_are_the_samples() -> None:
    texts = [path.read_text("utf-8") for path in sorted(CORPUS.glob("[AS]*.txt"))]
    records = make_records("\n".join(texts), b"")
    assert [parse(record.text) for record in records] == [parse(text) for text in texts]


def test_a_file_with_one_is_one_record_of_its_bytes() -> None:
    path: Path = next(CORPUS.glob("A*.txt"))
    (record,) = make_records(path.read_text("utf-8"), b"x")
    assert record.place == ""
    assert make_records("1 Hanke\n\nHankkeen nimi: Ei koodia", b"")[0].place == ""
