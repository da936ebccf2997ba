"""A search engine that reads every text word by word: what the real one is compared with.

It imports nothing of `index/` or `search/`: weights, formula and lemmas are written here once more, from the
documentation. A query is a tree of the classes below; `str()` of it is the query as a person types it.

Scores are BM25 of a word's occurrences, each counted by the weight of its section; a phrase counts as many
occurrences as it has words. Seven tenths of a word's score count its compounds as occurrences, too. To the
words of a query are added a quarter of their score in the title alone, and half of their score as a phrase.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

WEIGHTS = {"koodi": 5.0, "nimi": 5.0, "tiivistelma": 2.0, "maakunta": 1.0, "loppuraportti": 2.0}
"""What an occurrence counts in each section that the descriptions of these tests have."""
K1, B = 2.0, 0.75
IN_TITLE, AS_PHRASE, WITH_COMPOUNDS = 0.25, 0.5, 0.7
LEMMAS = {
    "koulu": ("koulu", "koulun", "koulussa"),
    "metsä": ("metsä", "metsän", "metsässä"),
    "talo": ("talo", "talon", "talot"),
    "meri": ("meri", "meren", "merellä"),
    "tie": ("tie", "tien", "tiellä"),
}
"""Words with one base form, which is too short to have relatives, and no parts."""
COMPOUNDS = {"koulutalo": ("koulu", "talo"), "metsätiellä": ("metsä", "tie"), "metsätien": ("metsä", "tie")}
"""Words that only stand in texts, with those that they hold."""
LEMMA = {form: lemma for lemma, forms in LEMMAS.items() for form in forms}


@dataclass(frozen=True)
class Doc:
    """A description: the words of each section."""

    code: str
    sections: dict[str, tuple[str, ...]]

    @property
    def length(self) -> float:
        """Weighted number of words."""
        return sum(WEIGHTS[name] * len(words) for name, words in self.sections.items())


@dataclass(frozen=True)
class Word:
    """A word in any inflection, or exactly as typed, in any section or one; also in compounds, or not."""

    form: str
    exact: bool = False
    section: str = ""
    alone: bool = False

    def __str__(self) -> str:
        return (f"{self.section}:" if self.section else "") + ("=" if self.exact else "") + self.form

    def fits(self, word: str) -> bool:
        """Whether a word of a text is this one."""
        if self.exact:
            return word == self.form
        inside = () if self.alone else COMPOUNDS.get(word, ())
        return LEMMA[self.form] in (LEMMA.get(word), *inside)


@dataclass(frozen=True)
class Phrase:
    """Words in this order with at most `slop` others between them in all."""

    words: tuple[Word, ...]
    slop: int = 0
    section: str = ""

    def __str__(self) -> str:
        text = " ".join(word.form for word in self.words)
        near = f"~{self.slop}" if self.slop else ""
        return (f"{self.section}:" if self.section else "") + f'"{text}"{near}'


@dataclass(frozen=True)
class Region:
    """A filter by the name of a region."""

    name: str

    def __str__(self) -> str:
        return f"maakunta:{self.name}"


@dataclass(frozen=True)
class Not:
    """What does not match."""

    item: Query

    def __str__(self) -> str:
        return f"-({self.item})"


@dataclass(frozen=True)
class And:
    """What all items match."""

    items: tuple[Query, ...]

    def __str__(self) -> str:
        return " ".join(f"({item})" if isinstance(item, Or) else str(item) for item in self.items)


@dataclass(frozen=True)
class Or:
    """What any item matches."""

    items: tuple[Query, ...]

    def __str__(self) -> str:
        return " TAI ".join(f"({item})" if isinstance(item, And) else str(item) for item in self.items)


Query = Word | Phrase | Region | Not | And | Or


class ObviousEngine:
    """Searches some descriptions."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        self.docs = docs
        self.counted: dict[Word | Phrase, dict[str, float]] = {}
        self.mean = sum(doc.length for doc in docs) / len(docs)

    def search(self, query: Query) -> dict[str, float]:
        """Codes of the descriptions that match, each with its score; 0 where only filters are asked for."""
        extra = list(self.extras(query))
        return {
            doc.code: self.score(query, doc) + sum(share * self.score(part, doc) for share, part in extra)
            for doc in self.docs
            if self.matches(query, doc)
        }

    def extras(self, query: Query) -> Iterator[tuple[float, Query]]:
        """What makes one match better than another: a share of the score of something else."""
        items = query.items if isinstance(query, And) else (query,)
        words = [item for item in items if isinstance(item, Word) and not item.section]
        for word in words:
            yield IN_TITLE, Word(word.form, word.exact, "nimi", alone=True)
        if len(words) > 1:
            yield AS_PHRASE, Phrase(tuple(words))

    def matches(self, query: Query, doc: Doc) -> bool:
        """Whether a description matches."""
        match query:
            case Word() | Phrase():
                return self.frequencies(query)[doc.code] > 0
            case Region(name):
                return name in doc.sections.get("maakunta", ())
            case Not(item):
                return not self.matches(item, doc)
            case And(items):
                return all(self.matches(item, doc) for item in items)
            case Or(items):
                return any(self.matches(item, doc) for item in items)

    def score(self, query: Query, doc: Doc) -> float:
        """The score of a description: the sum of what each part of the query that it matches gives."""
        match query:
            case Word(exact=False, alone=False):
                itself = self.bm25(replace(query, alone=True), doc)
                return (1 - WITH_COMPOUNDS) * itself + WITH_COMPOUNDS * self.bm25(query, doc)
            case Word() | Phrase():
                return self.bm25(query, doc)
            case And(items) | Or(items):
                return sum(self.score(item, doc) for item in items if self.matches(item, doc))
            case _:
                return 0.0

    def bm25(self, query: Word | Phrase, doc: Doc) -> float:
        """The formula for the occurrences of something."""
        tf = self.frequencies(query)[doc.code]
        matching = sum(other > 0 for other in self.frequencies(query).values())
        idf = math.log(1 + (len(self.docs) - matching + 0.5) / (matching + 0.5))
        return idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * doc.length / self.mean))

    def frequencies(self, query: Word | Phrase) -> dict[str, float]:
        """Weighted number of occurrences in each description."""
        if query not in self.counted:
            self.counted[query] = {doc.code: frequency(query, doc) for doc in self.docs}
        return self.counted[query]


def frequency(query: Word | Phrase, doc: Doc) -> float:
    """Weighted number of occurrences in a description."""
    named = {name: text for name, text in doc.sections.items() if query.section in ("", name)}
    if isinstance(query, Word):
        return sum(WEIGHTS[name] * sum(map(query.fits, text)) for name, text in named.items())
    return len(query.words) * sum(starts(query, text) for text in named.values())


def starts(phrase: Phrase, text: Sequence[str]) -> int:
    """From how many places of a section a phrase begins: every choice of places is tried."""
    words = [replace(word, alone=True) for word in phrase.words]
    each = [[at for at, word in enumerate(text) if wanted.fits(word)] for wanted in words]
    fitting = {
        places[0]
        for places in product(*each)
        if list(places) == sorted(set(places)) and places[-1] - places[0] < len(places) + phrase.slop
    }
    return len(fitting)
