"""Runs of the indexer: what each counts, tells of its progress, writes and leaves; how its work is spread."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

from index.errors import SourceError
from index.indexing import index_run, workers
from index.indexing.batch_builder import name_terms
from index.indexing.index_writer import build, is_in_part
from index.indexing.record_reader import read_file
from index.indexing.workers import Task, analyse_files, read_again
from index.model.project import QUERYABLE, Project
from index.model.project_parts import Applicant
from index.storage.index_reader import open_index
from index.storage.postings import Source
from tests.index.tables import list_row, write_list
from tests.small import write


def told(folder: Path, source: Path, **options: Any) -> tuple[list[int], list[tuple[int, int]]]:
    """Added, changed, unchanged, removed; and the progress of a run."""
    steps: list[tuple[int, int]] = []
    report = build(folder, [source], allow_shrink=True, progress=lambda *one: steps.append(one), **options)
    assert not report.failed
    return [report.added, report.changed, report.unchanged, report.removed], steps


@pytest.mark.parametrize("seed", range(2))
def test_what_a_run_counts_and_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Against a plain list of what is there; segments have room for seven documents."""
    monkeypatch.setattr(index_run, "SEGMENT_DOCUMENTS", 7)
    chance = random.Random(seed)
    source, folder = tmp_path / "source", tmp_path / "index"
    there: dict[str, str] = {}
    for step in range(5):
        before = dict(there)
        for code in chance.sample([f"S{10000 + n}" for n in range(30)], 22 if not step else 6):
            if code in there and chance.random() < 0.5 and len(there) > 1:
                del there[code]
                (source / f"{code}.txt").unlink()
            else:
                there[code] = f"kierros {step}"
                write(source, code, _3=there[code])
        counts, steps = told(folder, source)
        new, changed = there.keys() - before.keys(), [c for c in there if before.get(c, there[c]) != there[c]]
        same = [code for code in there if before.get(code) == there[code]]
        assert counts == [len(new), len(changed), len(same), len(before.keys() - there.keys())]
        assert steps[0][0] <= len(same)  # files of the last moments are read again, to be sure
        assert steps[0][1] == len(there)
        assert steps[-1] == (len(there), len(there))
        assert steps == sorted(steps)
        assert len(steps) > 1 + (len(there) - len(same)) // 96
        opened = open_index(folder)
        listed = {code for _, _, code in _codes(opened.sources())}
        assert listed == set(there)
        sizes = [listed.doc_count() for listed in opened.listed]
        assert sum(sizes) == len(there)
        assert all(sizes)
        counts, steps = told(folder, source)
        assert counts == [0, 0, len(there), 0]
        assert steps[-1] == (len(there), len(there))
        assert open_index(folder).generation == opened.generation


def _codes(sources: Any) -> list[tuple[int, int, str]]:
    return [(number, doc, source.code) for number, doc, source in sources]


def test_strict_changes_nothing(tmp_path: Path) -> None:
    source, folder = tmp_path / "source", tmp_path / "index"
    for number in range(3):
        write(source, f"S1000{number}", _3="a")
    build(folder, [source])
    generation = open_index(folder).generation
    write(source, "S10001", _3="puh. 040 123 4567")
    (source / "S10009.txt").write_text("ei kuvaus", "utf-8")
    (source / "S10002.txt").unlink()
    report = build(folder, [source], strict=True, allow_shrink=True)
    assert (report.added, report.changed, report.removed, report.masked, report.unchanged) == (0, 0, 0, 0, 3)
    assert len(report.failed) == 2
    assert open_index(folder).generation == generation
    report = build(folder, [source], allow_shrink=True)
    assert (report.added, report.changed, report.removed, report.masked, report.unchanged) == (0, 1, 1, 1, 1)
    assert (report.files, len(report.failed)) == (3, 1)


def test_what_cannot_be_read_any_more_stays(tmp_path: Path) -> None:
    source, folder = tmp_path / "source", tmp_path / "index"
    first, _ = (write(source, code, _3="a") for code in ("S10001", "S10002"))
    build(folder, [source])
    first.write_text("ei kuvaus", "utf-8")
    (source / "uusi.txt").write_text("ei kuvaus", "utf-8")
    report = build(folder, [source])
    assert [one.startswith(str(first)) for one in report.failed] == [True, False]
    assert [one.endswith("(the version indexed before stays)") for one in report.failed] == [True, False]
    assert (report.unchanged, report.removed) == (2, 0)


def test_chunks_grow_from_eight_to_ninety_six() -> None:
    tasks = [Task(f"{number}.txt", {}, 1) for number in range(1500)]
    chunks = list(workers._chunks(tasks))
    assert [task for chunk in chunks for task in chunk] == tasks
    sizes = [len(chunk) for chunk in chunks]
    assert sizes[:-1] == [*range(8, 96, 4), *[96] * (len(sizes) - 23)]
    assert sizes[-1] == 1500 - sum(sizes[:-1])
    large = Task("", {}, 1, merged=((None, None),) * 20)  # type: ignore[arg-type]
    assert [len(chunk) for chunk in workers._chunks([large, large, *tasks[:12]])] == [1, 1, 12]
    assert list(workers._chunks([])) == []


@pytest.mark.parametrize(
    ("rows", "parts"), [(0, [0]), (1, [1]), (96, [96]), (97, [96, 1]), (193, [96, 96, 1])]
)
def test_the_rows_of_a_table_are_shared_out(tmp_path: Path, rows: int, parts: list[int]) -> None:
    path = write_list(tmp_path / "a.csv", *(list_row(f"A9{number:04}") for number in range(rows)))
    found = list(workers._parts(Task(str(path), {"1": "x"}, 10**6)))
    assert [len(one.rows.records) for one in found if one.rows] == parts
    assert [one.files for one in found] == [0] * (len(parts) - 1) + [1]
    assert {one.records for one in found} == {rows}
    assert [one.size for one in found] == [max(1, size) for size in parts]
    assert all(one.known == {"1": "x"} for one in found)
    missing = Task(str(tmp_path / "b.csv"), {}, 1)
    assert list(workers._parts(missing)) == [missing]


@pytest.mark.parametrize(("files", "cores", "is_parallel"), [(99, 2, False), (100, 2, True), (100, 1, False)])
def test_from_a_hundred_files_on_all_cores_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: int, cores: int, is_parallel: bool
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    asked: list[Path | None] = []

    def nearby(work: Any, items: Any, folder: Path | None = None) -> Any:
        asked.append(folder)
        return map(work, items)

    monkeypatch.setattr(workers, "parallel_map", nearby)
    tasks = [Task(str(tmp_path / f"{number}.txt"), {}, 1) for number in range(files)]
    done = list(workers.analyse_in_chunks(tasks))
    assert [task for chunk, _ in done for task in chunk] == tasks
    assert all(len(found.failed) == len(chunk) for chunk, found in done)
    assert asked == ([None] if is_parallel else [])


def test_what_a_worker_makes_of_files(tmp_path: Path) -> None:
    good, other = (write(tmp_path, code, _3="puh. 040 123 4567") for code in ("S10001", "S10002"))
    bad = tmp_path / "bad.txt"
    bad.write_text("ei kuvaus", "utf-8")
    tasks = [Task(str(path), {}, 10**6) for path in (bad, other, good, tmp_path / "missing.txt")]
    found = analyse_files(tasks)
    assert [(path, place) for path, place, _ in found.failed] == [
        (str(bad), ""), (str(tmp_path / "missing.txt"), None),
    ]  # fmt: skip
    assert found.batch is not None
    assert [source.code for source in found.batch.sources] == ["S10002", "S10001"]
    assert found.masked == 2
    assert list(found.order.items()) == [((str(bad), ""), 0), ((str(other), ""), 1), ((str(good), ""), 2)]
    assert found.stamps.keys() == {str(bad), str(other), str(good)}
    digest = found.batch.sources[1].digest
    again = analyse_files([Task(str(good), {"": digest}, 10**6), Task(str(other), {"": digest}, 10**6)])
    assert again.unchanged == [(str(good), "")]
    assert again.batch is not None
    assert [source.code for source in again.batch.sources] == ["S10002"]
    assert analyse_files([Task(str(good), {"": digest}, 10**6)]).batch is None
    kept = analyse_files([Task(str(good), {}, 10**6, contacts=True)])
    assert kept.masked == 0


def test_records_that_are_read_again(tmp_path: Path) -> None:
    good = write(tmp_path, "S10001", _3="a")
    table = write_list(tmp_path / "a.csv", *(list_row(f"A9000{number}") for number in range(3)))
    places = list(read_file(str(table), 10**6).records)
    keys = [(str(table), places[1].place), (str(good), ""), (str(tmp_path / "b.txt"), "")]
    found, failed = read_again(keys, 10**6, False)
    assert found.keys() == set(keys[:2])
    project, source = found[keys[0]]
    assert (project.code, source.code, source.records) == ("A90001", "A90001", 3)
    assert isinstance(source, Source)
    assert (source.path, source.place, source.shown) == (*keys[0], "")
    assert len(failed) == 1


def test_each_file_that_failed_has_a_line_of_the_error(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("a.txt", "b.txt"):
        (source / name).write_bytes(b"\0\0")
    with pytest.raises(SourceError) as caught:
        build(tmp_path / "index", [source])
    lines = str(caught.value).split("\n")
    assert len(lines) == 3
    assert lines[-1] == "No file could be indexed. The index stays as it was."


def test_white_space_in_a_name_is_even(tmp_path: Path) -> None:
    project = Project("S10000", municipalities=("Uusi  \tKaupunki",), applicant=Applicant("Malli   Oy"))
    assert list(name_terms(project, QUERYABLE["kunta"])) == ["Uusi Kaupunki"]
    assert list(name_terms(project, QUERYABLE["hakija"])) == ["Malli Oy"]


def test_the_parts_of_several_machines_are_all_files_and_each_once() -> None:
    files = [f"/lähteet/S{number}.{ending}" for number in range(60) for ending in ("txt", "raportti.pdf")]
    for of in (1, 2, 3, 8):
        parts = [[file for file in files if is_in_part(file, (number + 1, of))] for number in range(of)]
        assert sorted(file for part in parts for file in part) == sorted(files)
        assert all(parts)
        assert all(f.replace(".txt", ".raportti.pdf") in part for part in parts for f in part)
