"""The plan is made without an index: from a request alone, or with words in a plain dict."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import numpy as np
import pytest

from index.analysis.finnish import Word
from index.model.organisations import slug
from index.model.project import FACETS, QUERYABLE
from index.storage.schema import BASES
from index.vocabulary.equivalents import EquivalentTerm
from search.aggregation.facet_rows import arrange_facets, facet_rows, rows_of_filters
from search.contract.query_reference import MAX_FUZZY_WORDS, MAX_PREFIX_WORDS
from search.contract.request import NEWEST, UNKNOWN, Precision, Request
from search.contract.statistics import Organisation
from search.plan.compiled_request import compile_request
from search.plan.lookups import root_groups
from search.plan.partial import partial_tree
from search.plan.ranking import TITLE, ranking_tree
from search.plan.request_summary import active_filters, truncation_notes, words_with_bases
from search.plan.term_expansion import expansions
from search.plan.value_resolver import resolve
from search.plan.weights import PHRASE_WEIGHT, TITLE_WEIGHT
from search.plan.words import Words
from search.query.ast import (
    All,
    And,
    Boosted,
    Equivalent,
    Expansion,
    Fuzzy,
    Missing,
    Name,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Term,
)
from search.query.parser import parse_query


class PlainWords:
    """`Words` over tokens and values that are given."""

    live_count = 100
    mean_length = 1.0

    def __init__(self, tokens: Sequence[str], values: dict[str, Sequence[str]]) -> None:
        self.tokens, self.values = sorted(tokens), values

    def document_frequency(self, stream: str, token: str) -> int:
        return int(stream == BASES and token in self.tokens)

    def with_prefix(self, stream: str, prefix: str, most: int) -> list[str]:
        return [token for token in self.tokens if token.startswith(prefix)][:most]

    def count_prefix(self, stream: str, prefix: str) -> int:
        return len(self.with_prefix(stream, prefix, len(self.tokens)))

    def near_words(self, stream: str, text: str, most_wrong: int) -> Sequence[str]:
        return [
            token for token in self.tokens if len(token) == len(text) and _differ(token, text) <= most_wrong
        ]

    def forms(self) -> Iterable[tuple[str, int]]:
        return ((token, 1) for token in self.tokens)

    def field_values(self, field: str) -> Sequence[str]:
        return self.values.get(field, ())

    def organisations_of(self, field: str) -> Sequence[Organisation]:
        return [Organisation(slug(name), "", name) for name in self.field_values(field)]

    def value_counts(self, field: str) -> Sequence[int]:
        return [1] * len(self.field_values(field))

    def equivalents(self, language: str, key: str) -> Sequence[EquivalentTerm]:
        return ()

    def get_or_compute(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        return compute()

    keep = get_or_compute


def _differ(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


AXES = ("1. Kasvu", "2. Uusi tieto", "3. Vaihe 2", "10. Sosiaalinen osallisuus")
WORDS: Words = PlainWords(
    ["auto", "autio", "kauppa", "kaappi"],
    {
        "maakunta": ("Lappi", "Kainuu", "Åland", "Etelä-Savo"),
        "seutukunta": ("Kajaanin", "Kajaanin ja Oulun"),
        "toimintalinja": AXES,
        "vuosi": ("2020", "2021"),
    },
)


def word(text: str, precision: Precision = Precision.PARTS, section: str = "") -> Term:
    """A search word as the parser reads it, at a precision and in a section."""
    tree = parse_query(text).tree
    assert isinstance(tree, Term)
    return Term(tree.surface, tree.word, section, precision)


# Trees


def test_a_request_is_compiled_without_an_index() -> None:
    filters = {"maakunta": ("Lappi", "ei-tietoa"), "vuosi": ("2020..2022",), "väri": ("sininen",)}
    compiled = compile_request(Request("metsä", filters, "-nimi", precision=Precision.INFLECTED))
    assert compiled.typed == word("metsä")
    assert compiled.tree == word("metsä", Precision.INFLECTED)
    assert compiled.filters == {
        "maakunta": Or((Name("maakunta", "Lappi"), Missing("maakunta"))),
        "vuosi": Range("vuosi", 2020, 2022),
    }
    assert compiled.sort == "-nimi"
    assert [note.values for note in compiled.notes] == [{"name": "väri"}]


@pytest.mark.parametrize(
    ("request_", "sort", "notes"),
    [
        (Request(""), NEWEST, 0),
        (Request("metsä"), "", 0),
        (Request("-metsä"), NEWEST, 0),
        (Request("metsä", sort="myonnetty"), "myonnetty", 0),
        (Request("metsä", sort="kunta"), "", 1),
        (Request("", sort="kunta"), NEWEST, 1),
        (Request("", sort="xnimi"), NEWEST, 1),
        (Request("", sort="--nimi"), NEWEST, 1),
        (Request("", sort="-"), NEWEST, 1),
        (Request("metsä", sort="-muuttunut"), "", 1),
        (Request("", {"vuosi": ("huomenna",)}), NEWEST, 1),
    ],
    ids=str,
)
def test_the_order_and_what_is_noted(request_: Request, sort: str, notes: int) -> None:
    compiled = compile_request(request_)
    assert (compiled.sort, len(compiled.notes)) == (sort, notes)
    assert compiled.filters == {}


def test_relatives_titles_and_the_phrase_boost_whole_matches() -> None:
    one, other = word("metsä"), word("talo")
    tree = And((one, other, Name("maakunta", "Lappi")))
    in_title = [word(text, Precision.INFLECTED, TITLE) for text in ("metsä", "talo")]
    written = Word(("metsätalo", "metsä-talo"), (), "compound")
    compound = Term("metsä-talo", written, precision=Precision.INFLECTED)
    assert ranking_tree(tree) == Boosted(
        tree,
        (
            (Expansion(one), 1.0),
            (Expansion(other), 1.0),
            *((term, TITLE_WEIGHT) for term in in_title),
            (Equivalent(Phrase((one, other)), ((compound, 1.0),)), PHRASE_WEIGHT),
        ),
    )
    exact = word("metsä", Precision.EXACT)
    assert ranking_tree(exact) == Boosted(exact, ((word("metsä", Precision.EXACT, TITLE), TITLE_WEIGHT),))
    assert ranking_tree(Name("maakunta", "Lappi")) == Name("maakunta", "Lappi")


def test_any_word_is_enough_for_a_partial_match_but_no_condition_is_dropped() -> None:
    one, other = word("metsä", Precision.INFLECTED), word("talo", Precision.INFLECTED)
    condition = Name("maakunta", "Lappi")
    assert partial_tree(And((one, other, condition, Not(word("meri"))))) == And(
        (condition, Not(word("meri")), Or((one, other)))
    )
    assert partial_tree(And((one, other))) == Or((one, other))
    assert partial_tree(word("metsä")) == Or((word("metsä"), Expansion(word("metsä"))))
    no_other: list[Node] = [one, word("2021"), All(), condition]
    assert [partial_tree(tree) for tree in no_other] == [None] * 4


# Words of an index


def test_prefixes_and_misspelt_words_stand_for_words_of_the_index() -> None:
    assert expansions(WORDS, Prefix("au")) == ["autio", "auto"]
    assert expansions(WORDS, Fuzzy("kaupbi")) == ["kaappi", "kauppa"]
    assert expansions(WORDS, Fuzzy("auta")) == ["auto"]  # one wrong letter of a short word


def test_what_stands_for_too_many_words_is_cut_and_noted() -> None:
    many = PlainWords([f"sana{number:04}" for number in range(MAX_PREFIX_WORDS + 1)], {})
    assert len(expansions(many, Prefix("sana"))) == MAX_PREFIX_WORDS
    assert len(expansions(many, Fuzzy("sana0009"))) == MAX_FUZZY_WORDS
    tree = parse_query("sana* TAI sana0009~ TAI sana00*").tree
    assert [note.values["text"] for note in truncation_notes(many, tree)] == ["sana*", "sana0009~"]


@pytest.mark.parametrize(
    ("field", "text", "values"),
    [
        ("maakunta", "lappi", ["Lappi"]),
        ("maakunta", "Lapissa", ["Lappi"]),
        ("maakunta", "savo", ["Etelä-Savo"]),
        ("maakunta", "KA*", ["Kainuu"]),
        ("maakunta", "Pirkanmaa", []),
        ("seutukunta", "Kajaani", ["Kajaanin"]),
        ("seutukunta", "Oulu", ["Kajaanin ja Oulun"]),
        ("toimintalinja", "1", ["1. Kasvu"]),
        ("toimintalinja", "2.", ["2. Uusi tieto"]),
        ("toimintalinja", "10.", ["10. Sosiaalinen osallisuus"]),
        ("toimintalinja", "1x", []),
        ("maakunta", "Lappi.", ["Lappi"]),
        ("maakunta", "Lappix", []),
        ("toimintalinja", "uusi", ["2. Uusi tieto"]),
    ],
)
def test_which_values_a_filter_means(field: str, text: str, values: list[str]) -> None:
    found = [WORDS.field_values(field)[number] for number in resolve(WORDS, QUERYABLE[field], text)]
    assert found == values


def test_filters_and_words_as_they_are_shown() -> None:
    request = Request("", {"toimintalinja": ("1", "99", "ei tietoa"), "myonnetty": (">5",), "väri": ("x",)})
    shown = [(one.name, one.value, one.value_label) for one in active_filters(WORDS, request)]
    assert shown == [
        ("toimintalinja", "1", "1. Kasvu"),
        ("toimintalinja", "99", "99"),
        ("toimintalinja", "ei tietoa", "ei tietoa"),
        ("myonnetty", ">5", ">5"),
    ]
    tree = parse_query('digitukea bio* "nuorten työpaja" -meri').tree
    assert words_with_bases(tree) == (
        ("digitukea", ("digituki",)),
        ("bio*", ()),
        ("nuorten", ("nuori",)),
        ("työpaja", ("työpaja",)),
    )


# Facets


def test_counts_are_arranged_whoever_counted_them() -> None:
    rows = facet_rows(WORDS)
    counts = np.zeros(len(rows.keys), np.int64)
    counts[rows.runs["maakunta"]] = [3, 7, 3, 0, 2]  # of each value, and of projects without any
    counts[rows.runs["vuosi"]] = [9, 1, 0]
    chosen = rows_of_filters(WORDS, {"maakunta": ("savo",), "toimintalinja": ("ei-tietoa", "10")})
    facets = arrange_facets(rows, counts, chosen)
    assert list(facets) == [facet.query for facet in FACETS]
    assert [(one.value, one.count, one.active) for one in facets["maakunta"]] == [
        ("Kainuu", 7, False),
        ("Lappi", 3, False),
        ("Åland", 3, False),
        ("Etelä-Savo", 0, True),
        (UNKNOWN, 2, False),
    ]
    assert [one.value for one in facets["vuosi"]] == ["2021", "2020"]
    assert [(one.value, one.label) for one in facets["toimintalinja"]] == [
        ("10", "10. Sosiaalinen osallisuus"),
        (UNKNOWN, "ei tietoa"),
    ]
    assert facets["tila"] == ()


def test_roots_of_which_one_is_made_of_the_other_are_one_occurrence() -> None:
    groups = {frozenset(group) for group in root_groups(("tarkastaa", "terveys", "tarkastus"))}
    assert groups == {frozenset({"tarkastaa", "tarkastus"}), frozenset({"terveys"})}


def test_roots_that_were_typed_are_not_counted_again_in_what_means_the_same() -> None:
    firm = Term("yritys", Word(("yritys",), ("yrittää",), "voikko"))
    other = Term("liikeyritys", Word(("liikeyritys",), (), "vocabulary"))
    parts: set[str] = set()

    def visit(node: Node) -> None:
        match node:
            case Or(items=items):
                for item in items:
                    visit(item)
            case Equivalent(alternatives=alternatives):
                for one, _ in alternatives:
                    visit(one)
            case Expansion(term=term) if term.surface == "liikeyritys":
                parts.update(term.word.parts)

    tree = partial_tree(Equivalent(firm, (), ((other, 0.5),)))
    assert tree is not None
    visit(tree)
    assert parts == {"liike"}
