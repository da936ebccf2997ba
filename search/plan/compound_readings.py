"""«Tauon paikka -hanke»: is the hyphen part of a compound or an exclusion? The texts of the index decide.

In Finnish, a compound whose first part has several words is written with a space before the hyphen. A query
language that uses a minus for exclusion would read this as the opposite. If some text has the words in a row,
it is a compound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from search.contract.messages import Message
from search.contract.request import Precision
from search.plan.compiled_request import CompiledRequest
from search.query.ast import And, CompoundOrNot, Node, Or, at_precision, conjuncts


def settle_compounds(
    compiled: CompiledRequest, precision: Precision, has_matches: Callable[[Node], bool]
) -> CompiledRequest:
    """The request with each hyphen after a space read one way or the other, and a note that says which.

    precision: of the request. has_matches: whether any document matches a tree.
    """
    notes: list[Message] = []
    typed = _settled(compiled.typed, has_matches, notes)
    if not notes:
        return compiled
    tree = at_precision(typed, precision)
    return replace(compiled, typed=typed, tree=tree, notes=(*compiled.notes, *dict.fromkeys(notes)))


def _settled(node: Node, has_matches: Callable[[Node], bool], notes: list[Message]) -> Node:
    match node:
        case And():
            return _all_settled(node, has_matches, notes)
        case Or(items=items):
            return Or(tuple(_settled(item, has_matches, notes) for item in items))
        case _:
            return node


def _all_settled(node: And, has_matches: Callable[[Node], bool], notes: list[Message]) -> Node:
    items: list[Node] = []
    for item in conjuncts(node):
        if not isinstance(item, CompoundOrNot):
            items.append(_settled(item, has_matches, notes))
            continue
        *first, last = (term.surface for term in item.compound.terms)
        words = " ".join((*first, last))
        reading = _reading(items, item, has_matches)
        items = [*items, reading]
        if reading is item.excluded:
            notes.append(_exclusion_note(last, words))
        else:
            notes.append(_compound_note(f"{' '.join(first)} -{last}", last))
    return And(tuple(items))


def _reading(before: list[Node], item: CompoundOrNot, has_matches: Callable[[Node], bool]) -> Node:
    """What the hyphen's word asks for: the phrase where a text has it; the word itself where an exclusion
    would leave nothing (who writes «Tauon paikka -hanke» wants to exclude no «hanke»); else the exclusion."""
    if has_matches(item.compound):
        return item.compound
    last = item.compound.terms[-1]
    if not has_matches(And((*before, item.excluded))) and has_matches(And((*before, last))):
        return last
    return item.excluded


def _compound_note(text: str, last: str) -> Message:
    return Message(
        "”%(text)s” luettiin yhdyssanaksi. Jos tarkoitit poissulkemista, kirjoita EI %(last)s.",
        text=text,
        last=last,
    )


def _exclusion_note(last: str, words: str) -> Message:
    return Message(
        "Hakutuloksesta poissuljettiin sana %(last)s. Jos tarkoitit yhdyssanaa, kirjoita se "
        'lainausmerkkeihin: "%(words)s".',
        last=last,
        words=words,
    )
