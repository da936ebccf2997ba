"""Documents to the letter: every part of a Word file, and Markdown whose texts stay texts."""

from __future__ import annotations

import io
import zipfile

import pytest

from search.export.document import MIMETYPES, Paragraph, Run, Style, paragraph, to_docx, to_markdown

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": f'{HEAD}<Types xmlns="{P}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>',
    "_rels/.rels": f'{HEAD}<Relationships xmlns="{P}/relationships">'
    f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/document.xml": f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>'
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    '<w:r><w:rPr></w:rPr><w:t xml:space="preserve">A &amp; &lt;b&gt; c</w:t></w:r></w:p>'
    '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr>'
    '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve"> lihava </w:t></w:r>'
    '<w:hyperlink r:id="l0"><w:r><w:rPr><w:color w:val="0B57A4"/><w:u w:val="single"/></w:rPr>'
    '<w:t xml:space="preserve">linkki</w:t></w:r></w:hyperlink>'
    '<w:hyperlink r:id="l1"><w:r><w:rPr><w:b/><w:color w:val="0B57A4"/><w:u w:val="single"/></w:rPr>'
    '<w:t xml:space="preserve">toinen</w:t></w:r></w:hyperlink>'
    '<w:hyperlink r:id="l0"><w:r><w:rPr><w:color w:val="0B57A4"/><w:u w:val="single"/></w:rPr>'
    '<w:t xml:space="preserve">sama</w:t></w:r></w:hyperlink></w:p>'
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="709" w:footer="709" '
    'w:gutter="0"/></w:sectPr></w:body></w:document>',
    "word/styles.xml": f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/>'
    '<w:lang w:val="sv-FI"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr>'
    "</w:pPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:qFormat/>'
    '<w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:qFormat/>'
    '<w:pPr><w:keepNext/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/><w:qFormat/>'
    '<w:pPr><w:keepNext/><w:outlineLvl w:val="2"/></w:pPr><w:rPr><w:b/><w:sz w:val="24"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
    "<w:pPr></w:pPr><w:rPr></w:rPr></w:style>"
    '<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:qFormat/>'
    '<w:pPr><w:ind w:left="340"/></w:pPr><w:rPr></w:rPr></w:style></w:styles>',
    "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{P}/relationships">'
    f'<Relationship Id="styles" Type="{R}/styles" Target="styles.xml"/>'
    f'<Relationship Id="l0" Type="{R}/hyperlink" Target="https://x.example/?a=1&amp;b=2" '
    'TargetMode="External"/>'
    f'<Relationship Id="l1" Type="{R}/hyperlink" Target="https://y.example/" TargetMode="External"/>'
    "</Relationships>",
}
"""The parts of a package as ECMA-376, parts 1 and 2, have them; pages are A4 with margins of 2 cm."""
FIRST, SECOND = "https://x.example/?a=1&b=2", "https://y.example/"
DOCUMENT = (
    paragraph(Style.TITLE, "A & <b>\n c\x07\ufffe"),
    paragraph(
        Style.TEXT,
        Run(" lihava ", bold=True),
        Run("lin\u00adkki", link=FIRST),
        Run("toinen", True, SECOND + "\x01"),
        Run("sama", link=FIRST),
    ),
)


def test_every_part_of_a_word_file() -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(DOCUMENT, "sv-FI"))) as file:
        assert file.namelist() == list(PARTS)
        for name, wanted in PARTS.items():
            assert file.read(name).decode() == wanted, name
            assert file.getinfo(name).compress_type == zipfile.ZIP_DEFLATED
            assert file.getinfo(name).date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("one", "written"),
    [
        (paragraph(Style.TITLE, "Otsikko"), "# Otsikko"),
        (paragraph(Style.HEADING, "Otsikko"), "## Otsikko"),
        (paragraph(Style.SUBHEADING, "Otsikko"), "### Otsikko"),
        (paragraph(Style.TEXT, "Teksti,\n\t kaksi  riviä"), "Teksti, kaksi riviä"),
        (paragraph(Style.QUOTE, "Lai\u00adnaus"), "> Lainaus"),
        (paragraph(Style.TEXT, "Maa: ", Run("Suomi", bold=True), "."), "Maa: **Suomi**."),
        (paragraph(Style.TEXT, Run(" a b ", bold=True)), " **a b** "),
        (paragraph(Style.TEXT, "a", Run(" ", bold=True), "b"), "a b"),
        (paragraph(Style.TEXT, Run("*", link="https://x.example/a>b")), "[\\*](<https://x.example/a%3Eb>)"),
        (paragraph(Style.TEXT, Run("a", True, "https://x.example")), "[**a**](<https://x.example>)"),
        (paragraph(Style.TEXT, "- ei luettelo"), "\\- ei luettelo"),
        (paragraph(Style.TEXT, " + ei luettelo"), " \\+ ei luettelo"),
        (paragraph(Style.TEXT, "="), "\\="),
        (paragraph(Style.TEXT, "12. ei luettelo"), "12\\. ei luettelo"),
        (paragraph(Style.TEXT, "3) ei luettelo"), "3\\) ei luettelo"),
        (paragraph(Style.TEXT, "3 a - b + c. d"), "3 a - b + c. d"),
        (Paragraph(Style.TEXT, (Run("a"),)), "a"),
    ],
)
def test_paragraphs_in_markdown(one: Paragraph, written: str) -> None:
    assert to_markdown([one]).decode() == f"{written}\n"


def test_a_document_in_markdown() -> None:
    two = (paragraph(Style.TITLE, "Ä"), paragraph(Style.TEXT, "b\ud800"))
    assert to_markdown(two) == "# Ä\n\nb?\n".encode()
    for sign in "\\`*_{}[]<>#|~&!":
        assert to_markdown([paragraph(Style.TEXT, f"a{sign}b")]).decode() == f"a\\{sign}b\n"
    for sign in "().,:;-+='\"":
        assert to_markdown([paragraph(Style.TEXT, f"a{sign}b")]).decode() == f"a{sign}b\n"


def test_media_types_of_documents() -> None:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert dict(MIMETYPES) == {"md": "text/markdown; charset=utf-8", "docx": word}
