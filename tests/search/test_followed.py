"""A search that is followed: what is news, what the file holds, and what each refusal says."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.errors import HankehakuError
from index.model.project import Project
from index.model.serialization import to_json
from search.contract.listing import Listing, ListingHeader, StoredProject
from search.contract.request import Precision, Request
from search.export import followed
from search.export.followed import (
    NotAWatch,
    OtherSearchFollowed,
    QueryNotRead,
    Watch,
    WatchUnwritable,
    check_writable,
    news,
    read_watch,
    write_watch,
)

EVENING = 1_795_816_799
"""27.11.2026 23.59.59 in Finland."""


def stored(code: str, title: str = "Kylä", changed: int = 1, **more: Any) -> StoredProject:
    data = {**to_json(Project(code, title)), **more}
    return StoredProject(code, json.dumps(data, ensure_ascii=False).encode(), 0, changed)


def listing(*projects: StoredProject) -> Listing:
    return Listing(ListingHeader(Request("digituki"), "1", len(projects)), iter(projects))


BEFORE = news(listing(stored("S1"), stored("S2"), stored("S3")), None).now


def test_of_a_search_that_is_only_begun_nothing_is_news() -> None:
    found = news(listing(stored("S1"), stored("S2")), None)
    assert (found.before, found.new, found.changed, found.gone, bool(found)) == (None, (), (), (), False)
    assert (found.now.kind, found.now.query, found.now.precision) == (
        "hankehaku-seuranta/1",
        "digituki",
        "osat",
    )
    assert found.now.request == Request("digituki")
    assert found.now.taken.endswith("+00:00")
    assert len(found.now.taken) == len("2026-11-27T12:00:00+00:00")
    assert [one.code for one in found.now.projects] == ["S1", "S2"]
    whole = to_json(Project("S1", "Kylä"))
    read = {key: value for key, value in whole.items() if key not in ("provenance", "warnings")}
    text = json.dumps(read, ensure_ascii=False, separators=(",", ":"))
    assert found.now.projects[0].digest == hashlib.sha256(text.encode()).hexdigest()[:32]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ((stored("S1"), stored("S2"), stored("S3")), ([], [], [])),
        ((stored("S3"), stored("S1"), stored("S2")), ([], [], [])),
        ((stored("S1"), stored("S2"), stored("S3"), stored("S4")), (["S4"], [], [])),
        ((stored("S1", "Uusi", 2), stored("S2"), stored("S3")), ([], ["S1"], [])),
        ((stored("S1", "Uusi", 1), stored("S2"), stored("S3")), ([], [], [])),
        ((stored("S1", "Kylä", 2), stored("S2"), stored("S3")), ([], [], [])),
        ((stored("S1", warnings=["toinen"], changed=2), stored("S2"), stored("S3")), ([], [], [])),
        ((stored("S1", provenance=None, changed=2), stored("S2"), stored("S3")), ([], [], [])),
        ((stored("S2"),), ([], [], ["S1", "S3"])),
    ],
    ids=["same", "order", "new", "changed", "text only", "time only", "warnings", "provenance", "gone"],
)
def test_what_is_new_changed_or_gone(
    now: tuple[StoredProject, ...], told: tuple[list[str], list[str], list[str]]
) -> None:
    found = news(listing(*now), BEFORE)
    assert ([one.code for one in found.new], [one.code for one in found.changed], list(found.gone)) == told
    assert bool(found) is any(told)


def test_what_is_told_of_a_project() -> None:
    own = stored("S4", "", EVENING, starts="2021-02-01", fund="ESR")
    (one,) = news(listing(own), BEFORE).new
    assert (one.code, one.title, one.day) == ("S4", "S4", date(2026, 11, 27))
    assert (one.facts["starts"], one.facts["fund"], one.facts["ends"]) == ("2021-02-01", "ESR", None)
    (one,) = news(listing(stored("S4", "Kylä", EVENING + 1)), BEFORE).new
    assert (one.title, one.day) == ("Kylä", date(2026, 11, 28))
    assert replace(BEFORE, taken="2026-11-27T21:59:59+00:00").day == date(2026, 11, 27)
    assert replace(BEFORE, taken="2026-11-27T22:00:00+00:00").day == date(2026, 11, 28)


def test_a_file_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(followed, "sync_folder", synced.append)
    path = tmp_path / "seen.json"
    assert read_watch(path) is None
    write_watch(path, BEFORE)
    assert synced == [tmp_path]
    assert list(tmp_path.iterdir()) == [path]
    written = json.loads(path.read_text("utf-8"))
    text = json.dumps({**written, "hash": ""}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert written["hash"] == hashlib.sha256(text.encode()).hexdigest()
    assert written["kind"] == "hankehaku-seuranta/1"
    back = read_watch(path)
    assert back is not None
    assert replace(back, hash="") == BEFORE
    (tmp_path / "link").symlink_to(path)
    write_watch(tmp_path / "link", replace(BEFORE, query="muu"))
    assert (tmp_path / "link").is_symlink()
    changed = read_watch(path)
    assert changed is not None
    assert changed.query == "muu"


def saved(folder: Path, watch: Watch, **changes: Any) -> Path:
    """A file with some keys changed, and a hash that is right all the same."""
    path = folder / "seen.json"
    write_watch(path, watch)
    data = {**json.loads(path.read_text("utf-8")), **changes, "hash": ""}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(json.dumps({**data, "hash": hashlib.sha256(text.encode()).hexdigest()}), "utf-8")
    return path


ASKED = (
    "Expected the file of an earlier run of «hankehaku alert»: make it readable, put a backup in its place, "
)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "x"}, "it does not say ”kind”: ”hankehaku-seuranta/1”."),
        ({"precision": "x"}, "the file is damaged ('x' is not a valid Precision)."),
        ({"taken": "eilen"}, "the file is damaged (Invalid isoformat string: 'eilen')."),
        ({"taken": "2026-11-27T12:00:00"}, "the file is damaged (its «taken» is no moment)."),
        ({"query": 5}, "the file is damaged (Expected `str`, got `int` - at `$.query`)."),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, changes: dict[str, Any], why: str) -> None:
    path = saved(tmp_path, BEFORE, **changes)
    with pytest.raises(NotAWatch) as caught:
        read_watch(path)
    end = f"Nothing was written. {ASKED}or delete it to begin anew from today."
    assert (str(caught.value), caught.value.exit_code) == (f"{path}: {why} {end}", 2)


def test_another_hash_and_no_file(tmp_path: Path) -> None:
    path = tmp_path / "seen.json"
    write_watch(path, BEFORE)
    path.write_text(path.read_text("utf-8").replace("digituki", "digitaki"), "utf-8")
    with pytest.raises(NotAWatch, match="its hash is not that of its contents"):
        read_watch(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(NotAWatch, match=r"Nothing was written\."):
        read_watch(path)


def test_what_cannot_be_written_is_told_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_writable(tmp_path / "seen.json")
    end = (
        "Make its folder, room on the disk or the right to write, and run the command again: it tells the "
        "same."
    )
    path = tmp_path / "none" / "seen.json"
    for refused in (check_writable, lambda path: write_watch(path, BEFORE)):
        with pytest.raises(WatchUnwritable) as caught:
            refused(path)
        assert str(caught.value) == f"{path}: cannot be written (No such file or directory). {end}"
    asked: list[int] = []
    monkeypatch.setattr("os.access", lambda _, mode: asked.append(mode))
    with pytest.raises(WatchUnwritable, match="Permission denied"):
        check_writable(tmp_path / "seen.json")
    assert asked == [3]  # to write and to search a folder: W_OK and X_OK of POSIX


def test_a_disk_that_fails_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "seen.json"
    write_watch(path, BEFORE)
    whole = path.read_bytes()

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", broken)
    with pytest.raises(WatchUnwritable, match="No space left"):
        write_watch(path, replace(BEFORE, query="muu"))
    assert [one.name for one in tmp_path.iterdir()] == ["seen.json"]
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            OtherSearchFollowed(Path("a.json"), Request("digi", precision=Precision.EXACT)),
            2,
            "a.json: this file follows another search: «digi» with --precision tarkka. Give each search a "
            "file of its own, or delete this one to begin anew.",
        ),
        (
            QueryNotRead(["Yksi.", "Kaksi."]),
            2,
            "The query was not read as it is written: Yksi. Kaksi. Nothing is followed yet: mend the query "
            "and run the command again. «Ohje» on the search pages has the signs and fields of queries.",
        ),
        (
            WatchUnwritable(Path("a.json"), OSError("rikki")),
            1,
            "a.json: cannot be written (rikki). Make its folder, room on the disk or the right to write, and "
            "run the command again: it tells the same.",
        ),
    ],
    ids=["other", "query", "unwritable"],
)
def test_what_refusals_say(error: HankehakuError, code: int, said: str) -> None:
    assert (str(error), error.exit_code) == (said, code)
