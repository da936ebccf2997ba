"""Index files are data: a changed byte is found and never passes for an answer, and nothing in a file is run.

`HANKEHAKU_FLIPS=5000 pytest -s tests/index/test_damage.py` tries more bytes and prints what they did.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import sys
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, open_dir

from hankehaku import main
from index.errors import HankehakuError, IndexDamaged, IndexMismatch, IndexUnsound
from index.indexing.index_writer import build
from index.indexing.verify import verify_index
from index.storage.array_file import MAGIC as SEGMENT
from index.storage.array_file import PREFIX, ArrayFile, write_arrays
from index.storage.index_reader import open_index
from index.storage.manifest import equivalents_path, generation, manifest_path
from index.storage.schema import schema
from index.storage.segment_writer import NOT_COMPARED
from index.vocabulary.sources import find_sources
from search.contract.request import Request
from search.engine import Engine
from tests.attacks.commands import in_time
from tests.search.test_generations import QUERIES, shown
from tests.search.test_oracle import write_description
from web.app import create_app

FLIPS = int(os.environ.get("HANKEHAKU_FLIPS", "200"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two segments, with deleted documents. Tests change copies of it."""
    top = tmp_path_factory.mktemp("damage")
    source, chance = top / "source", random.Random(1)
    source.mkdir()
    for number in range(20):
        write_description(source, f"S{50000 + number}", chance)
    build(top / "index", [source])
    for number in (1, 2, 30):
        write_description(source, f"S{50000 + number}", chance)
    (source / "S50004.txt").unlink()
    build(top / "index", [source])
    assert len(open_index(top / "index").segments) == 2
    return top / "index"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "index")


def answers(folder: Path) -> list[object]:
    """Everything that a search can read of an index: words, phrases, filters, snippets, whole projects."""
    engine = Engine(folder)
    found = [shown(engine.answer(Request(query, limit=100))) for query in QUERIES]
    found.append(shown(engine.answer(Request("auto", sort="nimi", limit=100))))
    found += [engine.project(code, "auto tie") for code in sorted(engine.snapshot().by_code)]
    return found


def segment_file(folder: Path) -> Path:
    return max(folder.glob("*.arr"), key=lambda path: path.stat().st_size)


# Bytes that changed


def places(folder: Path, chance: random.Random) -> list[tuple[Path, int]]:
    """Bytes to change: a third in the table of contents and in headers, the rest anywhere."""
    table = manifest_path(folder, generation(folder))
    files = sorted(folder.glob("*.arr"))
    bounds = [(table, table.stat().st_size)]
    bounds += [(file, PREFIX.size + PREFIX.unpack_from(file.read_bytes())[1]) for file in files]
    bounds += [(file, file.stat().st_size) for file in files] * 3
    return [(path, chance.randrange(size)) for path, size in chance.choices(bounds, k=FLIPS)]


def answers_or_error(folder: Path) -> list[object] | IndexDamaged | IndexMismatch:
    try:
        return answers(folder)
    except (IndexDamaged, IndexMismatch) as error:
        return error


@pytest.mark.slow
def test_a_changed_byte_is_found_and_never_answers(folder: Path) -> None:
    chance = random.Random(FLIPS)
    before = answers(folder)
    outcomes: Counter[str] = Counter()
    for path, at in places(folder, chance):
        data = path.read_bytes()
        path.write_bytes(data[:at] + bytes([data[at] ^ chance.randint(1, 255)]) + data[at + 1 :])
        with pytest.raises(IndexUnsound, match=path.name):
            verify_index(folder)
        outcome = answers_or_error(folder)
        if isinstance(outcome, Exception):
            assert path.name in str(outcome)
            assert "hankehaku index --rebuild" in str(outcome)
        else:
            assert outcome == before, (path, at)
        outcomes[type(outcome).__name__] += 1
        path.write_bytes(data)
    assert answers(folder) == before
    assert verify_index(folder).told.startswith("sound: ")
    print(f"\n{FLIPS} changed bytes, all found by check; searches gave: {dict(outcomes)}")


@pytest.mark.parametrize("keep", [0, 5, PREFIX.size, 100, -1])
def test_a_file_cut_short_is_damaged(folder: Path, keep: int) -> None:
    for path in (segment_file(folder), manifest_path(folder, generation(folder))):
        data = path.read_bytes()
        path.write_bytes(data[:keep])
        with pytest.raises((IndexDamaged, IndexMismatch), match="--rebuild"):
            open_index(folder)
        with pytest.raises(IndexUnsound, match=path.name):
            verify_index(folder)
        path.write_bytes(data)


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_took_the_place_of_a_file_is_damage(folder: Path, make: Callable[[Path], object]) -> None:
    """A pipe was waited for, and never answers."""
    for path in (segment_file(folder), manifest_path(folder, generation(folder))):
        kept = path.rename(path.with_name("kept"))
        make(path)
        with in_time(), pytest.raises(IndexDamaged, match="something else than a file"):
            open_index(folder)
        with in_time(), pytest.raises(IndexUnsound, match=path.name):
            verify_index(folder)
        path.rmdir() if path.is_dir() else path.unlink()
        kept.rename(path)


def test_bytes_behind_the_end_and_missing_files_are_found(folder: Path) -> None:
    path = segment_file(folder)
    with path.open("ab") as file:
        file.write(b"\0")
    with pytest.raises(IndexDamaged, match="behind its end"):
        open_index(folder)
    path.unlink()
    with pytest.raises(IndexUnsound, match=path.name):
        verify_index(folder)
    with pytest.raises(IndexMismatch, match=path.name):
        open_index(folder)


def test_damage_of_an_unread_array_does_not_stop_other_searches(folder: Path) -> None:
    change(segment_file(folder), "store")
    engine = Engine(folder)
    assert engine.answer(Request("auto", limit=0)).total
    with pytest.raises(IndexDamaged, match="«store»"):
        engine.answer(Request("auto", limit=100))


def change(path: Path, name: str) -> None:
    """Change a byte of an array in its file."""
    array = ArrayFile(path)[name]
    data = bytearray(path.read_bytes())
    at = data.index(array.tobytes())
    data[at + array.nbytes // 2] ^= 1
    path.write_bytes(data)


# Right checksums, wrong contents


def rewrite(path: Path, arrays: dict[str, Any], meta: dict[str, Any]) -> None:
    path.unlink()
    write_arrays(path, arrays, meta)


def test_check_finds_what_checksums_cannot(folder: Path) -> None:
    path = segment_file(folder)
    arrays = ArrayFile(path)
    contents, meta = {name: array.copy() for name, array in arrays.items()}, arrays.meta
    changed = [name for name in sorted(contents) if contents[name].size and name not in NOT_COMPARED]
    assert len(changed) > 15
    for name in changed:
        wrong = contents[name].copy()
        wrong.reshape(-1)[wrong.size // 2] += 1
        rewrite(path, {**contents, name: wrong}, meta)
        with pytest.raises(IndexUnsound) as caught:
            verify_index(folder)
        assert caught.value.problems == (f"{path}: its «{name}» are not what its stored descriptions give",)
    rewrite(path, contents, {**meta, "fields": {**meta["fields"], "sanat": [0, 1]}})
    with pytest.raises(IndexUnsound, match="«meta»"):
        verify_index(folder)
    rewrite(path, {**contents, "store": contents["store"][::-1]}, meta)
    with pytest.raises(IndexUnsound, match="stored descriptions cannot be read"):
        verify_index(folder)
    rewrite(path, contents, {})
    with pytest.raises(IndexUnsound, match="no segment of descriptions"):
        verify_index(folder)
    rewrite(path, contents, meta)
    verify_index(folder)


def write_table(folder: Path, number: int, body: object) -> Path:
    """A table of contents with a right checksum, whatever it says."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    path = manifest_path(folder, number)
    path.write_bytes(framed(b"", text))
    return path


def framed(whoosh: bytes, body: bytes) -> bytes:
    """The bytes of a table as somebody writes them who knows the format and wishes us ill."""
    data = whoosh + body + b"HANKEHAKU contents 2 %08x " % len(body)
    return data + b"%08x\n" % zlib.crc32(data)


def table_of(folder: Path) -> Any:
    return json.loads(table_text(folder))


def table_text(folder: Path) -> bytes:
    """Our own part of the newest table of contents."""
    data = manifest_path(folder, generation(folder)).read_bytes()
    return data[data.rindex(b'{"generation"') : data.rindex(b"HANKEHAKU")]


@pytest.mark.parametrize(
    "change_table",
    [
        lambda table: {**table, "generation": 99},
        lambda table: {**table, "segments": [{**table["segments"][0], "id": "../../etc"}]},
        lambda table: {**table, "segments": [{**table["segments"][0], "deleted": [10**6]}]},
        lambda table: {**table, "segments": [{**table["segments"][0], "deleted": None}]},
        lambda table: {**table, "segments": [{"id": 7}]},
        lambda table: [],
        lambda table: b"{",
    ],
)
def test_a_table_of_contents_that_makes_no_sense(folder: Path, change_table: Callable[[Any], object]) -> None:
    path = write_table(folder, generation(folder), change_table(table_of(folder)))
    with pytest.raises(IndexDamaged, match=path.name):
        open_index(folder)
    with pytest.raises(IndexUnsound, match=path.name):
        verify_index(folder)


def test_a_table_of_contents_that_counts_wrong_or_has_a_document_twice(folder: Path) -> None:
    table, number = table_of(folder), generation(folder)
    more = [{**row, "documents": row["documents"] + 1} for row in table["segments"]]
    write_table(folder, number, {**table, "segments": more})
    with pytest.raises(IndexUnsound, match="the table of contents says"):
        verify_index(folder)
    write_table(folder, number, {**table, "segments": [{**row, "deleted": []} for row in table["segments"]]})
    with pytest.raises(IndexUnsound, match="S50001 stands in 2 documents"):
        verify_index(folder)


@pytest.mark.parametrize(
    "entry",
    [["|O", [1], ""], ["<u2", [10**9], ""], ["<u2", [-1], ""], ["<u2,O", [1], ""], ["<u2", [1], ""], [1]],
)
def test_a_header_that_makes_no_sense(tmp_path: Path, entry: list[object]) -> None:
    header = json.dumps({"meta": {}, "arrays": {"a": entry}}).encode()
    path = tmp_path / "MAIN_0000000000000000.arr"
    path.write_bytes(PREFIX.pack(SEGMENT, len(header), zlib.crc32(header)) + header + bytes(64))
    with pytest.raises(IndexDamaged, match="not where its header says"):
        ArrayFile(path)


# Files that would run code


class Creates:
    """Unpickled, it makes a folder."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __reduce__(self) -> Any:
        return os.mkdir, (self.path,)


unpickled: list[object] = []
sys.addaudithook(lambda event, _: unpickled.append(event) if event == "pickle.find_class" else None)


def hostile_schema(folder: Path, number: int, ran: Path) -> Path:
    made: Any = schema()
    made.extra = Creates(ran)
    TOC(made, [], number).write(FileStorage(str(folder)), "MAIN")
    return manifest_path(folder, number)


def hostile_segments(folder: Path, number: int, ran: Path) -> Path:
    TOC(schema(), [Creates(ran)], number).write(FileStorage(str(folder)), "MAIN")
    return manifest_path(folder, number)


def hostile_body(folder: Path, number: int, ran: Path) -> Path:
    return write_table(folder, number, pickle.dumps(Creates(ran)))


def hostile_file(folder: Path, number: int, ran: Path) -> Path:
    path = segment_file(folder)
    path.write_bytes(pickle.dumps(Creates(ran)))
    return path


@pytest.mark.parametrize("make", [hostile_schema, hostile_segments, hostile_body, hostile_file])
def test_nothing_in_an_index_is_run(
    made: Path, folder: Path, tmp_path: Path, make: Callable[[Path, int, Path], Path]
) -> None:
    ran, sources = tmp_path / "ran", made.parent / "source"
    hostile = make(folder, generation(folder) + 1, ran)
    doors: dict[str, Callable[[], object]] = {
        "search": lambda: Engine(folder),
        "index": lambda: build(folder, [sources]),
        "check": lambda: verify_index(folder),
    }
    create_app(tmp_path / "none").test_client().get("/?q=x")  # Babel reads its own pickled locales, once
    unpickled.clear()
    for name, door in doors.items():
        with pytest.raises(HankehakuError, match=hostile.name):
            door()
        assert (unpickled, ran.exists()) == ([], False), name
    assert create_app(folder).test_client().get("/?q=x").status_code == 503  # the site waits for a whole one
    assert (unpickled, ran.exists()) == ([], False)
    for command in (["search", "x"], ["show", "x"], ["check"], ["serve"], ["index", str(sources)]):
        done = CliRunner().invoke(main, [*command, "--index", str(folder)])
        assert (done.exit_code, unpickled, ran.exists()) == (4, [], False), command
    assert build(folder, [sources], rebuild=True).added
    assert (verify_index(folder).told[:6], unpickled, ran.exists()) == ("sound:", [], False)


def test_whooshs_table_is_never_read(made: Path, folder: Path, tmp_path: Path) -> None:
    """A hostile pickle before a table of ours that is in order: it is searched, and nothing runs."""
    path = manifest_path(folder, generation(folder))
    path.write_bytes(framed(pickle.dumps(Creates(tmp_path / "ran")), table_text(folder)))
    unpickled.clear()
    assert Engine(folder).documents
    assert build(folder, [made.parent / "source"]).unchanged
    assert verify_index(folder).told.startswith("sound:")
    assert (unpickled, (tmp_path / "ran").exists()) == ([], False)


@pytest.mark.parametrize("make", [hostile_schema, hostile_segments])
def test_the_hostile_files_do_run_where_they_are_unpickled(
    folder: Path, tmp_path: Path, make: Callable[[Path, int, Path], Path]
) -> None:
    make(folder, generation(folder) + 1, tmp_path / "ran")
    open_dir(str(folder))
    assert (tmp_path / "ran").exists()


# What users see


def test_check_on_the_command_line(folder: Path) -> None:
    run = CliRunner()
    sound = run.invoke(main, ["check", "--index", str(folder)])
    assert (sound.exit_code, "sound: 23 descriptions in 2 segments" in sound.stdout) == (0, True)
    change(segment_file(folder), "positions")
    found = run.invoke(main, ["check", "--index", str(folder)])
    assert found.exit_code == 4
    assert f"{segment_file(folder)}: the checksum of its array «positions» differs" in found.stderr
    assert f"hankehaku index --rebuild --index {folder}" in found.stderr
    missing = run.invoke(main, ["check", "--index", str(folder / "nowhere")])
    assert (missing.exit_code, "no Hankehaku index here" in missing.stderr) == (4, True)


def test_check_names_an_index_of_another_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.storage.index_reader.fingerprint", lambda: "format 999")
    with pytest.raises(IndexUnsound, match="this version has «format 999»"):
        verify_index(folder)


def test_damage_met_by_a_search_is_unavailable_and_exit_code_4(folder: Path) -> None:
    change(segment_file(folder), "post_gaps")
    client = create_app(folder).test_client()
    assert client.get("/?q=auto").status_code == 503
    answer = client.get("/api/v1/search?q=auto")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "unavailable")
    done = CliRunner().invoke(main, ["search", "auto", "--index", str(folder)])
    assert done.exit_code == 4
    assert segment_file(folder).name in done.stderr


def test_check_tells_how_much_it_looked_at(folder: Path) -> None:
    paths = list(folder.glob("*.arr"))
    arrays, size = sum(len(ArrayFile(path)) for path in paths), sum(path.stat().st_size for path in paths)
    documents = sum(len(json.loads(ArrayFile(path)["codes"].tobytes())) for path in paths)
    assert str(verify_index(folder).told) == (
        f"sound: {documents} descriptions in {len(paths)} segments, {arrays} arrays, {size} bytes; all have "
        "their checksums, and all is as the stored descriptions give it"
    )


def test_check_finds_what_are_no_vocabularies(tmp_path: Path) -> None:
    """A file of arrays with right checksums, but others."""
    (tmp_path / "own.tsv").write_text("fi\tsv\nauto\tbil\n", "utf-8")
    (tmp_path / "source").mkdir()
    write_description(tmp_path / "source", "S60001", random.Random(5))
    named = [one for one in find_sources([tmp_path / "own.tsv"], tmp_path) if one.is_named]
    build(tmp_path / "index", [tmp_path / "source"], vocabularies=named)
    path = equivalents_path(tmp_path / "index", open_index(tmp_path / "index").equivalents_name)
    assert verify_index(tmp_path / "index").documents == 1
    rewrite(path, {"v": np.zeros(1, np.uint8)}, {"fields": {}})
    with pytest.raises(IndexUnsound) as caught:
        verify_index(tmp_path / "index")
    assert caught.value.problems == (f"{path}: it is no file of equivalents (KeyError('sources'))",)


def test_check_names_every_damaged_array(folder: Path) -> None:
    path = segment_file(folder)
    for name in ("term_text", "positions", "store"):
        change(path, name)
    with pytest.raises(IndexUnsound) as caught:
        verify_index(folder)
    expected = {
        f"{path}: the checksum of its array «{name}» differs" for name in ("term_text", "positions", "store")
    }
    assert set(caught.value.problems) == expected


def test_merging_never_takes_damage_over(made: Path, folder: Path) -> None:
    before = generation(folder)
    for path in folder.glob("*.arr"):
        change(path, "store")
    chance, more = random.Random(5), folder.parent / "more"
    more.mkdir()
    for number in range(60):
        write_description(more, f"S{60000 + number}", chance)
    with pytest.raises(IndexDamaged, match="«store»"):
        build(folder, [made.parent / "source", more])
    assert generation(folder) == before
