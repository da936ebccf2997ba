"""What a file may come as, and what is refused."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from index.errors import NotADescription, SourceError
from index.formats.text import read_text

TEXT = "1 Hanke\n\nHankkeen nimi: Välimäen ”hyvä” työ – Ö\n"


def write(folder: Path, data: bytes) -> Path:
    path = folder / "a.txt"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("ä", "a\u0308").replace("Ö", "O\u0308").encode(),
    ],
    ids=["utf-8", "bom", "crlf", "cr", "decomposed"],
)
def test_every_writing_of_a_text_is_read_alike(tmp_path: Path, data: bytes) -> None:
    source = read_text(write(tmp_path, data))
    assert source.text == TEXT
    assert source.digest == hashlib.sha256(data).hexdigest()
    assert source.warnings == ()


def test_windows_1252_is_read_with_a_warning(tmp_path: Path) -> None:
    source = read_text(write(tmp_path, TEXT.encode("cp1252")))
    assert source.text == TEXT
    assert source.warnings == ("line 3: byte 0xE4 is not UTF-8; read as Windows-1252",)


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xe4\x81")
    with pytest.raises(NotADescription) as caught:
        read_text(path)
    expected = f"{path}: expected text in UTF-8 or Windows-1252, found byte 0x81 at position 1"
    assert str(caught.value) == expected


@pytest.mark.parametrize("data", [b"%PDF-1.4\n\x00\xe2", TEXT.encode("utf-16")], ids=["pdf", "utf-16"])
def test_nul_bytes_are_refused(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path, data)
    with pytest.raises(NotADescription) as caught:
        read_text(path)
    assert str(caught.value) == f"{path}: expected text, found NUL bytes (a PDF, an image or UTF-16?)"


def test_the_size_limit(tmp_path: Path) -> None:
    path = write(tmp_path, b"a" * 11)
    with pytest.raises(SourceError) as caught:
        read_text(path, max_bytes=10)
    assert str(caught.value) == (
        f"{path}: 11 bytes are more than the limit of 10; hankehaku index --max-size MEGABYTES lifts it."
    )
    assert read_text(path, max_bytes=11).text == "a" * 11


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.txt: cannot be read \(No such file or directory\)"):
        read_text(tmp_path / "gone.txt")


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(SourceError, match="expected a regular file"):
            read_text(path)


def test_an_empty_file_has_an_empty_text(tmp_path: Path) -> None:
    assert read_text(write(tmp_path, b"")).text == ""
