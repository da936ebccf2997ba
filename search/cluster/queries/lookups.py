"""Tokens → queries: where they match, and what they score.

The token frequencies in the cluster are already weighted and divided by the document length
(`index.cluster.mapping`), so its BM25 differs from ours only by a constant factor. Lucene treats several
tokens of one position as one token whose frequencies add up, like those of `search.matching.positions`. It
takes the idf of the most frequent of them; a boost corrects this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.cluster.mapping import SCALE, SECTION_WORDS, TOGETHER, WORDS, exact_token, token
from index.model.project import SECTION_NUMBER
from index.storage.schema import BASES
from index.storage.vocabulary import form_hash
from search.cluster.asking import Ledger, Query
from search.cluster.lexicon import Lexicon
from search.matching.bm25 import idf
from search.plan.lookups import readings
from search.plan.weights import K1
from search.query.ast import Term

Token = tuple[str, str]
"""Stream and text."""


@dataclass(frozen=True)
class Collection:
    """A generation of an index in the cluster: its words, and what is asked of its documents.

    words: its lexicon, a snapshot without postings of texts.
    has_factor: whether the cluster multiplies BM25 by k1 + 1, as OpenSearch 2 does and 3 does not.
    """

    words: Lexicon
    ledger: Ledger
    has_factor: bool

    @property
    def documents(self) -> int:
        """How many there are."""
        return self.words.live_count

    @property
    def boost(self) -> float:
        """What the cluster's BM25 is multiplied by to be ours."""
        return (K1 + 1) / (K1 * SCALE + 1) if self.has_factor else K1 + 1


def matching_tokens(tokens: Iterable[Token], section: str) -> Query:
    """Documents with any of some tokens, in a section or, with "", anywhere."""
    number, field = _place(section)
    return {"terms": {field: sorted({token(stream, text, number) for stream, text in tokens})}}


def count_of(collection: Collection, tokens: Sequence[Token], section: str) -> int:
    """How many documents have any of some tokens."""
    known = _known(collection, tokens)
    if not known:
        return 0
    if len(known) == 1 and not section:
        return collection.words.document_frequency(*known[0])
    return collection.ledger.count(matching_tokens(known, section))


def score_of(
    collection: Collection, tokens: Sequence[Token], section: str, weight: float, matching: int | None = None
) -> Query | None:
    """The score of some tokens taken as one, their frequencies added; None where no document has any.

    matching: how many documents have what they are a part of, whose idf counts; None = any of them.
    """
    known = _known(collection, tokens)
    if not known:
        return None
    number, field = _place(section)
    written = [token(stream, text, number) for stream, text in known]
    boost = weight * collection.boost
    if len(known) == 1 and matching is None:
        return {"term": {field: {"value": written[0], "boost": boost}}}
    most = max(count_of(collection, [one], section) for one in known)
    own = count_of(collection, known, section) if matching is None else matching
    boost *= idf(collection.documents, own) / idf(collection.documents, most)
    if len(known) == 1:
        return {"term": {field: {"value": written[0], "boost": boost}}}
    return {"match": {field: {"query": TOGETHER.join(written), "boost": boost}}}


def exact_tokens(term: Term) -> list[str]:
    """The tokens of a word written exactly as typed, one for each of its readings."""
    written = form_hash(term.surface)
    return sorted({exact_token(written, base) for base in readings(term.word)})


def score_of_exact(collection: Collection, tokens: Sequence[str], weight: float) -> Query | None:
    """The score of a word written exactly as typed, under its readings: an occurrence has all of them, unless
    it is in another language."""
    boost = weight * collection.boost
    if len(tokens) < 2:
        return {"term": {WORDS: {"value": tokens[0], "boost": boost}}}
    together, *each = (
        idf(collection.documents, collection.ledger.count({"terms": {WORDS: list(some)}}))
        for some in (tokens, *([one] for one in tokens))
    )
    return best(
        {"term": {WORDS: {"value": one, "boost": boost * together / rarity}}}
        for one, rarity in zip(tokens, each, strict=True)
    )


def own_tokens(term: Term) -> list[Token]:
    """The tokens of each reading of a search word."""
    return [(BASES, base) for base in readings(term.word)]


def best(parts: Iterable[Query | None]) -> Query | None:
    """The best of some scores; None where no document can have any."""
    there = [part for part in parts if part is not None]
    if len(there) < 2:
        return there[0] if there else None
    return {"dis_max": {"queries": there}}


def added(parts: Iterable[Query | None]) -> Query | None:
    """The sum of some scores, of which a document needs one."""
    there = [part for part in parts if part is not None]
    if len(there) < 2:
        return there[0] if there else None
    return {"bool": {"should": there, "minimum_should_match": 1}}


def _place(section: str) -> tuple[int | None, str]:
    return (SECTION_NUMBER[section], SECTION_WORDS) if section else (None, WORDS)


def _known(collection: Collection, tokens: Sequence[Token]) -> list[Token]:
    """Those that a document of the index has, in any section."""
    return [one for one in tokens if collection.words.document_frequency(*one)]
