"""A segment byte by byte: its arrays for documents written here by hand; how files are checked."""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh.reading import TermNotFound

from index.durability.lock import locked
from index.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing, IndexOfOtherVersion
from index.numeric import Array, concatenate_ranges, find_in, run_starts, shrink_dtype
from index.storage import vocabulary
from index.storage.array_file import BLOCK, ArrayFile, write_arrays
from index.storage.document_store import (
    StoredFields,
    compress_json,
    decompress_json,
    split_compressed,
)
from index.storage.index_reader import is_of_other_version, open_any_version, open_index
from index.storage.manifest import (
    Manifest,
    ReadFiles,
    equivalents_path,
    generation,
    identity,
    manifest_path,
    read_manifest,
    remove_leftovers,
    write_manifest,
)
from index.storage.postings import MISSING, Batch, Source, offset_tables, select, tf_tables
from index.storage.schema import BASES, FORMAT, PARTS, fingerprint, schema
from index.storage.segment_reader import Segment, read_batch
from index.storage.segment_writer import segment_arrays, write_segment
from index.storage.term_dictionary import TermDictionary, term_arrays
from index.storage.vocabulary import Vocabulary, form_hash, number_strings
from index.storage.whoosh_codec import (
    ArrayCodec,
    ArraySegment,
    ColumnReader,
    FieldCursor,
    PerDocumentReader,
    TermsReader,
)


def source(code: str, path: str = "a.txt", *others: Source) -> Source:
    return Source(code, path, "", "d" * 64, "1:2", 1, "Hankekuvaus", "", "", 5, 6, "", others)


def u(*values: int, dtype: str = "int64") -> Array:
    return np.array(values, dtype)


STORES = (compress_json(b'{"code":"S1"}'), compress_json(b'{"code":"S2"}'))


def batch() -> Batch:
    """Two documents: «auto tie auto» in one section and «tie» in another; and «auto» far behind."""
    return Batch(
        sources=(source("S1"), source("S2", "b.txt", source("S2", "c.txt"))),
        terms=["sanat\ttie", "unused\tx", "sanat\tauto", "koodi\tS1"],
        group_terms=u(0, 2, 3, dtype="int32"),
        group_sizes=u(1, 2, 1, dtype="uint8"),
        post_docs=u(0, 0, 1, 0, dtype="uint8"),
        tf_codes=u(2, 2, 1, 0, dtype="uint8"),
        tf_counts=u(0, 1, 2, 7),
        tf_weights=np.array([1.0, 0.5, 2.5, 9.0], np.float32),
        positions=u(1, 34, 0, 2, 300, dtype="uint16"),
        lengths=np.array([4.0, 1.0], np.float32),
        sections=u(0, 35, 68, 0, 32, 65, dtype="int32").reshape(2, 3),
        word_counts=u(4, 1),
        **offset_tables(u(0, 5, 260, 3, 700), u(3, 1, 0, 1).reshape(2, 2)),
        hashes=u(1, 2, 1, 2, 1, dtype="uint16"),
        forms=["tie", "unused", "auto"],
        form_ids=u(0, 2, dtype="int32"),
        form_counts=u(2, 3),
        columns={"alkaa": u(5, MISSING)},
        texts={"nimi": ("Auto", "")},
        store=np.frombuffer(b"".join(STORES), np.uint8),
        store_sizes=u(*map(len, STORES)),
    )


def plain(arrays: dict[str, Array], *names: str) -> list[tuple[str, list[float]]]:
    return [(arrays[name].dtype.str[1:], arrays[name].tolist()) for name in names]


def test_the_arrays_of_a_segment() -> None:
    arrays, meta = segment_arrays([batch()], "mine")
    assert meta == {
        "fingerprint": "mine", "documents": 2, "fields": {"koodi": [0, 1], "sanat": [1, 3]},
    }  # fmt: skip
    assert arrays["term_text"].tobytes() == b"S1\nauto\ntie\n"
    names = (
        "post_ends rare_ends post_docs post_gaps tf_codes tf_counts position_ends positions position_halves"
    )
    assert plain(arrays, *names.split()) == [
        ("u1", [1, 3, 4]),
        ("u1", [0, 0, 0]),
        ("u1", []),
        ("u1", [0, 0, 1, 0]),
        ("u1", [1, 0, 2, 0]),
        ("u4", [2, 0, 1]),
        ("u1", [0, 3, 5]),
        ("u1", [0, 2, 300 - 256, 1, 34]),
        ("u1", [0, 1, 0]),
    ]
    assert arrays["tf_weights"].tolist() == [2.5, 1.0, 0.5]
    assert plain(arrays, "sections", "word_ends", "overflow_at", "overflow_by") == [
        ("u1", [[0, 35, 68], [0, 32, 65]]),
        ("u1", [4, 5]),
        ("u1", [2, 4]),
        ("u2", [0, 445]),
    ]
    assert zlib.decompress(arrays["forms"].tobytes()) == b"auto\ntie"
    assert plain(arrays, "form_counts", "column_alkaa", "hashes") == [
        ("u1", [3, 2]), ("i8", [5, int(MISSING)]), ("u2", [1, 2, 1, 2, 1]),
    ]  # fmt: skip
    assert json.loads(zlib.decompress(arrays["texts"].tobytes())) == {"nimi": ["Auto", ""]}
    ends = [len(STORES[0]), sum(map(len, STORES))]
    assert arrays["store_ends"].tolist() == ends


@pytest.fixture
def segment(tmp_path: Path) -> Segment:
    write_segment(tmp_path / "MAIN_a.arr", [batch()], "mine")
    return Segment(tmp_path / "MAIN_a.arr")


def listed(*found: Array) -> list[list[float]]:
    return [one.tolist() for one in found]


def test_a_segment_reads_what_was_written(segment: Segment) -> None:
    assert (segment.documents, segment.fingerprint, segment.codes) == (2, "mine", ("S1", "S2"))
    assert listed(*segment.postings(1)) == [[0, 1], [2.5, 0.5]]
    assert listed(*segment.postings(0, 3)) == [[0, 0, 1, 0], [1.0, 2.5, 0.5, 2.5]]
    assert [segment.term_sizes(*run).tolist() for run in ((0, 3), (1, 3), (2, 3))] == [[1, 2, 1], [2, 1], [1]]
    assert listed(*segment.occurrences(1)) == [[0, 1], [2, 1], [0, 2, 300]]
    assert listed(*segment.occurrences_in(1, u(1))) == [[1], [1], [300]]
    assert listed(*segment.occurrences_in(2, u(1))) == [[], [], []]
    assert listed(*segment.occurrences_in(1, u(0, 1, 7))) == [[0, 1], [2, 1], [0, 2, 300]]
    assert [segment.stored_json(doc) for doc in (0, 1)] == [b'{"code":"S1"}', b'{"code":"S2"}']
    assert segment.word_starts.tolist() == [0, 4, 5]
    assert segment.word_offsets(u(0, 0, 1), u(2, 3, 0), u(0, 3, 0)).tolist() == [260, 3, 700]
    assert segment.word_offsets(u(1), u(0), u(0)).tolist() == [700]
    assert segment.word_offsets(u(0), u(1), u(0)).tolist() == [5]
    assert segment.seen_and_changed.tolist() == [[5, 6], [5, 6]]
    assert [list(segment.offset_deltas(doc)) for doc in (0, 1)] == [[0, 5, 255, 3], [255]]
    assert segment.texts == {"nimi": ("Auto", "")}
    assert (segment.forms()[0], segment.forms()[1].tolist()) == (["auto", "tie"], [3, 2])
    assert segment.sources() == batch().sources


def same(one: dict[str, Array], other: dict[str, Array]) -> bool:
    return one.keys() == other.keys() and all(
        one[name].dtype == other[name].dtype and np.array_equal(one[name], other[name]) for name in one
    )


def test_a_segment_is_a_batch_again(segment: Segment) -> None:
    assert same(segment_arrays([read_batch(segment)], "mine")[0], segment_arrays([batch()], "mine")[0])


def test_two_batches_are_one(segment: Segment) -> None:
    batches = [batch(), read_batch(segment)]
    arrays, meta = segment_arrays(batches, "mine")
    assert batches == []
    assert (meta["documents"], meta["fields"]) == (4, {"koodi": [0, 1], "sanat": [1, 3]})
    assert plain(
        arrays, "post_gaps", "positions", "word_ends", "form_counts", "overflow_at", "overflow_by"
    ) == [
        ("u1", [0, 2, 0, 1, 1, 1, 0, 2]),
        ("u1", [0, 2, 44, 0, 2, 44, 1, 34, 1, 34]),
        ("u1", [4, 5, 9, 10]),
        ("u1", [6, 4]),
        ("u1", [2, 4, 7, 9]),
        ("u2", [0, 445, 0, 445]),
    ]
    assert arrays["column_alkaa"].tolist() == [5, int(MISSING)] * 2
    assert json.loads(zlib.decompress(arrays["texts"].tobytes())) == {"nimi": ["Auto", ""] * 2}
    assert arrays["store"].tobytes() == b"".join(STORES * 2)
    assert arrays["store_ends"].tolist() == np.cumsum([len(one) for one in STORES * 2]).tolist()
    assert arrays["tf_weights"].tolist() == [2.5, 1.0, 0.5]


def test_some_documents_of_a_batch() -> None:
    assert select(batch(), np.array([True, True])).sources == batch().sources
    second = select(batch(), np.array([False, True]))
    assert (second.texts, second.store.tobytes(), second.lengths.tolist()) == (
        {"nimi": ("",)},
        STORES[1],
        [1.0],
    )
    arrays, meta = segment_arrays([second], "mine")
    assert (meta["documents"], meta["fields"]) == (1, {"sanat": [0, 1]})
    assert plain(arrays, "post_gaps", "positions", "position_halves", "overflow_at", "overflow_by") == [
        ("u1", [0]), ("u1", [44]), ("u1", [1]), ("u1", [0]), ("u2", [445]),
    ]  # fmt: skip
    assert arrays["column_alkaa"].tolist() == [int(MISSING)]
    first = segment_arrays([select(batch(), np.array([True, False]))], "mine")[0]
    assert plain(first, "positions", "word_ends", "hashes", "overflow_at") == [
        ("u1", [0, 2, 1, 34]), ("u1", [4]), ("u2", [1, 2, 1, 2]), ("u1", [2]),
    ]  # fmt: skip


def test_few_different_pairs_of_count_and_weight() -> None:
    made = tf_tables(u(2, 1, 2, 1), np.array([0.5, 3.0, 0.5, 1.0]))
    assert listed(made["tf_codes"], made["tf_counts"], made["tf_weights"]) == [
        [2, 1, 2, 0], [1, 1, 2], [1.0, 3.0, 0.5],
    ]  # fmt: skip


def test_pairs_that_have_no_room_in_a_byte(tmp_path: Path) -> None:
    """400 pairs of count and weight: each posting has its own, in the segment and in what is merged of it."""
    documents = 400
    tables: Any = tf_tables(u(*range(1, documents + 1), 1), np.r_[np.arange(documents) / 2, 0.0])
    one = replace(
        batch(),
        sources=batch().sources[:1] * documents,
        terms=["sanat\tauto", "sanat\ttie"],
        group_terms=u(0, 1, dtype="int32"),
        group_sizes=u(documents, 1),
        post_docs=u(*range(documents), 7, dtype="uint16"),
        **tables,
        positions=np.zeros(documents * (documents + 1) // 2 + 1, np.uint8),
    )
    for at, batches in enumerate([[one], [one, one]]):
        times = len(batches)
        path = tmp_path / f"MAIN_{at}.arr"
        write_segment(path, batches, "mine")
        segment = Segment(path)
        first, last = segment.postings(0), segment.postings(1)
        assert listed(*first) == [[*range(documents * times)], (np.arange(documents) / 2).tolist() * times]
        assert listed(*last) == [[7 + documents * i for i in range(times)], [0.0] * times]
        assert segment.occurrences(0)[1].tolist() == [*range(1, documents + 1)] * times
        assert segment.arrays["tf_codes"].dtype == np.uint8
        again = segment_arrays([read_batch(segment)], "mine")[0]
        assert all(np.array_equal(again[n], segment.arrays[n]) for n in ("tf_codes", "rare_at", "rare_codes"))


def test_pairs_that_have_no_room_in_two_bytes(tmp_path: Path) -> None:
    documents = 65_537
    tables: Any = tf_tables(np.ones(documents, np.int64), np.arange(documents) / 2)
    one = replace(
        batch(),
        sources=batch().sources[:1] * documents,
        terms=["sanat\tauto"],
        group_terms=u(0, dtype="int32"),
        group_sizes=u(documents, dtype="uint32"),
        post_docs=np.arange(documents, dtype=np.uint32),
        **tables,
        positions=np.zeros(documents, np.uint8),
    )
    write_segment(tmp_path / "MAIN_0.arr", [one], "mine")
    weights = Segment(tmp_path / "MAIN_0.arr").postings(0)[1]
    assert np.array_equal(weights, np.arange(documents) / 2)


def test_the_record_of_a_document() -> None:
    other = source("S1", "/x/b.txt")
    whole = Source("S1", "/x/Maija.txt", "p", "d", "s", 1, shown="/x/[henkilö].txt#1", others=(other,))
    assert whole.all == (whole, other)
    assert whole.key == ("/x/Maija.txt", "p")
    kept = whole.stored
    assert (kept.path, kept.shown, kept.others) == ("/x/[henkilö].txt#1", "", (other,))
    assert kept.with_paths({"/x/[henkilö].txt#1": "/x/Maija.txt"}) == whole
    assert other.with_paths({}) == other


# Arrays and files


def test_helpers_of_arrays() -> None:
    for values, dtype in (((), "u1"), ((255,), "u1"), ((0, 256), "u2"), ((65536,), "u4")):
        assert shrink_dtype(u(*values)).dtype.str[1:] == dtype
    assert run_starts(u(5, 5, 2, 2, 2, 5)).tolist() == [0, 2, 5]
    assert run_starts(u()).tolist() == []
    assert listed(*find_in(u(2, 4, 6), u(1, 4, 7, 6))) == [[0, 1, 0, 2], [False, True, False, True]]
    assert concatenate_ranges(u(5, 0, 9), u(2, 0, 3)).tolist() == [5, 6, 9, 10, 11]
    assert concatenate_ranges(u(), u()).tolist() == []


def test_arrays_in_a_file_come_back_the_widest_first(tmp_path: Path) -> None:
    path = tmp_path / "a.arr"
    arrays = {
        "b": u(1, 2, 3, dtype="uint8"), "e": u(dtype="float32"), "w": u(-1, 5),
        "t": u(1, 2, 3, 4, dtype="uint16").reshape(2, 2),
    }  # fmt: skip
    write_arrays(path, arrays, {"x": "ä"})
    found = ArrayFile(path)
    assert list(found) == ["w", "e", "t", "b"]
    assert (len(found), found.meta, found.size) == (4, {"x": "ä"}, path.stat().st_size)
    assert all(np.array_equal(found[name], array) for name, array in arrays.items())
    data = path.read_bytes()
    length = int.from_bytes(data[8:12], "little")
    assert (len(data) - 16 - length, length % 8) == (2 * 8 + 4 * 2 + 3, 0)
    assert data[:8] == b"HANKE\x00\x00\x03"
    assert found.damaged_arrays() == []
    with pytest.raises(FileExistsError):
        write_arrays(path, arrays, {})


def test_each_block_has_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a.arr"
    values = np.arange(BLOCK + 100, dtype=np.uint16)  # two blocks and a bit
    assert BLOCK == 4096
    write_arrays(path, {"v": values}, {})
    data = bytearray(path.read_bytes())
    start = len(data) - values.nbytes
    data[start + BLOCK] ^= 1  # the first byte of the second block: item 2048
    path.write_bytes(data)
    for read in ("part", "read_part"):
        file = ArrayFile(path)
        good = [slice(0, 2048), slice(4096, 4196), slice(4195, 4196), slice(7, 7)]
        for run in good:
            got = getattr(file, read)("v", run)
            assert (got if read == "read_part" else got.tobytes()) == values[run].tobytes()
        for run in (slice(2048, 2049), slice(2047, 2049), slice(4095, 4096), slice(0, 4196)):
            for _ in range(2):  # also when it was looked at before
                with pytest.raises(IndexDamaged, match="its array «v»"):
                    getattr(file, read)("v", run)
    file = ArrayFile(path)
    for at in ([], [0, 2047, 5], [4096, 4195, 1, 1]):
        assert file.take("v", np.array(at, np.int64)).tolist() == at
    for at in ([2048], [0, 4095], [4195, 3000, 0]):
        for _ in range(2):
            with pytest.raises(IndexDamaged, match="its array «v»"):
                file.take("v", np.array(at, np.int64))
    assert ArrayFile(path).damaged_arrays() == ["v"]
    with pytest.raises(IndexDamaged):
        ArrayFile(path)["v"]


def test_a_file_that_is_not_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.arr"
    write_arrays(path, {"v": np.arange(10000, dtype=np.uint8)}, {})
    whole = path.read_bytes()
    file = ArrayFile(path)
    assert file.is_as_opened()
    os.truncate(path, len(whole) - 1)
    assert not file.is_as_opened()
    with pytest.raises(IndexDamaged):
        file.read_part("v", slice(9990, 10000))
    for changed, said in (
        (whole[:15], "it is cut short"),
        (whole[:16], "checksum of its header|not where its header"),
        (whole[:-1], "not where its header says"),
        (whole + b"\0", "something is behind its end"),
        (b"HANKX" + whole[5:], "not a segment of this version"),
        (whole[:8] + b"\xff" + whole[9:], "checksum of its header"),
    ):
        path.write_bytes(changed)
        with pytest.raises(IndexDamaged, match=said):
            ArrayFile(path)
    path.write_bytes(whole[:7] + b"\x02" + whole[8:])
    with pytest.raises(IndexOfOtherVersion):
        ArrayFile(path)


def test_terms_are_found_by_blocks_of_sixteen(tmp_path: Path) -> None:
    texts = [b"%03d" % number for number in range(40)]
    arrays = term_arrays(texts)
    assert arrays["blocks"].tolist() == [0, 64, 128]
    assert term_arrays(texts[:16])["blocks"].tolist() == [0]
    assert term_arrays(texts[:17])["blocks"].tolist() == [0, 64]
    write_arrays(tmp_path / "t.arr", arrays, {})
    terms = TermDictionary(ArrayFile(tmp_path / "t.arr"), {"a": [0, 20], "b": [20, 20], "c": [20, 40]})
    for number, text in enumerate(texts):
        field, other = ("a", "c") if number < 20 else ("c", "a")
        assert terms.find(field, text) == number
        assert terms.find(other, text) is None
        assert terms.text(number) == text
        assert terms.lower_bound(field, text + b"!") == number + 1
    assert terms.find("b", b"020") is None
    assert terms.prefix_range("c", b"03") == (30, 40)
    assert terms.texts_between(5, 5) == []


def test_the_projects_of_a_store_one_after_another() -> None:
    one, two = compress_json(b'{"a":1}'), compress_json(b"x" * 100_000 + os.urandom(50_000))
    assert list(split_compressed(one + two + one)) == [one, two, one]
    assert list(split_compressed(one + two[:-1])) == [one]
    assert list(split_compressed(b"")) == []
    assert decompress_json(one) == b'{"a":1}'


def test_forms_and_terms_are_numbered_once() -> None:
    made = Vocabulary(3)
    first = made.numbers["fi"]["taloissa"]
    assert made.numbers["fi"]["taloissa"] == first == 0
    assert made.numbers["fi"]["autotalo"] == 1
    counts, tokens = made.tokens_of(u(1, 0))
    names = [list(made.terms)[number] for number in tokens.tolist()]
    assert counts.tolist() == [len(names) - 1, 1]
    assert names[-1] == f"{BASES}\ttalo"
    assert {f"{BASES}\tautotalo", f"{PARTS}\tauto", f"{PARTS}\ttalo"} <= set(names[:-1])
    delta = made.take_delta()
    assert (delta.name, delta.forms, delta.terms) == (
        (os.getpid(), 3),
        ["taloissa", "autotalo"],
        list(made.terms),
    )
    assert made.take_delta().forms == []
    made.begin_run()
    assert made.take_delta() == delta
    assert form_hash("talo") == zlib.crc32(b"talo") % 65536
    known: list[str] = ["a"]
    assert number_strings(["b", "a", "b"], {"a": 0}, known).tolist() == [1, 0, 1]
    assert known == ["a", "b"]


# The table of contents


SEGID = "0123456789abcdef"


def commit(folder: Path, number: int, deleted: tuple[int, ...] = (), name: str = SEGID) -> None:
    """Put a table of contents in place that lists one segment of two documents."""
    path = folder / f"MAIN_{name}.arr"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        write_segment(path, [batch()], fingerprint())
    listed = ArraySegment("MAIN")
    listed.segid = name
    listed.set_doc_count(2)
    for doc in deleted:
        listed.delete_document(doc)
    with locked(folder) as held:
        write_manifest(held, number, [listed])


def test_a_commit_is_a_table_of_contents(tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    assert (generation(folder), identity(folder)) == (-1, None)
    with pytest.raises(IndexMissing):
        open_index(folder)
    with pytest.raises(IndexMissing):
        open_any_version(folder)
    commit(folder, 0)
    assert generation(folder) == 0
    before = identity(folder)
    commit(folder, 1, (1,))
    assert generation(folder) == 1
    assert identity(folder) not in (None, before)
    (listed,) = read_manifest(folder, 1).segments
    assert (listed.segid, listed.documents, listed.doc_count(), listed.deleted) == (SEGID, 2, 1, {1})
    assert (listed.has_deletions(), listed.deleted_count(), listed.is_deleted(1), listed.is_deleted(0)) == (
        True, 1, True, False,
    )  # fmt: skip
    assert listed.live().tolist() == [True, False]
    assert not read_manifest(folder, 0).segments[0].has_deletions()
    opened = open_index(folder)
    assert (opened.generation, opened.equivalents, opened.has_contacts) == (1, None, False)
    assert opened.committed == manifest_path(folder, 1).stat().st_mtime
    assert [(number, doc, one.code) for number, doc, one in opened.sources()] == [(0, 0, "S1")]
    with pytest.raises(IndexBusy):
        commit(folder, 3)
    with pytest.raises(IndexBusy):
        commit(folder, 1)


def test_a_table_of_contents_tells_what_was_read_or_does_not(tmp_path: Path) -> None:
    read = ReadFiles(files=7, refused=2, at=1_700_000_000)
    with locked(tmp_path / "ix") as held:
        write_manifest(held, 0, [])
        write_manifest(held, 1, [], read=read)
    assert read_manifest(tmp_path / "ix", 0).read is None
    assert read_manifest(tmp_path / "ix", 1).read == open_index(tmp_path / "ix").read == read
    assert read.is_as(replace(read, at=0))
    assert not read.is_as(replace(read, refused=3))
    assert not read.is_as(None)


def test_names_that_are_no_tables(tmp_path: Path) -> None:
    for name in (
        "_MAIN_7.tocx",
        "x_MAIN_7.toc",
        "_MAIN_.toc",
        "_MAIN_" + "1" * 19 + ".toc",
        "_MAIN_7.toc.new",
    ):
        (tmp_path / name).touch()
    assert generation(tmp_path) == -1
    (tmp_path / ("_MAIN_" + "1" * 18 + ".toc")).touch()
    assert generation(tmp_path) == int("1" * 18)
    assert manifest_path(tmp_path, 7).name == "_MAIN_7.toc"
    assert (
        Manifest((), "abc").files(tmp_path)
        == [equivalents_path(tmp_path, "abc")]
        == [tmp_path / "MAIN_abc.equivalents"]
    )


def test_what_no_longer_belongs_to_an_index_goes(tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    commit(folder, 0)
    commit(folder, 1)
    other = "MAIN_" + "f" * 16
    gone = ("_MAIN_5.toc.new", f"{other}.arr", f"{other}.equivalents", f"{other}.arr.tmp")
    kept = ("MAIN_short.arr", "notes.txt", f"{other}", "BUILDLOCK", "x_MAIN_0.toc", f"x{other}.arr")
    for name in (*gone, *kept):
        (folder / name).touch()
    remove_leftovers(folder)
    assert {path.name for path in folder.iterdir()} == {"_MAIN_1.toc", f"MAIN_{SEGID}.arr", *kept}
    manifest_path(folder, 1).write_bytes(b"damaged")
    (folder / gone[1]).touch()
    remove_leftovers(folder)
    assert (folder / gone[1]).exists()


def table(number: int, body: object) -> bytes:
    """A table of contents with a checksum that is right."""
    text = json.dumps(body).encode() + b"\n"
    data = b"whoosh" + text + b"HANKEHAKU contents 2 %08x " % len(text)
    return data + b"%08x\n" % zlib.crc32(data)


ROW = {"id": SEGID, "documents": 2, "deleted": [1]}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"generation": 3, "segments": []}, "it is the table of commit 3"),
        ({"generation": 4}, "its lines are not those"),
        ({"generation": 4, "segments": [ROW | {"id": "../x"}]}, "names no file of an index"),
        ({"generation": 4, "segments": [ROW | {"id": ""}]}, "names no file of an index"),
        ({"generation": 4, "segments": [ROW | {"id": 5}]}, "names no file of an index"),
        ({"generation": 4, "segments": [ROW | {"deleted": [2]}]}, "document 2 of 2"),
        ({"generation": 4, "segments": [ROW | {"deleted": [-1]}]}, "document -1 of 2"),
        ({"generation": 4, "segments": [], "equivalents": "a/b"}, "names no file of an index"),
    ],
)
def test_a_table_that_makes_no_sense(body: object, said: str, tmp_path: Path) -> None:
    manifest_path(tmp_path, 4).write_bytes(table(4, body))
    with pytest.raises(IndexDamaged) as caught:
        read_manifest(tmp_path, 4)
    assert said in str(caught.value)


def test_a_table_that_is_sound(tmp_path: Path) -> None:
    body = {"generation": 4, "segments": [ROW, ROW | {"deleted": [0]}], "equivalents": "abc"}
    whole = table(4, body)
    manifest_path(tmp_path, 4).write_bytes(whole)
    found = read_manifest(tmp_path, 4)
    assert ([one.deleted for one in found.segments], found.equivalents) == ([{1}, {0}], "abc")
    other = whole.replace(b"contents 2 ", b"contents 31 ")
    for data, error in (
        (whole[:-1] + b"x", IndexDamaged),
        (b"W" + whole[1:], IndexDamaged),
        (whole + b"\n", IndexDamaged),
        (other, IndexOfOtherVersion),
        (b"HANKEHAKU contents 1 0\n", IndexOfOtherVersion),
        (b"whoosh alone", IndexMismatch),
        (b"", IndexMismatch),
    ):
        manifest_path(tmp_path, 4).write_bytes(data)
        with pytest.raises(error) as caught:
            read_manifest(tmp_path, 4)
        assert type(caught.value) is error


def test_an_index_of_another_version(tmp_path: Path) -> None:
    write_segment(tmp_path / f"MAIN_{SEGID}.arr", [batch()], "format 1")
    commit(tmp_path, 0)
    assert open_any_version(tmp_path).segments[0].fingerprint == "format 1"
    with pytest.raises(IndexOfOtherVersion, match="made with «format 1»"):
        open_index(tmp_path)
    assert is_of_other_version(tmp_path)
    (tmp_path / f"MAIN_{SEGID}.arr").unlink()
    write_segment(tmp_path / f"MAIN_{SEGID}.arr", [batch()], fingerprint() + "; with contacts")
    assert open_index(tmp_path).has_contacts
    assert not is_of_other_version(tmp_path)


def test_a_file_that_is_missing_or_no_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("index.storage.index_reader.time.sleep", slept.append)
    commit(tmp_path, 0)
    (tmp_path / f"MAIN_{SEGID}.arr").unlink()
    with pytest.raises(IndexMismatch, match="a file of the index is missing"):
        open_index(tmp_path)
    assert slept == [0.05] * 19
    (tmp_path / f"MAIN_{SEGID}.arr").mkdir()
    with pytest.raises(IndexDamaged, match="something else than a file has its name"):
        open_index(tmp_path)
    write_arrays(tmp_path / "x.arr", {"v": u(1)}, {"documents": 1})
    with pytest.raises(IndexDamaged, match="it is no segment of descriptions"):
        Segment(tmp_path / "x.arr")


def test_a_column_for_whoosh() -> None:
    class Column:
        def default_value(self) -> int:
            return -7

    reader = ColumnReader(u(5, MISSING, 0), Column())
    assert (len(reader), list(reader), reader.load(), reader.sort_key(1)) == (3, [5, -7, 0], [5, -7, 0], -7)


# What Whoosh is told of a segment


def test_the_terms_of_a_segment_for_whoosh(segment: Segment) -> None:
    reader = TermsReader(segment)
    assert list(reader.terms()) == [("koodi", b"S1"), ("sanat", b"auto"), ("sanat", b"tie")]
    assert list(reader.terms_from("sanat", b"b")) == [("sanat", b"tie")]
    assert list(reader.terms_from("none", b"")) == []
    assert reader.indexed_field_names() == ["koodi", "sanat"]
    assert [("sanat", b"auto") in reader, ("sanat", b"S1") in reader, ("none", b"S1") in reader] == [
        True, False, False,
    ]  # fmt: skip
    assert [(term, info.weight()) for term, info in reader.items()] == [
        (("koodi", b"S1"), 1.0), (("sanat", b"auto"), 3.0), (("sanat", b"tie"), 2.5),
    ]  # fmt: skip
    assert [term for term, _ in reader.items_from("sanat", b"t")] == [("sanat", b"tie")]
    info = reader.term_info("sanat", b"auto")
    assert (info.weight(), info.max_weight(), info.doc_frequency(), info.min_id(), info.max_id()) == (
        3.0, 2.5, 2, 0, 1,
    )  # fmt: skip
    assert (info.min_length(), info.max_length()) == (1.0, 4.0)
    assert (reader.frequency("sanat", b"auto"), reader.doc_frequency("sanat", b"auto")) == (3.0, 2)
    with pytest.raises(KeyError):
        reader.term_info("sanat", b"S1")
    assert list(segment.terms.texts_of("none")) == []
    assert segment.terms.prefix_range("none", b"") == (0, 0)


def test_the_postings_of_a_term_for_whoosh(segment: Segment) -> None:
    reader, format_ = TermsReader(segment), schema()["sanat"].format
    matcher = reader.matcher("sanat", b"auto", format_)
    assert (matcher.id(), matcher.weight(), matcher.value_as("positions")) == (0, 2.5, [0, 2])
    matcher.next()
    assert (matcher.id(), matcher.weight(), matcher.value_as("positions")) == (1, 0.5, [300])
    assert list(reader.matcher("koodi", b"S1", None).all_ids()) == [0]
    with pytest.raises(TermNotFound):
        reader.matcher("sanat", b"S1", format_)


def test_a_walk_through_terms_for_whoosh(segment: Segment) -> None:
    field = schema()["sanat"]
    cursor = FieldCursor(segment, "sanat", field)
    assert [cursor.text(), cursor.first(), cursor.next(), cursor.term()] == ["auto", "auto", "tie", "tie"]
    assert (cursor.next(), cursor.is_valid(), cursor.text()) == (None, False, None)
    assert [cursor.find("b"), cursor.find(b"tie"), cursor.find("z"), cursor.first()] == [
        "tie", "tie", None, "auto",
    ]  # fmt: skip
    other = FieldCursor(segment, "none", field)
    assert [other.first(), other.text(), other.find("a"), other.next()] == [None] * 4


def test_the_documents_of_a_segment_for_whoosh(segment: Segment) -> None:
    row = ArraySegment("MAIN")
    row.set_doc_count(2)
    row.delete_document(1)
    reader = PerDocumentReader(segment, row)
    assert (reader.doc_count(), reader.doc_count_all(), reader.has_deletions()) == (1, 2, True)
    assert (reader.is_deleted(0), reader.is_deleted(1), list(reader.deleted_docs())) == (False, True, [1])
    row.delete_document(1, delete=False)
    assert (reader.doc_count(), reader.has_deletions()) == (2, False)
    assert (reader.supports_columns(), reader.has_column("alkaa"), reader.has_column("x")) == (
        True, True, False,
    )  # fmt: skip
    assert [reader.doc_field_length(1, "sanat"), reader.doc_field_length(0, "koodi")] == [1.0, 0]
    assert reader.doc_field_length(0, "koodi", 7) == 7
    for field, lengths in (("sanat", (5.0, 1.0, 4.0)), ("osat", (5.0, 1.0, 4.0)), ("koodi", (0.0, 0.0, 0.0))):
        found = (reader.field_length(field), reader.min_field_length(field), reader.max_field_length(field))
        assert found == lengths
    assert reader.stored_fields(1) == {"koodi": "S2"}
    assert not row.should_assemble()
    assert not ArrayCodec().length_stats


def test_the_last_line_of_a_table_alone(tmp_path: Path) -> None:
    line = b"HANKEHAKU contents 2 00000000 "
    manifest_path(tmp_path, 4).write_bytes(line + b"%08x\n" % zlib.crc32(line))
    with pytest.raises(IndexDamaged, match="its lines are not those of a table of contents"):
        read_manifest(tmp_path, 4)


def test_a_vocabulary_that_has_grown_too_large_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_vocabulary", None)
    monkeypatch.setattr(vocabulary, "MAX_FORMS", 2)
    first = vocabulary.process_vocabulary()
    for form, is_kept in (("talo", True), ("auto", True), ("tie", False)):
        assert first.numbers["fi"][form] == len(first.forms) - 1
        assert (vocabulary.process_vocabulary() is first) is is_kept
    assert vocabulary.process_vocabulary().name != first.name


def test_the_fields_of_whoosh() -> None:
    made: Any = schema()
    assert [made[name].stored for name in ("sanat", "osat", "rahasto", "vuosi", "alkaa")] == [
        False, False, True, True, True,
    ]  # fmt: skip
    assert [made[name].scorable for name in ("sanat", "osat", "rahasto", "vuosi")] == [
        True,
        True,
        False,
        False,
    ]
    name = made["rahasto"]
    assert (name.unique, name.vector, name.spelling, name.column_type) == (False, None, False, None)
    assert (made["alkaa"].bits, made["alkaa"].sortable_typecode, made["alkaa"].column_type is None) == (
        64, "Q", False,
    )  # fmt: skip
    assert made["sanat"].format.supports("positions")
    assert fingerprint().startswith(f"format {FORMAT}/3/")


def test_stored_fields_are_those_of_the_project(corpus_index: Path) -> None:
    (segment,) = open_index(corpus_index).segments
    for doc in range(segment.documents):
        data = segment.stored_json(doc)
        whole = json.loads(data)
        fields = StoredFields(data)
        assert {name: fields[name] for name in reversed(whole)} == whole
    with pytest.raises(KeyError):
        fields["no such field"]
