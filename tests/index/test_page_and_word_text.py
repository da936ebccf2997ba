"""The text of web pages and Word files, element by element."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from index.errors import NotADescription
from index.formats.docx import docx_records
from index.formats.html import html_records, page_text

PAGE, WORD = Path("a.html"), Path("a.docx")


def lines(markup: str) -> str:
    """The text of a page, without the line end at its end."""
    return page_text(PAGE, f"<body>{markup}").removesuffix("\n")


@pytest.mark.parametrize(
    "tag", ["h1", "h2", "h3", "h4", "h5", "h6", "p", "table", "ul", "ol", "dl", "blockquote", "pre"]
)
def test_elements_with_a_blank_line_around_them(tag: str) -> None:
    inner = "<tr><td>b</td></tr>" if tag == "table" else "b"
    assert lines(f"a<{tag}>{inner}</{tag}>c") == "a\n\nb\n\nc"


@pytest.mark.parametrize(
    "tag", ["div", "section", "article", "main", "li", "dt", "dd", "address", "figure", "form"]
)
def test_elements_on_lines_of_their_own(tag: str) -> None:
    assert lines(f"a<{tag}>b</{tag}>c") == "a\nb\nc"


def test_lines_within_and_between() -> None:
    assert lines("a<br>b<br/>c<hr>d") == "a\nb\nc\n\nd"
    assert (
        lines("<table><caption>x</caption><tr><td>a</td><th>b</th></tr><tr><td>c</td></tr></table>")
        == "x\na b\nc"
    )
    assert lines("<p>a\n  b\t<b>c</b>d\u00a0e</p>") == "a b cd e"
    assert lines("<p>a</p><p></p><div> </div><p>b</p>") == "a\n\nb"
    assert page_text(PAGE, "") == "\n"


@pytest.mark.parametrize(
    "tag",
    ["script", "style", "template", "noscript", "nav", "footer", "aside", "button", "select", "svg", "head"],
)
def test_elements_that_are_no_text(tag: str) -> None:
    if tag == "head":
        assert page_text(PAGE, "<html><head><title>b</title></head><body>a</body></html>") == "a\n"
    else:
        assert lines(f"a<p>x</p><{tag}>b</{tag}><p>c</p>") == "a\n\nx\n\nc"


AROUND = """
    nav navi navigation navbar menu valikko murupolku breadcrumb breadcrumbs footer alatunniste skip cookie
    evaste
    sidebar toolbar banner
"""


@pytest.mark.parametrize("word", AROUND.split())
def test_what_an_element_is_called_tells_that_it_is_no_text(word: str) -> None:
    for tag in ("div", "ul", "ol", "p", "section", "header", "span", "form", "table"):
        inner = "<tr><td>b" if tag == "table" else "b"
        for attribute in ("id", "class", "role"):
            named = f'<{tag} {attribute}="x-{word}-1">{inner}</{tag}>'
            assert "b" not in lines(f"<p>a</p>{named}<p>c</p>"), named
        kept = f'<{tag} class="x{word}y">{inner}</{tag}>'
        assert "b" in lines(f"<p>a</p>{kept}<p>c</p>"), kept
    assert lines(f'<p>a</p><h2 id="{word}">b</h2>') == "a\n\nb"
    assert lines(f'<p>a</p><div id="x" class="{word}" role="y">b</div><p>c</p>') == "a\n\nc"


def test_lines_of_links_above_the_first_heading_are_navigation() -> None:
    links = '<div><a href="a">Lista</a> | <a href="b">Ohje</a></div>'
    assert lines(f"{links}<h1>Malli</h1>{links}a") == "Malli\n\nLista | Ohje\na"
    assert lines('<a href="a">Lista</a><h1>Malli</h1>') == "Malli"
    assert lines('<div><a href="a">Lista</a> ja muuta</div><h1>Malli</h1>') == "Lista ja muuta\n\nMalli"
    assert lines("<div>—</div><h2>Malli</h2><div>—</div>") == "Malli\n\n—"


def test_what_follows_the_last_section_is_no_text() -> None:
    page = "<div><div><h2>1</h2>a</div><div><h2>2</h2>b</div><div>c</div></div>"
    assert lines(page) == "1\n\na\n\n2\n\nb"
    assert lines("<h2>1</h2>a<h2>2</h2>b<div>c</div>") == "1\n\na\n\n2\n\nb\nc"
    assert lines("<div><h2>1</h2>a<h2>2</h2>b</div><div>c</div>") == "1\n\na\n\n2\n\nb\nc"
    assert lines("<div><h2>1</h2>a</div>") == "1\n\na"


@pytest.mark.parametrize(("depth", "refused"), [(500, False), (501, True)])
def test_depth_is_limited(depth: int, refused: bool) -> None:
    markup = "<i>" * depth + "a"
    if refused:
        with pytest.raises(NotADescription, match="more than 500 elements inside each other"):
            lines(markup)
    else:
        assert lines(markup) == "a"


def test_open_elements_are_limited_and_those_are_not_counted_that_need_no_end() -> None:
    with pytest.raises(NotADescription, match="more than 3000 elements"):
        lines("<b>" * 3001)
    with pytest.raises(NotADescription, match="more than 500 elements"):
        lines("<b>" * 2999)  # the body is open too
    assert lines("<i>a</i>" * 3100) == "a" * 3100
    assert lines("</i>" * 50 + "<b>a</b>") == "a"
    with pytest.raises(NotADescription, match="more than 500 elements"):
        lines("</i></i>" + "<b>" * 3000)
    with pytest.raises(NotADescription, match="more than 3000 elements"):
        lines("</i></i>" + "<b>" * 3001)
    for tag in [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "wbr",
    ]:
        assert lines(f"<{tag}>" * 3100 + "a") == "a", tag
    for tag in ["li", "dd", "dt", "p", "option", "td", "th", "tr"]:
        assert "a" in lines(f"<{tag}>a" * 3100), tag


def test_a_tag_with_a_thousand_attributes_is_refused() -> None:
    assert lines("<p " + " ".join(f"a{n}='1'" for n in range(999)) + ">b") == "b"
    with pytest.raises(NotADescription, match="a tag with a thousand attributes"):
        lines("<p " + " ".join(f"a{n}" for n in range(1000)) + ">b")


def test_the_encoding_that_a_page_declares() -> None:
    for declared, odd in (("iso-8859-1", 0), ('"windows-1252"', 0), ("utf-8", 1)):
        markup = f"<html><head><meta charset={declared}></head><body>Äijä".encode("cp1252")
        (record,) = html_records(PAGE, markup)
        assert (record.text, len(record.warnings)) == ("Äijä\n", odd), declared
    late = b"<!--" + b"-" * 4096 + b"--><meta charset=iso-8859-1><body>" + "Äijä".encode("cp1252")
    assert len(html_records(PAGE, late)[0].warnings) == 1


# Word files

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def style(name: str, inner: str) -> str:
    return f'<w:style w:styleId="{name}">{inner}</w:style>'


STYLES = "".join(
    [
        style("A", '<w:name w:val="heading 1"/>'), style("B", '<w:name w:val="Otsikko2"/>'),
        style("C", '<w:name w:val="Rubrik"/>'), style("D", '<w:name w:val="Title"/>'),
        style("E", '<w:name w:val="Oma"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
        style("N", '<w:name w:val="heading note"/>'), style("M", '<w:name w:val="Normal"/>'), style("O", ""),
    ]
)  # fmt: skip


def word(body: str, styles: str | None = STYLES, more: int = 0) -> bytes:
    """A Word file with this in its body."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        if styles is not None:
            parts.writestr("word/styles.xml", f"<w:styles {_W}>{styles}</w:styles>")
        parts.writestr("word/document.xml", f"<w:document {_W} {_MC}><w:body>{body}</w:body></w:document>")
        for number in range(more):
            parts.writestr(f"x/{number}", b"")
    return made.getvalue()


def text_of(body: str, styles: str | None = STYLES) -> str:
    return docx_records(WORD, word(body, styles))[0].text


def t(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def test_paragraphs_and_what_stands_in_them() -> None:
    assert text_of(p(t("Kis") + t("sa")) + p("") + p(t("koira"))) == "Kissa\n\nkoira\n\n"
    assert text_of(p(t("a") + "<w:br/>" + t("b") + "<w:cr/>" + t("c"))) == "a\nb\nc\n\n"
    assert text_of(p(t("a") + "<w:tab/>" + t("b"))) == "a b\n\n"
    assert text_of(p(t("a") + "<w:noBreakHyphen/>" + t("b") + "<w:softHyphen/>" + t("c"))) == "a-bc\n\n"
    assert text_of(p(t("a  \u00a0 b") + "<w:t/>")) == "a b\n\n"


@pytest.mark.parametrize(
    ("name", "is_heading"), [*((name, True) for name in "ABCDE"), *((n, False) for n in "NMOX")]
)
def test_headings_by_their_style(name: str, is_heading: bool) -> None:
    made = text_of(p(t("Malli"), f'<w:pStyle w:val="{name}"/>') + p(t("a")))
    assert made == ("## Malli\n\na\n\n" if is_heading else "Malli\n\na\n\n")


def test_a_style_is_read_to_its_end() -> None:
    """However far its name stands from where it begins: the file is read in blocks."""
    far = style("F", f'<w:rPr>{"<w:b/>" * 20_000}</w:rPr><w:name w:val="heading 1"/>')
    assert text_of(p(t("Malli"), '<w:pStyle w:val="F"/>'), far) == "## Malli\n\n"


def test_headings_by_their_level() -> None:
    assert text_of(p(t("Malli"), '<w:outlineLvl w:val="0"/>') + p(t("a"))) == "## Malli\n\na\n\n"
    for level in ('w:val="9"', ""):
        assert text_of(p(t("Malli"), f"<w:outlineLvl {level}/>")) == "Malli\n\n"
    assert text_of(p(t("a") + "<w:br/>" + t("b"), '<w:outlineLvl w:val="0"/>')) == "a\nb\n\n"
    assert text_of(p(t("a"), '<w:pStyle w:val="A"/>'), None) == "a\n\n"
    assert text_of(p(t("a"), "<w:pStyle/>")) == "a\n\n"


def cell(text: str) -> str:
    return f"<w:tc>{p(t(text))}</w:tc>"


def test_the_cells_of_a_row_are_one_line() -> None:
    table = f"<w:tbl><w:tr>{cell('a')}{cell('')}{cell('b')}</w:tr><w:tr>{cell('c')}</w:tr></w:tbl>"
    assert text_of(p(t("x")) + table + p(t("y"))) == "x\n\na b\nc\ny\n\n"
    table = f"<w:tbl><w:tr>{cell('b')}</w:tr></w:tbl>"
    inner = f"<w:tbl><w:tr><w:tc>{p(t('a'))}{table}</w:tc>{cell('c')}</w:tr></w:tbl>"
    assert text_of(inner + p(t("d"))) == "a b c\nd\n\n"


def test_a_text_box_is_read_once() -> None:
    both = f"<mc:Choice>{p(t('b'))}</mc:Choice><mc:Fallback>{p(t('b'))}</mc:Fallback>"
    box = f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    assert text_of(p(t("a") + box + t("c"))) == "b\n\nac\n\n"
    assert text_of(p(t("a") + box + t("c")) + p(t("d"))) == "b\n\nac\n\nd\n\n"
    signs = "<w:br/>" + t("c") + "<w:tab/>" + t("d") + "<w:noBreakHyphen/>" + t("e")
    inner = f"<w:r><mc:Choice>{p(t('b') + signs)}</mc:Choice></w:r>"
    assert text_of(p(t("a") + inner + t("f"))) == "b\nc d-e\n\naf\n\n"


@pytest.mark.parametrize(("more", "refused"), [(4998, False), (4999, True)])
def test_the_parts_of_a_word_file_are_limited(more: int, refused: bool) -> None:
    data = word(p(t("a")), more=more)
    if refused:
        with pytest.raises(NotADescription, match="more than 5000 parts"):
            docx_records(WORD, data)
    else:
        assert docx_records(WORD, data)[0].text == "a\n\n"


@pytest.mark.parametrize(("depth", "refused"), [(298, False), (299, True)])
def test_the_depth_of_a_word_file_is_limited(depth: int, refused: bool) -> None:
    body = "<w:sdt>" * depth + "</w:sdt>" * depth
    if refused:
        with pytest.raises(NotADescription, match="more than 300 elements inside each other"):
            text_of(body)
    else:
        assert text_of(p(t("a")) + body) == "a\n\n"


def test_other_files_are_refused_by_what_they_are() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_BZIP2) as parts:
        parts.writestr("word/document.xml", "<a/>")
    for data, said in (
        (made.getvalue(), "packed otherwise"),
        (b"PK", "a damaged or another one"),
        (zipfile_of("word/other.xml", "<a/>"), "no item named"),
        (zipfile_of("word/document.xml", "<a>"), "XML that is not read"),
        (zipfile_of("word/document.xml", "<!DOCTYPE a><a/>"), "XML that is not read"),
    ):
        with pytest.raises(NotADescription) as caught:
            docx_records(WORD, data)
        assert said in str(caught.value), said


def zipfile_of(name: str, text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr(name, text)
    return made.getvalue()


def test_a_part_that_grows_too_large_is_refused() -> None:
    with pytest.raises(NotADescription, match="a part of more than 10000000 bytes"):
        docx_records(WORD, zipfile_of("word/document.xml", "<a>" + " " * 10_000_000 + "</a>"))
    assert docx_records(WORD, zipfile_of("word/document.xml", "<a>" + " " * 9_999_993 + "</a>"))


@pytest.mark.parametrize(("most", "fits"), [(6, True), (5, False)])
def test_the_elements_of_a_word_file_are_limited(
    most: int, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Document, body, paragraph, its properties, run, text."""
    monkeypatch.setattr("index.formats.docx._MAX_ELEMENTS", most)
    if fits:
        assert text_of(p(t("a")), None) == "a\n\n"
    else:
        with pytest.raises(NotADescription, match="more than 5 elements"):
            text_of(p(t("a")), None)
