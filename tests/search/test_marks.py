"""Spans: they lie in their text, one after another, and show what was found; as HTML they are only marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis.finnish import alone
from index.analysis.tokenizer import Token, analyse
from index.indexing.index_writer import build
from index.model.project import SEARCHED, text
from index.model.serialization import to_json
from index.storage.schema import BASES
from search.contract.request import Precision, Request
from search.contract.results import Reason, Snippet, Span
from search.engine import Engine
from search.export.marked_text import pieces, snippet_pieces, to_html
from search.highlight.pairs import make_pairs
from search.highlight.snippets import make_snippets
from search.highlight.term_matches import MatchToken, TermMatch, find_matches
from tests.examples import examples
from tests.index.samples import minimal

SOFT_HYPHEN = "\u00ad"
QUERIES = [
    "digituki", "digituen", "tuki", "kylä", "työ", "kehittäminen", "koulutus", "nuori", "hanke", "palvelu",
    "verkosto", "työpaja", "matkailu", "ikäihminen", "osaaminen", "yritys", "maaseutu", "metsäkone",
]  # fmt: skip
PIECES = [
    "digi",
    "Tuki",
    SOFT_HYPHEN,
    " ",
    " ",
    "\n",
    "\t",
    "\u00a0",
    ". ",
    "- ",
    "<b>",
    "&amp;",
    "'\">",
    "İß",
    "12,5",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=300).map("".join)


def check_spans(text: str, spans: tuple[Span, ...]) -> None:
    """Each inside the text and not empty; each after the one before."""
    assert all(0 <= span.start < span.end <= len(text) for span in spans), (text, spans)
    assert all(before.end <= after.start for before, after in pairwise(spans)), (text, spans)


# What the engine finds


def test_a_word_is_marked_however_far_from_the_one_before(tmp_path: Path) -> None:
    """Distances of words are kept in one byte each where they fit."""
    lengths = range(250, 260)
    for length in lengths:
        between = "!" * (length - len("hanke"))
        (tmp_path / f"S9{length:04}.txt").write_text(
            minimal(f"S9{length:04}", _3=f"hanke{between}digituki jatkuu"), "utf-8"
        )
    build(tmp_path / "index", [tmp_path])
    hits = Engine(tmp_path / "index").answer(Request("digituki", limit=20)).hits
    assert len(hits) == len(lengths)
    for hit in hits:
        marked = [one.text[span.start : span.end] for one in hit.snippets for span in one.spans]
        assert marked == ["digituki"], hit.code


def forms(tokens: Iterable[Token]) -> tuple[set[str], set[str]]:
    """The base forms of words, and the parts of those that are compounds."""
    found = list(tokens)
    return {b for t in found for b in t.word.bases}, {p for t in found for p in t.word.parts}


def is_match(token: Token, span: Span) -> bool:
    """Whether a word of a text matches the search word for the reason that is told."""
    (bases, parts), (own, own_parts) = forms([token]), forms(analyse(span.word, "fi"))
    match span.reason:
        case Reason.EXACT_FORM:
            return token.form == span.word
        case Reason.INFLECTED:
            return bool(bases & own)
        case Reason.COMPOUND_PART:
            return bool(parts & own)
        case Reason.SHARED_ROOT:
            return bool((bases | parts) & own_parts)
        case Reason.PREFIX_MATCH:
            return any(one[:4] == other[:4] for one in bases for other in own)
        case Reason.EQUIVALENT:
            return not bases & own
        case Reason.EXPANDED:
            return any(base.startswith(span.word) for base in bases)


def check_found(source: str, text: str, spans: tuple[Span, ...], words: set[str]) -> None:
    """Spans of a piece of a text are sound, and mark words of the text that the search words match.

    The whole text is read, because of hanging compounds: «insinööri- ja» stands for the word after it.
    """
    check_spans(text, spans)
    at = source.index(text)
    tokens = {(token.start - at, token.end - at): token for token in analyse(source)}
    for span in spans:
        assert span.word in words
        assert is_match(tokens[span.start, span.end], span), (text[span.start : span.end], span)


def check_hits(engine: Engine, request: Request, words: set[str]) -> set[Reason]:
    """All spans of an answer are sound; the reasons that they tell."""
    told: set[Reason] = set()
    for hit in engine.answer(request).hits:
        check_found(hit.title, hit.title, hit.title_spans, words)
        data = to_json(engine.project(hit.code).project)
        for snippet in hit.snippets:
            field = next(field for field in SEARCHED if field.query == snippet.field)
            check_found(text(data, field), snippet.text, snippet.spans, words)
            told |= {span.reason for span in snippet.spans}
    return told


@pytest.mark.slow
@settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))
@given(words=st.lists(st.sampled_from(QUERIES), min_size=1, max_size=3), precision=st.sampled_from(Precision))
def test_a_hit_shows_what_was_found(engine: Engine, words: list[str], precision: Precision) -> None:
    check_hits(engine, Request(" ".join(words), limit=30, precision=precision), set(words))


@pytest.mark.parametrize(
    ("query", "word", "reasons"),
    [
        ("digituki", "digituki", {Reason.EXACT_FORM, Reason.INFLECTED, Reason.COMPOUND_PART}),
        ("digi*", "digi", {Reason.EXPANDED}),
        ("=digitukea", "digitukea", {Reason.EXACT_FORM}),
        ("digikauppa zzz", "digikauppa", {Reason.SHARED_ROOT}),
        ("digitaalistuminen", "digitaalistuminen", {Reason.PREFIX_MATCH}),
    ],
)
def test_each_reason_is_told(engine: Engine, query: str, word: str, reasons: set[Reason]) -> None:
    assert check_hits(engine, Request(query, limit=30), {word}) >= reasons


def text_at(data: Any, place: str) -> str:
    """The text at a place in the JSON of a project: «equality.0.text»."""
    for name in place.split("."):
        data = data[int(name)] if isinstance(data, list) else data[name]
    assert isinstance(data, str)
    return data


@pytest.mark.parametrize("word", QUERIES[:8])
def test_a_project_marks_every_word_that_matches_and_no_other(engine: Engine, word: str) -> None:
    (token,) = analyse(word, "fi")
    own = set((alone(word) if token.word.analysis_kind == "voikko" else token.word).bases)
    seen = 0
    for hit in engine.answer(Request(word, limit=30)).hits:
        found = engine.project(hit.code, word)
        data = to_json(found.project)
        for place, prose in places(data):
            matching = (token for token in analyse(prose) if {*token.word.bases, *token.word.parts} & own)
            wanted = [(token.start, token.end) for token in matching]
            spans = found.spans.get(place, ())
            assert [(span.start, span.end) for span in spans] == wanted, (place, prose)
            seen += len(wanted)
        for place, spans in found.spans.items():
            assert spans
            check_found(text_at(data, place), text_at(data, place), spans, {word})
    assert seen


def places(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The prose of a project: section texts, answers and comments, each with its place."""
    for name in ("title", "summary", "target_groups", "indirect_target_groups", "final_report"):
        if data[name]:
            yield name, data[name]
    for name in ("equality", "sustainability"):
        for number, item in enumerate(data[name]):
            if item["text"]:
                yield f"{name}.{number}.text", item["text"]


# What is cut out of a text


def words_of(text: str) -> list[tuple[int, int]]:
    """The words of a text, as plainly as can be: runs of letters and digits, soft hyphens among them."""
    return [match.span() for match in re.finditer(rf"\w[\w{SOFT_HYPHEN}]*", text)]


@st.composite
def matched_texts(draw: st.DrawFn) -> tuple[list[str], list[TermMatch]]:
    """Texts of sections, and matches in them that may overlap; the word of each match is its number."""
    texts = ["" for _ in SEARCHED]
    matches: list[TermMatch] = []
    for section in draw(st.sets(st.integers(0, len(SEARCHED) - 1), max_size=3)):
        texts[section] = draw(TEXTS)
        for start, end in words_of(texts[section]):
            for stop in {end, draw(st.integers(start + 1, end))} if draw(st.booleans()) else ():
                number = len(matches)
                reason = draw(st.sampled_from(Reason))
                matches.append(TermMatch(section, start, stop, number % 4, 1.0, reason, str(number)))
    return texts, sorted(matches, key=lambda match: match[:2])


def check_snippet(snippet: Snippet, texts: list[str], matches: list[TermMatch]) -> None:
    by_number = {match.word: match for match in matches}
    check_spans(snippet.text, snippet.spans)
    for span in snippet.spans:
        match = by_number[span.word]
        assert snippet.text[span.start : span.end] == texts[match.section][match.start : match.end]
        assert span.reason is match.reason
        assert snippet.field == SEARCHED[match.section].query


@pytest.mark.slow
@settings(max_examples=examples(150), suppress_health_check=list(HealthCheck))
@given(matched_texts(), matched_texts())
def test_a_snippet_is_a_piece_of_its_text_with_its_spans(
    one: tuple[list[str], list[TermMatch]], other: tuple[list[str], list[TermMatch]]
) -> None:
    texts, matches = one
    for snippet in make_snippets(texts, matches, 1):
        check_snippet(snippet, texts, matches)
        if snippet.spans:
            assert any(snippet.text in text for text in texts)
    for own, theirs in make_pairs(*other, *one, dict.fromkeys(range(4), 5.0)):
        check_snippet(own, *other)
        check_snippet(theirs, *one)


def test_a_snippet_says_where_its_line_goes_on() -> None:
    line = "alku " * 40 + "osuma " + "loppu " * 60
    texts = ["" for _ in SEARCHED]
    texts[3] = line
    (found,) = make_snippets(texts, [TermMatch(3, 200, 205, 0, 1.0, Reason.EXACT_FORM, "osuma")], 1)
    assert (found.cut_before, found.cut_after) == (True, True)
    assert [found.text[s.start : s.end] for s in found.spans] == ["osuma"]
    texts[3] = "Toinen rivi\n  osuma \nkolmas " + "rivi " * 80
    start = texts[3].index("osuma")
    (found,) = make_snippets(texts, [TermMatch(3, start, start + 5, 0, 1.0)], 1)
    assert found.text.startswith("osuma")
    assert found.spans == (Span(0, 5, Reason.EXACT_FORM, ""),)
    assert (found.cut_before, found.cut_after) == (False, True)
    assert to_html(snippet_pieces(found)).startswith("<mark>osuma</mark>")
    assert to_html(snippet_pieces(found)).endswith("rivi …")


def test_a_soft_hyphen_is_no_part_of_a_word() -> None:
    texts = ["" for _ in SEARCHED]
    texts[3] = f"Digi{SOFT_HYPHEN}tuki"
    tokens = (
        MatchToken(number, word, Reason.INFLECTED, BASES, "digituki", 1.0 + number, -1, exact)
        for number, (word, exact) in enumerate([("digituki", ""), ("digituki", "digituki")])
    )
    for token in tokens:
        (match,) = find_matches([(3, 0, token)], texts)
        assert match == (3, 0, 9, token.term, token.weight, Reason.EXACT_FORM, "digituki")
    other = MatchToken(0, "digituen", Reason.INFLECTED, BASES, "digituki", 1.0, -1)
    assert [match.reason for match in find_matches([(3, 0, other)], texts)] == [Reason.INFLECTED]
    assert find_matches([(3, 0, replace(other, exact="digituen"))], texts) == []
    assert find_matches([(3, 0, replace(other, section=2))], texts) == []


# As HTML


class Marks(HTMLParser):
    """HTML read by the standard library: its text, and each mark with its attributes; nothing else may be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marks: list[tuple[dict[str, str | None], str]] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert (tag, self.open) == ("mark", False)
        self.marks.append((dict(attrs), ""))
        self.open = True

    def handle_endtag(self, tag: str) -> None:
        assert (tag, self.open) == ("mark", True)
        self.open = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.open:
            attributes, before = self.marks[-1]
            self.marks[-1] = attributes, before + data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


def read(html: str) -> Marks:
    parser = Marks()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser


MARKUP = ["<script>", "</mark>", '"', "' onload='x", SOFT_HYPHEN, "&lt;", "&", "<!--", "]]>", "\x00"]
HOSTILE = st.sampled_from(MARKUP) | st.text()


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    """A text, and spans of it."""
    text = draw(st.lists(HOSTILE, max_size=12).map("".join))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=16)))
    spans = [
        Span(start, end, draw(st.sampled_from(Reason)), draw(HOSTILE))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return text, tuple(spans)


@pytest.mark.slow
@settings(max_examples=examples(300))
@given(marked_texts(), HOSTILE)
def test_html_is_the_text_and_marks_and_nothing_else(
    marked: tuple[str, tuple[Span, ...]], words: str
) -> None:
    text, spans = marked
    html = to_html(pieces(text, spans), lambda reason: f"{words}{reason.name}")
    assert unescape(re.sub(r"<[^>]*>", "", html)) == text
    parsed = read(html)
    assert [content for _, content in parsed.marks] == [text[span.start : span.end] for span in spans]
    for (attributes, _), span in zip(parsed.marks, spans, strict=True):
        form = text[span.start : span.end].lower().replace(SOFT_HYPHEN, "")
        why = f"{span.word} ← {form}: {words}{span.reason.name}"
        if span.reason is Reason.EQUIVALENT:
            why = f"{form}: {words}EQUIVALENT {span.word}"
        wanted = {} if span.reason is Reason.EXACT_FORM else {"title": why, "aria-description": why}
        assert attributes == wanted


def test_html_is_written_as_it_always_was() -> None:
    text = f"<b> 'Digi{SOFT_HYPHEN}tuki' & \"muu\""
    spans = (Span(5, 14, Reason.INFLECTED, 'digi"tuen'), Span(19, 22, Reason.EXACT_FORM, "muu"))
    assert to_html(pieces(text, spans)) == (
        "&lt;b&gt; &#x27;"
        '<mark title="digi&quot;tuen ← digituki: taivutus" '
        'aria-description="digi&quot;tuen ← digituki: taivutus">'
        f"Digi{SOFT_HYPHEN}tuki</mark>&#x27; &amp; &quot;<mark>muu</mark>&quot;"
    )


@pytest.mark.slow
@settings(max_examples=examples(200))
@given(marked_texts(), st.integers(0, 40), st.integers(0, 40))
def test_pieces_are_the_text_and_its_whole_spans(
    marked: tuple[str, tuple[Span, ...]], start: int, length: int
) -> None:
    text, spans = marked
    start = min(start, len(text))
    end = min(start + length, len(text))
    found = list(pieces(text, spans, start, end))
    assert "".join(piece for piece, _ in found) == text[start:end]
    assert [span for _, span in found if span] == [s for s in spans if start <= s.start and s.end <= end]
    assert all(piece for piece, _ in found)
