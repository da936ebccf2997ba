"""A node that is lost while it is asked: the same is asked again, since others have copies of its shards."""

from __future__ import annotations

from typing import Any

import pytest

from index.cluster.client import ClusterSettings
from index.cluster.errors import ClusterBusy, ClusterError, ClusterUnavailable
from search.cluster.asking import Connection, Ledger, settled
from search.contract import deadline
from search.matching.result_cache import Cache

WHOLE = {"hits": {"hits": []}, "_shards": {"total": 3, "failed": 0}}
PART = {"hits": {"hits": []}, "_shards": {"total": 3, "failed": 1}}
GONE = {"status": 503, "error": {"type": "no_shard_available_action_exception", "reason": "x"}}
CLOSED = {
    "status": 500,
    "error": {"type": "search_phase_execution_exception", "reason": "", "root_cause": []},
}
"""What a node says of the others' shards while it closes: it names no cause."""
RESTARTED = {
    "status": 404,
    "error": {"type": "search_phase_execution_exception", "reason": "all shards failed", "root_cause": [
        {"type": "search_context_missing_exception", "reason": "No search context found for id [1571]"}
    ]},
}  # fmt: skip
"""What is said of hits that a node had found before it was restarted."""
BUSY = {"status": 429, "error": {"type": "rejected_execution_exception", "reason": "queue"}}


class Client:
    """Gives one answer after another, the last again and again. asked: how often."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers, self.asked = list(answers), 0

    def msearch(self, **_: Any) -> dict[str, Any]:
        self.asked += 1
        return {"responses": [self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]]}


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    told: list[float] = []
    monkeypatch.setattr("search.cluster.asking.time.sleep", told.append)
    return told


def connected(client: Client) -> Connection:
    return Connection(ClusterSettings(("http://a",)), client, "x")


def ask(client: Client) -> list[dict[str, Any]]:
    return connected(client).searches([{"size": 0}])


@pytest.mark.parametrize("lost", [PART, GONE, CLOSED, RESTARTED])
def test_what_a_lost_node_did_not_answer_is_asked_again(lost: dict[str, Any], waits: list[float]) -> None:
    client = Client(lost, lost, WHOLE)
    assert ask(client) == [WHOLE]
    assert (client.asked, waits) == (3, [0.1, 0.5])


def test_it_is_an_error_where_no_copy_answers(waits: list[float]) -> None:
    client = Client(PART)
    with pytest.raises(ClusterUnavailable, match="1 of 3 shards"):
        ask(client)
    assert (client.asked, waits) == (4, [0.1, 0.5, 1.0])


def test_of_many_that_ask_a_lost_shard_only_the_first_waits(
    waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(*[GONE] * 6, WHOLE, *[GONE] * 5)
    connection = connected(client)
    now = 1000.0
    monkeypatch.setattr("search.cluster.asking.time.monotonic", lambda: now)
    for _ in range(3):
        with pytest.raises(ClusterUnavailable):
            connection.searches([{"size": 0}])
    assert (client.asked, waits) == (6, [0.1, 0.5, 1.0])
    assert connection.searches([{"size": 0}]) == [WHOLE]
    with pytest.raises(ClusterUnavailable):  # lost anew, of which nobody knows yet
        connection.searches([{"size": 0}])
    assert (client.asked, waits) == (11, [0.1, 0.5, 1.0] * 2)
    now += 11
    with pytest.raises(ClusterUnavailable):  # so long ago that a node may be back
        connection.searches([{"size": 0}])
    assert waits == [0.1, 0.5, 1.0] * 3


def test_a_cluster_that_has_too_much_to_do_is_left_alone(waits: list[float]) -> None:
    client = Client(BUSY)
    with pytest.raises(ClusterBusy) as raised:
        ask(client)
    assert not isinstance(raised.value, ClusterUnavailable)
    assert (client.asked, waits) == (1, [])


def test_nobody_waits_beyond_the_time_of_the_answer(waits: list[float]) -> None:
    client = Client(GONE)
    started = deadline.start(0.4)
    try:
        with pytest.raises(ClusterError):
            ask(client)
    finally:
        deadline.end(started)
    assert (client.asked, waits) == (2, [0.1])


def test_an_answer_knows_what_was_counted_for_it_whatever_the_cache_forgets(waits: list[float]) -> None:
    class Counted(Client):
        def msearch(self, **given: Any) -> dict[str, Any]:
            self.asked += 1
            searches = given["body"].count("\n") // 2
            return {"responses": [{"hits": {"total": {"value": 7}}, "_shards": {"failed": 0}}] * searches}

    client = Counted(WHOLE)
    ledger = Ledger(connected(client), Cache(0))
    queries = [{"term": {"a": str(number)}} for number in range(5)]
    assert settled(ledger, lambda: [ledger.count(query) for query in queries]) == [7] * 5
    assert client.asked == 1
