"""Several records of one project: which stands, what is filled, reported, and followed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index.indexing import index_run
from index.indexing.index_writer import build
from index.indexing.merge_sources import Precedence
from index.indexing.report import Report
from index.indexing.verify import verify_index
from index.model.project import Project
from index.storage.index_reader import open_index
from search.contract.status import SourceSummary
from search.engine import Engine
from tests.index.samples import minimal
from tests.index.tables import list_row, write_list

SUMMARY = "Hankkeessa kokeillaan keksittyä asiaa."


def description(title: str = "Keksitty hanke", code: str = "A90001") -> str:
    """A description without dates and money."""
    return minimal(code, _1=f"Hankkeen nimi: {title}\n", _3=SUMMARY)


def write(path: Path, text: str, changed: int = 1_000) -> Path:
    """A file with a time of change in seconds."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, (changed, changed))
    return path


def write_rows(path: Path, *rows: str, changed: int = 2_000) -> Path:
    write_list(path, *rows)
    os.utime(path, (changed, changed))
    return path


def run(folder: Path, precedence: Precedence = Precedence.DESCRIPTION) -> Report:
    """Index `source`, and check the whole index."""
    report = build(folder / "index", [folder / "source"], precedence=precedence, allow_shrink=True)
    verify_index(folder / "index")
    return report


def stored(folder: Path, code: str = "A90001") -> Project:
    return Engine(folder / "index").project(code).project


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.removed


def test_gaps_are_filled_and_each_value_has_its_source(tmp_path: Path) -> None:
    write(tmp_path / "source" / "b.txt", description())
    write_rows(tmp_path / "source" / "a.csv", list_row(), list_row("A90002"))
    report = run(tmp_path)
    assert counts(report) == (2, 0, 0, 0)
    assert (report.failed, report.conflicts) == ([], [])
    project = stored(tmp_path)
    assert (project.summary, project.funding.eu_state_granted) == (SUMMARY, 1000)
    assert [one.name for one in project.provenance] == ["Hankekuvaus", "EURA 2014 -hankelista"]
    assert project.provenance[0].fields == ()
    filled = set(project.provenance[1].fields)
    assert {"funding.eu_state_granted", "starts", "applicant.name"} <= filled
    assert not {"code", "title", "summary"} & filled
    assert counts(run(tmp_path)) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("precedence", "table_changed", "title"),
    [
        (Precedence.DESCRIPTION, 9_000, "Kuvauksen nimi"),
        (Precedence.NEWEST, 9_000, "Listan nimi"),
        (Precedence.NEWEST, 10, "Kuvauksen nimi"),
    ],
)
def test_a_conflict_is_reported_and_precedence_decides(
    tmp_path: Path, precedence: Precedence, table_changed: int, title: str
) -> None:
    write(tmp_path / "source" / "b.txt", description("Kuvauksen nimi"))
    write_rows(tmp_path / "source" / "a.csv", list_row(title="Listan nimi"), changed=table_changed)
    report = run(tmp_path, precedence)
    assert report.failed == []
    (conflict,) = report.conflicts
    assert conflict.startswith("A90001: «Nimi» is «")
    assert "Kuvauksen nimi" in conflict
    assert "Listan nimi" in conflict
    assert stored(tmp_path).title == title


def test_of_two_tables_the_newer_stands_and_case_is_no_conflict(tmp_path: Path) -> None:
    old, new = (
        list_row(applicant="PAJA OY", amounts="1,2,3,4"),
        list_row(applicant="Paja  Oy", amounts="1,9,3,4"),
    )
    write_rows(tmp_path / "source" / "a.csv", old, changed=1_000)
    write_rows(tmp_path / "source" / "b.csv", new, changed=2_000)
    report = run(tmp_path)
    assert stored(tmp_path).funding.eu_state_paid == 9
    assert [line.split(" is ")[0] for line in report.conflicts] == [
        "A90001: «Toteutunut EU- ja valtion rahoitus»"
    ]


def test_what_only_one_source_tells_is_kept_from_each(tmp_path: Path) -> None:
    """Also text that is in no field: under unknown headings and in unknown columns."""
    write(tmp_path / "source" / "a.txt", description("Keksitty hanke\nVäri: puna"))
    header = "Hankekoodi,Hankkeen nimi,Rahoittava viranomainen,Toteuttajan nimi,Toteuttajan Y-tunnus,Muoto\n"
    write(tmp_path / "source" / "b.csv", header + "A90001,Hanke,Virasto,Toinen Oy,0000002-7,pyöreä\n")
    run(tmp_path)
    other = stored(tmp_path).other
    assert other["Muoto"] == "pyöreä"
    assert any("puna" in text for text in other.values())


def test_an_organisation_is_not_mixed_of_two(tmp_path: Path) -> None:
    one = minimal("S90001", _2="Hakijan virallinen nimi: Ensimmäinen Oy\n")
    two = "Hankekoodi,Hankkeen nimi,Rahoittava viranomainen,Toteuttajan nimi,Toteuttajan Y-tunnus\n"
    write(tmp_path / "source" / "a.txt", one)
    write(tmp_path / "source" / "b.csv", two + "S90001,Hanke,Virasto,Toinen Oy,0000002-7\n")
    run(tmp_path)
    applicant = stored(tmp_path, "S90001").applicant
    assert (applicant.name, applicant.business_id) == ("Ensimmäinen Oy", None)


@pytest.mark.parametrize("segment", [32_768, 1])
def test_an_index_follows_each_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, segment: int) -> None:
    """After any history, the index equals a newly built one."""
    monkeypatch.setattr(index_run, "SEGMENT_DOCUMENTS", segment)
    text, table = tmp_path / "source" / "b.txt", tmp_path / "source" / "a.csv"
    other = write(tmp_path / "source" / "c.txt", description(code="A90009"))
    steps: list[tuple[Callable[[], object], tuple[int, int, int, int]]] = [
        (lambda: write_rows(table, list_row(), list_row("A90002")), (3, 0, 0, 0)),
        (lambda: write(text, description()), (0, 1, 2, 0)),
        (lambda: write_rows(table, list_row(amounts="7,7,7,7"), list_row("A90002")), (0, 1, 2, 0)),
        (lambda: write_rows(table, list_row("A90002"), changed=3_000), (0, 1, 2, 0)),
        (lambda: write_rows(table, list_row("A90002"), list_row(), changed=4_000), (0, 1, 2, 0)),
        (lambda: text.unlink(), (0, 1, 2, 0)),
        (lambda: write(text, description(), changed=5_000), (0, 1, 2, 0)),
        (lambda: table.unlink(), (0, 1, 1, 1)),
        (lambda: other.unlink(), (0, 0, 1, 1)),
    ]
    for number, (step, expected) in enumerate(steps):
        step()
        assert counts(run(tmp_path)) == expected, number
        build(tmp_path / f"anew{number}", [tmp_path / "source"])
        anew, followed = Engine(tmp_path / f"anew{number}"), Engine(tmp_path / "index")
        codes = sorted(anew.snapshot().by_code)
        assert codes == sorted(followed.snapshot().by_code)
        for code in codes:
            assert anew.project(code).project == followed.project(code).project, (number, code)
        assert counts(run(tmp_path)) == (0, 0, len(codes), 0), number


def test_a_project_of_two_sources_keeps_its_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First seen once, and changed only where one of its sources has another text; also when made anew."""
    write(tmp_path / "source" / "b.txt", description())
    table = write_rows(tmp_path / "source" / "a.csv", list_row(), list_row("A90002"))

    def times(second: int, rebuild: bool = False) -> tuple[int, int]:
        monkeypatch.setattr("index.indexing.index_run.time", lambda: float(second))
        build(tmp_path / "index", [tmp_path / "source"], rebuild=rebuild)
        (found,) = (one for _, _, one in open_index(tmp_path / "index").sources() if one.code == "A90001")
        return found.first_seen, found.last_changed

    assert times(1) == (1, 1)
    assert times(2) == (1, 1)
    write_rows(table, list_row(), list_row("A90002", title="Toinen"))
    assert times(3) == (1, 1)
    write_rows(table, list_row(amounts="7,7,7,7"), list_row("A90002"))
    assert times(4) == (1, 4)
    assert times(5, rebuild=True) == (1, 4)
    write(tmp_path / "source" / "b.txt", description("Uusi nimi"), changed=3_000)
    assert times(6, rebuild=True) == (1, 6)


def test_one_table_has_a_project_once(tmp_path: Path) -> None:
    write_rows(tmp_path / "source" / "a.csv", list_row(title="Eka"), list_row(title="Toka"))
    report = run(tmp_path)
    (message,) = report.failed
    assert message.startswith(f"{tmp_path}/source/a.csv (A90001 #2): its code A90001 is also that of ")
    assert stored(tmp_path).title == "Eka"


def test_the_status_says_what_the_index_is_made_of(tmp_path: Path) -> None:
    write(tmp_path / "source" / "b.txt", description())
    write_rows(tmp_path / "source" / "a.csv", list_row(), list_row("A90002"))
    run(tmp_path)
    day = stored(tmp_path).provenance[0].read
    assert day is not None
    assert Engine(tmp_path / "index").status().sources == (
        SourceSummary("EURA 2014 -hankelista", "", 2, day.isoformat(), day.isoformat()),
        SourceSummary("Hankekuvaus", "", 1, day.isoformat(), day.isoformat()),
    )


def shown(folder: Path) -> dict[str, object]:
    engine = Engine(folder)
    return {code: engine.project(code).project for code in engine.snapshot().by_code}


@pytest.mark.parametrize("disturbed", ["a/b.txt", "a-b/c.txt", "x1.csv", "x2.csv", "text of a/b.txt"])
@pytest.mark.parametrize("precedence", list(Precedence))
def test_the_same_record_stands_as_in_an_index_made_anew(
    tmp_path: Path, disturbed: str, precedence: Precedence
) -> None:
    """Two descriptions and two tables of one project, whichever of them is touched."""
    source = tmp_path / "source"
    for name in ("a/b.txt", "a-b/c.txt", "d.txt"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        write(source / name, description(f"Kuvaus {name}", "A90009" if name == "d.txt" else "A90001"))
    write_rows(source / "x1.csv", list_row(amounts="1,2,3,4"), list_row("A90002", title="Eka"), changed=1_000)
    write_rows(
        source / "x2.csv", list_row(amounts="9,8,7,6"), list_row("A90002", title="Toka"), changed=2_000
    )
    run(tmp_path, precedence)
    if disturbed.startswith("text of"):
        write(source / "a/b.txt", description("Muutettu"), changed=9_000)
        os.utime(source / "a-b/c.txt", (9_500, 9_500))
    else:
        os.utime(source / disturbed, (9_000, 9_000))
    followed, before = run(tmp_path, precedence), shown(tmp_path / "index")
    anew = build(tmp_path / "index", [source], precedence=precedence, rebuild=True)
    assert shown(tmp_path / "index") == before
    assert sorted(followed.failed) == sorted(anew.failed)


def test_another_precedence_holds_for_what_is_indexed_already(tmp_path: Path) -> None:
    write(tmp_path / "source" / "b.txt", description("Kuvauksen nimi"))
    write_rows(tmp_path / "source" / "a.csv", list_row(title="Listan nimi"), changed=9_000)
    run(tmp_path)
    run(tmp_path, Precedence.NEWEST)
    assert stored(tmp_path).title == "Listan nimi"
