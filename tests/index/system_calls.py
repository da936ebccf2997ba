"""The system calls by which an index is changed: counted, recorded, refused, cut short, lost in a power cut.

Only calls on files of one folder count. The simulated power cut follows fsync(2): bytes written after the
last `fsync` of a file, and names made, changed or removed after the last one of the folder, may each be there
or not, independently.
"""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

CALLS = ("open", "write", "fsync", "rename", "unlink", "mkdir", "listdir", "mmap", "flock")
"""The calls that can be made to fail."""
ERRORS = {
    "ENOSPC": errno.ENOSPC,
    "EIO": errno.EIO,
    "EINTR": errno.EINTR,
    "ENOMEM": errno.ENOMEM,
    "EROFS": errno.EROFS,
}
SHORT = "short"
"""Instead of an error: the call writes one byte, and says so."""

Operation = tuple[Any, ...]
"""A change of the folder: its kind, then names, and the number of the file that is meant."""


@dataclass
class Calls:
    """What happened in a folder. fault, at: what is done at which call; made: the calls so far."""

    folder: Path
    fault: str = ""
    at: int = -1
    made: list[str] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    files: dict[int, int] = field(default_factory=dict)  # open handle → number of its file
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1_000_000)))

    def fails(self, kind: str, path: object = "") -> bool:
        """Count a call. True where it is to be cut short; raises the error that it is to fail with."""
        self.made.append(kind)
        if len(self.made) - 1 != self.at:
            return False
        if self.fault == SHORT:
            return kind == "write"
        number = ERRORS[self.fault]
        raise OSError(number, os.strerror(number), str(path))

    def has(self, path: object) -> bool:
        return Path(str(path)).parent == self.folder or Path(str(path)) == self.folder


@contextmanager
def watched(calls: Calls) -> Iterator[Calls]:
    """Have the calls of this process on a folder recorded, and fail as `calls` says."""
    real: dict[str, Callable[..., Any]] = {name: getattr(os, name) for name in CALLS[:-2]}
    real_close, real_mmap, real_flock = os.close, mmap.mmap, fcntl.flock
    named: dict[str, int] = {}

    def opened(path: Any, flags: int, *rest: Any, **options: Any) -> int:
        if not calls.has(path):
            return int(real["open"](path, flags, *rest, **options))
        calls.fails("open", path)
        is_new = bool(flags & os.O_CREAT) and not Path(path).exists()
        handle = int(real["open"](path, flags, *rest, **options))
        name = Path(path).name
        if Path(path) == calls.folder:
            calls.files[handle] = -1
            return handle
        if is_new or name not in named:
            named[name] = next(calls.numbers)
            calls.operations.append(("create" if is_new else "known", name, named[name]))
        if flags & os.O_TRUNC:
            calls.operations.append(("empty", named[name]))
        calls.files[handle] = named[name]
        return handle

    def written(handle: int, data: Any) -> int:
        if handle not in calls.files:
            return int(real["write"](handle, data))
        if calls.fails("write"):
            data = data[:1]
        done = int(real["write"](handle, data))
        calls.operations.append(("write", calls.files[handle], bytes(data[:done])))
        return done

    def synced(handle: int) -> None:
        if handle in calls.files:
            calls.fails("fsync")
            calls.operations.append(("fsync", calls.files[handle]))

    def closed(handle: int) -> None:
        calls.files.pop(handle, None)
        real_close(handle)

    def renamed(old: Any, new: Any, **options: Any) -> None:
        if calls.has(new):
            calls.fails("rename", new)
            named[Path(new).name] = named.pop(Path(old).name, -2)
            calls.operations.append(("rename", Path(old).name, Path(new).name, named[Path(new).name]))
        real["rename"](old, new, **options)

    def removed(path: Any, **options: Any) -> None:
        if calls.has(path):
            calls.fails("unlink", path)
            named.pop(Path(path).name, None)
            calls.operations.append(("unlink", Path(path).name))
        real["unlink"](path, **options)

    def counted(name: str) -> Callable[..., Any]:
        def call(path: Any = ".", *rest: Any, **options: Any) -> Any:
            if calls.has(path):
                calls.fails(name, path)
            return real[name](path, *rest, **options)

        return call

    def mapped(handle: int, *rest: Any, **options: Any) -> Any:
        if handle in calls.files:
            calls.fails("mmap")
        return real_mmap(handle, *rest, **options)

    def locked(handle: int, operation: int) -> None:
        calls.fails("flock")
        real_flock(handle, operation)

    with (
        patch.multiple(os, open=opened, write=written, fsync=synced, close=closed, rename=renamed,
                       unlink=removed, mkdir=counted("mkdir"), listdir=counted("listdir")),
        patch.object(mmap, "mmap", mapped),
        patch.object(fcntl, "flock", locked),
    ):  # fmt: skip
        yield calls


def after_a_power_cut(
    before: dict[str, bytes], operations: list[Operation], policy: str, chance: random.Random
) -> dict[str, bytes]:
    """The files, by name, that a power cut leaves after some operations on a folder.

    policy: what becomes of that which was not synced: «all» is there, «nothing», only «names» or only «data»,
    or «some» of both, by chance; bytes that are missing may be there as zeros.
    """
    names: dict[str, int] = {name: -10 - number for number, name in enumerate(before)}
    data = {number: before[name] for name, number in names.items()}
    safe = dict(data)
    numbers: dict[int, int] = {}  # of files that were there before, by the number of the recording
    pending: list[Operation] = []
    for operation in operations:
        kind, *rest = operation
        last = rest[-1]
        number: Any = numbers.get(last, last)
        match kind:
            case "known":
                numbers[rest[1]] = names[rest[0]]
            case "create":
                data[rest[1]], safe[rest[1]] = b"", b""
                pending.append(operation)
            case "empty":
                data[number] = b""
            case "write":
                own: Any = numbers.get(rest[0], rest[0])
                data[own] += rest[1]
            case "fsync" if rest[0] == -1:
                _apply(names, pending)
                pending = []
            case "fsync":
                safe[number] = data[number]
            case _:
                pending.append(operation)
    kept = {"all": 1.0, "names": 1.0, "nothing": 0.0, "data": 0.0}.get(policy, 0.5)
    _apply(names, [one for one in pending if chance.random() < kept])
    return {name: _left(data[number], safe[number], policy, chance) for name, number in names.items()}


def _apply(names: dict[str, int], operations: list[Operation]) -> None:
    for kind, *rest in operations:
        match kind:
            case "create":
                names[rest[0]] = rest[1]
            case "rename":
                names.pop(rest[0], None)
                names[rest[1]] = rest[2]
            case "unlink":
                names.pop(rest[0], None)


def _left(data: bytes, safe: bytes, policy: str, chance: random.Random) -> bytes:
    """The bytes of a file, given all that was written and what was synced of it."""
    if policy in ("all", "data"):
        return data
    if policy in ("names", "nothing") or data == safe:
        return safe
    written = data[: chance.randint(0, len(data))]
    return chance.choice((safe, data, written, written + bytes(len(data) - len(written))))
