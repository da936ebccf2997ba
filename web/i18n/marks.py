"""Text with marked matches, as HTML. The titles of the marks are in the language of the page.

The words themselves are the description's.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from search.contract.results import Reason, Snippet, Span
from search.export.marked_text import pieces, snippet_pieces, to_html
from web.i18n.soft_breaks import as_html, html_with_breaks
from web.i18n.texts import gettext


def reason_words(reason: Reason) -> str:
    """Why a word is marked, in the language of the page."""
    return gettext(reason.value)


def text_html(text: str, spans: Sequence[Span] = (), start: int = 0, end: int | None = None) -> Markup:
    """text[start:end] with a mark round each span that lies whole in it."""
    if not spans:
        return as_html(html_with_breaks(text[start:end]))
    return as_html(to_html(pieces(text, spans, start, end), reason_words, html_with_breaks))


def snippet_html(snippet: Snippet) -> Markup:
    """A passage with its marks, and «…» where its line goes on."""
    return as_html(to_html(snippet_pieces(snippet), reason_words, html_with_breaks))
