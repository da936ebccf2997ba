"""Which passages of a hit are shown, in which order, and where each begins and ends."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.small import index_of, search_json

FILLER = "sohva lamppu kirja tuoli kaappi hylly matto verho peili kello "
FAR = (FILLER * 6).strip()
"""More words than a passage is long, none of which is looked for."""
OTHERS = {f"S2000{n}": {"_3": "Vuokko ja kielo kukkivat kesällä."} for n in range(5)}
"""Projects that make the words looked for neither rare nor frequent."""
MARK = re.compile(r"<mark[^>]*>(.*?)</mark>")


def snippets(folder: Path, query: str, **bodies: str) -> list[Any]:
    """The snippets of a project with these sections."""
    found = search_json(index_of(folder, {**OTHERS, "S10001": bodies}), query)
    (hit,) = [hit for hit in found["hits"] if hit["code"] == "S10001"]
    return list(hit["snippets"])


def plain(html: str) -> str:
    return unescape(re.sub(r"</?mark[^>]*>", "", html))


def marked(html: str) -> list[str]:
    return MARK.findall(html)


def test_every_word_is_shown_before_one_is_shown_again(tmp_path: Path) -> None:
    often = f"Vuokko, vuokko ja vuokon lehti. {FAR}. "
    shown = snippets(tmp_path, "vuokko kielo", _3=often * 4 + f"Kielo kukkii. {FAR}.")
    assert [len(marked(one["html"])) for one in shown] == [3, 1]
    assert marked(shown[1]["html"]) == ["Kielo"]


def test_a_passage_of_a_weightier_section_comes_first(tmp_path: Path) -> None:
    said = "Vuokko kukkii metsässä."
    question = "Hankkeessa on tehty toimintaympäristön analyysi sukupuolinäkökulmasta"
    shown = snippets(tmp_path, "vuokko", _8_1=f"{question}: Kyllä\n{said}", _9=said, _4_1=said)
    assert [one["field"] for one in shown] == ["loppuraportti", "kohderyhma"]


def test_of_passages_worth_the_same_the_earlier_comes_first(tmp_path: Path) -> None:
    said = " ".join(f"Vuokko kukkii {where}. {FAR}." for where in ("alussa", "keskellä", "lopussa", "yhä"))
    shown = snippets(tmp_path, "vuokko", _3=said, _9="Vuokko kukkii viimein.")
    assert [plain(one["html"]).split(".")[0].strip("… ") for one in shown] == [
        "Vuokko kukkii alussa",
        "Vuokko kukkii keskellä",
    ]


def test_a_rarer_word_makes_a_passage_worth_more(tmp_path: Path) -> None:
    said = f"Vuokko kukkii. {FAR}. Orkidea kukkii. {FAR}."
    shown = snippets(tmp_path, "vuokko orkidea", _3=said)
    assert [marked(one["html"]) for one in shown] == [["Orkidea"], ["Vuokko"]]


def test_a_passage_with_both_words_comes_first_and_nothing_is_shown_twice(tmp_path: Path) -> None:
    said = f"Vuokko kukkii. {FAR}. Kielo kukkii. {FAR}. Vuokko ja kielo kukkivat. {FAR}. Kielo taas."
    shown = snippets(tmp_path, "vuokko kielo", _3=said)
    assert marked(shown[0]["html"]) == ["Vuokko", "kielo"]
    assert len({one["html"] for one in shown}) == len(shown) == 2


LINE = "Jo kauan on vuokko kukkinut joka kevät täällä, ja kukkii yhä; moni käy sitä katsomassa."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Vuokko kukkii.", "Vuokko kukkii."),
        ("Alku on tämä. Vuokko kukkii.", "… Vuokko kukkii."),
        (f"{FAR}. Vuokko kukkii.", "… Vuokko kukkii."),
        (f"{FAR}\nVuokko kukkii.", "Vuokko kukkii."),
        (f"{FAR}\n- Vuokko kukkii.", "… Vuokko kukkii."),
        (f"{FAR}\n{LINE}\nToinen rivi.", LINE),
        ("Vuokko\nkukkii.\nToinen rivi.", "Vuokko\nkukkii.\nToinen rivi."),
        ("Yksi: vuokko & <b>kielo</b>", "… vuokko & <b>kielo</b>"),
    ],
)
def test_where_a_passage_begins_and_ends(tmp_path: Path, text: str, shown: str) -> None:
    (one,) = snippets(tmp_path, "vuokko", _3=text)
    assert plain(one["html"]) == shown


def test_a_passage_is_of_whole_words_and_bounded(tmp_path: Path) -> None:
    (one,) = snippets(tmp_path, "vuokko", _3=f"{FAR} vuokko {FAR}")
    text = plain(one["html"])
    assert text.startswith("… ")
    assert text.endswith(" …")
    words = text.strip("… ").split()
    assert set(words) <= {*FILLER.split(), "vuokko"}
    assert 150 < len(" ".join(words)) <= 200
    assert words.index("vuokko") < len(words) / 2


def test_without_a_word_looked_for_the_summary_begins(tmp_path: Path) -> None:
    (one,) = snippets(tmp_path, "alkaa:ei-tietoa", _1="Hankkeen nimi: Kukat", _3=f"Alku &\n{FAR} {FAR}")
    assert one["field"] == "tiivistelma"
    assert one["html"].startswith("Alku &amp; sohva lamppu")
    assert one["html"].endswith(" …")
    assert set(plain(one["html"]).strip("… ").split()) <= {"Alku", "&", *FILLER.split()}
    assert 150 < len(plain(one["html"])) <= 262


def test_the_title_is_marked_in_its_place_and_no_snippet(tmp_path: Path) -> None:
    found = search_json(
        index_of(tmp_path, {"S10001": {"_1": "Hankkeen nimi: Vuokon aika", "_3": "Muuta tietoa."}}), "vuokko"
    )
    (hit,) = found["hits"]
    assert [one["html"] for one in hit["snippets"]] == ["Muuta tietoa."]


@pytest.mark.parametrize("other", ["xyzzy*", "xyz?y", "xyzzy~1", '"xyzzy vuokko"', "=xyzzy"])
def test_a_word_that_begins_alike_is_marked_whatever_else_is_missing(tmp_path: Path, other: str) -> None:
    shown = snippets(tmp_path, f"matkailu {other}", _3="Leirille tulee matkailijoita.")
    assert [marked(one["html"]) for one in shown] == [["matkailijoita"]]


@pytest.mark.parametrize("query", ["=matkailu", "matkailu~1", '"matkailu"'])
def test_a_word_in_just_one_form_has_none_that_begin_alike(tmp_path: Path, query: str) -> None:
    """Though the project is found by a word that begins like another of the query."""
    shown = snippets(tmp_path, f"{query} ideologia", _3="Leirille tulee ideologisia matkailijoita.")
    assert [marked(one["html"]) for one in shown] == [["ideologisia"]]
