"""A compound that no vocabulary has, as two words that both have to be there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from index.analysis.finnish import Word, word
from index.storage.schema import BASES
from index.vocabulary.equivalents import EquivalentTerm
from index.vocabulary.keys import word_keys
from search.equivalence.query_language import FINNISH, SWEDISH
from search.equivalence.terms import distinct, is_found, lemma_term, node_of
from search.plan.weights import EQUIVALENT_WEIGHT, SPLIT_WEIGHT
from search.plan.words import Words
from search.query.ast import And, Equivalent, Node, Nothing, Term

SHORTEST_PART = 3
"""Letters of either half of a compound."""
MOST_MEANINGS = 4
"""Of a half."""

Alternative = tuple[Node, float]


def by_halves(words: Words, languages: Sequence[str], term: Term) -> Iterator[Alternative]:
    """A compound that no vocabulary has, as two words that both have to be there."""
    halves = [_swedish_halves(words, term)] if SWEDISH in languages else []
    halves += [_finnish_halves(words, term)] if FINNISH in languages else []
    for both in halves:
        if both and all(both):
            yield And(tuple(Equivalent(Nothing(), own) for own in both)), SPLIT_WEIGHT


def _swedish_halves(words: Words, term: Term) -> list[tuple[Alternative, ...]]:
    """What both halves of «äldreomsorg», «skolelev» or «arbetsmarknad» mean in Finnish.

    The longest second half of which texts have a meaning counts; a first half may have lost or changed its
    last letter, or been joined by an «s».
    """
    form = term.surface
    for cut in range(SHORTEST_PART, len(form) - SHORTEST_PART + 1):
        second = distinct(words.equivalents(SWEDISH, word_keys(SWEDISH, form[cut:])[0]))
        head = form[:cut]
        written = (head, head.removesuffix("s"), head[:-1] + "a") if second else ()
        for one in dict.fromkeys(written):
            first = distinct(words.equivalents(SWEDISH, word_keys(SWEDISH, one)[0]))
            halves = [_half(words, half, term.section) for half in (first, second)]
            if all(halves):
                return halves
    return []


def _finnish_halves(words: Words, term: Term) -> list[tuple[Alternative, ...]]:
    """Both halves of «homeongelma», each as itself or as a synonym, if no text has the whole word.

    None if neither half has synonyms: texts with the halves themselves are partial matches anyway.
    """
    found = []
    if any(words.document_frequency(BASES, base) for base in term.word.bases):
        return []
    for part in next(_two_parts(term.word), ()):
        same = [
            one for one in words.equivalents(FINNISH, part) if not one.is_bridge and one.language == FINNISH
        ]
        alternatives = _half(words, distinct(same), term.section, EQUIVALENT_WEIGHT)
        found.append(((lemma_term(part, part, term.section), 1.0), *alternatives))
    return found if any(len(half) > 1 for half in found) else []


def _two_parts(word: Word) -> Iterator[tuple[str, str]]:
    """The parts of a compound of two: the last one as it stands, the first one perhaps inflected."""
    form = word.bases[0]
    for first, last in permutations(word.parts, 2):
        rest = form.removesuffix(last)
        if (
            len(rest) < len(form)
            and first[:SHORTEST_PART] == rest[:SHORTEST_PART]
            and len(first) >= len(rest) - 1
        ):
            yield first, last


def _half(
    words: Words, terms: Sequence[EquivalentTerm], section: str, weight: float = 1.0
) -> tuple[Alternative, ...]:
    found = [one for one in terms if is_found(words, one) and not _is_function_term(one)][:MOST_MEANINGS]
    return tuple((node_of(one, section), weight) for one in found)


def _is_function_term(term: EquivalentTerm) -> bool:
    """Whether a Finnish term is meaningless here: «ei», from «inte» in «intelligens»."""
    return term.language == FINNISH and all(word(lemma).function for lemma in term.key.split())
