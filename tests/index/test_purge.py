"""Erasure: a name removed from a source is in no byte of the index after `hankehaku index --purge`."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from hankehaku import main
from index.indexing.index_writer import build
from index.storage.index_reader import open_index
from tests.small import write

NAME = "Hilla Vuolteenkorva"
ROOT = Path(__file__).parents[2]


def in_files(index: Path, word: str) -> list[str]:
    """Where a word stands in the files of an index: in their bytes, and in what these are when unpacked."""
    found = [path.name for path in index.iterdir() if word.encode() in path.read_bytes().lower()]
    for path in index.glob("*.seg*"):
        assert path.stat().st_size
    for segment in open_index(index).segments:
        for name, array in segment.arrays.items():
            try:
                unpacked = zlib.decompress(array.tobytes())
            except zlib.error:
                continue
            found += [name] if word.encode() in unpacked.lower() else []
        stored = (segment.stored_json(doc) for doc in range(segment.documents))
        found += ["store" for one in stored if word.encode() in one.lower()]
        terms = (text for field in segment.fields for text in segment.terms.texts_of(field))
        found += ["terms" for text in terms if word in text]
    return found


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Ten descriptions, of which two name a person who is nobody's contact, so that nothing masks it."""
    for number in range(10):
        named = f" Ideoija oli {NAME}." if number < 2 else ""
        write(tmp_path / "source", f"S3000{number}", _3=f"Tavoite on kehittää kylää {number}.{named}")
    build(tmp_path / "index", [tmp_path / "source"])
    assert {"store", "terms", "forms"} <= set(in_files(tmp_path / "index", "vuolteenkorva"))
    return tmp_path / "source"


def purge(source: Path) -> Path:
    index = source.parent / "index"
    result = CliRunner().invoke(
        main, ["index", str(source), "--index", str(index), "--purge", "--allow-shrink"]
    )
    assert result.exit_code == 0, result.output
    assert CliRunner().invoke(main, ["check", "--index", str(index)]).exit_code == 0
    return index


def forget(source: Path) -> None:
    """Take the name out of one description, and another description away."""
    write(source, "S30000", _3="Tavoite on kehittää kylää.")
    (source / "S30001.txt").unlink()


def test_a_removed_name_is_gone_from_every_byte(source: Path) -> None:
    forget(source)
    index = purge(source)
    assert in_files(index, "vuolteenkorva") == []
    assert sum(segment.documents for segment in open_index(index).segments) == 9


@pytest.mark.slow
def test_a_name_that_earlier_runs_left_behind_is_gone_too(source: Path) -> None:
    index = source.parent / "index"
    forget(source)
    build(index, [source])
    assert in_files(index, "vuolteenkorva")
    for number in range(20, 40):  # as many as make the runs merge segments
        write(source, f"S300{number}", _3=f"Uusi hanke {number}")
        if number % 5 == 0:
            build(index, [source])
    purge(source)
    assert in_files(index, "vuolteenkorva") == []


def test_nothing_is_written_again_where_nothing_was_left_behind(source: Path) -> None:
    forget(source)
    index = purge(source)
    before = {path.name: path.stat().st_mtime_ns for path in index.iterdir()}
    purge(source)
    assert {path.name: path.stat().st_mtime_ns for path in index.iterdir()} == before


@pytest.mark.slow
def test_times_and_answers_stay(source: Path) -> None:
    index = source.parent / "index"

    def known() -> dict[str, tuple[int, int, str]]:
        sources = [one for segment in open_index(index).segments for one in segment.sources()]
        return {one.code: (one.first_seen, one.last_changed, one.path) for one in sources}

    before = known()
    forget(source)
    purge(source)
    assert {code: known()[code] for code in before if code > "S30001"} == {
        code: one for code, one in before.items() if code > "S30001"
    }


def test_the_timer_runs_it() -> None:
    lines = (ROOT / "deploy" / "hankehaku-index.service").read_text("utf-8").splitlines()
    command = next(line for line in lines if line.startswith("ExecStart="))
    assert command.split()[1:] == ["index", "/srv/hankehaku", "--purge"]
    assert "OnCalendar=*-*-*" in (ROOT / "deploy" / "hankehaku-index.timer").read_text("utf-8")
