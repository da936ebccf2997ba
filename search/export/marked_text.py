"""Text with spans → HTML in which `<mark>` is the only markup; the title of each mark says why it is there.

The only place where marks become HTML, for pages and API. The terminal output is made from the same pieces.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from html import escape

from index.remembered import remembered
from search.contract.results import Reason, Snippet, Span, written_form

Piece = tuple[str, Span | None]
"""A piece of a text, and the span that it is; None = between spans."""
ReasonWords = Callable[[Reason], str]
"""The text of a reason for the reader; not used for `EXACT_FORM`, which needs none."""
ELLIPSIS = "…"


def pieces(text: str, spans: Sequence[Span], start: int = 0, end: int | None = None) -> list[Piece]:
    """text[start:end] cut at the spans that lie whole in it; put together again, the pieces are the text."""
    end = len(text) if end is None else end
    found: list[Piece] = []
    at = start
    first = bisect_left(spans, start, key=lambda span: span.start) if start else 0
    for span in spans[first:] if first else spans:
        if span.end > end:
            break
        if span.start > at:
            found.append((text[at : span.start], None))
        found.append((text[span.start : span.end], span))
        at = span.end
    if at < end:
        found.append((text[at:end], None))
    return found


def snippet_pieces(snippet: Snippet) -> list[Piece]:
    """The pieces of a snippet, with «…» where its line goes on."""
    found = pieces(snippet.text, snippet.spans)
    if snippet.cut_before:
        found.insert(0, (f"{ELLIPSIS} ", None))
    if snippet.cut_after:
        found.append((f" {ELLIPSIS}", None))
    return found


def to_html(cut: Iterable[Piece], words: ReasonWords = str, plain: Callable[[str], str] = escape) -> str:
    """Pieces of a text as HTML. words: of the reasons; without them those of the code, which are Finnish.

    plain: how the text itself becomes HTML.
    """
    return "".join(
        [f"{_tag(text, span, words)}{plain(text)}</mark>" if span else plain(text) for text, span in cut]
    )


def _tag(text: str, span: Span, words: ReasonWords) -> str:
    """The tag that says why a word is marked: as a tooltip, and for screen readers."""
    if span.reason is Reason.EXACT_FORM:
        return "<mark>"
    return _described(text, span.word, words(span.reason), span.reason is Reason.EQUIVALENT)


@remembered(4_096)
def _described(text: str, word: str, why: str, is_equivalent: bool) -> str:
    """The tag for a word; cached, because a page has hundreds of marks but few different ones."""
    form = written_form(text)
    said = escape(f"{form}: {why} {word}" if is_equivalent else f"{word} ← {form}: {why}")
    return f'<mark title="{said}" aria-description="{said}">'
