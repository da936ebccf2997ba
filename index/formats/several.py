"""A text with several descriptions: where each begins.

A description begins with the first heading of its form, and its code follows within a few lines. What a form
prints above that heading belongs to the description below it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from index.formats.record import Record

_FIRST_HEADING = re.compile(r"#{0,6}\s*(?:1\.?\s+)?(?:hanke|projekti?)", re.IGNORECASE)
_CODE_LINE = re.compile(
    r"(?:hankekoodi|projektikoodi|hankkeen koodi|projektkod)\s*:\s*(?P<code>\S.{0,30})", re.IGNORECASE
)
_FUND_LINE = re.compile(
    r".{1,100} rahoittaman (?:hankkeen|projektin) kuvaus|beskrivning av projekt som .{1,100}", re.IGNORECASE
)
_PREAMBLE = re.compile(
    r"#{0,6}\s*(?:euroopan unioni|europeiska unionen|vipuvoimaa|hävkraft)\b.{0,80}", re.IGNORECASE
)
_CODE_WITHIN = 6  # filled lines below the heading in which the code must stand
_PREAMBLE_LINES = 4  # filled lines above it that a form prints


def make_records(text: str, data: bytes, warnings: tuple[str, ...] = ()) -> tuple[Record, ...]:
    """The records of a text: one with the file's digest, or one for each of several descriptions.

    data: the bytes of the file. Of several, each is named by its code, and has the digest of its own text.
    """
    lines = text.split("\n")
    starts = find_starts(lines)
    if len(starts) < 2:
        return (Record("", text, hashlib.sha256(data).hexdigest(), warnings),)
    codes = [code for _, code in starts]
    seen: Counter[str] = Counter()
    records = []
    begins = [0, *(at for at, _ in starts[1:])]
    for begin, end, code in zip(begins, [*begins[1:], len(lines)], codes, strict=True):
        seen[code] += 1
        place = code if seen[code] == 1 else f"{code} {seen[code]}"
        part = "\n".join(lines[begin:end])
        records.append(Record(place, part, hashlib.sha256(part.encode()).hexdigest(), warnings))
    return tuple(records)


def find_starts(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The index of the line at which each description begins, and its code as written."""
    starts: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        if _FIRST_HEADING.fullmatch(line.strip()):
            code = _code_below(lines, at)
            if code:
                starts.append((_begin_of_preamble(lines, at), code))
    return starts


def _code_below(lines: Sequence[str], at: int) -> str:
    filled = 0
    for line in lines[at + 1 : at + 1 + 4 * _CODE_WITHIN]:
        if match := _CODE_LINE.fullmatch(line.strip().lstrip("#").lstrip()):
            return match["code"].strip()
        filled += bool(line.strip())
        if filled == _CODE_WITHIN:
            break
    return ""


def _begin_of_preamble(lines: Sequence[str], at: int) -> int:
    """The first line above a heading from which on there is only what forms print there."""
    begin, filled = at, 0
    for above in range(at - 1, -1, -1):
        line = lines[above].strip()
        if not line:
            continue
        if filled == _PREAMBLE_LINES or not (_PREAMBLE.fullmatch(line) or _FUND_LINE.fullmatch(line)):
            break
        begin, filled = above, filled + 1
    return begin
