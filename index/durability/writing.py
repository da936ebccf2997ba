"""Write files so that a power cut leaves all of them or none: data first, then names, then what counts.

A file's bytes are on the disk after its `fsync`, its name after that of its folder; until then the system may
lose either, in any order (fsync(2)).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path


def write_file(path: Path, pieces: Iterable[bytes | memoryview], *, replace: bool = False) -> None:
    """Write a file from these pieces and sync its bytes to the disk. `sync_folder` does that for its name.

    replace: whether a file of that name may be there. Raises `OSError`, `FileExistsError`.
    """
    mode = os.O_TRUNC if replace else os.O_EXCL
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | mode, 0o666)
    try:
        for piece in pieces:
            left = memoryview(piece).cast("B")
            while left:
                written = os.write(handle, left)
                if not written:
                    raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
                left = left[written:]
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Sync the names of the files in a folder to the disk. Raises `OSError`."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, on the disk too. Raises `OSError`."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in reversed(missing):
        sync_folder(one.parent)
