"""Synonyms: adds to a query tree what else is searched for besides its words.

Runs of up to four neighbouring search words are looked up in the vocabularies of the index, the longest
first. Only terms that occur in some document are searched for. Pure functions, except for lookups in the
index's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from index.analysis.finnish import word
from index.vocabulary.equivalents import EquivalentTerm
from index.vocabulary.group import MOST_WORDS
from index.vocabulary.keys import label_key
from search.contract.request import Precision
from search.equivalence.halves import Alternative, by_halves
from search.equivalence.query_language import (
    ENGLISH,
    FINNISH,
    FUNCTION_WORDS,
    SWEDISH,
    equivalents_by_key,
    knows,
    query_languages,
)
from search.equivalence.terms import distinct, is_found, lemma_term, node_of
from search.plan.weights import DICTIONARY_WEIGHT, EQUIVALENT_WEIGHT
from search.plan.words import Words
from search.query.ast import And, Equivalent, Node, Or, Term, query_terms

MOST_ALTERNATIVES = 8
"""Terms of a run that are looked for, too."""
MOST_TRANSLATIONS = 4
"""Of these from dictionaries, which list the rare meanings of a word as well."""
MOST_LOOSE = 3
"""Words of terms that stand in no document, for partial matches."""
MOST_COUNTED = 3
"""Words of a run that what means the same counts as."""


class _Same(NamedTuple):
    """The synonyms of a run: terms that occur in documents, and the words of those that occur in none."""

    found: tuple[Alternative, ...] = ()
    loose: tuple[tuple[Term, float], ...] = ()


def with_equivalents(words: Words, tree: Node) -> Node:
    """A query at its precision, with synonyms added to each word that is searched by its parts."""
    terms = [term for term in query_terms(tree) if isinstance(term, Term)]
    if not any(map(_is_plain, terms)):
        return tree
    return _expanded(words, query_languages(words, terms), tree)


def _expanded(words: Words, languages: Sequence[str], node: Node) -> Node:
    match node:
        case Term():
            return _all(_runs(words, languages, (node,)))
        case And(items=items):
            return _all(_without_function_words(languages, tuple(_in_and(words, languages, items))))
        case Or(items=items):
            return Or(tuple(_expanded(words, languages, item) for item in items))
        case _:
            return node


def _all(items: Iterable[Node]) -> Node:
    found = tuple(items)
    return found[0] if len(found) == 1 else And(found)


def _is_plain(node: Node) -> bool:
    """Whether a node is a search word that may be found by other words."""
    return isinstance(node, Term) and node.precision is Precision.PARTS and node.word.analysis_kind != "long"


def _without_function_words(languages: Sequence[str], items: tuple[Node, ...]) -> tuple[Node, ...]:
    content = tuple(
        item for item in items if not (isinstance(item, Term) and _is_function_word(languages, item))
    )
    return content if any(isinstance(item, (Term, Equivalent)) for item in content) else items


def _is_function_word(languages: Sequence[str], term: Term) -> bool:
    return any(term.surface in FUNCTION_WORDS.get(one, ()) for one in languages)


# Runs of words


def _in_and(words: Words, languages: Sequence[str], items: Sequence[Node]) -> Iterator[Node]:
    """The items, neighbouring search words of one section taken together."""
    run: list[Term] = []
    for item in items:
        plain = isinstance(item, Term) and _is_plain(item)
        if run and not (plain and isinstance(item, Term) and item.section == run[0].section):
            yield from _runs(words, languages, run)
            run = []
        if isinstance(item, Term) and plain:
            run.append(item)
        else:
            yield _expanded(words, languages, item) if isinstance(item, Or) else item
    yield from _runs(words, languages, run)


def _runs(words: Words, languages: Sequence[str], terms: Sequence[Term]) -> Iterator[Node]:
    """Search words one after another; the longest runs that have synonyms get them."""
    at = 0
    while at < len(terms):
        for length in range(min(MOST_WORDS, len(terms) - at), 0, -1):
            run = tuple(terms[at : at + length])
            is_function_word = length == 1 and _is_function_word(languages, run[0])
            same = _Same() if is_function_word else _alternatives(words, languages, run)
            if same.found or length == 1:
                item = run[0] if length == 1 else And(tuple(_single(words, languages, run)))
                yield _beside(item, same)
                at += length
                break


def _single(words: Words, languages: Sequence[str], run: Sequence[Term]) -> Iterator[Node]:
    """Each of some search words by itself, with what means the same."""
    content = [one for one in run if not _is_function_word(languages, one)] or run
    for one in content:
        yield _beside(one, _alternatives(words, languages, (one,)))


def _beside(item: Node, same: _Same) -> Node:
    return Equivalent(item, same.found, same.loose) if same.found or same.loose else item


def _alternatives(words: Words, languages: Sequence[str], run: tuple[Term, ...]) -> _Same:
    """What means the same as a run of words, and the weight of each."""
    own = tuple(one for one in languages if any(knows(words, one, term) for term in run))
    asked = own or tuple(one for one in (FINNISH, SWEDISH, ENGLISH) if one not in languages)
    compute = partial(_look_up, words, asked, run)
    return words.get_or_compute(("alternatives", asked, run), compute)


def _look_up(words: Words, languages: Sequence[str], run: tuple[Term, ...]) -> _Same:
    typed = {(FINNISH, base) for base in run[0].word.bases} if len(run) == 1 else set()
    typed.add((SWEDISH, label_key(SWEDISH, " ".join(term.surface for term in run))))
    every = [one for one in _ranked(words, languages, run) if (one.language, one.key) not in typed]
    ranked = [one for one in every if is_found(words, one)]
    strong = [one for one in ranked if not one.is_bridge][:MOST_ALTERNATIVES]
    weak = [one for one in ranked if one.is_bridge][:MOST_TRANSLATIONS]
    section = run[0].section
    words_typed = sum(not _is_function_word(languages, one) for one in run)
    counted = max(1, min(MOST_COUNTED, words_typed))  # it stands for all of them, whose scores are added
    found = (
        *((node_of(one, section), EQUIVALENT_WEIGHT * counted) for one in strong),
        *((node_of(one, section), DICTIONARY_WEIGHT * counted) for one in weak),
    )
    if len(run) == 1 and not found:
        found = tuple(by_halves(words, languages, run[0]))
    return _Same(found, _loose(_looser(languages, every, ranked), section))


def _looser(
    languages: Sequence[str], every: Sequence[EquivalentTerm], found: Sequence[EquivalentTerm]
) -> list[EquivalentTerm]:
    """The terms that no document has and whose words are worth looking for.

    If documents have other synonyms, these terms are skipped: a Finnish word has its own relatives, and for a
    foreign word they would be rare dictionary meanings.
    """
    others = [one for one in every if one not in found]
    if all(one.is_bridge for one in found):
        return others
    return [] if tuple(languages) == (FINNISH,) else [one for one in others if not one.is_bridge]


def _loose(terms: Sequence[EquivalentTerm], section: str) -> tuple[tuple[Term, float], ...]:
    """The words of Finnish terms that no document has whole, each once."""
    lemmas: dict[str, float] = {}
    for one in terms:
        if one.language == FINNISH:
            for lemma in one.key.split():
                if len(lemma) > 1 and not word(lemma).function:
                    lemmas.setdefault(lemma, DICTIONARY_WEIGHT if one.is_bridge else EQUIVALENT_WEIGHT)
    return tuple((lemma_term(lemma, lemma, section), weight) for lemma, weight in lemmas.items())[:MOST_LOOSE]


def _ranked(words: Words, languages: Sequence[str], run: tuple[Term, ...]) -> list[EquivalentTerm]:
    """The different terms that mean the same, in order of preference.

    Terms from dictionaries come last. Within both kinds, terms whose key is closest to what was typed come
    first, and among these the terms that are in most groups.
    """
    terms = [
        one
        for language in languages
        for same in equivalents_by_key(words, language, run)
        for one in distinct(same)
        if not one.is_bridge or (language != FINNISH and one.language == FINNISH)
    ]
    different: dict[tuple[str, str], EquivalentTerm] = {}
    for one in sorted(terms, key=lambda one: one.is_bridge):
        different.setdefault((one.language, one.key), one)
    return list(different.values())
