"""A short document of headings and paragraphs, as Markdown and as a Word file.

The Word file has the minimum that Word needs (ECMA-376, parts 1 and 2): text, heading styles, links.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from xml.sax.saxutils import escape, quoteattr

from index.formats.docx import OPC_COMPRESSION

MARKDOWN, DOCX = "md", "docx"
MIMETYPES = {
    MARKDOWN: "text/markdown; charset=utf-8",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The formats by the suffix of their files."""


class Style(Enum):
    """What a paragraph is: the mark before it in Markdown, and its style in Word."""

    TITLE = "# ", "Heading1"
    HEADING = "## ", "Heading2"
    SUBHEADING = "### ", "Heading3"
    TEXT = "", "Normal"
    QUOTE = "> ", "Quote"


@dataclass(frozen=True)
class Run:
    """A piece of a paragraph. link: the address that it leads to, "" = none."""

    text: str
    bold: bool = False
    link: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or a heading."""

    style: Style
    runs: tuple[Run, ...]


def paragraph(style: Style, *runs: Run | str) -> Paragraph:
    """A paragraph of runs; a text alone is a plain one."""
    return Paragraph(style, tuple(Run(run) if isinstance(run, str) else run for run in runs))


# Markdown

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_BEGINS_BLOCK = re.compile(r"^\s*(?:(?=[-+=])|\d+(?=[.)]))")
"""A heading or a list begins so; what Markdown would take for it is what follows."""


def to_markdown(paragraphs: Sequence[Paragraph]) -> bytes:
    """The document in Markdown (CommonMark); special characters of its texts are escaped."""
    return ("\n\n".join(_markdown(one) for one in paragraphs) + "\n").encode("utf-8", "replace")


def _markdown(one: Paragraph) -> str:
    text = "".join(map(_markdown_run, one.runs))
    return one.style.value[0] + _BEGINS_BLOCK.sub(r"\g<0>\\", text)


def _markdown_run(run: Run) -> str:
    text = _SIGNS.sub(r"\\\1", _one_line(run.text))
    inner = text.strip()
    if run.bold and inner:
        text = text.replace(inner, f"**{inner}**")
    return f"[{text}](<{run.link.replace('>', '%3E')}>)" if run.link else text


# Word

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD_TYPE}.styles+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_SIZES = {"Heading1": 36, "Heading2": 28, "Heading3": 24}  # half-points
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_docx(paragraphs: Sequence[Paragraph], language: str) -> bytes:
    """The document as a Word file. language: of the whole, such as «fi-FI»."""
    links = list(dict.fromkeys(run.link for one in paragraphs for run in one.runs if run.link))
    numbers = {link: f"l{number}" for number, link in enumerate(links)}
    body = "".join(_word(one, numbers) for one in paragraphs)
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": (
            f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}'
            '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
            '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="709" '
            'w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>'
        ),
        "word/styles.xml": _styles(language),
        "word/_rels/document.xml.rels": _link_relations(numbers),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", OPC_COMPRESSION[-1]) as file:
        for name, text in parts.items():
            file.writestr(zipfile.ZipInfo(name), text, OPC_COMPRESSION[-1])
    return made.getvalue()


def _word(one: Paragraph, numbers: dict[str, str]) -> str:
    runs = "".join(_word_run(run, numbers) for run in one.runs)
    return f'<w:p><w:pPr><w:pStyle w:val="{one.style.value[1]}"/></w:pPr>{runs}</w:p>'


def _word_run(run: Run, numbers: dict[str, str]) -> str:
    looks = ("<w:b/>" if run.bold else "") + (
        '<w:color w:val="0B57A4"/><w:u w:val="single"/>' if run.link else ""
    )
    text = escape(_NO_XML.sub("", _one_line(run.text)))
    made = f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f'<w:hyperlink r:id="{numbers[run.link]}">{made}</w:hyperlink>' if run.link else made


def _styles(language: str) -> str:
    return (
        f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/>'
        f"<w:lang w:val={quoteattr(language)}/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        '<w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>'
        f"{''.join(_style(style) for style in Style)}</w:styles>"
    )


def _style(style: Style) -> str:
    name = style.value[1]
    shown = name.replace("Heading", "heading ")
    default = ' w:default="1"' if style is Style.TEXT else ""
    level = f'<w:keepNext/><w:outlineLvl w:val="{int(name[-1]) - 1}"/>' if name in _SIZES else ""
    indent = '<w:ind w:left="340"/>' if style is Style.QUOTE else ""
    looks = f'<w:b/><w:sz w:val="{_SIZES[name]}"/>' if name in _SIZES else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{shown}"/><w:qFormat/>'
        f"<w:pPr>{level}{indent}</w:pPr><w:rPr>{looks}</w:rPr></w:style>"
    )


def _link_relations(numbers: dict[str, str]) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="styles" Type="{_R}/styles" Target="styles.xml"/>{"".join(_links(numbers))}'
        "</Relationships>"
    )


def _links(numbers: dict[str, str]) -> Iterator[str]:
    for link, number in numbers.items():
        target = quoteattr(_NO_XML.sub("", link))
        yield f'<Relationship Id="{number}" Type="{_R}/hyperlink" Target={target} TargetMode="External"/>'


def _one_line(text: str) -> str:
    """A text on one line, without the soft hyphens of pages; spaces at its ends are kept."""
    return re.sub(r"\s+", " ", text.replace("\u00ad", ""))
