"""Dictionaries in the format of dictd, such as those of FreeDict: a foreign word and its translations.

An entry begins with its headword and pronunciation; its senses are numbered lines («1. koti, asunto»), or one
line without a number, each followed by lines that explain. Only the translations are read.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from index.errors import VocabularyError
from index.messages import Notice
from index.vocabulary.group import MOST_WORDS, Group, Label

DICTIONARIES = {
    "freedict-eng-fin": ("en", "fi"),
    "freedict-fin-eng": ("fi", "en"),
    "freedict-swe-fin": ("sv", "fi"),
    "freedict-fin-swe": ("fi", "sv"),
}
"""File name → the language of its headwords, and that of the translations."""
MOST_BYTES = 64_000_000
"""Of an unpacked dictionary; the largest of FreeDict's for Finnish has 8 MB."""

MOST_LETTERS = 60
"""Letters of a translation; longer ones explain."""

_DIGITS = {sign: number for number, sign in enumerate(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
)}  # fmt: skip
_SENSE = re.compile(r"\s*\d{1,2}\.\s+(.*)")
_NEXT_SENSE = re.compile(r"\s\d{1,2}\.\Z")
_REMARK = re.compile(r"\([^)]*\)|\[[^\]]*\]|\{[^}]*\}|<[^>]*>|/[^/]*/")


def read_dictionary(path: Path, language: str, other: str) -> Iterator[Group]:
    """A group for each headword: its translations, those of the commonest sense first.

    path: of the .dict.dz file. Raises `VocabularyError`.
    """
    text = _unpacked(path)
    for headword, entry in _entries(path, text):
        translations = dict.fromkeys(one for sense in _senses(entry) for one in sense)
        if translations:
            labels = (Label(language, headword), *(Label(other, one) for one in translations))
            yield Group(labels, is_bridge=True)


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            text = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, ValueError) as error:
        raise VocabularyError(path, 0, Notice("it cannot be read (%(error)s)", error=error)) from error
    if len(text) > MOST_BYTES:
        raise VocabularyError(
            path, 0, Notice("it is larger than %(most_bytes)s bytes", most_bytes=MOST_BYTES)
        )
    return text


def _entries(path: Path, text: bytes) -> Iterator[tuple[str, str]]:
    """Each headword with the text of its entry, by the index beside the dictionary."""
    index = path.with_name(path.name.removesuffix(".dict.dz") + ".index")
    try:
        lines = index.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyError(index, 0, Notice("it cannot be read (%(error)s)", error=error)) from error
    for number, line in enumerate(lines, 1):
        headword, *place = line.split("\t")
        if headword.startswith("00"):
            continue
        try:
            start, length = map(_number, place[:2])
        except (KeyError, ValueError) as error:
            raise VocabularyError(index, number, Notice("no word, offset and length")) from error
        yield headword, text[start : start + length].decode("utf-8", "replace")


def _number(written: str) -> int:
    """A number in the base 64 of dictd's index."""
    number = 0
    for sign in written:
        number = number * 64 + _DIGITS[sign]
    return number


def _senses(entry: str) -> Iterator[list[str]]:
    """The translations of each sense of an entry."""
    lines = entry.split("\n")[1:]
    numbered = [match[1] for match in map(_SENSE.match, lines) if match]
    for line in numbered or lines[:1]:
        plain = _REMARK.sub(" ", line)
        found = (_NEXT_SENSE.sub("", " ".join(one.split())) for one in plain.replace(";", ",").split(","))
        yield [one for one in found if one and one.count(" ") < MOST_WORDS and len(one) < MOST_LETTERS]
