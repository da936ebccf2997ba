"""The table of a room's tests names files that exist, and every room."""

from __future__ import annotations

from tests.mutants import rooms
from tests.mutants.changes import ROOT


def test_every_room_has_tests_that_exist() -> None:
    there = {
        path.parent.relative_to(ROOT).as_posix()
        for top in ("index", "search")
        for path in (ROOT / top).rglob("*.py")
        if path.stat().st_size > 200  # more than the docstring of a package
    }
    assert {room for room in there if not room.startswith(rooms.NEEDS_NODES)} == set(rooms.ROOMS)
    for room in rooms.ROOMS:
        for name in rooms.tests_of(room):
            assert (ROOT / name).is_file(), f"{room}: {name}"
