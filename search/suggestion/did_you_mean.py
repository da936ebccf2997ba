"""«Tarkoititko»: other ways of writing a query that found little, which find more.

A word that hardly any project has may be replaced where it stands: by words of the index that differ by a
letter or two, by Voikko's corrections, or, together with the next word, by the compound they make. A value
that a field does not have may be replaced by one near it. The rest of the query stays as it was. Every
suggestion is checked by counting: it finds more whole matches, or, if neither query finds any, more partial
ones. There are two exceptions: joining a compound that was written as two words may find equally many.
Replacing a word that is in no project and not in the dictionary may find fewer partial matches, since these
now match the word that was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, islice, pairwise
from string import ascii_uppercase

from rapidfuzz.distance import OSA

from index.analysis.finnish import corrections, word
from index.analysis.subject_words import is_frame_word
from index.analysis.swedish import stem
from index.analysis.tokenizer import Token, analyse
from index.storage.schema import BASES
from search.contract.query_reference import MAX_LENGTH, OPERATORS
from search.contract.request import Request
from search.contract.results import QuerySuggestion
from search.equivalence.equivalents import with_equivalents
from search.equivalence.reading import read_request
from search.matching.snapshot import Snapshot
from search.plan.weights import PARTIAL_UP_TO
from search.plan.words import Counter, Filters, Words
from search.query.parser import ParsedQuery, parse_query
from search.suggestion.lexicon import form_lexicon, key, near_items
from search.suggestion.value_suggestions import value_corrections

ENOUGH = 3
"""Whole matches from which on nothing else is suggested."""
MOST = 3
"""Suggestions."""
MOST_WORDS, MOST_EDITS, MOST_TRIED = 8, 4, 40
"""Words of a query that are looked at, ways in which each is written otherwise, and queries counted."""
LONG_ENOUGH = 4
"""Letters of a word from which on it may be misspelt; of one that the dictionary knows, `LONG_KNOWN`."""
LONG_KNOWN = 6
DIGITS_OF_CODE = 4
"""So many digits alone may be a project's code without its letter."""


@dataclass(frozen=True)
class Edit:
    """Another text for the characters start … end - 1 of the query.

    wrong: how many letters differ; hopeless: no project has what was typed, and where it is_misspelt, neither
    has the dictionary; joined: two words became one.
    """

    start: int
    end: int
    text: str
    wrong: int
    hopeless: bool = False
    is_misspelt: bool = False
    joined: bool = False


def query_suggestions(
    snapshot: Snapshot, counter: Counter, request: Request, filters: Filters, total: int
) -> tuple[QuerySuggestion, ...]:
    """Queries that find more projects than the one typed, which finds `total`; the likeliest first."""
    if total >= ENOUGH or request.offset or len(request.query) > MAX_LENGTH:
        return ()
    parsed = parse_query(request.query)
    tokens = [token for token in _tokens(parsed) if _is_word(token)][:MOST_WORDS]
    edits = [
        *_rewritten(snapshot, counter, tokens),
        *_joined(snapshot, counter, parsed.text, tokens),
        *(Edit(*one, 1, hopeless=True) for one in value_corrections(snapshot, parsed.leaves)),
        *(() if total else _codes(snapshot, parsed)),
        *(() if total else _operators(parsed)),
    ]
    hopeless = len({edit.start for edit in edits if edit.hopeless})
    tries = sorted(_tries(edits), key=lambda tried: _unlikely(tried, hopeless))[:MOST_TRIED]
    typed = _count(snapshot, counter, request, filters) if tries else (0, 0)
    found: dict[str, tuple[tuple[int, int], QuerySuggestion]] = {}
    for tried in tries:
        likely, query = _unlikely(tried, hopeless), _edited(parsed.text, tried)
        if any(likely > other for other, _ in found.values()):
            break  # only equally likely ones are equally good
        whole, some = _count(snapshot, counter, replace(request, query=query), filters)
        is_as_good = (whole, some) == typed and all(edit.joined for edit in tried)
        is_meant = not typed[0] and some and all(edit.is_misspelt for edit in tried)
        if (whole, some) > typed or is_as_good or is_meant:
            found.setdefault(query, (likely, QuerySuggestion(query, whole, min(some, PARTIAL_UP_TO))))
    best = sorted((one for _, one in found.values()), key=lambda one: (-one.total, -one.partial, one.query))
    return tuple(best[:MOST])


def _count(words: Words, counter: Counter, request: Request, filters: Filters) -> tuple[int, int]:
    """Whole matches of a request's query under these filters; where there are none, partial ones."""
    tree = read_request(words, counter, request).tree
    whole = counter.count(tree, filters)
    return whole, 0 if whole else counter.count_partial(tree, filters)


# Words of the query


def _tokens(parsed: ParsedQuery) -> Iterator[Token]:
    """The words of a query that may be misspelt: not operators, patterns, exclusions or values of fields."""
    for leaf in parsed.leaves:
        if leaf.is_plain and not leaf.is_value and not leaf.excluded:
            for token in analyse(leaf.text, "fi")[:1]:
                yield token._replace(start=leaf.start, end=leaf.end)


def _operators(parsed: ParsedQuery) -> Iterator[Edit]:
    """A word between others that would be an operator in capitals: «biokaasu tai tuulivoima»."""
    words = [leaf for leaf in parsed.leaves if not leaf.quoted]
    for leaf in words[1:-1]:
        if leaf.is_plain and leaf.text.islower() and leaf.text.upper() in OPERATORS:
            yield Edit(leaf.start, leaf.end, leaf.text.upper(), 0)


def _is_word(token: Token) -> bool:
    return token.form.replace("-", "").isalpha() and token.end - token.start == len(token.form)


# Ways of writing them


def _codes(snapshot: Snapshot, parsed: ParsedQuery) -> Iterator[Edit]:
    """The digits of a project's code as the code: «29902» as «S29902»."""
    for token in _tokens(parsed):
        if token.form.isdigit() and len(token.form) >= DIGITS_OF_CODE:
            meant = (code for code in snapshot.by_code if code.lstrip(ascii_uppercase) == token.form)
            for code in islice(meant, MOST):
                yield Edit(token.start, token.end, code, 0, hopeless=True)


def _rewritten(words: Words, counter: Counter, tokens: list[Token]) -> Iterator[Edit]:
    """Each word that hardly any project has, as words near it that are in the index."""
    for token in tokens:
        known = _known(words, counter, token.form)
        if known >= ENOUGH or is_frame_word(token.form) or len(token.form) < LONG_ENOUGH:
            continue
        spelt = token.word.analysis_kind == "voikko"
        if spelt and (known or len(token.form) < LONG_KNOWN):
            continue
        finnish = any(other.word.analysis_kind == "voikko" for other in tokens if other is not token)
        near = _candidates(words, counter, token.form, 1 if spelt else 2)
        likely = (one for one in near if _is_likely(words, counter, one, token, finnish))
        for text, wrong in islice(likely, MOST_EDITS):
            yield Edit(token.start, token.end, text, wrong, not known, not known and not spelt)


def _candidates(words: Words, counter: Counter, form: str, most_wrong: int) -> Iterator[tuple[str, int]]:
    """Words near a form, one inflection of each, and how many letters were wrong; the nearest first."""
    near = {text: (wrong, -often) for text, wrong, often in near_items(form_lexicon(words), key(form))}
    for text in corrections(form):  # what Voikko offers too is likelier by a letter
        wrong, often = near.get(text) or (OSA.distance(key(form), key(text)), 0)
        near[text] = max(wrong - 1, 0), often
    seen: set[str] = set()
    for text in sorted(near, key=lambda text: (near[text], text)):
        bases = {base for token in analyse(text, "fi") for base in token.word.bases}
        if text == form or near[text][0] > most_wrong or bases & seen:
            continue
        if _known(words, counter, text):
            seen |= bases
            yield text, near[text][0]


def _is_likely(words: Words, counter: Counter, near: tuple[str, int], typed: Token, finnish: bool) -> bool:
    """Whether a similar word may be meant: it is a real word and not a function word. If more than one letter
    differs, it has the same first letter, since typing errors there are rare.

    near: the word, and how many letters differ. finnish: whether other words of the query are Finnish, so
    that no Swedish one is meant.
    """
    text, wrong = near
    if wrong > 1 and key(text)[:1] != key(typed.form)[:1]:
        return False
    pieces = [token.form for token in analyse(text, "fi")]
    if any(is_frame_word(part) for piece in pieces for part in re.split(r"[-:]", piece)):
        return False
    if all(word(piece).analysis_kind == "voikko" for piece in pieces):
        return True
    swedish = any(words.document_frequency(BASES, stem(piece)) for piece in pieces)
    if swedish:
        return not finnish
    slip = wrong <= 1 and text.isalpha() and len(text) >= LONG_KNOWN  # «pritnhealth», a name
    return slip or _known(words, counter, text) > 1


def _joined(words: Words, counter: Counter, query: str, tokens: list[Token]) -> Iterator[Edit]:
    """Neighbouring words as one: «kirjasto auto» as «kirjastoauto», «opinto ohjaaja» as «opinto-ohjaaja»."""
    for first, second in pairwise(tokens):
        if query[first.end : second.start].isspace():
            for joint in ("", "-"):
                text = first.form + joint + second.form
                together = _together(words, first.form + joint, text)
                if together and together > _known(words, counter, f'"{first.form} {second.form}"'):
                    yield Edit(first.start, second.end, text, 1, joined=True)


def _together(words: Words, first: str, text: str) -> int:
    """How many projects have a compound as a word that begins so, in any inflection."""
    # The first letter of the second word is the same in its base form. Most compounds end here.
    if not words.count_prefix(BASES, text[: len(first) + 1]):
        return 0
    bases = (base for base in word(text).bases if base.startswith(first))
    return max((words.document_frequency(BASES, base) for base in bases), default=0)


def _known(words: Words, counter: Counter, text: str) -> int:
    """How many projects have a word or what means the same, both of two, or a phrase."""
    return counter.count(with_equivalents(words, parse_query(text).tree), {})


# Queries


def _tries(edits: list[Edit]) -> Iterator[tuple[Edit, ...]]:
    """One, two or three pieces of the query written otherwise at once."""
    for size in (1, 2, 3):
        for tried in combinations(sorted(edits, key=lambda edit: edit.start), size):
            if all(a.end <= b.start for a, b in pairwise(tried)):
                yield tried


def _unlikely(tried: tuple[Edit, ...], hopeless: int) -> tuple[int, int]:
    """Number of remaining words that no project has; number of wrong letters."""
    return hopeless - sum(edit.hopeless for edit in tried), sum(edit.wrong for edit in tried)


def _edited(query: str, edits: tuple[Edit, ...]) -> str:
    for edit in reversed(edits):
        query = query[: edit.start] + edit.text + query[edit.end :]
    return query
