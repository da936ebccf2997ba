"""A request as an index understands it: filters as they are shown, words as they are searched."""

from __future__ import annotations

from collections.abc import Iterator

from index.model.project import QUERYABLE
from search.contract.messages import Message
from search.contract.request import ANY_LABEL, UNKNOWN_LABEL, Request, is_any, is_unknown
from search.contract.results import ActiveFilter
from search.plan.compiled_request import CompiledRequest
from search.plan.term_expansion import truncated_terms
from search.plan.value_resolver import resolve
from search.plan.words import Words
from search.query.ast import And, Fuzzy, Name, Node, Not, Or, Pattern, Prefix, QueryTerm, Term, query_terms


def active_filters(words: Words, request: Request) -> tuple[ActiveFilter, ...]:
    """The filters in force, in the order of the request."""
    return tuple(
        ActiveFilter(name, QUERYABLE[name].label, value, _value_label(words, name, value))
        for name, values in request.filters.items()
        if name in QUERYABLE
        for value in values
    )


def _value_label(words: Words, name: str, value: str) -> str:
    """«9. REACT-EU:n ESR-toimenpiteet» for «9»; the value itself unless it means one name."""
    field = QUERYABLE[name]
    if is_unknown(value):
        return str(UNKNOWN_LABEL)
    if is_any(value):
        return str(ANY_LABEL)
    if not field.kind.is_name:
        return value
    numbers = resolve(words, field, value)
    return words.field_values(name)[numbers[0]] if len(numbers) == 1 else value


_SIGNS = {Prefix: "*", Fuzzy: "~", Pattern: ""}


def words_with_bases(tree: Node) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each search word of a query, with the base forms it is searched by."""
    return tuple(map(_searched_word, query_terms(tree)))


def _searched_word(term: QueryTerm) -> tuple[str, tuple[str, ...]]:
    if not isinstance(term, Term):
        return term.text + _SIGNS[type(term)], ()
    # The stem of a word that no dictionary has is nothing to show.
    return term.surface, (term.surface,) if term.word.analysis_kind == "stem" else term.word.bases


def notes(words: Words, compiled: CompiledRequest) -> tuple[Message, ...]:
    """Notes for the user about a request, including those that depend on the index."""
    trees = (compiled.typed, *compiled.filters.values())
    unknown = tuple(dict.fromkeys(note for tree in trees for note in _unknown_values(words, tree)))
    return (*compiled.notes, *unknown, *truncation_notes(words, compiled.typed))


def _unknown_values(words: Words, tree: Node) -> Iterator[Message]:
    """Notes on values that no project has; of several values in one, «Lappi,Kainu», on those alone."""
    match tree:
        case Or(items=(Name(field=field, value=whole), *items)) if all(
            isinstance(item, Name) and item.field == field and item.value in whole for item in items
        ):
            if not resolve(words, QUERYABLE[field], whole):
                yield from (note for item in items for note in _unknown_values(words, item))
        case And() | Or():
            yield from (note for item in tree.items for note in _unknown_values(words, item))
        case Not():
            yield from _unknown_values(words, tree.item)
        case Name() if not resolve(words, QUERYABLE[tree.field], tree.value):
            yield Message(
                "Kentässä ”%(field)s” ei ole arvoa ”%(value)s”.",
                field=Message(QUERYABLE[tree.field].label),
                value=tree.value,
            )


def truncation_notes(words: Words, tree: Node) -> tuple[Message, ...]:
    """Notes on prefixes and patterns that match more words than are searched."""
    return tuple(
        Message(
            "”%(text)s” sopii hyvin moneen sanaan: niistä haettiin osaa. Tarkenna kirjoittamalla enemmän.",
            text=text,
        )
        for text in truncated_terms(words, tree)
    )
