"""`hankehaku alert`: each change is reported once and never lost; invalid searches are refused."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hankehaku import main
from index.indexing.index_writer import build
from tests.conftest import ROOT
from tests.small import write

Lines = list[str]


class Place:
    """Descriptions, their index, and the file of an alert. Each indexing is at a later second."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.source, self.index, self.file = folder / "source", folder / "index", folder / "seen.json"
        self.second, self.patch = 1_795_737_600, patch  # 27.11.2026 00:00 in UTC

    def indexed(self, rebuild: bool = False, **names: str) -> None:
        for code, name in names.items():
            write(self.source, code, _1=f"Hankkeen nimi: {name}", _3="Hankkeessa annetaan digitukea.")
        self.second += 1
        self.patch.setattr("index.indexing.index_run.time", lambda: float(self.second))
        assert not build(self.index, [self.source], rebuild=rebuild, allow_shrink=True).failed

    def alert(self, *arguments: str, query: str = "digituki") -> Result:
        words = ["alert", *([query] if query else []), "--since", str(self.file), "--index", str(self.index)]
        return CliRunner().invoke(main, ["--lang", "fi", *words, *arguments])

    def told(self, *arguments: str) -> dict[str, Lines]:
        """What is told, as codes."""
        done = self.alert("--format", "json", *arguments)
        assert done.exit_code == 0, done.output
        data = json.loads(done.stdout)
        lists = {name: [one["code"] for one in data[name]] for name in ("new", "changed")}
        return {name: codes for name, codes in {**lists, "gone": data["gone"]}.items() if codes}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Three projects on digital support."""
    found = Place(tmp_path, monkeypatch)
    found.indexed(S60001="Kylä", S60002="Kirjasto", S60003="Kunta")
    return found


def test_the_first_run_says_how_many_there_are(place: Place) -> None:
    done = place.alert()
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "Hankehaku, haku ”digituki”: 3 hanketta",
        "",
        "Seuranta alkaa. Tästä lähtien kerrotaan uudet ja muuttuneet hankkeet.",
    ]
    assert "S60001" not in done.stdout


def test_what_is_new_changed_or_gone_is_told_once(place: Place) -> None:
    place.alert()
    assert place.told() == {}
    place.indexed(S60002="Kirjasto, korjattu", S60009="Uusi")
    (place.source / "S60003.txt").unlink()
    place.indexed()
    assert place.told() == {"new": ["S60009"], "changed": ["S60002"], "gone": ["S60003"]}
    assert place.told() == {}


def test_an_index_made_anew_is_no_news(place: Place, tmp_path: Path) -> None:
    place.alert()
    place.indexed(rebuild=True)
    assert place.told() == {}
    place.index = tmp_path / "elsewhere"
    place.indexed()
    assert place.told() == {}
    place.indexed(rebuild=True, S60001="Toinen kylä")
    assert place.told() == {"changed": ["S60001"]}


def test_a_project_that_begins_to_match_is_new(place: Place) -> None:
    place.alert(query="kaupunki")
    place.indexed(S60001="Kaupunki")
    assert json.loads(place.alert("--format", "json", query="").stdout)["new"][0]["code"] == "S60001"


def test_quiet_says_nothing_where_nothing_is_new(place: Place) -> None:
    place.alert()
    for kind in ("text", "json", "mail"):
        done = place.alert("--quiet", "--format", kind)
        assert (done.exit_code, done.output) == (0, "")
    assert "Ei uutta eikä muuttunutta sitten edellisen kerran (" in place.alert().stdout
    place.indexed(S60004="Uusi")
    assert "S60004" in place.alert("--quiet").stdout


def test_a_mail_has_the_day_the_facts_and_the_links(place: Place) -> None:
    place.alert()
    place.second = 1_795_816_799  # 23.59.59 of 27.11. in Finland; what is indexed then is of the next day
    place.indexed(S60004="Pitkä nimi " * 12)
    body = place.alert("--format", "mail", "--site", "https://haku.example/").stdout
    assert "  https://haku.example/?q=digituki\n" in body
    assert "    https://haku.example/hanke/S60004\n" in body
    assert "hakemistossa 28.11.2026" in " ".join(body.split())
    assert max(map(len, body.splitlines())) <= 72
    assert re.search(r"^Uusia sitten edellisen kerran \(.+\): 1$", body, re.MULTILINE)


@pytest.mark.parametrize("name", ["~!rm -rf /", "x\n.\nFrom: y\u2028~r", "\x1b[2J\x07", "-- \n=1"])
def test_no_title_writes_a_line_of_its_own(place: Place, name: str) -> None:
    place.alert()
    place.indexed(S60004=name)
    for kind in ("text", "mail"):
        done = place.alert("--format", kind)
        assert "\x1b" not in done.stdout
        begun = {line[:1] for line in done.stdout.splitlines() if line and "S60004" not in line}
        assert begun <= {"H", "U", "M", "E", " "}
        place.file.unlink()
        place.alert()
        place.indexed(S60004=f"{name} {kind}")


# Nothing is lost


def state(place: Place) -> bytes:
    return place.file.read_bytes()


def test_what_could_not_be_printed_is_told_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.alert()
    before = state(place)
    place.indexed(S60004="Uusi")

    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("terminal.click.echo", broken)
        assert place.alert().exit_code != 0
    assert state(place) == before
    assert place.told() == {"new": ["S60004"]}


def test_a_disk_that_is_full_keeps_what_was_there(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.alert()
    before = state(place)
    place.indexed(S60004="Uusi")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("index.durability.writing.os.write", full)
        done = place.alert()
    assert done.exit_code == 1
    assert "S60004" in done.stdout
    assert "se kertoo saman" in done.stderr
    assert state(place) == before
    assert sorted(path.name for path in place.file.parent.iterdir()) == ["index", "seen.json", "source"]
    assert place.told() == {"new": ["S60004"]}


@pytest.mark.slow
def test_a_killed_run_loses_nothing(place: Place) -> None:
    """The reader of its output kills it as soon as anything is printed, before all of it is."""
    place.alert()
    before = state(place)
    place.indexed(False, **{f"S6{n:04}": "Uusi" * 900 for n in range(100, 140)})
    command = [sys.executable, "-m", "hankehaku", "alert", "--since", str(place.file)]
    command += ["--index", str(place.index)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as run:
        assert run.stdout
        assert run.stdout.read(1)
        os.kill(run.pid, signal.SIGKILL)
    assert state(place) == before
    assert len(place.told()["new"]) == 40


def test_the_file_is_written_anew_and_not_in_place(place: Place) -> None:
    place.alert()
    number = place.file.stat().st_ino
    link = place.file.with_name("link.json")
    link.symlink_to(place.file)
    place.file = link
    place.alert()
    assert link.is_symlink()
    assert link.stat().st_ino != number


# What cannot be followed


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "vioittunut"),
        (b"{", "vioittunut"),
        (b"\x00\xff", "vioittunut"),
        (b"[" * 100_000, "vioittunut"),
        (b"{}", "vioittunut"),
        (b'{"kind":"x","query":"","precision":"osat","taken":"","projects":[]}', "hankehaku-seuranta"),
    ],
)
def test_a_file_that_is_not_ours_is_left_alone(place: Place, content: bytes, why: str) -> None:
    place.file.write_bytes(content)
    done = place.alert()
    assert (done.exit_code, done.stdout) == (2, "")
    assert str(place.file) in done.stderr
    assert why in done.stderr
    assert "poista se" in done.stderr
    assert state(place) == content


def test_a_changed_byte_is_seen(place: Place) -> None:
    place.alert()
    whole = state(place)
    for at in range(0, len(whole), 7):
        place.file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        done = CliRunner().invoke(main, ["alert", "--since", str(place.file), "--index", "/nowhere"])
        assert done.exit_code == 2, whole[at : at + 20]


@pytest.mark.parametrize("change", [{"precision": "x"}, {"taken": "eilen"}, {"taken": "2026-11-27"}])
def test_what_somebody_wrote_with_the_right_hash_is_looked_at(place: Place, change: dict[str, str]) -> None:
    place.alert()
    data = {**json.loads(state(place)), **change, "hash": ""}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    data["hash"] = hashlib.sha256(text.encode()).hexdigest()
    place.file.write_text(json.dumps(data))
    done = place.alert(query="")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "vioittunut" in done.stderr


def test_what_is_no_file_is_refused(place: Place) -> None:
    place.file.mkdir()
    done = place.alert()
    assert (done.exit_code, done.stdout) == (2, "")
    place.file.rmdir()
    os.mkfifo(place.file)
    assert place.alert().exit_code == 2


def test_a_missing_folder_is_told_before_anything_is_printed(place: Place) -> None:
    place.file = place.file.parent / "nowhere" / "seen.json"
    done = place.alert()
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Luo sen kansio" in done.stderr


def test_a_folder_that_may_not_be_searched_is_told_before_anything_is_printed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may everything, so the answer of the system is put in its place: to write, but not to search."""
    monkeypatch.setattr("search.export.followed.os.access", lambda path, mode: not mode & os.X_OK)
    done = place.alert()
    assert (done.exit_code, done.stdout) == (1, "")
    assert str(place.file) in done.stderr
    assert os.strerror(13) in done.stderr
    assert not place.file.exists()


def test_a_file_follows_one_search(place: Place) -> None:
    place.alert()
    for changed in (place.alert(query="muu"), place.alert("--precision", "tarkka")):
        assert (changed.exit_code, changed.stdout) == (2, "")
        assert "seuraa toista hakua: ”digituki”" in changed.stderr
    assert place.alert(query="").stdout.startswith("Hankehaku, haku ”digituki”: 3 hanketta\n")


@pytest.mark.parametrize("query", ["olematon:x", "(digituki", "vuosi:kissa", '"digituki'])
def test_a_query_that_is_not_read_as_typed_is_not_followed(place: Place, query: str) -> None:
    done = place.alert(query=query)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "korjaa haku" in done.stderr
    assert not place.file.exists()


def test_a_value_that_no_project_has_as_yet_can_be_followed(place: Place) -> None:
    done = place.alert(query="kunta:Utsjoki")
    assert done.exit_code == 0
    assert "Utsjoki" in done.stderr
    assert place.file.exists()


def test_a_search_needs_an_index(place: Place, tmp_path: Path) -> None:
    place.index = tmp_path / "none"
    done = place.alert()
    assert done.exit_code == 4
    assert not place.file.exists()


def test_names_are_in_the_language_of_the_command(place: Place) -> None:
    place.alert()
    place.indexed(S60004="Uusi\n\nToiminnan tila: Toiminta päättynyt")
    command = ["--lang", "sv", "alert", "digituki", "--since", str(place.file), "--index", str(place.index)]
    told = CliRunner().invoke(main, command).stdout
    assert "Verksamheten avslutad" in told
    assert "Toiminta" not in told


def test_the_same_words_at_another_precision_are_another_search(place: Place) -> None:
    place.alert("--precision", "tarkka")
    done = place.alert()
    assert done.exit_code == 2
    assert "”digituki” valinnalla --precision tarkka" in done.stderr
