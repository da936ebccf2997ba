"""A feed reader is shown what is new in the index or has changed there, once, with the time of that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from index.indexing.index_writer import build
from index.storage import schema
from index.storage.index_reader import open_index
from web.app import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
Run = Callable[..., list[tuple[str, str, str]]]


def write(folder: Path, code: str, name: str, file: str = "") -> None:
    """A description of a project that starts on a day which is no business of a feed."""
    text = f"1 Hanke\n\nHankekoodi: {code}\n\nHankkeen nimi: {name}\n\n"
    text += "Suunnitelman mukainen toteutusaika: Alkaa 1.1.2019 ja päättyy 30.6.2021\n"
    (folder / (file or f"{code}.txt")).write_text(text, encoding="utf-8")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with three descriptions."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for code in ("S70001", "S70002", "S70003"):
        write(folder, code, "Kestävä kylä")
    return folder


@pytest.fixture
def run(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Indexes at a second of 1.1.1970; gives code, published and updated of each entry of the feed."""

    def made(second: int, rebuild: bool = False) -> list[tuple[str, str, str]]:
        monkeypatch.setattr("index.indexing.index_run.time", lambda: float(second))
        build(tmp_path / "index", [source], rebuild=rebuild)
        feed = create_app(tmp_path / "index").test_client().get("/haku.atom").data
        root = ElementTree.fromstring(feed)
        entries = [
            tuple(entry.findtext(f"{ATOM}{name}") or "" for name in ("id", "published", "updated"))
            for entry in root.findall(f"{ATOM}entry")
        ]
        assert root.findtext(f"{ATOM}updated") == entries[0][2]
        return [(url[-6:], published[11:], updated[11:]) for url, published, updated in entries]

    return made


def test_new_and_changed_projects_come_first(source: Path, run: Run) -> None:
    first = "00:00:01Z"
    assert run(1) == [(code, first, first) for code in ("S70001", "S70002", "S70003")]
    write(source, "S70003", "Kestävä kaupunki")
    assert run(2)[0] == ("S70003", first, "00:00:02Z")
    write(source, "S70000", "Uusi")
    (source / "S70001.txt").unlink()
    told = run(3)
    assert told == [
        ("S70000", "00:00:03Z", "00:00:03Z"),
        ("S70003", first, "00:00:02Z"),
        ("S70002", first, first),
    ]
    assert run(4) == told
    assert run(5, rebuild=True) == told
    write(source, "S70002", "Toinen nimi")
    assert run(6, rebuild=True)[0] == ("S70002", first, "00:00:06Z")


def test_a_feed_says_what_is_new_and_what_has_changed_on_which_day(
    source: Path, run: Run, tmp_path: Path
) -> None:
    run(1_795_816_799)  # 23.59.59 of 27.11.2026 in Finland
    write(source, "S70003", "Kestävä kaupunki")
    write(source, "S70000", "Uusi")
    run(1_795_816_800)
    root = ElementTree.fromstring(create_app(tmp_path / "index").test_client().get("/haku.atom").data)
    told = {
        (entry.findtext(f"{ATOM}id") or "")[-6:]: entry.findtext(f"{ATOM}summary")
        for entry in root.findall(f"{ATOM}entry")
    }
    assert told == {
        "S70000": "Uusi 28.11.2026.",
        "S70003": "Muuttunut 28.11.2026.",
        "S70001": "Uusi 27.11.2026.",
        "S70002": "Uusi 27.11.2026.",
    }


def test_a_file_with_another_name_is_no_change(source: Path, run: Run) -> None:
    told = run(1)
    (source / "S70001.txt").rename(source / "siirretty.txt")
    assert run(2) == told


def test_another_version_that_rebuilds_keeps_the_times(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run(1)
    monkeypatch.setattr(schema, "FORMAT", "another")
    assert run(2, rebuild=True) == told


def test_an_index_without_times_knows_its_projects_since_it_was_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(0)  # 0 is «not known», as in an index that an earlier version made
    made = open_index(tmp_path / "index").committed
    for _, published, updated in run(7, rebuild=True):
        assert published == updated != "00:00:07Z"
    assert made > 7


def test_a_damaged_index_is_rebuilt_without_its_history(run: Run, tmp_path: Path) -> None:
    run(1)
    for segment in (tmp_path / "index").glob("*.arr"):
        segment.write_bytes(b"nothing of it is left")
    assert {updated for _, _, updated in run(8, rebuild=True)} == {"00:00:08Z"}
