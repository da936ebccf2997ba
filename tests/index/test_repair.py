"""`hankehaku check --repair` saves every project whose bytes are whole, and tells of each that is lost."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from hankehaku import main
from index.errors import IndexMissing, IndexOfOtherVersion, IndexUnsound
from index.indexing.index_writer import build
from index.indexing.verify import verify_index
from index.model.project import Project
from index.storage import schema
from index.storage.array_file import PREFIX, ArrayFile
from index.storage.index_reader import open_index
from index.storage.manifest import generation, manifest_path
from index.upkeep.repair import Repair, repair_index
from index.upkeep.salvage import salvage
from search.engine import Engine
from tests.index.test_damage import change, segment_file
from tests.search.test_oracle import write_description


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources and their index of two segments, of which the larger has deleted documents."""
    top, chance = tmp_path_factory.mktemp("repair"), random.Random(3)
    (top / "source").mkdir()
    for number in range(40):
        write_description(top / "source", f"S{50000 + number}", chance)
    build(top / "index", [top / "source"])
    for number in (1, 2):
        write_description(top / "source", f"S{50000 + number}", chance)
    (top / "source" / "S50004.txt").unlink()
    build(top / "index", [top / "source"])
    assert len(open_index(top / "index").segments) == 2
    return top


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made / "index", tmp_path / "index")


def projects(folder: Path) -> dict[str, Project]:
    engine = Engine(folder)
    return {code: engine.project(code).project for code in engine.snapshot().by_code}


def repaired(folder: Path, made: Path) -> Repair:
    """Repair, and check what holds of every repair."""
    before = projects(made / "index")
    report = repair_index(folder)
    verify_index(folder)
    after = projects(folder)
    codes = [source.code for _, _, source in open_index(folder).sources()]
    assert len(codes) == len(set(codes)) == report.kept + report.remade
    assert {code: before[code] for code in after if code in before} == {
        code: project for code, project in after.items() if code in before
    }
    assert (before.keys() - after.keys() == set()) == (not report.codes)
    build(folder, [made / "source"])
    assert projects(folder) == before
    verify_index(folder)
    return report


def test_a_sound_index_is_left_alone(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    report = repair_index(folder)
    assert (report.kept, report.remade, report.lost) == (39, 0, [])
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("array", ["positions", "term_text", "store_ends", "sources", "texts", "forms"])
def test_what_can_be_made_again_loses_nothing(folder: Path, made: Path, array: str) -> None:
    change(segment_file(folder), array)
    with pytest.raises(IndexUnsound):
        verify_index(folder)
    report = repaired(folder, made)
    assert (report.remade, report.kept, report.lost) == (37, 2, [])


def test_only_the_projects_of_a_damaged_block_are_lost_and_named(folder: Path, made: Path) -> None:
    path = segment_file(folder)
    change(path, "store")
    report = repaired(folder, made)
    assert 0 < len(report.codes) < 37
    assert report.remade == 37 - len(report.codes)
    (line,) = report.lost
    assert line.startswith(f"{path}: {len(report.codes)} projects: S500")
    assert sorted(report.codes) == line.partition("projects: ")[2].split(", ")


def test_no_changed_byte_is_saved(folder: Path) -> None:
    """A stored project whose bytes changed often still unpacks, to another text."""
    path = segment_file(folder)
    data, store = path.read_bytes(), ArrayFile(path)["store"]
    begin, whole = data.index(store.tobytes()), salvage(path, 40, 0).documents
    assert len(whole) == 40
    for at in range(begin, begin + store.nbytes, store.nbytes // 60):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        found = salvage(path, 40, 0)
        assert found.documents.keys() | found.lost.keys() == set(range(40))
        assert found.lost
        assert {doc: whole[doc] for doc in found.documents} == found.documents


@pytest.mark.slow
def test_a_byte_anywhere(folder: Path, made: Path, tmp_path: Path) -> None:
    chance = random.Random(7)
    files = sorted(path for path in folder.iterdir() if path.stat().st_size)
    header = PREFIX.unpack_from(segment_file(folder).read_bytes())[1]
    places = [(segment_file(folder), chance.randrange(PREFIX.size, header)) for _ in range(3)]
    places += [(path, chance.randrange(path.stat().st_size)) for path in files for _ in range(2)]
    for path, at in places:
        copy = shutil.copytree(folder, tmp_path / "copy")
        data = bytearray(path.read_bytes())
        data[at] ^= chance.randint(1, 255)
        (copy / path.name).write_bytes(data)
        try:
            repaired(copy, made)
        except IndexOfOtherVersion:  # the byte is the number of a version; nothing else may be refused
            assert at < header
            assert (copy / path.name).read_bytes() == data
        shutil.rmtree(copy)


def cut(folder: Path) -> None:
    path = segment_file(folder)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])


def lose_segment(folder: Path) -> None:
    segment_file(folder).unlink()


def spoil_table(folder: Path) -> None:
    path = manifest_path(folder, generation(folder))
    path.write_bytes(path.read_bytes()[:-20])


def lose_table(folder: Path) -> None:
    manifest_path(folder, generation(folder)).unlink()


@pytest.mark.parametrize("damage", [cut, lose_segment, spoil_table, lose_table])
def test_files_that_are_cut_short_or_missing(
    folder: Path, made: Path, damage: Callable[[Path], None]
) -> None:
    damage(folder)
    report = repaired(folder, made)
    assert report.lost
    if damage in (spoil_table, lose_table):
        assert "may be back" in report.lost[0]
        assert report.codes == []


@pytest.mark.parametrize("damage", [spoil_table, lose_table])
def test_the_reason_is_told_without_a_remedy(folder: Path, damage: Callable[[Path], None]) -> None:
    """Who reads it has the repair already: the error's own advice would send them in a circle."""
    damage(folder)
    (line,) = (one for one in repair_index(folder).lost if one.startswith("the table of contents"))
    reason = line.partition("(")[2].partition("): projects")[0]
    assert reason
    assert not re.search(r"repair|rebuild|hankehaku|/", reason)


def test_nothing_whole_is_an_error_and_changes_nothing(folder: Path) -> None:
    for path in folder.glob("*.arr"):
        path.write_bytes(b"x" * 1000)
    lose_table(folder)
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(IndexUnsound, match="nothing of it is whole"):
        repair_index(folder)
    assert sorted(path.name for path in folder.iterdir()) == before
    with pytest.raises(IndexMissing):
        repair_index(folder / "nowhere")


def test_another_version_is_not_repaired(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(segment_file(folder), "positions")
    monkeypatch.setattr(schema, "FORMAT", "999")
    before = generation(folder)
    with pytest.raises(IndexOfOtherVersion):
        repair_index(folder)
    assert generation(folder) == before


def test_contacts_stay_marked(made: Path, tmp_path: Path) -> None:
    build(tmp_path / "index", [made / "source"], contacts=True)
    change(segment_file(tmp_path / "index"), "positions")
    repair_index(tmp_path / "index")
    assert open_index(tmp_path / "index").has_contacts


def test_on_the_command_line(folder: Path) -> None:
    command = ["check", "--repair", "--index", str(folder)]
    sound = CliRunner().invoke(main, command)
    assert (sound.exit_code, "39 projects were whole" in sound.stdout) == (0, True)
    change(segment_file(folder), "store")
    done = CliRunner().invoke(main, command)
    assert (done.exit_code, done.stderr.splitlines()[-1][:6]) == (1, "Lost: ")
    assert CliRunner().invoke(main, ["check", "--index", str(folder)]).exit_code == 0
    assert ArrayFile(segment_file(folder)).damaged_arrays() == []
