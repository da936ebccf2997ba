"""Decodes bytes to text: finds the encoding, and repairs letters that were decoded wrongly before.

UTF-8 and UTF-16 are certain, because bytes of other encodings are hardly ever valid in them. Of the
single-byte encodings, the one with the most Finnish and Swedish letters is used.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from pathlib import Path

from index.errors import NotADescription
from index.messages import Notice

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SINGLE_BYTE = {"cp1252": "Windows-1252", "mac_roman": "MacRoman", "cp850": "IBM 850"}
_LETTERS = "äöåÄÖÅ"
_SAMPLE = 4096  # bytes that tell UTF-16 from binary data
_MIN_LETTERS = 0.5  # share of `_LETTERS` among the signs outside ASCII, where it is not Windows-1252
_MIN_TEXT = 0.7  # share of UTF-16 characters below U+0250, which all languages of the descriptions are
_LOST = "\N{REPLACEMENT CHARACTER}"
_MAX_LOST = 5  # letters lost earlier: with more of them, headings and keys are no longer recognised

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACES = re.compile("[\u00a0\u2007\u202f\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
"""No-break spaces, and control characters but white space: terminals obey them, and no page may have them."""
_MOST_MARKS = 30  # as the Stream-Safe Text Format of Unicode has it (UAX #15, 13)
_MANY_SIGNS = re.compile(rf"[^\w\s]{{{_MOST_MARKS + 1},}}")
_PERHAPS_MARK = re.compile("[^\x00-\u02ff\u2010-\u2027\u20ac]")
"""Every mark is one of these signs, and most texts have none of them."""
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UTF8 = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A character of UTF-8, each of its bytes as the character of that number."""


def decode_bytes(path: Path, data: bytes, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """The text of a file in composed form with «\\n» line ends, and warnings about its encoding.

    path: for messages. declared: the encoding that the file says it is in; saves the warning where it is so.
    Raises `NotADescription` where the bytes are no text, or too many letters were lost before.
    """
    text, warnings = _decode(path, data, declared)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, name = repair_mojibake(text)
    if name:
        warnings += (Notice("text in UTF-8 had been read as %(name)s; its letters are repaired", name=name),)
    if lost := text.count(_LOST):
        if lost > _MAX_LOST:
            found = Notice(
                "%(lost)s letters that were lost when it was saved in a wrong encoding (U+FFFD); save the "
                "original again as UTF-8",
                lost=lost,
            )
            raise NotADescription(path, Notice("text"), found)
        warning = Notice(
            "letters that were lost when the file was saved in a wrong encoding (U+FFFD): %(lost)s", lost=lost
        )
        warnings += (warning,)
    # macOS may write «ä» as two characters, and then no key of a form would be recognised.
    return compose(text), warnings


def clean_text(text: str) -> str:
    """Text with HTML entities as their characters, without soft hyphens and signs of no width."""
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return even_out(text)


def even_out(text: str) -> str:
    """Text in composed form, without soft hyphens and signs of no width, with plain spaces for all others and
    for control characters."""
    return compose(_SPACES.sub(" ", _INVISIBLE.sub("", text)))


def compose(text: str) -> str:
    """Text in composed form (NFC), with at most `_MOST_MARKS` marks on a letter.

    Putting the marks of a letter in order takes the square of their number.
    """
    if _PERHAPS_MARK.search(text):
        text = _MANY_SIGNS.sub(_without_many_marks, text)
    return unicodedata.normalize("NFC", text)


def _without_many_marks(match: re.Match[str]) -> str:
    """A run of signs that are no letters, without the marks that are too many."""
    if max(match[0]) < "\u0300":  # a line of hyphens
        return match[0]
    marks = 0
    kept = []
    for sign in match[0]:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def repair_mojibake(text: str) -> tuple[str, str]:
    """Repairs UTF-8 text that was read in a single-byte encoding, «pÃ¤Ã¤»; also gives that encoding's name.

    The name is "" where nothing was repaired. Done twice for a text that went through it twice.
    """
    for encoding in ("cp1252", "mac_roman"):
        if not any(first in text for first in _misread_firsts(encoding)):
            continue
        signs, wrong = _byte_signs(encoding), _misread(encoding)
        name = ""
        for _ in range(2):
            if sum(map(text.count, wrong)) < 2:
                break
            text, name = _repair(text, signs), _SINGLE_BYTE[encoding]
        if name:
            return text, name
    return text, ""


def _repair(text: str, signs: list[str]) -> str:
    """Each character that looks like the bytes of one in UTF-8 as that one; the rest as it is."""
    numbers = {byte: chr(byte) for byte in range(0x80, 0xA0)}  # as ISO-8859-1 has them: no text has these
    numbers |= {ord(sign): chr(byte) for byte, sign in enumerate(signs)}
    pieces, at = [], 0
    # Both texts have the same length: what is found in one stands at the same place in the other. A character
    # that is no byte of the encoding must not look like one.
    plain = "".join(numbers.get(ord(sign), "\0") for sign in text)
    for match in _UTF8.finditer(plain):
        try:
            letter = match[0].encode("latin-1").decode()
        except UnicodeDecodeError:
            continue
        pieces += [text[at : match.start()], letter]
        at = match.end()
    return "".join([*pieces, text[at:]])


@cache
def _misread(encoding: str) -> tuple[str, ...]:
    """`_LETTERS` as they look when their UTF-8 was read in an encoding, once and twice."""
    signs = _byte_signs(encoding)
    once = tuple("".join(signs[byte] for byte in letter.encode()) for letter in _LETTERS)
    return once + tuple("".join(signs[byte] for byte in letters.encode()) for letters in once)


@cache
def _misread_firsts(encoding: str) -> frozenset[str]:
    """The first characters of these: few, and a text without any of them has none to repair."""
    return frozenset(letters[0] for letters in _misread(encoding))


@cache
def _byte_signs(encoding: str) -> list[str]:
    """The character of each byte; of one that the encoding has none for, the control character."""
    return [bytes([byte]).decode(encoding, "replace").replace(_LOST, chr(byte)) for byte in range(256)]


def _decode(path: Path, data: bytes, declared: str) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_as(path, data[len(bom) :], encoding), ()
    if b"\0" in data:
        return _decode_as(path, data, _utf16(path, data)), (Notice("UTF-16 without a byte order mark"),)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        start = error.start
    encoding = _best_single_byte(path, data, start)
    if declared.lower() in ("iso-8859-1", "iso-8859-15", "windows-1252", "latin1") and encoding == "cp1252":
        return data.decode(encoding), ()
    line = data.count(b"\n", 0, start) + 1
    name = _SINGLE_BYTE[encoding]
    warning = Notice(
        "line %(number)s: byte 0x%(byte)s is not UTF-8; read as %(name)s",
        number=line,
        byte=f"{data[start]:02X}",
        name=name,
    )
    return data.decode(encoding), (warning,)


def _decode_as(path: Path, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":  # a byte order mark, but not all that follows: as without the mark
            return data.decode(_best_single_byte(path, data, error.start))
        name = encoding.upper()
        raise NotADescription(
            path,
            Notice("text in %(name)s", name=name),
            Notice("bytes that are none (%(reason)s)", reason=error.reason),
        ) from error
    if "\0" in text:
        raise NotADescription(path, Notice("text"), Notice("NUL characters (a PDF or an image?)"))
    return text


def _utf16(path: Path, data: bytes) -> str:
    """The byte order of text in UTF-16 without a mark. Raises `NotADescription` for other data with NULs."""
    sample = data[:_SAMPLE]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(data) % 2 == 0 and sum(byte < 3 for byte in high) >= _MIN_TEXT * len(high):
            other = sample[::2] if encoding == "utf-16-le" else sample[1::2]
            if other.count(0) < len(other) * (1 - _MIN_TEXT):
                return encoding
    raise NotADescription(path, Notice("text"), Notice("NUL bytes (a PDF, an image or a program?)"))


def _best_single_byte(path: Path, data: bytes, start: int) -> str:
    """The encoding in which the bytes give most letters; Windows-1252 where others give no more."""
    counts = {}
    for encoding in _SINGLE_BYTE:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            start = error.start
            continue
        letters = sum(map(text.count, _LETTERS))
        if encoding == "cp1252" or letters > _MIN_LETTERS * sum(sign > "\x7f" for sign in text):
            counts[encoding] = letters
    if not counts:
        found = Notice("byte 0x%(byte)s at position %(start)s", byte=f"{data[start]:02X}", start=start)
        raise NotADescription(path, Notice("text in UTF-8 or Windows-1252"), found)
    return max(counts, key=counts.__getitem__)  # of equal ones the first
