"""Uploaded files: what is read, what is refused and why, and that nothing of them is left anywhere."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import Fault, UnreadableUpload
from search import read_plan
from search.upload import plan_file
from tests.attacks.servers import wait_until
from tests.conftest import ROOT
from tests.index import formats

WORDS = "Hanke antaa digitukea ikäihmisille kylätaloilla."
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf_file(text: str, pages: int = 1) -> bytes:
    """A PDF that has a line of text on each page."""
    drawn = b"BT /F 9 Tf 9 99 Td (" + text.encode("cp1252") + b") Tj ET"
    kids = " ".join(f"{6 + number} 0 R" for number in range(pages))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {pages}/Kids[{kids}]>>", "null", FONT]
    made = b"%PDF-1.4\n" + b"".join(
        b"%d 0 obj%s endobj\n" % (n, o.encode()) for n, o in enumerate(objects, 1)
    )
    made += b"5 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(drawn), drawn)
    made += b"".join(b"%d 0 obj%s endobj\n" % (6 + number, PAGE.encode()) for number in range(pages))
    return made + b"trailer<</Root 1 0 R>>"


ENCRYPTED = pdf_file(WORDS).replace(
    b"trailer<<",
    b"9 0 obj<</Filter/Standard/V 2/R 3/Length 128/P -44/O<%s>/U<%s>>> endobj\n"
    b"trailer<</Encrypt 9 0 R/ID[<00><00>]" % (b"ab" * 32, b"cd" * 32),
)


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        WORDS.encode("latin-1"),
        WORDS.encode("utf-16"),
        formats.word_file(WORDS),
        pdf_file(WORDS),
    ],
    ids=["UTF-8", "Latin-1", "UTF-16", "Word", "PDF"],
)
def test_a_plan_is_read_whatever_it_is_in(data: bytes) -> None:
    found = read_plan(data, 1000)
    assert (found.text, found.length) == (WORDS, len(WORDS))


def test_the_first_characters_are_read_and_all_are_counted() -> None:
    found = read_plan(formats.word_file(WORDS + "\n\n" + "ä" * 30_000), 50)
    assert found.text == (WORDS + "\n\n")[:50]
    assert found.length == len(WORDS) + 2 + 30_000


def test_headings_of_a_word_file_have_no_marks() -> None:
    assert (
        read_plan(formats.word_file("1 Hanke\n\nDigitukea kylille"), 100).text == "Hanke\n\nDigitukea kylille"
    )


def zipped(**parts: bytes) -> bytes:
    """A ZIP file of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", data)
    return made.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], Fault]] = {
    "empty": (lambda: b"", Fault.EMPTY),
    "white space": (lambda: b" \n\t ", Fault.NO_TEXT),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", Fault.OTHER_FORMAT),
    "program": (lambda: Path(sys.executable).read_bytes()[:100_000], Fault.OTHER_FORMAT),
    "RTF": (lambda: rb"{\rtf1\ansi Digitukea}", Fault.OTHER_FORMAT),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, Fault.OLD_OFFICE),
    "no ZIP": (lambda: b"PK\x03\x04" + b"x" * 1000, Fault.OTHER_FORMAT),
    "ZIP in a ZIP": (lambda: zipped(word__document=formats.word_file(WORDS)), Fault.OTHER_FORMAT),
    "another ZIP": (lambda: zipped(xl__workbook=b"<workbook/>"), Fault.OTHER_FORMAT),
    "entities": (lambda: formats.zipped('<!DOCTYPE d [<!ENTITY a "a">]><d>&a;</d>'), Fault.OTHER_FORMAT),
    "bomb": (lambda: formats.zipped(b" " * 50_000_000), Fault.TOO_MUCH),
    "nesting": (lambda: formats.zipped("<d>" * 1000), Fault.TOO_MUCH),
    "no PDF": (lambda: b"%PDF-1.4\nrubbish", Fault.OTHER_FORMAT),
    "many pages": (lambda: pdf_file(WORDS, 301), Fault.TOO_MUCH),
    "scan": (lambda: pdf_file(""), Fault.NO_TEXT),
    "password": (lambda: ENCRYPTED, Fault.ENCRYPTED),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_the_reason(name: str) -> None:
    make, fault = REFUSED[name]
    with pytest.raises(UnreadableUpload) as caught:
        read_plan(make(), 1000)
    assert caught.value.fault is fault


def test_the_process_may_write_no_file_and_take_no_more_memory_than_it_is_given(tmp_path: Path) -> None:
    code = (
        "import sys; from search.upload import reading; reading.limit_process()\n"
        "try:\n    open(sys.argv[1], 'wb', 0).write(b'x' * 10); print('written')\n"
        "except OSError as error:\n    print(error.strerror)\n"
        "try:\n    bytearray(10**9); print('taken')\nexcept MemoryError:\n    print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, str(tmp_path / "a")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stdout == "File too large\nrefused\n"


def test_a_process_that_takes_too_long_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In place of the reader, one that starts another process and waits for it."""
    begun = tmp_path / "begun"
    tell = f"import os, pathlib; pathlib.Path({str(begun)!r}).write_text(str(os.getpid()))"
    inner = f"{tell}; import time; time.sleep(600)"
    slow = tmp_path / "search" / "upload"
    slow.mkdir(parents=True)
    (slow / "reading.py").write_text(
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    )
    monkeypatch.setattr(plan_file, "ROOT", tmp_path)
    monkeypatch.setattr(plan_file, "SECONDS", 5)
    with pytest.raises(UnreadableUpload) as caught:
        read_plan(WORDS.encode(), 100)
    assert caught.value.fault is Fault.TOO_SLOW
    process = Path("/proc") / begun.read_text()
    wait_until(lambda: not process.exists(), 30)


def test_nothing_of_a_file_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    read_plan(pdf_file(WORDS), 100)
    with pytest.raises(UnreadableUpload):
        read_plan(formats.zipped(b" " * 50_000_000), 100)
    assert os.listdir(tmp_path) == []
