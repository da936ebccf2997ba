"""The normalisation before tokenisation: the same for texts, queries, values and plans.

One character can be written in many ways. `normalize` unifies them: decomposed letters are composed,
invisible characters are removed, typographic hyphens, dashes and apostrophes inside words become «-» and «'»,
superscripts, full-width letters and ligatures become plain ones, a word broken at the end of a line is whole
again, and words with a missing space between them («Kohderyhmä:opettajat», «toimijoille.Tavoitteena») are
taken apart.

`Normalized` maps each character to its place in the source, so that matches are marked in the source text.
The time taken is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import NamedTuple

import numpy as np

from index.analysis.spelling import is_inflected_by_colon
from index.numeric import Array

VERSION = "3"
"""Part of the analyser's fingerprint: raise it whenever the normalised form of any text changes."""

MOST_MARKS = 4
"""Combining marks that are composed with a letter; no language stacks more, and each costs time."""

FOOTNOTE_FROM = 4
"""Letters of a word from which on a superscript number after it is a note, not a unit («m²», «hanke¹»).

So it is after three capitals («ESR²»), after a digit («2020¹») and where it begins with one («EU¹»): nobody
writes a unit to the power of one.
"""

_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
INVISIBLE = _INVISIBLE + "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
"""Characters without a width, which no one sees: joiners, marks of direction, soft hyphens (Unicode's
Default_Ignorable_Code_Point, and the three of interlinear notes)."""
_ASTRAL = "\U00010000"
FILLERS = "\u3164\uffa0"
_SOFT_HYPHENS = "\u00ad\u00ac"
"""What is shown only where a line ends after it; Word writes the second for the first in plain text."""
_LINE_ENDS = "\n\r\x0b\x0c\x85\u2028\u2029"
_LINE_END = rf"[^\S{_LINE_ENDS}]*(?:\r\n|[{_LINE_ENDS}])\x0c?[^\S{_LINE_ENDS}]*"
_SUPERSCRIPT = "⁰¹²³⁴-⁹"
_NUMERALS = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
_PLAIN_TAGS = ("<wide>", "<narrow>", "<super>", "<sub>", "<compat>", "<square>", "<font>", "<circle>")


_SHAPES = (range(0x80, 0x3400), range(0xA640, 0xABC0), range(0xF900, 0x10800), range(0x1D400, 0x1FC00))
"""Code points among which other shapes are; between them stand only Chinese and Korean and private signs."""


def _plain_writings() -> dict[str, str]:
    """Each letter or digit of another shape, or row of them in one character, as plain letters and digits."""
    found = {}
    for code in chain(*_SHAPES):
        sign = chr(code)
        if unicodedata.decomposition(sign).startswith(_PLAIN_TAGS):
            plain = unicodedata.normalize("NFKC", sign)
            if plain.isalnum() and sign not in FILLERS:
                found[sign] = plain
    for first in (0x1F150, 0x1F170):  # white letters in black circles and squares
        found |= {chr(first + i): chr(ord("A") + i) for i in range(26)}
    return found


PLAIN = _plain_writings()
"""«²» → «2», «ﬁ» → «fi», «Ａ» → «A», «㎡» → «m2» (Unicode's compatibility decompositions)."""


def _character_class(signs: Iterable[str]) -> str:
    """The characters as the inside of a regular expression's brackets, runs of them shortened."""
    codes = enumerate(sorted(map(ord, signs)))
    runs = [[code for _, code in run] for _, run in groupby(codes, key=lambda one: one[1] - one[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


PLAIN_SIGNS = f"[{_character_class(PLAIN)}]"
"""A regular expression for each of them."""

_UNEVEN = re.compile(
    rf"(?P<marked>[^\W_][{INVISIBLE}]*[{_MARKS}]+)"
    rf"|(?P<soft>(?<=[^\W\d_])[{_SOFT_HYPHENS}]{_LINE_END}(?=[^\W\d_]))"
    rf"|(?P<gone>[{INVISIBLE}{_MARKS}]+)"
    rf"|(?P<note>(?:(?<=[^\W\d_]{{{FOOTNOTE_FROM}}})|(?<=[A-ZÅÄÖ]{{3}})|(?<=[\d₀-₉])|(?<=[^\W\d_]{{2}})(?=¹))"
    rf"[{_SUPERSCRIPT}]+(?![^\W\d_]))"
    rf"|(?P<plain>{PLAIN_SIGNS})"
)
"""What changes the length of a text, or may: letters with marks, invisible characters, other shapes."""

UNEVEN_SIGNS = (
    f"{_INVISIBLE}{_MARKS}{_SOFT_HYPHENS}{_SUPERSCRIPT}{_character_class(c for c in PLAIN if c < _ASTRAL)}"
    f"{_ASTRAL}-\U0010ffff"
)
_UNEVEN_SIGN = re.compile(f"[{UNEVEN_SIGNS}]")
"""A sign that every match of `_UNEVEN` has. `re` looks signs up to U+FFFF up in a table, and tries the ranges
above one by one: there is one only."""

_CONJUNCTIONS = "ja|tai|sekä|eli|ynnä|taikka|och|eller|samt|and|or"
_BROKEN = re.compile(
    rf"[-\u2010\u2011\u2013\u2212](?<=[^\W_].){_LINE_END}(?=[^\W_])(?!(?:{_CONJUNCTIONS})(?!\w))"
)
"""The hyphen and line end inside a word, but not in «työllisyys-⏎ja»; `re` looks for hyphens quickly."""

_HYPHENS = "\u02d7\u058a\u1806\u2010\u2011\u2043\u2e17\ufe63\uff0d"
_DASHES = "\u2012\u2013\u2212"
_LONG_DASHES = "\u2014\u2015\ufe58"
_APOSTROPHES = (
    "\u0060\u00b4\u02b9\u02bb-\u02bf\u02c8\u02ca\u02cb\u0384\u055a\u05f3\u1fbd\u1fbf\u1fef\u1ffd\u1ffe"
    "\u2018\u2019\u201b\u2032\u2035\ua78c\uff07\uff40"
)
"""What looks like one (Unicode Technical Standard 39, confusables of U+0027)."""
_HEAD_BEFORE = re.compile(r"[^\W\d_]+\Z")
_SMALL_NEXT = re.compile(r"\w?[a-zåäö]")
LONG_CAPITALS = 5
"""Capitals of a word from which on it is no abbreviation: «TYÖLLIS-⏎YYS» is a word of a heading."""
_UNEVEN_ASCII = re.compile("[-:.`]")
_COLONS = ":\uff1a\ua789"
_JOINTS = re.compile(
    rf"[{_HYPHENS}{_DASHES}{_LONG_DASHES}{_APOSTROPHES}{_COLONS}.](?:"
    rf"(?<=[{_HYPHENS}])|(?<=\w[{_DASHES}])(?=\w)|(?<=[\dA-ZÅÄÖ][{_LONG_DASHES}])(?=\w)"
    rf"|(?<=[^\W\d_][{_DASHES}])(?=,? (?:[^\W_]+[-{_DASHES}],? ){{0,4}}(?:{_CONJUNCTIONS}) )"
    rf"|(?P<apostrophe>(?<=[^\W\d_][{_APOSTROPHES}])(?=[^\W\d_]))"
    rf"|(?P<colon>(?<=[^\W_][{_COLONS}])(?=[^\W_])(?!(?<=\d:)\d))"
    r"|(?P<stop>(?<=[^\W\d_A-ZÅÄÖ]\.)(?=[A-ZÅÄÖ])|(?:(?<=[A-ZÅÄÖ]{2}\.)|(?<=\d\.))(?=[A-ZÅÄÖ][a-zåäö]{2}))"
    ")"
)
"""A sign between two letters, and what has to stand around it. It begins with the signs alone, so that `re`
skips all other characters at once."""

_HEAD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*\Z")
_TAIL = re.compile(r"[^\W\d_]+")
_RUN_BEFORE, _RUN_AFTER = re.compile(r"\S{0,80}\Z"), re.compile(r"\S{0,80}")
_ADDRESS_SIGNS = ("@", "://", "www.", "(at)")


class Normalized(NamedTuple):
    """A text as it is cut into words, and where its characters stand in the source.

    starts, ends: int64[len(text)], offsets in the source at which each character begins and ends; None
                  where the text is as long as the source, character by character.
    """

    text: str
    starts: Array | None
    ends: Array | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end], which is not empty, stands in the source."""
        if self.starts is None or self.ends is None:
            return start, end
        return int(self.starts[start]), int(self.ends[end - 1])


class _Edit(NamedTuple):
    """source[start:end] is replaced by `text`."""

    start: int
    end: int
    text: str


def normalize(source: str) -> Normalized:
    """The text whose words are searched, with the offsets of its characters."""
    if source.isascii() and not _UNEVEN_ASCII.search(source):
        return Normalized(source, None, None)
    even = _apply(source, [_evened(match) for match in _uneven(source)])
    whole = _apply(even.text, [_rejoined(match) for match in _BROKEN.finditer(even.text)])
    text = _JOINTS.sub(_joint, whole.text)
    return Normalized(text, *_through(even, whole))


def compose(text: str) -> str:
    """A text with its letters composed (NFC), in linear time whatever marks are piled on a letter."""
    if text.isascii():
        return text
    return _COMPOSED.sub(lambda match: _composed(match.group()), text)


def typed_plainly(text: str) -> str:
    """A text as long as it was, with full-width and bold signs as the plain ones of a keyboard."""
    return text.translate(_TYPED)


def without_invisible(text: str) -> str:
    """A text without characters that have no width: soft hyphens, joiners, marks of direction."""
    return _INVISIBLE_RUN.sub("", text)


_TYPED = {ord(sign): plain for sign, plain in PLAIN.items() if len(plain) == 1 and sign not in _NUMERALS} | {
    0xFF01 + i: 0x21 + i for i in range(94)
}
_INVISIBLE_RUN = re.compile(f"[{INVISIBLE}]+")
_COMPOSED = re.compile(rf"[^\W_][{_MARKS}]+")
_MARK = re.compile(f"[{_MARKS}]")


def _composed(marked: str) -> str:
    """A letter and its marks as one character where there is one; marks beyond `MOST_MARKS` are dropped."""
    return unicodedata.normalize("NFC", PLAIN.get(marked[0], marked[0]) + marked[1 : 1 + MOST_MARKS])


def _uneven(source: str) -> Iterator[re.Match[str]]:
    """The matches of `_UNEVEN` in order, searched only around a character that all of them contain."""
    free = 0
    for sign in _UNEVEN_SIGN.finditer(source):
        places = (sign.start() - 1, sign.start())  # a mark follows its letter
        tried = (_UNEVEN.match(source, place) for place in places if place >= free)
        match = next(filter(None, tried), None)
        if match is not None:
            free = match.end()
            yield match


def _evened(match: re.Match[str]) -> _Edit:
    found = match.group()
    if match["marked"]:
        # Also those that no character has yet, or that only enclose: this Python may be older than the text.
        return _Edit(*match.span(), _MARK.sub("", _composed(without_invisible(found))))
    if match["plain"]:
        return _Edit(*match.span(), PLAIN[found])
    return _Edit(*match.span(), " " if match["note"] else "")


def _rejoined(match: re.Match[str]) -> _Edit:
    """A word that was broken at the end of a line, with the hyphen where the word itself has one.

    It has one between two equal vowels («linja-auto»), before a capital («Etelä-Savo»), after an abbreviation
    or a number («EU-hanke») and before one («COVID-19»), and after a single letter («e-kirja»).
    """
    before, after = match.string[match.start() - 1], match.string[match.end()]
    is_own = before.isupper() or before.isdecimal() or after.isupper() or after.isdecimal()
    is_own = is_own or (before == after and before in "aeiouyäö")
    head = _HEAD_BEFORE.search(match.string, max(0, match.start() - 1 - LONG_CAPITALS), match.start())
    if head is not None:
        is_own = is_own or len(head.group()) == 1
        is_capitals = head.group().isupper() and after.isupper() and len(head.group()) >= LONG_CAPITALS
        is_own = is_own and not (is_capitals and _SMALL_NEXT.match(match.string, match.end()) is None)
    return _Edit(*match.span(), "-" if is_own else "")


def _joint(match: re.Match[str]) -> str:
    """The replacement of a character: a hyphen, an apostrophe, or a space between joined words."""
    if match["apostrophe"] is not None:
        return "'"
    if match["colon"] is not None:
        return ":" if _is_inflection(match.string, match.start()) else " "
    if match["stop"] is not None:
        return "." if _is_address(match.string, match.start()) else " "
    return "-"


def _is_inflection(text: str, colon: int) -> bool:
    """Whether a colon stands before the ending of an abbreviation, number or name, or in an address."""
    if _is_address(text, colon):
        return True
    head = _HEAD.search(text, max(0, colon - 40), colon)
    tail = _TAIL.match(text, colon + 1)
    return head is not None and tail is not None and is_inflected_by_colon(head.group(), tail.group())


def _is_address(text: str, at: int) -> bool:
    """Whether the run of characters around a place is a web or an e-mail address."""
    before = _RUN_BEFORE.search(text, max(0, at - 80), at)
    after = _RUN_AFTER.match(text, at)
    run = (before.group() if before else "") + (after.group() if after else "")
    return any(sign in run for sign in _ADDRESS_SIGNS)


def _apply(source: str, edits: list[_Edit]) -> Normalized:
    """The source with edits made, which are in order and do not overlap."""
    if not edits:
        return Normalized(source, None, None)
    pieces, starts, ends = [], [], []
    at = 0
    for edit in (*edits, _Edit(len(source), len(source), "")):
        pieces += [source[at : edit.start], edit.text]
        kept = np.arange(at, edit.start)
        starts += [kept, np.full(len(edit.text), edit.start)]
        ends += [kept + 1, np.full(len(edit.text), edit.end)]
        at = edit.end
    return Normalized("".join(pieces), np.concatenate(starts), np.concatenate(ends))


def _through(first: Normalized, second: Normalized) -> tuple[Array | None, Array | None]:
    """The offsets in the first's source of the characters of the second, which was made from the first."""
    if first.starts is None or first.ends is None:
        return second.starts, second.ends
    if second.starts is None or second.ends is None:
        return first.starts, first.ends
    return first.starts[second.starts], first.ends[second.ends - 1]
