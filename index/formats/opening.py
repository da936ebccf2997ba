"""Opens files of a source relative to the handle of its folder, one name at a time, without following links.

A path alone is not safe: between listing a folder and reading its files, somebody could replace a folder in
the source by a link, and files from elsewhere would be read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_folders: tuple[str, ...] = ()
"""Source folders that this process reads, each with a separator at its end, the innermost first."""


@contextmanager
def within(folders: Iterable[str]) -> Iterator[None]:
    """Inside the block, `open_entry` follows no link below these folders. Their own paths may have links.

    It holds for the whole process, so only one of its threads may read sources.
    """
    before = source_folders()
    keep_within(folders)
    try:
        yield
    finally:
        keep_within(before)


def keep_within(folders: Iterable[str]) -> None:
    """The same until the process ends or this is called again: for worker processes."""
    global _folders
    _folders = tuple(sorted((os.path.join(folder, "") for folder in folders), key=len, reverse=True))


def source_folders() -> tuple[str, ...]:
    """The folders that were given last, as `keep_within` takes them."""
    return _folders


def open_entry(path: str, more_flags: int = 0) -> int:
    """A handle of a file or folder. Neither a link in the place of its last name nor one below its source
    folder is followed, and a pipe is not waited for. Raises `OSError`, for a link with ELOOP or ENOTDIR."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC | more_flags
    source = next((folder for folder in _folders if os.path.join(path, "").startswith(folder)), "")
    *folders, last = path[len(source) :].split(os.sep) if source else [path]
    handle = os.open(source, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) if source else None
    try:
        for name in folders:
            outer = handle
            handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=outer)
            if outer is not None:
                os.close(outer)
        return os.open(last or ".", flags, dir_fd=handle)
    finally:
        if handle is not None:
            os.close(handle)
