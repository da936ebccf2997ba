"""Files of an index are opened, written and put on the disk, and nothing is left open."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.durability.reading import open_plain, read_plain
from index.durability.writing import make_folder, write_file
from index.errors import IndexDamaged


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_what_is_no_file_is_damage_and_is_not_left_open(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    before = open_files()
    for _ in range(3):
        for path in (tmp_path, tmp_path / "pipe"):
            with pytest.raises(IndexDamaged, match="something else than a file"):
                open_plain(path)
            with pytest.raises(IndexDamaged):
                read_plain(path)
    assert open_files() == before


def test_a_file_is_written_once_unless_it_may_be_replaced(tmp_path: Path) -> None:
    path, before = tmp_path / "a", open_files()
    write_file(path, [b"one", memoryview(b"two")])
    assert read_plain(path) == b"onetwo"
    with pytest.raises(FileExistsError):
        write_file(path, [b"three"])
    assert read_plain(path) == b"onetwo"
    write_file(path, [b"3"], replace=True)
    assert read_plain(path) == b"3"
    assert open_files() == before


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "other")
    with pytest.raises(OSError, match=r"link|loop"):
        write_file(tmp_path / "link", [b"x"], replace=True)
    assert (tmp_path / "other").read_bytes() == b"mine"


def test_a_folder_and_those_above_it_are_made_and_may_be_there(tmp_path: Path) -> None:
    for _ in range(2):
        make_folder(tmp_path / "a" / "b" / "c")
        make_folder(tmp_path / "a")
    assert (tmp_path / "a" / "b" / "c").is_dir()
