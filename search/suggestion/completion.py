"""Completion of a query while it is typed: words of the index, names, and titles of projects.

The last word is completed, and what stands before it is kept. Names may be typed over several words. Where
hardly anything begins as typed, words with a typing error are completed too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from rapidfuzz.distance import OSA

from index.analysis.finnish import Word
from index.analysis.finnish import word as analysed
from index.model.fields import Field, Kind, Role
from index.model.project import BY_ROLE, QUERYABLE
from index.storage.schema import BASES
from search.aggregation.facet_rows import value_keys, value_label
from search.contract.messages import Message
from search.contract.quoting import as_value
from search.contract.results import PROJECT_KIND, WORD_KIND, Suggestion
from search.matching.snapshot import Snapshot
from search.plan.ranking import TITLE
from search.plan.words import Counter, Words
from search.query.lexer import MINUS, QUOTES, pieces
from search.query.lexer import Kind as PieceKind
from search.query.parser import parse_query
from search.query.words import Leaf
from search.suggestion.lexicon import (
    LONGEST,
    WORD,
    Lexicon,
    form_lexicon,
    key,
    near_items,
    near_prefix_rows,
    prefix_rows,
    sort_lexicon,
)
from search.suggestion.project_names import projects_named

MOST_WORDS, MOST_NAMES, MOST_PROJECTS = 5, 3, 2
FEW = 3
"""Occurrences of all words that begin as typed; where there are fewer, typing errors are looked for."""
LOOKED_AT = 40
"""Commonest words that begin so, from which the best are chosen."""
MOST_CHECKED = 12
"""Of these, so many are looked up: whether any project has them together with the words before."""
LARGE_INDEX = 1000
"""Projects from which on a word that occurs only once is offered last."""
NAME_WORDS = 5
"""Words of a name that may be typed."""

CODE_FIELD = BY_ROLE[Role.CODE].query
BEFORE_A_WORD = " \t\n(!" + QUOTES + MINUS
HANGING_PIECES = (PieceKind.AND, PieceKind.OR, PieceKind.NOT, PieceKind.FIELD)
"""Pieces of a query after which something must follow."""
WORD_LABEL, PROJECT_LABEL = str(Message("Sana")), str(Message("Hanke"))


@dataclass(frozen=True, slots=True)
class NameEntry:
    """A name, or the title or code of a project, that can be chosen as the value of a filter."""

    text: str
    kind: str
    label: str
    field: str
    value: str


def suggest(snapshot: Snapshot, counter: Counter, text: str) -> tuple[Suggestion, ...]:
    """Completions of the typed words, best first. Never fails; the list may be empty."""
    parsed = parse_query(text)
    last = _empty_value(parsed.text) or (parsed.leaves[-1] if parsed.leaves else None)
    if last is None or last.end != len(parsed.text) or not last.is_plain:
        return ()
    text, before = parsed.text, parsed.text[: last.start]
    if last.field is not None:
        return tuple(_in_field(snapshot, counter, last.field, before, last))
    if before and before[-1] not in BEFORE_A_WORD:
        return ()  # in the middle of something that is not a word, such as an unknown field
    found = _words(snapshot, counter, before, last.text)
    if last.quoted or last.excluded:
        return tuple(found)
    projects = _named(text, MOST_PROJECTS, partial(_projects, snapshot))
    names = [*_named(text, MOST_NAMES, partial(_values_named, snapshot, errors=not projects)), *projects]
    far = [name for name in names if len(name.query) < len(before.rstrip())]  # typed over several words
    return tuple(dict.fromkeys((*far, *found, *names)))


def _empty_value(text: str) -> Leaf | None:
    """The value of which nothing has been typed yet, at the end of `maakunta:` and `maakunta:"`."""
    *_, before, last = (None, None, *pieces(text))
    is_quote = last is not None and last.kind is PieceKind.QUOTE and not last.closed and not last.text.strip()
    named = before if is_quote else last
    if named is None or named.field is None or text[-1:].isspace() or not named.field.kind.is_name:
        return None
    return Leaf(len(text), len(text), "", named.field, is_value=True, quoted=is_quote)


# Words


def values_like(words: Words, field: Field, typed: str) -> tuple[NameEntry, ...]:
    """The values of a name field that begin as typed; otherwise those that begin nearly so; otherwise those
    that are similar. The most common come first."""
    name = f"values of {field.query}"
    lexicon = words.keep(name, lambda: sort_lexicon(name, _values(words, field)))
    wanted = key(typed)
    if not wanted and typed:
        return ()
    rows = prefix_rows(lexicon, wanted, LOOKED_AT) or near_prefix_rows(words, lexicon, wanted, LOOKED_AT)
    found = [lexicon.items[row] for row in rows] or [item for item, _, _ in near_items(lexicon, wanted)]
    return tuple(dict.fromkeys(found))


def _in_field(
    snapshot: Snapshot, counter: Counter, field: Field, before: str, last: Leaf
) -> Iterable[Suggestion]:
    """After `maakunta:` its values, quoted or not; after `nimi:` words."""
    if field.kind.is_number:
        return ()
    if field.kind is Kind.TEXT:
        return _words(snapshot, counter, before, last.text)
    if last.quoted:
        before = before[:-1]  # the value brings its own quotation marks
    own = values_like(snapshot, field, last.text)[:MOST_WORDS]
    return [Suggestion(name.text, name.kind, name.label, before + as_value(name.value)) for name in own]


def _words(snapshot: Snapshot, counter: Counter, before: str, typed: str) -> list[Suggestion]:
    """Completions of the last word, each word once: its base form, or the most common form that fits."""
    lexicon, wanted = form_lexicon(snapshot), key(typed)
    rows = dict.fromkeys(prefix_rows(lexicon, wanted, LOOKED_AT), False)
    if _is_rare(lexicon, wanted):
        rows = dict.fromkeys(near_prefix_rows(snapshot, lexicon, wanted, MOST_WORDS), True) | rows

    def rank(row: int) -> tuple[object, ...]:
        form, count = lexicon.items[row], int(lexicon.weights[row])
        dull = analysed(form).function or (count == 1 and snapshot.documents > LARGE_INDEX)
        return rows[row], dull, not form.startswith(typed.lower()), -count, form

    forms = list(_different((lexicon.items[row] for row in sorted(rows, key=rank)), typed.lower(), snapshot))
    is_told = before.strip() and _is_open(before)
    is_found = counter.are_found(parse_query(before).tree if is_told else None)
    words = (form for form in forms[:MOST_CHECKED] if form.upper() not in snapshot.by_code)
    found = (before + form for form in words if is_found(analysed(form)))
    return [Suggestion(text, WORD_KIND, WORD_LABEL, text) for text in islice(found, MOST_WORDS)]


def _different(forms: Iterable[str], typed: str, words: Words) -> Iterator[str]:
    """Each word of the forms once, without the word that was typed already.

    A word is its base form where that begins as well as the form does; of «digitaalisten, digitaalista» it is
    «digitaalinen». Where it does not, as of «öiden» for «öid», the first form stands for all.
    """
    seen, own = {typed}, set(analysed(typed).bases)
    for form in forms:
        found = analysed(form)
        base = _lemma(words, form, found, key(typed))
        if own.issuperset(found.bases) or seen & ({base} if base else set(found.bases)):
            continue
        seen |= {base} if base else {form, *found.bases}
        yield base or form


def _lemma(words: Words, form: str, found: Word, wanted: str) -> str:
    """The base form that also begins as typed: of several, the one in most projects. "" if none does, or if
    the form is an unknown word, whose base form is a guess."""
    if found.analysis_kind not in ("voikko", "hyphen"):
        return ""

    def wrong(text: str) -> int:
        return OSA.distance(key(text)[: len(wanted)], wanted)

    begin = [base for base in found.bases if wrong(base) <= wrong(form)]
    telling = [base for base in begin if not analysed(base).function]  # «jolla» is a boat, if anything
    return max(
        telling or begin, key=lambda base: (words.document_frequency(BASES, base), base == form), default=""
    )


# Names


def _named(text: str, most: int, find: Callable[[str], list[NameEntry]]) -> list[Suggestion]:
    """Names that begin with the last words, using as many of the words as fit.

    find: gives the names that begin with a key.
    """
    starts = [match.start() for match in re.finditer(r"(?<!\S)\w", text)][-NAME_WORDS:]
    for start in starts:
        before = text[:start]
        wanted = key(text[start:])
        found = find(wanted)[:most] if wanted and _is_open(before) else []
        if found:
            return [Suggestion(n.text, n.kind, n.label, before.strip(), n.field, n.value) for n in found]
    return []


def _is_open(before: str) -> bool:
    """Whether a filter may replace what follows: only if no operator before it would lose its operand."""
    kinds = [piece.kind for piece in pieces(before)]
    is_balanced = kinds.count(PieceKind.OPEN) == kinds.count(PieceKind.CLOSE)
    is_closed = all(piece.closed for piece in pieces(before))
    return is_balanced and is_closed and (not kinds or kinds[-1] not in HANGING_PIECES)


def _values_named(words: Words, wanted: str, errors: bool) -> list[NameEntry]:
    """Values with words that begin with a key; with typing errors, where hardly any words of the index do."""
    lexicon = _names(words)
    rows = prefix_rows(lexicon, wanted, LOOKED_AT)
    if errors and not rows and _is_rare(form_lexicon(words), wanted):
        rows = near_prefix_rows(words, lexicon, wanted, LOOKED_AT)
    return list(dict.fromkeys(lexicon.items[row] for row in rows))


def _is_rare(lexicon: Lexicon[str], beginning: str) -> bool:
    """Whether what was typed looks like a typing error."""
    return int(lexicon.weights[lexicon.run(beginning)].sum()) < FEW


def _names(words: Words) -> Lexicon[NameEntry]:
    """Every value of every name field, by each of its words; the whole name counts most."""

    def rows() -> Iterator[tuple[str, NameEntry, int]]:
        for field in QUERYABLE.values():
            if field.kind in (Kind.KEYWORD, Kind.ORGANISATION, Kind.NUMBERED):
                yield from _values(words, field)

    return words.keep("names", lambda: sort_lexicon("names", rows()))


def _values(words: Words, field: Field) -> Iterator[tuple[str, NameEntry, int]]:
    values = words.field_values(field.query)
    for value, short, count in zip(
        values, value_keys(field, values), words.value_counts(field.query), strict=True
    ):
        text = value_label(field, value)
        named = NameEntry(text, field.query, field.label, field.query, short)
        yield from ((begins, named, count * (10 if not at else 1)) for at, begins in _beginnings(text))


def _projects(snapshot: Snapshot, beginning: str) -> list[NameEntry]:
    """Projects by their code and by each word of their title, the newest first."""
    found = projects_named(snapshot, beginning, LOOKED_AT)
    named = ((snapshot.text(TITLE, doc), snapshot.codes[doc]) for doc in found)
    return [NameEntry(title or code, PROJECT_KIND, PROJECT_LABEL, CODE_FIELD, code) for title, code in named]


def _beginnings(text: str) -> Iterator[tuple[int, str]]:
    """Where each word of a name begins, and the key from there on."""
    for match in WORD.finditer(text):
        yield match.start(), key(text[match.start() : match.start() + LONGEST])
