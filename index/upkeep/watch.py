"""Follow the sources of an index and report changes of files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from index.errors import SourceError
from index.messages import Notice

QUIET_MS = 1_600
"""Changes are reported together, since a download or a copy writes many files one after another."""
LOOK_AGAIN_MS = 600_000
"""Reported at least this often, for network folders that do not report changes."""


def changes(sources: Sequence[Path], folder: Path, stop: Event | None = None) -> Iterator[None]:
    """Once at the start, then after each group of changes in the sources, until `stop` is set.

    folder: the index, whose own files do not count. Raises `SourceError` where a source is missing, or
    watchfiles is not installed.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise SourceError(Notice("--watch needs: pip install 'hankehaku[watch]'")) from None
    for source in sources:
        if not source.exists():
            raise SourceError(Notice("%(source)s: no such file or folder. Check the path.", source=source))
    own = folder.absolute()

    def counts(_: object, path: str) -> bool:
        changed = Path(path)
        return own not in (changed, *changed.parents)

    yield
    for _ in watch(
        *sources,
        watch_filter=counts,
        debounce=QUIET_MS,
        step=QUIET_MS // 4,
        rust_timeout=LOOK_AGAIN_MS if stop is None else 200,
        yield_on_timeout=stop is None,
        stop_event=stop,
        raise_interrupt=False,
    ):
        yield
