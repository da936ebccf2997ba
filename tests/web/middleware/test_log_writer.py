"""A line of a log is written or dropped; it never fails a request and never holds it up."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.web.middleware.test_hardening import client_with
from web.middleware import log_writer
from web.middleware.log_writer import MAX_LINE, MAX_QUEUED, LogWriter


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> LogWriter:
    """The writer of stdout, new."""
    found = LogWriter("stdout")
    monkeypatch.setattr(log_writer, "log_writer", lambda _: found)
    monkeypatch.setattr("web.middleware.access_log.log_writer", lambda _: found)
    return found


class Stream:
    """A stream with a file number."""

    def __init__(self, number: int) -> None:
        self.fileno = lambda: number


@pytest.fixture
def stopped(writer: LogWriter, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The other end of stdout, a pipe that nobody reads."""
    reading, writing = os.pipe()
    monkeypatch.setattr(writer, "_file_number", lambda: writing)
    yield reading
    os.set_blocking(reading, False)
    while writer._queue:  # nothing is left to be written to the next file of this number
        with suppress(BlockingIOError):
            os.read(reading, 1 << 20)
    os.close(reading)
    os.close(writing)


@pytest.mark.slow
def test_a_reader_that_stopped_holds_up_nothing_and_lines_are_counted(
    writer: LogWriter, stopped: int
) -> None:
    client = client_with(access_log="stdout")
    ends = threading.Thread(target=lambda: [client.get("/olematon" + "x" * 900) for _ in range(200)])
    ends.start()
    ends.join(60)
    assert not ends.is_alive()
    for _ in range(MAX_QUEUED + 10):
        writer.write("more")
    assert writer.dropped > 0
    os.set_blocking(stopped, False)
    assert json.loads(os.read(stopped, 100_000).splitlines()[0])["path"].startswith("/olematon")


def test_a_closed_pipe_fails_no_request(
    writer: LogWriter, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    monkeypatch.setattr(sys, "stdout", Stream(writing))
    client = client_with(access_log="stdout")
    for path in ("/healthz", "/", "/olematon"):
        assert client.get(path).status_code in {200, 404}
    writer.flush()
    assert writer.dropped == 3
    os.close(writing)
    assert client.get("/healthz").status_code == 200  # not even open
    assert writer.dropped == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_fails_no_request(writer: LogWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    with open("/dev/full", "wb", buffering=0) as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert client_with(access_log="stdout").get("/healthz").status_code == 200
        writer.flush()
    assert writer.dropped == 1


def test_when_it_can_be_written_again_the_log_says_what_is_missing(
    writer: LogWriter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    for _ in range(3):
        writer.write("lost")
    with (tmp_path / "log").open("ab") as file:
        monkeypatch.setattr(sys, "stdout", file)
        writer.write("first")
        writer.write("second\nline \udcff" + "x" * MAX_LINE)
    lines = (tmp_path / "log").read_text("utf-8").splitlines()
    assert lines[:2] == ["3 lines of the log could not be written", "first"]
    assert lines[2:] == ["second", lines[3]]  # one record, its second line indented
    assert lines[3].startswith("  line \\udcff")
    assert len(lines[3]) < MAX_LINE + 20


def test_a_forked_process_has_a_queue_and_counts_of_its_own(writer: LogWriter, stopped: int) -> None:
    writer.write("from the parent")
    writer.flush()
    writer.dropped = 7
    thread = writer._thread
    writer._process = -1  # as a child finds it
    writer.write("from the child")
    writer.flush()
    assert writer._thread is not thread
    assert writer.dropped == 0
    assert os.read(stopped, 100) == b"from the parent\nfrom the child\n"
