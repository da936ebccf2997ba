"""What differs between an index folder and the cluster; and is a generation of it what was sent?

The first tells which documents a run sends. The second is `hankehaku check`: numbers, lexicon, and a sample
of the documents that is analysed anew.
"""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.cluster import mapping
from index.cluster.client import ClusterSettings, connect, translated, version, whole
from index.cluster.document_words import stored_of, unpack
from index.cluster.errors import ClusterUnsound
from index.cluster.generation import Generation, latest
from index.cluster.lexicon import take_up
from index.indexing.batch_builder import make_batch
from index.messages import Notice
from index.model.project import ORGANISATIONS
from index.model.serialization import decode_project
from index.numeric import Array
from index.storage.document_store import decompress_json
from index.storage.index_reader import OpenedIndex, open_index
from index.storage.postings import Source
from index.storage.segment_reader import Segment
from index.storage.vocabulary import Vocabulary

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

SAMPLE = 200
"""Projects that are analysed anew: a mistake in one of a hundred is missed once in 7 times (0.99^200)."""
PAGE = 50
"""Projects that are fetched at a time."""
DIGESTS = 5_000
"""Digests that are read at a time."""

Digests = dict[str, str]
"""Code → what the document was made from."""


def digests(segment: Segment, organisations: Mapping[str, str]) -> list[str]:
    """Names what each document of a segment was made from: another name has to be sent again.

    The organisations count besides the source: who is who may change while a description stays the same.
    """
    ids: list[list[str]] = [[] for _ in range(segment.documents)]
    for field in ORGANISATIONS:
        first, end = segment.fields.get(field.query, (0, 0))
        if first < end:
            texts = [organisations.get(text, text) for text in segment.terms.texts_of(field.query)]
            each = np.repeat(np.arange(len(texts)), segment.term_sizes(first, end)).tolist()
            for doc, number in zip(segment.postings(first, end)[0].tolist(), each, strict=True):
                ids[doc].append(texts[number])
    return [
        hashlib.blake2b(repr((astuple(source), sorted(own))).encode(), digest_size=12).hexdigest()
        for source, own in zip(segment.sources(), ids, strict=True)
    ]


def wanted_documents(
    opened: OpenedIndex, own: Sequence[Sequence[str]], known: Digests
) -> Iterator[tuple[int, Array]]:
    """Each segment by number, and which of its documents the cluster has not as they are (bool[D]).

    own: the digests of each segment's documents. known: those of the cluster.
    """
    for number, (listed, segment) in enumerate(zip(opened.listed, opened.segments, strict=True)):
        same = [known.get(code) == one for code, one in zip(segment.codes, own[number], strict=True)]
        yield number, listed.live() & ~np.array(same, bool)


def live_codes(opened: OpenedIndex) -> set[str]:
    """The codes of all projects of an index."""
    return {
        code
        for listed, segment in zip(opened.listed, opened.segments, strict=True)
        for code, live in zip(segment.codes, listed.live().tolist(), strict=True)
        if live
    }


def known_digests(
    settings: ClusterSettings,
    client: OpenSearch,
    index: str,
    part: int,
    beat: Callable[[], None] = lambda: None,
) -> Digests:
    """The digests of the documents that an indexing machine has in an index of the cluster."""
    found, after = Digests(), ""
    while True:
        body: dict[str, Any] = {
            "size": DIGESTS,
            "query": {"term": {mapping.PART: part}},
            "sort": [mapping.CODE],
            "docvalue_fields": [mapping.CODE, mapping.DIGEST],
            "stored_fields": "_none_",
            "track_total_hits": False,
            **({"search_after": [after]} if after else {}),
        }
        with translated(settings):
            answer = whole(settings, client.search(index=index, body=body))
        hits = [one["fields"] for one in answer["hits"]["hits"]]
        found |= {one[mapping.CODE][0]: one[mapping.DIGEST][0] for one in hits}
        if len(hits) < DIGESTS:
            return found
        after = hits[-1][mapping.CODE][0]
        beat()


# Checking


@dataclass(frozen=True)
class Checked:
    """What was looked at. sample: projects that were analysed anew."""

    index: str
    documents: int
    sample: int

    @property
    def told(self) -> str:
        """The same in a sentence."""
        return Notice(
            "%(documents)s projects; the lexicon is whole, and %(sample)s projects analysed anew give what "
            "is stored",
            documents=self.documents,
            sample=self.sample,
        )


def check_generation(
    settings: ClusterSettings,
    cache: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    sample: int = SAMPLE,
) -> Checked:
    """Check the generation that is served. Raises `ClusterUnsound` with all that is wrong, `ClusterError`."""
    client = connect(settings)
    version(settings, client)
    generation = latest(settings, client)
    problems = list(_number_problems(settings, client, generation))
    codes = _lexicon_codes(settings, client, generation, cache)
    if len(codes) != generation.documents:
        problems.append(
            Notice(
                "its lexicon has %(found)s projects, its table of contents says %(listed)s",
                found=len(codes),
                listed=generation.documents,
            )
        )
    chosen = random.Random().sample(codes, min(sample, len(codes)))
    for first in range(0, len(chosen), PAGE):
        problems += _sample_problems(settings, client, generation.index, chosen[first : first + PAGE])
        progress(min(first + PAGE, len(chosen)), len(chosen))
    if problems:
        raise ClusterUnsound(settings.where, generation.index, problems)
    return Checked(generation.index, generation.documents, len(chosen))


def _number_problems(settings: ClusterSettings, client: OpenSearch, generation: Generation) -> Iterator[str]:
    with translated(settings):
        found = whole(settings, client.count(index=generation.index))["count"]
    if found != generation.documents:
        yield Notice(
            "it has %(found)s documents, its table of contents says %(listed)s",
            found=found,
            listed=generation.documents,
        )


def _lexicon_codes(
    settings: ClusterSettings, client: OpenSearch, generation: Generation, cache: Path
) -> list[str]:
    """The codes of the lexicon. Raises `ClusterMismatch` or `IndexDamaged` where it is not whole."""
    lexicon = take_up(settings, client, generation.lexicon, generation.equivalents, cache)
    return [code for segment in open_index(lexicon).segments for code in segment.codes]


def _sample_problems(
    settings: ClusterSettings, client: OpenSearch, index: str, codes: Sequence[str]
) -> Iterator[str]:
    with translated(settings):
        asked = {"_source": "true", "stored_fields": f"{mapping.PROJECT},{mapping.DOCUMENT_WORDS}"}
        found = client.mget(index=index, body={"ids": list(codes)}, params=asked)["docs"]
    known = Vocabulary()
    for code, one in zip(codes, found, strict=True):
        if not one.get("found"):
            yield Notice("%(code)s is in its lexicon, and not among its documents", code=code)
        elif not _is_as_analysed(stored_of(one), known):
            yield Notice("%(code)s: its words are not what its description gives", code=code)


def _is_as_analysed(source: dict[str, Any], known: Vocabulary) -> bool:
    try:
        stored = unpack(source[mapping.DOCUMENT_WORDS])
        project = decode_project(decompress_json(base64.b64decode(source[mapping.PROJECT])))
    except Exception:  # bytes that are no longer what they were fail in many ways
        return False
    again = make_batch([(project, Source(project.code, "", "", "", "", 1))], known)
    every = list(known.terms)
    terms = [every[number].encode() for number in again.group_terms.tolist()]
    places = _places(terms, again.positions, again.tf_counts.take(again.tf_codes))
    mine = (project.code, again.hashes.tolist(), again.sections[0].tolist(), places)
    return mine == (
        source[mapping.CODE],
        stored.hashes.tolist(),
        stored.sections.tolist(),
        _places(stored.terms, stored.positions, stored.counts),
    )


def _places(terms: Sequence[bytes], positions: Array, counts: Array) -> dict[bytes, tuple[int, ...]]:
    """The positions of each term of a document."""
    ends = np.cumsum(counts)
    return {
        term: tuple(positions[end - count : end].tolist())
        for term, end, count in zip(terms, ends.tolist(), counts.tolist(), strict=True)
    }
