"""Does the time grow with the input, or with its square? `python -m tests.fuzz.growth`.

Each hostile shape is measured at a size and at ten times that, in processor time, the best of several runs.
The ratio of the two is 10 for linear work and 100 for quadratic.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from index.formats.text import text_records
from index.model.project import SEARCHED, Project
from index.model.project_parts import Contact
from index.privacy.redaction import redact
from index.reader.parser import parse
from search.contract.results import Reason, Span
from search.highlight.snippets import make_snippets
from search.highlight.term_matches import TermMatch
from search.query.parser import parse_query
from tests.index.samples import minimal
from web.project_page.paragraphs import blocks
from web.routing.request_reader import request_from_args

MOST = 15.0
"""The largest ratio that is no worse than linear, with some for noise and memory."""
SHORTEST = 0.02
"""Seconds of a measurement at the least, or its ratio would be noise: larger inputs, or more of them."""
LARGEST = 200_000
"""Characters of the smaller input at the most."""
BOUNDED = {"query": 200, "urls": 1_000}
"""Targets that read no more than ten times this of any input."""
CONTACT = Contact("Maija Mallila", None, "maija.mallila(at)malli.fi", "040 123 4567")

LINES = (
    "a", " ", "(", "a: b\n", "7.3 Uusi\n", "7.3 Uusi\n\n", "\n",
    "3 Suunnitelman mukainen tiivistelmä toteutuksesta\n",
    "1 ", "Hankkeen nimi: x\n", "Kyllä\n", ":", "- x\n", "ä", "x" * 499 + "\n",
    "5 Hankkeen\n5\n", "Yhteyshenkilön nimi:\n",
)  # fmt: skip
MARKED = (
    "a", "a.", "a@", "@", "(at)", " at ", "a . ", "a.a at ", "piste ", "0", "01 ", "040 123 4567 ", "+358 ",
    "1 2 ", "www.", "Mallila ", "maija ", "malli", "puh. ", "(0", "http://a ",
    "M. ", "040-", "a@b.", "a-", "FI12 1234 ",
)  # fmt: skip
HIDDEN = (
    "\u0301\u0323", "a\u0301", "\u05b0\u0591", "\u00ad", "\u200b", "&#64;", "&", "&amp;", "a-\n", "@\n",
    "\n@", "%40", "０", "010190-123A ", "+358 40\n", "0\n", "040•", "040_", "Mallila ", "Matti Meikä ",
    "Matti Meikä 040 123 4567 ",
    "johtaja Mallila, ", "Mallila Oy ", "M. Mallila ", "A ", "Aa ",
)  # fmt: skip
QUERIES = (
    "(", ")", '"', "a ", "-", "a:", "TAI ", "EI ", "työllisyys- ", "=a ", "a* ", "~", "a~ ", "nimi:",
    "maakunta:(", '"a" ', "nimi:(a TAI ", "1 ", "ä", "a-", "\x00", "a&&", "*", "vuosi:1 000 ",
)  # fmt: skip
ADDRESSES = ("q=a&", "maakunta=a&", "q=a+", "%00", "a", "myonnetty_min=1&", "&", "sivu=1", "vuosi=1..", ";")
PROSE = ("a ", "a", "\n", "a. ", "- a\n", "a\n\n", "&<> ", "x" * 60 + " a\n", "a, ")
SHAPES: dict[str, tuple[Callable[[str], object], tuple[str, ...]]] = {
    "parse": (lambda text: parse(minimal(_3=text, _7_1=text, _8_1=text, _8_2=text)), LINES),
    "headings": (lambda text: parse(minimal(_9=text) + text), LINES),
    "privacy": (lambda text: redact(Project(code="S12345", contact=CONTACT, summary=text)), MARKED),
    "bytes": (lambda text: _from_bytes(text), (*MARKED[:12], *HIDDEN)),
    "rows": (
        lambda text: _contact_rows(text),
        ("a@b.fi ", "a.", "Maija Mallila, ", "ja ", "040 123 4567; ", "+"),
    ),
    "query": (parse_query, QUERIES),
    "snippets": (lambda text: _snippets(text), PROSE),
    "paragraphs": (lambda text: _paragraphs(text), PROSE),
    "urls": (lambda text: request_from_args(MultiDict(parse_qsl(text))), ADDRESSES),
}
"""Target → what runs, and what its hostile inputs are repetitions of."""


def _from_bytes(text: str) -> object:
    """The whole path from the bytes of a file to the stored data, except the analysis of words."""
    data = minimal(_3="a" + text, _2="Hankkeen yhteyshenkilön nimi: Maija Mallila").encode()
    return [redact(parse(record.text)) for record in text_records(Path("S12345.txt"), data)]


def _contact_rows(text: str) -> object:
    """Rows of a contact person that are longer than any, and a text in which they are looked for."""
    contact = Contact(text, text, text, text)
    return redact(Project(code="S12345", contact=contact, summary="Maija Mallila, a@b.fi, 040 123 4567 " * 9))


def _snippets(text: str) -> object:
    texts = tuple(text if number == 3 else "" for number in range(len(SEARCHED)))
    matches = [TermMatch(3, at, at + 1, at % 5, 1.0) for at in range(0, len(text), 2)]
    return make_snippets(texts, matches, 1)


def _paragraphs(text: str) -> object:
    """Every other character marked, in one text."""
    return blocks(text, [Span(at, at + 1, Reason.INFLECTED, "a") for at in range(0, len(text), 2)])


def ratio(name: str, piece: str, runs: int = 3) -> tuple[float, float, int]:
    """How many times longer ten times the input takes; seconds and characters of the smaller."""
    run = SHAPES[name][0]
    size = BOUNDED.get(name, 2_000)
    while (once := _seconds(run, piece, size, 1)) < SHORTEST and size < LARGEST and name not in BOUNDED:
        size *= 3
    times = 1 + int(SHORTEST / max(once, 1e-6))
    small = min(_seconds(run, piece, size, times) for _ in range(runs))
    large = min(_seconds(run, piece, 10 * size, times) for _ in range(runs))
    return large / small, small / times, size


def _seconds(run: Callable[[str], object], piece: str, size: int, times: int) -> float:
    """Processor time of so many runs."""
    text = piece * (size // len(piece))
    start = time.process_time()
    for _ in range(times):
        run(text)
    return time.process_time() - start


def main() -> None:
    """Measure all shapes, or those of the targets named; exits with 1 where one is worse than linear."""
    bad = 0
    for name in sys.argv[1:] or SHAPES:
        for piece in SHAPES[name][1]:
            found, small, size = ratio(name, piece)
            worse = found > MOST and small * found > SHORTEST  # below that, it is the memory that is measured
            bad += worse
            verdict = "   WORSE THAN LINEAR" if worse else ""
            line = f"{size:7} characters {1000 * small:8.2f} ms   ten times: {found:5.1f}{verdict}"
            print(f"{name:10} {piece[:24]!r:28} {line}", flush=True)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
