"""Section text to paragraphs and lists: the shapes that a template loops over.

Part of the project page. The text comes as escaped HTML whose only markup is `<mark>`, with the line
breaks of the description. Breaks that mean something stay; lines that were only wrapped are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from index.analysis.languages import language as language_of

_BLANK = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_BULLET = re.compile(r"^\s*[-–—•·*▪‣○●][\s\u00a0]+")
_NUMBERED = re.compile(r"^\s*(?:\d{1,3}[.)]|[a-zåäö]\))[\s\u00a0]")
_TAG = re.compile(r"</?mark[^>]*>")
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


def blocks(html: str) -> tuple[Block, ...]:
    """The paragraphs and lists of escaped text."""
    language = language_of(_WORD.findall(_plain(html).lower()))
    spoken = "" if language == "fi" else language
    return tuple(block for part in _BLANK.split(html.strip("\n")) for block in _blocks_of(part, spoken))


def _blocks_of(part: str, language: str) -> Iterator[Block]:
    lines = _unwrapped([line for line in part.split("\n") if line.strip()])
    for is_list, group in groupby(lines, key=lambda line: bool(_BULLET.match(line))):
        items = (_BULLET.sub("", line, count=1) if is_list else line for line in group)
        yield Block(is_list, tuple(Markup(item.strip()) for item in items), language)  # escaped by the engine


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines with the hard wraps of mail and text editors taken out."""
    wrapped = _is_wrapped(lines)
    joined: list[
        list[str]
    ] = []  # pieces of each line: joined one by one, long paragraphs would take for ever
    for line in lines:
        if joined and _continues(joined[-1], line, wrapped):
            joined[-1].append(line.strip())
        else:
            joined.append([line])
    return [" ".join(piece.rstrip() for piece in pieces) if pieces[1:] else pieces[0] for pieces in joined]


def _is_wrapped(lines: list[str]) -> bool:
    """Whether every line but the last is about as long as a wrapped line is."""
    return len(lines) > 2 and all(len(_plain(line)) in WRAPPED for line in lines[:-1])


def _continues(before: list[str], line: str, wrapped: bool) -> bool:
    plain = _plain(line).strip()
    if _BULLET.match(plain) or _NUMBERED.match(plain):
        return False
    if wrapped:
        return True
    end = _plain(before[-1]).rstrip()
    long = len(before) > 1 or len(end) >= WRAPPED.start
    return plain[:1].islower() and long and not end.endswith(_ENDS)


def _plain(line: str) -> str:
    return _TAG.sub("", line)
