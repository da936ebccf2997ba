"""What a file may come as, and what is refused."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from index.errors import NotADescription, SourceError
from index.formats.text import read_text
from index.reader.files import file_stamp, find_files

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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_with_a_byte_order_mark_and_without(tmp_path: Path, encoding: str) -> None:
    source = read_text(write(tmp_path, TEXT.encode(encoding)))
    assert source.text == TEXT
    assert source.warnings == (() if encoding == "utf-16" else ("UTF-16 without a byte order mark",))


@pytest.mark.parametrize(("encoding", "name"), [("mac_roman", "MacRoman"), ("cp850", "IBM 850")])
def test_other_encodings_are_told_from_windows_1252(tmp_path: Path, encoding: str, name: str) -> None:
    text = TEXT.replace("”", '"').replace("–", "-")
    source = read_text(write(tmp_path, text.encode(encoding)))
    assert source.text == text
    assert source.warnings[0].endswith(f"is not UTF-8; read as {name}")


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("times", [1, 2])
def test_utf_8_that_was_read_as_another_encoding_is_repaired(
    tmp_path: Path, encoding: str, times: int
) -> None:
    text = wrong = TEXT + "Äijä säästää, 12 €"
    for _ in range(times):
        wrong = "".join(_byte_sign(byte, encoding) for byte in wrong.encode())
    source = read_text(write(tmp_path, wrong.encode()))
    assert source.text == text
    (warning,) = source.warnings
    assert "had been read as " in warning


def _byte_sign(byte: int, encoding: str) -> str:
    """As editors read a byte: a control character where the encoding has nothing."""
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


def test_foreign_words_are_not_repaired(tmp_path: Path) -> None:
    text = "São Tomé, Ångström, ÃÂ ja 5 ¤\n"
    assert read_text(write(tmp_path, text.encode())).text == text


def test_letters_that_were_lost_are_told_or_refused(tmp_path: Path) -> None:
    (warning,) = read_text(write(tmp_path, TEXT.replace("Ö", "\ufffd").encode())).warnings
    assert warning.endswith("lost when the file was saved in a wrong encoding (U+FFFD): 1")
    with pytest.raises(NotADescription, match="letters that were lost"):
        read_text(write(tmp_path, (TEXT * 3).replace("ä", "\ufffd").encode()))


def test_entities_are_decoded_and_invisible_signs_left_out(tmp_path: Path) -> None:
    text = "liet\u00adteest&auml; &#228;&#xE4; R&amp;D &nimi; A&B\u200b\ufeff&shy;!"
    assert read_text(write(tmp_path, text.encode())).text == "lietteestä ää R&D &nimi; A&B!"


@pytest.mark.parametrize("data", [b"%PDF-1.4\n\x00\xe2", bytes(range(256)) * 9, b"\0" * 100])
def test_binary_data_is_refused(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path, data)
    with pytest.raises(NotADescription) as caught:
        read_text(path)
    assert str(caught.value) == f"{path}: expected text, found NUL bytes (a PDF, an image or a program?)"


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


def test_the_stamp_of_a_file_that_may_change_at_the_same_time_again(tmp_path: Path) -> None:
    """A clock of files ticks within 20 ms: before, a stamp is for once."""
    path = write(tmp_path, b"abc")
    status = path.stat()
    stamp = f"3:{status.st_mtime_ns}:{status.st_ino}:{status.st_ctime_ns}"
    changed = status.st_ctime_ns
    for after, is_sure in ((-1, True), (0, False), (19_999_999, False), (20_000_000, True)):
        assert file_stamp(path, changed + after) == (stamp if is_sure else f"{stamp}:{changed + after}")
    assert file_stamp(tmp_path / "none") == ""


@pytest.mark.parametrize(
    ("line", "is_read"), [("x" * 255, True), ("x" * 256, False), ("a/" + "x" * 255, True)]
)
def test_a_line_of_ignored_files_has_names_as_long_as_files_may_have(
    tmp_path: Path, line: str, is_read: bool
) -> None:
    path = write(tmp_path, b"abc")
    (tmp_path / ".hankehakuignore").write_text(f"# comment\n\n{line}\n", "utf-8")
    if is_read:
        assert find_files([tmp_path]) == [str(path)]
    else:
        with pytest.raises(SourceError, match=r"line 3: «x{255}» names no file here"):
            find_files([tmp_path])


def test_which_files_are_found(tmp_path: Path) -> None:
    names = ("b.txt", "sub/a.txt", "sub/kept/c.md", "sub/out/d.txt", "e.csv", "x.tmp", "sub/x.tmp", ".hidden")
    for name in (*names, "a.profile.toml", ".git/f.txt", "ix/_MAIN_3.toc", "ix/g.txt", "iy/_MAIN_3.tocx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"a")
    (tmp_path / ".hankehakuignore").write_text("*.tmp\n./sub/out/\ne.csv/\n", "utf-8")
    found = [os.path.relpath(path, tmp_path) for path in find_files([tmp_path, tmp_path / "b.txt"])]
    assert found == [
        "b.txt", "e.csv", "iy/_MAIN_3.tocx", "sub/a.txt", "sub/kept/c.md", "sub/x.tmp",
    ]  # fmt: skip
    own = [os.path.basename(path) for path in find_files([tmp_path], tmp_path / "sub")]
    assert own == ["b.txt", "e.csv", "_MAIN_3.tocx"]
    for source in (tmp_path / "none", tmp_path / ".git" / "g"):
        with pytest.raises(SourceError, match="no such file or folder"):
            find_files([source])
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="holds no file to index"):
        find_files([tmp_path / "empty"])
