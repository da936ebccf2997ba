"""An index folder → a generation of the cluster, served from one moment to the next.

A generation is made beside the one that is served: its lexicon first, which says how many documents there are
and how long they are; then its documents, all of them in a new index, or those that changed in a copy of the
one that is served; then one request lets the alias lead to it. Until then the old one answers, whatever
happens; what a run that was killed left behind is removed by the next.

Several machines may each have a part of the documents. They wait for each other's lexicons; the first makes
the index, and has it served when all have sent their documents.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.cluster import generation as generations
from index.cluster import mapping
from index.cluster.bulk import Operation, send_all
from index.cluster.client import ClusterSettings, connect, version
from index.cluster.comparing import Digests, digests, known_digests, live_codes, wanted_documents
from index.cluster.documents import BatchDocuments, Publication
from index.cluster.errors import ClusterError
from index.cluster.generation import Generation
from index.cluster.lexicon import CACHE, Part, make_index, send, take_up, write_part
from index.cluster.run import FAILED, MADE, PREPARED, SENT, Run, Share, new_share
from index.durability.lock import locked
from index.messages import Notice
from index.storage.index_reader import OpenedIndex, open_index
from index.storage.manifest import equivalents_path
from index.storage.schema import WITH_CONTACTS, fingerprint
from index.storage.segment_reader import read_batch

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

MOST_DRIFT = 0.001
"""Share by which the mean length may differ from that with which frequencies were made: scores then differ by
less than their rounding. When it differs by more, all documents are sent anew."""
MOST_CHANGED = 0.3
"""Share of changed documents from which on a new index is made of all."""
Progress = Callable[[int, int], None]
OrganisationIds = Callable[[Path], Mapping[str, str]]


@dataclass(frozen=True)
class Published:
    """What became of a run. sent, deleted: documents of this machine. warnings: what to look after."""

    index: str
    documents: int
    sent: int
    deleted: int
    warnings: tuple[str, ...] = ()


def publish(
    settings: ClusterSettings,
    folder: Path,
    ranking: mapping.Ranking,
    organisation_ids: OrganisationIds,
    *,
    part: tuple[int, int] = (1, 1),
    anew: bool = False,
    purge: bool = False,
    progress: Progress = lambda done, total: None,
) -> Published:
    """Have the cluster serve what is in an index folder.

    organisation_ids: of the folder of a lexicon: an organisation as documents write it → its id.
    part:  which of the machines that make the generation this is, and how many there are.
    anew:  send every document, also where only some changed.
    purge: remove the generation before at once: nothing is left of what was removed.
    Raises `ClusterError`, `IndexBusy`, and what opening the folder raises.
    """
    client = connect(settings)
    version(settings, client)
    with locked(folder):
        opened = open_index(folder)
        before = generations.serving(settings, client, same_version=False)
        make_index(settings, client)
        share = replace(new_share(folder, *part), after=before.number if before else 0)
        run = Run(settings, client, share)
        run.begin()
        try:
            made = _Publishing(settings, client, folder, ranking, opened, before, run)
            return made.publish(organisation_ids, anew, purge, progress)
        finally:
            with suppress(ClusterError):
                if run.share.stage != SENT:
                    run.tell(stage=FAILED)
                elif share.number == 1:
                    run.end()


@dataclass
class _Publishing:
    """What one run was begun with."""

    settings: ClusterSettings
    client: OpenSearch
    folder: Path
    ranking: mapping.Ranking
    opened: OpenedIndex
    before: Generation | None
    run: Run

    def publish(
        self, organisation_ids: OrganisationIds, anew: bool, purge: bool, progress: Progress
    ) -> Published:
        self._prepare()
        every = range(1, self.run.share.of + 1)
        target = self._target(self.run.wait_for(every, _is_prepared))
        before = self.before
        if before and not anew and self.run.share.of == 1 and self._has_all(target):
            self.run.tell(stage=SENT, target=before.index)
            return Published(before.index, before.documents, 0, 0)
        lexicon = take_up(self.settings, self.client, target.lexicon, target.equivalents, self.folder / CACHE)
        _check_codes(self.settings, lexicon)
        organisations = organisation_ids(lexicon)
        own = self._digests(organisations)
        if self.run.share.number == 1:
            self._make(target, own, anew)
        first = self.run.wait_for((1,), lambda one: one.stage in (MADE, SENT) and one.target == target.index)[
            0
        ]
        target = replace(target, mean_length=first.mean_length)
        known = self._known if first.is_copy else {}
        publication = Publication(self.ranking, target.mean_length, organisations, self.run.share.number)
        sent, deleted = self._send(target, own, known, publication, progress)
        self.run.tell(stage=SENT, target=target.index)
        warnings: tuple[str, ...] = ()
        if self.run.share.number == 1:
            self.run.wait_for(every, lambda one: one.stage == SENT and one.target == target.index)
            warnings = self._serve(target, first.is_copy, purge)
        return Published(target.index, target.documents, sent, deleted, warnings)

    def _prepare(self) -> None:
        """Have the lexicon of this machine in the cluster, and tell of it."""
        parts, documents, words = list[Part](), 0, 0.0
        for listed, segment in zip(self.opened.listed, self.opened.segments, strict=True):
            live = listed.live()
            if live.any():
                path = write_part(self.folder / CACHE, segment, live)
                parts.append(send(self.settings, self.client, path, int(live.sum())))
                documents += int(live.sum())
                words += float(segment.arrays["lengths"][live].sum(dtype=np.float64))
                self.run.beat()
        name = self.opened.equivalents_name
        compiled = equivalents_path(self.opened.folder, name) if name else None
        equivalents = send(self.settings, self.client, compiled, 0) if compiled else None
        made = fingerprint() + (WITH_CONTACTS if self.opened.has_contacts else "")
        self.run.tell(
            stage=PREPARED, documents=documents, words=words, lexicon=tuple(parts),
            equivalents=equivalents, fingerprint=made,
        )  # fmt: skip

    def _target(self, shares: list[Share]) -> Generation:
        """The generation that all machines have together. Raises `ClusterError` where they do not fit."""
        made = {one.fingerprint for one in shares}
        documents = sum(one.documents for one in shares)
        if not documents:
            raise ClusterError(
                self.settings.where,
                Notice("there is no project to be sent"),
                Notice("Index a folder with descriptions or tables."),
            )
        if len(made) > 1:
            raise ClusterError(
                self.settings.where,
                Notice("the indexing machines have different versions or settings"),
                Notice("Index with the same version and the same options on all."),
            )
        parts = tuple(part for one in shares for part in one.lexicon)
        equivalents = shares[0].equivalents
        number = self.run.share.after + 1
        every = parts + ((equivalents,) if equivalents else ())
        return Generation(
            index=generations.index_name(self.settings.name, number, every),
            uuid="",
            number=number,
            committed=int(time.time()),
            documents=documents,
            mean_length=sum(one.words for one in shares) / documents or 1.0,
            fingerprint=made.pop(),
            ranking=mapping.ranking_key(self.ranking),
            lexicon=parts,
            equivalents=equivalents,
            machines=len(shares),
        )

    def _has_all(self, target: Generation) -> bool:
        """Whether the generation that is served is what this one would be."""
        before = self.before
        return before is not None and _is_alike(before, target) and before.parts == target.parts

    def _digests(self, organisations: Mapping[str, str]) -> list[list[str]]:
        """The digest of each document of each segment."""
        found = []
        for segment in self.opened.segments:
            found.append(digests(segment, organisations))
            self.run.beat()
        return found

    def _make(self, target: Generation, own: list[list[str]], anew: bool) -> None:
        """Make the index of the new generation, empty or as a copy of the one that is served."""
        generations.remove_leftovers(self.settings, self.client, self.before, target.index, kept=1)
        before, is_copy = self.before, False
        if before and not anew and _is_alike(before, target):
            drift = abs(target.mean_length / before.mean_length - 1)
            changed = sum(int(wanted.sum()) for _, wanted in wanted_documents(self.opened, own, self._known))
            is_copy = drift <= MOST_DRIFT and changed <= MOST_CHANGED * len(self._known)
        if before and is_copy:
            target = replace(target, mean_length=before.mean_length)
            generations.copy(self.settings, self.client, before, target)
        else:
            generations.create(self.settings, self.client, target, self.ranking)
        self.run.tell(stage=MADE, target=target.index, is_copy=is_copy, mean_length=target.mean_length)

    @cached_property
    def _known(self) -> Digests:
        """The digests of the documents of this machine in the generation that is served."""
        if self.before is None:
            return {}
        index, part = self.before.index, self.run.share.number
        return known_digests(self.settings, self.client, index, part, self.run.beat)

    def _send(
        self,
        target: Generation,
        own: list[list[str]],
        known: Digests,
        publication: Publication,
        progress: Progress,
    ) -> tuple[int, int]:
        """Send what is new or changed, and delete what is gone; returns how many each."""
        gone = sorted(known.keys() - live_codes(self.opened))
        every = list(wanted_documents(self.opened, own, known))
        total = sum(int(wanted.sum()) for _, wanted in every)
        done = 0

        def operations() -> Iterator[Operation]:
            yield from ((code, None) for code in gone)
            for number, wanted in every:
                if wanted.any():
                    batch = BatchDocuments(read_batch(self.opened.segments[number]), publication)
                    yield from batch.documents(wanted, own[number])

        def sent(number: int) -> None:
            nonlocal done
            done += number
            progress(min(max(done - len(gone), 0), total), total)
            self.run.beat()

        send_all(self.settings, self.client, target.index, operations(), sent)
        return total, len(gone)

    def _serve(self, target: Generation, is_copy: bool, purge: bool) -> tuple[str, ...]:
        """Have the new generation served, and remove what no answer needs any more."""
        target = replace(target, committed=int(time.time()))
        warnings = generations.complete(self.settings, self.client, target, is_copy, self.run.beat)
        generations.switch(self.settings, self.client, target)
        generations.remove_leftovers(self.settings, self.client, target, target.index, kept=0 if purge else 1)
        generations.remove_unused_parts(self.settings, self.client)
        return warnings


def _is_alike(one: Generation, other: Generation) -> bool:
    """Whether documents of one generation can stand in another."""
    return (one.fingerprint, one.ranking, one.machines) == (other.fingerprint, other.ranking, other.machines)


def _is_prepared(share: Share) -> bool:
    """Whether a machine has told its part of the lexicon. One whose run failed before must begin anew."""
    return share.stage not in ("", FAILED) and share.is_heard_of


def _check_codes(settings: ClusterSettings, lexicon: Path) -> None:
    """Raise `ClusterError` where several machines have the same project."""
    codes = Counter(code for segment in open_index(lexicon).segments for code in segment.codes)
    twice = sorted(code for code, count in codes.items() if count > 1)
    if twice:
        raise ClusterError(
            settings.where,
            Notice(
                "several indexing machines have the same project (%(codes)s)", codes=", ".join(twice[:10])
            ),
            Notice("Begin the names of all files of a project with its code, or index them on one machine."),
        )
