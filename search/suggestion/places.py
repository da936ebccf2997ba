"""Which regions and municipalities does a query name? «digituki Lapissa», «Vasa», «Kajanaland», «Nilsiä»."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from index.analysis.places import former_places, place_key
from index.model.fields import Field
from index.model.project import PLACE_FIELDS
from index.vocabulary.group import LANGUAGES
from search.contract.request import Precision, Request
from search.contract.results import PlaceSuggestion
from search.equivalence.query_language import FINNISH, equivalent_terms, keys
from search.equivalence.reading import read_request
from search.plan.value_resolver import whole_value
from search.plan.words import Counter, Words
from search.query.ast import Node, Term, conjuncts

MOST_WORDS = 2
"""Words of a place's name: «Södra Karelen»."""


class NamedPlace(NamedTuple):
    """A place in a query: as typed, the filter and its value, and the query without it."""

    word: str
    field: Field
    value: str
    rest: str


def place_suggestions(
    words: Words, counter: Counter, request: Request, typed: Node
) -> tuple[PlaceSuggestion, ...]:
    """The places that a query names, each with what the rest of the query finds there. typed: its tree."""
    suggestions = []
    for place in named_places(words, typed, request.query) if not request.offset else ():
        filters = {**request.filters, place.field.query: (place.value,)}
        inner = replace(request, query=place.rest, filters=filters)
        narrowed = read_request(words, counter, inner)
        total = counter.count(narrowed.tree, narrowed.filters)
        if total:
            own = (place.word, place.field.query, place.field.label, place.value, place.rest)
            suggestions.append(PlaceSuggestion(*own, total))
    return tuple(suggestions)


def named_places(words: Words, tree: Node, text: str) -> tuple[NamedPlace, ...]:
    """The places that a query of plain words names, each by its longest name. text: the query as typed."""
    terms = conjuncts(tree)
    plain = [
        one for one in terms
        if isinstance(one, Term) and not one.section and one.precision is Precision.PARTS
    ]  # fmt: skip
    if len(plain) < len(terms):
        return ()
    found: list[NamedPlace] = []
    at = 0
    while at < len(plain):
        for length in range(min(MOST_WORDS, len(plain) - at), 0, -1):
            run = plain[at : at + length]
            rest = " ".join(one.surface for one in (*plain[:at], *plain[at + length :]))
            word = " ".join(one.surface for one in run)
            own = [NamedPlace(word, field, value, rest) for field, value in _values(words, run, text)]
            if own or length == 1:
                found += own
                at += length
                break
    return tuple(found)


def _values(words: Words, run: list[Term], text: str) -> Iterator[tuple[Field, str]]:
    """The region and the municipality that a run of words may be the name of."""
    names = dict.fromkeys(keys(FINNISH, run))
    for language in LANGUAGES:
        same = (one for one in equivalent_terms(words, language, run) if not one.is_bridge)
        names.update(dict.fromkeys(one.text for one in same if one.language == FINNISH))
    names.update(dict.fromkeys(_todays_names(names, run, text)))
    for field in PLACE_FIELDS:
        values = (words.field_values(field.query)[number] for number in _numbers(words, field, names))
        yield from ((field, value) for value in dict.fromkeys(values))


def _todays_names(names: Iterable[str], run: list[Term], text: str) -> list[str]:
    """The places that former places belong to today; «saari» in lower case is an island, not a place name."""
    found = (former_places().get(place_key(name)) for name in names)
    is_name = run[0].surface.capitalize() in text
    return [today.name for today in found if today and (is_name or not today.is_common_word)]


def _numbers(words: Words, field: Field, names: dict[str, None]) -> Iterator[int]:
    for name in names:
        yield from whole_value(words, field, name)
