"""Golden words, offsets and the properties that snippets rely on.

`golden/words.tsv` holds one word a line as the analyser meets it in running text: form, how it was
analysed, base forms, parts. Change it only on purpose, and raise `finnish.FINGERPRINT` with it.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis import finnish, swedish
from index.analysis.languages import ANALYSIS_KINDS, language
from index.analysis.normalization import normalize
from index.analysis.tokenizer import ADDRESS, ADDRESS_MARK, LONGEST, WORD, analyse, tokenise, word_at

GOLDEN = Path(__file__).parent / "golden" / "words.tsv"
TEXTS = (
    "Kainuussa kainuussa digitsemppareiden Omasotessa soten REACT-EU:n ESR-toimenpiteet määriä osallisuutta "
    "hyvinvointialueelle etäohjausosaamisen työllisyys- ja sosiaalipalvelut",
    "terveys-, hyvinvointi- ja hoivapalveluja",
    "alusta kehittäminen kehitetään digituessa lähidigituki koronapandemian ikäihmisten 1.9.2021 12.3. "
    "S22496 2454377-1 virtu.fi https://www.theseus.fi/handle/10024/814297 anne.esimerkki(at)karelia.example "
    "8-vuotias TE-palvelujen pk-yrityksille EU:n ELY-keskuksen saavutettavuutta maahanmuuttajataustaisten "
    "nuorten lapissa työttömien 2014–2020 Sote-kuntayhtymän",
)


def table() -> list[str]:
    """The words of `TEXTS` as lines of the golden file."""
    return [
        "\t".join(
            (token.form, token.word.analysis_kind, " ".join(token.word.bases), " ".join(token.word.parts))
        )
        for text in TEXTS
        for token in analyse(text, "fi")
    ]


def test_golden_words() -> None:
    golden = GOLDEN.read_text("utf-8").splitlines()
    assert all(line.count("\t") == 3 for line in golden)
    assert table() == golden
    assert len(golden) == 44


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hanke", "voikko"),
        ("työllisyys- ja sosiaalipalvelut", "hanging"),
        ("PKS:n", "colon"),
        ("koira-kissa", "hyphen"),
        ("29", "number"),
        ("kestävänkehityksen", "split"),
        ("blorgi", "stem"),
        ("utbildning för dem som och det", "swedish"),
        ("a" * (LONGEST + 1), "long"),
    ],
)
def test_how_a_word_was_analysed_can_be_said(text: str, kind: str) -> None:
    assert analyse(text)[0].word.analysis_kind == kind
    assert ANALYSIS_KINDS[kind]


def tokens(text: str) -> set[str]:
    """All tokens of a text, of both streams."""
    return {t for token in analyse(text) for t in (*token.word.bases, *token.word.parts)}


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("omasote", "Omasotessa"),
        ("sote", "Kainuun soten palvelut"),
        ("digitsemppari", "digitsemppareiden rekrytointi"),
        ("react-eu", "REACT-EU:n toimenpiteet"),
        ("toimenpide", "ESR-toimenpiteet"),
        ("esr-hanke", "ESR-hankkeessa"),
        ("kainuu", "Kainuussa"),
        ("hyvinvointialue", "HYVINVOINTIALUEELLE"),
        ("etäohjaus", "etäohjausosaamisen kehittäminen"),
        ("työllisyyspalvelut", "työllisyys- ja sosiaalipalvelut"),
        ("koulutuspalvelut", "koulutus- ja/tai neuvontapalvelut"),
        ("kasvupalvelut", "kasvu– sekä neuvontapalvelut"),
        ("terveyspalvelu", "terveys-, hyvinvointi- ja hoivapalveluja"),
        ("hyvinvointipalvelut", "terveys-, hyvinvointi- ja hoivapalveluja"),
        ("määrä", "suuria määriä"),
        ("osallisuus", "osallisuutta"),
        ("kehittäminen", "palveluja kehitetään"),
        ("S22496", "hanke S22496 jatkuu"),
        ("2021", "alkoi 1.9.2021"),
        ("virtu.fi", "https://virtu.fi palveluportaali"),
        ("pk-yritys", "pk-yrityksille"),
        ("react-eu", "REACT-EU-rahoitus"),
        ("eu-rahoitus", "REACT-EU-rahoitus"),
    ],
)
def test_a_word_finds_its_other_forms(asked: str, written: str) -> None:
    base = analyse(asked)[0].word.bases
    assert set(base) & tokens(written), (base, tokens(written))


@pytest.mark.parametrize(
    ("asked", "written"),
    [("osa", "osto"), ("kunta", "kanta"), ("työ", "tyttö"), ("lappi", "lappu"), ("sota", "soten")],
)
def test_different_words_stay_apart(asked: str, written: str) -> None:
    assert not set(analyse(asked)[0].word.bases) & tokens(written)


def test_unknown_and_hostile_words_are_their_own_base() -> None:
    for form in ("x" * 5_000, "-" * 50, "a:b:c:d", "::::", "ä" * 101, "\u0000", "٣٤٥", "漢字", "🙂🙂"):
        for token in analyse(form):
            assert token.word.bases
            assert all(token.word.bases)


SIGNS = "aäö19-:'’.,\u00ad_ \n()/\u200b\u2011–—\u0308\u0301²₂ﬁＡEkinssa"


@example("0\u1acf")  # of a block of marks, but no character yet in older versions of Unicode
@example("0\u20dd")  # a circle around it
@given(st.text(alphabet=st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=200))
def test_offsets_point_at_the_words(text: str) -> None:
    found = analyse(text)
    assert [token.position for token in found] == list(range(len(found)))
    end = 0
    for token in found:
        assert end <= token.start < token.end <= len(text)
        assert word_at(text, token.start) == (token.end, token.form)
        assert normalize(text[token.start : token.end]).text.strip().lower().replace("\n", "") == token.form
        end = token.end


@given(st.text(alphabet="abcdeäö-:.,() jatai", max_size=60))
def test_capitals_make_no_difference(text: str) -> None:
    assert [t.word for t in analyse(text, "fi")] == [t.word for t in analyse(text.upper().lower(), "fi")]


def test_swedish_sections_are_recognised() -> None:
    text = "Projektet utvecklar utbildningen och sjöfarten i Österbotten för att företagen ska kunna växa."
    assert language(text.lower().split()) == "sv"
    assert language(["hankkeessa", "kehitetään", "koulutusta", "ja", "merenkulkua", "pohjanmaalla"]) == "fi"
    assert swedish.stem("utbildning") in tokens(text)


def test_threads_have_their_own_voikko() -> None:
    finnish.word.cache_clear()
    forms = [
        f"{start}{end}" for start in ("koulu", "talo", "metsä", "auto") for end in ("ssa", "n", "sta", "lle")
    ]
    results: list[list[tuple[str, ...]]] = []

    def look_up() -> None:
        results.append([finnish.word.__wrapped__(form).bases for form in forms * 20])

    threads = [threading.Thread(target=look_up) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    assert all(result == results[0] for result in results)
    assert results[0][0] == ("koulu",)


@given(st.text(alphabet=st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=80))
def test_the_fast_cutter_finds_what_the_pattern_finds(text: str) -> None:
    words = tokenise(text)
    lower = "".join(c if len(c.lower()) > 1 else c.lower() for c in words.normal)
    spans = list(zip(words.normal_starts.tolist(), words.normal_ends.tolist(), strict=True))
    if not ADDRESS_MARK.search(lower):
        assert spans == [m.span() for m in WORD.finditer(lower)]
    for start, end in spans:
        match = ADDRESS.match(lower, start) or WORD.match(lower, start)
        assert match is not None
        assert match.end() == end


def test_addresses_are_words() -> None:
    text = "Katso https://virtu.fi/sivu?a=1. Kysy x.y(at)z.example tai a+b@c.fi! Ei @ eikä :// eikä http://"
    assert [f for f in tokenise(text).forms if not f.isalpha()] == [
        "https://virtu.fi/sivu?a=1", "x.y(at)z.example", "a+b@c.fi",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "kasvua 3,5 % vuodessa, 2,5",
        "kirjasto(at)oph.fi tai KIRJASTO(AT)oph.fi",
        "etä-työ, linja-auto/juna; työllisyys- ja sosiaalipalvelut (ESR) 1.9.2021: loppu.",
        "toimijoille.Tavoitteena EU:n 5:nnen hanke- \nrahoitus",
    ],
)
def test_a_word_ends_at_its_place_as_in_the_whole_text(text: str) -> None:
    words = tokenise(text)
    for start, end, form in zip(words.starts.tolist(), words.ends.tolist(), words.forms, strict=True):
        assert word_at(text, start) == (end, form)


@pytest.mark.parametrize("language", ["fi", "sv", None])
def test_a_single_word_is_read_as_it_is_in_a_text(language: str | None) -> None:
    signs = [chr(code) for code in range(0x21, 0x17F)]
    for text in [*signs, *(f"kyl{sign}" for sign in signs), *(f"{sign}9" for sign in signs)]:
        after_space = analyse(f" {text}", language)
        moved = [token._replace(start=token.start - 1, end=token.end - 1) for token in after_space]
        assert analyse(text, language) == moved, text
