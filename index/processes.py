"""Worker processes: started afresh («spawn»), and ended with the process that started them."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import Any

from index.errors import SourceError
from index.messages import Notice


@contextmanager
def worker_processes(
    number: int | None, begin: Callable[..., None] | None = None, arguments: tuple[Any, ...] = ()
) -> Iterator[ProcessPoolExecutor]:
    """Processes that call `begin`, if there is one, with the arguments before they work.

    number: as many as the machine has cores, where it is None. Raises as `killed_is_an_error`.
    """
    processes = ProcessPoolExecutor(number, get_context("spawn"), _begin, (begin, arguments))
    with processes as pool, killed_is_an_error():
        yield pool


@contextmanager
def killed_is_an_error() -> Iterator[None]:
    """Inside the block, a process that was killed raises `SourceError`."""
    try:
        yield
    except BrokenProcessPool as error:
        raise SourceError(
            Notice(
                "A worker process was ended from outside, perhaps for want of memory. The index stays "
                "as it was; run the command again."
            )
        ) from error


def _begin(begin: Callable[..., None] | None, arguments: tuple[Any, ...]) -> None:
    gc.disable()  # workers make no reference cycles, and looking for some takes a tenth of the time
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if begin:
        begin(*arguments)


def _end_with_parent() -> None:
    """End this process when its parent ends: otherwise it would wait forever for the next task."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
