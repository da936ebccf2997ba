"""Work spread over all cores, by processes that do not outlive the one that started them."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TypeVar

from index.errors import SourceError

Item = TypeVar("Item")
Made = TypeVar("Made")


def parallel_map(work: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """What `work` makes of each item, in order. Raises `SourceError` where a process was killed."""
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=_begin) as pool:
        try:
            yield from pool.map(work, items)
        except BrokenProcessPool as error:
            raise SourceError(
                "A worker process was ended from outside, perhaps for want of memory. "
                "The index stays as it was; run the command again."
            ) from error


def _begin() -> None:
    gc.disable()  # workers make no reference cycles, and looking for some takes a tenth of the time
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent is killed would wait for its next task for ever."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
