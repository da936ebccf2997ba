"""An index of several segments, with deleted documents, tells the same as one of a single segment: token by
token, and document by document."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from index.cluster.comparing import digests
from index.cluster.documents import BatchDocuments, Publication
from index.cluster.mapping import Ranking
from index.errors import UnknownProject
from index.indexing import index_run
from index.indexing.index_writer import build
from index.model.project import QUERYABLE, SECTION_NUMBER
from index.numeric import Array
from index.storage.schema import BASES, NUMBER_FIELDS, PARTS, SORT_TEXT_FIELDS
from index.storage.segment_reader import Segment, read_batch
from search.cluster.page import _Document
from search.matching.snapshot import NUMBER_NAMES, Snapshot
from search.matching.term_index import POSITION_BITS, POSITION_MASK
from tests.small import write

WORDS = (
    "koulutalo", "metsätie", "talon", "tiellä", "Talo", "meri", "merellä", "kuntien", "nuorten", "työpajat",
    "digituki", "ja", "xyzzy",
)  # fmt: skip
REGIONS = ("Lappi", "Kainuu", "Uusimaa")


def describe(source: Path, code: str, chance: random.Random) -> None:
    def some(most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(0, most)))

    regions = ", ".join(chance.sample(REGIONS, chance.randint(0, 2)))
    money = f"Myönnetty EU- ja valtion rahoitus: {chance.randint(1, 9)}" if chance.random() < 0.6 else ""
    write(
        source, code, _1=f"Hankkeen nimi: {some(3)}", _3=f"{some(20)}\n\n{some(9)}", _5=money,
        _6=f"Maakunnat: {regions}", _9=some(12),
    )  # fmt: skip


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Snapshot]:
    """The same descriptions in four segments, and in one."""
    chance = random.Random(3)
    top = tmp_path_factory.mktemp("segments")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_run.IndexRun, "_merge_small", lambda run: list(run._listed))
        for numbers in (range(9), range(6, 14), (2, 20, 21), range(14, 18)):
            for number in numbers:
                describe(top / "source", f"S{10000 + number * 7 % 23}", chance)
            build(top / "several", [top / "source"])
        (top / "source" / "S10007.txt").unlink()
        build(top / "several", [top / "source"])
    build(top / "one", [top / "source"])
    several, one = (Snapshot.open(top / name, 10**7) for name in ("several", "one"))
    assert (len(several.segments), len(one.segments)) == (4, 1)
    assert several.live_count == one.live_count == one.documents < several.documents
    return several, one


def by_code(snapshot: Snapshot, docs: Array, values: Array) -> list[tuple[str, float]]:
    assert docs.dtype == np.int32
    assert docs.tolist() == sorted(docs.tolist())
    codes = [snapshot.codes[doc] for doc in docs.tolist()]
    return sorted(zip(codes, values.tolist(), strict=True))


def places(snapshot: Snapshot, keys: Array) -> list[tuple[str, int]]:
    assert keys.tolist() == sorted(keys.tolist())
    codes = [snapshot.codes[doc] for doc in (keys >> POSITION_BITS).tolist()]
    return sorted(zip(codes, (keys & POSITION_MASK).tolist(), strict=True))


def tokens(one: Snapshot) -> list[tuple[str, str]]:
    (segment,) = one.segments
    return [(stream, text) for stream in (BASES, PARTS) for text in segment.terms.texts_of(stream)]


def test_postings_and_places(pair: tuple[Snapshot, Snapshot]) -> None:
    several, one = pair
    assert len(tokens(one)) > 20
    chance = random.Random(1)
    for stream, token in [*tokens(one), (BASES, "puuttuu")]:
        assert by_code(several, *several.postings(stream, token)) == by_code(
            one, *one.postings(stream, token)
        )
        frequency = several.document_frequency(stream, token)
        assert frequency == one.document_frequency(stream, token) == len(one.postings(stream, token)[0])
        for number in SECTION_NUMBER.values():
            found, wanted = (each.postings_in(number, stream, token) for each in pair)
            assert by_code(several, *found) == by_code(one, *wanted)
        keys, own = several.occurrences(stream, token), one.occurrences(stream, token)
        assert places(several, keys) == places(one, own)
        codes = chance.sample(one.codes, 5)
        among = [np.array(sorted(each.by_code[code] for code in codes), np.int64) for each in pair]
        inside = places(several, several.occurrences(stream, token, among[0]))
        assert inside == places(one, one.occurrences(stream, token, among[1]))
        assert inside == [place for place in places(one, own) if place[0] in codes]
        if stream == BASES:
            check_words(pair, keys, own)


def check_words(pair: tuple[Snapshot, Snapshot], keys: Array, own: Array) -> None:
    """How the words are written at places, and where they stand."""
    told = []
    for snapshot, each in zip(pair, (keys, own), strict=True):
        sections, characters = snapshot.word_places(each)
        assert sections.tolist() == snapshot.sections_of(each).tolist()
        codes = [snapshot.codes[doc] for doc in (each >> POSITION_BITS).tolist()]
        rows = (codes, sections.tolist(), characters.tolist(), snapshot.hashes_at(each).tolist())
        told.append(sorted(zip(*rows, strict=True)))
    assert told[0] == told[1]


def in_documents(frequencies: Array | None) -> tuple[Array, Array]:
    """The documents that have any frequency (float32[D]; None = none), and it."""
    if frequencies is None:
        return np.zeros(0, np.int32), np.zeros(0, np.float32)
    docs = frequencies.nonzero()[0].astype(np.int32)
    return docs, frequencies[docs]


def test_runs_of_the_vocabulary(pair: tuple[Snapshot, Snapshot]) -> None:
    several, one = pair
    for prefix in ("", "t", "ta", "talo", "me", "öö"):
        every = [token for stream, token in tokens(one) if stream == BASES and token.startswith(prefix)]
        assert [word for word in several.with_prefix(BASES, prefix, 10**6) if word in every] == every
        assert one.with_prefix(BASES, prefix, 10**6) == every == sorted(every)
        for most in (1, 2, 3):
            assert one.with_prefix(BASES, prefix, most) == every[:most]
            assert len(several.with_prefix(BASES, prefix, most)) <= most
        assert one.count_prefix(BASES, prefix) == len(every)
        assert several.count_prefix(BASES, prefix) <= len(several.with_prefix(BASES, prefix, 10**6))
        for wanted in (lambda text: True, lambda text: "e" in text):
            found, expected = (
                in_documents(each.prefix_frequencies(BASES, prefix, 100, wanted)) for each in pair
            )
            assert by_code(several, *found) == by_code(one, *expected)
            best: dict[str, float] = {}
            for token in filter(wanted, every):
                for code, weight in by_code(one, *one.postings(BASES, token)):
                    best[code] = max(best.get(code, 0.0), weight)
            assert dict(by_code(one, *expected)) == best
    cut = in_documents(one.prefix_frequencies(BASES, "", 1, lambda text: True))
    assert by_code(one, *cut) == by_code(one, *one.postings(BASES, tokens(one)[0][1]))
    near = [
        word for word in several.near_words(BASES, "talou", 2) if word in one.near_words(BASES, "talou", 2)
    ]
    assert near == list(one.near_words(BASES, "talou", 2))
    assert one.near_words(BASES, "talou", 1)[0] == "talo"
    counted = dict(several.forms())
    assert all(counted[form] >= often for form, often in one.forms())


def test_columns_and_values(pair: tuple[Snapshot, Snapshot]) -> None:
    several, one = pair
    live = np.flatnonzero(several.live).tolist()
    assert sorted(several.codes[doc] for doc in live) == sorted(one.codes)
    assert several.mean_length == pytest.approx(one.mean_length)
    order = sorted(range(several.documents), key=lambda doc: several.codes[doc])
    assert [several.codes[doc] for doc in np.argsort(several.code_rank, kind="stable").tolist()] == [
        several.codes[doc] for doc in order
    ]
    assert several.code_rank.dtype == np.uint32
    for code, doc in several.by_code.items():
        own = one.by_code[code]
        assert several.number_of(f" {code.lower()} ") == doc
        assert several.document(doc)["code"] == one.document(own)["code"] == code
        assert several.document(doc)["summary"] == one.document(own)["summary"]
        assert several.lengths[doc] == one.lengths[own]
        for field in SORT_TEXT_FIELDS:
            assert (
                several.text(field.query, doc)
                == several.texts(field.query)[doc]
                == one.text(field.query, own)
            )
        for field in NUMBER_FIELDS:
            assert several.column(field.query)[doc] == one.column(field.query)[own]
    for code in ("S10007", "S99999", ""):
        with pytest.raises(UnknownProject):
            several.number_of(code)
    for name in QUERYABLE:
        found, expected = (
            {each.codes[doc] for doc in np.flatnonzero(each.documents_without(name)).tolist()}
            for each in pair
        )
        assert found == expected, name
    assert {field.query for field in NUMBER_FIELDS} == NUMBER_NAMES
    values = [
        {
            value: sorted(
                each.codes[d] for d, i in zip(own.docs.tolist(), own.ids.tolist(), strict=True) if i == n
            )
            for n, value in enumerate(own.values)
        }
        for each in pair
        for own in (each.names("maakunta"),)
    ]
    assert values[0] == values[1]
    counts = dict(zip(several.field_values("maakunta"), several.value_counts("maakunta"), strict=True))
    assert counts == {value: len(codes) for value, codes in values[1].items()}
    assert several.names("maakunta").docs.tolist() == sorted(several.names("maakunta").docs.tolist())


def test_where_the_projects_came_from(pair: tuple[Snapshot, Snapshot]) -> None:
    several, one = pair
    assert several.sources == one.sources
    assert several.sources[0].projects == one.live_count
    assert several.state.startswith(f"{several.generation}-")
    assert len(several.state) == len(f"{several.generation}-") + 8
    assert several.state != one.state
    assert several.is_as_opened()


def test_a_value_that_only_a_deleted_document_had_is_no_value(tmp_path: Path) -> None:
    for code, region in (("S10001", "Kainuu"), ("S10002", "Lappi"), ("S10003", "Uusimaa")):
        write(tmp_path / "source", code, _6=f"Maakunnat: {region}")
    build(tmp_path / "index", [tmp_path / "source"])
    (tmp_path / "source" / "S10002.txt").unlink()
    build(tmp_path / "index", [tmp_path / "source"])
    snapshot = Snapshot.open(tmp_path / "index", 10**7)
    assert (snapshot.documents, snapshot.live_count) == (3, 2)
    assert snapshot.field_values("maakunta") == ("Kainuu", "Uusimaa")
    names = snapshot.names("maakunta")
    found = {snapshot.codes[doc]: names.values[i] for doc, i in zip(names.docs, names.ids, strict=True)}
    assert found == {"S10001": "Kainuu", "S10003": "Uusimaa"}


def test_a_document_of_a_page_of_a_cluster_counts_in_each_section_as_its_segment(
    pair: tuple[Snapshot, Snapshot],
) -> None:
    segment = pair[1].segments[0]
    ranking = Ranking(2.0, lambda lengths, mean: (lengths / mean).astype(np.float32), str)
    organisations: dict[str, str] = {}  # no description names one
    made = BatchDocuments(read_batch(segment), Publication(ranking, 1_000.0, organisations, part=1))
    every = np.ones(segment.documents, bool)
    sources = [source for _, source in made.documents(every, digests(segment, organisations))]
    first, end = segment.fields[BASES]
    seen = 0
    for number in range(first, end):
        text = segment.terms.text(number)
        for section in (0, SECTION_NUMBER["tiivistelma"], SECTION_NUMBER["loppuraportti"]):
            docs, often = segment.occurrences_between(number, section)
            own, counts, positions = segment.occurrences(number)
            begins = segment.arrays["sections"][np.repeat(own, counts)].astype(np.int64)
            inside = (positions >= begins[:, section]) & (positions < begins[:, section + 1])
            plain = np.bincount(np.repeat(own, counts)[inside], minlength=segment.documents)
            assert dict(zip(docs.tolist(), often.tolist(), strict=True)) == {
                doc: count for doc, count in enumerate(plain.tolist()) if count
            }
            for doc in own.tolist():
                page = _Document(sources[doc])
                there = page.terms.find(BASES, text)
                on_page = page.occurrences_between(there, section)
                assert list(zip(*(array.tolist() for array in on_page), strict=True)) == [
                    (0, count) for count in plain[doc : doc + 1].tolist() if count
                ]
                seen += len(on_page[0])
    assert seen > 100


@pytest.mark.parametrize("few", [0, 10**6], ids=["each deleted one", "each posting"])
def test_no_posting_is_of_a_deleted_document(
    pair: tuple[Snapshot, Snapshot], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("search.matching.term_index.FEW_DELETED", few)
    several, one = pair
    several.cache._entries.clear()
    for stream, token in tokens(one):
        assert by_code(several, *several.postings(stream, token)) == by_code(
            one, *one.postings(stream, token)
        )


def test_a_segment_keeps_few_postings_decoded(
    pair: tuple[Snapshot, Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.storage.segment_reader.MOST_DECODED", 500)
    segment = Segment(pair[1].segments[0].path)
    most = 0
    for number in range(*segment.fields[BASES]):
        first, again = segment.postings(number), segment.postings(number)
        assert [array.tolist() for array in first] == [array.tolist() for array in again]
        assert len(first[0]) == segment.size_of(number)
        kept = segment._last_decoded
        assert number in kept
        assert sum(len(docs) + 100 for docs, _ in kept.values()) <= 500
        most = max(most, len(kept))
    assert most > 1
