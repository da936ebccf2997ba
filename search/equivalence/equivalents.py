"""Words that mean the same: a query tree → the same tree, with what else is looked for beside its words.

Runs of up to four neighbouring search words are looked up in the vocabularies of the index, the longest
first. Only what some document has is looked for. Pure but for what is known of the index's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import permutations
from typing import NamedTuple

from index.analysis.finnish import Word, word
from index.storage.schema import BASES, PARTS
from index.vocabulary.equivalents import EquivalentTerm
from index.vocabulary.group import MOST_WORDS
from index.vocabulary.keys import label_key, word_keys
from search.contract.request import Precision
from search.equivalence.query_language import (
    ENGLISH,
    FINNISH,
    FUNCTION_WORDS,
    SWEDISH,
    keys,
    knows,
    query_languages,
)
from search.plan.weights import DICTIONARY_WEIGHT, EQUIVALENT_WEIGHT, SPLIT_WEIGHT
from search.plan.words import Words
from search.query.ast import And, Equivalent, Node, Nothing, Or, Phrase, Term, query_terms

MOST_ALTERNATIVES = 8
"""Terms of a run that are looked for, too."""
MOST_TRANSLATIONS = 4
"""Of these from dictionaries, which list the rare meanings of a word as well."""
SHORTEST_PART = 3
"""Letters of either half of a compound."""

MOST_LOOSE = 6
"""Words of terms that stand in no document, for partial matches."""

Alternative = tuple[Node, float]


class _Same(NamedTuple):
    """What means the same as a run: terms that documents have, and the words of those that none has."""

    found: tuple[Alternative, ...] = ()
    loose: tuple[tuple[Term, float], ...] = ()


def with_equivalents(words: Words, tree: Node) -> Node:
    """A query at its precision, with what means the same beside each word that is searched by its parts."""
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
    """Search words one after another, the longest runs that mean the same as something with it."""
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
    ranked = [one for one in every if _is_found(words, one)]
    strong = [one for one in ranked if not one.is_bridge][:MOST_ALTERNATIVES]
    weak = [one for one in ranked if one.is_bridge][:MOST_TRANSLATIONS]
    section = run[0].section
    found = (
        *((_node(one, section), EQUIVALENT_WEIGHT) for one in strong),
        *((_node(one, section), DICTIONARY_WEIGHT) for one in weak),
    )
    if not strong and len(run) == 1:
        found = (*found, *_by_halves(words, languages, run[0]))
    return _Same(found, _loose([one for one in every if one not in ranked], section))


def _loose(terms: Sequence[EquivalentTerm], section: str) -> tuple[tuple[Term, float], ...]:
    """The words of Finnish terms that no document has whole, each once."""
    lemmas: dict[str, float] = {}
    for one in terms:
        if one.language == FINNISH:
            for lemma in one.key.split():
                if len(lemma) > 1 and not word(lemma).function:
                    lemmas.setdefault(lemma, DICTIONARY_WEIGHT if one.is_bridge else EQUIVALENT_WEIGHT)
    return tuple((_lemma(lemma, lemma, section), weight) for lemma, weight in lemmas.items())[:MOST_LOOSE]


def _ranked(words: Words, languages: Sequence[str], run: tuple[Term, ...]) -> list[EquivalentTerm]:
    """The different terms that mean the same: those from dictionaries last, of either those first whose key
    is closest to what was typed, and of these those in most groups."""
    terms = [
        one
        for language in languages
        for key in keys(language, run)
        for one in _distinct(words.equivalents(language, key))
        if not one.is_bridge or (language != FINNISH and one.language == FINNISH)
    ]
    different: dict[tuple[str, str], EquivalentTerm] = {}
    for one in sorted(terms, key=lambda one: one.is_bridge):
        different.setdefault((one.language, one.key), one)
    return list(different.values())


def _distinct(terms: Iterable[EquivalentTerm]) -> list[EquivalentTerm]:
    votes: dict[tuple[str, str], list[EquivalentTerm]] = {}
    for one in terms:
        if one.is_offered:
            votes.setdefault((one.language, one.key), []).append(one)
    return [own[0] for own in sorted(votes.values(), key=lambda own: (own[0].is_bridge, -len(own)))]


def _is_found(words: Words, term: EquivalentTerm) -> bool:
    """Whether there are documents with all its words."""
    lemmas = term.key.split()
    streams = (BASES, PARTS) if len(lemmas) == 1 else (BASES,)
    return all(any(words.document_frequency(stream, lemma) for stream in streams) for lemma in lemmas)


def _node(term: EquivalentTerm, section: str) -> Node:
    lemmas = term.key.split()
    if len(lemmas) == 1:
        return _lemma(term.text.lower(), lemmas[0], section)
    return Phrase(tuple(_lemma(lemma, lemma, section) for lemma in lemmas), 0, section)


def _lemma(text: str, lemma: str, section: str) -> Term:
    """A lemma, or a Swedish stem, that needs no analysis."""
    return Term(text, Word((lemma,), (), "vocabulary"), section, Precision.PARTS)


# Compounds


def _by_halves(words: Words, languages: Sequence[str], term: Term) -> Iterator[Alternative]:
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
        second = _distinct(words.equivalents(SWEDISH, word_keys(SWEDISH, form[cut:])[0]))
        head = form[:cut]
        written = (head, head.removesuffix("s"), head + "a", head + "e", head[:-1] + "a") if second else ()
        for one in dict.fromkeys(written):
            first = _distinct(words.equivalents(SWEDISH, word_keys(SWEDISH, one)[0]))
            halves = [_half(words, first, term.section), _half(words, second, term.section)]
            if all(halves):
                return halves
    return []


def _finnish_halves(words: Words, term: Term) -> list[tuple[Alternative, ...]]:
    """Both halves of «homeongelma», each as itself or as what means the same, where no text has it whole.

    Nothing where neither half means the same as anything: their own texts are partial matches.
    """
    found = []
    if any(words.document_frequency(BASES, base) for base in term.word.bases):
        return []
    for part in next(_two_parts(term.word), ()):
        same = [
            one for one in words.equivalents(FINNISH, part) if not one.is_bridge and one.language == FINNISH
        ]
        alternatives = _half(words, _distinct(same), term.section, EQUIVALENT_WEIGHT)
        found.append(((_lemma(part, part, term.section), 1.0), *alternatives))
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
    found = [one for one in terms if _is_found(words, one)][:MOST_TRANSLATIONS]
    return tuple((_node(one, section), weight) for one in found)
