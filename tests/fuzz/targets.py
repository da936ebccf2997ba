"""What is fuzzed: for each target its seeds, and a run that fails where a promise of `SECURITY.md` is broken.

A run gets any bytes. It must not raise, and what it makes must be as promised.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from index.analysis.tokenizer import analyse
from index.errors import SourceError
from index.formats.text import text_records
from index.model.project import SEARCHED
from index.model.serialization import from_json, to_json
from index.privacy.redaction import redact
from index.reader.parser import CODE, parse
from search.contract.query_reference import MAX_CLAUSES, MAX_LENGTH
from search.contract.results import Reason
from search.export.marked_text import snippet_pieces, to_html
from search.highlight.snippets import MOST, WIDTH, make_snippets
from search.highlight.term_matches import TermMatch
from search.query.ast import Node
from search.query.parser import parse_query
from tests.fuzz.addresses import ADDRESSES, run_pages, run_urls
from tests.index.samples import CORPUS, minimal, strings

QUERIES = (
    'nuorten työpajat maakunta:Lappi -Kainuu "digituen malli"~5 vuosi:2020..2022 myonnetty:>100000',
    '(matkailu TAI ruoka) vienti bio* =digituki digitki~ työllisyys- ja sosiaalipalvelut NOT "a',
    'toimintalinja:"REACT-EU" maakunta:(Kainuu TAI Lappi) alkaa:1.9.2021 ((((x)))) EI EI b && c || d e:f',
    *("nuorten -työpaja", '"a b"~3', "maakunta:(A TAI B)", "vuosi:2020..", "a* =b c~", "EI (a || b)"),
)
TEXTS = (
    "Hankkeessa annetaan digitukea. <script>alert('x')</script> & \"lainaus\" kylillä,\n- työllisyys- ja "
    "sosiaalipalvelut\n• REACT-EU:n ESR-hankkeessa – kysy: maija.mallila (at) malli . fi, 040 123 4567.",
    "- a & <b>\n\nÄiti, 9 % – työ-",
    "x" * 200 + " y. Z",
)
SECTIONS = {
    "_1": "Hankkeen nimi: Malli\n\nToimintalinja: 9. REACT-EU\n\nSuunnitelman mukainen toteutusaika: "
    "Alkaa 1.9.2021 ja päättyy 31.8.2023",
    "_2": "Hakijan virallinen nimi: Malli ry\n\nHankkeen yhteyshenkilön nimi: Maija Mallila\n\n"
    "Yhteyshenkilön sähköpostisoite: maija.mallila(at)malli.fi\n\nYhteyshenkilön puhelinnumero: 040 123 4567",
    "_3": "Projektipäällikkö Mallila, 040 123 4567.\n\n7.3 Jotain\n\nTp 2: koulutus",
    "_5": "Myönnetty EU- ja valtion rahoitus: 386 819",
    "_7_1": "Suunniteltu: 5",
}
DESCRIPTION = minimal(**SECTIONS)
NOWHERE = Path("S12345.txt")


@dataclass(frozen=True)
class Target:
    """Something that reads what strangers write. seeds: what it is meant to read."""

    seeds: Callable[[], list[bytes]]
    run: Callable[[bytes], None]


def text_of(data: bytes) -> str:
    """Any bytes as text, lone surrogates included: JSON and command lines can bring them."""
    return data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace")


def run_parse(data: bytes) -> None:
    """File → project → what is public of it: JSON and back, no word lost, nothing of the contact shown."""
    try:
        text = text_records(NOWHERE, data)[0].text
        project = parse(text)
    except SourceError:
        return
    assert CODE.fullmatch(project.code)
    assert not _words(text) - _words("\n".join(strings(to_json(project))))
    assert from_json(json.loads(json.dumps(to_json(project)))) == project
    shown, count = redact(project)
    assert not any(vars(shown.contact).values())
    assert count >= 0


def run_query(data: bytes) -> None:
    """Query → tree: never an error, of bounded size, notes to read."""
    try:
        text = text_of(data)
    except UnicodeDecodeError:
        return
    parsed = parse_query(text)
    assert isinstance(parsed.tree, Node)
    assert all(isinstance(note, str) and len(note) < MAX_LENGTH + 200 for note in parsed.notes)
    assert repr(parsed.tree).count("Term(") <= MAX_CLAUSES * MAX_CLAUSES


def run_snippets(data: bytes) -> None:
    """Text and its matches → snippets: the text as it is, and as HTML no markup but marks."""
    text = data.decode("utf-8", "replace")
    tokens = list(analyse(text[:5000], "fi"))
    wanted = {token.form for token in tokens[:: 1 + len(data) % 7]}
    why = Reason.INFLECTED, "x\" onload='y' <z>"
    matches = [TermMatch(3, t.start, t.end, len(t.form) % 5, 1.0, *why) for t in tokens if t.form in wanted]
    texts = tuple(text if number == 3 else "" for number in range(len(SEARCHED)))
    found = make_snippets(texts, matches, 1)
    assert len(found) <= MOST
    folded = " ".join(text.split())
    for snippet in found:
        html = to_html(snippet_pieces(snippet))
        plain = re.sub(r'<mark( title="[^"<>]*" aria-description="[^"<>]*")?>|</mark>', "", html)
        assert "<" not in plain
        assert ">" not in plain
        assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt|quot|#x27);)*", plain, re.DOTALL)
        core = " ".join(unescape(plain).removeprefix("… ").removesuffix(" …").split())
        assert core in folded
        assert len(core) <= 2 * WIDTH


def _words(text: str) -> Counter[str]:
    """The words of a text without what stands between them: «key:value» is two."""
    return Counter(re.findall(r"\w+", text))


def _descriptions() -> list[bytes]:
    """Small ones for the most part: a case takes as long as it is, and most faults need only a few lines."""
    whole = (DESCRIPTION.encode(), DESCRIPTION.encode("cp1252"), (CORPUS / "S29903.txt").read_bytes()[:6000])
    return [*(minimal(**{section: text}).encode() for section, text in SECTIONS.items()), *whole]


def _encoded(*texts: str) -> Callable[[], list[bytes]]:
    return lambda: [text.encode() for text in texts]


TARGETS = {
    "parse": Target(_descriptions, run_parse),
    "query": Target(_encoded(*QUERIES), run_query),
    "snippets": Target(_encoded(*TEXTS), run_snippets),
    "urls": Target(_encoded(*ADDRESSES), run_urls),
    "pages": Target(_encoded(*ADDRESSES), run_pages),
}
"""What can be fuzzed, by the name on the command line."""
