"""Completion on the sample corpus: words as written, names with their filters, titles; also after errors."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.formats.text import read_text
from index.indexing.index_writer import build
from index.model.project import QUERYABLE
from index.reader.parser import parse
from search.contract.request import Request
from search.engine import Engine
from search.suggestion.lexicon import form_lexicon, key, prefix_rows
from tests.examples import examples
from tests.small import engine_of

MASSA = "MustaMassa – akkukemian ja metallien kiertotalouden koeympäristö Kokkolaan"


def texts(engine: Engine, typed: str) -> list[str]:
    """The texts that are offered."""
    return [one.text for one in engine.suggest(typed)]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("digit", "digituki"),
        ("Digit", "digituki"),
        ("nuorten työp", "nuorten työpaja"),
        ("matkailu TAI digit", "matkailu TAI digituki"),
        ("matkailu -digit", "matkailu -digituki"),
        ('"kylien digit', '"kylien digituki'),
        ("(matkailu TAI digit", "(matkailu TAI digituki"),
        ("nimi:digit", "nimi:digituki"),
        ("digitukk", "digituki"),  # typing errors
        ("tuulivoman", "tuulivoima"),
        ("pritnh", "printhealth"),
        ("tyottomy", "työttömyys"),
        ("hiilijalanj", "hiilijalanjälki"),
    ],
)
def test_words_are_completed_as_they_are_written(engine: Engine, typed: str, offered: str) -> None:
    assert offered in texts(engine, typed)


@pytest.mark.parametrize(
    ("typed", "kind", "text", "query", "field", "value"),
    [
        ("kain", "maakunta", "Kainuu", "", "maakunta", "Kainuu"),
        ("digituki kain", "maakunta", "Kainuu", "digituki", "maakunta", "Kainuu"),
        ("kainnu", "maakunta", "Kainuu", "", "maakunta", "Kainuu"),
        ("digituki etela sav", "maakunta", "Etelä-Savo", "digituki", "maakunta", "Etelä-Savo"),
        ("pohjois karjlaa", "maakunta", "Pohjois-Karjala", "", "maakunta", "Pohjois-Karjala"),
        ("järvenp", "kunta", "Järvenpää", "", "kunta", "Järvenpää"),
        ("jyväskylän s", "seutukunta", "Jyväskylän seutukunta", "", "seutukunta", "Jyväskylän"),
        ("react", "toimintalinja", "9. REACT-EU:n ESR-toimenpiteet", "", "toimintalinja", "9"),
        ("näsijärven amm", "hakija", "Näsijärven ammattikorkeakoulu Oy", "", "hakija",
         "Näsijärven ammattikorkeakoulu Oy"),
        ("musta mas", "hanke", MASSA, "", "koodi", "A89907"),
        ("a89907", "hanke", MASSA, "", "koodi", "A89907"),
    ],
)  # fmt: skip
def test_names_are_completed_with_their_filter(
    engine: Engine, typed: str, kind: str, text: str, query: str, field: str, value: str
) -> None:
    found = [one for one in engine.suggest(typed) if (one.kind, one.value) == (kind, value)]
    assert [(one.text, one.query, one.field) for one in found] == [(text, query, field)]


@pytest.mark.parametrize("typed", ["digit", "kain", "nuorten työ", "etelä sa", "lapin l", "must", "9"])
def test_everything_offered_finds_something(engine: Engine, typed: str) -> None:
    offered = engine.suggest(typed)
    assert offered
    for one in offered:
        query = one.query if one.kind == "sana" else ""  # a name alone: with the words it may find none
        assert engine.answer(Request(query, {one.field: (one.value,)} if one.field else {})).total, one


def test_values_of_a_field_are_completed_in_the_query(engine: Engine) -> None:
    assert [one.query for one in engine.suggest("digituki maakunta:kai")] == ["digituki maakunta:Kainuu"]
    assert 'hakija:"Näsijärven ammattikorkeakoulu Oy"' in [one.query for one in engine.suggest("hakija:näsi")]
    assert engine.suggest("myonnetty:1000") == engine.suggest("väri:sin") == ()


@pytest.mark.parametrize("begun", ["viranomainen:", 'hakija:"', "digituki maakunta:", "tila:", "maakunta="])
def test_the_commonest_values_are_offered_before_any_is_begun(engine: Engine, begun: str) -> None:
    offered = [one.query for one in engine.suggest(begun)]
    assert offered
    assert all(text.startswith(begun.rstrip('"')) and engine.answer(Request(text)).total for text in offered)


def test_one_form_of_each_word_and_no_function_word_first(engine: Engine) -> None:
    assert [text for text in texts(engine, "digitaal") if text.startswith("digitaali")] == ["digitaalinen"]
    assert sum(text.startswith("digituk") for text in texts(engine, "digitu")) <= 2
    assert not {"ja", "joka", "jotka"} & set(texts(engine, "j"))
    lexicon = form_lexicon(engine.snapshot())
    forms = [lexicon.items[row] for row in prefix_rows(lexicon, "j", 3)]
    assert "ja" in forms  # which is the most common


@pytest.mark.parametrize("before", ['"', "(", "TAI ", "-", "kieli TAI "])
def test_no_name_is_offered_where_it_would_leave_something_hanging(engine: Engine, before: str) -> None:
    assert {one.kind for one in engine.suggest(before + "kain")} <= {"sana"}


@pytest.mark.parametrize("typed", ["", " ", "digituki ", "!", "-", "(", '"', "*"])
def test_without_a_word_begun_nothing_is_offered(engine: Engine, typed: str) -> None:
    assert engine.suggest(typed) == ()


@pytest.mark.slow
@example("ª")  # is read as «a»
@given(
    typed=st.text(max_size=120)
    | st.text("aäAÄkK -:()\"'’.~*=\u0308", max_size=120)
    | st.builds("{}:{}".format, st.sampled_from(sorted(QUERYABLE)), st.text(max_size=20))
)
@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_typed_breaks_it(engine: Engine, typed: str) -> None:
    for one in engine.suggest(typed):
        assert one.text
        assert one.kind in {"sana", "hanke", *QUERYABLE}
        if one.kind == "sana":
            assert key(normalize("NFKC", typed))[:1] == key(one.query)[:1]
            assert one.query == one.text


def test_what_is_too_long_to_be_a_word_is_completed_by_nothing(engine: Engine) -> None:
    assert engine.suggest("k" * 10_000) == ()


def test_contact_persons_do_not_come_out(engine: Engine, corpus: Path) -> None:
    for path in sorted(corpus.glob("[AS]*.txt")):
        contact = parse(read_text(path).text, path.name).contact
        surname = (contact.name or "").split()[-1:]
        private = [
            *surname,
            contact.email or "",
            (contact.email or "").partition("@")[0],
            contact.phone or "",
        ]
        for secret in filter(None, private):
            for length in range(3, len(secret) + 1):
                for one in engine.suggest(secret[:length]):
                    assert not re.search(rf"\b{re.escape(secret)}\b", one.text, re.IGNORECASE), (path, one)


def test_words_of_deleted_projects_are_not_offered(tmp_path: Path, corpus: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("S29901.txt", "S29903.txt", "A89907.txt"):
        shutil.copy(corpus / name, source)
    build(tmp_path / "index", [source])
    assert "kirjastoauto" in " ".join(texts(Engine(tmp_path / "index"), "kirjastoau"))
    (source / "S29903.txt").unlink()
    build(tmp_path / "index", [source])
    assert texts(Engine(tmp_path / "index"), "kirjastoau") == []


TOWNS = ('Kylä "Malli"', "Kylä ”Kolmas”", "Kylä (uusi)", "Kyläsaari", "Kylä(kuusi)")


@pytest.fixture(scope="module")
def signs(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Projects in municipalities whose names have signs of the query language in them."""
    named = {f"S1000{n}": {"_3": f"Digi {TOWNS}", "_6": f"Kunnat: {town}"} for n, town in enumerate(TOWNS)}
    return engine_of(tmp_path_factory.mktemp("signs"), named)


def test_a_value_with_any_sign_is_completed_to_a_query_that_finds_it(signs: Engine) -> None:
    offered = {one.text: one.query for one in signs.suggest("digi kunta:kylä")}
    assert offered.keys() == set(TOWNS)
    for number, town in enumerate(TOWNS):
        answer = signs.answer(Request(offered[town]))
        assert (answer.notes, [hit.code for hit in answer.hits]) == ((), [f"S1000{number}"]), town


@pytest.mark.parametrize(("typed", "number"), [("Kyläsari", 3), ('"Kylä Kolmasi"', 1), ('"Kylä uusil"', 2)])
def test_a_value_with_any_sign_is_meant_by_a_query_that_finds_it(
    signs: Engine, typed: str, number: int
) -> None:
    offered = [one.query for one in signs.answer(Request(f"kunta:{typed}")).suggestions]
    assert offered
    assert [hit.code for hit in signs.answer(Request(offered[0])).hits] == [f"S1000{number}"]


def test_names_come_in_the_order_in_which_they_are_likely(tmp_path: Path) -> None:
    regions = ["Kainuu"] * 2 + ["Keski-Suomi"] * 3 + ["Pohjois-Karjala"] * 8 + ["Kanta-Häme"]
    descriptions = {
        f"S{10000 + n}": {
            "_1": f"Hankkeen nimi: Kaski {n}\n\n"
            f"Suunnitelman mukainen toteutusaika: Alkaa 1.1.{2010 + n * 7 % 10} ja päättyy 1.1.2022",
            "_6": f"Maakunnat: {region}\n\nKunnat: {'Kajaani' if n < 5 else 'Joensuu'}",
        }
        for n, region in enumerate(regions)
    }
    engine = engine_of(tmp_path, descriptions)

    def offered(typed: str, kind: str = "") -> list[str]:
        return [one.text for one in engine.suggest(typed) if kind in ("", one.kind) and one.kind != "sana"]

    assert offered("ka")[:3] == ["Kajaani", "Kainuu", "Kanta-Häme"]  # the most frequent first …
    assert offered("kar") == ["Pohjois-Karjala"]  # … and later words of a name after first ones
    assert offered("k")[:3] == ["Kajaani", "Keski-Suomi", "Kainuu"]
    newest = sorted(range(len(regions)), key=lambda n: (-(n * 7 % 10), n))[:2]
    assert offered("kaski", "hanke") == [f"Kaski {n}" for n in newest]
    assert offered("maakunta:k") == ["Keski-Suomi", "Kainuu", "Kanta-Häme", "Pohjois-Karjala"]
