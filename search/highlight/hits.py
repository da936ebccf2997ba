"""Turns documents into what is shown: hits with facts and the best passages, and whole projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from index.model.fields import Role, json_at
from index.model.project import BY_ROLE, FIELDS, SEARCHED, SECTION_NUMBER, text_parts
from index.model.serialization import from_json
from index.numeric import Array
from search.contract import deadline
from search.contract.listing import ProjectDocument
from search.contract.results import Hit, Span
from search.equivalence.searched_words import SearchedWords
from search.highlight.snippets import make_snippets
from search.highlight.term_matches import (
    SectionTexts,
    TermMatch,
    TokenOccurrence,
    alike_number,
    find_matches,
    find_occurrences,
    match_tokens,
    prefix_matches,
    related_tokens,
    spans_within,
)
from search.matching.snapshot import Snapshot
from search.query.ast import surface_of

FACTS = tuple((f.name, f.path) for f in FIELDS if f.in_hit)
"""The fields whose values a hit carries: name and place in the JSON."""
TITLE_SECTION = SECTION_NUMBER[BY_ROLE[Role.TITLE].query]
REPORT_SECTION = SECTION_NUMBER[BY_ROLE[Role.FINAL_REPORT].query]


def make_hits(
    snapshot: Snapshot, docs: Array, scores: Array, searched: SearchedWords, whole: int
) -> tuple[Hit, ...]:
    """The hits of a page. The first `whole` match the whole query, the others only some of it."""
    every = docs.tolist()
    if not every:
        return ()
    relatives = related_tokens(snapshot, searched.terms) if whole < len(every) else ()
    there, instead = find_occurrences(
        snapshot, (match_tokens(snapshot, searched), every), (relatives, every[whole:])
    )
    return tuple(
        _hit(snapshot, searched, doc, score, there[doc], instead.get(doc))
        for doc, score in zip(every, scores.tolist(), strict=True)
    )


def _hit(
    snapshot: Snapshot,
    searched: SearchedWords,
    doc: int,
    score: float,
    there: list[TokenOccurrence],
    relatives: list[TokenOccurrence] | None,
) -> Hit:
    """One hit; `relatives` are given for a partial match."""
    deadline.check()
    wanted = searched.terms
    data = snapshot.shown(doc)
    texts = SectionTexts(data)
    matches = find_matches(there, texts)
    missing: set[int] = set()
    if relatives is not None:
        missing = set(range(len(wanted))) - _found_numbers(searched, matches)
        instead = [found for found in relatives if found[2].term in missing]
        matches += find_matches(instead, texts)
        for number in missing if not matches else ():
            matches += prefix_matches(number, wanted[number], texts)
        matches.sort(key=lambda match: (match.section, match.start))
    title = texts[TITLE_SECTION] or data["code"]
    return Hit(
        code=data["code"],
        title=title,
        title_spans=title_spans(matches, title),
        score=round(score, 4),
        facts={name: json_at(data, path) if path[1:] else data[name] for name, path in FACTS},
        snippets=make_snippets(texts, matches, TITLE_SECTION),
        partial=relatives is not None,
        missing=tuple(surface_of(wanted[number]) for number in sorted(missing)),
        reported=bool(texts[REPORT_SECTION]),
    )


def _found_numbers(searched: SearchedWords, matches: Sequence[TermMatch]) -> set[int]:
    """Numbers of the search words that are there, or something that means the same."""
    found = {match.term for match in matches}
    for place, one in enumerate(searched.alike):
        if alike_number(searched, place) in found:
            found.update(one.numbers)
    return found


def title_spans(matches: Sequence[TermMatch], title: str) -> tuple[Span, ...]:
    """What matches in the title of a project. matches: of all its sections."""
    return spans_within((match for match in matches if match.section == TITLE_SECTION), 0, len(title))


def make_document(snapshot: Snapshot, doc: int, searched: SearchedWords) -> ProjectDocument:
    """A whole project, and where its texts match the search words."""
    data = snapshot.document(doc)
    (there,) = find_occurrences(snapshot, (match_tokens(snapshot, searched), [doc]))
    return ProjectDocument(
        from_json(data), _spans_by_place(data, find_matches(there[doc], SectionTexts(data)))
    )


def _spans_by_place(data: Mapping[str, Any], matches: Sequence[TermMatch]) -> dict[str, tuple[Span, ...]]:
    """What matches in each text of a project, by its place in the JSON; only of texts in which anything does.

    A section may consist of several texts with a separator between them; offsets start from 0 in each text.
    """
    found = {}
    for number, field in enumerate(SEARCHED):
        own = [match for match in matches if match.section == number]
        start = 0
        for place, words in text_parts(data, field) if own else ():
            spans = spans_within(own, start, start + len(words))
            if spans:
                found[place] = spans
            start += len(words) + len(field.separator)
    return found
