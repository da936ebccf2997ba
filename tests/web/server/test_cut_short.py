"""A file of the index that is cut short or overwritten under a running server.

Every request looks before it reads, and no process ends. Only where the file is cut while a request reads it
does the system end that process, and no more than that.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.attacks.servers import children, serving, wait_until
from tests.attacks.wire import Reply, ask
from tests.conftest import ROOT
from tests.web.live import running

CUTTING = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from index.storage.array_file import ArrayFile
part = ArrayFile.part

def cut_before_it_is_read(self, name, run):
    order = Path(sys.argv[1]).with_name("cut")
    if order.exists():
        order.unlink()
        os.truncate(self.path, 100)
    return part(self, name, run)

ArrayFile.part = cut_before_it_is_read
from hankehaku import main
main(sys.argv[2:])
"""
"""The server; a file `cut` beside the index has it cut short just before the next request reads it."""


@pytest.mark.slow
def test_the_other_process_answers_and_another_takes_the_place(corpus_index: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(corpus_index, tmp_path / "index")
    options = ["serve", "--port", "0", "--workers", "2", "--index", str(folder)]
    command = [sys.executable, "-c", CUTTING, str(folder), *options]
    with running(None, command=command) as (parent, address):
        wait_until(lambda: len(children(parent.pid)) == 2, 60)
        before = set(children(parent.pid))
        assert ask(address, "/?q=hanke").status == 200
        (tmp_path / "cut").touch()
        assert ask(address, "/?q=digi").status == 0  # ended by SIGBUS, with the request in it
        _assert_calm(ask(address, "/?q=digi"))  # the client tries again, at once
        assert ask(address, "/healthz").status == 200
        wait_until(lambda: len(set(children(parent.pid)) - before) == 1, 60)
        assert len(before & set(children(parent.pid))) == 1
        for _ in range(8):
            _assert_calm(ask(address, "/?q=digi"))
        shutil.rmtree(folder)
        shutil.copytree(corpus_index, folder)
        wait_until(lambda: all(ask(address, "/?q=digi").status == 200 for _ in range(4)), 60)


PATHS = ("/?q=hanke", "/tilastot", "/api/v1/search?q=hanke", "/haku.csv", "/readyz")


@pytest.mark.slow
def test_a_file_written_to_is_an_error_of_requests(corpus_index: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(corpus_index, tmp_path / "index")
    (file,) = folder.glob("*.arr")
    whole = file.read_bytes()
    with serving(folder, tmp_path / "log", "--workers", "2", "--page-cache-mb", "0") as (parent, address):
        wait_until(lambda: len(children(parent)) == 2, 60)
        before = children(parent)
        for what in ("half", "nothing", "a page", "a byte less", "zeros"):
            wait_until(lambda: all(ask(address, path).status == 200 for path in PATHS), 60)
            _spoil(file, what, len(whole))
            for path in PATHS * 2:
                reply = ask(address, path)
                assert reply.status == 503, (what, path)
                _assert_calm(reply)
            assert ask(address, "/healthz").status == 200
            with file.open("r+b") as handle:
                handle.write(whole)  # in place, as `cp` does
        wait_until(lambda: all(ask(address, path).status == 200 for path in PATHS * 2), 60)
        assert children(parent) == before


def _spoil(file: Path, what: str, length: int) -> None:
    """Write to a file in place; zeros keep its length."""
    if what == "zeros":
        with file.open("r+b") as handle:
            handle.write(bytes(length))
    else:
        lengths = {"half": length // 2, "nothing": 0, "a page": 4096, "a byte less": length - 1}
        os.truncate(file, lengths[what])


def _assert_calm(reply: Reply) -> None:
    assert reply.status in {200, 503}, reply.status
    reply.assert_has_all_headers()
    assert reply.status == 200 or int(reply.headers["retry-after"]) > 0
