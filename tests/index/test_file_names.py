"""Persons in the names of files: in no file of the index, in no message, and such files are known again."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from hankehaku import main
from index.indexing.index_writer import build
from index.model.project_parts import Contact
from index.privacy.file_names import MASKED, shown_path
from index.storage.index_reader import open_index
from tests.index.samples import minimal

CONTACT = "Hankkeen yhteyshenkilön nimi: Hilla Vuolteenkorva"
NAME = "Maija X 0409876543 - S90001.txt"
OWN = "vuolteenkorva_S90002.txt"
SECRETS = ("maija", "0409876543", "vuolteenkorva")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (NAME, f"{MASKED} {MASKED} {MASKED} - S90001.txt"),
        ("maija_mallila_S90001.txt", f"{MASKED}_{MASKED}_S90001.txt"),
        ("Mallila, Maija.txt", f"{MASKED}, {MASKED}.txt"),
        ("maija.mallila@malli.fi.txt", f"{MASKED}"),
        ("010190-123A hakemus.txt", f"{MASKED} hakemus.txt"),
        ("S90001.txt", "S90001.txt"),
        ("eura2014-projektilista.csv", "eura2014-projektilista.csv"),
        ("kohesio-FI.csv", "kohesio-FI.csv"),
        ("mac-roman.txt", "mac-roman.txt"),
        ("Hankekuvaukset 2014-2020/A89901.txt", "Hankekuvaukset 2014-2020/A89901.txt"),
        ("Maija Mallila/S90001.txt", f"{MASKED} {MASKED}/S90001.txt"),
    ],
)
def test_what_is_shown_of_a_name(name: str, shown: str) -> None:
    assert shown_path(f"/srv/{name}") == f"/srv/{shown}"


def test_the_contacts_surname_is_no_part_of_what_is_shown() -> None:
    contact = Contact(name="Tuula Ranta")
    assert shown_path("/srv/Ranta S90001.txt", contact) == f"/srv/{MASKED} S90001.txt"
    assert shown_path("/srv/Rannan hanke S90001.txt", contact) == f"/srv/{MASKED} hanke S90001.txt"
    assert shown_path("/srv/ranskalainen.txt", contact) == "/srv/ranskalainen.txt"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two files that hold a person in their names, one of them as only its description tells; two others."""
    made = tmp_path / "source"
    made.mkdir()
    (made / NAME).write_text(minimal("S90001", _3="Yksi\n\nTuntematon rivi"), "utf-8")
    (made / OWN).write_text(minimal("S90002", _2=CONTACT, _1="Alkaa: huomenna"), "utf-8")
    (made / "S90003.txt").write_text(minimal("S90003", _3="Kolme"), "utf-8")
    (made / "Maija Y.txt").write_text("ei kuvaus", "utf-8")
    return made


def test_no_file_of_the_index_and_no_message_has_the_person(source: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    told = CliRunner().invoke(main, ["index", str(source), "--index", str(index)])
    assert told.exit_code == 1  # «Maija Y.txt» is no description
    assert f"{MASKED} {MASKED}.txt" in told.output
    assert not [secret for secret in SECRETS if secret in told.output.lower()]
    for segment in open_index(index).segments:
        kept = repr(segment.sources()) + "".join(
            segment.stored_json(doc).decode() for doc in range(segment.documents)
        )
        assert not [secret for secret in SECRETS if secret in kept.lower()]
        assert "S90003.txt" in kept


def test_files_with_a_person_in_their_name_are_known_again(source: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(index, [source])
    again = build(index, [source])
    assert (again.unchanged, again.added, again.changed, again.removed) == (3, 0, 0, 0)
    (source / NAME).write_text(minimal("S90001", _3="Toinen"), "utf-8")
    changed = build(index, [source])
    assert (changed.unchanged, changed.added, changed.changed, changed.removed) == (2, 0, 1, 0)
    (source / OWN).unlink()
    gone = build(index, [source], allow_shrink=True)
    assert (gone.unchanged, gone.removed) == (2, 1)


def test_two_files_that_look_the_same_without_their_persons_are_two(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for number, name in enumerate(("Maija Mallila.txt", "Hilla Vuoltee.txt")):
        (source / name).write_text(minimal(f"S9000{number}", _3=name), "utf-8")
    index = tmp_path / "index"
    build(index, [source])
    (source / "Maija Mallila.txt").write_text(minimal("S90000", _3="uusi"), "utf-8")
    report = build(index, [source])
    assert (report.unchanged, report.changed) == (1, 1)


def test_with_contacts_names_of_files_stay(source: Path, tmp_path: Path) -> None:
    report = build(tmp_path / "index", [source], contacts=True)
    assert "Maija Y.txt" in report.failed[0]
    paths = [one.path for segment in open_index(tmp_path / "index").segments for one in segment.sources()]
    assert str(source / NAME) in paths
