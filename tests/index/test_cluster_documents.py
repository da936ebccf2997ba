"""What is sent to a cluster is what the index has: tokens, frequencies, places, values, and packed words."""

from __future__ import annotations

import base64
import json
import zlib
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from index.cluster import mapping
from index.cluster.comparing import digests
from index.cluster.document_words import unpack
from index.cluster.documents import BatchDocuments, Document, Publication
from index.cluster.lexicon import write_part
from index.indexing.index_writer import build
from index.model.project import QUERYABLE, SEARCHED
from index.numeric import Array
from index.storage.document_store import decompress_json
from index.storage.index_reader import open_index
from index.storage.postings import select
from index.storage.schema import NAME_FIELDS, NUMBER_FIELDS
from index.storage.segment_reader import Segment, read_batch

CORPUS = Path(__file__).parents[2] / "corpus"
K1 = 2.0
MEAN = 1_000.0


def norms(lengths: Array, mean: float) -> Array:
    return (0.25 + 0.75 * lengths / mean).astype(np.float32)


PUBLICATION_RANKING = mapping.Ranking(K1, norms, lambda text: text.casefold() * 100)


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Segment:
    """An index of some samples, with Swedish and with words cut at hyphens among them."""
    folder = tmp_path_factory.mktemp("ix")
    build(folder, sorted(CORPUS.glob("*0[1-9].txt")))
    (only,) = open_index(folder).segments
    return only


@pytest.fixture(scope="module")
def documents(segment: Segment) -> dict[str, Document]:
    known = {text: f"id-{n}" for n, text in enumerate(_organisations(segment))}
    batch = read_batch(segment)
    made = BatchDocuments(batch, Publication(PUBLICATION_RANKING, MEAN, known, part=3))
    return dict(made.documents(np.ones(segment.documents, bool), digests(segment, known)))


def _organisations(segment: Segment) -> list[str]:
    names = ("hakija", "osatoteuttaja")
    return sorted({text for field in names for text in segment.terms.texts_of(field)})


def _counted(words: str) -> dict[str, int]:
    """Token → frequency, of a field of words."""
    pairs = [token.split("\x02") for token in words.split(" ")]
    assert len(dict(pairs)) == len(pairs), "a token twice"
    return {token: int(often) for token, often in pairs}


def _in_units(weight: float, norm: float) -> int:
    return max(1, round(8192 * weight / norm))


def test_the_tokens_of_a_document_are_those_of_the_index(
    segment: Segment, documents: dict[str, Document]
) -> None:
    norm = norms(segment.arrays["lengths"], MEAN).tolist()
    assert [one["norm"] for one in documents.values()] == [round(own, 6) for own in norm]
    wanted: dict[str, dict[str, int]] = {code: {"_": 1} for code in segment.codes}
    for stream, sign in (("sanat", ":"), ("osat", "/")):
        first, _ = segment.fields[stream]
        for number, text in enumerate(segment.terms.texts_of(stream), first):
            docs, weights = segment.postings(number)
            for doc, weight in zip(docs.tolist(), weights.tolist(), strict=True):
                wanted[segment.codes[doc]][f"{sign}{text}"] = _in_units(weight, norm[doc])
    for code, document in documents.items():
        found = _counted(document["sanat"])
        assert {token: often for token, often in found.items() if token[0] != "="} == wanted[code]


def test_places_and_exact_forms_are_those_of_the_index(
    segment: Segment, documents: dict[str, Document]
) -> None:
    sections = segment.arrays["sections"].astype(int)
    first, _ = segment.fields["sanat"]
    wanted: dict[tuple[int, int], set[str]] = defaultdict(set)  # document, position → base forms
    for number, text in enumerate(segment.terms.texts_of("sanat"), first):
        docs, counts, positions = segment.occurrences(number)
        for doc, position in zip(np.repeat(docs, counts).tolist(), positions.tolist(), strict=True):
            wanted[doc, position].add(text)
    norm = norms(segment.arrays["lengths"], MEAN).tolist()
    seen = 0
    for doc, code in enumerate(segment.codes):
        exact: dict[str, float] = defaultdict(float)
        for value in documents[code]["paikat"][1:]:
            marks = value.split(" ")
            section = int(marks[0][1:])
            assert (marks[0], marks[-1]) == (f"<{section}", f"{section}>")
            for place, tokens in enumerate(marks[1:-1]):
                position = sections[doc, section] + place
                word = segment.word_starts[doc] + position - 32 * section
                form = f"={segment.arrays['hashes'][word]:04x}"
                bases = wanted[doc, position]
                seen += len(bases)
                expected = {f":{base}" for base in bases} | {form + base for base in bases}
                assert set(tokens.split("\x01")) == (expected or {"_"})
                for base in bases:
                    exact[form + base] += SEARCHED[section].weight
        found = _counted(documents[code]["sanat"])
        assert {token: often for token, often in found.items() if token[0] == "="} == {
            token: pytest.approx(_in_units(weight, norm[doc]), abs=1) for token, weight in exact.items()
        }
    assert seen == sum(map(len, wanted.values())), "no occurrence is left out"


def test_the_tokens_of_a_section_add_up_to_those_of_the_document(documents: dict[str, Document]) -> None:
    for document in documents.values():
        whole, parts = _counted(document["sanat"]), defaultdict[str, int](int)
        for token, often in _counted(document["osiot"]).items():
            number = token.rstrip("_")[: len(token) - len(token.lstrip("0123456789"))]
            assert token == "_" or int(number) < len(SEARCHED)
            parts[token.lstrip("0123456789")] += often
        tokens = {token for token in whole if token[0] in ":/"}
        assert tokens == parts.keys() - {"_"}
        assert all(abs(parts[token] - whole[token]) <= len(SEARCHED) for token in tokens)


def test_values_numbers_and_what_is_missing(segment: Segment, documents: dict[str, Document]) -> None:
    ids = {text: f"id-{n}" for n, text in enumerate(_organisations(segment))}
    values: dict[str, dict[str, set[str]]] = {code: defaultdict(set) for code in segment.codes}
    for field in NAME_FIELDS:
        first, _ = segment.fields.get(field.query, (0, 0))
        for number, text in enumerate(segment.terms.texts_of(field.query), first):
            for doc in segment.postings(number)[0].tolist():
                values[segment.codes[doc]][field.query].add(ids.get(text, text))
    for doc, (code, document) in enumerate(documents.items()):
        for field in NAME_FIELDS:
            shown = document.get(field.query, [])
            assert set([shown] if isinstance(shown, str) else shown) == values[code][field.query]
        for field in NUMBER_FIELDS:
            number = int(segment.arrays[f"column_{field.query}"][doc])
            assert document.get(field.query, np.iinfo(np.int64).min) == number
        missing = set(document["puuttuu"])
        for name in QUERYABLE:
            if name in values[code] or name in {field.query for field in NUMBER_FIELDS}:
                assert (name in missing) == (not document.get(name) and document.get(name) != 0)
        text = segment.texts["nimi"][doc]
        assert document["nimi_jarj"] == (text.casefold() * 100)[:2000]
        assert document["osa"] == 3


def test_words_are_unpacked_as_they_were_packed(segment: Segment, documents: dict[str, Document]) -> None:
    batch = read_batch(segment)
    for doc, (code, document) in enumerate(documents.items()):
        keep = np.zeros(segment.documents, bool)
        keep[doc] = True
        own, again = select(batch, keep), unpack(document["sanasto"])
        assert again.terms == [own.terms[number].encode() for number in own.group_terms.tolist()]
        assert np.array_equal(again.counts, own.tf_counts.take(own.tf_codes)), code
        assert np.array_equal(again.weights, own.tf_weights.take(own.tf_codes)), code
        assert again.offset_deltas.tobytes() == segment.offset_deltas(doc), code
        for name in ("positions", "sections", "overflow_at", "overflow_by", "hashes"):
            assert np.array_equal(getattr(again, name), getattr(own, name).reshape(-1)), (code, name)
        assert again.length == own.lengths[0]
        assert again.columns == {name: column[0] for name, column in own.columns.items()}
        assert again.texts == {name: column[0] for name, column in own.texts.items()}
        assert decompress_json(base64.b64decode(document["projekti"])) == segment.stored_json(doc)


def test_a_part_of_the_lexicon_knows_the_words_and_has_no_texts(segment: Segment, tmp_path: Path) -> None:
    live = np.ones(segment.documents, bool)
    live[0] = False
    part = Segment(write_part(tmp_path, segment, live))
    assert part.codes == segment.codes[1:]
    frequencies = {}
    for stream in ("sanat", "osat", "maakunta", "hakija"):
        first, _ = segment.fields[stream]
        for number, text in enumerate(segment.terms.texts_of(stream), first):
            frequencies[stream, text] = int((segment.postings(number)[0] > 0).sum())
    for stream in ("sanat", "osat", "maakunta", "hakija"):
        first, end = part.fields[stream]
        sizes = part.term_sizes(first, end).tolist()
        found = dict(zip(part.terms.texts_of(stream), sizes, strict=True))
        assert found == {text: n for (of, text), n in frequencies.items() if of == stream and n}
    first, end = part.fields["maakunta"]
    assert len(part.postings(first, end)[0]) == sum(part.term_sizes(first, end))
    assert part.arrays.keys() & {"store", "positions", "hashes", "sections"} == set()
    assert not any(source.path or source.digest for source in part.sources())
    titles = {"nimi": list(segment.texts["nimi"][1:])}
    kept = zlib.decompress(part.arrays["texts"].tobytes()).decode()
    assert kept == json.dumps(titles, ensure_ascii=False)
    assert part.arrays.meta["kind"] == "lexicon"


def test_a_part_is_written_once_under_a_name_of_its_contents(segment: Segment, tmp_path: Path) -> None:
    """What a run that was killed left of it is replaced."""
    live = np.ones(segment.documents, bool)
    first = write_part(tmp_path / "a", segment, live)
    assert (first.suffix, len(first.stem)) == (".part", 16)
    whole, before = first.read_bytes(), first.stat().st_mtime_ns
    assert write_part(tmp_path / "a", segment, live) == first
    assert first.stat().st_mtime_ns == before
    first.rename(first.with_suffix(".new")).write_bytes(b"half")
    assert write_part(tmp_path / "a", segment, live).read_bytes() == whole
    live[0] = False
    second = write_part(tmp_path / "a", segment, live)
    assert sorted((tmp_path / "a").iterdir()) == sorted([first, second])


def test_tokens_are_safe_whatever_they_are_made_of() -> None:
    assert mapping.token("sanat", "a b\x1cc\x01d\u2003e") == ":a_b_c_d_e"
    long = "x" * 40_000
    assert len(mapping.keyword(long).encode()) < 32_766
    assert mapping.keyword(long) != mapping.keyword(long + "y")
    assert mapping.keyword("Lappi") == "Lappi"
    assert mapping.exact_token(0x3FA2, "digi tuki") == "=3fa2digi_tuki"


def test_the_digest_changes_with_the_organisation(segment: Segment) -> None:
    odd = digests(segment, dict.fromkeys(_organisations(segment), "\udcff"))  # half of a character
    assert len(set(odd)) == segment.documents
    assert {len(one) for one in odd} == {24}
    known = dict.fromkeys(_organisations(segment), "a")
    assert digests(segment, known) == digests(segment, dict(known))
    assert set(digests(segment, known)).isdisjoint(digests(segment, dict.fromkeys(known, "b")))
