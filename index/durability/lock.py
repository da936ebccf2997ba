"""Only one process at a time writes an index. There are two locks, one of which nobody can remove by hand.

The lock of the file `BUILDLOCK` keeps out Whoosh and other versions. The lock of the folder itself remains
when somebody removes that file. Both end with the process. On file systems without locks for folders (NFS),
`LockedFolder.check` notices before a commit that the file has been replaced.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.durability.writing import make_folder
from index.errors import IndexBusy

LOCK = "BUILDLOCK"
"""The file that is locked while a process indexes. It stays: its lock ends with the process."""
_NO_SUCH_LOCK = (errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP)


@dataclass
class LockedFolder:
    """A folder that this process alone may write.

    folder_handle, file_handle: open, with their locks.
    is_synced: False where the disk did not confirm a commit: the files of the one before must stay.
    """

    folder: Path
    folder_handle: int
    file_handle: int
    is_folder_locked: bool
    is_synced: bool = True

    def check(self) -> None:
        """Raise `IndexBusy` where another process may write here, too: what it would lock is not ours."""
        is_same = _is_at(self.folder_handle, self.folder)
        if not is_same or not (self.is_folder_locked or _is_at(self.file_handle, self.folder / LOCK)):
            raise IndexBusy(self.folder)


@contextmanager
def locked(folder: Path) -> Iterator[LockedFolder]:
    """Create a folder if it is missing, and lock it for this process. Raises `IndexBusy`, `OSError`."""
    make_folder(folder)
    folder_handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        is_folder_locked = _lock(folder, folder_handle)
        file_handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        try:
            _lock(folder, file_handle)
            held = LockedFolder(folder, folder_handle, file_handle, is_folder_locked)
            if not _is_at(file_handle, folder / LOCK):  # removed between opening and locking
                raise IndexBusy(folder)
            held.check()
            yield held
        finally:
            os.close(file_handle)
    finally:
        os.close(folder_handle)


def _lock(folder: Path, handle: int) -> bool:
    """Lock what is open; False where its file system has no such lock. Raises `IndexBusy`, `OSError`."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise IndexBusy(folder) from error
    except OSError as error:
        if error.errno not in _NO_SUCH_LOCK:
            raise
        return False
    return True


def _is_at(handle: int, path: Path) -> bool:
    """Whether the open file or folder still has this path."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
