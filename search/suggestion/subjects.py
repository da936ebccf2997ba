"""What an organisation's projects are about: the words that say most about them, taken together.

Candidates are words of the titles and of the beginnings of the plans of its newest projects, those that may
tell a subject as similar projects know them (`search.suggestion.key_terms`). What stands in more of its
projects than in others comes first, by its part of the Kullback–Leibler divergence of the two, and by how
often it comes in what was read, which counts by its root as there:

    says(word) = √tf · own · ln((own / all own projects) / (projects with the word / all projects))
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from index.analysis.finnish import word
from index.analysis.tokenizer import Token, analyse
from index.analysis.voikko import NAME_CLASSES, analyses_of
from index.model.project import PLACE_FIELDS, SEARCHED
from index.numeric import Array
from index.privacy.redaction import REMOVED
from index.storage.schema import BASES
from search.aggregation.organisation_report import TITLE, projects_of
from search.contract import deadline
from search.contract.request import NEWEST
from search.highlight.term_matches import SectionTexts
from search.matching import bm25
from search.matching.snapshot import Snapshot
from search.matching.sorting import by_field
from search.plan.words import Words
from search.suggestion.key_terms import subject_tokens

MOST = 12
"""Words that are named."""
READ, LETTERS = 3, 400
"""Newest projects whose plans are read, and characters of each of their sections."""
TITLES = 40
"""Newest projects whose titles are."""
CANDIDATES = 50
"""Words whose projects are counted, those first that are frequent in the texts read and rare elsewhere."""


def subjects_of(snapshot: Snapshot, number: int) -> tuple[str, ...]:
    """The words for the projects of an organisation, by its number; kept for the next time."""

    def compute() -> tuple[str, ...]:
        led, partnered = projects_of(snapshot, number)
        inside = led | partnered
        one = snapshot.organisations.all[number]
        own = _words_of((one.name, *one.other_names))
        return _subjects(snapshot, inside, own | _place_words(snapshot))

    return snapshot.get_or_compute(("subjects", number), compute)


def _subjects(snapshot: Snapshot, inside: Array, besides: set[str]) -> tuple[str, ...]:
    """The words for some documents (bool[D]). besides: words that stand in them whatever they are about."""
    every = int(np.count_nonzero(inside))
    rated = []
    for token, written, often in _candidates(
        snapshot, _texts(snapshot, by_field(snapshot, inside.nonzero()[0], NEWEST, TITLES)), besides
    ):
        deadline.check()
        docs, _ = snapshot.postings(BASES, token)
        there = int(np.count_nonzero(inside.take(docs)))
        if there >= min(every, 2):
            says = math.sqrt(often) * there * math.log(there * snapshot.live_count / (every * len(docs)))
            rated.append((not _is_known(written), -round(says, 6), token, written))
    # The stem of a word that no dictionary has is nothing to show.
    return _different(written if unknown else token for unknown, _, token, written in sorted(rated))


def _texts(snapshot: Snapshot, docs: Array) -> Iterator[str]:
    """Titles and beginnings of plans; docs: the newest first."""
    yield from (snapshot.text(TITLE, doc) for doc in docs[:TITLES].tolist())
    for doc in docs[:READ].tolist():
        texts = SectionTexts(snapshot.document(doc))
        for number, field in enumerate(SEARCHED):
            if field.tells_plan and field.query != TITLE:
                yield texts[number][:LETTERS].rpartition(" ")[0].replace(REMOVED, " ")


def _candidates(
    snapshot: Snapshot, texts: Iterable[str], besides: set[str]
) -> Iterator[tuple[str, str, float]]:
    """Words that may tell a subject, each with one form in which the texts have it, and how often they do."""
    often: dict[str, float] = defaultdict(float)
    written: dict[str, str] = {}
    for token, names in subject_tokens(snapshot, _tokens(texts)):
        for name, share in names:
            if name in token.word.bases and name not in besides and _may_be_said(name, token.form):
                often[name] += share  # a part of a word says less than the word
                written.setdefault(name, token.form)

    def rating(name: str) -> tuple[float, str]:
        idf = bm25.idf(snapshot.live_count, snapshot.document_frequency(BASES, name))
        return -math.sqrt(often[name]) * idf, name

    yield from ((name, written[name], often[name]) for name in sorted(often, key=rating)[:CANDIDATES])


def _may_be_said(base: str, form: str) -> bool:
    """Whether a word can stand by itself: no stem, sign or address, and no name of a person or place."""
    shown = base if _is_known(form) else form
    if not (len(shown) > 2 and shown.replace("-", "").isalpha() and form.replace("-", "").isalpha()):
        return False
    classes = {analysis.get("CLASS", "") for analysis in analyses_of(form)}
    return not classes or not classes <= NAME_CLASSES


def _tokens(texts: Iterable[str]) -> list[Token]:
    return [token for text in texts for token in analyse(text)]


def _place_words(words: Words) -> set[str]:
    """The words of the names of places, which are told by themselves."""
    names = (name for field in PLACE_FIELDS for name in words.field_values(field.query))
    return words.get_or_compute("place words", lambda: _words_of(names))


def _words_of(names: Iterable[str]) -> set[str]:
    """Base forms and parts of the words of some names."""
    words = (token.word for name in names for token in analyse(name, "fi"))
    return {base for word in words for base in (*word.bases, *word.parts)}


def _is_known(form: str) -> bool:
    """Whether a form is one of a Finnish word. Of others, mostly Swedish, frame words are not told apart."""
    return word(form).analysis_kind in ("voikko", "hyphen")


def _different(words: Iterable[str]) -> tuple[str, ...]:
    """The first words, without those that are a part of another one."""
    found: list[str] = []
    for one in words:
        if len(found) == MOST:
            break
        if not any(one in other or other in one for other in found):
            found.append(one)
    return tuple(found)
