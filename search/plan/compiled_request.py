"""A request as it is evaluated: words as a tree, filters as masks, order. It never fails; it notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.model.fields import Kind
from index.model.project import QUERYABLE
from index.numeric import Array
from search.contract.messages import Message
from search.contract.request import NEWEST, Request
from search.matching.docset import as_mask
from search.matching.evaluator import evaluate
from search.matching.snapshot import Snapshot
from search.query.ast import Node, terms
from search.query.parser import parse_query
from search.query.value_parser import BadValue, parse_value


@dataclass(frozen=True)
class CompiledRequest:
    """What was asked for.

    tree:  the query as typed, at no precision yet.
    masks: query name → bool[D], documents that each filter lets through.
    sort:  the field to sort by; "" = by relevance.
    notes: what was read otherwise than written, in Finnish.
    """

    tree: Node
    masks: Mapping[str, Array]
    sort: str
    notes: tuple[Message, ...]


def read_request(snapshot: Snapshot, request: Request) -> CompiledRequest:
    """Read a request."""
    parsed = parse_query(request.query)
    filters, notes = _filters(request)
    masks = {name: _any_of(snapshot, nodes) for name, nodes in filters.items()}
    sort, sort_notes = _sort(request, parsed.tree)
    return CompiledRequest(parsed.tree, masks, sort, (*parsed.notes, *notes, *sort_notes))


def _filters(request: Request) -> tuple[dict[str, list[Node]], list[Message]]:
    """Query name → the nodes any of which will do. Values that cannot be read are left out, with a note."""
    found: dict[str, list[Node]] = {}
    notes: list[Message] = []
    for name, values in request.filters.items():
        field = QUERYABLE.get(name)
        if field is None:
            notes.append(Message("Rajausta «%(name)s» ei ole: se jätettiin huomiotta.", name=name))
            continue
        for value in values:
            try:
                text = field.kind is Kind.TEXT
                node = parse_query(f"{name}:({value})").tree if text else parse_value(field, value)
            except BadValue as error:
                notes.append(
                    Message(
                        "Rajaus «%(label)s» jätettiin huomiotta: %(why)s.",
                        label=Message(field.label),
                        why=error.args[0],
                    )
                )
                continue
            found.setdefault(name, []).append(node)
    return found, notes


def _any_of(snapshot: Snapshot, nodes: list[Node]) -> Array:
    """bool[D]: documents that any of a field's filters lets through."""
    chosen = np.zeros(snapshot.documents, bool)
    for node in nodes:
        chosen |= as_mask(evaluate(snapshot, node), snapshot.documents)
    return chosen


def _sort(request: Request, tree: Node) -> tuple[str, list[Message]]:
    """The field to sort by; "" = by relevance."""
    sort = request.sort
    field = QUERYABLE.get(sort.lstrip("-"))
    if sort and (field is None or not field.sortable):
        note = Message("Järjestystä «%(sort)s» ei ole: käytettiin oletusta.", sort=sort)
        return _default_sort(tree), [note]
    return sort or _default_sort(tree), []


def _default_sort(tree: Node) -> str:
    """By relevance where there is a word to rank by, else newest first."""
    return "" if terms(tree) else NEWEST
