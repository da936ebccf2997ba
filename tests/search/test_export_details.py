"""Exports to the letter: names of files, cells, sheets, marks; and the defaults of a request."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Hashable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from index.analysis.finnish import Word
from index.model.project import Project
from index.model.project_parts import Applicant, Funding
from search import warm_up
from search.contract.request import Precision, Request, is_any, is_unknown
from search.contract.results import Reason, Snippet, Span
from search.engine import Engine
from search.equivalence.query_language import FUNCTION_WORDS, keys, knows
from search.export.marked_text import pieces, snippet_pieces, to_html
from search.export.naming import file_name, in_words
from search.export.small_tables import Rows, markdown, workbook
from search.export.tables import FORMATS, Origin, excel_csv, fitting
from search.query.ast import Term
from search.query.parser import parse_query
from search.suggestion.lexicon import form_lexicon
from tests.search.test_export import listing_of

DAY = date(2026, 11, 27)
ORIGIN = Origin("digituki", "https://x.example/haku", DAY, lambda code: f"https://x.example/{code}")


def test_a_request_as_it_is_without_more() -> None:
    assert Request() == Request("", {}, "", 0, 20, Precision.PARTS, True, False)
    assert [is_unknown(one) for one in ("ei-tietoa", " EI  tietoa ", "ei", "")] == [True, True, False, False]
    assert [is_any(one) for one in ("*", " ** ", "", "a*")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        (Request(), "kaikki"), (Request("Digituki Åbo"), "digituki-abo"), (Request("漢字"), "haku"),
        (Request("x metsä, x"), "x-metsa-x"), (Request("-漢字 x"), "ei-x"),
        (Request("metsä -kylä"), "metsa-ei-kyla"), (Request("a-b"), "a-b"),
        (Request("", {"maakunta": ("Lappi", "Kainuu")}), "lappi-kainuu"), (Request("", {"vuosi": ("2021",)}),
        "2021"), (Request("", {"vuosi": ("2019..2021",)}), "2019-2021"),
        (Request("", {"myonnetty": (">5",)}), "myonnetty-yli-5"), (Request("", {"myonnetty": ("<5",)}),
        "myonnetty-alle-5"),
        (Request("", {"kunta": ("ei-tietoa",)}), "kunta-ei-tietoa"), (Request("", {"vuosi": ("1899",)}),
        "vuosi-1899"),
        (Request("x" * 80), "x" * 80), (Request("x" * 81), "x" * 80), (Request("ab " * 27),
        "-".join(["ab"] * 27)), (Request("ab " * 28), "-".join(["ab"] * 27)),
    ],
    ids=str,
)  # fmt: skip
def test_names_of_files(request_: Request, name: str) -> None:
    assert file_name(request_, DAY, "csv").ascii == f"hankehaku-{name}-2026-11-27.csv"


def test_names_with_their_letters() -> None:
    made = file_name(Request("Äiti (koti)"), DAY, "csv", "lista")
    assert (made.ascii, made.full) == (
        "hankehaku-lista-aiti-koti-2026-11-27.csv",
        "hankehaku-lista-äiti-koti-2026-11-27.csv",
    )
    assert made.disposition == (
        'attachment; filename="hankehaku-lista-aiti-koti-2026-11-27.csv"; '
        "filename*=UTF-8''hankehaku-lista-%C3%A4iti-koti-2026-11-27.csv"
    )
    assert (
        file_name(Request("a"), DAY, "csv").disposition == 'attachment; filename="hankehaku-a-2026-11-27.csv"'
    )
    filters = {"vuosi": ("2019..2022",), "maakunta": ("Kainuu", "Lappi")}
    assert in_words(Request("digituki", filters)) == "digituki; Maakunta: Kainuu, Lappi; Vuosi: 2019..2022"


PROJECT = Project(
    code="S1",
    title="=1",
    starts=date(2021, 2, 1),
    applicant=Applicant("Malli", postcode="00530"),
    funding=Funding(1000, 500),
)


def test_csv_to_the_letter() -> None:
    for options, postcode, title in (
        ({}, ",00530,", ",'=1,"),
        ({"bom": True}, ',"=""00530""",', ",'=1,"),
        ({"separator": ";"}, ';"=""00530""";', ";'=1;"),
    ):
        data = b"".join(FORMATS["csv"].stream(listing_of(PROJECT), ORIGIN, **options)).decode()
        assert data.startswith("\ufeff") is ("bom" in options)
        head, line, end = data.removeprefix("\ufeff").split("\r\n")
        separator = str(options.get("separator", ","))
        assert head.endswith(
            separator.join(
                [
                    "",
                    '"Toteutuma, %"' if separator == "," else "Toteutuma, %",
                    "Hankkeen osoite",
                    "Haku",
                    "Haun osoite",
                    "Aineiston päivä",
                ]
            )
        )
        assert line.endswith(
            separator.join(
                ["", "50", "https://x.example/S1", "digituki", "https://x.example/haku", "2026-11-27"]
            )
        )
        assert (postcode in line, title in line, end) == (True, True, "")
    assert (
        excel_csv([["a", 5], ["1,5", "-x", date(2021, 2, 1)]])
        == '\ufeffa;5\r\n"=""1,5""";\'-x;2021-02-01\r\n'.encode()
    )
    for text in ("=a", "+a", "-a", "@a", "\ta", "\ra"):
        assert b"'" in excel_csv([[text]]), text
    for text in ("5", "5.2.", "5/6", "5 €", "5e3", "12:30", "5 %", "5\u00a0000"):
        assert excel_csv([[text]]).decode().startswith('\ufeff"=""'), text
    for text in ("a5", "€", "5x", ""):
        assert "=" not in excel_csv([[text]]).decode(), text


def test_json_lines_to_the_letter() -> None:
    plain = b"".join(FORMATS["jsonl"].stream(listing_of(PROJECT, PROJECT)))
    assert [json.loads(line)["code"] for line in plain.splitlines()] == ["S1", "S1"]
    line = json.loads(b"".join(FORMATS["jsonl"].stream(listing_of(PROJECT), ORIGIN)))
    assert line["export"] == {
        "realisation": 50, "url": "https://x.example/S1", "search": "digituki",
        "search_url": "https://x.example/haku", "day": "2026-11-27",
    }  # fmt: skip
    assert list(line)[-1] == "export"
    many = list(FORMATS["jsonl"].stream(listing_of(*[PROJECT] * 200)))
    assert len(many) > 1
    assert b"".join(many).count(b"\n") == 200
    assert all(len(one) > 64 * 1024 for one in many[:-1])


def test_a_workbook_to_the_letter() -> None:
    data = b"".join(FORMATS["xlsx"].stream(listing_of(PROJECT), ORIGIN))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert (sheet.title, sheet.freeze_panes) == ("Hankkeet", "B2")
    heads = {cell.value: cell for cell in sheet[1]}
    by_head = {head: sheet.cell(2, cell.column) for head, cell in heads.items()}
    assert str(sheet.auto_filter.ref) == f"A1:{sheet.cell(2, sheet.max_column).coordinate}"
    assert heads["Hankekoodi"].font.b
    assert by_head["Nimi"].quotePrefix
    assert not by_head["Hankekoodi"].quotePrefix
    assert by_head["Alkaa"].number_format == "d.m.yyyy"
    assert by_head["Myönnetty EU- ja valtion rahoitus"].number_format == "#,##0 €"
    assert by_head["Toteutuma, %"].value == 50
    widths = [sheet.column_dimensions[heads[head].column_letter].width for head in ("Hankekoodi", "Nimi")]
    assert [round(width) for width in widths] == [19, 41] or [round(width) for width in widths] == [18, 40]
    assert fitting("x" * 32_767) == "x" * 32_767
    assert fitting("x" * 32_768) == "x" * 32_766 + "…"


def test_a_small_workbook_and_table() -> None:
    rows: Rows = [["", "A", "B"], ["rivi", "=1", date(2021, 2, 1)], ["toinen", 1234, None]]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(rows, "Lista"))).active
    assert sheet is not None
    assert (sheet.title, sheet.freeze_panes) == ("Lista", "B2")
    cells = {one: sheet[one] for one in ("A2", "B1", "B2", "C2", "B3", "C3")}
    assert [one.font.b for one in cells.values()] == [True, True, False, False, False, False]
    assert all(
        cells[one].alignment.wrap_text and cells[one].alignment.vertical == "top"
        for one in ("A2", "B1", "B2", "C2", "B3")
    )
    assert (cells["C2"].number_format, cells["B3"].number_format) == ("d.m.yyyy", "#,##0")
    assert (cells["C2"].alignment.horizontal, cells["B3"].alignment.horizontal) == ("left", "left")
    assert (cells["B2"].quotePrefix, cells["B2"].value, cells["C3"].value) == (True, "=1", None)
    assert [round(sheet.column_dimensions[one].width) for one in "AB"] in ([28, 40], [29, 41])
    assert markdown([["", "A|B"], ["x\n y_\n", None], ["*", 5]]) == (
        "|  | A\\|B |\n| --- | --- |\n| x<br>y\\_ |  |\n| \\* | 5 |\n"
    )
    for sign in "\\`*_{}[]()<>#+!|~-":
        assert markdown([[sign]]).startswith(f"| \\{sign} |"), sign


SPANS = (
    Span(2, 4, Reason.EXACT_FORM, "ab"),
    Span(4, 6, Reason.INFLECTED, "cd"),
    Span(8, 10, Reason.EQUIVALENT, "q"),
)


def test_marks() -> None:
    text = "x ABcd<>é&z"
    assert [(piece, span is not None) for piece, span in pieces(text, SPANS)] == [
        ("x ", False), ("AB", True), ("cd", True), ("<>", False), ("é&", True), ("z", False),
    ]  # fmt: skip
    assert [piece for piece, _ in pieces(text, SPANS, 3, 9)] == ["B", "cd", "<>é"]
    assert [piece for piece, _ in pieces(text, SPANS, 4, 10)] == ["cd", "<>", "é&"]
    assert list(pieces(text, SPANS, 11)) == []
    assert to_html(pieces(text, SPANS), lambda reason: reason.name) == (
        'x <mark>AB</mark><mark title="cd ← cd: INFLECTED" aria-description="cd ← cd: INFLECTED">cd</mark>'
        "&lt;&gt;"
        '<mark title="é&amp;: EQUIVALENT q" aria-description="é&amp;: EQUIVALENT q">é&amp;</mark>z'
    )
    cut = Snippet("f", "F", "ab", (), True, True)
    assert "".join(piece for piece, _ in snippet_pieces(cut)) == "… ab …"
    assert "".join(piece for piece, _ in snippet_pieces(Snippet("f", "F", "ab"))) == "ab"


SWEDISH = "bland efter genom hos hur inom kring man mellan mot när sig som under utan vad åt över och att"
ENGLISH = (
    "a about after among an and are as at between by for from how in into is of on or the their "
    "through to under "
    "what who with without"
)


@pytest.mark.parametrize(
    "word", [*((one, "sv") for one in SWEDISH.split()), *((one, "en") for one in ENGLISH.split())], ids=str
)
def test_words_that_say_nothing_of_what_is_looked_for(word: tuple[str, str]) -> None:
    assert word[0] in FUNCTION_WORDS[word[1]]


def term(form: str) -> Term:
    tree = parse_query(f"={form}").tree
    assert isinstance(tree, Term)
    return tree


@pytest.mark.parametrize(
    ("language", "form", "base"),
    [
        ("en", "cities", "=city"), ("en", "classes", "=class"), ("en", "class", "=class"),
        ("en", "cars", "=car"), ("en", "sheep", "=sheep"),
        ("sv", "skolan", "=skola"), ("sv", "flickans", "=flicka"), ("sv", "digitalt", "=digital"),
        ("sv", "tekniskt", "=teknisk"), ("sv", "snällt", "=snäll"),
        ("sv", "hus", "=hus"),
    ],
)  # fmt: skip
def test_foreign_words_are_looked_up_as_written_and_in_their_base_form(
    language: str, form: str, base: str
) -> None:
    found = keys(language, [term(form)])
    assert found[0] == f"={form}"
    assert base in found
    assert len(found) == (2 if base == f"={form}" else 3)


@pytest.mark.parametrize(
    ("kind", "is_finnish"), [("voikko", True), ("hanging", True), ("hyphen", False), ("stem", False)]
)
def test_which_words_are_finnish_by_their_analysis(kind: str, is_finnish: bool) -> None:
    asked: list[str] = []

    class NoVocabulary:
        def equivalents(self, language: str, key: str) -> tuple[()]:
            asked.append(key)
            return ()

        def get_or_compute(self, key: Hashable, compute: Callable[[], Any]) -> Any:
            return compute()

    one = Term("sosiaali", Word(("sosiaali",), (), kind))
    assert knows(NoVocabulary(), "fi", one) is is_finnish  # type: ignore[arg-type]
    assert bool(asked) is not is_finnish


def test_a_generation_is_made_ready_beforehand(corpus_index: Path) -> None:
    ready, plain = Engine(corpus_index, ready=True), Engine(corpus_index)
    assert ready.documents == plain.documents == 24
    assert ready.generation == plain.generation
    made_first = ("forms", "projects", "names", ("facet bits",), ("facet rows",), ("facet rows by document",))
    for made in made_first:
        assert ready.snapshot().cache.kept(made) is not None, made
        assert plain.snapshot().cache.kept(made) is None, made


def test_a_new_generation_has_the_words_of_the_one_before_until_its_own_are_sorted(
    corpus_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Any] = []
    monkeypatch.setattr("search.warm_up.threading.Thread.start", lambda thread: begun.append(thread))
    former, newer = Engine(corpus_index).snapshot(), Engine(corpus_index).snapshot()
    words = form_lexicon(former)
    warm_up.renew(newer, former)
    assert form_lexicon(newer) is words
    monkeypatch.setattr(warm_up, "WARMUP_DELAY_S", 0.0)
    begun[0].run()
    assert form_lexicon(newer) is not words
    assert form_lexicon(newer).keys == words.keys


def test_the_names_of_a_page_are_those_of_its_hits(corpus_index: Path) -> None:
    engine, request = Engine(corpus_index), Request("digituki", limit=3, offset=1)
    hits = engine.answer(request).hits
    assert len(hits) == 3
    assert [(one.code, one.title) for one in engine.names(request)] == [(hit.code, hit.title) for hit in hits]
