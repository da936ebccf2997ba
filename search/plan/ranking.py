"""The ranking of whole matches: a query tree with boosts."""

from __future__ import annotations

from index.analysis.finnish import Word
from index.model.fields import Role
from index.model.project import BY_ROLE
from search.contract.request import Precision
from search.plan.lookups import has_relatives
from search.plan.weights import PHRASE_WEIGHT, TITLE_WEIGHT
from search.query.ast import Boosted, Equivalent, Expansion, Node, Phrase, Term, typed_terms

TITLE = BY_ROLE[Role.TITLE].query


def ranking_tree(tree: Node) -> Node:
    """The query, its matches scored higher for the words' relatives, for a title and for an exact phrase.

    tree: a query at its precision. The result matches the same documents.
    """
    words = [word for word in typed_terms(tree) if not word.section]
    if not words:
        return tree
    boosts: list[tuple[Node, float]] = [(Expansion(word), 1.0) for word in words if has_relatives(word)]
    boosts += [(Term(word.surface, word.word, TITLE, _as_itself(word)), TITLE_WEIGHT) for word in words]
    if len(words) > 1:
        boosts.append((_in_a_row(words), PHRASE_WEIGHT))
    return Boosted(tree, tuple(boosts))


def _in_a_row(words: list[Term]) -> Node:
    """The words one after another; of two also as the compound that they may be: «opinto ohjaaja»."""
    phrase = Phrase(tuple(words))
    if len(words) > 2:
        return phrase
    first, second = words
    if second.precision is not Precision.PARTS:
        return phrase
    written = (first.surface + joint + base for base in second.word.bases for joint in ("", "-"))
    word = Word(tuple(dict.fromkeys(written)), (), "compound")
    compound = Term(f"{first.surface}-{second.surface}", word, "", Precision.INFLECTED)
    return Equivalent(phrase, ((compound, 1.0),))


def _as_itself(word: Term) -> Precision:
    """Not as a part of other words, regardless of the precision of the search."""
    return Precision.EXACT if word.precision is Precision.EXACT else Precision.INFLECTED
