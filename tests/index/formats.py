"""Makers of test files: a description in text as a page of the register, a Word file and a PDF."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from index.model.template import collapse_whitespace
from index.templates.eura2014 import EURA2014
from tests.web.chromium import chromium

NAVIGATION = (
    '<div id="nav"><a href="lista.php">Takaisin hakutuloksiin</a> | <a href="ohje.php">Hakuohje</a></div>'
)
FOOTER = '<div id="footer">Työ- ja elinkeinoministeriö &amp; ELY-keskukset &copy;</div>'
HEADINGS = {heading.text for heading in EURA2014.headings}
ROW = re.compile(r"(?P<name>.{5,120}?) (?P<direct>\d{1,2}) (?P<indirect>\d{1,2})")
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f"<w:styles {_W}>"
    '<w:style w:type="paragraph" w:styleId="Otsikko1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Normaali"><w:name w:val="Normal"/></w:style></w:styles>'
)


def blocks(text: str) -> Iterable[list[str]]:
    """The paragraphs of a description, each with its lines."""
    for block in re.split(r"\n\s*\n", text):
        lines = [collapse_whitespace(line) for line in block.split("\n") if line.strip()]
        if lines:
            yield lines


def page_body(text: str) -> str:
    """A description in the register's markup: a `div` for each main section, the rows of 8.2 as a table."""
    pieces, opened = [], False
    for lines in blocks(text):
        if lines[0] in HEADINGS and len(lines) == 1:
            main = "." not in lines[0].split()[0]
            if main:
                pieces.append(("</div>" if opened else "") + '<div class="description">')
                opened = True
            tag = "h2" if main else "h3"
            pieces.append(f"<{tag}>{html.escape(lines[0])}</{tag}>")
        elif lines[0] == "VälitönVälillinen":
            rows = ["<tr><th></th><th>Välitön</th><th>Välillinen</th></tr>", *map(_row, lines[1:])]
            pieces.append(f"<table>{''.join(rows)}</table>")
        else:
            pieces.append(f"<p>{'<br />'.join(map(html.escape, lines))}</p>")
    return "\n".join(pieces) + ("</div>" if opened else "")


def _row(line: str) -> str:
    match = ROW.fullmatch(line)
    if match is None:
        return f'<tr><td colspan="3">{html.escape(line)}</td></tr>'
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in match.groups()) + "</tr>"


def page(*texts: str, charset: str = "iso-8859-1") -> str:
    """A saved page of the register."""
    bodies = '<div style="break-after: page"></div>'.join(map(page_body, texts))
    return (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}" />'
        f"<title>Tietopalvelu</title><style>.description{{width:40em}}</style></head><body>{NAVIGATION}"
        f"{bodies}{FOOTER}</body></html>"
    )


def word_file(text: str) -> bytes:
    """A Word file in which the numbers of headings are not text."""
    paragraphs = []
    for lines in blocks(text):
        if lines[0] in HEADINGS and len(lines) == 1:
            name = lines[0].partition(" ")[2]
            paragraphs.append(f'<w:p><w:pPr><w:pStyle w:val="Otsikko1"/></w:pPr>{_run(name)}</w:p>')
        else:
            paragraphs.append(f"<w:p>{'<w:r><w:br/></w:r>'.join(map(_run, lines))}</w:p>")
    return zipped(f"<w:document {_W}><w:body>{''.join(paragraphs)}</w:body></w:document>")


def _run(text: str) -> str:
    half = len(text) // 2  # Word parts text into runs anywhere
    return "".join(
        f'<w:r><w:t xml:space="preserve">{html.escape(piece)}</w:t></w:r>'
        for piece in (text[:half], text[half:])
    )


def zipped(document: str | bytes) -> bytes:
    """A Word file of this XML."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/styles.xml", STYLES)
        parts.writestr("word/document.xml", document)
    return made.getvalue()


def print_pdf(markup: str, path: Path, edges: bool, width: str = "21cm") -> None:
    """A page as Chromium prints it; edges: with the browser's header and footer lines."""
    with chromium() as browser:
        opened = browser.new_page()
        opened.set_content(markup)
        opened.pdf(
            path=path, width=width, height="29.7cm", display_header_footer=edges,
            margin={"top": "2cm", "bottom": "2cm"},
        )  # fmt: skip
