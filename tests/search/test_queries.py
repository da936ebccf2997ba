"""Golden queries on the sample corpus, and what must hold on the five real descriptions.

`golden/queries.tsv`: query, whole and partial matches, codes of the first five. Make it anew
with `python -m tests.search.test_queries --write` and read the difference before committing it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model.project import FACETS, SEARCHED, text, text_parts
from index.model.serialization import to_json
from search.contract.query_reference import FORMS, MAX_LENGTH, Form
from search.contract.request import Precision, Request
from search.engine import Engine
from search.query.ast import All, And, Name, Not, Or, Phrase, Prefix, Range, Term
from search.query.parser import parse_query
from tests.examples import examples

GOLDEN = Path(__file__).parent / "golden" / "queries.tsv"


def golden_line(engine: Engine, query: str) -> str:
    """A query with what it finds."""
    answer = engine.answer(Request(query, limit=5))
    codes = " ".join(hit.code for hit in answer.hits)
    return f"{query}\t{answer.total}+{answer.partial}\t{codes}"


def test_golden_queries(engine: Engine) -> None:
    golden = GOLDEN.read_text("utf-8").splitlines()
    assert len(golden) == 40
    assert [golden_line(engine, line.split("\t")[0]) for line in golden] == golden


def codes(engine: Engine, query: str, **rest: object) -> list[str]:
    """The codes of all that match the whole query, in order."""
    answer = engine.answer(Request(query, limit=1000, **rest))  # type: ignore[arg-type]
    return [hit.code for hit in answer.hits if not hit.partial]


# The real descriptions


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("toimintalinja:9", {"S22496", "S22580", "S22535"}),
        ("maakunta:Kainuu", {"S22496"}),
        ("maakunta:kainuu", {"S22496"}),
        ("myonnetty:>300000", {"S22580", "S21854", "S22535"}),
        ("seutukunta:Kajaani", {"S22496"}),
        ('toimintalinja:"REACT-EU"', {"S22496", "S22580", "S22535"}),
        ("vuosi:2020 vuosi:2021", {"S21854", "S22089"}),
        ("yritykset:>0", {"S22535"}),
        ("erityistavoite:10.1", {"S22089"}),
        ("omasote", {"S22496"}),
        ("digitsemppari", {"S22496"}),
    ],
)
def test_real_queries(real_engine: Engine, query: str, expected: set[str]) -> None:
    assert set(codes(real_engine, query)) == expected


def test_real_digitukea_and_lapland(real_engine: Engine) -> None:
    assert {"S22496", "S22535"} <= set(codes(real_engine, "digitukea"))
    assert codes(real_engine, "sosiaalipalvelut Lapissa")[0] == "S22089"


@pytest.mark.parametrize(
    "printed", ["Natura", "kasvihuonekaasujen", "pohjavedet", "horisontaaliset", "Y-tunnus"]
)
def test_the_forms_printed_words_never_match(real_engine: Engine, printed: str) -> None:
    snapshot = real_engine.snapshot()
    for code in codes(real_engine, printed):
        data = snapshot.document(snapshot.by_code[code])
        own = " ".join(text(data, field) for field in SEARCHED).lower()
        assert printed.lower()[:8] in own


# The query language


def word(query: str) -> Term:
    tree = parse_query(query).tree
    assert isinstance(tree, Term)
    return tree


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", All()),
        ("digituki metsä", And((word("digituki"), word("metsä")))),
        ("digituki JA metsä", And((word("digituki"), word("metsä")))),
        ("digituki AND metsä", And((word("digituki"), word("metsä")))),
        ("digituki TAI metsä", Or((word("digituki"), word("metsä")))),
        ("digituki OR metsä kylä", Or((word("digituki"), And((word("metsä"), word("kylä")))))),
        ("(digituki OR metsä) kylä", And((Or((word("digituki"), word("metsä"))), word("kylä")))),
        ("metsä -kylä", And((word("metsä"), Not(word("kylä"))))),
        ("metsä EI kylä", And((word("metsä"), Not(word("kylä"))))),
        ('"metsä kylä"', Phrase((word("metsä"), word("kylä")))),
        ('"metsä kylä"~5', Phrase((word("metsä"), word("kylä")), 5)),
        ("”metsä kylä”", Phrase((word("metsä"), word("kylä")))),
        ("bio*", Prefix("bio")),
        ("toimintalinja:9", Name("toimintalinja", "9")),
        ('toimintalinja:"REACT-EU"', Name("toimintalinja", "REACT-EU")),
        ("maakunta:(Kainuu TAI Lappi)", Or((Name("maakunta", "Kainuu"), Name("maakunta", "Lappi")))),
        ("myonnetty:>300000", Range("myonnetty", 300001, None)),
        ("myonnetty:<=300000", Range("myonnetty", None, 300000)),
        ("myonnetty:100000..500000", Range("myonnetty", 100000, 500000)),
        ("myonnetty:100k..", Range("myonnetty", 100000, None)),
        ("vuosi:2020..2022", Range("vuosi", 2020, 2022)),
        ("myonnetty:>300 000", Range("myonnetty", 300001, None)),
        ("myonnetty:174\u00a0129", Range("myonnetty", 174129, 174129)),
        (f"myonnetty:>={'9' * 400}", Range("myonnetty", 10**15, None)),  # more than a float can hold
        (f"myonnetty:<=-{'9' * 400}", Range("myonnetty", None, -(10**15))),
        ("alkaa:2021", Range("alkaa", 737791, 738155)),
        ("alkaa:1.9.2021", Range("alkaa", 738034, 738034)),
        ("REACT-EU:n", word("REACT-EU:n")),
        ("mikä on digituki", word("digituki")),
    ],
)
def test_queries_are_read_as_documented(query: str, tree: object) -> None:
    parsed = parse_query(query)
    assert parsed.tree == tree
    assert parsed.notes == ()


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ('"digituki metsä', "Lainausmerkki jäi sulkematta"),
        ("(digituki", "Sulkuja on auki tai kiinni liikaa"),
        ("digituki)", "Sulkuja on auki tai kiinni liikaa"),
        ("TAI", "Sana TAI kaipaa"),
        ("digituki TAI", "Sana TAI kaipaa"),
        ("JA digituki", "Sana JA kaipaa"),
        ("digituki EI", "Kielto kaipaa"),
        ("väri:sininen", "Kenttää ”väri” ei ole"),
        ("myonnetty:paljon", "ei ole luku"),
        ("alkaa:32.13.2021", "ei ole päivä"),
        ("vuosi:2022..2020", "väärin päin"),
        ("maakunta:", "Kentältä ”Maakunta” puuttuu arvo"),
        ("foo:bar", "Kenttää ”foo” ei ole"),
        ('"metsä kylä"~500', "kuuluu luku"),
        ('"metsä kylä"~x', "kuuluu luku"),
        ("a*", "vähintään kaksi kirjainta"),
        ("*", "vähintään kaksi kirjainta"),
        ("-", "yhtään hakusanaa"),
        ("!!! 😀", "yhtään hakusanaa"),
        ("sana " * 10_000, "Haku on hyvin pitkä"),
        ("(" * 40 + "a" + ")" * 40, "sisäkkäin"),
    ],
)
def test_malformed_queries_are_answered_with_a_note(engine: Engine, query: str, note: str) -> None:
    answer = engine.answer(Request(query))
    assert any(note in text for text in answer.notes), answer.notes


@pytest.mark.slow
@settings(max_examples=examples(300))
@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                ["metsä", "(", ")", '"', "TAI", "JA", "EI", "-", "*", "~5", ":", "myonnetty:", ">", "..",
                 "kunta:",
                 "nimi:", "vuosi:2020", "digi*", "\x00", "työllisyys-", "ja", "9", "|| &&", "http://a.b", "»"]
            ),
            max_size=25,
        ).map(" ".join),
    )
)  # fmt: skip
def test_no_query_raises(engine: Engine, query: str) -> None:
    answer = engine.answer(Request(query, limit=2))
    assert answer.total >= 0


def test_a_query_that_is_too_long_is_said_to_be() -> None:
    assert parse_query("x" * (MAX_LENGTH + 1)).notes
    assert not parse_query("x" * MAX_LENGTH).notes


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.query)
def test_examples_find_something_and_are_read_without_a_note(engine: Engine, form: Form) -> None:
    answer = engine.answer(Request(form.query))
    assert answer.notes == ()
    assert answer.total


# Ranking, facets, snippets


def test_partial_matches_say_so(engine: Engine) -> None:
    answer = engine.answer(Request("kirjastoauto zyxwvutsr"))
    assert answer.partial
    assert answer.hits[0].code == "S29903"
    assert not engine.answer(Request("zyxwvutsr")).partial
    assert engine.answer(Request("zyxwvutsr")).total == 0
    assert engine.answer(Request("kirjastoauto zyxwvutsr", {"maakunta": ("Lappi",)})).total <= answer.total


@pytest.mark.parametrize("precision", list(Precision))
def test_a_count_is_the_total_of_the_answer(engine: Engine, precision: Precision) -> None:
    for query in ("digituki", "digitukea vanhuksille", "", "xyzzyx", "maakunta:Lappi -hanke"):
        request = Request(query, {"maakunta": ("Lappi", "Kainuu")}, precision=precision)
        answer = engine.answer(request)
        assert engine.count(request) == answer.total == answer.precision[precision.value]


def test_an_empty_query_lists_all_newest_first(engine: Engine) -> None:
    hits = engine.answer(Request("", limit=100)).hits
    starts = [str(hit.facts["starts"]) for hit in hits]
    assert len(hits) == 24
    assert starts == sorted(starts, reverse=True)


def test_filters_narrow_and_facets_keep_the_counts_of_their_own_values(engine: Engine) -> None:
    plain = engine.answer(Request("hanke"))
    narrowed = engine.answer(Request("hanke", {"toimintalinja": ("9", "3")}))
    assert 0 < narrowed.total < plain.total
    counted = {v.value: v.count for v in plain.facets["toimintalinja"]}
    assert narrowed.total == counted["9"] + counted["3"]
    assert {v.value: v.count for v in narrowed.facets["toimintalinja"]} == counted
    assert {v.value for v in narrowed.facets["toimintalinja"] if v.active} == {"9", "3"}
    assert sum(v.count for v in narrowed.facets["rahasto"]) == narrowed.total
    assert set(narrowed.facets) == {facet.query for facet in FACETS}


def test_facet_counts_are_what_a_click_gives(engine: Engine) -> None:
    for query in ("", "digituki TAI metsä"):
        for name, facet in engine.answer(Request(query)).facets.items():
            for value in facet[:4]:
                assert engine.answer(Request(query, {name: (value.value,)})).total == value.count, (
                    name,
                    value,
                )


def test_a_text_field_filters_by_its_words(engine: Engine) -> None:
    filtered = engine.answer(Request("", {"tiivistelma": ("digituki",)}))
    assert filtered.total == engine.answer(Request("tiivistelma:digituki")).total > 0


def test_a_conjunction_is_not_taken_for_an_inflected_noun(engine: Engine) -> None:
    for hit in engine.answer(Request("kuusi", limit=50)).hits:
        marked = {s.text[span.start : span.end].lower() for s in hit.snippets for span in s.spans}
        assert "kuin" not in marked


def test_bad_filters_and_sorts_are_noted(engine: Engine) -> None:
    answer = engine.answer(Request("", {"myonnetty": ("paljon",), "väri": ("sininen",)}, sort="kunta"))
    assert answer.total == 24
    assert len(answer.notes) == 3


def test_snippets_show_source_text_with_what_matched(engine: Engine) -> None:
    for query in ("digituki", "nuorten työpajat", "energia TAI biokaasu", "digi*", "tiivistelma:hanke"):
        for hit in engine.answer(Request(query, limit=50)).hits:
            data = to_json(engine.project(hit.code).project)
            source = {field.query: " ".join(text(data, field).split()) for field in SEARCHED}
            assert 1 <= len(hit.snippets) <= 3
            for snippet in hit.snippets:
                assert " ".join(snippet.text.split()) in source[snippet.field]
            assert any(s.spans for s in hit.snippets) or hit.title_spans


def test_highlighting_follows_inflection_and_compounds(engine: Engine) -> None:
    shown = engine.project("S29903", "digituki")
    texts = {place: words for field in SEARCHED for place, words in text_parts(to_json(shown.project), field)}
    marked = {texts[place][s.start : s.end].lower() for place, spans in shown.spans.items() for s in spans}
    assert any(m.startswith("digitu") and m != "digituki" for m in marked)
    assert all("digitu" in m for m in marked)
    assert engine.project("S29903").spans == {}


def test_paging_reaches_every_hit_once(engine: Engine) -> None:
    for query in ("", "hanke", "toimintalinja:3"):
        every = codes(engine, query)
        paged = [
            hit.code
            for offset in range(0, len(every) + 5, 5)
            for hit in engine.answer(Request(query, offset=offset, limit=5)).hits
        ]
        assert paged == every
        assert len(set(every)) == len(every)


def write_golden() -> None:
    """Make the golden file anew."""
    import tempfile

    from index.indexing.index_writer import build

    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "index", [Path(__file__).parents[2] / "corpus"])
        engine = Engine(Path(folder) / "index")
        lines = [golden_line(engine, line.split("\t")[0]) for line in GOLDEN.read_text("utf-8").splitlines()]
    GOLDEN.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__" and "--write" in sys.argv:
    write_golden()
