"""One sign, many writings: each is read as it was meant, and what is marked is the source text."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.normalization import compose, normalize
from index.analysis.tokenizer import analyse, tokenise
from index.formats.encodings import compose as compose_text


def forms(text: str) -> list[str]:
    return tokenise(text).forms


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tyo\u0308paja", "työpaja"),
        ("TYO\u0308PAJA", "TYÖPAJA"),
        ("vaa’at vaa'at vaaʼat vaa′at", "vaa'at vaa'at vaa'at vaa'at"),
        ("EU‑hanke pk‐yritys Meri−ala kello–aika", "EU-hanke pk-yritys Meri-ala kello-aika"),
        ("16–29-vuotiaat 16—29 16−29 16‒29", "16-29-vuotiaat 16-29 16-29 16-29"),
        ("verkko\u200bkauppa robo\u2060tiikka yri\ufefftys", "verkkokauppa robotiikka yritys"),
        ("liike\u00adtoiminta\u00adosaaminen", "liiketoimintaosaaminen"),
        ("\u200bhanke\u200b \u202ehanke\u202c", "hanke hanke"),
        ("CO₂-päästöt 10 m² 5 km² 3 cm³", "CO2-päästöt 10 m2 5 km2 3 cm3"),
        ("hanke¹ ja hankkeet²³", "hanke  ja hankkeet "),
        ("ＡＢＣ-tehdas １２３ ﬁlmi ﬂyygeli Ⅳ ㎡", "ABC-tehdas 123 filmi flyygeli IV m2"),
        ("Lap-\nsiperheiden huvi-\n  matkat", "Lapsiperheiden huvimatkat"),
        ("linja-\nauto EU-\nhanke Etelä-\nSavo 16-\nvuotiaat", "linja-auto EU-hanke Etelä-Savo 16-vuotiaat"),
        ("työllisyys-\nja sosiaalipalvelut", "työllisyys-\nja sosiaalipalvelut"),
        ("koulutus- \n\n- kohta", "koulutus- \n\n- kohta"),
        ("Kohderyhmä:opettajat Hinta:5 Teemat:meri", "Kohderyhmä opettajat Hinta 5 Teemat meri"),
        ("jäsenet:puheenjohtaja Tavoite:vähentää", "jäsenet puheenjohtaja Tavoite vähentää"),
        ("Tp 2:Neuvonta", "Tp 2 Neuvonta"),
        ("EU:n REACT-EU:n THL:ssä A:n", "EU:n REACT-EU:n THL:ssä A:n"),
        ("5:nnen 20:een EU:lainen NEET:ien", "5:nnen 20:een EU:lainen NEET:ien"),
        ("klo 12:30, suhde 1:2", "klo 12:30, suhde 1:2"),
        ("toimijoille.Tavoitteena parantaa.Rahoitus", "toimijoille Tavoitteena parantaa Rahoitus"),
        ("virtu.fi 1.9.2021 T.Meikäläinen", "virtu.fi 1.9.2021 T.Meikäläinen"),
        ("https://Esim.Fi/a:kohta etu.Suku@malli.fi", "https://Esim.Fi/a:kohta etu.Suku@malli.fi"),
        ("Helsinki — Turku – Oulu ” ’a’", "Helsinki — Turku – Oulu ” ’a’"),
        (
            "vaaʻat vaaʾat vaa‛at vaa´at vaaˈat vaaꞌat vaa‵at",
            "vaa'at vaa'at vaa'at vaa'at vaa'at vaa'at vaa'at",
        ),
        ("EU⁃hanke EU˗hanke EU֊hanke EU—hanke EU﹘hanke", "EU-hanke EU-hanke EU-hanke EU-hanke EU-hanke"),
        ("työllisyys– ja kasvu−, elinvoimapalvelut", "työllisyys- ja kasvu−, elinvoimapalvelut"),
        ("kasvu–, työllisyys– sekä elinvoimapalvelut", "kasvu-, työllisyys- sekä elinvoimapalvelut"),
        (
            "verkko\U000e0020kauppa verkko\u3164kauppa verkko\ufff9kauppa",
            "verkkokauppa verkkokauppa verkkokauppa",
        ),
        ("𝐭𝐲𝐨\u0308𝐩𝐚𝐣𝐚 ⓓⓘⓖⓘ 🅓🅘🅖🅘 🅳🅸🅶🅸", "työpaja digi DIGI DIGI"),
        ("EU¹ ESR² 2020¹ CO₂¹ m² 10³", "EU  ESR  2020  CO2  m2 10 "),
        ("lähi\u00ad\npalvelut lähi¬\npalvelut lähi–\npalvelut", "lähipalvelut lähipalvelut lähipalvelut"),
        ("lähi-\r\npalvelut lähi-\u2028palvelut lähi-\rpalvelut", "lähipalvelut lähipalvelut lähipalvelut"),
        ("lähi-\x0cpalvelut lähi-\n\x0cpalvelut", "lähipalvelut lähipalvelut"),
        ("lähi-\n\npalvelut", "lähi-\n\npalvelut"),
        ("e-\nkirja COVID-\n19 TYÖLLIS-\nYYS EU-\nTUKI", "e-kirja COVID-19 TYÖLLISYYS EU-TUKI"),
        ("EU：n Kohderyhmä：opettajat", "EU:n Kohderyhmä opettajat"),
        (
            "EU.Tavoitteena 2021.Tavoitteena T.Meikäläinen 1.X",
            "EU Tavoitteena 2021 Tavoitteena T.Meikäläinen 1.X",
        ),
        ("Žižek Škoda Łódź Çelik Straße", "Žižek Škoda Łódź Çelik Straße"),
    ],
)  # fmt: skip
def test_each_writing_is_read_as_it_was_meant(written: str, meant: str) -> None:
    assert normalize(written).text == meant


def test_offsets_are_those_of_the_source() -> None:
    text = "Ver\u00adkko\u200bkaupan Lap-\nsiperheet ﬁlmi tyo\u0308pajat, 10 m²"
    found = {token.form: text[token.start : token.end] for token in analyse(text, "fi")}
    assert found == {
        "verkkokaupan": "Ver\u00adkko\u200bkaupan",
        "lapsiperheet": "Lap-\nsiperheet",
        "filmi": "ﬁlmi",
        "työpajat": "tyo\u0308pajat",
        "10": "10",
        "m2": "m²",
    }


def test_a_span_of_a_text_that_was_changed_is_that_of_the_source() -> None:
    changed = normalize("tyo\u0308paja")
    assert [changed.span(at, at + 1) for at in range(4)] == [(0, 1), (1, 2), (2, 4), (4, 5)]
    assert changed.span(2, 7) == (2, 8)


@given(
    st.text(alphabet=st.one_of(st.sampled_from("aoä\u0308\u0301-–’:. \n\u200b\u00ad²₂ﬁA1"), st.characters()))
)
def test_spans_rise_and_stay_inside_the_source(text: str) -> None:
    normal = normalize(text)
    end = 0
    for at in range(len(normal.text)):
        start, stop = normal.span(at, at + 1)
        assert end <= start or (start, stop) == normal.span(at - 1, at)  # several characters made of one
        assert 0 <= start <= stop <= len(text)
        end = start


@given(st.text(alphabet="aoeuÅäö\u0308\u030a\u0301 n-", max_size=40))
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    whole = unicodedata.normalize("NFC", text)
    apart = unicodedata.normalize("NFD", whole)
    assert normalize(apart).text == normalize(whole).text


@pytest.mark.parametrize("composed", ["työ", "Åland", "é", "plain", "a b"])
def test_letters_are_composed(composed: str) -> None:
    assert compose(unicodedata.normalize("NFD", composed)) == composed


def test_marks_beyond_any_writing_are_dropped() -> None:
    assert len(compose("a" + "\u0301\u0323" * 1_000)) < 10
    assert forms("a" + "\u0301\u0323" * 1_000 + "b") == forms("a\u0301\u0323\u0301\u0323b")


COMPATIBLE = {"<wide>", "<narrow>", "<super>", "<sub>", "<compat>", "<square>", "<font>"}
FILLERS = "\u3164\uffa0"
"""Korean signs that show nothing."""


def test_every_letter_and_digit_of_another_shape_is_known() -> None:
    """Unicode's whole list, also where it will grow."""
    for sign in map(chr, range(0x80, sys.maxunicode + 1)):
        plain = unicodedata.normalize("NFKC", sign)
        is_other_shape = unicodedata.decomposition(sign).partition(" ")[0] in COMPATIBLE and plain.isalnum()
        if is_other_shape and sign not in FILLERS:
            assert normalize(f"a{sign}").text == normalize(f"a{plain}").text, hex(ord(sign))


def test_the_bytes_of_a_file_are_composed_with_a_bounded_number_of_marks() -> None:
    """A letter with n times «\u0301\u0323» took the square of n: 26 seconds for 321 kB."""
    assert compose_text("a\u0308iti a\u0323\u0301") == "äiti \u1ea1\u0301"
    piled = compose_text("a" + "\u0301\u0323" * 100_000 + "b")
    assert piled.startswith("\u1ea1")
    assert piled.endswith("b")
    assert len(piled) <= 32
