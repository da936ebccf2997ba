"""Records of a project merged, its times, and an index that would shrink: without an index."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.errors import IndexWouldShrink
from index.indexing.code_groups import CodeGroups
from index.indexing.history import history_in, history_of, with_times
from index.indexing.merge_sources import Precedence, is_as_merged, merge_parts
from index.indexing.shrinkage import check_shrinkage
from index.model.project import Project
from index.model.project_parts import Applicant, Funding, Numbered, Provenance
from index.reader.files import plain_path
from index.storage.postings import Source


def source(
    path: str, changed: int = 5, code: str = "S1", place: str = "", digest: str = "d", **more: Any
) -> Source:
    return Source(code, path, place, digest, f"9:{changed}" if changed else "", 1, **more)


def part(project: Project, path: str, changed: int = 5, place: str = "") -> tuple[Project, Source]:
    named = replace(project, code="S1", provenance=(Provenance(path),))
    return named, source(path, changed, place=place)


def order(*paths: tuple[str, int, str], precedence: Precedence = Precedence.DESCRIPTION) -> list[str]:
    """In which order records are taken: the path of each, of a table with its place."""
    (_, first), _ = merge_parts([part(Project(), *one) for one in paths], precedence)
    return [one.path + one.place for one in first.all]


def test_which_record_goes_first() -> None:
    assert order(("b.csv", 9, ""), ("a.txt", 5, "")) == ["a.txt", "b.csv"]
    assert order(("b.csv", 9, ""), ("a.txt", 5, ""), precedence=Precedence.NEWEST) == ["b.csv", "a.txt"]
    assert order(("a.txt", 5, ""), ("b.txt", 10, "")) == ["b.txt", "a.txt"]
    assert order(("b.txt", 5, ""), ("a.txt", 5, "")) == ["a.txt", "b.txt"]
    assert order(("a.csv", 5, "2"), ("a.csv", 5, "1")) == ["a.csv1", "a.csv2"]
    assert order(("a.txt", 0, ""), ("b.txt", 1, "")) == ["b.txt", "a.txt"]


def test_gaps_are_filled_and_differences_told() -> None:
    first = Project(
        title="Malli", regions=("Lappi",), applicant=Applicant("Malli ry"), priority_axis=Numbered("2", ""),
        funding=Funding(100),
        summary="Oma", starts=date(2020, 1, 1), other={"A": "a"}, nationwide=False, status="Käynnissä",
    )  # fmt: skip
    second = Project(
        title=" MALLI ", regions=("lappi",), applicant=Applicant("malli  RY", town="Ii"),
        priority_axis=Numbered("2", "Työ"),
        funding=Funding(200, 50), summary="Toinen", starts=date(2020, 1, 2), ends=date(2021, 1, 1),
        other={"A": "x", "B": "b"},
        nationwide=True, status="Päättynyt" + "x" * 90,
    )  # fmt: skip
    (merged, _), conflicts = merge_parts(
        [part(first, "a.txt"), part(second, "b.csv")], Precedence.DESCRIPTION
    )
    assert (merged.title, merged.summary, merged.regions, merged.nationwide) == (
        "Malli",
        "Oma",
        ("Lappi",),
        False,
    )
    assert (merged.priority_axis, merged.ends, merged.applicant.town) == (
        Numbered("2", "Työ"),
        date(2021, 1, 1),
        "Ii",
    )
    assert (merged.funding, merged.other) == (Funding(100, 50), {"A": "a", "B": "b"})
    assert [one.fields for one in merged.provenance] == [
        (), ("priority_axis", "ends", "applicant.town", "funding.eu_state_paid"),
    ]  # fmt: skip
    assert len(conflicts) == 3
    for line, parts in zip(
        conflicts, (("«Alkaa»", "2020-01-01", "2020-01-02"), ("«Tila»", "Käynnissä",
        "Päättynyt" + "x" * 71 + "…"), ("100", "200")),
        strict=True,
    ):  # fmt: skip
        assert [one for one in ("S1", "a.txt", "b.csv", *parts) if one not in line] == []


def test_attributes_of_an_organisation_come_from_one_that_is_the_same() -> None:
    parts = [
        part(Project(applicant=Applicant("Malli ry")), "a.txt"),
        part(Project(applicant=Applicant("Muu ry", town="Ii")), "b.csv"),
    ]
    (merged, _), conflicts = merge_parts(parts, Precedence.DESCRIPTION)
    assert (merged.applicant, len(conflicts)) == (Applicant("Malli ry"), 1)
    nameless = [parts[0], part(Project(applicant=Applicant(town="Ii")), "b.csv")]
    assert merge_parts(nameless, Precedence.DESCRIPTION)[0][0].applicant == Applicant("Malli ry", town="Ii")


def test_numbered_names_and_flags() -> None:
    def merged(own: Project, other: Project) -> tuple[Project, int]:
        (project, _), conflicts = merge_parts(
            [part(own, "a.txt"), part(other, "b.csv")], Precedence.DESCRIPTION
        )
        return project, len(conflicts)

    axis = [
        Project(priority_axis=Numbered(*one))
        for one in (("2", ""), ("3", "Työ"), ("2", "Oma"), ("2", "Muu"), ("", "Oma"))
    ]
    assert merged(axis[0], axis[1])[0].priority_axis == Numbered("2", "")
    assert [merged(axis[a], axis[b])[1] for a, b in ((0, 1), (2, 3), (2, 4), (4, 3), (4, 4))] == [
        1,
        0,
        1,
        1,
        0,
    ]
    assert merged(Project(), Project(nationwide=True))[0].nationwide
    assert not merged(Project(regions=("Lappi",)), Project(nationwide=True))[0].nationwide
    assert merged(Project(regions=("A", "B")), Project(regions=("b", "a")))[1] == 0


def test_a_document_is_still_that_of_its_records() -> None:
    whole = replace(source("a.txt"), others=(source("b.csv", 4),))
    keys = [("b.csv", ""), ("a.txt", "")]
    assert is_as_merged(whole, keys, {}, Precedence.DESCRIPTION)
    assert is_as_merged(whole, keys, {}, Precedence.NEWEST)
    assert not is_as_merged(whole, keys[:1], {}, Precedence.DESCRIPTION)
    assert is_as_merged(whole, keys, {"b.csv": "9:6"}, Precedence.DESCRIPTION)
    assert not is_as_merged(whole, keys, {"b.csv": "9:6"}, Precedence.NEWEST)


# Codes


def test_records_with_one_code() -> None:
    failed: list[str] = []
    groups = CodeGroups(failed)
    assert groups.accept("S1", ("b.txt", ""))
    assert groups.accept("S1", ("b.txt", ""))
    assert groups.accept("S1", ("a.csv", "S1"))
    assert groups.accept("S1", ("b.csv", "S1"))
    assert not groups.accept("S1", ("c.txt", "x"))
    assert not groups.accept("S1", ("c.txt", "x"))
    assert not groups.accept("S1", ("a.csv", "S1 #2"))
    assert groups.accept("S2", ("c.txt", "y"))
    assert groups.by_code == {"S1": [("b.txt", ""), ("a.csv", "S1"), ("b.csv", "S1")], "S2": [("c.txt", "y")]}
    assert len(failed) == 2
    for part_ in ("c.txt (x)", "S1", "b.txt", "Hankekoodi"):
        assert part_ in failed[0]


def test_an_untouched_record_that_comes_first_stands() -> None:
    failed: list[str] = []
    groups = CodeGroups(failed)
    groups.expect([("S1", ("a.txt", "")), ("S2", ("z.txt", ""))])
    assert not groups.accept("S1", ("b.txt", ""))
    assert groups.accept("S2", ("y.txt", ""))
    assert groups.by_code == {"S1": [("a.txt", "")], "S2": [("y.txt", "")]}
    same = CodeGroups(failed)
    same.expect([("S1", ("a.txt", "2"))])
    assert same.accept("S1", ("a.txt", "1"))


# Times


def test_the_times_of_a_project(tmp_path: Path) -> None:
    history = history_of(
        [source("a.txt", first_seen=3, last_changed=4), source("b.txt", code="S2", first_seen=1)]
    )
    assert set(history) == {"S1", "S2"}
    for one, times in (
        (source("x.txt", code="S9"), (9, 9)),
        (source("x.txt"), (3, 4)),
        (source("x.txt", digest="e"), (3, 9)),
        (replace(source("x.txt"), others=(source("y.csv"),)), (3, 9)),
    ):
        dated = with_times(one, history, 9)
        assert (dated.first_seen, dated.last_changed) == times
    assert history_in(tmp_path / "none") == {}


# Shrinking


def documents(count: int, folder: str = "/s") -> list[Source]:
    return [source(f"{folder}/{number}.txt", code=f"S{number}") for number in range(count)]


@pytest.mark.parametrize(
    ("before", "now", "refused"),
    [
        (100, 80, False),
        (100, 79, True),
        (300, 270, False),
        (300, 269, True),
        (21, 0, True),
        (20, 0, False),
        (209, 188, True),
        (210, 189, False),
    ],
)
def test_how_much_may_go(before: int, now: int, refused: bool) -> None:
    if refused:
        with pytest.raises(IndexWouldShrink) as caught:
            check_shrinkage(documents(before), documents(now), [])
        assert str(before - now) in str(caught.value)
        assert str(before) in str(caught.value)
    else:
        check_shrinkage(documents(before), documents(now), [])


def test_a_project_that_only_moved_or_changed_its_code_is_not_gone() -> None:
    moved = [replace(one, path=one.path.replace("/s", "/t")) for one in documents(100)]
    recoded = [replace(one, code=f"A{number}") for number, one in enumerate(documents(100))]
    check_shrinkage(documents(100), moved, [])
    check_shrinkage(documents(100), recoded, [])


def test_a_folder_that_lost_everything_is_refused(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one / "below", one / "full", other):
        folder.mkdir(parents=True)
    (one / "full" / "a.md").touch()
    (one / "below" / ".keep").touch()
    before = documents(2, str(one)) + documents(1, str(other))
    check_shrinkage(before, before[1:], [one, other])
    for roots in ([one], [one, other]):
        with pytest.raises(IndexWouldShrink, match="/one"):
            check_shrinkage(before, before[2:], roots)
    check_shrinkage(before, before[2:], [other])
    below, full = documents(1, str(one / "below")), documents(1, str(one / "full"))
    rest = documents(1, str(one))
    with pytest.raises(IndexWouldShrink, match="/one/below"):
        check_shrinkage(below + rest, rest, [one])
    check_shrinkage(full + rest, rest, [one])
    check_shrinkage(below + rest, rest, [other])
    check_shrinkage(documents(1, f"{one}x") + rest, rest, [one])
    whole = replace(rest[0], others=tuple(below))
    with pytest.raises(IndexWouldShrink, match="/one/below"):
        check_shrinkage([whole], rest, [one])


def test_a_folder_above_what_a_link_leads_to_is_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "c").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a" / "b")
    assert plain_path(tmp_path / "a" / ".." / "c") == tmp_path / "c"
    assert plain_path(tmp_path / "link" / ".." / "c") == tmp_path / "a" / "c"
    assert plain_path(tmp_path / "link" / ".." / "b") == tmp_path / "a" / "b"
    assert plain_path(tmp_path / "link" / ".." / ".." / "a") == tmp_path / "a"
    (tmp_path / "a" / "c").mkdir()
    assert plain_path(tmp_path / "link" / ".." / "c") == tmp_path / "a" / "c"
