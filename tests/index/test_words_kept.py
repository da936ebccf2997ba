"""Nothing is lost: each word of a description stands in its JSON, as often as in the file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import NotADescription
from index.formats.text import read_text
from index.model.project import FIELDS
from index.reader.parser import parse
from index.templates.eura2014 import EURA2014
from tests.index.samples import descriptions, lost, minimal


@pytest.mark.parametrize("path", descriptions(), ids=lambda path: path.stem)
def test_no_word_is_lost(path: Path) -> None:
    text = read_text(path).text
    project = parse(text, str(path))
    assert lost(text, project) == Counter()
    assert project.code == path.stem


KEYS = sorted({f.key for f in FIELDS if f.key and not f.private})
PRIVATE_KEYS = sorted({f.key for f in FIELDS if f.private})
PRINTED = [line for lines in EURA2014.printed.values() for line in lines]
NAMES = [
    *EURA2014.questions,
    *(name for group, members in EURA2014.indicators.items() for name in (group, *members)),
]
NUMBERS = [heading.number for heading in EURA2014.headings]
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
    st.sampled_from([heading.text for heading in EURA2014.headings]),
    st.sampled_from([*PRINTED, EURA2014.partners_line + ":", "VälitönVälillinen", ""]),
    st.builds("{}:{}{}".format, st.sampled_from(KEYS), st.sampled_from(["", " ", "\u00a0"]), scrap),
    st.builds("{}: {}".format, st.sampled_from(PRIVATE_KEYS), scrap),
    st.builds("{}{} {}".format, st.sampled_from(NAMES), st.sampled_from(["", ":"]), scrap),
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


@given(st.dictionaries(st.sampled_from(NUMBERS), st.lists(line, max_size=8)))
def test_no_word_of_any_section_is_lost(bodies: dict[str, list[str]]) -> None:
    text = minimal(**{f"_{number}": "\n".join(lines) for number, lines in bodies.items()})
    try:
        project = parse(text)
    except NotADescription:
        return  # another code, or a second one, crept in
    assert lost(text, project) == Counter()
