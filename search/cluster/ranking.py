"""The parts of the ranking that are computed when documents are sent to the cluster."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from index.cluster.mapping import Ranking
from search.matching import bm25
from search.matching.snapshot import Snapshot
from search.plan.collation import collate
from search.plan.weights import K1

CACHE_BYTES = 1 << 24
"""Memory for what is worked out of the names of organisations."""


def ranking() -> Ranking:
    """The ranking of all engines."""
    return Ranking(K1, bm25.length_norm, collate)


def organisation_ids(lexicon: Path) -> Mapping[str, str]:
    """Each organisation as documents write it → its id; lexicon: the folder of an index or its lexicon."""
    return Snapshot.open(lexicon, CACHE_BYTES).organisations.ids
