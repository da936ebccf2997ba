"""Where «tarkoititko» and completion begin and end: of each limit the last case on either side.

The words are made up, so that no dictionary knows them, unless a comment says otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.contract.request import NEWEST, Request
from search.engine import Engine
from search.plan.ranking import TITLE
from search.suggestion import completion, lexicon, project_names
from search.suggestion.project_names import projects_named
from tests.examples import examples
from tests.small import engine_of

WORDS = {
    "zorpika": 5, "zorkku": 5, "vork": 5, "gan": 5,
    "harvizzo": 2, "harvizza": 5, "kolmizzo": 3, "kolmizza": 5, "ainozdok": 1, "ainozdum": 2,
    "loukku": 5, "takki": 5, "hurvelkam": 5,
    "yksizok": 2, "yksizol": 2, "yksizop": 2, "yksizov": 2, "yksizom": 3,
}  # fmt: skip
"""In how many projects each stands: «loukku» and «takki» are words of Finnish."""
PHRASES = {5: "kylätaloja on", 6: "kylätalot on"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Six projects."""
    texts = {
        f"S1000{n}": {
            "_3": " ".join(word for word, projects in WORDS.items() if n <= projects)
            + f" {PHRASES.get(n, '')}"
        }
        for n in range(1, 7)
    }
    return engine_of(tmp_path_factory.mktemp("edges"), texts)


def meant(engine: Engine, query: str, **more: object) -> list[tuple[str, int, int]]:
    found = engine.answer(Request(query, **more)).suggestions  # type: ignore[arg-type]
    return [(one.query, one.total, one.partial) for one in found]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("harvizzo", [("harvizza", 5, 0)]),  # in two projects
        ("kolmizzo", []),  # in three
        ("zorpiko", [("zorpika", 5, 0)]),
        ("zarpiko", [("zorpika", 5, 0)]),  # two letters
        ("zarbiko", []),  # three
        ("xorpika", [("zorpika", 5, 0)]),  # the first letter alone
        ("xorpiko", []),  # the first and another
        ("vorg", [("vork", 5, 0)]),  # of four letters
        ("gon", []),  # of three
        ("laukku", [("loukku", 5, 0)]),  # a word of Finnish, of six letters
        ("takka", []),  # of five
        ("hurvelkom", [("hurvelkam", 5, 0)]),
        ('"zorpiko"', [('"zorpika"', 5, 0)]),
        ("-zorpiko", []),
        ("zorpiko*", []),
        ("=zorpiko", []),
        ("zorpiko hurvelkom", [("zorpika hurvelkam", 5, 0)]),
        ("zorpiko hurvelkom zorgku", [("zorpika hurvelkam zorkku", 5, 0)]),  # three at once
        ("ainozdok", [("ainozdum", 2, 0)]),
        ("yksizog", [("yksizom", 3, 0), ("yksizok", 2, 0), ("yksizol", 2, 0)]),  # three of five
    ],
)
def test_what_is_meant(small: Engine, query: str, wanted: list[tuple[str, int, int]]) -> None:
    assert meant(small, query) == wanted


def test_what_is_meant_only_where_somebody_looks(small: Engine) -> None:
    assert meant(small, "zorpiko", offset=1) == []
    assert len(meant(small, "zorpiko" + " " * 1993)) == 1
    assert meant(small, "zorpiko" + " " * 1994) == []


def test_words_that_were_typed_apart(small: Engine) -> None:
    assert ("kylätaloja", 2, 0) in meant(small, "kylä taloja")
    assert ("kylätalo", 2, 0) in meant(small, "kylä talo")
    assert not [one for one in meant(small, "kylä  (talo)") if "kylätalo" in one[0]]
    assert not [one for one in meant(small, "talo kylä") if "talokylä" in one[0]]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("10001", ["S10001"]),
        ("1000", []),
        ("S1000", []),
        ("10001 zorpika", ["S10001 zorpika"]),
        ("99999", []),
    ],
)
def test_codes_without_their_letter(small: Engine, query: str, codes: list[str]) -> None:
    assert [one for one, _, _ in meant(small, query)] == codes


def test_codes_of_four_digits(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"S1234": {}, "A1234": {}, "S123": {}})
    assert [one for one, _, _ in meant(engine, "1234")] == ["A1234", "S1234"]
    assert meant(engine, "123") == []


def naive(items: dict[str, int]) -> lexicon.Lexicon[str]:
    return lexicon.sort_lexicon("x", ((lexicon.key(text), text, often) for text, often in items.items()))


class Kept:
    """What a lexicon needs of `Words`: nothing is kept."""

    def get_or_compute(self, _: object, compute: Callable[[], object]) -> object:
        return compute()


@settings(max_examples=examples(150))
@given(
    items=st.dictionaries(st.text("aäbs-", min_size=1, max_size=7), st.integers(1, 4), max_size=25),
    typed=st.text("abs", max_size=7),
    most=st.integers(1, 30),
)
@example(items={"absba": 1}, typed="aabs", most=5)  # a letter too many
@example(items={"basab": 1}, typed="bsab", most=5)  # one that is missing
def test_words_that_begin_or_are_nearly_as_typed(items: dict[str, int], typed: str, most: int) -> None:
    sorted_, words = naive(items), Kept()
    keys = [lexicon.key(text) for text in sorted_.items]
    assert sorted_.keys == keys == sorted(keys)
    assert sorted_.weights.tolist() == [items[text] for text in sorted_.items]
    assert sorted_.nbytes == 150 * len(items)

    def best(rows: Iterable[int]) -> list[int]:
        return sorted(rows, key=lambda row: (-items[sorted_.items[row]], row))

    begin = best(row for row, one in enumerate(keys) if one.startswith(typed))
    found = lexicon.prefix_rows(sorted_, typed, most)
    assert [items[sorted_.items[row]] for row in found] == [items[sorted_.items[row]] for row in begin[:most]]
    assert set(found) <= set(begin)
    if most >= len(begin):
        assert found == begin
    wrong = 1 if len(typed) < 6 else 2
    near = {
        row: min(
            OSA.distance(typed, keys[row][:size]) for size in range(len(typed) - 1, len(typed) + 2)
        )
        for row in range(len(keys))
        if typed and keys[row][:1] == typed[0]
    }  # fmt: skip
    nearest = min(near.values(), default=9)
    expected = best(row for row, far in near.items() if far == nearest <= wrong) if len(typed) > 3 else []
    assert lexicon.near_prefix_rows(words, sorted_, typed, 100) == expected  # type: ignore[arg-type]
    whole = {text: OSA.distance(typed, lexicon.key(text)) for text in items}
    assert sorted(lexicon.near_items(sorted_, typed)) == sorted(
        (text, far, items[text]) for text, far in whole.items() if far <= wrong
    )
    order = [(far, -often) for _, far, often in lexicon.near_items(sorted_, typed)]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("Äitiys-Öljy", "aitiysoljy"), ("éèÜŠž å", "eeusza"), ("a:b/ß", "abss"), ("x1 ☂", "x1"), ("--", "")],
)
def test_what_is_left_out_of_keys(text: str, wanted: str) -> None:
    assert lexicon.key(text) == wanted


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("zorpika tai olematon", "zorpika TAI olematon"),
        ("olematon or zorpika", "olematon OR zorpika"),
        ("zorpika TAI olematon", None),
        ("tai zorpika olematon", None),
        ("zorpika olematon tai", None),
        ("zorpika Tai olematon", None),
        ('zorpika "tai" olematon', None),
    ],
)
def test_operators_in_small_letters(small: Engine, query: str, wanted: str | None) -> None:
    offered = [one for one, _, _ in meant(small, query)]
    assert (wanted in offered) if wanted else not any(" TAI " in one or " OR " in one for one in offered)


def offered(engine: Engine, typed: str) -> list[str]:
    return [one.query for one in engine.suggest(typed)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("zor", ["zorkku", "zorpika"]),
        ("zro", []),  # three letters have no typing error
        ("zrop", ["zorpika"]),
        ("zopr", ["zorkku", "zorpika"]),
        ("orpi", []),  # nor is the first letter wrong
        ("ainoz", ["ainozdum", "ainozdok"]),  # three occurrences in all, so that nothing else is looked for
        ("yksizo", ["yksizom", "yksizok", "yksizol", "yksizop", "yksizov"]),
        ("zorpika", []),  # typed already
        ("zorpika zork", ["zorpika zorkku"]),
        ("olematon zork", ["olematon zorkku"]),
        ("S1000", []),
        ("Zork", ["zorkku"]),
        ("-zork", ["-zorkku"]),
        ("+zork", []),
    ],
)
def test_words_that_are_offered(small: Engine, typed: str, wanted: list[str]) -> None:
    assert [one.query for one in small.suggest(typed) if one.kind == "sana"] == wanted


def named(folder: object, make: Callable[[int], dict[str, str]], count: int) -> Engine:
    return engine_of(folder, {f"S{10000 + n}": make(n) for n in range(count)})  # type: ignore[arg-type]


def test_values_that_may_be_meant(tmp_path_factory: pytest.TempPathFactory) -> None:
    towns = ["Zorpika", "Zorpike", "Zorpiki", "Zorpiko", "Zorpiku", "Vork"]
    counts = [1, 2, 3, 2, 1, 1]
    places = [town for town, times in zip(towns, counts, strict=True) for _ in range(times)]
    engine = named(tmp_path_factory.mktemp("values"), lambda n: {"_6": f"Kunnat: {places[n]}"}, len(places))

    def values(typed: str) -> list[tuple[str, int]]:
        answer = engine.answer(Request("", {"kunta": (typed,)}))
        return [(one.value, one.total) for one in answer.value_suggestions]

    assert values("zorpixx") == [("Zorpiki", 3), ("Zorpike", 2), ("Zorpiko", 2)]
    assert values("Zorpika") == []
    assert values("vor") == [("Vork", 1)]
    assert values("Vrok") == [("Vork", 1)]
    assert values("Zorpik*") == values("Zorpik?") == values("ei-tietoa") == []
    assert offered(engine, "kunta:zor") == [
        f"kunta:{one}" for one in ("Zorpiki", "Zorpike", "Zorpiko", "Zorpika", "Zorpiku")
    ]
    assert [one.value for one in engine.suggest("zor") if one.kind == "kunta"] == [
        "Zorpiki",
        "Zorpike",
        "Zorpiko",
    ]


def folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold())).translate(str.maketrans("åäö", "aao"))


def test_every_project_is_found_from_each_word_of_its_title(engine: Engine) -> None:
    """By an oracle that looks through all titles; of the same age the order is any."""
    snapshot = engine.snapshot()
    names = [
        [folded(text[match.start() :]) for match in re.finditer(r"[^\W_]+", text)] + [folded(code)]
        for text, code in zip(snapshot.texts(TITLE), snapshot.codes, strict=True)
    ]
    for typed in {one[:length] for own in names for one in own for length in (1, 2, 5, 30)}:
        expected = {doc for doc, own in enumerate(names) if any(one.startswith(typed) for one in own)}
        found = projects_named(snapshot, typed, 10_000)
        assert (set(found), len(found)) == (expected, len(expected)), typed
        begun = [int(snapshot.column(NEWEST)[doc]) for doc in found]
        assert begun == sorted(begun, reverse=True)
    assert projects_named(snapshot, "xyzzy", 10) == []


def test_what_depends_on_no_query_is_made_once_in_a_small_cache(
    corpus_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every letter that is typed costs seconds, in an index of many projects."""
    made: Counter[tuple[str, ...]] = Counter()
    for module, name in ((lexicon, "_sorted_forms"), (project_names, "_read_names"), (completion, "_values")):
        own = getattr(module, name)

        def counted(*given: Any, own: Any = own, name: str = name) -> Any:
            made[name, *(one.query for one in given[1:])] += 1
            return own(*given)

        monkeypatch.setattr(module, name, counted)
    small = Engine(corpus_index, cache_bytes=1)
    for typed in ("digi", "kehit", "lapp", "digi"):
        assert small.suggest(typed)
    assert {name for name, *_ in made} == {"_sorted_forms", "_read_names", "_values"}
    assert set(made.values()) == {1}
