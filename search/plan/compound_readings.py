"""«Tauon paikka -hanke»: is the hyphen a compound's or an exclusion? Decided by what the texts have.

Finnish writes a space before the hyphen of a compound whose first part is several words, so a query language
that excludes by a minus turns correct Finnish round. Where some text has the words in a row it is a compound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from search.contract.messages import Message
from search.plan.compiled_request import CompiledRequest
from search.query.ast import And, CompoundOrNot, Node, Or, conjuncts

_COMPOUND = (
    "«%(text)s» luettiin yhdyssanaksi, jollainen teksteissä on. Jos tarkoitit poissulkemista, "
    "kirjoita EI %(last)s."
)
_EXCLUSION = (
    "Hakutuloksesta poissuljettiin sana %(last)s. Jos tarkoitit yhdyssanaa, kirjoita lainausmerkit: "
    '"%(words)s".'
)


def settle_compounds(compiled: CompiledRequest, has_matches: Callable[[Node], bool]) -> CompiledRequest:
    """The request with each hyphen after a space read one way or the other, and a note that says which.

    has_matches: whether any document matches a tree.
    """
    notes: list[Message] = []
    typed = _settled(compiled.typed, has_matches, notes)
    if not notes:
        return compiled
    tree = _settled(compiled.tree, has_matches, [])
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
        if has_matches(item.compound):
            # The words before the hyphen are in the phrase, and need not be asked for besides.
            items = [one for one in items if one not in item.compound.terms]
            items.append(item.compound)
            notes.append(Message(_COMPOUND, text=f"{' '.join(first)} -{last}", last=last))
        else:
            items.append(item.excluded)
            notes.append(Message(_EXCLUSION, last=last, words=words))
    return items[0] if len(items) == 1 else And(tuple(items))
