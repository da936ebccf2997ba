"""A saved web page: its main text as lines, without the navigation and the footer around it.

The parser is selectolax (Lexbor): it repairs broken markup as browsers do, in time that grows with the length
of the page. Python's own html.parser takes quadratic time on unclosed comments and tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.errors import NotADescription
from index.formats.encodings import decode_bytes, even_out
from index.formats.record import Record
from index.formats.several import make_records
from index.messages import Notice

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_APART = frozenset((*_HEADINGS, "p", "table", "ul", "ol", "dl", "blockquote", "pre", "hr"))
"""Elements with a blank line before and after them."""
_LINES = frozenset(
    (
        "div",
        "section",
        "article",
        "main",
        "tr",
        "li",
        "dt",
        "dd",
        "caption",
        "address",
        "figure",
        "form",
    )
)
"""Elements with a line of their own."""
_SKIPPED = frozenset(
    ("head", "script", "style", "template", "noscript", "nav", "footer", "aside", "button", "select", "svg")
)
_AROUND = re.compile(
    r"(?<![a-z])(?:nav|navi|navigation|navbar|menu|valikko|murupolku|breadcrumbs?|footer|alatunniste|skip|cookie"
    r"|evaste|sidebar|toolbar|banner)(?![a-z])"
)
"""A word of the id, class or role of an element that is around the main text."""
_DECLARED = re.compile(rb"<meta[^>]{1,200}charset\s*=\s*[\"']?([\w-]{1,30})", re.IGNORECASE)
_NOSCRIPT = re.compile(r"(</?)noscript\b", re.IGNORECASE)
"""Without scripts a parser shows what is inside, and takes it out of the head into the text."""
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_UNCLOSED = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
    )
) | {"param", "source", "td", "th", "tr", "wbr"}
_ATTRIBUTE = r"""[\s/]++[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"']*+))?+"""
_ATTRIBUTES = re.compile(rf"<[A-Za-z][^\s/>]*+(?:(?:{_ATTRIBUTE}){{1000}}+(?P<more>)|(?:{_ATTRIBUTE})*+)")
"""A tag; `more` where it has a thousand attributes: the parser takes quadratic time on them."""
_MAX_OPEN = 3000
"""Elements open at once where none of those is counted that pages need not close."""
_MAX_DEPTH = 500
"""Elements inside each other: pages of registers have some twenty."""


def html_records(path: Path, data: bytes) -> tuple[Record, ...]:
    """The records of a saved page. Raises `NotADescription` where it is no text or nested too deeply."""
    found = _DECLARED.search(data[:4096])
    text, warnings = decode_bytes(path, data, found[1].decode() if found else "")
    return make_records(page_text(path, text), data, warnings)


def page_text(path: Path, markup: str) -> str:
    """The main text of a page as lines; a row of a table is one line. Path: for messages."""
    _check_depth(path, markup)
    body = LexborHTMLParser(_NOSCRIPT.sub(r"\1template", markup)).body
    if body is None:
        return ""
    end = _end_of_sections(path, body)
    lines = _Lines()
    for node, opens in _walk(path, body):
        if end is not None and opens and node.mem_id == end:
            break
        tag = node.tag or ""
        if tag == "a":
            lines.in_link = opens
        elif tag in _APART:
            lines.end(apart=True)
            lines.heading_seen |= tag in _HEADINGS
        elif tag in _LINES or tag == "br":
            lines.end()
        elif opens and tag == "-text":
            lines.add(re.sub(r"\s+", " ", even_out(node.text_content or "")))
        elif opens and tag in ("td", "th"):
            lines.add(" ")
    lines.end()
    return "\n".join(lines.found).strip("\n") + "\n"


class _Lines:
    """The lines of a page as they grow. Lines of links alone above the first heading are navigation."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.in_link = False
        self.heading_seen = False
        self._pieces: list[str] = []
        self._said = False  # whether the line has a word outside links

    def add(self, text: str) -> None:
        """More text of the line."""
        self._pieces.append(text)
        self._said |= not self.in_link and bool(re.search(r"\w", text))

    def end(self, apart: bool = False) -> None:
        """The line ends; apart: a blank line comes after it."""
        line = " ".join("".join(self._pieces).split())
        if line and (self._said or self.heading_seen):
            self.found.append(line)
        if apart and self.found and self.found[-1]:
            self.found.append("")
        self._pieces, self._said = [], False


def _check_depth(path: Path, markup: str) -> None:
    """Refuse a page of far too many open elements or attributes: the parser takes quadratic time on them."""
    if any(tag["more"] is not None for tag in _ATTRIBUTES.finditer(markup)):
        raise NotADescription(path, Notice("a saved page"), Notice("a tag with a thousand attributes"))
    depth = 0
    for tag in _TAG.finditer(markup):
        if tag[2].lower() not in _UNCLOSED:
            depth = max(0, depth + (-1 if tag[1] else 1))
            if depth > _MAX_OPEN:
                raise NotADescription(
                    path,
                    Notice("a saved page"),
                    Notice("more than %(max_open)s elements inside each other", max_open=_MAX_OPEN),
                )


def _walk(path: Path, top: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """The nodes below one in order, elements when they open and when they close; without what is skipped."""
    node, depth = top.child, 0
    while node is not None:
        skipped = _is_around(node)
        if not skipped:
            yield node, True
        if node.child is not None and not skipped:
            node, depth = node.child, depth + 1
            if depth > _MAX_DEPTH:
                raise NotADescription(
                    path,
                    Notice("a saved page"),
                    Notice("more than %(max_depth)s elements inside each other", max_depth=_MAX_DEPTH),
                )
            continue
        if not skipped:
            yield node, False
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
            if node is None or depth < 0:
                return
            yield node, False
        node = node.next


def _is_around(node: LexborNode) -> bool:
    """Whether an element stands around the main text, or is not shown at all."""
    tag = node.tag or ""
    if tag.startswith("-"):
        return tag != "-text"
    if tag in _SKIPPED:
        return True
    if tag in ("div", "ul", "ol", "p", "section", "header", "table", "span", "form"):
        attributes = node.attributes
        named = " ".join(attributes.get(name) or "" for name in ("id", "class", "role")).lower()
        return bool(named) and bool(_AROUND.search(named))
    return False


def _end_of_sections(path: Path, body: LexborNode) -> int | None:
    """Where the main text ends, if its sections are elements: the node after the last one with a heading.

    None where headings and texts stand side by side, so that nothing tells the last text from a footer.
    """
    last = None
    for node, opens in _walk(path, body):
        if opens and node.tag == "h2":
            last = node
    parent = last.parent if last is not None else None
    if parent is None or parent.mem_id == body.mem_id or len(parent.css("h2")) > 1:
        return None
    return parent.next.mem_id if parent.next is not None else None
