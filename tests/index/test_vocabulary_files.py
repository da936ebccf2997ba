"""The vocabulary of equivalents, held against Voikko, against itself and for false friends.

The files are read here line by line, without the program's own loader, so that a fault of one does not hide
a fault of the other. What a row means stands in the head of each file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import libvoikko
import pytest

FOLDER = Path(__file__).parents[2] / "index" / "analysis"
EQUIVALENTS = "equivalents.tsv"
ABBREVIATIONS = "abbreviations.tsv"
FILES = (EQUIVALENTS, ABBREVIATIONS)
LANGUAGES = ("fi", "sv", "en")
MOST_WORDS = 4
FINNISH_ORDER = str.maketrans({"å": "{", "ä": "|", "ö": "}", "-": " ", "š": "s", "ž": "z"})


@dataclass(frozen=True)
class Row:
    """A row of a vocabulary file: its terms as written, by language, and the words its note names."""

    place: str
    section: str
    terms: dict[str, tuple[str, ...]]
    note: str

    def named(self, label: str) -> set[str]:
        """What the note lists after `label: `, in lower case."""
        parts = re.findall(rf"(?:^|; ){label}: ([^;]*)", self.note)
        return {word.casefold() for part in parts for word in part.split(", ")}

    def all(self) -> Iterator[tuple[str, str]]:
        """Every term in lower case, with its language."""
        return ((language, term.casefold()) for language in LANGUAGES for term in self.terms[language])


def read(name: str) -> list[Row]:
    section, rows = "", []
    for number, line in enumerate((FOLDER / name).read_text("utf-8").splitlines(), start=1):
        if line.startswith("## "):
            section = line
        elif line and not line.startswith(("#", "fi\t")):
            *cells, note = line.split("\t")
            assert len(cells) == len(LANGUAGES), f"{name}:{number} has {len(cells) + 1} columns"
            terms = {
                language: tuple(cell.split(" | ")) if cell else ()
                for language, cell in zip(LANGUAGES, cells, strict=True)
            }
            rows.append(Row(f"{name}:{number}", section, terms, note))
    return rows


ROWS = {name: read(name) for name in FILES}
EVERY_ROW = [row for rows in ROWS.values() for row in rows]


@pytest.fixture(scope="module")
def voikko() -> libvoikko.Voikko:
    return libvoikko.Voikko("fi")


@pytest.mark.parametrize(("name", "least"), [(EQUIVALENTS, 1_300), (ABBREVIATIONS, 240)])
def test_there_are_enough_groups(name: str, least: int) -> None:
    assert len(ROWS[name]) >= least


@pytest.mark.parametrize("name", [*FILES, "places.tsv"])
def test_text_is_composed_and_has_no_stray_spaces(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert text.endswith("\n")
    assert not re.search(r"(?m)^ |\t | \t(?!\||$)|\u00a0|\r|^[^#\n]*  ", text)


@pytest.mark.parametrize("name", FILES)
def test_terms_have_the_form_that_the_head_tells(name: str) -> None:
    for row in ROWS[name]:
        assert row.terms["fi"], f"{row.place} has no Finnish term"
        assert len({term for _, term in row.all()}) > 1, f"{row.place} is one term alone"
        for terms in row.terms.values():
            assert len({term.casefold() for term in terms}) == len(terms), f"{row.place} repeats a term"
            for term in terms:
                assert re.fullmatch(r"[\w&+'.,-]+( [\w&+'.,-]+)*", term), f"{row.place}: «{term}»"
                assert len(term.split()) <= MOST_WORDS, f"{row.place}: «{term}» is too long"


@pytest.mark.parametrize("name", FILES)
def test_rows_stand_in_the_order_of_their_first_term(name: str) -> None:
    for before, after in pairwise(ROWS[name]):
        if before.section == after.section:
            assert order(before.terms["fi"][0]) <= order(after.terms["fi"][0]), after.place


def order(term: str) -> str:
    return term.casefold().translate(FINNISH_ORDER)


@pytest.mark.parametrize("name", FILES)
def test_notes_name_terms_of_their_row(name: str) -> None:
    for row in ROWS[name]:
        assert row.named("ambiguous") <= {term for _, term in row.all()}, row.place
        words = {word for term in row.terms["fi"] for word in words_of(term)}
        assert row.named("voikko") <= {word.casefold() for word in words}, row.place


@pytest.mark.parametrize("name", FILES)
def test_voikko_knows_each_finnish_word_or_the_note_tells_it(name: str, voikko: libvoikko.Voikko) -> None:
    for row in ROWS[name]:
        words = {word for term in row.terms["fi"] for word in words_of(term) if not known(word, voikko)}
        missing = {word.casefold() for word in words} - row.named("voikko")
        assert not missing, f"{row.place}: add «voikko: {', '.join(sorted(missing))}» to the note"


def words_of(term: str) -> list[str]:
    return [word.strip(",") for word in term.split()]


def known(word: str, voikko: libvoikko.Voikko) -> bool:
    """Whether Voikko analyses the word, with a capital, or without the hyphen of «työ- ja elinkeino»."""
    stem = word.removesuffix("-")
    return any(voikko.analyze(form) for form in (word, word.capitalize(), stem, stem.capitalize()))


def test_no_term_stands_in_two_rows() -> None:
    places: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in EVERY_ROW:
        for language, term in row.all():
            places[language, term].append(row)
    twice = {
        term: [row.place for row in rows]
        for (_, term), rows in places.items()
        if len(rows) > 1 and not all(term in row.named("ambiguous") for row in rows)
    }
    assert not twice


def test_no_two_rows_hold_forms_of_one_finnish_word(voikko: libvoikko.Voikko) -> None:
    """«vanhus» in one row and «vanhukset» in another would be one word in the index."""
    places: dict[str, set[str]] = defaultdict(set)
    for row in EVERY_ROW:
        for term in row.terms["fi"]:
            if " " not in term and term.casefold() not in row.named("ambiguous"):
                for analysis in voikko.analyze(term):
                    places[analysis["BASEFORM"].casefold()].add(row.place)
    assert not {base: rows for base, rows in places.items() if len(rows) > 1}


def test_no_row_swallows_another() -> None:
    terms = sorted((set(row.all()) for row in EVERY_ROW), key=len)
    by_term: dict[tuple[str, str], list[set[tuple[str, str]]]] = defaultdict(list)
    for group in terms:
        for term in group:
            by_term[term].append(group)
    for group in terms:
        others = [other for other in by_term[next(iter(group))] if other is not group]
        assert not any(group <= other for other in others), f"{sorted(group)} stands in another row"


def test_no_spelling_joins_two_rows_across_languages() -> None:
    """Swedish «hus» and HUS, the hospital district: a word of unknown language must not lead to both."""
    places: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in EVERY_ROW:
        for _, term in row.all():
            places[term][row.place] = term in row.named("ambiguous")
    joined = {term: rows for term, rows in places.items() if len(rows) > 1 and not any(rows.values())}
    assert not joined


FALSE_FRIENDS = [
    ("sv:barn", "en:barn"), ("sv:barn", "fi:navetta"), ("sv:chef", "en:cook"), ("sv:chef", "en:chef"),
    ("sv:fabrik", "en:fabric"), ("sv:skog", "en:wood"), ("sv:svamp", "en:swamp"), ("sv:svamp", "fi:suo"),
    ("sv:brott", "en:brother"), ("sv:hus", "fi:HUS"), ("sv:stad", "fi:Stadin AO"),
    ("sv:konkurs", "en:competition"), ("sv:gymnasium", "en:gym"), ("sv:gymnasium", "fi:liikunta"),
    ("sv:kurs", "en:curse"), ("sv:lag", "en:team"), ("sv:bransch", "en:branch"), ("sv:rom", "en:room"),
    ("sv:kompetens", "en:competition"), ("sv:ren", "fi:poro"), ("sv:by", "fi:kylä"),
    ("sv:landskap", "en:landscape"), ("sv:personal", "en:personal"),
    ("sv:ungdom", "fi:lapsi"), ("fi:nuori", "fi:lapsi"), ("fi:nuori", "fi:nuori aikuinen"),
    ("fi:ikäihminen", "fi:eläkeläinen"), ("fi:ikäihminen", "fi:vammainen"), ("fi:työtön", "fi:työnhakija"),
    ("fi:pakolainen", "fi:turvapaikanhakija"), ("fi:maahanmuuttaja", "fi:pakolainen"),
    ("fi:työnantaja", "fi:yrittäjä"), ("fi:yliopisto", "fi:AMK"), ("fi:koulu", "fi:koulutus"),
    ("fi:hanke", "fi:hankinta"), ("fi:terveys", "fi:terveydenhuolto"), ("fi:osaaminen", "fi:osaajapula"),
    ("fi:energiatehokkuus", "fi:energiansäästö"), ("fi:kierrätys", "fi:uudelleenkäyttö"),
    ("fi:ilmasto", "fi:ilmanlaatu"), ("fi:ilmastonmuutos", "fi:ilmastonmuutokseen sopeutuminen"),
    ("fi:luonto", "fi:luonnonvara"), ("fi:metsätalous", "fi:metsäteollisuus"), ("fi:suo", "fi:turve"),
    ("fi:sähkö", "fi:energia"), ("fi:biokaasu", "fi:vety"), ("fi:tekoäly", "fi:robotiikka"),
    ("fi:digitalisaatio", "fi:digituki"), ("fi:kylä", "fi:kaupunki"), ("fi:kunta", "fi:kuntayhtymä"),
    ("fi:maakunta", "fi:seutu"), ("fi:ESR", "fi:EAKR"), ("fi:OKM", "fi:OPH"), ("fi:masennus", "fi:ahdistus"),
    ("fi:mielenterveys", "fi:päihdeongelma"), ("fi:tasa-arvo", "fi:eriarvoisuus"), ("fi:nainen", "fi:äiti"),
    ("fi:opettaja", "fi:kouluttaja"), ("fi:opiskelija", "fi:koululainen"), ("fi:arviointi", "fi:seuranta"),
    ("fi:tutkimus", "fi:tiede"), ("fi:ruoka", "fi:ruokahävikki"), ("fi:kala", "fi:kalastus"),
    ("fi:matkailu", "fi:liikkuminen"), ("fi:palkka", "fi:palkkatuki"), ("fi:kieli", "fi:kielitaito"),
    ("en:job", "en:job centre"), ("en:plant", "fi:tehdas"), ("en:sleep", "fi:yliopisto"),
    ("en:drug abuse", "fi:lääke"), ("en:career", "en:carer"), ("en:integration", "en:system integration"),
]  # fmt: skip
"""Terms («language:term») that look alike or belong together, and of which none answers for the other."""


@pytest.mark.parametrize(("one", "other"), FALSE_FRIENDS)
def test_false_friends_do_not_meet(one: str, other: str) -> None:
    groups = [{f"{language}:{term}" for language, term in row.all()} for row in EVERY_ROW]
    reached = {one.casefold()}
    while True:
        wider = reached.union(*(group for group in groups if group & reached))
        if wider == reached:
            break
        reached = wider
    assert other.casefold() not in reached


def test_false_friends_are_about_terms_of_the_files() -> None:
    known_terms = {f"{language}:{term}" for row in EVERY_ROW for language, term in row.all()}
    strangers = [pair for pair in FALSE_FRIENDS if not {term.casefold() for term in pair} & known_terms]
    assert not strangers, "none of the two terms stands in the files: the pair proves nothing"
