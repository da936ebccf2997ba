"""How documents lie in an OpenSearch cluster: names of fields, their types, and how tokens are written.

Our own analysis makes the tokens; the cluster only takes texts apart at white space. So its fields need no
plugin, and the ranking is that of the embedded engine: the frequency that is sent with a token is already
weighted by sections and divided by the length of the document (`frequencies`), and BM25 without a length norm
does the rest.

    sanat     all that scores by the whole document: base forms, parts, exact forms, each with its frequency
    osiot     the same in one section
    paikat    base forms and exact forms at their positions, section by section: phrases
    norm      the length norm, for scripts that score phrases
    puuttuu   query names of the fields without a value
    …_jarj    collation keys for sorting
    koodi, every name field, every number field   by their query names; organisations by their ids
    projekti, sanasto   only stored, as bytes beside `_source`, so that the cluster neither reads nor packs
              them: the project as JSON, and its words with their places
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.model.fields import Role
from index.model.project import BY_ROLE, QUERYABLE
from index.numeric import Array
from index.storage.schema import BASES, NAME_FIELDS, NUMBER_FIELDS, PARTS, SECTION_GAP, SORT_TEXT_FIELDS

WORDS = "sanat"
SECTION_WORDS = "osiot"
PLACES = "paikat"
NORM = "norm"
MISSING_FIELDS = "puuttuu"
CODE = BY_ROLE[Role.CODE].query
PROJECT = "projekti"
"""Base64 of the project's JSON, packed by `index.storage.document_store.compress_json`."""
DOCUMENT_WORDS = "sanasto"
"""Base64 of the words of the document with their places (`index.cluster.document_words`)."""
FIRST_SEEN = "havaittu"
LAST_CHANGED = "muuttunut"
"""Unix times in seconds, as `index.storage.postings.Source` has them."""
DIGEST = "tunniste"
"""What the document was made from: tells the next run whether to send it again."""
PART = "osa"
"""The number of the indexing machine that sent the document."""
COLLATED = "_jarj"
"""How the name of the collation key of a sortable text field ends."""

TOGETHER = "\x01"
"""Between tokens that stand at one position. No white space to Java, as U+001C to U+001F would be."""
FREQUENCY = "\x02"
"""Between a token and its frequency."""
FILLER = "_"
"""A token that every document has in each field of words: so a field has as many documents as there are."""
SCALE = 8192
"""What frequencies are multiplied by, since the cluster takes whole numbers."""
SAMPLE_LENGTHS = np.array([100, 1_000, 100_000], np.float32)
"""By the norms of which a ranking is told from another."""
MOST_CHARACTERS = 2_000
"""Length of a keyword or token that is kept as it is; Lucene refuses one of 32,766 bytes."""

KINDS = {BASES: ":", PARTS: "/"}
"""The sign of a token of each stream; that of an exact form is `EXACT`."""
EXACT = "="
_SPACE = re.compile(r"[\s\x00-\x1f]")


@dataclass(frozen=True)
class Ranking:
    """What of the ranking is worked out when a document is sent, since the cluster cannot do it later.

    k1:          BM25's, see `search.plan.weights`.
    length_norm: lengths (float32[D]), mean length → the norm of each (float32[D]).
    collate:     a text → the key by which it sorts.
    """

    k1: float
    length_norm: Callable[[Array, float], Array]
    collate: Callable[[str], str]


def ranking_key(ranking: Ranking) -> str:
    """Names what the frequencies of a generation were made with."""
    norms = ranking.length_norm(SAMPLE_LENGTHS, 1_000.0)
    return hashlib.sha256(repr([ranking.k1, [round(float(n), 5) for n in norms]]).encode()).hexdigest()[:12]


# Values and tokens


def keyword(value: str) -> str:
    """A value as a keyword field has it: itself, unless it is longer than Lucene takes."""
    if len(value) <= MOST_CHARACTERS:
        return value
    return value[:MOST_CHARACTERS] + hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def token(stream: str, text: str, section: int | None = None) -> str:
    """A token of one of the two streams; section: its number, in the field of section words."""
    return f"{'' if section is None else section}{KINDS[stream]}{plain(text)}"


def exact_token(form_hash: int, base: str) -> str:
    """A base form where it was written in a form of this hash (`index.storage.vocabulary.form_hash`)."""
    return plain_exact_token(form_hash, plain(base))


def plain_exact_token(form_hash: int, base: str) -> str:
    """The same of a base form as `plain` gives it."""
    return f"{EXACT}{form_hash:04x}{base}"


def section_marks(section: int) -> tuple[str, str]:
    """The tokens at which a section begins and ends in the field of places."""
    return f"<{section}", f"{section}>"


def plain(text: str) -> str:
    """A text as a token has it: without white space, and not longer than Lucene takes."""
    return keyword(_SPACE.sub("_", text))


def frequencies(weights: Array, norms: Array) -> Array:
    """int64[n]: the frequency to send with each token of a document: weight / norm in units of 1 / `SCALE`.

    BM25 with the length norm, tf / (tf + k1 · norm), is tf/norm / (tf/norm + k1).
    weights: float[n], occurrences weighted by their sections; norms: float[n], of their documents.
    """
    scaled = weights.astype(np.float64) * (SCALE / norms.astype(np.float64))
    return np.maximum(1, np.rint(scaled)).astype(np.int64)


# The index


def settings(ranking: Ranking, shards: int, replicas: int) -> dict[str, Any]:
    """Settings of an index of documents."""
    return {
        "index": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            # Nobody searches it before it is complete. But of a single segment no merge would let go what was
            # sent and not stored, and a long run makes several this way.
            "refresh_interval": "20s",
            "merge.policy.expunge_deletes_allowed": 0,  # BM25 must not count deleted documents
            "similarity.weighted": {"type": "BM25", "k1": ranking.k1 * SCALE, "b": 0.0},
        },
        "analysis": {
            "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 100_000}},
            "filter": {
                "split": {
                    "type": "pattern_capture",
                    "patterns": [f"([^{TOGETHER}]+)"],
                    "preserve_original": False,
                },
                "counted": {"type": "delimited_term_freq", "delimiter": FREQUENCY},
            },
            "analyzer": {
                "counted": {"type": "custom", "tokenizer": "spaces", "filter": ["counted"]},
                "together": {"type": "custom", "tokenizer": "spaces", "filter": ["split"]},
            },
        },
    }


def mapping(meta: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping of an index of documents; meta: the table of contents of its generation."""
    words = {
        "type": "text",
        "analyzer": "counted",
        "search_analyzer": "together",
        "index_options": "freqs",
        "norms": False,
        "similarity": "weighted",
    }
    places = {
        "type": "text",
        "analyzer": "together",
        "norms": False,
        "similarity": "weighted",
        "position_increment_gap": SECTION_GAP,
    }
    keywords = [CODE, MISSING_FIELDS, *(field.query for field in NAME_FIELDS)]
    stored = {"type": "binary", "store": True}
    properties: dict[str, Any] = {
        WORDS: words,
        SECTION_WORDS: words,
        PLACES: places,
        NORM: {"type": "float", "index": False},
        PROJECT: stored,
        DOCUMENT_WORDS: stored,
        FIRST_SEEN: {"type": "long", "index": False},
        LAST_CHANGED: {"type": "long"},
        DIGEST: {"type": "keyword", "index": False},
        PART: {"type": "integer"},
        **{name: {"type": "keyword"} for name in keywords},
        **{field.query: {"type": "long"} for field in NUMBER_FIELDS},
        **{field.query + COLLATED: {"type": "keyword", "index": False} for field in SORT_TEXT_FIELDS},
    }
    kept = [CODE, FIRST_SEEN, LAST_CHANGED]
    return {
        "dynamic": "strict",
        "_meta": dict(meta),
        "_source": {"includes": kept},
        "properties": properties,
    }


assert not {WORDS, SECTION_WORDS, PLACES, NORM, MISSING_FIELDS, PROJECT, DOCUMENT_WORDS} & QUERYABLE.keys()
