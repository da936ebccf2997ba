"""A description gives the same project from a saved page, a Word file, Markdown, a paste and a PDF."""

from __future__ import annotations

import html
import io
import re
import resource
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from index.errors import NotADescription, SourceError
from index.formats.registry import read_records
from index.formats.text import read_text
from index.model.project import Project
from index.model.serialization import to_json
from index.model.template import collapse_whitespace
from index.privacy.redaction import drop_form_words
from index.reader.parser import parse
from tests.conftest import SHARED
from tests.index import formats
from tests.index.samples import CORPUS, descriptions, minimal
from tests.web.chromium import find_chromium


def bare(project: Project) -> Project:
    """A project without the form's own words and without the numbers of lines, which differ."""
    warnings = tuple(re.sub(r"^line \d+: ", "", warning) for warning in project.warnings)
    return replace(drop_form_words(project), warnings=warnings)


def read(path: Path) -> Project:
    (record,) = read_records(path)
    return parse(record.text, path.name)


def pasted(text: str) -> str:
    """A page of the register as text from a browser: tabs between cells, links and footer of the page."""
    lines = ["Takaisin hakutuloksiin | Hakuohje"]
    for line in text.split("\n"):
        match = formats.ROW.fullmatch(line)
        cells = ("", "Välitön", "Välillinen") if line == "VälitönVälillinen" else match and match.groups()
        lines.append("\t".join(cells) if cells else line)
    return "\n".join([*lines, "Työ- ja elinkeinoministeriö & ELY-keskukset ©"])


def markdown(text: str, number: str) -> str:
    """The text with its headings as «## 1 Hanke», «1. Hanke» or «Hanke»."""
    lines = []
    for line in text.split("\n"):
        plain = line.strip()
        lines.append(re.sub(r"^([\d.]+) (.*)$", number, plain) if plain in formats.HEADINGS else line)
    return "\n".join(lines)


@pytest.mark.parametrize("path", descriptions(), ids=lambda path: path.stem)
def test_every_description_is_the_same_project_from_every_format(path: Path, tmp_path: Path) -> None:
    # A page and Word's paragraphs have neither spaces around lines nor two blank lines: nor the text then.
    text = "\n".join(map(collapse_whitespace, read_text(path).text.split("\n")))
    text = re.sub(r"\n{3,}", "\n\n", text)
    expected = bare(parse(text))
    page = tmp_path / "a.html"
    page.write_text(formats.page(text), "cp1252", "xmlcharrefreplace")
    assert bare(read(page)) == expected
    page.write_text(formats.page(text, charset="utf-8"), "utf-8")
    assert bare(read(page)) == expected
    word = tmp_path / "a.docx"
    word.write_bytes(formats.word_file(text))
    assert bare(read(word)) == expected
    assert bare(parse(pasted(text))) == expected
    for number in (r"## \1 \2", r"\1. \2", r"\2", r"# \2"):
        assert bare(parse(markdown(text, number))) == expected, number


@pytest.fixture(scope="module")
def chromium_there() -> None:
    if find_chromium() is None:
        pytest.skip("Chromium is not installed")


def squeezed(data: Any) -> Any:
    """JSON without white space and hyphens in its strings, which a printed page changes."""
    if isinstance(data, str):
        return re.sub(r"[\s-]+", "", data)
    if isinstance(data, dict):
        return {key: squeezed(value) for key, value in data.items()}
    return [squeezed(item) for item in data] if isinstance(data, list) else data


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edges", "style", "width"),
    [
        (False, "width: 40em", "21cm"),
        (True, "font: 18pt serif; width: 15cm", "21cm"),
        (False, "", "12cm"),
        (False, "", "9cm"),
        (False, "", "30cm"),
    ],
    ids=["plain", "with header and footer, large", "narrow", "narrower", "wide"],
)
@pytest.mark.usefixtures("chromium_there")
def test_every_printed_description_is_the_same_project(
    tmp_path: Path, edges: bool, style: str, width: str
) -> None:
    """In large letters and on narrow pages, lines of the form stand on several, cells beside their middle."""
    paths = [path for path in descriptions() if isinstance(path, Path)]
    texts = [read_text(path).text for path in paths]
    printed = tmp_path / "a.pdf"
    formats.print_pdf(formats.page(*texts).replace("width:40em", style), printed, edges, width)
    records = read_records(printed)
    assert [record.place for record in records] == [path.stem for path in paths]
    for record, text in zip(records, texts, strict=True):
        found, expected = (squeezed(to_json(bare(parse(one)))) for one in (record.text, text))
        assert found == expected


@pytest.mark.parametrize(
    "name",
    [
        *("eura2014-projekti.html", "eura2014-selaimesta-liitetty.txt", "eura2014-tulostettu.pdf"),
        *("eura2014-tulostettu-ylatunnisteet.pdf", "mojibake.txt", "mac-roman.txt", "cp1252.txt"),
        *("utf16.txt", "entiteetit.txt", "ruotsiksi-arvio.txt"),
    ],
)
def test_the_inputs_of_all_kinds_are_one_project(name: str) -> None:
    folder = SHARED / "sources"
    if not folder.is_dir():
        pytest.skip(f"{folder} is missing")
    found, expected = (to_json(bare(read(folder / one))) for one in (name, "eura2014-yhteishanke.txt"))
    assert squeezed(found) == squeezed(expected)


# What is around the text


def test_navigation_and_footer_enter_no_field(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    around = "<nav>Navigoi</nav><ul class='menu'><li><a>Etusivu</a></li></ul>"
    around += "<div><a>Linkki</a> | <a>Toinen</a></div>"
    body = formats.page_body(minimal(_3="Teksti <a>", _9="Loppu"))
    head = "<head><script>var a = '<p>Skripti</p>'</script><noscript><p>Skriptit</p></noscript></head>"
    end = "<div>Jotain muuta</div><footer>Alaosa</footer>"
    path.write_text(f"<html>{head}<body>{around}{body}{end}</body></html>", "utf-8")
    found = repr(read(path))
    assert "Loppu" in found
    for word in ("Navigoi", "Etusivu", "Linkki", "Toinen", "Jotain", "Alaosa", "Skript"):
        assert word not in found


@pytest.mark.parametrize(
    "tag", ["script", "style", "template", "noscript", "nav", "footer", "aside", "button", "select", "svg"]
)
def test_what_is_not_shown_as_text_enters_no_field(tag: str, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    body = formats.page_body(minimal(_3="Teksti", _9="Loppu"))
    extra = f"<{tag}>Sivuasiaa</{tag}>"
    path.write_text(f"<body>{body.replace('Teksti', f'Teksti {extra} jatkuu')}</body>", "utf-8")
    assert "Sivuasiaa" not in repr(read(path))
    assert "jatkuu" in (read(path).summary or "")


def test_a_text_without_headings_of_a_page_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<p>Ei kuvaus</p>", "utf-8")
    with pytest.raises(NotADescription):
        read(path)


# Extras


@pytest.mark.parametrize(
    ("suffix", "library", "extra"), [("pdf", "pypdfium2", "pdf"), ("docx", "defusedxml", "office")]
)
def test_a_missing_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, library: str, extra: str
) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(formats.word_file(minimal()))
    monkeypatch.setattr(f"index.formats.{suffix}.find_spec", lambda name: None if name == library else name)
    with pytest.raises(SourceError, match=re.escape(f"pip install 'hankehaku[{extra}]'")):
        read_records(path)


# Hostile files

LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
BOMB = f"<!DOCTYPE d [{LOL}]><d>&l11;</d>"
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
HOSTILE: dict[str, Callable[[], bytes]] = {
    "zip bomb.docx": lambda: formats.zipped(b" " * 200_000_000),
    "many paragraphs.docx": lambda: formats.zipped("<d>" + "<p/>" * 10_000_000 + "</d>"),
    "entities.docx": lambda: formats.zipped(BOMB),
    "entity from outside.docx": lambda: formats.zipped(OUTSIDE),
    "nesting.docx": lambda: formats.zipped("<d>" * 100_000),
    "bzip2 bomb.docx": lambda: _packed(zipfile.ZIP_BZIP2),
    "damaged.docx": lambda: _damaged(),
    "no zip.docx": lambda: b"PK\x03\x04" + b"x" * 1000,
    "another zip.docx": lambda: _many_parts(),
    "nesting.html": lambda: b"<div>" * 900_000,
    "attributes.html": lambda: f"<p {' '.join(f'a{n}=1' for n in range(500_000))}>".encode(),
    "comments.html": lambda: b"<!--" * 1_000_000,
    "unclosed.html": lambda: b"<a <b " * 800_000,
    "nesting.pdf": lambda: b"%PDF-1.4\n1 0 obj\n" + b"[" * 4_000_000,
    "cut.pdf": lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer <</Root 1 0 R>>",
    "loop.pdf": lambda: _loop_pdf(),
    "scan.pdf": lambda: _empty_pdf(),
}


def _many_parts() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        for number in range(20_000):
            parts.writestr(str(number), "")
    return made.getvalue()


def _packed(method: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as parts:
        parts.writestr("word/document.xml", b" " * 300_000_000)
    return made.getvalue()


def _damaged() -> bytes:
    """A Word file whose packed bytes are others."""
    whole = bytearray(formats.word_file(minimal(_3="Sanoja " * 3000)))
    at = whole.find(b"word/document.xml") + len("word/document.xml")
    whole[at : at + 200] = b"\xff" * 200
    return bytes(whole)


def _loop_pdf() -> bytes:
    """A tree of pages that holds itself."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>endobj\ntrailer<</Root 1 0 R>>"
    )


def _empty_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>"
    )


REASONS = {
    "zip bomb.docx": "a part of more than",
    "many paragraphs.docx": "more than 500000 elements",
    "entities.docx": "DTDForbidden",
    "entity from outside.docx": "DTDForbidden",
    "nesting.docx": "elements inside each other",
    "bzip2 bomb.docx": "packed otherwise than Office does",
    "damaged.docx": "invalid block type",
    "no zip.docx": "not a zip file",
    "another zip.docx": "more than 5000 parts",
    "attributes.html": "a thousand attributes",
    "unclosed.html": "a thousand attributes",
    "scan.pdf": "a scan?",
}
"""What the message says, so that each is refused for what it is and not for what comes after."""


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_within_memory_and_time(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    code = (
        "import sys; from pathlib import Path; from index.errors import SourceError\n"
        "from index.formats.registry import read_records; from index.reader.parser import parse\n"
        "try:\n    parse(read_records(Path(sys.argv[1]), 10**9)[0].text)\n"
        "except SourceError as e:\n    print('refused', e)\n"
        "print(Path('/proc/self/status').read_text())"
    )
    done = run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60,
        cwd=CORPUS.parent, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (10, 10)),
    )  # fmt: skip
    assert done.stdout.startswith("refused"), done.stderr
    # Of this process alone: `ru_maxrss` would tell of its parent and of every child before it.
    assert int(re.search(r"VmHWM:\s+(\d+) kB", done.stdout)[1]) < 500_000  # type: ignore[index]
    assert REASONS.get(name, "") in done.stdout


@pytest.mark.parametrize("name", ["heading 2", "Otsikko 3", "otsikko2", "Title", "rubrik 1"])
def test_a_heading_of_a_word_file_is_one_by_its_style_or_level(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    xml = formats.word_file("1 Hanke\n\nHankekoodi: A90001")
    for old, new in (("heading 1", name), ("heading 1", "Oma")):
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(xml)) as parts, zipfile.ZipFile(made, "w") as changed:
            for part in parts.namelist():
                changed.writestr(part, parts.read(part).replace(old.encode(), new.encode()))
        path.write_bytes(made.getvalue())
        assert ("## Hanke" in read_records(path)[0].text) == (new == name)


def test_links_macros_and_text_boxes_of_a_word_file(tmp_path: Path) -> None:
    """A text box stands twice in a file; a tracked insertion is text, a deletion is none."""
    xml = formats.word_file(minimal(_3="TEKSTI"))
    with zipfile.ZipFile(io.BytesIO(xml)) as parts:
        document = parts.read("word/document.xml").decode()
    added = (
        "<w:ins><w:r><w:t>lisätty </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>poistettu</w:delText></w:r></w:del>"
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice>"
        "<w:r><w:t>laatikko</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>toinen</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    changed = document.replace(f'<w:r><w:t xml:space="preserve">{html.escape("TEK")}</w:t></w:r>', added, 1)
    path = tmp_path / "a.docx"
    path.write_bytes(formats.zipped(changed))
    assert read(path).summary == "lisätty laatikkoSTI"
