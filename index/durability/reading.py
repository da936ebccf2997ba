"""Open files of an index for reading. Only regular files are opened: reading a pipe may never end."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from index.errors import IndexDamaged
from index.messages import Notice


def open_plain(path: Path) -> int:
    """The file descriptor of a regular file. Raises `IndexDamaged` if it is not one, `OSError`."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise IndexDamaged(path, Notice("something else than a file has its name"))
    return handle


def read_plain(path: Path) -> bytes:
    """The bytes of a regular file. Raises `IndexDamaged`, `OSError`."""
    with open(open_plain(path), "rb") as file:
        return file.read()
