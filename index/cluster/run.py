"""What the indexing machines of one generation tell each other, in the cluster: one document for each.

It is also the lock: two runs of the same part would overwrite each other. A run that was killed tells nothing
new, and after a while another one takes its place; at once on the same machine, where the lock of the index
folder says that it has ended.
"""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.cluster.client import ClusterSettings, translated
from index.cluster.errors import ClusterBusy, ClusterError, ClusterLocked
from index.cluster.lexicon import Part, lexicon_index
from index.messages import Notice

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

SILENT_AFTER = 300.0
"""Seconds after which a run that told nothing has ended."""
BEAT = 20.0
"""Seconds between two signs of life."""
LOOK_AGAIN = 1.0
"""Seconds between two looks at what the others do."""
ATTEMPTS = 10
"""Readings of what a machine tells, before it is an error that the cluster does not answer."""
PREPARED, MADE, SENT, FAILED = "prepared", "made", "sent", "failed"
"""Stages: its lexicon is there; the first machine has made the index; all its documents are in it; its run
ended with an error."""


@dataclass(frozen=True)
class Share:
    """What one machine has of a generation.

    number, of: which part of how many. machine: who; folder: names its index folder.
    time:      Unix time of the last sign of life. stage: of the run; "" = its first.
    after:     the number of the generation that is served.
    documents, words: how many, and the sum of their lengths.
    lexicon, equivalents: its parts. fingerprint: of its index.
    target, is_copy, mean_length: the index that the first machine made, whether it began as a copy of the one
               that is served, and the mean length of its documents.
    """

    number: int
    of: int
    machine: str
    folder: str
    time: float
    stage: str = ""
    after: int = 0
    documents: int = 0
    words: float = 0.0
    lexicon: tuple[Part, ...] = ()
    equivalents: Part | None = None
    fingerprint: str = ""
    target: str = ""
    is_copy: bool = False
    mean_length: float = 0.0

    @property
    def is_heard_of(self) -> bool:
        """Whether its run goes on, as far as can be told."""
        return time.time() - self.time < SILENT_AFTER


@dataclass
class Run:
    """The share of this machine while its run goes on. Used by one thread."""

    settings: ClusterSettings
    client: OpenSearch
    share: Share
    sleep: Callable[[float], None] = time.sleep
    version: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=time.time)

    @property
    def _index(self) -> str:
        return lexicon_index(self.settings.name)

    def begin(self) -> None:
        """Take the lock. Raises `ClusterLocked`."""
        there = self._read(self.share.number)
        if there is not None:
            found, version = there
            is_ours = (found.machine, found.folder) == (self.share.machine, self.share.folder)
            if not is_ours and found.stage not in (SENT, FAILED) and found.is_heard_of:
                raise ClusterLocked(self.settings.where, self.settings.name, found.machine)
            self.version = version
        self._write({"op_type": "create"} if there is None else self.version)

    def tell(self, **changed: Any) -> None:
        """Tell the others how far this run is. Raises `ClusterLocked` where another has its place."""
        self.share = replace(self.share, time=time.time(), **changed)
        self._write(self.version)

    def beat(self) -> None:
        """Give a sign of life, unless the last one was just now."""
        if time.time() - self.share.time > BEAT:
            self.tell()

    def end(self) -> None:
        """Give back the locks of all parts."""
        with translated(self.settings):
            for number in range(1, self.share.of + 1):
                self.client.delete(index=self._index, id=self._id(number), params={"ignore": 404})

    def wait_for(self, numbers: Iterable[int], is_ready: Callable[[Share], bool]) -> list[Share]:
        """The shares of these parts, in order, once each is ready.

        Raises `ClusterError` where the run of one fails, or is not heard of for `SILENT_AFTER` seconds.
        """
        wanted, began = sorted(numbers), time.monotonic()
        while True:
            each = [self._read(number) for number in wanted]
            shares = [one[0] for one in each if one is not None and one[0].after == self.share.after]
            failed = [one.number for one in shares if one.stage == FAILED and one.time >= self.began]
            if failed:
                raise ClusterError(
                    self.settings.where,
                    Notice("part %(number)s of %(of)s failed", number=failed[0], of=self.share.of),
                    Notice("See what its machine tells, and run «hankehaku index» again on all."),
                )
            ready = [one for one in shares if is_ready(one)]
            if len(ready) == len(wanted):
                return ready
            silent = set(wanted) - {one.number for one in shares if is_ready(one) or one.is_heard_of}
            if silent and time.monotonic() - began > SILENT_AFTER:
                raise ClusterError(
                    self.settings.where,
                    Notice(
                        "nothing was heard of part %(parts)s of %(of)s",
                        parts=", ".join(map(str, sorted(silent))),
                        of=self.share.of,
                    ),
                    Notice("Run «hankehaku index» with --part on all machines at the same time."),
                )
            self.beat()
            self.sleep(LOOK_AGAIN)

    def _id(self, number: int) -> str:
        return f"run-{number}-of-{self.share.of}"

    def _read(self, number: int) -> tuple[Share, dict[str, Any]] | None:
        found = self._fetched(self._id(number))
        if not found.get("found"):
            return None
        told = dict(found["_source"]["ajo"])
        told["lexicon"] = tuple(Part(**part) for part in told["lexicon"])
        told["equivalents"] = Part(**told["equivalents"]) if told["equivalents"] else None
        version = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
        return Share(**told), version

    def _fetched(self, name: str) -> dict[str, Any]:
        """A document, asked for again while a copy of it is not there yet: its index may be new."""
        for attempt in range(ATTEMPTS):
            try:
                with translated(self.settings):
                    found: dict[str, Any] = self.client.get(
                        index=self._index, id=name, params={"ignore": 404}
                    )
                    return found
            except ClusterBusy:
                if attempt == ATTEMPTS - 1:
                    raise
                self.sleep(LOOK_AGAIN)
        raise AssertionError("unreachable")

    def _write(self, condition: dict[str, Any]) -> None:
        with translated(self.settings):
            answer = self.client.index(
                index=self._index,
                id=self._id(self.share.number),
                body={"ajo": asdict(self.share)},
                params={**condition, "ignore": 409},
            )
        if "error" in answer:
            raise ClusterLocked(self.settings.where, self.settings.name, Notice("begun meanwhile"))
        self.version = {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


def new_share(folder: Path, number: int, of: int) -> Share:
    """The share of this machine before it has anything."""
    machine = socket.gethostname()
    named = hashlib.sha256(f"{machine} {folder.resolve()}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Share(number, of, machine, named, time.time())
