"""Which values of a name field does a filter mean? `9`, `kainuu`, `REACT-EU`, `Kajaani` for «Kajaanin».

In this order, the first that fits: the whole value, ignoring case; its number («9», «12.3»); the value that
differs only by inflection; the value of which this is the name in Swedish or English, or the former name;
every value that has all the words asked for. An organisation is found by its id and by any name that
descriptions or vocabularies have for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from index.analysis.finnish import Word
from index.analysis.normalization import normalize
from index.analysis.places import former_places, todays_name, todays_places
from index.analysis.tokenizer import analyse
from index.model.fields import Field, Kind
from index.model.organisations import checked_business_id
from index.model.project import PLACE_FIELDS
from index.model.value_names import read_names
from index.vocabulary.keys import label_key
from search.plan.term_expansion import glob
from search.plan.words import Words

LEGAL_FORM = re.compile(r"[\s,]+(?:oyj?|ab|r\.?y|r\.?f|sr|ky|kuntayhtymä)\.?$", re.IGNORECASE)
"""What stands behind the name of an organisation in a register, and in no vocabulary."""
NUMBER = re.compile(r"([\d.]*\d)\.?(?:\s+|$)")


class Writings(NamedTuple):
    """The names of the values of a field, each with the number of its value."""

    texts: Sequence[str]
    values: Sequence[int]


def resolve(words: Words, field: Field, text: str) -> tuple[int, ...]:
    """Numbers, in `words.field_values`, of the values that a filter's text means."""

    def compute() -> tuple[int, ...]:
        own = _by_id(words, field, text)
        if own:
            return own
        values = writings(words, field).values
        return tuple(dict.fromkeys(values[number] for number in _resolve(words, field, text)))

    return words.get_or_compute(("resolve", field.query, fold(text)), compute)


def writings(words: Words, field: Field) -> Writings:
    """The values of a field themselves; of organisations all their names."""
    if field.kind is not Kind.ORGANISATION:
        values = words.field_values(field.query)
        return Writings(values, range(len(values)))

    def compute() -> Writings:
        every = enumerate(words.organisations_of(field.query))
        known = [(name, number) for number, one in every for name in (one.name, *one.other_names)]
        return Writings([name for name, _ in known], [number for _, number in known])

    return words.keep(("writings", field.query), compute)


def _by_id(words: Words, field: Field, text: str) -> tuple[int, ...]:
    """The organisation whose id a text is, with a business id in any spelling; nothing of other fields."""
    if field.kind is not Kind.ORGANISATION:
        return ()
    numbers = words.keep(
        ("organisation ids", field.query),
        lambda: {one.id: number for number, one in enumerate(words.organisations_of(field.query))},
    )
    wanted = fold(text)  # as the answer is kept by
    number = numbers.get(checked_business_id(wanted) or wanted)
    return () if number is None else (number,)


def fold(text: str) -> str:
    """Ignores case, the kind of white space, and the differences that `normalize` removes."""
    return " ".join(normalize(text).text.casefold().split())


def _resolve(words: Words, field: Field, text: str) -> tuple[int, ...]:
    values = writings(words, field).texts
    wanted = fold(text)
    if "*" in wanted or "?" in wanted:
        return _matching(words, field, glob(wanted))
    exact = (
        whole_value(words, field, text)
        or whole_value(words, field, text.rstrip("."))
        or _named_on_pages(words, field, wanted)
    )
    if exact and field.kind is not Kind.ORGANISATION and (field.facet or field.kind is not Kind.KEYWORD):
        return exact
    query_words = [token.word for token in analyse(text, "fi")]
    if not query_words:
        return ()
    analysed = words.keep(("analysed", field.query), lambda: _analysed(values))
    same = tuple(i for i, other in enumerate(analysed) if _same(query_words, other))
    found = (
        exact
        or same
        or _translated(words, field, text)
        or _former(words, field, [text, *(query_words[0].bases if len(query_words) == 1 else ())])
        or _with_words(analysed, query_words)
    )
    renamed = (_with_words(analysed, name) for name in _other_names(words, field, text))
    return tuple(dict.fromkeys((*found, *(number for own in renamed for number in own))))


def _with_words(analysed: Sequence[tuple[Word, ...]], query_words: list[Word]) -> tuple[int, ...]:
    """The values that have all of some words."""
    return tuple(i for i, other in enumerate(analysed) if _has_all(query_words, other))


def _other_names(words: Words, field: Field, text: str) -> Iterator[list[Word]]:
    """The words of other names of an organisation, before and after it was renamed or merged.

    «Lahden ammattikorkeakoulu Oy» is LAB today: a value of each name is found by both. A value of a facet
    means only itself, so that its count is right; places have their own table of names.
    """
    if field.kind not in (Kind.KEYWORD, Kind.ORGANISATION) or field in PLACE_FIELDS:
        return
    for one in words.equivalents("fi", label_key("fi", LEGAL_FORM.sub("", text))):
        if one.language == "fi" and not one.is_bridge and one.is_offered:
            yield [token.word for token in analyse(one.text, "fi")]


def whole_value(words: Words, field: Field, text: str) -> tuple[int, ...]:
    """The values that are this text, or that have it as their number."""
    texts = writings(words, field).texts
    return words.keep(("folded", field.query), lambda: _by_text(texts)).get(fold(text), ())


def _named_on_pages(words: Words, field: Field, wanted: str) -> tuple[int, ...]:
    """The values of this name in Swedish or English, with its number or without: «Completed»."""
    printed = NUMBER.match(wanted) if field.kind is Kind.NUMBERED else None
    number, name = (printed[1], wanted[printed.end() :]) if printed else ("", wanted)
    names = _finnish_names().get((field.query, name), ())
    own = set(whole_value(words, field, number)) if number else None
    values = enumerate(writings(words, field).texts if names else ())
    return tuple(
        i
        for i, value in values
        if fold(NUMBER.sub("", value, count=1)) in names and (own is None or i in own)
    )


@cache
def _finnish_names() -> Mapping[tuple[str, str], set[str]]:
    """Query name of a field and a name in Swedish or English → the Finnish ones it stands for, all folded."""
    found: dict[tuple[str, str], set[str]] = {}
    for field, fi, others in _named_values():
        for name in others:
            found.setdefault((field, fold(name)), set()).add(fold(fi))
    return found


def _named_values() -> Iterator[tuple[str, str, list[str]]]:
    """Query name of a field, the Finnish name of a value, and its names in Swedish and English."""
    for field, row in read_names():
        yield field, row.fi, [row.sv, row.en]
    for place in todays_places():
        others = [name for name in (*place.sv, *place.en) if name]
        yield PLACE_FIELDS[place.kind].query, place.fi[0], others


def _translated(words: Words, field: Field, text: str) -> tuple[int, ...]:
    """The values whose Swedish, English or other Finnish name this is: «Lappland», «Vasa», «Lapland»."""
    names = (
        one.text
        for language in ("sv", "en", "fi")
        for one in words.equivalents(language, label_key(language, text))
        if one.language == "fi" and not one.is_bridge
    )
    known = dict.fromkeys(names)
    values = (number for name in known for number in whole_value(words, field, name))
    return tuple(dict.fromkeys(values)) or _former(words, field, known)


def _former(words: Words, field: Field, names: Iterable[str]) -> tuple[int, ...]:
    """The values that are today's names of merged or renamed places."""
    today = dict.fromkeys(map(todays_name, names) if field in PLACE_FIELDS else ())
    return tuple(dict.fromkeys(number for name in today for number in whole_value(words, field, name)))


def _matching(words: Words, field: Field, fits: re.Pattern[str]) -> tuple[int, ...]:
    """The values that a pattern fits, of places also those whose former name it fits."""
    values = writings(words, field).texts
    own = [i for i, value in enumerate(values) if fits.fullmatch(fold(value))]
    former = (name for name in former_places() if fits.fullmatch(fold(name))) if field in PLACE_FIELDS else ()
    return tuple(dict.fromkeys((*own, *_former(words, field, former))))


def _by_text(values: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Each whole value, folded, and each value's number → the numbers of the values meant."""
    numbers: dict[str, list[int]] = {}
    for i, value in enumerate(values):
        numbers.setdefault(fold(value), []).append(i)
    for i, value in enumerate(values):
        printed = NUMBER.match(value)
        if printed:
            numbers.setdefault(printed[1], []).append(i)
    return {key: tuple(dict.fromkeys(own)) for key, own in numbers.items()}


def _analysed(values: Sequence[str]) -> list[tuple[Word, ...]]:
    return [tuple(token.word for token in analyse(value, "fi")) for value in values]


def _same(query_words: list[Word], other: tuple[Word, ...]) -> bool:
    return len(query_words) == len(other) and all(
        set(a.bases) & set(b.bases) for a, b in zip(query_words, other, strict=True)
    )


def _has_all(query_words: list[Word], other: tuple[Word, ...]) -> bool:
    tokens = {token for word in other for token in (*word.bases, *word.parts)}
    return all(tokens.intersection(word.bases) for word in query_words)
