"""The lexicon of a generation: what must be known of its words, published beside its documents.

A lexicon is an index folder of ours without the postings of words, their positions and the descriptions. A
segment of it (a part) is made of each segment of the index that was published. Parts are packed, cut into
chunks and kept in an index of their own, `<name>-lexicon`, under the digest of their bytes: a part that stays
the same is sent and fetched once, whatever generations have it. What a generation consists of stands in the
`_meta` of its index of documents (`Generation`).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import zstandard

from index.cluster.bulk import send_all
from index.cluster.client import ClusterSettings, translated, whole
from index.cluster.errors import ClusterMismatch
from index.durability.lock import locked
from index.messages import Notice
from index.model.fields import Role
from index.model.project import BY_ROLE
from index.numeric import Array, shrink_dtype
from index.packed import pack_documents, unpack_documents
from index.storage.array_file import write_arrays
from index.storage.manifest import equivalents_path, write_manifest
from index.storage.postings import Source, select
from index.storage.schema import STREAMS
from index.storage.segment_reader import Segment, read_batch
from index.storage.segment_writer import segment_arrays
from index.storage.whoosh_codec import ArraySegment, segment_path

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

CACHE = ".lexicon"
"""The folder, in the index folder, of what is made for and fetched from the cluster."""
CHUNK_BYTES = 1 << 20
"""Packed bytes of a part in one document."""
KEPT = frozenset(
    {"term_text", "blocks", "tf_counts", "tf_weights", "forms", "form_counts", "codes", "seen_and_changed"}
    | {"column_alkaa"}  # which name of an organisation is the newest
)
"""Arrays of a segment that its part of the lexicon has unchanged."""
PAGE = 1_000
"""Chunks that are removed at a time."""
LEVEL = 3
"""Zstandard's level."""
NAME_LENGTH = 16
"""Signs of the digest that name the file of a part, as Whoosh's names of segments have."""


@dataclass(frozen=True)
class Part:
    """A part of a lexicon, or compiled vocabularies. digest: SHA-256 of its bytes, hexadecimal.

    size: its bytes. chunks: documents that they are in. documents: of the segment; 0 of vocabularies.
    """

    digest: str
    size: int
    chunks: int
    documents: int = 0

    @property
    def name(self) -> str:
        """What its file is called."""
        return self.digest[:NAME_LENGTH]


def lexicon_index(name: str) -> str:
    """The index of the cluster that keeps the parts."""
    return f"{name}-lexicon"


# Making


def lexicon_arrays(segment: Segment, live: Array) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and `meta` of the part for a segment's documents that are live (bool[D])."""
    arrays: Any = segment.arrays
    meta = segment.arrays.meta
    if not live.all():
        arrays, meta = segment_arrays([select(read_batch(segment), live)], segment.fingerprint)
    every, documents = arrays["post_ends"].astype(np.int64), meta["documents"]
    sizes, is_name = np.diff(every, prepend=0), np.ones(len(every), bool)
    for stream in STREAMS:
        is_name[slice(*meta["fields"].get(stream, (0, 0)))] = False
    names, ends = np.repeat(is_name, sizes), np.cumsum(sizes * is_name)
    made = {name: arrays[name] for name in KEPT}
    made |= {
        "term_sizes": shrink_dtype(sizes),
        "post_ends": shrink_dtype(ends),
        **pack_documents(unpack_documents(arrays, every, documents)[names], ends, documents),
        "tf_codes": arrays["tf_codes"][names],  # names have the first pair, which is never rare
        **{"rare_at": arrays["rare_at"][:0], "rare_codes": arrays["rare_codes"][:0]},
        "term_weights": _term_weights(arrays, sizes),
        "texts": _titles(arrays),
        "sources": _sources(segment, live),
    }
    return made, {**meta, "kind": "lexicon"}


def _term_weights(arrays: Any, sizes: Array) -> Array:
    """float32[G]: the weighted frequencies of each term in all documents together."""
    codes, ends = arrays["tf_codes"].astype(arrays["rare_codes"].dtype), np.cumsum(sizes)
    codes[arrays["rare_at"]] = arrays["rare_codes"]
    sums = np.r_[0.0, np.cumsum(arrays["tf_weights"].take(codes), dtype=np.float64)]
    return np.float32(sums.take(ends) - sums.take(ends - sizes))  # type: ignore[return-value]


def _titles(arrays: Any) -> Array:
    """The titles alone of the texts by which projects are sorted: queries are completed by them."""
    title = BY_ROLE[Role.TITLE].query
    texts = {title: json.loads(zlib.decompress(arrays["texts"].tobytes()))[title]}
    return np.frombuffer(zlib.compress(json.dumps(texts, ensure_ascii=False).encode()), np.uint8)


def _sources(segment: Segment, live: Array) -> Array:
    """Where the documents came from, without the files: kind of source, licence and day."""
    every = zip(segment.sources(), live.tolist(), strict=True)
    rows = [astuple(_public(source)) for source, is_live in every if is_live]
    return np.frombuffer(zlib.compress(json.dumps(rows, ensure_ascii=False).encode()), np.uint8)


def _public(source: Source) -> Source:
    """A source without the file that it was in."""
    others = tuple(map(_public, source.others))
    return replace(source, path="", place="", digest="", stamp="", shown="", others=others)


def write_part(folder: Path, segment: Segment, live: Array) -> Path:
    """Write the part for a segment into a folder, under a name of its contents; returns the file."""
    key = hashlib.sha256(f"{segment.path.stem} {np.packbits(live).tobytes().hex()}".encode()).hexdigest()
    path = folder / f"{key[:NAME_LENGTH]}.part"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        write_arrays(new, *lexicon_arrays(segment, live))
        new.rename(path)
    return path


# Sending


def send(settings: ClusterSettings, client: OpenSearch, path: Path, documents: int) -> Part:
    """Have a part in the cluster. Chunks that are there already are not sent again."""
    data = path.read_bytes()
    packed = zstandard.ZstdCompressor(LEVEL).compress(data)
    cut = [packed[at : at + CHUNK_BYTES] for at in range(0, len(packed), CHUNK_BYTES)]
    part = Part(hashlib.sha256(data).hexdigest(), len(data), len(cut), documents)
    index = lexicon_index(settings.name)
    with translated(settings):
        ids = [f"{part.digest}-{number}" for number in range(len(cut))]
        there = client.mget(index=index, body={"ids": ids}, params={"_source": "false"})["docs"]
        for number, (one, chunk) in enumerate(zip(there, cut, strict=True)):
            if not one.get("found"):
                body = {"osa": part.digest, "numero": number, "tavut": base64.b64encode(chunk).decode()}
                client.index(index=index, id=ids[number], body=body)
    return part


def make_index(settings: ClusterSettings, client: OpenSearch) -> None:
    """Make the index of the parts, where it is missing. It also has what the machines of a run tell."""
    body = {
        "settings": {"number_of_shards": 1, "number_of_replicas": settings.replicas},
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "osa": {"type": "keyword"},
                "numero": {"type": "integer"},
                "tavut": {"type": "binary"},
                "ajo": {"type": "object", "enabled": False},  # `index.cluster.run`
            },
        },
    }
    with translated(settings):
        if not client.indices.exists(index=lexicon_index(settings.name)):
            client.indices.create(index=lexicon_index(settings.name), body=body, params={"ignore": 400})
        # Another machine may just have made it, and reading it would fail until its shard is there.
        client.cluster.health(index=lexicon_index(settings.name), params={"wait_for_status": "yellow"})


def remove_others(settings: ClusterSettings, client: OpenSearch, kept: Iterable[str]) -> None:
    """Remove the chunks of all parts but those with the digests that are kept."""
    query = {
        "bool": {
            "must": {"exists": {"field": "osa"}},
            "must_not": {"terms": {"osa": sorted(kept)}},
        }
    }
    index = lexicon_index(settings.name)
    while True:
        with translated(settings):
            client.indices.refresh(index=index)
            body = {"query": query, "size": PAGE, "_source": False}
            hits = whole(settings, client.search(index=index, body=body))["hits"]["hits"]
        if not hits:
            return
        send_all(settings, client, index, ((hit["_id"], None) for hit in hits))


# Taking up


def take_up(
    settings: ClusterSettings,
    client: OpenSearch,
    parts: Sequence[Part],
    equivalents: Part | None,
    cache: Path,
) -> Path:
    """The lexicon of these parts as an index folder under `cache`; fetches what is not there yet.

    Several processes may do so at a time: each makes a folder of its own, and the first to rename it wins.
    Raises `ClusterError`, `ClusterMismatch` where a part is not in the cluster as it was sent.
    """
    every = [*parts, equivalents] if equivalents else parts
    state = hashlib.sha256(" ".join(one.digest for one in every).encode()).hexdigest()
    target = cache / f"lexicon-{state[:NAME_LENGTH]}"
    if target.is_dir():
        os.utime(target)
        return target
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=cache) as made:
        folder = Path(made) / "lexicon"
        _fill(settings, client, parts, equivalents, folder, cache)
        with suppress(OSError):  # another process was first
            folder.rename(target)
    _remove_old(cache, target)
    return target


def _fill(
    settings: ClusterSettings,
    client: OpenSearch,
    parts: Sequence[Part],
    equivalents: Part | None,
    folder: Path,
    cache: Path,
) -> None:
    segments = []
    with locked(folder) as held:
        for part in parts:
            segment = ArraySegment("MAIN")
            segment.segid = part.name
            segment.set_doc_count(part.documents)
            segments.append(segment)
            _fetch(settings, client, part, segment_path(folder, segment), cache)
        if equivalents is not None:
            _fetch(settings, client, equivalents, equivalents_path(folder, equivalents.name), cache)
        write_manifest(held, 0, segments, equivalents.name if equivalents else "")


def _fetch(settings: ClusterSettings, client: OpenSearch, part: Part, path: Path, cache: Path) -> None:
    """Have the file of a part: from the folder of another generation, else from the cluster."""
    for there in cache.glob(f"lexicon-*/{path.name}"):
        with suppress(OSError):
            os.link(there, path)
            return
    data = zstandard.ZstdDecompressor().decompress(
        b"".join(_chunks(settings, client, part)), max_output_size=part.size
    )
    if hashlib.sha256(data).hexdigest() != part.digest:
        raise ClusterMismatch(
            settings.where, settings.name, Notice("a part of its lexicon is not as it was sent")
        )
    path.write_bytes(data)


def _chunks(settings: ClusterSettings, client: OpenSearch, part: Part) -> Iterator[bytes]:
    index = lexicon_index(settings.name)
    for number in range(part.chunks):
        with translated(settings):
            found = client.get(index=index, id=f"{part.digest}-{number}", params={"ignore": 404})
        if not found.get("found"):
            raise ClusterMismatch(settings.where, settings.name, Notice("a part of its lexicon is missing"))
        yield base64.b64decode(found["_source"]["tavut"])


def _remove_old(cache: Path, newest: Path) -> None:
    """Remove all lexicons but the newest two: another process may still open the one before."""
    with suppress(OSError):
        others = [one for one in cache.glob("lexicon-*") if one != newest]
        for old in sorted(others, key=lambda one: one.stat().st_mtime)[:-1]:
            shutil.rmtree(old, ignore_errors=True)
