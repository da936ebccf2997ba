"""If any call of a commit or the power fails, the index is the previous one or the new one.

`HANKEHAKU_FAULTS=all pytest -s tests/index/test_commits.py` lets every call fail in every way, and prints how
many times each index was left; without it, every other call fails in one way, another in each kind of run.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from index.durability.lock import LOCK
from index.errors import HankehakuError
from index.indexing.index_writer import build
from index.storage.index_reader import open_index
from index.storage.manifest import generation, manifest_path
from index.vocabulary.group import VocabularySource
from tests.index.samples import minimal
from tests.index.system_calls import ERRORS, SHORT, Calls, Operation, after_a_power_cut, watched

EVERYTHING = os.environ.get("HANKEHAKU_FAULTS") == "all"
KINDS = ("first", "change", "rebuild", "vocabularies")
POLICIES = ("all", "names", "data", "nothing", "some", "some")

State = frozenset[tuple[str, str]] | None
"""The codes and digests of an index; None where there is none."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for number in range(3):
        describe(folder, number)
    return folder


def describe(source: Path, number: int, text: str = "Eka") -> None:
    (source / f"{number}.txt").write_text(minimal(f"S1000{number}", _3=text), "utf-8")


def run(folder: Path, source: Path, kind: str) -> None:
    table = source.parent / "own.tsv"
    table.write_text("fi\tsv\ten\tnote\nauto\tbil\tcar\t\n", "utf-8")
    own = VocabularySource("own", "", "", str(table), "0")
    vocabularies = [own] if kind == "vocabularies" else []
    build(folder, [source], rebuild=kind == "rebuild", vocabularies=vocabularies)


def prepared(top: Path, source: Path, kind: str) -> Path:
    """An index for such a run, and something for it to do."""
    folder = top / "index"
    shutil.rmtree(folder, ignore_errors=True)
    if kind != "first":
        describe(source, 1)
        describe(source, 3)
        (source / "4.txt").unlink(missing_ok=True)
        build(folder, [source], allow_shrink=True)
        (source / "3.txt").unlink()
        describe(source, 1, "Toka")
        describe(source, 4)
    return folder


def state(folder: Path) -> State:
    """The contents of the index; it must open, and all its bytes must be right."""
    if generation(folder) < 0:
        return None
    opened = open_index(folder)
    for segment in opened.segments:
        assert not segment.arrays.damaged_arrays()
    assert opened.equivalents is None or not opened.equivalents.damaged_arrays()
    found = [(source.code, source.digest) for _, _, source in opened.sources()]
    assert len(set(found)) == len(found)
    return frozenset(found)


def needed(folder: Path) -> set[str]:
    opened = open_index(folder)
    files = {segment.path.name for segment in opened.segments} | {LOCK}
    files |= {opened.equivalents.path.name} if opened.equivalents else set()
    return files | {manifest_path(folder, opened.generation).name}


def recorded(folder: Path, source: Path, kind: str) -> Calls:
    with watched(Calls(folder)) as calls:
        run(folder, source, kind)
    return calls


def faults(kind: str, made: list[str]) -> list[tuple[int, str]]:
    """The calls to fail, by their number, and how."""
    ways = [*ERRORS, SHORT]
    start = KINDS.index(kind)
    return [
        (number, way)
        for number, call in enumerate(made)
        for which, way in enumerate(ways)
        if way != SHORT or call == "write"
        if EVERYTHING or (number % 2 == start % 2 and which == (number // 2 + start) % len(ways))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_any_call_of_a_commit_may_fail(tmp_path: Path, source: Path, kind: str) -> None:
    folder = prepared(tmp_path, source, kind)
    before, shelf = state(folder), tmp_path / "shelf"
    if folder.exists():
        shutil.copytree(folder, shelf)
    made = recorded(folder, source, kind).made
    after, left = state(folder), Counter[str]()
    for number, way in faults(kind, made):
        shutil.rmtree(folder, ignore_errors=True)
        if shelf.exists():
            shutil.copytree(shelf, folder)
        is_told = False
        with watched(Calls(folder, way, number)):
            try:
                run(folder, source, kind)
            except HankehakuError as error:
                is_told = str(folder) in str(error)
        found = state(folder)
        assert found in (before, after), (number, way, made[number])
        assert is_told or found == after, (number, way, made[number])  # no run ends well without its index
        left["new" if found == after else "old"] += 1
        if EVERYTHING or number % 7 == 0:
            run(folder, source, kind)
            assert state(folder) == after, (number, way)
            assert {path.name for path in folder.iterdir()} == needed(folder)
    assert set(left) == {"old", "new"}
    print(f"\n{kind}: {len(made)} calls, {left.total()} faults; the index after them: {dict(left)}")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_power_cut_at_any_moment(tmp_path: Path, source: Path, kind: str) -> None:
    folder, chance = prepared(tmp_path, source, kind), random.Random(kind)
    before, left = state(folder), Counter[str]()
    files = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
    operations = recorded(folder, source, kind).operations
    after = state(folder)
    for moment in range(len(operations) + 1):
        for policy in POLICIES * (10 if EVERYTHING else 1):
            found = after_the_cut(tmp_path, files, operations[:moment], policy, chance)
            assert found in (before, after), (moment, policy, operations[:moment][-1:])
            left["new" if found == after else "old"] += 1
    assert found == after  # what was told to be done is done
    assert set(left) == {"old", "new"}
    print(
        f"\n{kind}: {len(operations)} changes, {left.total()} power cuts; the index after them: {dict(left)}"
    )


def after_the_cut(
    top: Path, files: dict[str, bytes], operations: list[Operation], policy: str, chance: random.Random
) -> State:
    folder = top / "cut"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in after_a_power_cut(files, operations, policy, chance).items():
        (folder / name).write_bytes(data)
    return state(folder)


def test_a_run_that_cannot_confirm_its_commit_says_so(tmp_path: Path, source: Path) -> None:
    """The files of the index before stay until a later run knows the new names to be on the disk."""
    folder = prepared(tmp_path, source, "change")
    kept = {path.name for path in folder.iterdir()}
    made = recorded(folder, source, "change").made
    folder = prepared(tmp_path, source, "change")
    kept = {path.name for path in folder.iterdir()}
    sync = made.index("fsync", made.index("rename"))
    with watched(Calls(folder, "EIO", sync)):
        report = build(folder, [source])
    assert "did not confirm" in report.warnings[-1]
    assert kept <= {path.name for path in folder.iterdir()}
    build(folder, [source])
    assert {path.name for path in folder.iterdir()} == needed(folder)
