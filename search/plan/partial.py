"""What comes after the matches of the whole query: documents with some of its words, or relatives of them."""

from __future__ import annotations

from dataclasses import replace

from index.analysis.finnish import word
from search.plan.lookups import has_relatives
from search.plan.weights import ALTERNATIVE_RELATIVE_WEIGHT
from search.query.ast import (
    SCORED_NODES,
    And,
    Equivalent,
    Expansion,
    Node,
    Nothing,
    Or,
    Term,
    conjuncts,
    typed_terms,
)


def partial_tree(tree: Node) -> Node | None:
    """Any of the query's words, or relatives of them, instead of all words; conditions and exclusions stay.

    tree: a query at its precision. None where that would be the query itself.
    """
    words = tuple(item for item in conjuncts(tree) if isinstance(item, (*SCORED_NODES, Or)))
    rest = tuple(item for item in conjuncts(tree) if item not in words)
    single = tuple(word for item in words for word in _single(item))
    typed = typed_terms(And(single))
    relatives = tuple(Expansion(term) for term in typed if has_relatives(term))
    tokens = frozenset(token for term in typed for token in (*term.word.bases, *term.word.parts))
    alike = tuple(_relatives_of_alternatives(item, tokens) for item in single if isinstance(item, Equivalent))
    any_of = Or((*map(_any_word, single), *relatives, *alike))
    if any_of.items == words and len(words) < 2:
        return None
    return And((*rest, any_of)) if rest else any_of


def _single(item: Node) -> tuple[Node, ...]:
    """The words of a compound typed apart («TE palvelut»), which is either of its readings; else the item."""
    if not isinstance(item, Or) or not any(isinstance(one, And) for one in item.items):
        return (item,)
    words = tuple(word for one in item.items for word in conjuncts(one))
    return words if all(isinstance(word, SCORED_NODES) for word in words) else (item,)


def _any_word(item: Node) -> Node:
    """Of several words that together mean the same as another, any one will do."""
    if isinstance(item, Equivalent) and isinstance(item.item, And):
        return Equivalent(Or(item.item.items), item.alternatives)
    return item


def _relatives_of_alternatives(item: Equivalent, typed: frozenset[str]) -> Node:
    """Documents with a root of a word that means the same, or with words that begin like it.

    Beside them those with single words of terms that none has («nesteytetty» of «nesteytetty maakaasu»).
    """
    found: list[tuple[Node, float]] = []
    for node, weight in item.alternatives:
        if isinstance(node, Term):
            found.append((_relatives(node, typed), weight * ALTERNATIVE_RELATIVE_WEIGHT))
    loose = (
        Equivalent(Nothing(), ((Or((term, _relatives(term, typed))), weight * ALTERNATIVE_RELATIVE_WEIGHT),))
        for term, weight in item.loose
    )
    return Or((Equivalent(Nothing(), tuple(found)), *loose))


def _relatives(term: Term, typed: frozenset[str]) -> Node:
    """The relatives of an equivalent word, without the roots that were typed: if «liikeyritys» is an
    equivalent of the typed «yritys», the root «yritys» must not count twice."""
    parts = word(term.word.bases[0]).parts
    new = tuple(part for part in parts if part not in typed)
    return Expansion(replace(term, word=replace(term.word, parts=new)))
