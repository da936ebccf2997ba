"""Finnish full-text search over an index: `open_engine` gives a `Searcher` over the index of a folder.

Web and command line import `search.contract`, `search.export`, `open_engine` and `read_plan`, and nothing
else of this package. The rooms, in the order in which a request meets them: `contract` (what may be asked and
answered), `query` (how a query is read), `plan` (what is looked for), `equivalence` (what means the same),
`matching` (what matches, and in which order), `aggregation` (what is counted), `highlight` (why a hit
matches), `suggestion` (what else could be meant), `export` (how a result is taken along), `upload` (how a
file that somebody sent is read).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.contract.engine_port import Searcher
    from search.upload.plan_file import PlanText


def open_engine(folder: Path, cache_bytes: int | None = None, *, ready: bool = False) -> Searcher:
    """The embedded engine over the index in a folder.

    cache_bytes: memory for what was computed once and may be asked for again; None = 48 MB.
    ready: have ready beforehand what the first answers would wait for; takes seconds in a large index.

    Raises `IndexMissing`, `IndexMismatch`, `IndexDamaged`.
    """
    from search.engine import (
        CACHE_BYTES,
        Engine,
    )  # numpy and the analyser load only where something is searched

    return Engine(folder, cache_bytes or CACHE_BYTES, ready=ready)


def read_plan(data: bytes, characters: int) -> PlanText:
    """The first characters of a file that somebody sent: read in a process of its own, and kept nowhere.

    Raises `UnreadableUpload`.
    """
    from search.upload import plan_file

    return plan_file.read_plan(data, characters)
