"""Marks on the pages: every word that matches, once, and why, in the language of the page."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from search.contract.results import Reason, Span
from tests.examples import examples
from web.i18n.texts import LANGUAGES, catalogue
from web.project_page.paragraphs import blocks

PLAN = "Annamme digitukea ikäihmisille kirjastoautossa ja kylätaloilla."
LINES = [
    "- yksi",
    "1. kaksi",
    "sana " * 12,
    "<b>&'\" loppu.",
    "",
    " \t",
    "–",
    "  sisennetty",
    "•\u00a0kolme <i>",
]
TEXTS = st.lists(st.sampled_from(LINES) | st.text(max_size=70), max_size=14).map("\n".join)


class Marked(HTMLParser):
    """The words that stand in marks, with the titles of these."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str | None, str]] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "i":  # a place to break in a long word
            return
        assert (tag, self.open) == ("mark", False)
        self.open = True
        self.found.append((dict(attrs).get("title"), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "i":
            return
        assert (tag, self.open) == ("mark", True)
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            title, before = self.found[-1]
            self.found[-1] = title, before + data


def marked_words(html: str) -> list[tuple[str | None, str]]:
    """Each mark of a line: its title, and the word in it."""
    parser = Marked()
    parser.feed(html)
    parser.close()
    return parser.found


@settings(max_examples=examples(300))
@given(TEXTS, st.integers(1, 3))
def test_paragraphs_keep_every_mark_on_its_word(text: str, step: int) -> None:
    words = list(re.finditer(r"\w+", text))[::step]
    spans = [Span(*word.span(), Reason.EXPANDED, f"<{number}>") for number, word in enumerate(words)]
    shown = [line for block in blocks(text, spans) for line in block.lines]
    wanted = [
        (f"<{number}> ← {word.group().lower()}: hakua vastaava sana", word.group())
        for number, word in enumerate(words)
    ]
    assert [found for line in shown for found in marked_words(line)] == wanted
    plain = [unescape(re.sub(r"<[^>]*>", "", line)) for block in blocks(text) for line in block.lines]
    assert [unescape(re.sub(r"<[^>]*>", "", line)) for line in shown] == plain


@pytest.mark.parametrize(
    "end", ["'", "&", ">", '"', "å"], ids=["apostrophe", "ampersand", "greater", "quote", "letter"]
)
def test_how_a_character_is_escaped_does_not_break_lines(end: str) -> None:
    first = "Hankkeen tavoitteena on parantaa metsäkoneiden kuljettajien " + end
    lines = blocks(f"{first}\nosaamista alueella.")[0].lines
    assert len(lines) == (2 if end == '"' else 1)
    wrapped = f"Hankkeen tavoitteet {end} tuloksineen" + " sana" * 15
    assert len(wrapped) == 108  # a line of 110 characters would be none of a wrapped paragraph
    assert len(blocks("\n".join([wrapped] * 4))[0].lines) == 1


def test_lines_are_shown_without_the_space_round_them() -> None:
    wrapped = "  Hankkeen tavoitteena on parantaa metsäkoneiden kuljettajien  "
    assert [block.lines for block in blocks(f"{wrapped}\n  osaamista \n\n \t\n-  kohta \n\u00a0loppu\t")] == [
        (f"{wrapped.strip()} osaamista",),
        ("kohta",),
        ("loppu",),
    ]


def test_titles_and_sections_are_marked(corpus_client: FlaskClient) -> None:
    title = "Diginyssäkkä – kirjastoautosta <mark>digitukea</mark> kylien ikäihmisille"
    assert f">{title}</a></h3>" in corpus_client.get("/fi/?q=digitukea").text
    page = corpus_client.get("/fi/hanke/S29903?q=digitukea").text
    assert f">{title}</h1>" in page
    assert page.count('<mark title="digitukea ← digituki: taivutus"') >= 2
    compared = corpus_client.post("/fi/vertaa", data={"teksti": "Annamme digitukea."}).text
    assert f">{title}</a></h3>" in compared


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "fi"])
def test_every_reason_is_translated(code: str) -> None:
    for reason in Reason:
        if reason is not Reason.EXACT_FORM:
            assert catalogue(code).gettext(reason.value) != reason.value


@pytest.mark.parametrize(("code", "inflected"), [("fi", "taivutus"), ("sv", "böjning"), ("en", "inflection")])
def test_reasons_are_told_in_the_language_of_the_page(
    corpus_client: FlaskClient, code: str, inflected: str
) -> None:
    pages = (
        corpus_client.get(f"/{code}/?q=digituki").text,
        corpus_client.get(f"/{code}/hanke/S29903?q=digituki").text,
        corpus_client.post(f"/{code}/vertaa", data={"teksti": PLAN}).text,
        "".join(
            snippet["html"]
            for hit in corpus_client.get(f"/{code}/api/v1/search?q=digituki").json["hits"]  # type: ignore[index]
            for snippet in hit["snippets"]
        ),
    )
    for page in pages:
        told = set(re.findall(r'<mark title="[^"]* ← [^":]*: ([^"]*)"', page))
        assert inflected in told
        assert told <= {catalogue(code).gettext(reason.value) for reason in Reason if reason}
