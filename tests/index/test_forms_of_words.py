"""The tokens of some word forms, one form for each rule of the analyser; and its lists of words.

`golden/forms.tsv` has a form a line: how it was analysed, base forms, parts, base forms when it is all that
is
searched for, what of these may tell a subject, and whether it is a function word, a frame word, a numeral.
`python -m tests.index.test_forms_of_words` writes the file again for the forms in it: look at what changed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import libvoikko
import pytest

from index.analysis import finnish, swedish, voikko
from index.analysis.languages import language
from index.analysis.readings import likely
from index.analysis.spelling import is_inflected_by_colon, number_bases, number_parts, with_hyphens
from index.analysis.subject_words import is_frame_word, is_numeral, subject_bases, subject_parts
from index.analysis.tokenizer import analyse, tokenise
from index.analysis.voikko import name_classes, syllable_ends
from index.errors import VoikkoMissing

FORMS = Path(__file__).parent / "golden" / "forms.tsv"


def line(form: str) -> str:
    """A line of the file."""
    found = finnish.word(form)
    flags = (found.function, is_frame_word(form), is_numeral(form))
    cells = (
        found.bases, found.parts, finnish.alone(form).bases, subject_bases(form), subject_parts(found),
        [name for name, flag in zip(("function", "frame", "numeral"), flags, strict=True) if flag],
    )  # fmt: skip
    return "\t".join((form, found.analysis_kind, *map(" ".join, cells))).rstrip()


LINES = FORMS.read_text("utf-8").splitlines()


@pytest.mark.parametrize("wanted", LINES, ids=lambda line: line.partition("\t")[0][:30])
def test_a_form(wanted: str) -> None:
    assert line(wanted.partition("\t")[0]) == wanted


SWEDISH = "och att det som en på är för med av till den ett har inte om i de kan ska vid från eller samt"
FINNISH = "ja on että se ei ovat sekä myös tai joka kun hankkeen hankkeessa mukaan kanssa jotka oli"


def test_function_words_of_swedish() -> None:
    assert [word for word in SWEDISH.split() if not swedish.word(word).function] == []
    assert not swedish.word("hus").function
    assert swedish.word("husen") == finnish.Word(("sv:hus",), ("husen",), "swedish", False)


@pytest.mark.parametrize("word", SWEDISH.split())
def test_swedish_is_told_by_each_of_its_words(word: str) -> None:
    assert language([word, word, word, "hus"]) == "sv"
    assert language([word, word, "hus", "hus"]) == "fi"


@pytest.mark.parametrize("word", FINNISH.split())
def test_and_finnish_by_each_of_its_own(word: str) -> None:
    assert language(["och"] * 4 + [word]) == "sv"
    assert language(["och"] * 4 + [word] * 2) == "fi"


def test_four_hundred_words_tell_a_language() -> None:
    assert language(["kissa"] * 397 + ["och"] * 3) == "sv"
    assert language(["kissa"] * 398 + ["och"] * 3) == "fi"


FUNCTION = """
    aikana avulla kautta myötä osalta puolesta suhteen toimesta sisällä olla ei myös sekä kuin mikä miten
    kuinka mm.
    mutta koska ja tai
"""


def test_function_words_of_finnish() -> None:
    assert [word for word in FUNCTION.split() if not finnish.word(word).function] == []
    assert [word for word in ["hanke", "metsä", "nopeasti", "viisi"] if finnish.word(word).function] == []


@pytest.mark.parametrize(
    ("form", "base"), [("kotona", "koti"), ("etänä", "etä"), ("pienyritys", "pieni"), ("suuryritys", "suuri"),
                       ("koneoppimisessa", "koneoppiminen"), ("koneoppiminen", "koneoppiminen")],
)  # fmt: skip
def test_words_that_voikko_keeps_apart(form: str, base: str) -> None:
    found = finnish.word(form)
    assert base in (*found.bases, *found.parts)


@pytest.mark.parametrize(
    ("hanging", "tail", "bases"),
    [
        ("työllisyys", "sosiaalipalvelut", ("työllisyyspalvelu",)),
        ("kasvu", "elinvoimapalvelut", ("kasvuvoimapalvelu", "kasvupalvelu")),
        ("koulutus", "metsät", None),
        ("k" * 60, "sosiaalipalvelut" + "x" * 24, None),
    ],
)
def test_a_hanging_hyphen_is_completed(hanging: str, tail: str, bases: tuple[str, ...] | None) -> None:
    found = finnish.complete_hanging(hanging, tail)
    if bases is None:
        assert found is None
    else:
        assert found is not None
        assert set(found.bases) & set(bases)
        assert found.analysis_kind == "hanging"
        assert hanging in found.parts
        assert not set(found.parts) & set(found.bases)


@pytest.mark.parametrize(("spaces", "is_completed"), [(40, True), (41, False)])
def test_how_far_from_its_hyphen_a_word_is_completed(spaces: int, is_completed: bool) -> None:
    first, _ = analyse(f"työllisyys-{' ' * spaces}sosiaalipalvelut", "fi")
    assert (first.word.analysis_kind == "hanging") is is_completed


@pytest.mark.parametrize(("local", "domain", "forms"), [(64, 202, 1), (65, 9, 2), (64, 203, 2)])
def test_how_long_an_address_may_be(local: int, domain: int, forms: int) -> None:
    assert len(tokenise(f"{'a' * local}@{'b' * domain}").forms) == forms


def test_long_words_are_not_analysed() -> None:
    assert finnish.word("x" * 100).analysis_kind == "stem"
    assert finnish.word("x" * 101) == finnish.alone("x" * 101) == finnish.Word(("x" * 101,), (), "long")
    assert finnish.corrections("x" * 101) == ()
    assert "hanke" in finnish.corrections("hnake")
    hanging = "koulutus" * 10 + "työ"
    assert len(hanging + "sosiaalipalveluja") == 100
    assert finnish.complete_hanging(hanging, "sosiaalipalveluja") is not None
    assert finnish.complete_hanging(hanging, "sosiaalipalveluita") is None


def test_a_missing_library_is_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the class of Voikko can be called but not the object it gives."""

    def missing(*_: object) -> None:
        raise OSError("libvoikko.so.1: cannot open shared object file")

    monkeypatch.setattr(voikko, "_handle", None)
    monkeypatch.setattr(libvoikko.Voikko, "listDicts", missing)
    with pytest.raises(VoikkoMissing, match=r"libvoikko\.so\.1: cannot open"):
        finnish.require_voikko()


ASKING: list[Callable[[str], object]] = [
    voikko.readings_of, voikko.analyses_of, voikko.suggestions, name_classes, syllable_ends, finnish.word,
    finnish.alone, finnish.corrections,
]  # fmt: skip


@pytest.mark.parametrize("ask", ASKING, ids=lambda ask: ask.__name__)
@pytest.mark.parametrize("part", ["koulutus", "hoidon", "liian", "sini", "tuonti", "lapinlahti"])
def test_a_word_of_too_many_readings_changes_no_other(part: str, ask: Callable[[str], object]) -> None:
    """Voikko gives up on it, and would take «taustaisten» for a word from then on."""
    for times in (7, 8):
        ask(part * times)
        assert voikko.analyses_of("taustaisten") == []
    ask(part * 7 + "x")
    assert voikko.analyses_of("taustaisten") == []


@pytest.mark.parametrize(
    ("head", "is_abbreviation"),
    [
        ("EU", True), ("abc", True), ("abca", False), ("Abca", False), ("ABCA", True), ("abcA", True),
        ("abcå", False), ("abck", True), ("abcö", False), ("työ.EU", True), ("a-Kala", False),
        ("EU-Kala", False), ("Kala-EU", True), ("o'Kala", False), ("Kala'EU", True), ("Kala.EU", True),
    ],
)  # fmt: skip
def test_which_heads_a_colon_inflects(head: str, is_abbreviation: bool) -> None:
    assert is_inflected_by_colon(head, "n") is is_abbreviation


CASES = """
    n t a ä ta tä tta ttä na nä ssa ssä sta stä lla llä lta ltä lle ksi den tten seen siin in it ia issa iden
    aan een iin oon uun yyn ään öön hun hyn hin han hän j je jien ien i ja jä lainen läinen laisen läisyys s
    nnen nteen nneksi nsia nsiä nni nsi llensa lleni nmme nnne nan nän nen nkin nkaan nkään nhan nhän nko nkö
    npa npä llekin ssamme ssaankaan
"""
"""What may stand after the colon of «EU:n» and «5:nnen», one of each rule."""
NO_ENDINGS = "x opettajat lxa stå ll hn nx nkoa 5 kka aeiou jienj"


@pytest.mark.parametrize("ending", CASES.split())
def test_endings_after_a_colon(ending: str) -> None:
    assert is_inflected_by_colon("EU", ending)
    assert is_inflected_by_colon("EU", ending.upper())


@pytest.mark.parametrize("ending", NO_ENDINGS.split())
def test_what_is_no_ending(ending: str) -> None:
    assert not is_inflected_by_colon("EU", ending)


@pytest.mark.parametrize(
    ("form", "bases", "parts"),
    [
        ("2014-2020", ("2014-2020", "2014", "2020"), ("2014", "2020")), ("2014-20201", ("2014-20201",),
        ("2014", "20201")),
        ("1-2-3", ("1-2-3",), ()), ("1.9.2021", ("1.9.2021",), ("2021",)), ("29", ("29",), ()),
        ("12-a", ("12-a",), ("12",)),
        ("5-6", ("5-6", "5", "6"), ()),
    ],
)  # fmt: skip
def test_numbers(form: str, bases: tuple[str, ...], parts: tuple[str, ...]) -> None:
    assert (number_bases(form), number_parts(form)) == (bases, parts)


def test_hyphens_between_equal_vowels() -> None:
    assert list(with_hyphens("linjaauto")) == ["linja-auto"]
    assert list(with_hyphens("maaala")) == ["maa-ala"]
    for vowel in "aeiouyäö":
        assert list(with_hyphens(f"kol{vowel}{vowel}lok")) == [f"kol{vowel}-{vowel}lok"], vowel
    for other in ("kolttlok", "kaalla", "aal", "kolxxlok"):
        assert list(with_hyphens(other)) == [], other
    assert list(with_hyphens("kotiisä")) == ["koti-isä"]
    assert list(with_hyphens("koottii")) == []


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("maija", {"etunimi"}), ("Virtanen", {"sukunimi"}), ("Lahti", {"word"}), ("Keskitalo", set()),
        ("metsä", {"word"}),
        ("Oulu", {"word"}), ("xyzzy", set()), ("Vesa", {"etunimi", "word"}),
    ],
)  # fmt: skip
def test_what_a_name_is(name: str, classes: set[str]) -> None:
    assert name_classes(name) == classes


def test_syllables() -> None:
    assert syllable_ends("metsätalous") == (3, 5, 7)
    assert syllable_ends("talo") == (2,)


def rare(**features: str) -> dict[str, str]:
    return {"BASEFORM": "x", "CLASS": "nimisana", "STRUCTURE": "=p", "WORDBASES": "+x(x)", **features}


@pytest.mark.parametrize(
    "features",
    [{"SIJAMUOTO": "keinonto"}, {"SIJAMUOTO": "vajanto"}, {"SIJAMUOTO": "seuranto"}, {"POSSESSIVE": "2s"},
     {"PARTICIPLE": "agent"}, {"CLASS": "teonsana", "MOOD": "potential"}],
    ids=str,
)  # fmt: skip
def test_rare_forms_give_way(features: dict[str, str]) -> None:
    common = rare(BASEFORM="y")
    assert [one.base for one in likely("p", [rare(**features), common])] == ["y"]
    assert [one.base for one in likely("p", [rare(**features)])] == ["x"]


@pytest.mark.parametrize("kind", ["sidesana", "kieltosana"])
def test_conjunctions_go_first(kind: str) -> None:
    assert [one.base for one in likely("p", [rare(), rare(BASEFORM="y", CLASS=kind)])] == ["y"]


@pytest.mark.parametrize("kind", ["seikkasana", "asemosana", "suhdesana"])
def test_closed_classes_and_the_third_person_go_first(kind: str) -> None:
    verb = rare(BASEFORM="z", CLASS="teonsana", PERSON="3", MOOD="indicative", TENSE="present_simple")
    others = [rare(**(verb | {name: "other"})) for name in ("PERSON", "MOOD", "TENSE")]
    adverb = rare(BASEFORM="p", CLASS=kind)
    assert [one.base for one in likely("p", [rare(), adverb, verb, *others])] == ["p", "z"]
    assert len(likely("q", [rare(), adverb, verb])) == 3


if __name__ == "__main__":
    FORMS.write_text("".join(line(one.partition("\t")[0]) + "\n" for one in LINES), "utf-8")


def test_a_handle_that_cannot_be_opened_anew_stays_the_thread_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refused(libvoikko.Voikko):  # type: ignore[misc]
        def __init__(self, *_: object) -> None:
            raise libvoikko.VoikkoException("no memory")

        def __del__(self) -> None:
            pass  # there is nothing to let go of

    finnish.require_voikko()
    with monkeypatch.context() as patch:
        patch.setattr(voikko, "Voikko", Refused)
        with pytest.raises(VoikkoMissing, match="no memory"):
            voikko.analyze("x" * voikko.LONG_FORM)
    assert [one["BASEFORM"] for one in voikko.analyze("hanketta")] == ["hanke"]


def test_all_handles_have_one_library(monkeypatch: pytest.MonkeyPatch) -> None:
    voikko.analyze("hanketta")
    monkeypatch.setattr(libvoikko, "VoikkoLibrary", None)
    assert [one["BASEFORM"] for one in voikko.analyze("yhdenvertaisuussuunnitelmaa")] == [
        "yhdenvertaisuussuunnitelma"
    ]
    assert [one["BASEFORM"] for one in voikko.analyze("hanketta")] == ["hanke"]
