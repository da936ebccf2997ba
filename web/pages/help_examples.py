"""Queries that find something in the current index, for the help page: each form of the query language filled
with words and values that some of its projects have."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from index.model.fields import Field, Kind, Role
from index.model.project import BY_ROLE, QUERYABLE, Project, values
from index.model.project_parts import Numbered
from search.contract.engine_port import Searcher
from search.contract.query_reference import FORMS, Form
from search.contract.quoting import as_value
from search.contract.request import UNKNOWN, Request
from search.contract.results import Answer
from web.i18n import format
from web.i18n.texts import language
from web.i18n.values import name_in

PROJECTS = 3
"""Projects that give words and values: the first ones of a search for everything."""
PAIRS = 24
"""Pairs of words that are looked at."""
ENOUGH = 3
"""Words that the patterns have at the most."""
COMMON = 0.5
"""A word that more of the projects have is a poor example."""
SHORT = 40
"""Characters of a value that is read at a glance."""
_WORD = r"(?<![\w-])[^\W\d_A-ZÅÄÖ]{6,16}(?![\w-])"
"""A word of plain small letters, which is nobody's name."""
_PAIR = re.compile(rf"(?=({_WORD}) ({_WORD}))")
_APART = re.compile(rf"(?=({_WORD})(?: [^\W\d_]+){{1,3}} ({_WORD}))")
_AMOUNTS = (Kind.MONEY, Kind.COUNT, Kind.PERCENT)
Known = Mapping[str, Sequence[str]]


def known(engine: Searcher, answer: Answer) -> Known:
    """What patterns are filled with: words, and the values of each field as they are written in a query.

    answer: to the search for everything, with its facets.
    """
    projects = [engine.project(one.code).project for one in engine.names(Request(limit=PROJECTS))]
    return {**_values(answer, projects), **_words(engine, projects, answer.total)}


def examples(engine: Searcher, known: Known) -> list[tuple[Form, str]]:
    """Each form that something is found by, with such a query."""
    queries = ((form, _first(engine, _filled(form.pattern, known))) for form in FORMS)
    return [(form, query) for form, query in queries if query]


def sample(engine: Searcher, field: Field, known: Known) -> str:
    """A query by a field that finds something; "" where none is known."""
    sign = ">=" if field.kind in _AMOUNTS else ""
    return _first(engine, (f"{field.query}:{sign}{value}" for value in known[field.query][:1]))


def _finds(engine: Searcher, query: str) -> bool:
    """Whether any project matches the whole query."""
    return engine.count(Request(query)) > 0


def _first(engine: Searcher, queries: Iterable[str]) -> str:
    """The first query that finds something, "" where none does."""
    return next((query for query in queries if _finds(engine, query)), "")


def _filled(pattern: str, known: Known) -> Iterator[str]:
    """The pattern filled in: the most common word with each of the next ones, since only some occur together.
    Nothing where something of it is not known."""
    first, others = known["word"][:1], known["word"][1:]
    for turn in range(max(1, len(others))):
        with suppress(KeyError, IndexError):
            yield pattern.format_map({**known, "word": [*first, *others[turn:], *others[:turn]]})


# Words


def _words(engine: Searcher, projects: Sequence[Project], total: int) -> dict[str, list[str]]:
    """The words for the patterns: base forms (the most common first), forms, phrases, misspellings."""
    told = " | ".join(one for project in projects for one in _telling(project))
    pairs = [found.groups() for found in _PAIR.finditer(told)][:PAIRS]
    apart = [found.groups() for found in _APART.finditer(told)][:PAIRS]
    telling = [form for form in engine.compare(told).words if re.fullmatch(_WORD, form)]
    typed = telling if len(telling) >= ENOUGH else [*telling, *re.findall(_WORD, told)[:PAIRS]]
    forms = dict.fromkeys([*typed, *(form for pair in (*pairs, *apart) for form in pair)])
    bases = {form: own[0] for form, own in engine.answer(Request(" ".join(forms), limit=0)).words if own}
    counts = {bases[form]: engine.count(Request(bases[form])) for form in typed if form in bases}
    usual = [base for base, count in counts.items() if 0 < count <= max(1, COMMON * total)]
    word = sorted(usual, key=counts.__getitem__, reverse=True)
    return {
        "word": word,
        "form": [form for form, base in bases.items() if form != base],
        "phrase": _in_base_forms(engine, pairs, bases, '"{} {}"'),
        "near": _in_base_forms(engine, apart, bases, '"{} {}"~5'),
        "unsure": [f"{base[:4]}?{base[5:]}" for base in word],
        "misspelt": [base[:3] + base[2:] for base in word],
    }


def _telling(project: Project) -> Iterator[str]:
    """The texts that say what a project is about."""
    for role in (Role.TITLE, Role.SUMMARY):
        yield from values(project, BY_ROLE[role])


def _in_base_forms(
    engine: Searcher, pairs: Iterable[tuple[str, ...]], bases: Mapping[str, str], query: str
) -> list[str]:
    """The first pair of words that is found in base forms, if any."""
    written = ([bases[form] for form in pair] for pair in pairs if all(form in bases for form in pair))
    return next(([" ".join(words)] for words in written if _finds(engine, query.format(*words))), [])


# Values


def _values(answer: Answer, projects: Sequence[Project]) -> dict[str, list[str]]:
    """The values of each field by its query name: of its facet, the commonest first, else of a project.

    `several`: queries with a value of several words; `without`: fields that some project has no value of.
    """
    found: dict[str, list[str]] = {}
    for name, field in QUERYABLE.items():
        own = next((own for own in (values(one, field) for one in projects) if any(own)), ())
        facet = [one for one in answer.facets.get(name, ()) if one.value != UNKNOWN]
        if field.kind is Kind.YEAR:
            found[name] = sorted(one.value for one in facet)[-2:]
        elif facet:
            of = "label" if field.kind is Kind.ORGANISATION else "value"
            found[name] = [as_value(_own_name(field, getattr(one, of))) for one in facet]
        elif field.kind is Kind.TEXT:
            words = [word for one in own for word in re.findall(_WORD, str(getattr(one, "text", one)))]
            found[name] = words[:1]
        else:
            found[name] = [one for value in own for one in _written(field, value)]
    facets = {name: rows for name, rows in answer.facets.items() if rows}
    several = (f"{name}:{value}" for name in facets for value in found[name] if value.startswith('"'))
    found["several"] = [query for query in several if len(query) <= SHORT][:1]
    found["without"] = [name for name, rows in facets.items() if rows[-1].value == UNKNOWN]
    return found


def _own_name(field: Field, value: str) -> str:
    """A value as the page shows it: «Completed»; as it is where that has no name in the language in use."""
    if field.kind is Kind.FLAG:
        return format.field_value(field, value).lower()
    return name_in(language(), field, value) or value


def _written(field: Field, value: object) -> Iterator[str]:
    """A value as a query has it; of an amount the round numbers below and above it."""
    if isinstance(value, Numbered):
        yield value.number or as_value(value.name)
    elif isinstance(value, datetime.date):
        yield f"{value.day}.{value.month}.{value.year}"
    elif field.kind in _AMOUNTS and isinstance(value, int | float):
        unit = 10 ** (len(str(int(value))) - 1)
        yield from (str(int(value // unit * unit)), str(int(value // unit * unit + unit)))
    else:
        yield as_value(_own_name(field, str(value)))
