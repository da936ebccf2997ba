"""Analyses kept for the next run: the same words as without them, whatever is in the file."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.analysis import finnish
from index.durability.lock import locked
from index.indexing import workers
from index.indexing.index_writer import build
from index.indexing.verify import verify_index
from index.storage.array_file import ArrayFile, write_arrays
from index.storage.index_reader import open_index
from index.storage.term_dictionary import term_arrays
from index.wordforms import analysed_forms
from index.wordforms.analysed_forms import JOURNAL, KEPT, AnalysedForms
from tests.small import write

FORMS = [
    "hankkeessa", "työllisyyspalveluiden", "react-eu:n", "alusta", "2014", "puh", "virtu.fi", "a\x01b", "ß",
    "x" * 101, "\ud800", "tie\x1fto", "omasotessa", "ﬁ",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _small_files_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysed_forms, "LEAST_NEW", 1)


def keep(folder: Path, forms: AnalysedForms, anew: bool = False) -> None:
    with locked(folder) as held:
        forms.keep(held, anew)


def tokens(analyser: object, form: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    word = analyser.word(form)  # type: ignore[attr-defined]
    return word.bases, word.parts


def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The forms that are analysed from now on."""
    found: list[str] = []
    real = finnish.analyse_form

    def word(form: str) -> finnish.Word:
        found.append(form)
        return real(form)

    monkeypatch.setattr(finnish, "analyse_form", word)
    return found


def test_what_was_kept_gives_the_same_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = AnalysedForms(tmp_path)
    wanted = {form: tokens(finnish, form) for form in FORMS}
    assert {form: tokens(first, form) for form in FORMS} == wanted
    keep(tmp_path, first)
    again = analysed(monkeypatch)
    second = AnalysedForms(tmp_path)
    assert {form: tokens(second, form) for form in FORMS} == wanted
    assert set(again) == {"2014", "x" * 101, "\ud800", "tie\x1fto"}  # numbers, and what breaks a line


def test_processes_learn_from_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = AnalysedForms(tmp_path, is_worker=True), AnalysedForms(tmp_path)
    one.word("hankkeessa")
    one.share()
    one.word("alusta")
    again = analysed(monkeypatch)
    other.read_shared()
    assert tokens(other, "hankkeessa") == (("hanke",), ())
    assert again == []
    other.word("alusta")
    assert again == ["alusta"]
    one.share()
    keep(tmp_path, AnalysedForms(tmp_path))
    third = AnalysedForms(tmp_path)
    third.word("hankkeessa"), third.word("alusta")
    assert again == ["alusta"]


@pytest.mark.parametrize("line", ["hankkeessa", "hankkeessa\t\t", "hankkeessa\ta\tb\tc", "\ta\tb", "\x00"])
def test_a_line_that_is_none_is_not_believed(tmp_path: Path, line: str) -> None:
    (tmp_path / JOURNAL.format(1)).write_text(line + "\nalusta\tkoe\t\nhalf")
    forms = AnalysedForms(tmp_path)
    forms.read_shared()
    assert tokens(forms, "hankkeessa") == (("hanke",), ())
    assert tokens(forms, "alusta") == (("koe",), ())


def test_a_damaged_file_counts_as_none(tmp_path: Path) -> None:
    first = AnalysedForms(tmp_path)
    for form in FORMS:
        first.word(form)
    keep(tmp_path, first)
    path, chance = tmp_path / KEPT, random.Random(5)
    whole = path.read_bytes()
    for _ in range(60):
        at = chance.randrange(len(whole))
        damaged = chance.choice((whole[:at], whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :]))
        path.write_bytes(damaged)
        forms = AnalysedForms(tmp_path)
        assert tokens(forms, "hankkeessa") == (("hanke",), ())


@pytest.mark.parametrize(
    "change",
    [{"fields": {"fi": [0, 99]}}, {"fields": {"fi": [-9, 2]}}, {"analyser": "another"}, {"fields": None}],
)
def test_a_file_of_another_kind_counts_as_none(tmp_path: Path, change: dict[str, object]) -> None:
    lines = [b"hankkeessa\tkoe\t", b"hanketta\tkoe\t"]
    meta = {"analyser": finnish.version(), "fields": {"fi": [0, 2]}}
    write_arrays(tmp_path / KEPT, term_arrays(lines), meta)
    assert tokens(AnalysedForms(tmp_path), "hankkeessa") == (("koe",), ())
    (tmp_path / KEPT).unlink()
    write_arrays(tmp_path / KEPT, term_arrays(lines), meta | change)
    assert tokens(AnalysedForms(tmp_path), "hankkeessa") == (("hanke",), ())


def test_a_hostile_file_with_right_checksums_does_no_harm(tmp_path: Path) -> None:
    meta = {"analyser": finnish.version(), "fields": {"fi": [0, 2]}}
    for number, blocks in enumerate(([2**31], [-1], [0.5], [[0]])):
        folder = tmp_path / str(number)
        folder.mkdir()
        text = np.frombuffer(b"hankkeessa\tkoe\t\n\xff\xfe\n", np.uint8)
        write_arrays(folder / KEPT, {"term_text": text, "blocks": np.array(blocks)}, meta)
        forms = AnalysedForms(folder)
        assert forms.word("hankkeessa").bases
        assert tokens(forms, "ÿ") == tokens(finnish, "ÿ")


def lines_in(folder: Path) -> str:
    return ArrayFile(folder / KEPT)["term_text"].tobytes().decode()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for number in range(4):
        write(tmp_path / "source", f"S3000{number}", _3=f"Kylä numero {number} kehittyy. Vuolteenkorva.")
    return tmp_path / "source"


def test_an_index_is_the_same_with_and_without(tmp_path: Path, source: Path) -> None:
    for name in ("cold", "warm", "warm"):
        build(tmp_path / name, [source], rebuild=True)
    cold, warm = (open_index(tmp_path / name).segments[0].arrays for name in ("cold", "warm"))
    assert "vuolteenkorva\t" in lines_in(tmp_path / "warm")
    assert set(cold) == set(warm)
    assert all(
        np.array_equal(cold[name], warm[name]) for name in cold if name not in ("sources", "seen_and_changed")
    )
    verify_index(tmp_path / "warm")


def test_a_check_does_not_believe_the_file(tmp_path: Path, source: Path) -> None:
    build(tmp_path / "index", [source])
    lines = lines_in(tmp_path / "index").replace("\tkylä\t", "\thuijaus\t").splitlines()
    (tmp_path / "index" / KEPT).unlink()
    meta = {"analyser": finnish.version(), "fields": {"fi": [0, len(lines)]}}
    write_arrays(tmp_path / "index" / KEPT, term_arrays([line.encode() for line in lines]), meta)
    build(tmp_path / "index", [source])
    verify_index(tmp_path / "index")


@pytest.mark.parametrize("contacts", [False, True])
def test_processes_share_nothing_of_contact_persons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contacts: bool
) -> None:
    told: list[Path | None] = []

    def parallel(work: Any, items: Any, folder: Path | None) -> Any:
        told.append(folder)
        return map(work, items)

    monkeypatch.setattr(workers, "PARALLEL_FROM", 1)
    monkeypatch.setattr(workers, "parallel_map", parallel)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    (tmp_path / "source").mkdir()
    write(tmp_path / "source", "S30001", _3="Kylä kehittyy.")
    build(tmp_path / "index", [tmp_path / "source"], contacts=contacts)
    assert told == [None if contacts else tmp_path / "index"]


def test_contact_persons_and_removed_words_are_not_in_it(tmp_path: Path, source: Path) -> None:
    index = tmp_path / "index"
    write(source, "S30009", _2="Yhteyshenkilön nimi: Aatos Keinukallio", _3="Keinukallio kertoo.")
    build(index, [source])
    assert b"vuolteenkorva" in (index / KEPT).read_bytes()
    assert all(b"keinukallio" not in path.read_bytes().lower() for path in index.iterdir())
    for number in range(4):
        write(source, f"S3000{number}", _3=f"Kylä numero {number} kehittyy.")
    build(index, [source], purge=True)
    assert all(b"vuolteenkorva" not in path.read_bytes() for path in index.iterdir())
    build(index, [source], rebuild=True, contacts=True)
    assert not (index / KEPT).exists() or b"keinukallio" not in (index / KEPT).read_bytes()


def test_an_index_made_anew_keeps_no_other_words(tmp_path: Path, source: Path) -> None:
    index = tmp_path / "index"
    build(index, [source])
    for number in range(4):
        write(source, f"S3000{number}", _3=f"Kylä numero {number} kehittyy.")
    build(index, [source])
    assert "vuolteenkorva" in lines_in(index)
    build(index, [source], rebuild=True)
    assert "vuolteenkorva" not in lines_in(index)
