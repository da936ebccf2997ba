"""Section text to paragraphs and lists: the shapes that a template loops over.

Part of the project page. The text comes as it was written, with the spans of the words that match the search.
Line breaks that mean something stay; lines that were only wrapped are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from index.analysis.languages import language as language_of
from search.contract.results import Span
from web.i18n.marks import text_html

_BLANK = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_BULLET = re.compile(r"\s*[-–—•·*▪‣○●][\s\u00a0]+")
_NUMBERED = re.compile(r"\s*(?:\d{1,3}[.)]|[a-zåäö]\))[\s\u00a0]")
_WORD = re.compile(r"\w+")
_ENDS = (".", "!", "?", ":", ";", "…", ")", "»", '"', "”")
WRAPPED = range(50, 110)
"""How long the lines of a hard-wrapped paragraph are."""


@dataclass(frozen=True)
class Block:
    """A paragraph (its lines) or a list (its items), and the language if it is not the page's: «sv»."""

    is_list: bool
    lines: tuple[Markup, ...]
    language: str = ""


class SourceLine(NamedTuple):
    """A line as it was written, text[start:end]. A displayed line may consist of several."""

    start: int
    end: int


def blocks(text: str, spans: Sequence[Span] = ()) -> tuple[Block, ...]:
    """The paragraphs and lists of a text. spans: what is marked in it."""
    language = language_of(_WORD.findall(text.lower()))
    spoken = "" if language == "fi" else language
    return tuple(
        Block(is_list, tuple(_shown(text, spans, line, is_list) for line in group), spoken)
        for start, end in _paragraphs(text)
        for is_list, group in groupby(
            _unwrapped(text, _lines(text, start, end)),
            key=lambda line: bool(_BULLET.match(text, *line[0])),
        )
    )


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs are: between blank lines."""
    start, end = len(text) - len(text.lstrip("\n")), len(text.rstrip("\n"))
    for blank in _BLANK.finditer(text, start, end):
        yield start, blank.start()
        start = blank.end()
    yield start, end


def _lines(text: str, start: int, end: int) -> list[SourceLine]:
    """The lines of a paragraph, without those that are blank."""
    found = []
    for line in text[start:end].split("\n"):
        if line.strip():
            found.append(SourceLine(start, start + len(line)))
        start += len(line) + 1
    return found


def _shown(text: str, spans: Sequence[Span], line: Sequence[SourceLine], is_list: bool) -> Markup:
    """A displayed line with its marks, joined from its written lines; a list item without its bullet."""
    found = []
    for start, end in line:
        bullet = _BULLET.match(text, start, end) if is_list else None
        own = text[bullet.end() if bullet else start : end]
        first = end - len(own.lstrip())
        found.append(text_html(text, spans, first, first + len(own.strip())))
    return Markup(" ".join(found))  # each is escaped


def _unwrapped(text: str, lines: Sequence[SourceLine]) -> list[list[SourceLine]]:
    """Lines without the hard wraps of mail and text editors: the written lines that each consists of."""
    wrapped = _is_wrapped(lines)
    joined: list[list[SourceLine]] = []
    for line in lines:
        if joined and _continues(text, joined[-1], line, wrapped):
            joined[-1].append(line)
        else:
            joined.append([line])
    return joined


def _is_wrapped(lines: Sequence[SourceLine]) -> bool:
    """Whether every line but the last is about as long as a wrapped line is."""
    return len(lines) > 2 and all(end - start in WRAPPED for start, end in lines[:-1])


def _continues(text: str, before: Sequence[SourceLine], line: SourceLine, wrapped: bool) -> bool:
    """Whether a line continues the sentence of the lines before it."""
    if _BULLET.match(text, *line) or _NUMBERED.match(text, *line):
        return False
    if wrapped:
        return True
    last = text[slice(*before[-1])].rstrip()
    long = len(before) > 1 or len(last) >= WRAPPED.start
    return text[slice(*line)].lstrip()[:1].islower() and long and not last.endswith(_ENDS)
