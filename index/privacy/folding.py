"""Text as contact data is looked for in it: signs that would hide a name or a number are evened out.

Part of `redaction.py`. What people see as «040 123 4567» may have full-width digits or signs of no width in
it, «@» may be an entity or stand at the end of a line, and a name may be broken there. `Folded` says where
each character stood in the text, which keeps its own signs wherever nothing is masked. Takes linear time.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass

from index.analysis.normalization import INVISIBLE, PLAIN, PLAIN_SIGNS, UNEVEN_SIGNS

_SHAPES = dict(zip("＠﹫．＋－＿：（）", "@@.+-_:()", strict=True))
"""Signs of another shape; `PLAIN` has the letters and digits."""
_GAP = r"[^\S\n]{0,8}"
_HYPHEN = rf"(?:[-‐‑][{INVISIBLE}]{{0,4}}|\u00ad)"
_BROKEN = rf"(?<=[^\W\d_]){_HYPHEN}{_GAP}\n{_GAP}(?=[^\W\d_])"
_ENTITY = "&(?:amp;){0,3}(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_UNEVEN = re.compile(
    rf"{_ENTITY}|(?P<broken>{_BROKEN})"
    rf"|(?P<wrapped>{_GAP}\n{_GAP}(?=[@＠])|(?<=[@＠]){_GAP}\n{_GAP})"
    rf"|%40|(?P<gone>[{INVISIBLE}]+)|(?P<shape>[{''.join(_SHAPES)}])|(?P<plain>{PLAIN_SIGNS})"
)
_USUAL = re.compile(rf"{_ENTITY}|%40")
_BREAKS = (re.compile(rf"-{_GAP}\n"), re.compile(rf"@{_GAP}\n"), re.compile(rf"\n{_GAP}[@＠]"))
_UNUSUAL_BREAK = re.compile(rf"[‐‑＠]{_GAP}\n")
_UNUSUAL = re.compile("[^\x00-\x7fåäöÅÄÖéüšžõ€§°´·•–—…‘’“”«»]")
"""A set that is quick to look for; most texts have no other sign, and need not be looked through for each."""
_SUSPECT = re.compile(f"[{UNEVEN_SIGNS}{''.join(_SHAPES)}]")
"""Every match of `_UNEVEN` has what one of these six finds; they look a text through ten times as fast."""


@dataclass(frozen=True)
class Folded:
    """A text evened out.

    begins:  where each change stands in it, rising; lengths: how long the new text is there.
    sources: from and to where it stood in the source.
    """

    text: str
    begins: tuple[int, ...] = ()
    lengths: tuple[int, ...] = ()
    sources: tuple[tuple[int, int], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end], which is not empty, stands in the source."""
        return self._character(start)[0], self._character(end - 1)[1]

    def _character(self, at: int) -> tuple[int, int]:
        number = bisect_right(self.begins, at) - 1
        if number < 0:
            return at, at + 1
        after = at - self.begins[number] - self.lengths[number]
        if after < 0:
            return self.sources[number]
        return self.sources[number][1] + after, self.sources[number][1] + after + 1


def fold(text: str) -> Folded:
    """The text with what may hide contact data evened out; most stay as they are, which is seen fast."""
    unusual = _UNUSUAL.search(text) and (_SUSPECT.search(text) or _UNUSUAL_BREAK.search(text))
    uneven = unusual or any(broken.search(text) for broken in _BREAKS)
    changes = _UNEVEN if uneven else _USUAL
    pieces: list[str] = []
    begins: list[int] = []
    lengths: list[int] = []
    sources: list[tuple[int, int]] = []
    at = length = 0
    for match in changes.finditer(text):
        new = _evened(match)
        pieces += [text[at : match.start()], new]
        length += match.start() - at
        begins.append(length)
        lengths.append(len(new))
        sources.append(match.span())
        length += len(new)
        at = match.end()
    return Folded(
        "".join([*pieces, text[at:]]) if pieces else text, tuple(begins), tuple(lengths), tuple(sources)
    )


def _evened(match: re.Match[str]) -> str:
    found = match[0]
    kind = match.lastgroup
    if found.startswith("&"):
        return html.unescape(re.sub("^&(?:amp;)+(?=.)", "&", found))
    if kind == "broken":  # «Anna-⏎Liisa» keeps its hyphen
        return "-" if match.string[match.end()].isupper() else ""
    if found == "%40":
        return "@"
    if kind == "shape":
        return _SHAPES[found]
    return PLAIN[found] if kind == "plain" else ""
