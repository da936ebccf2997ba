"""Sending many documents: bounded requests, side by side, sent again where the cluster takes no more.

Every operation names its document by its code, so that one that is sent twice has the effect of one.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

import msgspec

from index.cluster.client import ClusterSettings, translated
from index.cluster.errors import ClusterBusy, ClusterError, error_of_answer
from index.messages import Notice

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

MOST_BYTES = 4 << 20
"""Of a request, before compression: some 60 descriptions. More is no faster, and takes a node's memory."""
MOST_OPERATIONS = 500
SENDERS = 3
"""Requests under way at the same time."""
FIRST_WAIT = 0.5
"""Seconds before an operation is sent again; each time twice as long, up to …"""
LONGEST_WAIT = 30.0
PATIENCE = 600.0
"""Seconds after which a request that is refused again and again ends the run."""
LONGEST_LEASE = 90.0
"""Seconds that a cluster may take to let go of documents as they were sent; it looks every 30."""
FILTER = "errors,items.*.status,items.*.error.type,items.*.error.reason"

Operation = tuple[str, dict[str, Any] | None]
"""The code of a document and the document; None deletes it."""
Sleep = Callable[[float], None]


def send_all(
    settings: ClusterSettings,
    client: OpenSearch,
    index: str,
    operations: Iterable[Operation],
    sent: Callable[[int], None] = lambda number: None,
    sleep: Sleep = time.sleep,
) -> int:
    """Send all operations; returns how many there were. sent: called with the number of those just taken.

    Raises `ClusterError` where one is refused for good, or where patience ends: some may have been taken.
    """
    total = 0
    with ThreadPoolExecutor(SENDERS) as senders:
        under_way: set[Future[int]] = set()

        def settle(most: int) -> None:
            nonlocal total, under_way
            while len(under_way) > most:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for one in done:
                    number = one.result()
                    total += number
                    sent(number)

        for request in requests(operations):
            settle(SENDERS - 1)  # so that none waits for a sender, and an error need not call any off
            under_way.add(senders.submit(_send, settings, client, index, request, sleep))
        settle(0)
    return total


def requests(operations: Iterable[Operation]) -> Iterator[list[tuple[str, bytes]]]:
    """The operations of each request: codes, and their lines of JSON."""
    lines: list[tuple[str, bytes]] = []
    size = 0
    for code, document in operations:
        own = _lines(code, document)
        if lines and (size + len(own) > MOST_BYTES or len(lines) == MOST_OPERATIONS):
            yield lines
            lines, size = [], 0
        lines.append((code, own))
        size += len(own)
    if lines:
        yield lines


def _lines(code: str, document: dict[str, Any] | None) -> bytes:
    action = {"delete" if document is None else "index": {"_id": code}}
    return b"".join(_encoded(one) + b"\n" for one in (action, document) if one is not None)


def _encoded(thing: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(thing)  # several times as fast
    except UnicodeEncodeError:  # half a surrogate pair
        return json.dumps(thing, ensure_ascii=False).encode("utf-8", "replace")


def _send(
    settings: ClusterSettings, client: OpenSearch, index: str, lines: list[tuple[str, bytes]], sleep: Sleep
) -> int:
    """Have all operations of a request taken, those again that were not."""
    left, pause, began = lines, FIRST_WAIT, time.monotonic()
    while True:
        try:
            left = _refused(settings, left, _request(settings, client, index, left))
            if not left:
                return len(lines)
            reason: ClusterError = ClusterBusy(
                settings.where,
                Notice("the cluster refuses documents, since it has more to do than it can take"),
                Notice("Index at another time, or add nodes; the present index goes on serving."),
            )
        except ClusterBusy as error:
            reason = error
        if time.monotonic() - began > PATIENCE:
            raise reason
        sleep(pause * random.uniform(0.7, 1.3))  # several machines must not all come back at once
        pause = min(2 * pause, LONGEST_WAIT)


def _request(
    settings: ClusterSettings, client: OpenSearch, index: str, lines: list[tuple[str, bytes]]
) -> dict[str, Any]:
    body = b"".join(own for _, own in lines)
    with translated(settings):
        answer: dict[str, Any] = client.bulk(body=body, index=index, params={"filter_path": FILTER})
    return answer


def _refused(
    settings: ClusterSettings, lines: list[tuple[str, bytes]], answer: dict[str, Any]
) -> list[tuple[str, bytes]]:
    """The operations that are to be sent again. Raises `ClusterError` for one that never will be taken."""
    if not answer.get("errors"):
        return []
    again = []
    for (code, own), item in zip(lines, answer["items"], strict=True):
        (action, told), *_ = item.items()
        status, error = told["status"], told.get("error", {})
        is_gone = action == "delete" and status == 404
        if status < 300 or is_gone:
            continue
        failure = error_of_answer(settings.where, status, error.get("type", ""), error.get("reason", ""))
        if not isinstance(failure, ClusterBusy):
            raise ClusterError(
                f"{settings.where}, {code}",
                Notice("this project was not taken (%(reason)s)", reason=failure.message),
                Notice("Nothing was changed: the present index goes on serving."),
            )
        again.append((code, own))
    return again


def wait_for_leases(
    settings: ClusterSettings,
    client: OpenSearch,
    index: str,
    beat: Callable[[], None],
    sleep: Sleep = time.sleep,
) -> None:
    """Wait until no shard keeps documents as they were sent: by leases, for copies that may lack them."""
    began = time.monotonic()
    while time.monotonic() - began < LONGEST_LEASE:
        beat()
        told = client.indices.stats(index=index, params={"level": "shards"})["indices"][index]["shards"]
        copies = [copy for shard in told.values() for copy in shard]
        if all(
            lease["retaining_seq_no"] > copy["seq_no"]["max_seq_no"]
            for copy in copies
            for lease in copy["retention_leases"]["leases"]
        ):
            return
        sleep(1.0)
