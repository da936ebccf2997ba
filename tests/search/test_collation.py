"""In which order titles and names stand; the right order is written out by hand."""

from __future__ import annotations

import random
from pathlib import Path

from index.indexing.index_writer import build
from search.contract.request import Request
from search.engine import Engine
from search.plan.collation import collate

IN_ORDER = (
    "1 askel",
    "2 askelta",
    "»10 askelta",
    "– 100 askelta",
    "aamu",
    "Askel 2",
    "askel 10",
    "Café Ö",
    "cafeteria",
    "EU 9",
    "”EU 21”",
    "Ł-hanke",
    "München",
    "Mýrdal",
    "Osa 2.9 b",
    "Osa 2.10 a",
    "Šamaani",
    "”samasta",
    "yö",
    "zoo",
    "Åbo",
    "'Ääni'",
    "- öljy 3",
    "öljy 12",
)


def test_titles_stand_as_in_a_finnish_dictionary_and_numbers_by_their_size() -> None:
    shuffled = random.Random(1).sample(IN_ORDER, len(IN_ORDER))
    assert shuffled != list(IN_ORDER)
    assert sorted(shuffled, key=collate) == list(IN_ORDER)


def test_numbers_of_any_length_and_script_compare() -> None:
    assert collate("٣ b") < collate("10 a") < collate("٢٠")
    assert collate("9" * 300) < collate("1" + "0" * 300)
    assert collate("007") == collate("7") > collate("0")


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert collate("a\u0308a\u0308ni") == collate("ääni")
    assert collate("–") < collate("a")


def test_projects_are_listed_in_natural_order(tmp_path: Path) -> None:
    source = tmp_path / "texts"
    source.mkdir()
    titles = ("10 askelta", "Ylitys", "2 askelta", "”Äänet", "Überin malli")
    for number, title in enumerate(titles):
        text = f"1 Hanke\n\nHankekoodi: S7000{number}\n\nHankkeen nimi: {title}\n"
        (source / f"{number}.txt").write_text(text, encoding="utf-8")
    build(tmp_path / "index", [source])
    hits = Engine(tmp_path / "index").answer(Request(sort="nimi")).hits
    assert [hit.title for hit in hits] == ["2 askelta", "10 askelta", "Überin malli", "Ylitys", "”Äänet"]


def test_letters_that_sort_alike_are_told_apart_by_what_follows() -> None:
    for alike in ("äæ", "öø", "yüű", "dđð", "hħ", "lł", "nŋ", "tŧ"):
        for one in alike:
            for other in alike:
                assert collate(one + "a") < collate(other + "b")
    assert collate("þa") == collate("tha")
