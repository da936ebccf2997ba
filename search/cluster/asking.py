"""What is asked of the cluster for one answer: everything at once that is not known yet.

The code that makes an answer reads as if all were known. It asks a `Ledger`, which answers with what it has
and notes what it has not; where something was missing, all of that is sent as one `msearch`, and the answer
is made once more (`settled`). So the number of round trips is that of what depends on one another, and not
that of the questions. What may come is in the order of an answer: how many documents have each search word;
hits and counts; what else could be meant.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from index.cluster.client import ClusterSettings, translated, whole
from index.cluster.errors import ClusterUnavailable
from search.contract import deadline
from search.matching.result_cache import Cache

Query = dict[str, Any]
"""A query, a whole request or an answer in OpenSearch's own JSON."""
Value = TypeVar("Value")

MOST_TOGETHER = 100
"""Searches of one `msearch`."""
PAUSES = (0.1, 0.5, 1.0)
"""Seconds before the same is asked again of a cluster that has lost a node: it notices within some tenths."""
OUTAGE = 10.0
"""Seconds after a search was given up in which other searches fail at once instead of waiting as long."""
MOST_TRIPS = 20
"""Round trips of an answer: a bound, far above what any takes."""
NOT_PACKED = {"accept-encoding": "identity"}
"""Hits are packed already: to pack them again takes a node longer than to find them."""
NOTHING: Mapping[str, Any] = {}


@dataclass
class Outage:
    """Whether shards are known to be lost. ends: until when, by the monotonic clock, in seconds."""

    ends: float = 0.0

    def pauses(self) -> tuple[float, ...]:
        """How long to wait before each further try."""
        return () if time.monotonic() < self.ends else PAUSES


@dataclass(frozen=True)
class Connection:
    """The cluster, and one generation's index in it, whose name stands in every request.

    client: of opensearch-py.
    """

    settings: ClusterSettings
    client: Any
    index: str
    outage: Outage = field(default_factory=Outage)

    def searches(self, bodies: Sequence[Query]) -> list[Query]:
        """The answers of some searches, each whole.

        Raises `ClusterError` where one is not, `DeadlineExceeded`.
        """
        found: list[Query] = []
        for first in range(0, len(bodies), MOST_TOGETHER):
            found += self._until_available(bodies[first : first + MOST_TOGETHER])
        return found

    def _until_available(self, bodies: Sequence[Query]) -> list[Query]:
        """Ask once more where a node was lost meanwhile: other nodes have copies of its shards."""
        pauses = iter((*self.outage.pauses(), math.inf))
        while True:
            try:
                found = self._together(bodies)
            except ClusterUnavailable:
                pause = next(pauses)
                if deadline.remaining() <= pause:
                    self.outage.ends = time.monotonic() + OUTAGE
                    raise
                time.sleep(pause)
            else:
                self.outage.ends = 0.0
                return found

    def _together(self, bodies: Sequence[Query]) -> list[Query]:
        deadline.check()
        seconds = min(deadline.remaining(), self.settings.timeout)
        lines: list[Query] = []
        for body in bodies:
            # Statistics of all shards for what is scored. What is only counted can be kept by the cluster.
            search_type = "dfs_query_then_fetch" if body.get("size") else "query_then_fetch"
            head = {"search_type": search_type, "allow_partial_search_results": False}
            own = {**body, "timeout": f"{max(1, math.ceil(seconds * 1000))}ms"}
            if "pit" not in body:
                head["index"] = self.index
            lines += [head, own]
        text = "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in lines)
        with translated(self.settings):
            try:
                answer = self.client.msearch(
                    body=text, params={"request_timeout": seconds}, headers=NOT_PACKED
                )
            except Exception:
                deadline.check()  # an answer that came too late is that, and no fault of the cluster
                raise
        return [self._whole(one) for one in answer["responses"]]

    def _whole(self, answer: Query) -> Query:
        if answer.get("timed_out"):
            deadline.check()
        return whole(self.settings, answer)


@dataclass
class Ledger:
    """What has been answered of what was asked for one answer.

    counts: how many documents match each query, for as long as the generation is searched. It may forget some
    at any time: those of this answer are in `counted` as well.
    """

    connection: Connection
    counts: Cache
    counted: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Query] = field(default_factory=dict)
    missing: dict[str, Query] = field(default_factory=dict)

    def count(self, query: Query) -> int:
        """How many documents match; 0 while it is not known."""
        key = _key(query)
        known = self.counted.get(key)
        if known is None:
            known = self.counts.find(("count", key))
        if known is None:
            self.missing[key] = {"size": 0, "track_total_hits": True, "query": query}
            return 0
        return int(known)

    def search(self, body: Query) -> Mapping[str, Any]:
        """The answer of a search; `NOTHING` while it is not known, or while what it scores by is not."""
        key = _key(body)
        if key not in self.answers:
            if not (body["size"] and self.missing_counts):
                self.missing[key] = body
            return NOTHING
        return self.answers[key]

    @property
    def missing_counts(self) -> bool:
        """Whether a number that scores are made of is not known yet."""
        return any(map(_is_count, self.missing.values()))

    def send(self) -> None:
        """Ask all that was missing."""
        asked, self.missing = self.missing, {}
        for (key, body), answer in zip(
            asked.items(), self.connection.searches(list(asked.values())), strict=True
        ):
            if _is_count(body):
                self.counted[key] = int(answer["hits"]["total"]["value"])
                self.counts.put(("count", key), self.counted[key])
            else:
                self.answers[key] = answer


def settled(ledger: Ledger, make: Callable[[], Value]) -> Value:
    """What a function makes of the answers of a ledger, when it has all that it asks for."""
    for _ in range(MOST_TRIPS):
        made = make()
        if not ledger.missing:
            return made
        ledger.send()
    raise AssertionError("an answer asks for ever more")


def _is_count(body: Query) -> bool:
    return body["size"] == 0 and "aggs" not in body


def _key(body: Query) -> str:
    return json.dumps(body, sort_keys=True, ensure_ascii=True)
