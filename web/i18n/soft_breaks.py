"""Where a long Finnish word may break at the end of a line: after a syllable, by Voikko.

Browsers without a Finnish dictionary break a word anywhere, or not at all. A break is an empty element whose
style sheet content is a soft hyphen: text that is copied, searched for or read aloud does not have it.
"""

from __future__ import annotations

import re
from html import escape as plain_escape
from typing import Any

from markupsafe import Markup, escape

from index.analysis.voikko import syllable_ends
from index.remembered import remembered

SHORTEST = 18
"""Letters of a word that may not fit a narrow column."""
LONG = re.compile(rf"[^\W\d_]{{{SHORTEST},100}}")
"""Such words; no word that Voikko is asked about is longer."""
BREAK = '<i class="h"></i>'
HTML_SIGNS = re.compile("[&<>\"']")
"""What is written otherwise in HTML: most texts have none of it."""
_find_sign = HTML_SIGNS.search
EDGE = 5
"""Letters that stay together at either end of a word, and between two breaks."""


def as_html(html: str) -> Markup:
    """HTML that is made already: `Markup` in a third of its time, of a text that has no `__html__`."""
    return str.__new__(Markup, html)


def escaped(value: Any) -> str:
    """A value as HTML; `Markup` as it is."""
    kind = type(value)
    if kind is Markup or (kind is str and not _find_sign(value)):
        return value  # type: ignore[no-any-return]
    return escape(value)


def html_with_breaks(text: str) -> str:
    """Text as HTML, with a place to break in each long word."""
    html = plain_escape(text) if _find_sign(text) else text
    if len(html) < SHORTEST:
        return html
    # Searching a whole passage for long words takes ten times as long as splitting it at spaces.
    words = html.split(" ")
    if max(map(len, words)) < SHORTEST:
        return html
    return " ".join([LONG.sub(_found, word) if len(word) >= SHORTEST else word for word in words])


def soft(text: Any) -> Any:
    """The same for templates; markup that is made already stays as it is."""
    return text if isinstance(text, Markup) else _soft(str(text))


@remembered(2_000)  # names of organisations and places, which many pages have
def _soft(text: str) -> Markup:
    return as_html(html_with_breaks(text))


def _found(found: re.Match[str]) -> str:
    return _broken(found[0])


@remembered(20_000)
def _broken(word: str) -> str:
    made, last = [], 0
    for end in syllable_ends(word):
        if end - last >= EDGE and len(word) - end >= EDGE:
            made.append(word[last:end])
            last = end
    return BREAK.join([*made, word[last:]])
