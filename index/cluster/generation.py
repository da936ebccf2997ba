"""The generations of an index in the cluster: which is served, making a new one, letting it be served.

A generation is an index `<name>-000007-1f2e3d4c` of documents, beside its lexicon. The alias `<name>` leads
to the one that is served. What it consists of stands in the `_meta` of its mapping.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from index.cluster import mapping
from index.cluster.bulk import wait_for_leases
from index.cluster.client import ClusterSettings, translated, whole
from index.cluster.errors import ClusterBusy, ClusterError, ClusterMismatch, ClusterMissing
from index.cluster.lexicon import Part, remove_others
from index.cluster.mapping import Ranking
from index.messages import Notice

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

LAYOUT = 2
"""Raise it with every change of how documents lie in the cluster."""
DIGITS = 6
LONGEST_COPYING = 900.0
"""Seconds that copies of a new index may take to be complete before it is served without them."""
LONGEST_MERGE = 3600.0
"""Seconds that merging may take in which deleted documents are left out."""
MANY = 1_000
"""Documents of an index for which it is waited until a merge can let go what was sent of them: seconds."""


@dataclass(frozen=True)
class Generation:
    """A generation of an index of the cluster.

    index:       the index of its documents; uuid: the cluster's own name of it.
    number:      from 1, rising.
    committed:   Unix time in seconds at which it was served first.
    documents:   how many it has. mean_length: of them, as their frequencies were made with.
    fingerprint: of the version that made it, and of whether it has contact persons.
    ranking:     see `index.cluster.mapping.ranking_key`.
    lexicon, equivalents: its parts, see `index.cluster.lexicon`.
    machines:    how many indexing machines made it.
    """

    index: str
    uuid: str
    number: int
    committed: int
    documents: int
    mean_length: float
    fingerprint: str
    ranking: str
    lexicon: tuple[Part, ...]
    equivalents: Part | None = None
    machines: int = 1

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts that it needs."""
        return self.lexicon + ((self.equivalents,) if self.equivalents else ())

    @property
    def meta(self) -> dict[str, Any]:
        """What is kept of it in the cluster."""
        told = asdict(self)
        del told["index"], told["uuid"]
        return {"layout": LAYOUT, **told}


def index_name(name: str, number: int, parts: Sequence[Part]) -> str:
    """The index of the generation of this number that has these parts: other contents have another name."""
    contents = hashlib.sha256(" ".join(sorted(part.digest for part in parts)).encode()).hexdigest()
    return f"{name}-{number:0{DIGITS}}-{contents[:8]}"


def number_of(name: str, index: str) -> int | None:
    """The number of the generation whose index this is; None where it is another index."""
    found = re.fullmatch(rf"{re.escape(name)}-([0-9]{{{DIGITS},}})-[0-9a-f]{{8}}", index)
    return int(found[1]) if found else None


def serving(settings: ClusterSettings, client: OpenSearch, same_version: bool = True) -> Generation | None:
    """The generation that is served; None where there is none. Raises `ClusterMismatch`, `ClusterError`.

    same_version: whether one of another version of ours is an error, or a generation that is like no other.
    """
    with translated(settings):
        found = client.indices.get(index=settings.name, params={"ignore": 404})
    if not found or "error" in found:
        return None
    if len(found) != 1:
        raise ClusterMismatch(settings.where, settings.name, Notice("the alias leads to several indexes"))
    index, about = next(iter(found.items()))
    number = number_of(settings.name, index)
    if number is None:
        raise ClusterMismatch(settings.where, settings.name, Notice("another program made it"))
    try:
        return read_generation(settings, index, about)
    except ClusterMismatch:
        if same_version:
            raise
        return Generation(index, "", number, 0, 0, 1.0, "", "", ())


def latest(settings: ClusterSettings, client: OpenSearch) -> Generation:
    """The generation that is served. Raises `ClusterMissing`, `ClusterMismatch`, `ClusterError`."""
    found = serving(settings, client)
    if found is None:
        raise ClusterMissing(settings.where, settings.name)
    return found


def read_generation(settings: ClusterSettings, index: str, about: Mapping[str, Any]) -> Generation:
    """The generation of an index; about: what the cluster tells of it. Raises `ClusterMismatch`."""
    try:
        told = dict(about["mappings"]["_meta"])
        if told.pop("layout") != LAYOUT:
            raise ClusterMismatch(
                settings.where, settings.name, Notice("another version of Hankehaku made it")
            )
        told["lexicon"] = tuple(Part(**part) for part in told["lexicon"])
        told["equivalents"] = Part(**told["equivalents"]) if told["equivalents"] else None
        return Generation(index=index, uuid=about["settings"]["index"]["uuid"], **told)
    except (KeyError, TypeError) as error:
        reason = Notice("it was not made by Hankehaku, or not to its end")
        raise ClusterMismatch(settings.where, settings.name, reason) from error


def generations(settings: ClusterSettings, client: OpenSearch) -> dict[str, int]:
    """Every index of a generation, whether it is served or not, with its number."""
    numbers = {index: number_of(settings.name, index) for index in _told(settings, client)}
    return {index: number for index, number in numbers.items() if number is not None}


def _told(settings: ClusterSettings, client: OpenSearch) -> dict[str, Any]:
    """What the cluster tells of every index whose name begins as those of the generations."""
    with translated(settings):
        found: dict[str, Any] = client.indices.get(
            index=f"{settings.name}-*", params={"expand_wildcards": "all"}
        )
    return found


# Making


def create(settings: ClusterSettings, client: OpenSearch, target: Generation, ranking: Ranking) -> None:
    """Make an empty index for a generation, in place of what a run that was killed has left of it."""
    body = {
        "settings": mapping.settings(ranking, settings.shards, 0),  # copies are made when it is complete
        "mappings": mapping.mapping(target.meta),
    }
    with translated(settings):
        client.indices.delete(index=target.index, params={"ignore_unavailable": "true"})
        client.indices.create(index=target.index, body=body)


def copy(settings: ClusterSettings, client: OpenSearch, before: Generation, target: Generation) -> None:
    """Make the index of a generation as a copy of another, by hard links, which takes no room."""
    changed = {"index.number_of_replicas": 0, "index.blocks.write": None}
    with translated(settings):
        client.indices.delete(index=target.index, params={"ignore_unavailable": "true"})
        client.indices.clone(
            index=before.index,
            target=target.index,
            body={"settings": changed},
            params={"wait_for_active_shards": "1", "request_timeout": LONGEST_COPYING},
        )


def complete(
    settings: ClusterSettings,
    client: OpenSearch,
    target: Generation,
    is_copy: bool,
    beat: Callable[[], None] = lambda: None,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[str, ...]:
    """Make the index of a generation ready to be served; returns warnings.

    is_copy: whether it began as a copy: then only what has deleted documents is merged, since BM25 would
    count these. A new one is merged whole: answers take less, and what is sent and not stored is let go.
    Raises `ClusterError` where it has not the documents that it should have.
    """
    index, merge = target.index, {"only_expunge_deletes": "true"} if is_copy else {"max_num_segments": 1}
    with translated(settings):
        client.indices.flush(index=index)
        if not is_copy and target.documents >= MANY:
            wait_for_leases(settings, client, index, beat, sleep)
        client.indices.forcemerge(index=index, params={**merge, "request_timeout": LONGEST_MERGE})
        client.indices.refresh(index=index)
        found = whole(settings, client.count(index=index))["count"]
    if found != target.documents:
        with translated(settings):
            client.indices.delete(index=index)
        raise ClusterError(
            settings.where,
            Notice(
                "the new generation has %(found)s documents in place of %(wanted)s",
                found=found,
                wanted=target.documents,
            ),
            Notice("It was removed, and the present index goes on serving. Run the command again."),
        )
    with translated(settings):
        client.indices.put_mapping(index=index, body={"_meta": target.meta})
        client.indices.put_settings(
            index=index, body={"index": {"number_of_replicas": settings.replicas, "blocks.write": True}}
        )
    return _wait_for_copies(settings, client, index, beat, sleep)


def _wait_for_copies(
    settings: ClusterSettings,
    client: OpenSearch,
    index: str,
    beat: Callable[[], None],
    sleep: Callable[[float], None],
) -> tuple[str, ...]:
    began = time.monotonic()
    while True:
        beat()
        with translated(settings):
            health = client.cluster.health(index=index, params={"level": "indices"})
        if health["status"] == "green":
            return ()
        missing = health["unassigned_shards"] + health["initializing_shards"]
        is_stuck = not health["initializing_shards"] and health["number_of_data_nodes"] <= settings.replicas
        if time.monotonic() - began > (5.0 if is_stuck else LONGEST_COPYING):
            if health["status"] == "red":
                raise ClusterBusy(
                    settings.where,
                    Notice("shards of the new generation are lost"),
                    Notice("The present index goes on serving. Run the command again."),
                )
            told = Notice(
                "%(missing)s copies of shards are not there yet: a node that is lost would take the "
                "index with it",
                missing=missing,
            )
            return (told,)
        sleep(0.2)


def switch(settings: ClusterSettings, client: OpenSearch, target: Generation) -> None:
    """Have a generation served in place of the one before, in one request."""
    with translated(settings):
        found = client.indices.get_alias(name=settings.name, params={"ignore": 404})
        old = [] if "error" in found else [index for index in found if index != target.index]
        actions: list[dict[str, Any]] = [
            {"remove": {"index": index, "alias": settings.name}} for index in old
        ]
        actions.append({"add": {"index": target.index, "alias": settings.name}})
        client.indices.update_aliases(body={"actions": actions})


def remove_leftovers(
    settings: ClusterSettings, client: OpenSearch, serving_now: Generation | None, target: str, kept: int
) -> None:
    """Remove what runs that were killed have left, and generations from before.

    kept: how many before the one that is served stay: answers under way may still read the last one.
    """
    number = serving_now.number if serving_now else 0
    own = serving_now.index if serving_now else ""
    for index, made in generations(settings, client).items():
        is_before = number - kept <= made < number
        if index not in (own, target) and not is_before:
            with translated(settings):
                client.indices.delete(index=index, params={"ignore": 404})


def remove_unused_parts(settings: ClusterSettings, client: OpenSearch) -> None:
    """Remove the parts of lexicons of generations that are no more."""
    digests: set[str] = set()
    for index, about in _told(settings, client).items():
        if number_of(settings.name, index) is not None:
            # Not read as a `Generation`: that before may have been made by another version.
            told = about["mappings"].get("_meta", {})
            parts = [*(told.get("lexicon") or ()), told.get("equivalents")]
            digests |= {part["digest"] for part in parts if part}
    remove_others(settings, client, digests)
