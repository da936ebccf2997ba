"""What an organisation's projects are about: the words that say most about them, taken together.

Candidates are the telling words of its newest projects, weighed as for similar projects
(`search.suggestion.key_terms`), with the titles of more of them. What recurs in its projects but in few
others comes first:

    share(word) = √(projects of the organisation with the word) · idf(word)
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from index.analysis.finnish import word
from index.analysis.tokenizer import analyse
from index.model.fields import Role
from index.model.project import BY_ROLE, SEARCHED, SECTION_NUMBER
from index.numeric import Array
from search.aggregation.organisation_report import newest_first, projects_of
from search.contract.statistics import Organisation
from search.highlight.term_matches import SectionTexts
from search.matching import bm25
from search.matching.snapshot import Snapshot
from search.suggestion.key_terms import KeyTerm, SectionedText, key_terms_of, postings_of
from search.suggestion.more_like_this import PLANNED

MOST = 12
"""Words that are named."""
READ, TITLES = 4, 60
"""Newest projects whose plans are read, and of which the titles are."""
TITLE = BY_ROLE[Role.TITLE].query
TITLE_SECTION = SECTION_NUMBER[TITLE]
MOST_LETTERS = 1_500
"""Characters of a section of a project that are read."""


def subjects_of(snapshot: Snapshot, number: int) -> tuple[str, ...]:
    """The words for the projects of an organisation, by its number; kept for the next time."""

    def compute() -> tuple[str, ...]:
        led, partnered = projects_of(snapshot, number)
        docs = newest_first(snapshot, led | partnered)
        return _subjects(snapshot, snapshot.organisations.all[number], docs)

    return snapshot.get_or_compute(("subjects", number), compute)


def _subjects(snapshot: Snapshot, organisation: Organisation, docs: Array) -> tuple[str, ...]:
    own = _words_of((organisation.name, *organisation.other_names))
    texts = _texts(snapshot, docs)
    whole = {base for tokens in texts.tokens for token in tokens for base in token.word.bases}
    inside = set(docs.tolist())
    least = min(len(inside), 2)
    rated = []
    for term in key_terms_of(snapshot, texts):
        if term.token in own or term.token not in whole:  # a part of words says less than they do
            continue
        having, _ = postings_of(snapshot, term.token)
        there = len(inside.intersection(having.tolist()))
        if there >= least:
            rated.append((-math.sqrt(there) * bm25.idf(snapshot.live_count, len(having)), term.token, term))
    return _different(term for *_, term in sorted(rated))


def _texts(snapshot: Snapshot, docs: Array) -> SectionedText:
    """The plans of the newest projects and the titles of more, each section of all of them as one text."""
    read = [SectionTexts(snapshot.document(doc)) for doc in docs[:READ].tolist()]
    titles = snapshot.texts(TITLE)
    sections = []
    for number in range(len(SEARCHED)):
        if number == TITLE_SECTION:
            sections.append("\n".join(titles[doc] for doc in docs[:TITLES].tolist()))
        elif number in PLANNED:
            sections.append("\n".join(texts[number][:MOST_LETTERS] for texts in read))
        else:
            sections.append("")
    return SectionedText.of(tuple(sections))


def _words_of(names: Iterable[str]) -> set[str]:
    """The words of an organisation's names, which stand in its projects whatever they are about."""
    words = (token.word for name in names for token in analyse(name, "fi"))
    return {base for word in words for base in (*word.bases, *word.parts)}


def _different(terms: Iterable[KeyTerm]) -> tuple[str, ...]:
    """The words as the projects write them, without those that are a part of another one."""
    found: list[str] = []
    for term in terms:
        # The base form, where it is one: the stem of a word that no dictionary has is nothing to show.
        known = word(term.written.lower()).analysis_kind in ("voikko", "hyphen")
        written = term.token if known else term.written
        if len(found) == MOST:
            break
        if not any(written in one or one in written for one in found):
            found.append(written)
    return tuple(found)
