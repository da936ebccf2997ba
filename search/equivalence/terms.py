"""Terms of the vocabularies as nodes of a query: which documents have, and how they are looked for."""

from __future__ import annotations

from collections.abc import Iterable

from index.analysis.finnish import Word
from index.storage.schema import BASES, PARTS
from index.vocabulary.equivalents import EquivalentTerm
from search.contract.request import Precision
from search.equivalence.query_language import SWEDISH
from search.plan.words import Words
from search.query.ast import Node, Phrase, Term


def distinct(terms: Iterable[EquivalentTerm]) -> list[EquivalentTerm]:
    votes: dict[tuple[str, str], list[EquivalentTerm]] = {}
    for one in terms:
        if one.is_offered:
            votes.setdefault((one.language, one.key), []).append(one)
    return [own[0] for own in sorted(votes.values(), key=lambda own: (own[0].is_bridge, -len(own)))]


def is_found(words: Words, term: EquivalentTerm) -> bool:
    """Whether there are documents with all its words."""
    lemmas = term.key.split()
    if term.language == SWEDISH and 2 * len(term.key.replace("sv:", "")) <= len(term.text):
        return False  # a stem of at most half the word, as «dem» of «demens», usually belongs to another word
    streams = (BASES, PARTS) if len(lemmas) == 1 else (BASES,)
    return all(any(words.document_frequency(stream, lemma) for stream in streams) for lemma in lemmas)


def node_of(term: EquivalentTerm, section: str) -> Node:
    lemmas = term.key.split()
    if len(lemmas) == 1:
        return lemma_term(term.text.lower(), lemmas[0], section)
    return Phrase(tuple(lemma_term(lemma, lemma, section) for lemma in lemmas), 0, section)


def lemma_term(text: str, lemma: str, section: str) -> Term:
    """A lemma, or a Swedish stem, that needs no analysis."""
    return Term(text, Word((lemma,), (), "vocabulary"), section, Precision.PARTS)
