"""The query as a tree of plain nodes: what the parser makes and the evaluator reads."""

from __future__ import annotations

from dataclasses import dataclass

from index.morphology import Word


@dataclass(frozen=True)
class Term:
    """A search word: any inflected form of it, or a word it is a part of. `section` = query name or ""."""

    form: str
    word: Word
    section: str = ""


@dataclass(frozen=True)
class Phrase:
    """Words in this order in any inflection, with at most `slop` other words between them in all."""

    terms: tuple[Term, ...]
    slop: int = 0
    section: str = ""


@dataclass(frozen=True)
class Prefix:
    """Words that begin so."""

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
class And:
    """Documents that all the items match."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """Documents that any of the items matches."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """Documents that the item does not match."""

    item: Node


Node = Term | Phrase | Prefix | Name | Range | Missing | All | Nothing | And | Or | Not


def terms(node: Node) -> list[Term | Prefix]:
    """The search words of a tree that a document is to have, in order: not those under a `Not`."""
    match node:
        case Term() | Prefix():
            return [node]
        case Phrase(terms=inner):
            return list(inner)
        case And(items=items) | Or(items=items):
            return [term for item in items for term in terms(item)]
        case _:
            return []
