"""The projects nearest to a project or to a pasted text, and the words and passages they share.

A text is read as a project is: in sections, each with its weight; a pasted one is all summary. Only words
that may describe a subject count (`index.analysis.subject_words`), and not after a number, where they are a
measure («20 minuutista», «kolme viikkoa»). A part of a compound counts `PART_SHARE` of a word in the text and
in the projects alike. A word for the subject of a project occurs several times in it, while general words
occur once. Therefore

    weight(word)            = √(tf(word in text) · mean tf in the projects that have it)
    nearness(text, project) = Σ weight(word) · idf(word) · tf(word in project) / (tf + SATURATION · norm)

over the `KEY_TERMS` words with the highest weight · idf. Similarity is nearness in per cent of the value that
the text itself would get as a project. Nothing of a pasted text is kept.

The constants (`search.suggestion.key_terms`) were tuned together on the three nearest of 29 descriptions
(`python -m tests.search.test_similar_golden`): few, so differences below 0.02 may be chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from index.model.fields import Role, json_at
from index.model.project import BY_ROLE, SEARCHED, SECTION_NUMBER
from index.numeric import Array, nonzero_places
from index.storage.schema import BASES, PARTS
from search.aggregation.facet_counts import narrow
from search.contract import deadline
from search.contract.request import Request
from search.contract.results import Compared, Comparison, Reason, Similar, written_form
from search.highlight.hits import FACTS, REPORT_SECTION, TITLE_SECTION, title_spans
from search.highlight.pairs import make_pairs
from search.highlight.term_matches import (
    MatchToken,
    SectionTexts,
    TermMatch,
    find_matches,
    find_occurrences,
)
from search.matching.docset import ScoredDocs
from search.matching.retrieval import filter_masks
from search.matching.snapshot import Snapshot
from search.matching.sorting import top_k
from search.plan.compiled_request import CompiledRequest, compile_request
from search.plan.request_summary import active_filters, notes
from search.plan.words import Words
from search.suggestion.key_terms import (
    SATURATION,
    KeyTerm,
    SectionedText,
    key_terms_of,
    postings_of,
    spread_in,
    subject_tokens,
)

MOST = 10
"""Projects that are found."""
SHOWN = 12
"""Shared words that are named and marked."""
TOLD = 6
"""Shared whole words that are named beside a text; so many of the text itself are too."""
TELLING = 2.0
"""The minimum significance of a word that is named, or counts in pairs of passages. With 1.5 more of them are
meaningless."""
PLANNED = frozenset(number for number, field in enumerate(SEARCHED) if field.tells_plan)
"""The sections that describe the plan of a project: running and ended projects have them."""
PASTED = SECTION_NUMBER[BY_ROLE[Role.SUMMARY].query]


class NearDocument(NamedTuple):
    """A document near a text.

    similarity: 1–100; gains: float32[key terms], what each of them adds to its score.
    """

    doc: int
    similarity: int
    gains: Array


def similar_projects(snapshot: Snapshot, doc: int) -> tuple[Similar, ...]:
    """The projects nearest to one, by its plan; cached."""
    return snapshot.get_or_compute(("similar", doc), lambda: _similar(snapshot, doc))


def _similar(snapshot: Snapshot, doc: int) -> tuple[Similar, ...]:
    sections = planned(snapshot.document(doc))
    key_terms = key_terms_of(snapshot, sections, spread_in(snapshot, doc), own=True)
    others = snapshot.live.copy()
    others[doc] = False
    return described(snapshot, key_terms, others)


def planned(data: Mapping[str, Any]) -> SectionedText:
    """What a project set out to do. data: its JSON."""
    texts = SectionTexts(data)
    return SectionedText.of(tuple(text if n in PLANNED else "" for n, text in enumerate(texts)))


def pasted(text: str) -> SectionedText:
    """A text that is in no index, all of it summary."""
    return SectionedText.of(tuple(text if n == PASTED else "" for n in range(len(SEARCHED))))


def described(snapshot: Snapshot, key_terms: list[KeyTerm], among: Array) -> tuple[Similar, ...]:
    """The nearest of the documents `among` (bool[D]), as they are shown."""
    nearest = nearest_documents(snapshot, key_terms, among)
    return tuple(_described(snapshot.document(near.doc), near, key_terms) for near in nearest)


def compare_text(snapshot: Snapshot, text: str, request: Request) -> Comparison:
    """The projects nearest to a text among those that pass the filters of a request, and what they share."""
    sections = pasted(text)
    key_terms = key_terms_of(snapshot, sections, spread_in(snapshot))
    compiled = compile_request(Request(filters=request.filters))
    among = narrow(snapshot.live, filter_masks(snapshot, compiled.filters))
    found = compared(snapshot, sections, key_terms, among)
    return comparison(snapshot, request, compiled, key_terms, int(among.sum()), found)


def comparison(
    words: Words,
    request: Request,
    compiled: CompiledRequest,
    key_terms: list[KeyTerm],
    among: int,
    found: tuple[Compared, ...],
) -> Comparison:
    """What was found near a text of these key terms, among so many projects. compiled: the filters alone."""
    own = _told(key_terms, range(len(key_terms)))
    return Comparison(own, among, active_filters(words, request), notes(words, compiled), found)


def compared(
    snapshot: Snapshot, sections: SectionedText, key_terms: list[KeyTerm], among: Array
) -> tuple[Compared, ...]:
    """The nearest of the documents `among` (bool[D]) with what they share with a text."""
    spots = _spots(snapshot, sections, key_terms)
    nearest = nearest_documents(snapshot, key_terms, among)
    return tuple(_compared(snapshot, sections, near, key_terms, spots) for near in nearest)


# The nearest projects


def nearest_documents(snapshot: Snapshot, key_terms: list[KeyTerm], among: Array) -> Iterator[NearDocument]:
    """The nearest of the documents `among` (bool[D]), ties by project code; none whose similarity is 0."""
    gains = np.zeros((len(key_terms), snapshot.documents), np.float32)
    norms = np.float32(SATURATION) * snapshot.length_norms
    for gain, word in zip(gains, key_terms, strict=True):
        deadline.check()
        docs, frequencies = postings_of(snapshot, word.token)
        gain[docs] = word.weight * frequencies / (frequencies + norms.take(docs))
    whole = math.fsum(word.weight * word.own for word in key_terms)
    total = gains.sum(0) * among
    docs = nonzero_places(total)
    for doc in top_k(ScoredDocs(docs, total[docs]), MOST, snapshot.code_rank)[0].tolist():
        similarity = min(100, round(100 * float(total[doc]) / whole))
        if similarity:
            yield NearDocument(doc, similarity, gains[:, doc])


def _shared(near: NearDocument) -> list[int]:
    """Numbers of the key terms that add most, those first."""
    order = np.argsort(-near.gains, kind="stable")[:SHOWN].tolist()
    return [number for number in order if near.gains[number] > 0]


def _described(data: dict[str, Any], near: NearDocument, key_terms: list[KeyTerm]) -> Similar:
    written = (key_terms[number].written for number in _shared(near))
    return Similar(
        code=data["code"],
        title=data["title"] or data["code"],
        applicant=data["applicant"]["name"],
        starts=data["starts"],
        ends=data["ends"],
        similarity=near.similarity,
        words=_different(written),
        business_id=data["applicant"]["business_id"],
    )


def _told(key_terms: list[KeyTerm], numbers: Iterable[int]) -> tuple[str, ...]:
    """The significant ones of some key terms, as written in the text, in the order given."""
    told = (key_terms[number] for number in numbers)
    written = (word.written for word in told if word.telling >= TELLING)
    return _different(written)[:TOLD]


def _different(written: Iterable[str]) -> tuple[str, ...]:
    """Words, each once whatever its capitals."""
    return tuple({word.lower(): word for word in written}.values())


# Passages

Spot = tuple[int, int, int, list[int]]
"""A word of the text that is a key term: section, start, end, numbers of the key terms."""


def _spots(snapshot: Snapshot, sections: SectionedText, key_terms: list[KeyTerm]) -> list[Spot]:
    numbers = {word.token: number for number, word in enumerate(key_terms)}
    found = []
    for section, tokens in enumerate(sections.tokens):
        for token, names in subject_tokens(snapshot, tokens):
            here = [numbers[name] for name, _ in names if name in numbers]
            if here:
                found.append((section, token.start, token.end, here))
    return found


def _compared(
    snapshot: Snapshot,
    sections: SectionedText,
    near: NearDocument,
    key_terms: list[KeyTerm],
    spots: list[Spot],
) -> Compared:
    deadline.check()
    shared = {number: float(near.gains[number]) for number in _shared(near)}
    data = snapshot.document(near.doc)
    texts = SectionTexts(data)
    (there,) = find_occurrences(snapshot, (tuple(_match_tokens(key_terms, shared)), [near.doc]))
    matches = find_matches(there[near.doc], texts)
    project = _described(data, near, key_terms)
    telling = {number: key_terms[number].telling for number in shared if key_terms[number].telling >= TELLING}
    return Compared(
        project=project,
        facts={name: json_at(data, path) for name, path in FACTS},
        reported=bool(texts[REPORT_SECTION]),
        words=_told(key_terms, shared),
        title_spans=title_spans([match for match in matches if match.term in telling], project.title),
        pairs=make_pairs(
            sections.texts,
            _own_matches(sections, spots, shared),
            texts,
            [match for match in matches if match.section != TITLE_SECTION],
            telling,
        ),
    )


def _own_matches(sections: SectionedText, spots: list[Spot], shared: dict[int, float]) -> list[TermMatch]:
    """The words of the text that a project shares, each as the one of its readings that adds most."""
    own = []
    for section, start, end, words in spots:
        here = max((number for number in words if number in shared), key=shared.__getitem__, default=None)
        if here is not None:
            form = written_form(sections.texts[section][start:end])
            own.append(TermMatch(section, start, end, here, shared[here], Reason.EXACT_FORM, form))
    return own


def _match_tokens(key_terms: list[KeyTerm], shared: dict[int, float]) -> Iterator[MatchToken]:
    for number, gain in shared.items():
        token, written = key_terms[number].token, key_terms[number].written.lower()
        for stream, reason in ((BASES, Reason.INFLECTED), (PARTS, Reason.COMPOUND_PART)):
            yield MatchToken(number, written, reason, stream, token, gain, -1)
