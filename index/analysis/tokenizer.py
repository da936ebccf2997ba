"""Text → tokens with positions and character offsets.

Indexing, queries, snippets and highlights all use `tokenise` and look words up in the same place, so that
every match can be shown. A token knows where it stands in the text (`start`, `end`, in characters), which
word of the text it is (`position`), and its `Word`: base forms and parts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from index.analysis import finnish
from index.analysis.finnish import Word
from index.analysis.languages import ANALYSERS, language
from index.analysis.normalization import normalize
from index.numeric import Array

_WORD = r"""
    # «REACT-EU:n», «virtu.fi», 1.9.2021, 3,5
    [^\W_]+ (?: (?: [-:'.] | (?<=\d),(?=\d) ) [^\W_]+ )*
"""
_ADDRESS = r"""
    https?://[^\s<>«»"]*[\w/]                        # an address, without the full stop after it
  | [\w.+-]{1,64}(?:@|\(at\))[\w-][\w.-]{0,200}\w    # an e-mail address, also as the register writes it
"""
WORD = re.compile(_WORD, re.VERBOSE)
"""A word; `tokenise` finds the same without a regular expression."""
ADDRESS = re.compile(_ADDRESS, re.VERBOSE | re.IGNORECASE)
"""An address alone."""
ADDRESS_MARK = re.compile(r"://|@|\(at\)")
"""What every address has in it: addresses are looked for only where one of these stands."""
BEFORE_MARK = re.compile(r"[\w.+-]{1,64}\Z")
"""The part of an address before such a mark."""
HANGING = re.compile(r"-(?<=[^\W_]-)(?=[\s,;/)]|$)")
"""The hyphen of a compound whose end stands in a later word: «työllisyys- ja sosiaalipalvelut»."""
CONJUNCTION = r"(?:ja|tai|sekä|eli|och|eller)(?:/(?:ja|tai|och|eller))?"
BETWEEN = re.compile(rf"[\s,;/)(]*(?:{CONJUNCTION}\s+)?", re.IGNORECASE)
"""What may stand between that hyphen and the later word."""
_PLAIN = "[0-9A-Za-zÀ-ÖØ-öø-ÿŠšŽž]+"
PLAIN_WORD = re.compile(
    rf"(?:[0-9]+(?:[.,][0-9]+)+|{_PLAIN}(?:-{_PLAIN})*)"
    r"(?=[\s;!?)/»”\"…]|,(?![0-9])|\((?![aA][tT]\))|[.:](?=[\s)»”\"]|\Z)|-(?= [^\W_])|\Z)"
)
"""A word that surely ends here, and that normalisation leaves as it is: most words of a text."""
SINGLE = re.compile(_PLAIN)
"""A text that is one word, which normalisation leaves as it is."""
LONGEST = 400
"""Characters in which the end of a word is looked for; addresses are at most 265."""
REACH = 40
"""Characters between a hanging hyphen and the later word at the most."""


class Token(NamedTuple):
    """A word of a text, and its tokens.

    position: its number among the words of the text. start, end: in characters. form: in lower case.
    """

    position: int
    start: int
    end: int
    form: str
    word: Word


class TextWords(NamedTuple):
    """The n words of a text: where each begins and ends in characters (int64[n]), its form in lower case.

    normal: the text after normalisation; normal_starts, normal_ends: int64[n], where the words stand in it.
    """

    starts: Array
    ends: Array
    forms: list[str]
    normal: str
    normal_starts: Array
    normal_ends: Array


class _Cut(NamedTuple):
    """The words of a normalised text: where each begins and ends in it (int64[n]), and its form."""

    starts: Array
    ends: Array
    forms: list[str]


def tokenise(text: str) -> TextWords:
    """Cut a text into words, after `normalize`: addresses first, then what `WORD` finds between them."""
    normal, starts, ends = normalize(text)
    cut = _cut(normal)
    if starts is None or ends is None:
        return TextWords(*cut, normal, cut.starts, cut.ends)
    return TextWords(starts[cut.starts], ends[cut.ends - 1], cut.forms, normal, cut.starts, cut.ends)


def word_at(text: str, start: int) -> tuple[int, str] | None:
    """Where the word that begins at a place of a text ends, and its form; None where none begins there."""
    plain = PLAIN_WORD.match(text, start)
    if plain is not None:
        return plain.end(), plain.group().lower()
    words = tokenise(text[start : start + LONGEST])
    if not words.forms or words.starts[0] != 0:
        return None
    return start + int(words.ends[0]), words.forms[0]


def _cut(text: str) -> _Cut:
    lower = text.lower()
    if len(lower) != len(text):  # a letter such as İ is longer in lower case: offsets would shift
        lower = "".join(c if len(c.lower()) > 1 else c.lower() for c in text)
    if lower.isalnum():  # one word, as most of what is searched for
        return _Cut(np.array([0]), np.array([len(lower)]), [lower])
    addresses = _addresses(lower) if ADDRESS_MARK.search(lower) else []
    codes = np.frombuffer(lower.encode("utf-32-le", "surrogatepass"), np.uint32).copy()
    for start, end in addresses:
        codes[start:end] = BLANK
    inside = _inside(codes)
    borders = np.flatnonzero(inside[1:] != inside[:-1])
    codes[~inside[1:-1]] = BLANK
    forms = codes.tobytes().decode("utf-32-le", "surrogatepass").split()
    words = _Cut(borders[::2], borders[1::2], forms)
    return _with_addresses(words, lower, addresses) if addresses else words


def _with_addresses(words: _Cut, lower: str, addresses: list[tuple[int, int]]) -> _Cut:
    """The words between addresses and the addresses, in the order of the text."""
    spans = np.array(addresses, np.int64)
    starts, ends = np.r_[words.starts, spans[:, 0]], np.r_[words.ends, spans[:, 1]]
    forms = [*words.forms, *(lower[start:end] for start, end in addresses)]
    order = np.argsort(starts, kind="stable")
    return _Cut(starts[order], ends[order], [forms[i] for i in order.tolist()])


def _addresses(lower: str) -> list[tuple[int, int]]:
    """Spans of the web and e-mail addresses in a text, looked for only where one of their marks stands."""
    found: list[tuple[int, int]] = []
    free = 0
    for mark in ADDRESS_MARK.finditer(lower):
        before = BEFORE_MARK.search(lower, max(free, mark.start() - 64), mark.start())
        address = ADDRESS.match(lower, before.start()) if before else None
        if address is not None and address.end() > mark.end():
            found.append(address.span())
            free = address.end()
    return found


BLANK = ord(" ")
"""Takes the place of all characters that stand in no word."""
KNOWN_CODES = 0x3000
"""Characters up to here are told apart by a table: all alphabets in use in Europe, and more."""
OTHER, LETTER, DIGIT, JOINT, COMMA = range(5)


def _kind(character: str) -> int:
    """OTHER … COMMA: what a character can be in a word."""
    if character.isdecimal():
        return DIGIT
    if character.isalnum():
        return LETTER
    return JOINT if character in "-:'." else COMMA if character == "," else OTHER


KINDS = np.array([_kind(chr(code)) for code in range(KNOWN_CODES)], np.uint8)
"""uint8[KNOWN_CODES]: the kind of each of these characters."""


def _inside(codes: Array) -> Array:
    """bool[n + 2]: whether each character stands in a word as `WORD` finds it; a border at either end."""
    kinds = np.zeros(len(codes) + 2, np.uint8)
    kinds[1:-1] = KINDS.take(codes, mode="clip")
    if codes.size and int(codes.max()) >= KNOWN_CODES:
        rare = np.flatnonzero(codes >= KNOWN_CODES)
        different, which = np.unique(codes[rare], return_inverse=True)
        kinds[rare + 1] = np.array([_kind(chr(code)) for code in different.tolist()], np.uint8)[which]
    word = (kinds == LETTER) | (kinds == DIGIT)
    inside: Array = word.copy()
    inside[1:-1] |= (kinds[1:-1] == JOINT) & word[:-2] & word[2:]
    inside[1:-1] |= (kinds[1:-1] == COMMA) & (kinds[:-2] == DIGIT) & (kinds[2:] == DIGIT)
    return inside


def analyse(text: str, in_language: str | None = None) -> list[Token]:
    """The tokens of a text.

    in_language: a key of `ANALYSERS`, "fi" or "sv"; None = recognised from the text itself.
    """
    if SINGLE.fullmatch(text):  # as most of what is searched for
        form = text.lower()
        return [Token(0, 0, len(text), form, ANALYSERS[in_language or language([form])].word(form))]
    words = tokenise(text)
    analyser = ANALYSERS[in_language or language(words.forms)]
    completed = complete_hanging(words)
    spans = zip(words.starts.tolist(), words.ends.tolist(), words.forms, strict=True)
    return [
        Token(position, start, end, form, completed.get(position) or analyser.word(form))
        for position, (start, end, form) in enumerate(spans)
    ]


def complete_hanging(words: TextWords) -> dict[int, Word]:
    """Position → the whole word, for each word that ends in a hanging hyphen.

    «työllisyys- ja sosiaalipalvelut» has työllisyyspalvelut at 0.

    It starts from the end, so that each word of «terveys-, hyvinvointi- ja hoivapalvelut» is completed from
    the same last one.
    """
    text, starts, ends = words.normal, words.normal_starts, words.normal_ends
    hyphens = [match.start() for match in HANGING.finditer(text)] if "-" in text else []
    found: dict[int, Word] = {}
    if not hyphens:
        return found
    tails: dict[int, str] = {}  # position of a hanging word → the word that completes it
    at = np.searchsorted(ends, hyphens).tolist()
    for hyphen, position in zip(reversed(hyphens), reversed(at), strict=True):
        gap = BETWEEN.match(text, hyphen + 1, hyphen + 1 + REACH)
        if position + 1 >= len(words.forms) or ends[position] != hyphen or not gap:
            continue
        following = int(np.searchsorted(starts, gap.end()))  # after the «ja» between
        if following >= len(words.forms) or starts[following] != gap.end():
            continue
        tails[position] = tails.get(following, words.forms[following])
        whole = finnish.complete_hanging(words.forms[position], tails[position])
        if whole is not None:
            found[position] = whole
    return found
