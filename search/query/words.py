"""One word of a query with its signs: `digi*`, `digit?ki`, `digitukki~2`, `=digituen`, «työllisyys-».

Part of reading a query. A note reports signs that have no meaning here, and what was read instead.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from index.analysis.tokenizer import CONJUNCTION, HANGING, Token, analyse
from index.model.codes import business_id, has_check_digit
from index.model.fields import Field
from search.contract.messages import Message
from search.contract.query_reference import MAX_CLAUSES
from search.contract.request import Precision
from search.query.ast import All, And, Fuzzy, Node, Or, Pattern, Prefix, Term
from search.query.lexer import Kind, Piece, field_named

_BOOST = re.compile(r"(.+?)\^[\d.,]*\Z")
_FUZZY = re.compile(r"([^\W_]{3,}(?:[-'’][^\W_]+)*)~(\d*)\Z")
_PATTERN = re.compile(r"[^\W_]{2,}[\w'’-]*[*?][\w*?'’-]*\Z")
_PREFIX = re.compile(r"([^\W_][\w'’.-]+)\*+\Z")
_REST_OF_HANGING = re.compile(rf"\s+(?:{CONJUNCTION}\s+)?[\w-]+(?<!-)(?=[\s)]|$)")
_PUNCTUATION = frozenset(".,;:!?…'’‘´`\"“”„«»()-‐‑–—−/\u00ad")
_MOST_EDITS = 2


class Notes:
    """The notes for the user, each only once."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def note(self, template: str, **values: Any) -> None:
        """Add a note: a Finnish template and the values of its `%(name)s`."""
        message = Message(template, **values)
        if message not in self.messages:
            self.messages.append(message)


class Leaf(NamedTuple):
    """A word or value of a query: [start, end) in its text.

    field:    the field it must stand in, or whose value it is; None = anywhere.
    is_value: it is a value of a name or number field, not a word to search for.
    is_plain: a word as it stands, without a sign that says how it is meant.
    """

    start: int
    end: int
    text: str
    field: Field | None = None
    is_value: bool = False
    is_plain: bool = True
    quoted: bool = False
    excluded: bool = False


def read_word(text: str, piece: Piece, within: Field | None, notes: Notes) -> tuple[Node, list[Leaf], int]:
    """What a bare word asks for, its leaves, and where in the query's text the reading goes on."""
    section = within.query if within else ""
    written = _without_boost(piece.text, notes)
    signed = _signed(written, section, notes)
    if signed is not None:
        leaf = Leaf(piece.start, piece.end, written, within, is_plain=False)
        return signed, [leaf] if not isinstance(signed, All) else [], piece.end
    end = piece.end
    if HANGING.search(written) and (rest := _REST_OF_HANGING.match(text, end)):
        written, end = written + rest.group(), rest.end()
    tokens = analyse(written, "fi")[:MAX_CLAUSES]
    _note_unread(written, [(t.start, t.end) for t in tokens], notes)
    _note_unknown_field(written, notes)
    found: list[Node] = [Term(token.form, token.word, section) for token in tokens]
    node = found[0] if len(found) == 1 else And(tuple(found)) if found else All()
    node = _with_business_id(node, written) if within is None else node
    return node, _leaves(tokens, written, piece.start, within), end


def _with_business_id(node: Node, written: str) -> Node:
    """A business id is looked for in its one form, too: «FI95499093»."""
    number = business_id(written)
    if number is None or number == written or not has_check_digit(number):
        return node
    return Or((node, *(Term(token.form, token.word) for token in analyse(number, "fi"))))


def word_leaves(text: str, start: int, within: Field | None, *, quoted: bool = False) -> list[Leaf]:
    """The words of a piece of a query that begins at `start`, as leaves."""
    return _leaves(analyse(text, "fi")[:MAX_CLAUSES], text, start, within, quoted=quoted)


def _leaves(
    tokens: list[Token], text: str, start: int, within: Field | None, *, quoted: bool = False
) -> list[Leaf]:
    return [
        Leaf(start + t.start, start + t.end, text[t.start : t.end], within, quoted=quoted) for t in tokens
    ]


def is_abbreviation(piece: Piece, following: Piece) -> bool:
    """Whether two words are probably a compound written as two words: «TE palvelut» for «TE-palvelut»."""
    first, second = piece.text, following.text
    short = 2 <= len(first) <= 5 and first.isalpha() and first.isupper()
    return short and following.kind is Kind.WORD and second.isalpha() and second.islower()


def _without_boost(written: str, notes: Notes) -> str:
    boost = _BOOST.fullmatch(written)
    if boost is None:
        return written
    notes.note(
        "Sanaa ei voi painottaa merkillä ^: ”%(typed)s” haettiin sanana ”%(read)s”.",
        typed=written,
        read=boost[1],
    )
    return boost[1]


def _signed(written: str, section: str, notes: Notes) -> Node | None:
    """A word with a sign that the query language has; None for a plain word."""
    if fuzzy := _FUZZY.fullmatch(written):
        return _fuzzy(fuzzy, written, section, notes)
    if prefix := _PREFIX.fullmatch(written):
        return Prefix(prefix[1].lower(), section)
    if _PATTERN.fullmatch(written) and not written.rstrip("?").isalpha():
        return Pattern(written.lower(), section)
    if written.startswith("=") and len(written) > 1:
        return _exact(written[1:], section)
    if "*" in written or written.strip("*?~") == "":
        return _starred(written, section, notes)
    return None


def _fuzzy(match: re.Match[str], written: str, section: str, notes: Notes) -> Node:
    edits = int(match[2][:3]) if match[2] else 0
    if edits > _MOST_EDITS:
        notes.note(
            "Merkin ~ perässä voi olla 1 tai 2: ”%(typed)s” haettiin kahdella poikkeavalla kirjaimella.",
            typed=written,
        )
    return Fuzzy(match[1].lower(), section, min(edits, _MOST_EDITS))


def _exact(written: str, section: str) -> Node:
    exact = [Term(t.form, t.word, section, Precision.EXACT) for t in analyse(written, "fi")[:MAX_CLAUSES]]
    return exact[0] if len(exact) == 1 else And(tuple(exact)) if exact else All()


def _starred(written: str, section: str, notes: Notes) -> Node:
    """A word with a star where none can stand: «*tuki» is the word, which also finds compounds with it."""
    tokens = analyse(written.replace("*", " "), "fi")[:MAX_CLAUSES]
    if not tokens or max(len(token.form) for token in tokens) < 2:
        notes.note("Merkin * eteen tarvitaan vähintään kaksi kirjainta: haku jätettiin huomiotta.")
        return All()
    words = " ".join(token.form for token in tokens)
    notes.note(
        "Merkki * voi olla vain sanan keskellä tai lopussa: ”%(typed)s” haettiin sanana ”%(read)s”, "
        "joka löytyy myös yhdyssanan osana.",
        typed=written,
        read=words,
    )
    found: list[Node] = [Term(token.form, token.word, section) for token in tokens]
    return found[0] if len(found) == 1 else And(tuple(found))


def _note_unread(written: str, spans: list[tuple[int, int]], notes: Notes) -> None:
    """Note which signs of a word were ignored, except ordinary punctuation between words."""
    read = {at for start, end in spans for at in range(start, end)}
    left = [
        sign
        for at, sign in enumerate(written)
        if at not in read and not (sign.isspace() or sign in _PUNCTUATION)
    ]
    if not spans:
        notes.note("”%(typed)s” ei ole hakusana: se jätettiin huomiotta.", typed=written)
    elif left:
        words = " ".join(written[start:end] for start, end in spans)
        notes.note(
            "Merkkejä ei voi hakea: ”%(typed)s” haettiin muodossa ”%(read)s”.", typed=written, read=words
        )


def _note_unknown_field(written: str, notes: Notes) -> None:
    """Say that what looks like a field is none: «kaupunki:Oulu»; «REACT-EU:n» and addresses are words."""
    name, colon, value = written.partition(":")
    if not colon or value.startswith("//") or not re.fullmatch(r"[^\W\d]\w*", name):
        return
    if field_named(name) is None and (not value or len(analyse(written, "fi")) > 1):
        notes.note("Kenttää ”%(field)s” ei ole: sitä haettiin tavallisena sanana.", field=name)
