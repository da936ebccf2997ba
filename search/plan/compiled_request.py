"""Compiles a request into trees for words and filters, and an order. It never fails, but makes notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.model.fields import Field, Kind
from index.model.project import QUERYABLE
from search.contract.messages import Message
from search.contract.request import CHANGED, NEWEST, Request
from search.query.ast import Node, Or, at_precision, query_terms
from search.query.parser import parse_query
from search.query.value_parser import BadValue, parse_value


@dataclass(frozen=True)
class CompiledRequest:
    """What any engine needs from a request; made without an index.

    typed:   the query as it was typed, each word with its own precision.
    tree:    the same at the precision of the request.
    filters: query name → tree; a document passes that matches every one of them.
    sort:    the field to sort by, «-» before it turns the order round; "" = by relevance.
    notes:   what was interpreted differently from what was written.
    """

    typed: Node
    tree: Node
    filters: Mapping[str, Node]
    sort: str
    notes: tuple[Message, ...]


def compile_request(request: Request) -> CompiledRequest:
    """Read a request."""
    parsed = parse_query(request.query)
    filters, filter_notes = _filters(request)
    sort, sort_notes = _sort(request, parsed.tree)
    return CompiledRequest(
        typed=parsed.tree,
        tree=at_precision(parsed.tree, request.precision),
        filters=filters,
        sort=sort,
        notes=(*parsed.notes, *filter_notes, *sort_notes),
    )


def _filters(request: Request) -> tuple[dict[str, Node], list[Message]]:
    """The tree of each filter, of whose values any will do; notes on those that cannot be read."""
    filters: dict[str, Node] = {}
    notes: list[Message] = []
    for name, values in request.filters.items():
        field = QUERYABLE.get(name)
        if field is None:
            notes.append(Message("Rajausta ”%(name)s” ei ole: se jätettiin huomiotta.", name=name))
            continue
        nodes = []
        for value in values:
            try:
                nodes.append(_filter_value(field, value))
            except BadValue as bad:
                if bad.read is not None:
                    nodes.append(bad.read)
                notes.append(_misread(field, bad))
        if nodes:
            filters[name] = nodes[0] if len(nodes) == 1 else Or(tuple(nodes))
    return filters, notes


def _misread(field: Field, bad: BadValue) -> Message:
    label = Message(field.label)
    if bad.read is not None:
        return Message("Rajaus ”%(label)s” luettiin toisin päin: %(why)s.", label=label, why=bad.why)
    return Message("Rajaus ”%(label)s” jätettiin huomiotta: %(why)s.", label=label, why=bad.why)


def _filter_value(field: Field, value: str) -> Node:
    """The tree of one value of a filter. Raises `BadValue`."""
    if field.kind is Kind.TEXT:
        return parse_query(f"{field.query}:({value})").tree
    return parse_value(field, value)


def _sort(request: Request, tree: Node) -> tuple[str, list[Message]]:
    """The field to sort by: as asked for, else "" where there is a word to rank by, else newest first."""
    usual = "" if query_terms(tree) else NEWEST
    if request.sort == CHANGED:
        return CHANGED, []
    field = QUERYABLE.get(request.sort.removeprefix("-"))
    if request.sort and (field is None or not field.sortable):
        note = Message("Järjestystä ”%(sort)s” ei ole: käytettiin oletusta.", sort=request.sort)
        return usual, [note]
    return request.sort or usual, []
