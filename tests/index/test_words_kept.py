"""Nothing is lost: each word of a description stands in its JSON, as often as in the file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import NotADescription
from index.model.project import FIELDS
from index.model.template import BANNER, CO_IMPLEMENTERS, HEADINGS, INDICATORS, PLACE_LINE, QUESTIONS
from index.reader.decode import read
from index.reader.parser import parse
from tests.index.samples import descriptions, lost, minimal


@pytest.mark.parametrize("path", descriptions(), ids=lambda path: path.stem)
def test_no_word_is_lost(path: Path) -> None:
    text = read(path).text
    project = parse(text, str(path))
    assert lost(text, project) == Counter()
    assert project.code == path.stem


KEYS = sorted({f.key for f in FIELDS if f.key and not f.private})
PRIVATE_KEYS = sorted({f.key for f in FIELDS if f.private})
NAMES = [name for members in INDICATORS.values() for name in (*members, *INDICATORS)]
SCRAPS = [
    *("12", "1 234,50", "Alkaa 1.2.2020 ja päättyy 1.1.2020", "Kyllä", "Ei. Koska", "0 10", "99 x", "-", ""),
    *(
        "Oulu,Ii , (a, b",
        "9. REACT-EU:n",
        "S12345",
        "a\u00a0b",
        "kesä",
        "7.3 Jotain",
        "http://a.fi",
        "\u2028",
    ),
]
scrap = st.sampled_from(SCRAPS) | st.text(max_size=12).map(lambda text: text.replace("\n", " "))
line = st.one_of(
    st.sampled_from([heading.text for heading in HEADINGS]),
    st.sampled_from([BANNER, CO_IMPLEMENTERS, CO_IMPLEMENTERS + ":", PLACE_LINE, "VälitönVälillinen", ""]),
    st.builds("{}:{}{}".format, st.sampled_from(KEYS), st.sampled_from(["", " ", "\u00a0"]), scrap),
    st.builds("{}: {}".format, st.sampled_from(PRIVATE_KEYS), scrap),
    st.builds("{}{} {}".format, st.sampled_from([*QUESTIONS, *NAMES]), st.sampled_from(["", ":"]), scrap),
    scrap,
)


@given(st.lists(line, max_size=40))
def test_any_soup_of_lines_is_read_or_refused(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        project = parse(text)
    except NotADescription:
        return
    assert lost(text, project) == Counter()


@given(st.dictionaries(st.sampled_from([heading.number for heading in HEADINGS]), st.lists(line, max_size=8)))
def test_no_word_of_any_section_is_lost(bodies: dict[str, list[str]]) -> None:
    text = minimal(**{f"_{number}": "\n".join(lines) for number, lines in bodies.items()})
    try:
        project = parse(text)
    except NotADescription:
        return  # another code, or a second one, crept in
    assert lost(text, project) == Counter()
