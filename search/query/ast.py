"""The query as a tree of plain nodes, made by the parser, extended by the plan and evaluated by an engine.

Nodes are frozen and compared by value, so that an engine can cache the matches of a tree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

from index.analysis.finnish import Word
from index.remembered import size
from search.contract.request import Precision


class _Parent:
    """A node of other nodes: hash and size, which caches need often, are computed once."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @cached_property
    def nbytes(self) -> int:
        """Bytes held, also by the nodes in it."""
        return size(*self._values())

    @cached_property
    def _hash(self) -> int:
        return hash((type(self), *self._values()))

    # Each class names it again, or `dataclass` would give it one that walks the tree every time.
    def __hash__(self) -> int:
        return self._hash

    def _values(self) -> list[object]:
        return [getattr(self, name) for name in self.__dataclass_fields__]


@dataclass(frozen=True)
class Term:
    """A search word.

    surface: as it was typed, in small letters; word: what it was analysed as.
    section: query name of the field that it must stand in; "" = any.
    """

    surface: str
    word: Word
    section: str = ""
    precision: Precision = Precision.PARTS

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:  # needed for every cache lookup
        return hash((self.surface, self.word, self.section, self.precision))

    @property
    def nbytes(self) -> int:
        """Bytes held, for the bounds of caches: some four of their keys have the same word in them."""
        return 100 + len(self.surface)

    @cached_property
    def in_any_inflection(self) -> Term:
        """The same word in any inflection, and nothing else."""
        return Term(self.surface, self.word, self.section, Precision.INFLECTED)

    @cached_property
    def as_written(self) -> Term:
        """The same word exactly as it was typed."""
        return Term(self.surface, self.word, self.section, Precision.EXACT)

    def at(self, precision: Precision) -> Term:
        """The same word at this precision, or at its own if that is stricter."""
        if self.precision is precision or self.precision is Precision.EXACT or precision is Precision.PARTS:
            return self
        return self.as_written if precision is Precision.EXACT else self.in_any_inflection


@dataclass(frozen=True)
class Expansion(_Parent):
    """Documents with a word that shares a root with the search word or begins like it."""

    term: Term

    __hash__ = _Parent.__hash__


@dataclass(frozen=True)
class Phrase(_Parent):
    """Words in this order in any inflection, with at most `slop` other words between them in all."""

    terms: tuple[Term, ...]
    slop: int = 0
    section: str = ""

    __hash__ = _Parent.__hash__


@dataclass(frozen=True)
class Prefix:
    """Words that begin so."""

    text: str
    section: str = ""


@dataclass(frozen=True)
class Fuzzy:
    """Words that differ from this one by a letter or two.

    edits: how many letters may be wrong; 0 = as many as the length of the word allows.
    """

    text: str
    section: str = ""
    edits: int = 0


@dataclass(frozen=True)
class Pattern:
    """Words that a pattern fits, from its first letter on: `?` is one letter, `*` any number of them."""

    text: str
    section: str = ""


@dataclass(frozen=True)
class Name:
    """Documents in which a name field has this value, or a value with these words."""

    field: str
    value: str


@dataclass(frozen=True)
class Range:
    """Documents in which a number lies between two bounds, both included; None = open."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Missing:
    """Documents in which a field has no value."""

    field: str


@dataclass(frozen=True)
class All:
    """Every document."""


@dataclass(frozen=True)
class Nothing:
    """No document."""


@dataclass(frozen=True)
class And(_Parent):
    """Documents that all the items match."""

    items: tuple[Node, ...]

    __hash__ = _Parent.__hash__


@dataclass(frozen=True)
class Or(_Parent):
    """Documents that any of the items matches."""

    items: tuple[Node, ...]

    __hash__ = _Parent.__hash__


@dataclass(frozen=True)
class Not:
    """Documents that the item does not match."""

    item: Node


@dataclass(frozen=True)
class CompoundOrNot:
    """«Tauon paikka -hanke»: a compound if a text has these words in a row, otherwise an exclusion."""

    compound: Phrase
    excluded: Not


@dataclass(frozen=True)
class Equivalent(_Parent):
    """Documents with what was typed, or with something that means the same.

    A document has the best of these scores, never their sum. item: what was typed: a word, or several that
    all must match; alternatives: (what means the same, times its score).
    loose: single words of equivalents that are in no document, for partial matches.
    """

    item: Node
    alternatives: tuple[tuple[Node, float], ...]
    loose: tuple[tuple[Term, float], ...] = ()

    __hash__ = _Parent.__hash__


@dataclass(frozen=True)
class Boosted(_Parent):
    """The documents of an item, those that also match a boost scored higher: (what, times its score)."""

    item: Node
    boosts: tuple[tuple[Node, float], ...]

    __hash__ = _Parent.__hash__


Node = (
    Term
    | Expansion
    | Phrase
    | Prefix
    | Fuzzy
    | Pattern
    | Name
    | Range
    | Missing
    | All
    | Nothing
    | And
    | Or
    | Not
    | CompoundOrNot
    | Equivalent
    | Boosted
)
QueryTerm = Term | Prefix | Fuzzy | Pattern
"""What a person typed as one word."""
SCORED_NODES = (Term, Phrase, Prefix, Fuzzy, Pattern, Equivalent)
"""Nodes that rank by words."""


def surface_of(term: QueryTerm) -> str:
    """A search word as it was typed, without operators such as «=» or «*»."""
    return term.surface if isinstance(term, Term) else term.text


def conjuncts(tree: Node) -> tuple[Node, ...]:
    """The parts of a query that all have to match."""
    return tree.items if isinstance(tree, And) else (tree,)


def query_terms(node: Node) -> list[QueryTerm]:
    """The search words of a tree that a document is to have, in order: not those under a `Not`."""
    match node:
        case Term() | Prefix() | Fuzzy() | Pattern():
            return [node]
        case Phrase(terms=inner):
            return list(inner)
        case And(items=items) | Or(items=items):
            return [term for item in items for term in query_terms(item)]
        case Equivalent(item=item):
            return query_terms(item)
        case _:
            return []


def typed_terms(tree: Node) -> list[Term]:
    """The search words among the parts of a query that must all match, without their equivalents."""
    match tree:
        case Term():
            return [tree]
        case And(items=items):
            return [term for item in items for term in typed_terms(item)]
        case Equivalent(item=item):
            return typed_terms(item)
        case _:
            return []


def at_precision(node: Node, precision: Precision) -> Node:
    """The same query with every search word at this precision, or at its own if that is stricter."""
    match node:
        case Term():
            return node.at(precision)
        case Phrase(terms=inner):
            return replace(node, terms=tuple(term.at(precision) for term in inner))
        case And(items=items) | Or(items=items):
            return replace(node, items=tuple(at_precision(item, precision) for item in items))
        case Not(item=item):
            return Not(at_precision(item, precision))
        case CompoundOrNot(compound=compound, excluded=excluded):
            phrase = replace(compound, terms=tuple(term.at(precision) for term in compound.terms))
            return replace(node, compound=phrase, excluded=Not(at_precision(excluded.item, precision)))
        case _:
            return node
