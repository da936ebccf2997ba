"""The table of a room's tests names files that exist, and every room."""

from __future__ import annotations

from tests.mutants.changes import ROOT
from tests.mutants.rooms import ROOMS, tests_of


def test_every_room_has_tests_that_exist() -> None:
    rooms = {
        path.parent.relative_to(ROOT).as_posix()
        for top in ("index", "search")
        for path in (ROOT / top).rglob("*.py")
        if path.stat().st_size > 200  # more than the docstring of a package
    }
    assert rooms == set(ROOMS)
    for room in ROOMS:
        for name in tests_of(room):
            assert (ROOT / name).is_file(), f"{room}: {name}"
