"""In which language is a query? It is recognised by its words; a query is too short for other methods."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product

from index.analysis import swedish
from index.vocabulary.equivalents import EquivalentTerm
from index.vocabulary.keys import label_key, written_key
from search.plan.words import Words
from search.query.ast import Term

KNOWN = ("voikko", "hanging")
"""How a word was analysed that Voikko knows: see `index.analysis.languages.ANALYSIS_KINDS`."""
MOST_READINGS = 24
"""Ways of reading a run of ambiguous Finnish words that are looked up."""
FINNISH, SWEDISH, ENGLISH = "fi", "sv", "en"
FUNCTION_WORDS = {
    SWEDISH: swedish.FUNCTION_WORDS
    | {
        "bland", "efter", "genom", "hos", "hur", "inom", "kring", "man", "mellan", "mot", "när", "sig", "som",
        "under", "utan", "vad", "åt", "över",
    },
    ENGLISH: frozenset(
        (
            "a", "about", "after", "among", "an", "and", "are", "as", "at", "between", "by", "for", "from",
            "how", "in", "into", "is", "of", "on", "or", "the", "their", "through", "to", "under", "what",
            "who", "with", "without",
        )
    ),
}  # fmt: skip
"""Words without a meaning for the search; they are not required if there are other words."""


def query_languages(words: Words, terms: Sequence[Term]) -> tuple[str, ...]:
    """The languages in which a query's words are looked up: those that know most of them.

    Finnish where Voikko knows as many as any other, since a Finnish word may be spelt like a foreign one;
    where Voikko knows fewer, every language whose vocabularies know most («power» is Finnish in them, too).
    """
    known = {language: sum(knows(words, language, one) for one in terms) for language in (SWEDISH, ENGLISH)}
    most = max(known.values())
    if sum(one.word.analysis_kind in KNOWN for one in terms) >= most:
        return (FINNISH,)
    foreign = tuple(language for language, count in known.items() if count == most)
    return (FINNISH, *foreign) if sum(knows(words, FINNISH, one) for one in terms) >= most else foreign


def knows(words: Words, language: str, term: Term) -> bool:
    """Whether a word is one of a language: by Voikko, by the vocabularies, or as a function word."""
    if language == FINNISH and term.word.analysis_kind in KNOWN:
        return True
    if term.surface in FUNCTION_WORDS.get(language, ()):
        return True
    return bool(equivalent_terms(words, language, (term,)))


def equivalent_terms(words: Words, language: str, run: Sequence[Term]) -> list[EquivalentTerm]:
    """What the vocabularies have for a run of search words in a language, the closest first."""
    return [one for same in equivalents_by_key(words, language, run) for one in same]


def equivalents_by_key(
    words: Words, language: str, run: Sequence[Term]
) -> tuple[Sequence[EquivalentTerm], ...]:
    """The same for each of its keys. Cached: an answer needs it for language, synonyms and places."""
    asked = tuple(run)
    return words.get_or_compute(
        ("equivalents", language, asked),
        lambda: tuple(words.equivalents(language, key) for key in keys(language, asked)),
    )


def keys(language: str, run: Sequence[Term]) -> tuple[str, ...]:
    """The keys under which a run of search words may stand in a vocabulary: Swedish and English words as they
    are written, then in their base form, then by stems."""
    if language == FINNISH:
        each = [dict.fromkeys((term.surface, *term.word.bases)) for term in run]
        return tuple(" ".join(one) for one in islice(product(*each), MOST_READINGS))
    text = " ".join(term.surface for term in run)
    base = " ".join(_base_form(language, one) for one in text.replace("-", " ").split())
    return (*dict.fromkeys(written_key(language, one) for one in (text, base)), label_key(language, text))


def _base_form(language: str, form: str) -> str:
    """The base form of a regular English plural, of a Swedish definite form («skolan») or neuter.

    The stemmers leave these as they are, or cut them too short.
    """
    if language == ENGLISH:
        for ending, base in (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("s", "")):
            if form.endswith(ending):
                return form.removesuffix(ending) + base
        return form
    for ending, base in (("ans", "a"), ("an", "a"), ("iskt", "isk"), ("llt", "ll"), ("alt", "al")):
        if form.endswith(ending):
            return form.removesuffix(ending) + base
    return form
