"""Interprets a request with the texts of an index: the meaning of hyphens, and synonyms of its words."""

from __future__ import annotations

from dataclasses import replace

from search.contract.request import Precision, Request
from search.equivalence.equivalents import with_equivalents
from search.plan.compiled_request import CompiledRequest, compile_request
from search.plan.compound_readings import settle_compounds
from search.plan.words import Counter, Words
from search.query.ast import at_precision


def read_request(words: Words, counter: Counter, request: Request) -> CompiledRequest:
    """The request with «Tauon paikka -hanke» interpreted according to these texts, and with equivalents."""
    compiled = settle_compounds(
        compile_request(request), request.precision, lambda node: counter.count(node, {}) > 0
    )
    return replace(compiled, tree=with_equivalents(words, compiled.tree)) if request.equivalents else compiled


def totals_by_precision(
    words: Words, counter: Counter, request: Request, compiled: CompiledRequest, total: int
) -> dict[str, int]:
    """How many documents would match at each setting of precision, by its value; total: at the request's."""

    def count(precision: Precision) -> int:
        tree = at_precision(compiled.typed, precision)
        tree = with_equivalents(words, tree) if request.equivalents else tree
        return counter.count(tree, compiled.filters)

    return {one.value: total if one is request.precision else count(one) for one in Precision}
