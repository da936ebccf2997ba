"""The lines of a PDF: what is joined, what begins anew, what a browser printed around it."""

from __future__ import annotations

import io
import json
import resource
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from index.errors import Fault, NotADescription
from index.formats import pdf_reader
from index.formats.pdf import PageLine, join_pages, pdf_records

HYPHEN = "\ufffe"
MARGIN = 500.0


def line(
    text: str, at: float, left: float = 70.0, right: float = MARGIN, word: float = 30.0, height: float = 10.0
) -> PageLine:
    """A line of a page, `at` points from its lower edge. word: how wide its first word is."""
    return PageLine(text, left, right, at, at + height, left + word)


def page(*texts: str, right: float = MARGIN) -> list[PageLine]:
    """Lines close below each other."""
    return [line(text, 700.0 - 12 * number, right=right) for number, text in enumerate(texts)]


def joined(*lines: PageLine) -> str:
    """The text of a page; nine lines more keep its edges away from what is looked at."""
    return join_pages([list(lines)]).removesuffix("\n")


def test_a_line_goes_on_where_its_first_word_would_not_have_fitted() -> None:
    assert joined(line("a", 700), line("b", 688)) == "a b"
    assert joined(line("a", 700, right=467.9), line("b", 688), line("c", 600)) == "a\nb\n\nc"
    assert joined(line("a", 700, right=468.1), line("b", 688), line("c", 600)) == "a b\n\nc"
    assert joined(line("a", 700), line("b", 688, left=110)) == "a b"
    assert joined(line("a", 700), line("b", 688, left=111, right=501)) == "a\nb"


def test_room_between_lines_is_a_blank_line() -> None:
    assert joined(line("a", 700), line("b", 685)) == "a b"
    assert joined(line("a", 700), line("b", 684.9)) == "a\n\nb"
    assert joined(line("a", 700, right=80), line("b", 685), line("c", 673)) == "a\nb c"
    assert joined(line("a", 700, height=0, right=80), line("b", 689.4, right=80)) == "a\n\nb"
    assert joined(line("a", 700, height=0, right=80), line("b", 689.6, right=80)) == "a b"


def test_a_line_that_a_form_prints_begins_anew() -> None:
    assert joined(line("a", 700), line("Hankekoodi: S12345", 688)) == "a\nHankekoodi: S12345"
    assert joined(line("Ekologinen kestävyys", 700), line("a", 688)) == "Ekologinen kestävyys\na"


def test_a_hyphen_at_the_end_of_a_line_goes_on() -> None:
    assert joined(line(f"Keski{HYPHEN}", 700, right=100), line("Suomi", 688)) == "Keski-Suomi"
    assert joined(line(f"agrologi{HYPHEN}", 700), line("ja opettaja", 688)) == "agrologi- ja opettaja"
    for word in ("ja", "tai", "sekä", "eli", "och", "eller", "and", "or"):
        assert joined(line(f"agrologi{HYPHEN}", 700), line(f"{word} x", 688)) == f"agrologi- {word} x"
    assert joined(line(f"agrologi{HYPHEN}", 700), line("jalka", 688), *page(*"abcdefgh")[2:]).startswith(
        "agrologijalka"
    )
    assert joined(line("2021–", 700), line("2023", 688)) == "2021–2023"
    assert joined(line("vuosi –", 700), line("2023", 688)) == "vuosi – 2023"
    assert joined(line("2021–", 700), line("vuosi", 688)) == "2021– vuosi"
    assert joined(line("a-", 700), line("b", 600, right=80), line("-", 588, right=80)) == "a-b\n-"


def hyphenated(before: str, after: str, others: int) -> str:
    """The end of one line and the begin of the next in a text with others that have none."""
    lines = [line(f"{before}{HYPHEN}", 700), line(after, 688), *page(*["x"] * others, right=80)[2:]]
    return joined(*lines).split("\n")[0].split(" ")[0]


def test_where_many_lines_are_hyphenated_the_hyphen_is_not_the_words() -> None:
    assert hyphenated("digi", "tuki", 9) == "digituki"
    assert hyphenated("digi", "tuki", 10) == "digi-tuki"
    assert hyphenated("Keski", "Suomi", 3) == "Keski-Suomi"
    assert hyphenated("EU", "tuki", 3) == "EU-tuki"
    assert hyphenated("9", "vuotias", 3) == "9-vuotias"


def test_the_cells_of_a_row_are_one_line() -> None:
    first = line("Vesi", 700, right=150)
    assert joined(first, line("3", 699, left=200, right=210)) == "Vesi 3"
    assert joined(first, line("3", 698.9, left=200, right=210)) == "Vesi\n3"
    assert (
        joined(first, line("3", 760, left=200, right=210), line("4", 700, left=220, right=230)) == "Vesi 3 4"
    )
    assert joined(first, line("3", 760.1, left=200, right=210)).split() == ["Vesi", "3"]
    assert "\n" in joined(first, line("3", 760.1, left=200, right=210))
    assert "\n" in joined(first, line("3", 700, left=150, right=160))


def test_a_printed_text_that_was_wrapped_is_whole() -> None:
    name = "Aineettomien tuotteiden ja palvelujen kehittäminen"
    for count in range(2, 6):
        words = name.split()
        parts = [*words[: count - 1], " ".join(words[count - 1 :])]
        lines = [line(text, 700 - 20 * at, right=100) for at, text in enumerate([*parts, "x"])]
        assert joined(*lines).split("\n")[0] == name
    assert joined(
        line(f"8.1 Sukupuolten tasa{HYPHEN}", 700, right=100),
        line("arvo", 680, right=100),
        line("x", 660, right=100),
    ).startswith("8.1 Sukupuolten tasa-arvo\n")
    wrapped = (line(f"8.1 Sukupuolten tasa{HYPHEN}", 700, right=100), line("arvo", 688, right=90))
    assert joined(*wrapped, *(line(text, 676 - 12 * at, right=100) for at, text in enumerate("xy"))) == (
        "8.1 Sukupuolten tasa-arvo\nx y"
    )


def test_the_margin_is_that_of_lines_that_begin_at_one_place() -> None:
    wide = [line("w", 700 - 12 * n, left=200, right=590) for n in range(20)]
    narrow = [line("n", 400 - 12 * n, right=300) for n in range(20)]
    assert joined(*wide, *narrow).split("\n")[-1] == " ".join("n" * 20)
    few = join_pages([wide + narrow[:19]]).removesuffix("\n")
    assert few.endswith("n\nn")
    long_word = [
        line("n", 700, right=300),
        line("n", 688, right=300),
        line("w" * 50, 676, right=800, word=730),
    ]
    assert joined(*long_word).startswith("n n")


NOISE = [line("x", 600 - 30 * n, right=80) for n in range(8)]
BROWSER = (
    "https://www.malli.example/a?b=c", "http://x.example 1/2", "file:///home/a.html 1 / 2", "1/2", "12 / 30",
    "1.2.2021, 12:30", "2021-02-01 12.30 Malli", "1/2/21, 9:05 AM", "1.2.2021 klo 12.30 Hankkeen kuvaus",
)  # fmt: skip


@pytest.mark.parametrize("text", BROWSER)
def test_what_a_browser_prints_around_a_page_is_left_out(text: str) -> None:
    for at in (820.0, 10.0):
        lines = sorted([*NOISE, line(text, at)], key=lambda one: -one.bottom)
        assert text not in join_pages([lines])
    middle = sorted([*NOISE, line(text, 500.0)], key=lambda one: -one.bottom)
    assert text in join_pages([middle])
    several = [[line(text, 820.0), *NOISE], NOISE]
    assert text in join_pages(several)  # on one of two pages


@pytest.mark.parametrize(
    "text", ["12", "Malli 1/2", "1.2.2021", "www.malli.example", "1.2.2021, 12:30" + "x" * 130]
)
def test_other_lines_at_an_edge_stay(text: str) -> None:
    assert text in join_pages([[line(text, 820.0), *NOISE]])


@pytest.mark.parametrize(
    ("pages", "with_it", "kept"), [(2, 2, False), (3, 2, False), (4, 2, True), (4, 3, False), (5, 3, False)]
)
def test_a_line_at_the_edge_of_most_pages_is_left_out(pages: int, with_it: int, kept: bool) -> None:
    made = [[*([line(f"Sivu {n} on", 821.0)] if n < with_it else []), *NOISE] for n in range(pages)]
    assert ("Sivu 0 on" in join_pages(made)) is kept


@pytest.mark.parametrize(("second", "kept"), [(822.0, False), (826.0, True)])
def test_a_repeated_line_stands_at_about_one_height(second: float, kept: bool) -> None:
    made = [[line("Malli", 821.0), *NOISE], [line("Malli", second), *NOISE]]
    assert ("Malli" in join_pages(made)) is kept


def test_three_lines_at_an_edge_are_looked_at() -> None:
    head = [line(f"{n}/9", 800.0 - 20 * n) for n in range(4)]
    text = join_pages([[*head, *NOISE]])
    assert [f"{n}/9" in text for n in range(4)] == [False, False, False, True]
    foot = [line(f"{n}/9", 60.0 - 20 * n) for n in range(4)]
    text = join_pages([[*NOISE, *foot]])
    assert [f"{n}/9" in text for n in range(4)] == [True, False, False, False]


def test_no_lines_are_no_text() -> None:
    assert join_pages([[], []]) == ""


# The reader, in this process: without its limits, which are recorded


def pdf(pages: list[list[tuple[int, int, str]]]) -> bytes:
    """A PDF with these texts, each at its place in points from the lower left corner of its page."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, texts in enumerate(pages):
        drawn = " ".join(f"1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, text in texts)
        content = f"BT /F1 10 Tf {drawn} ET"
        parts.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {5 + 2 * number} 0 R >>"
        )
        parts.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    made, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return f"{made}xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """The limits that the reader would have set."""
    found: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
    return found


def read(data: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the reader answers."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    pdf_reader.main()
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_the_reader_answers_with_lines_and_their_places(
    limits: dict[int, tuple[int, int]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = pdf(
        [[(70, 700, "Hankkeen nimi: Malli"), (70, 680, "toinen rivi"), (300, 680, "solu")], [(50, 100, "a-")]]
    )
    pages = read(data, monkeypatch, capsys)["pages"]
    assert limits == {resource.RLIMIT_AS: (500_000_000,) * 2, resource.RLIMIT_CPU: (8, 8)}
    found = [PageLine(*one) for one in pages[0]]
    texts = " | ".join(one.text for one in found)
    assert texts.startswith("Hankkeen nimi: Malli | toinen rivi")
    for one, (left, base) in zip(found, ((70, 700), (70, 680)), strict=False):
        assert abs(one.left - left) < 1
        assert one.bottom <= base < one.top <= base + 12
        assert one.left < one.word_right < one.right < 300 or "solu" in one.text
    assert 105 < found[0].word_right < 117  # «Hankkeen» in Helvetica of 10 points is 44 wide
    assert 155 < found[0].right < 170
    assert pages[1][0][0] == "a-"


def test_a_word_above_the_one_before_begins_a_line(
    limits: dict[int, tuple[int, int]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = pdf([[(70, 700, "alla"), (100, 703, "samalla"), (150, 730, "ylempi")]])
    pages = read(data, monkeypatch, capsys)["pages"]
    assert [one[0] for one in pages[0]] == ["alla samalla", "ylempi"]
    assert limits


def test_the_reader_says_what_it_cannot_read(
    limits: dict[int, tuple[int, int]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = read(b"%PDF-1.4 x", monkeypatch, capsys)
    assert broken == {"error": broken["error"], "fault": Fault.OTHER_FORMAT}
    few = [[(70, 700, "a")]]
    assert len(read(pdf(few * 300), monkeypatch, capsys)["pages"]) == 300
    assert read(pdf(few * 301), monkeypatch, capsys) == {
        "error": "301 pages (at most 300 are read)",
        "fault": Fault.TOO_MUCH,
    }
    import pypdfium2

    for raised, said in (
        (MemoryError(), {"error": "it needs too much memory", "fault": Fault.TOO_MUCH}),
        (pypdfium2.PdfiumError("locked", err_code=4), {"error": "locked", "fault": Fault.ENCRYPTED}),
    ):
        monkeypatch.setattr(pypdfium2, "PdfDocument", Mock(side_effect=raised))
        assert read(b"", monkeypatch, capsys) == said
    assert limits


def test_a_pdf_in_its_own_process_and_a_scan() -> None:
    path = Path("a.pdf")
    (record,) = pdf_records(path, pdf([[(70, 700, "Metsien kasvu ja hoito"), (70, 680, "koko maassa")]]))
    assert record.text.split() == ["Metsien", "kasvu", "ja", "hoito", "koko", "maassa"]
    assert pdf_records(path, pdf([[(70, 700, "x" * 20)]]))[0].text == "x" * 20 + "\n"
    for data, said in (
        (pdf([[(70, 700, "x" * 19)]]), "a scan"),
        (pdf([[(70, 700, "x" * 39)], []]), "a scan"),
        (b"%PDF", "a PDF"),
    ):
        with pytest.raises(NotADescription, match=r"a\.pdf") as caught:
            pdf_records(path, data)
        assert said in str(caught.value)
