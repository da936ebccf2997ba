"""What comes after the matches of the whole query: documents with some of its words, or relatives of them."""

from __future__ import annotations

from search.plan.lookups import has_relatives
from search.query.ast import SCORED_NODES, And, Expansion, Node, Or, Term, conjuncts


def partial_tree(tree: Node) -> Node | None:
    """Any of the query's words, or relatives of them, instead of all; conditions and exclusions kept.

    tree: a query at its precision. None where that would be the query itself.
    """
    words = tuple(item for item in conjuncts(tree) if isinstance(item, (*SCORED_NODES, Or)))
    rest = tuple(item for item in conjuncts(tree) if item not in words)
    relatives = tuple(Expansion(word) for word in words if isinstance(word, Term) and has_relatives(word))
    if len(words) + len(relatives) < 2:
        return None
    any_of = Or((*words, *relatives))
    return And((*rest, any_of)) if rest else any_of
