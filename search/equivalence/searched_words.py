"""The search words of a tree with their synonyms, numbered for highlighting."""

from __future__ import annotations

from typing import NamedTuple

from search.query.ast import And, Equivalent, Node, Or, Phrase, QueryTerm, Term, query_terms, surface_of


class Alike(NamedTuple):
    """What means the same as some search words: their numbers; as typed; single words and phrases."""

    numbers: tuple[int, ...]
    typed: str
    nodes: tuple[Term | Phrase, ...]


class SearchedWords(NamedTuple):
    """The search words of a query, in order, and what means the same."""

    terms: tuple[QueryTerm, ...]
    alike: tuple[Alike, ...] = ()


def searched_words(tree: Node) -> SearchedWords:
    """The search words of a tree, as `query_terms` gives them, and its equivalents."""
    terms: list[QueryTerm] = []
    alike: list[Alike] = []

    def visit(node: Node) -> None:
        match node:
            case Equivalent(item=item, alternatives=alternatives):
                first = len(terms)
                visit(item)
                leaves = tuple(leaf for one, _ in alternatives for leaf in _leaves(one))
                typed = " ".join(map(surface_of, terms[first:]))
                alike.append(Alike(tuple(range(first, len(terms))), typed, leaves))
            case And(items=items) | Or(items=items):
                for item in items:
                    visit(item)
            case _:
                terms.extend(query_terms(node))

    visit(tree)
    return SearchedWords(tuple(terms), tuple(alike))


def _leaves(node: Node) -> tuple[Term | Phrase, ...]:
    match node:
        case Term() | Phrase():
            return (node,)
        case And(items=items):
            return tuple(leaf for item in items for leaf in _leaves(item))
        case Equivalent(item=item, alternatives=alternatives):
            return tuple(leaf for one in (item, *(one for one, _ in alternatives)) for leaf in _leaves(one))
        case _:
            return ()


def also_searched(tree: Node) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What was typed, and what else was searched for, as the vocabularies write it."""
    return tuple(
        (one.typed, shown) for one in searched_words(tree).alike if (shown := _shown(one.nodes, one.typed))
    )


def _shown(nodes: tuple[Term | Phrase, ...], typed: str) -> tuple[str, ...]:
    written = (
        " ".join(term.surface for term in node.terms) if isinstance(node, Phrase) else node.surface
        for node in nodes
    )
    return tuple(text for text in dict.fromkeys(written) if text != typed)
