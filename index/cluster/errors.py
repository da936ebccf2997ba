"""What can go wrong with a cluster, each with the way out: part of the one error tree (`index/errors.py`).

No message holds a user's name or password, nor what the cluster wrote about a request besides its reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import HankehakuError
from index.messages import Notice, joined

DETAIL = 300
"""Characters of what the cluster says that are told on."""
LOST_NODE = frozenset(
    {"node_disconnected_exception", "node_not_connected_exception", "node_closed_exception",
     "connect_transport_exception", "search_phase_execution_exception"}
)  # fmt: skip
"""Types of an error 500 by which a node was lost meanwhile. The last one is meant where no cause is named: a
node that closes answers so."""
LOST_CONTEXT = "search_context_missing_exception"
"""The error 404 if a node was restarted after it had found hits and before it was asked for them."""


class ClusterError(HankehakuError):
    """The cluster does not do what is asked of it."""

    exit_code = 6
    http_status = 503

    def __init__(self, where: str, problem: str, way_out: str) -> None:
        """where: the cluster's addresses, or an index of it."""
        super().__init__(
            Notice("%(where)s: %(problem)s. %(way_out)s", where=where, problem=problem, way_out=way_out)
        )


class ClusterBusy(ClusterError):
    """The cluster does not answer, or takes no more, at the moment: the same can be sent again."""


class ClusterUnavailable(ClusterBusy):
    """The cluster or a shard is not there: perhaps a node has just gone, and another copy answers at once."""


class ClusterIncomplete(ClusterUnavailable):
    """A shard did not answer: whatever was found is a part of the answer only, and no answer."""

    def __init__(self, where: str, failed: int, total: int) -> None:
        super().__init__(
            where,
            Notice("%(failed)s of %(total)s shards did not answer", failed=failed, total=total),
            Notice(
                "Try again in a moment; if it goes on, see with GET _cluster/health which nodes are missing."
            ),
        )


class ClusterMissing(ClusterError):
    """The cluster answers, but the index is not there."""

    exit_code = 4

    def __init__(self, where: str, name: str) -> None:
        super().__init__(
            where,
            Notice("there is no index «%(name)s» in the cluster", name=name),
            Notice("Make it with: hankehaku index SOURCE, or correct the setting opensearch_index"),
        )


class ClusterMismatch(ClusterError):
    """An index of the cluster that this version cannot use."""

    exit_code = 4

    def __init__(self, where: str, name: str, reason: str) -> None:
        super().__init__(
            where,
            Notice("the index «%(name)s» cannot be used: %(reason)s", name=name, reason=reason),
            Notice(
                "Make it anew with: hankehaku index --upgrade SOURCE, or choose another name with the "
                "setting opensearch_index"
            ),
        )


class ClusterUnsound(ClusterError):
    """What `hankehaku check` found wrong, all of it."""

    exit_code = 4

    def __init__(self, where: str, index: str, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        lines = joined(*(part for problem in problems for part in ("\n  ", problem)))
        super().__init__(
            where,
            Notice("«%(index)s» is not sound:%(problems)s", index=index, problems=lines),
            Notice("Make it anew with: hankehaku index --rebuild SOURCE"),
        )


class ClusterLocked(ClusterError):
    """Another run of `hankehaku index` writes the same index of the cluster."""

    exit_code = 5

    def __init__(self, where: str, name: str, who: str) -> None:
        super().__init__(
            where,
            Notice("«hankehaku index» writes «%(name)s» on another machine (%(who)s)", name=name, who=who),
            Notice("Wait until it has finished, then run the command again."),
        )


class ClusterExtraMissing(HankehakuError):
    """opensearch-py is not installed."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            Notice(
                "The engine «opensearch» needs an extra. Install it with: pip install 'hankehaku[opensearch]'"
            )
        )


def error_of_answer(where: str, status: int, kind: str, reason: str) -> ClusterError:
    """The error of an answer of the cluster.

    status: of HTTP. kind, reason: `error.type` and `error.reason` of the answer, "" where it has none.
    """
    reason = reason[:DETAIL]
    told = reason or kind or str(status)
    if kind == "index_not_found_exception":
        return ClusterMissing(where, reason.partition("[")[2].rstrip("]"))  # no such index [NAME]
    if status == 401:
        return ClusterError(
            where,
            Notice("the cluster does not know this user or password"),
            Notice(
                "Correct opensearch_user, and the password in the file opensearch_password_file or the "
                "environment variable HANKEHAKU_OPENSEARCH_PASSWORD."
            ),
        )
    if "allow-delete" in reason or "allow delete" in reason:  # the block that a full disk sets
        return ClusterError(
            where,
            Notice("the disks of the cluster are too full, and the index takes no more writing"),
            Notice(
                "Make room or add a node; the cluster then lifts the block by itself. Run the command again."
            ),
        )
    if kind == "cluster_block_exception":
        return ClusterError(
            where,
            Notice("the index or the cluster takes no writing (%(reason)s)", reason=told),
            Notice("Lift the block, or wait until the cluster has a manager, and run the command again."),
        )
    if status == 403:
        return ClusterError(
            where,
            Notice("the user may not do this (%(reason)s)", reason=told),
            Notice("Give its role the rights that docs/cluster.md lists."),
        )
    if kind == "circuit_breaking_exception":
        return ClusterBusy(
            where,
            Notice("the nodes are short of memory, and refused the request"),
            Notice("Try again; if it goes on, give the nodes more heap, or add one."),
        )
    if status == 429:
        return ClusterBusy(
            where,
            Notice("the cluster has more to do than it can take"),
            Notice("Try again; if it goes on, add nodes, or index at another time."),
        )
    if status in (502, 503, 504) or (status == 500 and kind in LOST_NODE) or kind == LOST_CONTEXT:
        return ClusterUnavailable(
            where,
            Notice("the cluster or a shard of the index is not available (%(reason)s)", reason=told),
            Notice("Try again; if it goes on, see with GET _cluster/health which nodes are missing."),
        )
    return ClusterError(
        where,
        Notice("the cluster refused the request (%(status)s: %(reason)s)", status=status, reason=told),
        Notice(
            "If the index was made by another version, make it anew with: hankehaku index --upgrade "
            "SOURCE; else see the log of the cluster."
        ),
    )


def timed_out(where: str, seconds: float) -> ClusterBusy:
    """No answer came in time."""
    return ClusterBusy(
        where,
        Notice("no answer came within %(seconds)s seconds", seconds=seconds),
        Notice("Try again; if it goes on, see the load of the cluster, or raise opensearch_timeout_s."),
    )


def unreachable(where: str, reason: str) -> ClusterBusy:
    """Nothing answers at the addresses."""
    return ClusterBusy(
        where,
        Notice("no node of the cluster can be reached (%(reason)s)", reason=reason[:DETAIL]),
        Notice("See whether it runs, and whether opensearch_url is its address."),
    )


def not_trusted(where: str) -> ClusterError:
    """The certificate of the cluster is not trusted."""
    return ClusterError(
        where,
        Notice("the certificate of the cluster is not trusted"),
        Notice("Name the file of the authority that signed it with the setting opensearch_ca."),
    )
