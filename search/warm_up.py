"""Prepares a generation in advance, so that the first answers need not wait."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

from index.errors import HankehakuError
from search.aggregation.facet_counts import count_rows
from search.aggregation.sums import describe
from search.contract.request import Request
from search.matching.retrieval import SnapshotCounter, retrieve
from search.matching.snapshot import Snapshot
from search.plan.compiled_request import compile_request
from search.suggestion.completion import suggest
from search.suggestion.lexicon import rebuild_lexicon, share_lexicon

WARMUP_DELAY_S = 1.0
"""Seconds in which a new generation only answers, before it is prepared in the background."""


def renew(snapshot: Snapshot, former: Snapshot) -> None:
    """A new generation answers at once, with the previous one's words; it is prepared in the background."""
    share_lexicon(snapshot, former)
    threading.Thread(target=_warm_up, args=(snapshot,), daemon=True).start()


def _warm_up(snapshot: Snapshot) -> None:
    time.sleep(WARMUP_DELAY_S)
    with suppress(HankehakuError):
        rebuild_lexicon(snapshot)
    prepare(snapshot)


def prepare(snapshot: Snapshot) -> None:
    """Prepare what the first suggestion and the first answer need."""
    with suppress(HankehakuError):  # the next search reports the damage
        suggest(snapshot, SnapshotCounter(snapshot), "aa")
        retrieve(snapshot, compile_request(Request("hanke")))
        describe(snapshot, snapshot.live, {}, (), with_money=False)
        count_rows(snapshot, snapshot.live & False)  # what is made to count few documents
