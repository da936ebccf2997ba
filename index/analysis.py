"""Text → tokens with positions and character offsets: the one analyser of the project.

Indexing, queries, snippets and highlights all call `analyse`, so that whatever matches can be shown.
A token knows where it stands in the text (`start`, `end`, in characters), which word of the text it is
(`position`), and its `Word`: base forms and parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index import morphology, swedish
from index.morphology import Word

TOKEN = re.compile(
    r"""
      https?://[^\s<>«»"]*[\w/]                    # an address, without the full stop after it
    | [\w.+-]{1,64}(?:@|\(at\))[\w-][\w.-]{0,200}\w  # an e-mail address, also as the register writes it
    | \d+(?:[.,:]\d+)+(?!\w)                         # 1.9.2021, 12.3, 3,5
    | [^\W_]+(?:[-:'’.\u00ad][^\W_]+)*               # a word, «REACT-EU:n», «virtu.fi»
    """,
    re.VERBOSE | re.IGNORECASE,
)
HANGING = re.compile(r"-(?=[\s,;/)])|-$")
BETWEEN = re.compile(r"[\s,;/)(]*(?:(?:ja|tai|sekä|eli|och|eller)[\s]+)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, and what it is searched by."""

    position: int
    start: int
    end: int
    form: str
    word: Word


def forms(text: str) -> Iterator[tuple[int, int, str]]:
    """The words of a text as (start, end, lower-case form), by the rules of `TOKEN`."""
    for match in TOKEN.finditer(text):
        yield match.start(), match.end(), match.group().lower().replace("\u00ad", "")


def analyse(text: str, language: str | None = None) -> list[Token]:
    """The tokens of a text.

    language: "fi" or "sv"; None = recognised from the text itself. Swedish words get a Swedish stem.
    """
    look_up = swedish.word if (language or swedish.language(text)) == "sv" else morphology.word
    tokens = [
        Token(position, start, end, form, look_up(form))
        for position, (start, end, form) in enumerate(forms(text))
    ]
    return _complete_hanging(text, tokens) if "-" in text else tokens


def _complete_hanging(text: str, tokens: list[Token]) -> list[Token]:
    """«työllisyys- ja sosiaalipalvelut»: the hanging word also gets the bases of «työllisyyspalvelut».

    Goes from the end, so that each word of «terveys-, hyvinvointi- ja hoivapalvelut» is completed from
    the same last one.
    """
    tail: str | None = None
    following = len(text)
    for i in range(len(tokens) - 1, -1, -1):
        token = tokens[i]
        if not HANGING.match(text, token.end):
            if i + 1 < len(tokens) and token.word.function:
                continue  # the «ja» between
            tail, following = token.form, token.start
            continue
        if tail is None or not BETWEEN.match(text[token.end + 1 : following][:40]):
            continue
        whole = morphology.completed(token.form, tail)
        if whole is not None:
            tokens[i] = Token(token.position, token.start, token.end, token.form, whole)
        following = token.start
    return tokens
