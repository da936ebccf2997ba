"""Every sign read as it was meant, by the whole engine: texts, queries, filter values.

The made descriptions below hold the signs; the same cases are tried on `../shared/faults` where it is.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from index.indexing.index_writer import build
from search.contract.request import Request
from search.engine import Engine
from tests.conftest import CORPUS, SHARED

TEXTS = {
    "S90001": (
        "Hanke tukee 16–29‑vuotiaita. EU‑hanke ja pk‐yritys. Liike\u00adtoiminta\u00adosaaminen, "
        "verkko\u200bkauppa ja robo\u2060tiikka, yri\ufefftys. Meri−ala hyötyy."
    ),
    "S90003": "Myllyn vaa’an korjaus. CO₂-päästöt, 10 m². ＡＢＣ-tehdas, ﬁlmi. Ty\u0308o\u0308paja kylässä.",
    "S90005": "Tuetaan lap-\nsiperheitä. Työllis-\nyys- ja kasvu- sekä elinvoima-\npalvelut, huvi-\nmatkat.",
    "S90011": "Kohderyhmä:opettajat ja lukiolaiset. Tavoite:vähentää hukkaa. Jäsenet:puheenjohtaja.",
    "S90012": "Raa’an puun käsittely. Liu’utaan ja ruo’ot niitetään; vaa’at tarkistetaan.",
    "S90013": "Raa'an puun käsittely. Liu'utaan ja ruo'ot niitetään; vaa'at tarkistetaan.",
}


def description(code: str, summary: str) -> str:
    """A description with nothing but a code, a name and a summary."""
    return (
        "Euroopan unioni Vipuvoimaa EU:lta\n\nEuroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus\n\n"
        f"1 Hanke\n\nHankekoodi: {code}\n\nHankkeen nimi: Merkkihanke\n\n"
        f"3 Suunnitelman mukainen tiivistelmä toteutuksesta\n\n{summary}\n"
    )


@pytest.fixture(scope="module")
def signs(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine over the samples and the made descriptions."""
    folder = tmp_path_factory.mktemp("signs")
    source = folder / "source"
    source.mkdir()
    for code, text in TEXTS.items():
        (source / f"{code}.txt").write_text(description(code, text), "utf-8")
    assert not build(folder / "index", [CORPUS, source]).failed
    return Engine(folder / "index")


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine over the samples and the descriptions on which an earlier version failed."""
    source = SHARED / "faults"
    if not source.is_dir():
        pytest.skip(f"{source} is not here")
    folder = tmp_path_factory.mktemp("faults") / "index"
    assert not build(folder, [CORPUS, source]).failed
    return Engine(folder)


def whole(engine: Engine, query: str, **filters: tuple[str, ...]) -> list[str]:
    """The codes of all that match the whole query, in order."""
    answer = engine.answer(Request(query, filters, limit=100))
    return [hit.code for hit in answer.hits if not hit.partial]


SIGNS = [
    ("vaaka", {"S90003", "S90012", "S90013"}),
    ("ruoko", {"S90012", "S90013"}),
    ("raaka", {"S90012", "S90013"}),
    ("liukua", {"S90012", "S90013"}),
    ('"vaa\'an"', {"S90003", "S90012", "S90013"}),
    ("vaa’at", {"S90003", "S90012", "S90013"}),
    ("EU-hanke", {"S90001"}),
    ("EU\u2011hanke", {"S90001"}),
    ("pk\u2010yritys", {"S90001"}),
    ("verkkokauppa", {"S90001"}),
    ("verkko\u00adkauppa", {"S90001"}),
    ("robo\u200btiikka", {"S90001"}),
    ("liiketoimintaosaaminen", {"S90001"}),
    ("16-29-vuotiaat", {"S90001"}),
    ("16–29-vuotiaat", {"S90001"}),
    ("16—29‑vuotiaat", {"S90001"}),
    ("meri-ala", {"S90001"}),
    ("co2-päästöt", {"S90003"}),
    ("CO₂-päästö", {"S90003"}),
    ("m2", {"S90003"}),
    ("abc-tehdas", {"S90003"}),
    ("lapsiperhe", {"S90005"}),
    ("elinvoimapalvelut", {"S90005"}),
    ("kasvupalvelut", {"S90005"}),
    ("työllisyyspalvelut", {"S90005"}),
    ("huvimatka", {"S90005"}),
    ("kohderyhmä opettaja", {"S90011"}),
    ("tavoite vähentää hukka", {"S90011"}),
    ("puheenjohtaja jäsen", {"S90011"}),
]


@pytest.mark.parametrize(("query", "codes"), SIGNS, ids=lambda value: value if isinstance(value, str) else "")
def test_signs_in_texts_and_queries(signs: Engine, query: str, codes: set[str]) -> None:
    assert {code for code in whole(signs, query) if code in TEXTS} == codes


@pytest.mark.parametrize("query", ["työpaja", "kylä", "Åland", "Etelä-Savo"])
def test_decomposed_queries_find_what_composed_ones_do(signs: Engine, query: str) -> None:
    assert whole(signs, unicodedata.normalize("NFD", query)) == whole(signs, query) != []


def test_decomposed_filter_values(signs: Engine) -> None:
    decomposed = unicodedata.normalize("NFD", "Etelä-Savo")
    assert whole(signs, "", maakunta=(decomposed,)) == whole(signs, "", maakunta=("Etelä-Savo",)) != []


def test_marks_are_the_source_text(signs: Engine) -> None:
    for query, codes in SIGNS:
        for code in codes:
            document = signs.project(code, query)
            spans = document.spans.get("summary", ())
            assert spans, (query, code)
            assert all(0 <= span.start < span.end <= len(TEXTS[code]) for span in spans)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("vaaka", {"S77003", "S79002", "S79003"}), ("ruoko", {"S79002", "S79003"}),
        ("raaka", {"S79002", "S79003"}), ("liukua", {"S79002", "S79003"}),
        ('"vaa\'an"', {"S77003", "S79002", "S79003"}), ("EU-hanke", {"S77001"}), ("pk-yritys", {"S77001"}),
        ("verkkokauppa", {"S77001"}), ("robotiikka", {"S77001"}), ("co2-päästöt", {"S77003"}),
        ("m2", {"S77003"}), ("lapsiperheet", {"S77005"}), ("elinvoimapalvelut", {"S77005"}),
        ("huvimatkat", {"S77005"}), ("opettaja kohderyhmä", {"S79001"}), ("vähentää hukka", {"S79001"}),
        ("puheenjohtaja", {"S79001"}), ("tavoitteena jäätelötehdas", {"S77002"}), ("panimo", {"S77002"}),
    ],
)  # fmt: skip
def test_faults_that_were_found(faults: Engine, query: str, codes: set[str]) -> None:
    assert {code for code in whole(faults, query) if code.startswith(("S77", "S79"))} >= codes


# Queries on the samples


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("maakunta: Lappi", 3), ("vuosi: 2021", 16), ("kaupunki:Oulu", 0),
        ("myonnetty:200 000..300 000", 8), ("vuosi:2020 .. 2022", 21), ("vuosi:2020–2022", 21),
        ("vuosi:2020-2022", 21), ("myonnetty:> 300000", 13), ("myonnetty:>300.000", 13),
        ("myonnetty:>300 t", 13), ("myonnetty:>0,3 milj.", 13), ("myonnetty:>300k", 13),
        ("maakunta :Lappi", 3), ("maakunta : Lappi", 3), ("maakunta=Lappi", 3), ("maakunta= Lappi", 3),
        ("maakunta = Lappi", 3), ("maakunta：Lappi", 3), ("maakunnat:Lappi", 3),
        ("ｍａａｋｕｎｔａ:Ｌａｐｐｉ", 3),
        ("maakunta:'Lappi'", 3), ("maakunta:-Lappi", 21), ("maakunta:!Lappi", 21), ("maakunta:EI Lappi", 21),
        ("maakunta:(INTE Lappi)", 21), ("maakunta:Lappi,Kainuu", 4), ("maakunta:Lappi|Kainuu", 4),
        ("vuosi>=2021", 19), ("vuosi >= 2021", 19), ("vuosi=2021", 16), ("vuosi!=2021", 8),
        ("vuosi:<>2021", 8),
        ("vuosi:21", 16), ("vuosi:2020–22", 21), ("vuosi:2022..2020", 21), ("vuosi:2021–", 19),
        ("vuosi:–2019", 11), ("vuosi:[2020 TO 2022]", 21), ("vuosi:2020 to 2022", 21),
        ("vuosi:2020 alkaen", 22),
        ("vuosi:2020, 2021", 19), ("vuosi:2020 ja 2021", 19), ("year:2021", 16), ("år:2021", 16),
        ("granted:>300000", 13), ("beviljad:>300 tusen", 13), ("y-tunnus:9549909-3", 1),
        ("myonnetty:200–300 t€", 8), ("myonnetty:0,2–0,3 milj. €", 8), ("myonnetty:yli 300000", 13),
        ("myonnetty:>300\u00a0000", 13), ("myonnetty:>300\u2009000", 13), ("myönnetty:>300000", 13),
    ],
)  # fmt: skip
def test_values_in_every_writing(engine: Engine, query: str, total: int) -> None:
    assert engine.answer(Request(query)).total == total


@pytest.mark.parametrize("value", ["2020–2022", "2020-2022", "2020 .. 2022", "2020..2022"])
def test_years_as_a_filter(engine: Engine, value: str) -> None:
    assert engine.answer(Request("", {"vuosi": (value,)})).total == 21


def test_a_hyphen_after_a_space_is_a_compound_where_a_text_has_it(engine: Engine) -> None:
    answer = engine.answer(Request("Tauon paikka -hanke"))
    assert answer.hits[0].code == "S29905"
    assert any("yhdyssana" in str(note) for note in answer.notes)
    codes = {hit.code for hit in engine.answer(Request("suomi toisena kielenä -opettaja")).hits}
    assert "S29906" in codes


def test_a_hyphen_after_a_space_excludes_elsewhere(engine: Engine) -> None:
    plain = set(whole(engine, "digituki -kirjasto"))
    assert plain == set(whole(engine, "digituki EI kirjasto"))
    for sign in ("−", "–", "!", "--", "-!", "INTE "):
        assert set(whole(engine, f"digituki {sign}kirjasto")) == plain
    answer = engine.answer(Request("digituki nuorten -kirjasto"))
    assert any("poissul" in str(note) or "ilman" in str(note) for note in answer.notes)


def test_compounds_typed_otherwise(engine: Engine) -> None:
    assert whole(engine, "linjaauto")[:2] == whole(engine, "linja-auto")[:2]
    assert {"S29902", "S29905"} <= set(whole(engine, "linjaautolla"))
    apart, together = whole(engine, "TE palvelut"), whole(engine, "TE-palvelut")
    assert len(together) == 4
    assert set(apart[:4]) == set(together)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("kaupunki:Oulu", "kaupunki"), ("*tuki", "*tuki"), ("*tuki*", "*tuki*"), ("digituki^2", "^"),
        ("+kirjasto", "+"), ("C++ ohjelmointi", "C++"), ("digituki # kirjasto", "#"), ("§", "§"),
        ("maakunta:Foo", "Foo"), ("maakunta:Lappi:Kainuu", "Lappi:Kainuu"), ("kaupunki: Oulu", "kaupunki"),
        ("vuosi:2022..2020", "toisin päin"), ("vuosi:2o21", "2o21"),
        ("digituki || kirjasto [a]", "[a]"), ("digitukki~7", "~"), ("{digituki}", "{digituki}"),
    ],
)  # fmt: skip
def test_what_is_neither_word_nor_grammar_makes_a_note(engine: Engine, query: str, told: str) -> None:
    notes = [str(note) for note in engine.answer(Request(query)).notes]
    assert any(told in note for note in notes), notes


@pytest.mark.parametrize(
    ("query", "same"),
    [("digit?ki", "digituki"), ("koodi:S2990?", "koodi:S2990*"), ("digitukki~2", "digitukki~")],
)
def test_patterns(engine: Engine, query: str, same: str) -> None:
    assert set(whole(engine, query)) >= set(whole(engine, same)) != set()
    assert engine.answer(Request(query)).notes == ()


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("digituki | kirjasto", "digituki TAI kirjasto"),
        ("digituki ELLER kirjasto", "digituki TAI kirjasto"),
        ("digituki & kirjasto", "digituki kirjasto"), ("digituki OCH kirjasto", "digituki kirjasto"),
        ("'lähijunat kulkevat'", '"lähijunat kulkevat"'), ("''tauon paikka''", '"tauon paikka"'),
        ("‚tauon paikka‘", '"tauon paikka"'), ("‹tauon paikka›", '"tauon paikka"'),
        ("＂tauon paikka＂", '"tauon paikka"'), ("‟tauon paikka‟", '"tauon paikka"'),
        ("（digituki）", "(digituki)"), ("𝐝𝐢𝐠𝐢𝐭𝐮𝐤𝐢", "digituki"),
        ("kohderyhmät:opettajat", "kohderyhma:opettajat"),
        ("nimi =digituki", "nimi JA =digituki"), ("title:digituki", "nimi:digituki"),
        ("alkaa:1 september 2021", "alkaa:1.9.2021"), ("alkaa:September 1, 2021", "alkaa:1.9.2021"),
    ],
)  # fmt: skip
def test_other_writings_of_the_same_query(engine: Engine, query: str, same: str) -> None:
    assert whole(engine, query) == whole(engine, same)
    assert engine.answer(Request(query)).notes == ()


@pytest.mark.parametrize(
    ("name", "value", "total"),
    [
        ("vuosi", "2020–22", 21), ("vuosi", "2021–", 19), ("vuosi", "2022..2020", 21), ("vuosi", "21", 16),
        ("myonnetty", "200–300 t€", 8), ("myonnetty", "yli 0,3 M€", 13), ("maakunta", "Lappi,Kainuu", 4),
        ("alkaa", "1.2.–31.8.2021", 2), ("alkaa", "2021 alkaen", 9),
    ],
)  # fmt: skip
def test_values_of_filters_in_every_writing(engine: Engine, name: str, value: str, total: int) -> None:
    assert engine.answer(Request("", {name: (value,)})).total == total


def test_a_value_that_no_project_has_is_told(engine: Engine) -> None:
    notes = engine.answer(Request("", {"maakunta": ("Lappi", "Foo")})).notes
    assert [str(note) for note in notes] == ["Kentässä ”Maakunta” ei ole arvoa ”Foo”."]


def test_one_wrong_letter_is_not_two(engine: Engine) -> None:
    assert whole(engine, "digittukki~2")
    assert not whole(engine, "digittukki~1")


def test_small_operators_are_words_and_the_operator_is_offered(engine: Engine) -> None:
    answer = engine.answer(Request("biokaasu tai kuvapuhelu"))
    assert answer.total == 0
    assert answer.suggestions[0].query == "biokaasu TAI kuvapuhelu"


def test_a_folder_of_signs_is_read_without_a_warning(tmp_path: Path) -> None:
    for code, text in TEXTS.items():
        (tmp_path / f"{code}.txt").write_text(description(code, text), "utf-8")
    report = build(tmp_path / "index", [tmp_path])
    assert not report.failed
