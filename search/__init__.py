"""Finnish full-text search over an index: `open_engine` gives a `Searcher` over the index of a folder.

Web and command line import `search.contract`, `search.export`, `open_engine` and `read_plan`, and nothing
else of this package. The rooms, in the order in which a request meets them: `contract` (what may be asked and
answered), `query` (how a query is read), `plan` (what is looked for), `equivalence` (what means the same),
`matching` (what matches, and in which order), `aggregation` (what is counted), `highlight` (why a hit
matches), `suggestion` (what else could be meant), `export` (results as files), `upload` (how an uploaded file
is read).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.cluster.client import ClusterSettings
    from index.cluster.comparing import Checked
    from index.cluster.publish import Published
    from search.contract.engine_port import Searcher
    from search.upload.plan_file import PlanText


def open_engine(
    folder: Path,
    cache_bytes: int | None = None,
    *,
    ready: bool = False,
    cluster: ClusterSettings | None = None,
) -> Searcher:
    """The embedded engine over the index in a folder, or the engine over a cluster, whose lexicon is kept
    there.

    cache_bytes: size of the cache of computed results; None = 48 MB.
    ready: prepare in advance what the first answers need; takes seconds in a large index.
    cluster: the cluster that holds the index; None = the index is in the folder.

    Raises `IndexMissing`, `IndexMismatch`, `IndexDamaged`, `ClusterError`.
    """
    if cluster is not None:
        from index.cluster.lexicon import CACHE
        from search.cluster import engine as over_cluster

        cache_bytes = cache_bytes or over_cluster.CACHE_BYTES
        return over_cluster.ClusterEngine(cluster, folder / CACHE, cache_bytes, ready=ready)
    # numpy and the analyser are loaded only when something is searched
    from search.engine import CACHE_BYTES, Engine

    return Engine(folder, cache_bytes or CACHE_BYTES, ready=ready)


def publish(
    cluster: ClusterSettings,
    folder: Path,
    *,
    part: tuple[int, int] = (1, 1),
    anew: bool = False,
    purge: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Published:
    """Have a cluster serve the index in a folder; see `index.cluster.publish`."""
    from index.cluster.publish import publish as run
    from search.cluster.ranking import organisation_ids, ranking

    return run(
        cluster, folder, ranking(), organisation_ids, part=part, anew=anew, purge=purge, progress=progress
    )


def check_published(cluster: ClusterSettings, folder: Path, progress: Callable[[int, int], None]) -> Checked:
    """Check what a cluster serves; folder: where its lexicon is kept. See `index.cluster.comparing`."""
    from index.cluster.comparing import check_generation
    from index.cluster.lexicon import CACHE

    return check_generation(cluster, folder / CACHE, progress)


def read_plan(data: bytes, characters: int) -> PlanText:
    """The first characters of an uploaded file, which is read in a separate process and not stored.

    Raises `UnreadableUpload`.
    """
    from search.upload import plan_file

    return plan_file.read_plan(data, characters)
