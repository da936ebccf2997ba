"""The reader of uploaded files, in this process: what it answers, and which limits it sets before reading."""

from __future__ import annotations

import io
import json
import resource
import signal
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index.errors import ExtraMissing, Fault, NotADescription, UnreadableUpload
from index.formats.registry import FORMATS
from search.upload.plan_file import PlanText, read_plan
from search.upload.reading import answer, limit_process, main, suffix_of
from tests.index import formats

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"", ".txt"),
        (b"teksti", ".txt"),
        (b"PK\x03\x04", ".docx"),
        (b"PK\x05\x06", ".txt"),
        (b"xPK\x03\x04", ".txt"),
        (b"%PDF-1.7", ".pdf"),
        (b"x" * 1019 + b"%PDF-", ".pdf"),
        (b"x" * 1020 + b"%PDF-", ".txt"),
        (b"x" + OLD_WORD, ".txt"),
    ],
    ids=range(9),
)
def test_what_a_file_is_by_how_it_begins(data: bytes, suffix: str) -> None:
    assert suffix_of(data) == suffix


@pytest.mark.parametrize(
    ("data", "fault", "said"),
    [
        (OLD_WORD, Fault.OLD_OFFICE, "an old or encrypted one"),
        (b"{\\rtf1", Fault.OTHER_FORMAT, "an RTF file"),
    ],
)
def test_formats_that_are_not_read(data: bytes, fault: Fault, said: str) -> None:
    with pytest.raises(NotADescription) as caught:
        suffix_of(data)
    assert caught.value.fault is fault
    assert all(part in str(caught.value) for part in (said, "a Word file (.docx)"))
    assert answer(data, 10) == {"fault": fault}


@pytest.mark.parametrize(
    ("data", "answered"),
    [
        (b"", {"fault": Fault.EMPTY}),
        (b" \n\t", {"fault": Fault.NO_TEXT}),
        (b" abc def \n", {"text": "abc d", "length": 7}),
        (b"abc", {"text": "abc", "length": 3}),
        (b"# a\n## b\nc # d\n#e", {"text": "a\nb\nc", "length": 12}),
        ("äö".encode("latin-1"), {"text": "äö", "length": 2}),
        (formats.word_file("1 Hanke\n\nDigi"), {"text": "Hanke", "length": 11}),
        (b"PK\x03\x04rubbish", {"fault": Fault.OTHER_FORMAT}),
    ],
    ids=range(8),
)
def test_answers_of_the_reader(data: bytes, answered: dict[str, Any]) -> None:
    assert answer(data, 5) == answered


@pytest.mark.parametrize(
    ("error", "fault"),
    [(MemoryError(), Fault.TOO_MUCH), (ExtraMissing(Path(), "y", "z"), Fault.NOT_OFFERED)],
)
def test_what_befalls_the_reader(monkeypatch: pytest.MonkeyPatch, error: BaseException, fault: Fault) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setitem(FORMATS, ".txt", broken)
    assert answer(b"teksti", 10) == {"fault": fault}


def test_limits_of_the_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    limits: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr("resource.setrlimit", limits.__setitem__)
    limit_process()
    seconds, files = limits[resource.RLIMIT_CPU], limits[resource.RLIMIT_NOFILE]
    assert (seconds, files) == ((10, 10), (64, 64))
    assert limits[resource.RLIMIT_FSIZE] == limits[resource.RLIMIT_CORE] == (0, 0)
    assert 100 * MEGABYTE < limits[resource.RLIMIT_AS][0] == limits[resource.RLIMIT_AS][1] < 1000 * MEGABYTE
    assert len(limits) == 5
    limits.clear()
    monkeypatch.setattr(sys, "argv", ["reading", "4"])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"Digitukea")))
    main()
    assert len(limits) == 5
    assert json.loads(capsys.readouterr().out) == {"text": "Digi", "length": 9}


class Reader:
    """A fake process: returns the given output, and records how it was started."""

    pid = 4711
    written = b""

    def __init__(self, command: list[str], **options: Any) -> None:
        self.command, self.options = command, options
        Reader.last = self

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def communicate(self, data: bytes, timeout: float) -> tuple[bytes, None]:
        self.data, self.timeout = data, timeout
        return self.written, None

    last: Reader


def test_how_the_process_is_started_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr("subprocess.Popen", Reader)
    monkeypatch.setattr("os.killpg", lambda *one: killed.append(one))
    monkeypatch.setattr(Reader, "written", b'{"text": "Digi", "length": 9}')
    assert read_plan(b"Digitukea", 4) == PlanText("Digi", 9)
    started = Reader.last
    assert started.command == [sys.executable, "-B", "-m", "search.upload.reading", "4"]
    assert (started.data, started.timeout, killed) == (b"Digitukea", 8, [(4711, signal.SIGKILL)])
    assert started.options["start_new_session"] is True
    assert Path(started.options["cwd"]) == Path(__file__).parents[2]
    assert (started.options["stdin"], started.options["stdout"], started.options["stderr"]) == (-1, -1, -3)
    monkeypatch.setattr(Reader, "written", b"")
    with pytest.raises(UnreadableUpload) as caught:
        read_plan(b"x", 4)
    assert caught.value.fault is Fault.TOO_MUCH
    for fault in Fault:
        monkeypatch.setattr(Reader, "written", json.dumps({"fault": fault}).encode())
        with pytest.raises(UnreadableUpload) as caught:
            read_plan(b"x", 4)
        assert caught.value.fault is fault
