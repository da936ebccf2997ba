"""Matches on a terminal: in bold, in the text as it was written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

import printing
import terminal
from hankehaku import main
from search.contract.results import Hit, Reason, Snippet, Span
from search.export.marked_text import pieces
from tests.index.samples import minimal
from web.i18n.texts import use_language

FACTS = {"applicant.name": "Malli ry", "priority_axis": None, "regions": (), "starts": None, "ends": None}


def in_bold(text: Text) -> list[str]:
    """The pieces of a text that are in bold."""
    return [text.plain[span.start : span.end] for span in text.spans if "bold" in str(span.style)]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_what_matches_is_bold_and_the_text_is_as_it_was(text: str) -> None:
    spans = [Span(*word.span(), Reason.INFLECTED, "sana") for word in re.finditer(r"\w+", text)]
    shown = printing.styled("1. ", pieces(text, spans))
    assert shown.plain == f"1. {text}"
    assert in_bold(shown) == [text[span.start : span.end] for span in spans]


def test_a_hit_has_its_snippets_on_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    passage = "Alku &amp; <b>\n  digitukea\tkylille"
    start = passage.index("digitukea")
    span = Span(start, start + 9, Reason.INFLECTED, "digituki")
    snippet = Snippet("summary", "Tiivistelmä", passage, (span,), cut_before=True, cut_after=True)
    in_title = Span(0, 8, Reason.EXACT_FORM, "digituki")
    hit = Hit("S10001", "Digituki [bold]", (in_title,), 1.0, FACTS, (snippet,))
    use_language("en")
    printing.print_hit(terminal.console(), 7, hit)
    use_language("fi")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "7. Digituki [bold]"
    assert lines[2] == "   Summary: … Alku &amp; <b> digitukea kylille …"


HOSTILE = "\x1b[2J\x9b2J\x07\r\u202e"


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [["search", "kylä"], ["search", "kylä", "--json"], ["show", "S10001"], ["show", "S10001", "--json"]],
)
def test_nothing_of_a_stranger_is_obeyed(tmp_path: Path, command: list[str]) -> None:
    """Names of files and texts of descriptions are shown, whatever a terminal would do with them."""
    index, source = str(tmp_path / "index"), tmp_path / "source"
    source.mkdir()
    text = minimal("S10001", _1=f"Hankkeen nimi: Kylä{HOSTILE}\n\nOuto{HOSTILE}: x", _3=f"kylä{HOSTILE}")
    (source / f"a{HOSTILE}\nFailed: b.txt").write_text(text, "utf-8")
    (source / f"b{HOSTILE}.txt").write_text("ei kuvaus")
    for arguments in (["index", str(source)], command):
        told = CliRunner().invoke(main, [*arguments, "--index", index]).output
        assert "Kylä" in told or "1 added" in told
        assert [sign for sign in HOSTILE if sign.lower() not in "[2j" and sign in told] == []
        assert told.count("\nFailed: ") <= 1
