"""A file of the index that is cut short while a request reads it ends that process, and no more than that."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.attacks.servers import children
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
        while len(children(parent.pid)) < 2:
            time.sleep(0.02)
        before = set(children(parent.pid))
        assert ask(address, "/?q=hanke").status == 200
        (tmp_path / "cut").touch()
        assert ask(address, "/?q=digi").status == 0  # ended by SIGBUS, with the request in it
        began = time.monotonic()
        _assert_calm(ask(address, "/?q=digi"))  # the client tries again, at once
        assert ask(address, "/healthz").status == 200
        while len(set(children(parent.pid)) - before) < 1:
            assert time.monotonic() - began < 10
            time.sleep(0.01)
        seconds = time.monotonic() - began
        print(f"another process after {seconds:.2f} s")
        assert seconds < 3  # 0.04 s where nothing else runs
        assert len(before & set(children(parent.pid))) == 1
        for _ in range(8):
            _assert_calm(ask(address, "/?q=digi"))
        shutil.rmtree(folder)
        shutil.copytree(corpus_index, folder)
        ends = time.monotonic() + 20
        while any(ask(address, "/?q=digi").status != 200 for _ in range(4)):
            assert time.monotonic() < ends
            time.sleep(0.1)


def _assert_calm(reply: Reply) -> None:
    assert reply.status in {200, 503}, reply.status
    reply.assert_has_all_headers()
    assert reply.status == 200 or int(reply.headers["retry-after"]) > 0
