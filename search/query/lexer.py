"""Search words as typed → pieces: words, quotations, field names, operators, parentheses.

First step of reading a query. Every piece has its position in `clean_query(text)`, so that completion and
«Tarkoititko» can replace one piece and leave the rest as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from index.analysis.normalization import compose, typed_plainly, without_invisible
from index.model.fields import Field
from index.model.fields import Kind as FieldKind
from index.model.project import NAMED, QUERYABLE
from search.contract.query_reference import OPERATORS

QUOTES = '"“”„‟»«‹›″❝❞'
MINUS = "-−–—‐‑"
"""Signs before a word that exclude it."""

_PIECE = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<field>[^\W\d][\w-]*)(?:\s*:|=|\s+=(?!=)\s*|\s*(?=[<>≥≤≧≦≠]|!=|=[<>=]))
    | (?P<quote>[{QUOTES}])
    | (?P<open>\()
    | (?P<close>\))
    | (?P<not>(?<![^\s(])[{MINUS}!]+(?=[\w{QUOTES}(=*]))
    | (?P<word>[^\s{QUOTES}()]+)
    """,
    re.VERBOSE,
)
_CLOSING_QUOTE = re.compile(f"[{QUOTES}]")
_SINGLE_QUOTED = re.compile(
    r"(?<![^\s(:])['‘’‚‛](?=\w)(?P<inside>(?:[^'‘’‚‛\"]|(?<=\w)['’](?=\w))*)['‘’](?!\w)"
)
_TWO_APOSTROPHES = re.compile("''|’’|‘‘")
_EXCLUSION = re.compile(
    rf"(?:\s*(?:!=|<>|≠|!|(?:EI|NOT|INTE)(?=\s)|[{MINUS}](?=[^\W\d]|[{MINUS}(!*{QUOTES}])))+\s*"
)
"""What turns the value of a field into an exclusion; a dash before a number is a part of its range."""
_SLOP = re.compile(r"~(\w*)")
_BARE_VALUE = re.compile(r"[^\s()]*")


class Kind(Enum):
    """What a piece of a query is."""

    WORD = "word"
    FIELD = "field"  # a known field's name with its colon
    QUOTE = "quote"
    OPEN = "("
    CLOSE = ")"
    AND = "and"
    OR = "or"
    NOT = "not"


class Piece(NamedTuple):
    """A piece of a query: [start, end) in the cleaned text.

    text: a word as typed, or what stands between quotation marks, which begins at `start` + 1.
    slop: the N of `"phrase"~N` as typed; None where there is none.
    """

    kind: Kind
    start: int
    end: int
    text: str
    field: Field | None = None
    slop: str | None = None
    closed: bool = True


def clean_query(text: str) -> str:
    """A query with composed letters (NFC) and without invisible characters."""
    if not text.isascii():
        text = typed_plainly(without_invisible(compose(text)))
    if "'" in text or not text.isascii():  # «'digituki kirjasto'» is a quotation as well
        text = _TWO_APOSTROPHES.sub('" ', text)
        text = _SINGLE_QUOTED.sub(_quoted_twice, text)
    return "".join(c if c.isprintable() or c.isspace() else " " for c in text)


def _quoted_twice(match: re.Match[str]) -> str:
    """Several words between single quotation marks, between those of a quotation."""
    return f'"{match["inside"]}"' if " " in match["inside"] else match.group()


def field_named(name: str) -> Field | None:
    """The field that a name means, ignoring case, dots and hyphens: «Myönnetty», «tasa-arvo»."""
    return _FIELDS.get(_folded(name))


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in plain if sign not in "-_" and not unicodedata.combining(sign))


_WRITTEN = Counter(_folded(field.key) for field in QUERYABLE.values())
_FIELDS: dict[str, Field] = {
    _folded(name): field
    for field in QUERYABLE.values()
    for name in (field.label, field.key)
    if name == field.label or _WRITTEN[_folded(name)] == 1
} | {_folded(name): field for name, field in NAMED.items()}
"""Each field by its names, by its label and by what forms call it, where no other field is called so."""


def pieces(text: str) -> Iterator[Piece]:
    """All pieces of a query."""
    lexer = Lexer(text)
    while piece := lexer.take():
        yield piece


class Lexer:
    """Reads the pieces of a query in order. `at`: position at which the next piece is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._peeked: tuple[int, Piece | None] = -1, None  # position and piece: each piece is asked for often

    def peek(self) -> Piece | None:
        """The next piece; None at the end."""
        if self._peeked[0] != self.at:
            at = self.at
            while (match := _PIECE.match(self.text, at)) and match.lastgroup == "space":
                at = match.end()
            self._peeked = self.at, self._piece(match) if match else None
        return self._peeked[1]

    def take(self) -> Piece | None:
        """Read the next piece and move past it."""
        piece = self.peek()
        self.at = piece.end if piece else len(self.text)
        return piece

    def bare_value(self) -> str:
        """Read the text up to the next white space or parenthesis, and move past it."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        match = _BARE_VALUE.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        return match.group()

    def take_exclusion(self) -> bool:
        """Skip the minus of `maakunta:-Lappi`; returns whether there was one."""
        match = _EXCLUSION.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
        return match is not None

    def ahead(self, most: int) -> Iterator[int]:
        """The ends of the next words, the farthest first: where a value of several words may end."""
        ends: list[int] = []
        at = self.at
        for _ in range(most):
            match = re.compile(rf"\s*[^\s()|{QUOTES}]+").match(self.text, at)
            if match is None or match.group().strip() in OPERATORS:
                break
            at = match.end()
            ends.append(at)
        return reversed(ends)

    def _piece(self, match: re.Match[str]) -> Piece:
        kind, text, start = match.lastgroup, match.group(), match.start()
        if kind == "field":
            named = field_named(match["field"])
            is_exact = re.fullmatch(r"\s+=", text[len(match["field"]) :]) is not None
            if named is not None and not (is_exact and named.kind is FieldKind.TEXT):  # «nimi =digituki»
                return Piece(Kind.FIELD, start, match.end(), match["field"], named)
            word = re.compile(rf"[^\s{QUOTES}()]+").match(self.text, start)
            assert word is not None
            return self._word(word)
        if kind == "quote":
            return self._quoted(start)
        if kind == "word":
            return self._word(match)
        kinds = {"open": Kind.OPEN, "close": Kind.CLOSE, "not": Kind.NOT}
        return Piece(kinds[kind or ""], start, match.end(), text)

    @staticmethod
    def _word(match: re.Match[str]) -> Piece:
        """A word or an operator: the TAI of «koulu TAI =koulu» is no field of a value."""
        operator = OPERATORS.get(match.group())
        return Piece(Kind(operator) if operator else Kind.WORD, match.start(), match.end(), match.group())

    def _quoted(self, start: int) -> Piece:
        """The text between quotation marks, and the N of `~N` after it."""
        end = _CLOSING_QUOTE.search(self.text, start + 1)
        if end is None:
            text = self.text[start + 1 :]
            return Piece(Kind.QUOTE, start, len(self.text), text, closed=False)
        slop = _SLOP.match(self.text, end.end())
        return Piece(
            Kind.QUOTE,
            start,
            slop.end() if slop else end.end(),
            self.text[start + 1 : end.start()],
            slop=slop[1] if slop else None,
        )
