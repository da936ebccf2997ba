"""Files with several descriptions: each record is a document, and only changed ones are analysed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import NotADescription
from index.formats import registry
from index.formats.record import Record
from index.indexing import record_reader, workers
from index.indexing.index_writer import build
from index.indexing.report import Report
from index.indexing.verify import verify_index
from index.model.project import Project
from index.reader.files import TICK_NS
from index.reader.parser import parse
from index.storage.index_reader import open_index
from tests.index.samples import minimal


def split_pages(path: Path, data: bytes) -> Sequence[Record]:
    """A format of the tests: descriptions parted by form feeds, each named by its first line."""
    if b"\xff" in data:
        raise NotADescription(path, "pages", "byte 0xFF")
    pages = [page.partition("\n") for page in data.decode().split("\f")]
    return [Record(name, text, hashlib.sha256(text.encode()).hexdigest()) for name, _, text in pages]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the records that were parsed, in order."""
    names: list[str] = []

    def note(text: str, name: str) -> Project:
        names.append(Path(name).name)
        return parse(text, name)

    monkeypatch.setitem(registry.FORMATS, ".pages", split_pages)
    monkeypatch.setattr(record_reader, "parse", note)
    return names


def write(path: Path, **pages: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\f".join(f"{name}\n{text}" for name, text in pages.items()), "utf-8")


def run(folder: Path) -> Report:
    return build(folder / "index", [folder / "source"])


def indexed(folder: Path) -> dict[str, tuple[str, str]]:
    """Code → file and place of each document of the index, which must be sound."""
    verify_index(folder / "index")
    opened = open_index(folder / "index")
    return {
        source.code: (Path(source.path).name, source.place)
        for listed, segment in zip(opened.listed, opened.segments, strict=True)
        for source, live in zip(segment.sources(), listed.live(), strict=True)
        if live
    }


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.removed


ONE, TWO, THREE = (minimal(f"S1000{n}", _3=f"Tiivistelmä {n}") for n in (1, 2, 3))


def test_only_changed_records_are_analysed(tmp_path: Path, parsed: list[str]) -> None:
    file = tmp_path / "source" / "a.pages"
    write(file, eka=ONE, toka=TWO)
    assert counts(run(tmp_path)) == (2, 0, 0, 0)
    assert parsed == ["a.pages (eka)", "a.pages (toka)"]
    assert indexed(tmp_path) == {"S10001": ("a.pages", "eka"), "S10002": ("a.pages", "toka")}
    write(file, eka=ONE, toka=TWO.replace("Tiivistelmä", "Uusi"), kolmas=THREE)
    assert counts(run(tmp_path)) == (1, 1, 1, 0)
    assert parsed[2:] == ["a.pages (toka)", "a.pages (kolmas)"]
    write(file, kolmas=THREE)
    assert counts(run(tmp_path)) == (0, 0, 1, 2)
    assert parsed[4:] == []
    assert list(indexed(tmp_path)) == ["S10003"]


def test_an_untouched_file_is_not_read(
    tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "source" / "a.pages", eka=ONE, toka=TWO)
    time.sleep(TICK_NS / 1e9)
    run(tmp_path)
    monkeypatch.setattr(workers, "read_file", pytest.fail)
    assert counts(run(tmp_path)) == (0, 0, 2, 0)


def test_one_bad_record_loses_no_other_and_is_named_until_it_is_mended(
    tmp_path: Path, parsed: list[str]
) -> None:
    file = tmp_path / "source" / "a.pages"
    write(file, eka=ONE, rikki="Ei kuvaus", kolmas=THREE)
    for expected in ((2, 0, 0, 0), (0, 0, 2, 0)):
        report = run(tmp_path)
        assert counts(report) == expected
        (message,) = report.failed
        assert message.startswith(f"{file} (rikki): expected ")
    write(file, eka=ONE, rikki=TWO, kolmas=THREE)
    assert counts(run(tmp_path)) == (1, 0, 2, 0)


def test_what_can_no_longer_be_read_stays_as_it_was(tmp_path: Path, parsed: list[str]) -> None:
    file = tmp_path / "source" / "a.pages"
    write(file, eka=ONE, toka=TWO)
    run(tmp_path)
    write(file, eka=ONE.replace("Tiivistelmä", "Uusi"), toka="Rikki")
    report = run(tmp_path)
    assert counts(report) == (0, 1, 1, 0)
    assert report.failed[0].endswith("(the version indexed before stays)")
    file.write_bytes(b"\xff")  # of no format, so that it has no records
    report = run(tmp_path)
    assert counts(report) == (0, 0, 2, 0)
    assert report.failed == [f"{file}: expected pages, found byte 0xFF (the version indexed before stays)"]


def test_of_records_with_one_code_the_first_stands_and_the_next_takes_its_place(
    tmp_path: Path, parsed: list[str]
) -> None:
    source = tmp_path / "source"
    write(source / "b.pages", eka=ONE, toka=TWO, kolmas=ONE)
    (source / "a.txt").write_text(TWO, "utf-8")
    for _ in range(2):
        report = run(tmp_path)
        assert sorted(indexed(tmp_path).items()) == [
            ("S10001", ("b.pages", "eka")),
            ("S10002", ("a.txt", "")),
        ]
        assert [message.partition(": its code")[0] for message in report.failed] == [
            f"{source}/b.pages (toka)",
            f"{source}/b.pages (kolmas)",
        ]
    (source / "a.txt").unlink()
    run(tmp_path)
    assert indexed(tmp_path) == {"S10001": ("b.pages", "eka"), "S10002": ("b.pages", "toka")}


def test_an_untouched_record_gives_way_to_an_earlier_file(tmp_path: Path, parsed: list[str]) -> None:
    source = tmp_path / "source"
    write(source / "b.pages", eka=ONE, toka=TWO)
    run(tmp_path)
    (source / "a.txt").write_text(TWO, "utf-8")
    for _ in range(2):
        (message,) = run(tmp_path).failed
        assert message.startswith(f"{source}/b.pages (toka): its code S10002")
        assert indexed(tmp_path) == {"S10001": ("b.pages", "eka"), "S10002": ("a.txt", "")}
    (source / "a.txt").unlink()
    run(tmp_path)
    assert indexed(tmp_path) == {"S10001": ("b.pages", "eka"), "S10002": ("b.pages", "toka")}
