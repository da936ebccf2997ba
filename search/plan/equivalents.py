"""Words that mean the same: a query tree → the same tree, with what else is looked for beside its words.

Runs of up to four neighbouring search words are looked up in the vocabularies of the index, the longest first.
Only what some document has is looked for. Pure but for what is known of the index's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from index.analysis.finnish import Word
from index.storage.schema import BASES, PARTS
from index.vocabulary.equivalents import EquivalentTerm
from index.vocabulary.group import MOST_WORDS
from index.vocabulary.keys import word_keys
from search.contract.request import Precision
from search.plan.query_language import ENGLISH, FINNISH, FUNCTION_WORDS, SWEDISH, keys, knows, query_languages
from search.plan.weights import DICTIONARY_WEIGHT, EQUIVALENT_WEIGHT, SPLIT_WEIGHT
from search.plan.words import Words
from search.query.ast import And, Equivalent, Node, Nothing, Or, Phrase, Term, conjuncts, query_terms

MOST_ALTERNATIVES = 8
"""Terms of a run that are looked for, too."""
MOST_TRANSLATIONS = 4
"""Of these from dictionaries, which list the rare meanings of a word as well."""
SHORTEST_PART = 3
"""Letters of either half of a Swedish compound."""

Alternative = tuple[Node, float]


def with_equivalents(words: Words, tree: Node) -> Node:
    """A query at its precision, with what means the same beside the words that are searched by their parts."""
    terms = [term for term in query_terms(tree) if isinstance(term, Term)]
    if not any(map(_is_plain, terms)):
        return tree
    return _expanded(words, query_languages(words, terms), tree)


def _expanded(words: Words, languages: Sequence[str], node: Node) -> Node:
    match node:
        case Term():
            return _all(_runs(words, languages, (node,)))
        case And(items=items):
            return _all(_in_and(words, languages, _without_function_words(languages, items)))
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
    own: frozenset[str] = frozenset().union(*(FUNCTION_WORDS.get(one, ()) for one in languages))
    content = tuple(item for item in items if not (isinstance(item, Term) and item.surface in own))
    return content if any(isinstance(item, Term) for item in content) else items


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
            found = _alternatives(words, languages, run) if all(map(_is_plain, run)) else ()
            if found or length == 1:
                item = run[0] if length == 1 else And(run)
                yield Equivalent(item, found) if found else item
                at += length
                break


def _alternatives(words: Words, languages: Sequence[str], run: tuple[Term, ...]) -> tuple[Alternative, ...]:
    """What means the same as a run of words, and the weight of each."""
    own = tuple(one for one in languages if any(knows(words, one, term) for term in run))
    asked = own or tuple(one for one in (FINNISH, SWEDISH, ENGLISH) if one not in languages)
    compute = partial(_look_up, words, asked, run)
    found: tuple[Alternative, ...] = words.get_or_compute(("alternatives", asked, run), compute)
    return found


def _look_up(words: Words, languages: Sequence[str], run: tuple[Term, ...]) -> tuple[Alternative, ...]:
    typed = {("fi", base) for base in run[0].word.bases} if len(run) == 1 else set()
    ranked = [
        one
        for one in _ranked(words, languages, run)
        if (one.language, one.key) not in typed and _is_found(words, one)
    ]
    strong = [one for one in ranked if not one.is_bridge][:MOST_ALTERNATIVES]
    weak = [one for one in ranked if one.is_bridge][: min(MOST_TRANSLATIONS, MOST_ALTERNATIVES - len(strong))]
    found = tuple(
        (_node(one, run[0].section), DICTIONARY_WEIGHT if one.is_bridge else EQUIVALENT_WEIGHT)
        for one in (*strong, *weak)
    )
    if not found and len(run) == 1 and SWEDISH in languages:
        return tuple(_by_halves(words, run[0]))
    return found


def _ranked(words: Words, languages: Sequence[str], run: tuple[Term, ...]) -> list[EquivalentTerm]:
    """The different terms that mean the same: of the preferred vocabulary, then those in most groups, first."""
    votes: dict[tuple[str, str], list[EquivalentTerm]] = {}
    for language in languages:
        for key in keys(language, run):
            for one in words.equivalents(language, key):
                if one.is_offered and not (one.is_bridge and one.language == language):
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


# Swedish compounds


class _Halves(NamedTuple):
    first: tuple[EquivalentTerm, ...]
    second: tuple[EquivalentTerm, ...]


def _by_halves(words: Words, term: Term) -> Iterator[Alternative]:
    """What both halves of a Swedish compound mean: «äldreomsorg», «skolelev», «arbetsmarknad»."""
    for halves in _splits(words, term.surface):
        both = [
            tuple((_node(one, term.section), 1.0) for one in half if _is_found(words, one))[
                :MOST_TRANSLATIONS
            ]
            for half in halves
        ]
        if all(both):
            yield And(tuple(Equivalent(Nothing(), own) for own in both)), SPLIT_WEIGHT
            return


def _splits(words: Words, form: str) -> Iterator[_Halves]:
    """Ways of reading a word as two that are known, the longest second half first."""
    for cut in range(SHORTEST_PART, len(form) - SHORTEST_PART + 1):
        second = words.equivalents(SWEDISH, word_keys(SWEDISH, form[cut:])[0])
        head = form[:cut]
        joined = (head, head.removesuffix("s"), head + "a", head + "e") if second else ()
        for written in dict.fromkeys(joined):
            first = words.equivalents(SWEDISH, word_keys(SWEDISH, written)[0])
            if first and len(written) >= SHORTEST_PART:
                yield _Halves(tuple(first), tuple(second))


def equivalents_in(tree: Node) -> tuple[tuple[tuple[Term, ...], tuple[Node, ...]], ...]:
    """What of a tree was typed, and what is looked for beside it."""
    match tree:
        case Equivalent(item=item, alternatives=alternatives):
            typed = tuple(one for one in conjuncts(item) if isinstance(one, Term))
            return ((typed, tuple(node for node, _ in alternatives)),)
        case And(items=items) | Or(items=items):
            return tuple(one for item in items for one in equivalents_in(item))
        case _:
            return ()
