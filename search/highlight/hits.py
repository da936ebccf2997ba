"""Documents → hits: the facts, the best passages, and which search words a partial match lacks."""

from __future__ import annotations

from collections.abc import Sequence

from index.model.fields import Kind, json_at
from index.model.project import FIELDS, SEARCHED
from index.numeric import Array
from search.contract import deadline
from search.contract.results import Hit
from search.highlight.snippets import highlight, make_snippets
from search.highlight.term_matches import (
    Placed,
    SectionTexts,
    find_marks,
    placed,
    prefix_matches,
    related,
    sought,
)
from search.matching.snapshot import Snapshot
from search.query.ast import QueryTerm, as_typed

FACTS = tuple(
    (f.name, f.path)
    for f in FIELDS
    if f.query and not f.private and f.kind is not Kind.TEXT and not f.derived
)
"""The fields whose values a hit carries: name and place in the JSON."""
TITLE_SECTION = next(i for i, f in enumerate(SEARCHED) if f.name == "title")


def make_hits(
    snapshot: Snapshot, docs: Array, scores: Array, wanted: Sequence[QueryTerm], whole: int
) -> tuple[Hit, ...]:
    """The hits of a page. The first `whole` match the whole query, the others only some of it."""
    every = docs.tolist()
    if not every:
        return ()
    there = placed(snapshot, every, sought(snapshot, wanted))
    instead = placed(snapshot, every[whole:], related(snapshot, wanted) if whole < len(every) else ())
    return tuple(
        _hit(snapshot, wanted, doc, score, there[doc], instead.get(doc))
        for doc, score in zip(every, scores.tolist(), strict=True)
    )


def _hit(
    snapshot: Snapshot,
    wanted: Sequence[QueryTerm],
    doc: int,
    score: float,
    there: list[Placed],
    relatives: list[Placed] | None,
) -> Hit:
    """One hit; `relatives` are given for a partial match."""
    deadline.check()
    data = snapshot.document(doc)
    texts = SectionTexts(data)
    marks = find_marks(there, texts)
    missing: set[int] = set()
    if relatives is not None:
        missing = set(range(len(wanted))) - {mark.term for mark in marks}
        instead = [found for found in relatives if found[2].term in missing]
        marks += find_marks(instead, texts)
        for number in missing if not marks else ():
            marks += prefix_matches(number, wanted[number], texts)
        marks.sort(key=lambda mark: (mark.section, mark.start))
    title = texts[TITLE_SECTION] or data["code"]
    in_title = tuple(mark for mark in marks if mark.section == TITLE_SECTION)
    return Hit(
        code=data["code"],
        title=title,
        title_html=highlight(title, in_title, 0, len(title)),
        score=round(score, 4),
        facts={name: json_at(data, path) for name, path in FACTS},
        snippets=make_snippets(texts, marks, TITLE_SECTION),
        partial=relatives is not None,
        missing=tuple(as_typed(wanted[number]) for number in sorted(missing)),
    )
