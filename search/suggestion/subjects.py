"""What an organisation's projects are about: the words that say most about them, taken together.

Candidates are words of the titles and of the beginnings of the plans of its newest projects that may describe
a subject (as in `search.suggestion.key_terms`). Words that are in a larger share of its projects than of all
projects come first. They are ranked by their term of the Kullback–Leibler divergence of the two
distributions, times the square root of their frequency in the texts read:

    says(word) = √tf · own · ln((own / all own projects) / (projects with the word / all projects))
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

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
from search.contract.statistics import Organisation
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
        return _subjects(snapshot, inside, words_besides(snapshot, snapshot.organisations.all[number]))

    return snapshot.get_or_compute(("subjects", number), compute)


def words_besides(words: Words, one: Organisation) -> set[str]:
    """The words that are in the projects of an organisation regardless of their subject."""
    return _words_of((one.name, *one.other_names)) | _place_words(words)


def _subjects(snapshot: Snapshot, inside: Array, besides: set[str]) -> tuple[str, ...]:
    """The words for some documents (bool[D]). besides: words to ignore: not specific to a subject."""
    newest = by_field(snapshot, inside.nonzero()[0], NEWEST, TITLES).tolist()
    titles = [snapshot.text(TITLE, doc) for doc in newest]
    plans = [snapshot.document(doc) for doc in newest[:READ]]

    def count(token: str) -> int:
        return int(np.count_nonzero(inside.take(snapshot.postings(BASES, token)[0])))

    return subjects(snapshot, titles, plans, besides, int(np.count_nonzero(inside)), count)


def subjects(
    words: Words,
    titles: Iterable[str],
    plans: Iterable[Mapping[str, Any]],
    besides: set[str],
    every: int,
    count: Callable[[str], int],
) -> tuple[str, ...]:
    """The most significant words of some projects.

    titles: of the newest `TITLES` of them; plans: the JSON of the newest `READ`. every: how many projects
    there are. count: how many of them have a token. besides: as of `_subjects`.
    """
    rated = []
    for token, written, often in _candidates(words, _texts(titles, plans), besides):
        deadline.check()
        there = count(token)
        if there >= min(every, 2):
            matching = words.document_frequency(BASES, token)
            says = math.sqrt(often) * there * math.log(there * words.live_count / (every * matching))
            rated.append((not _is_known(written), -round(says, 6), token, written))
    # The stem of a word that no dictionary has is nothing to show.
    return _different(written if unknown else token for unknown, _, token, written in sorted(rated))


def _texts(titles: Iterable[str], plans: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Titles and beginnings of plans."""
    yield from titles
    for data in plans:
        texts = SectionTexts(data)
        for number, field in enumerate(SEARCHED):
            if field.tells_plan and field.query != TITLE:
                yield texts[number][:LETTERS].rpartition(" ")[0].replace(REMOVED, " ")


def _candidates(words: Words, texts: Iterable[str], besides: set[str]) -> Iterator[tuple[str, str, float]]:
    """Words that may tell a subject, each with one form in which the texts have it, and how often they do."""
    often: dict[str, float] = defaultdict(float)
    written: dict[str, str] = {}
    for token, names in subject_tokens(words, _tokens(texts)):
        for name, share in names:
            if name in token.word.bases and name not in besides and _may_be_said(name, token.form):
                often[name] += share  # a part of a word says less than the word
                written.setdefault(name, token.form)

    def rating(name: str) -> tuple[float, str]:
        idf = bm25.idf(words.live_count, words.document_frequency(BASES, name))
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
    """The words of place names, which are shown separately."""
    names = (name for field in PLACE_FIELDS for name in words.field_values(field.query))
    return words.keep("place words", lambda: _words_of(names))


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
