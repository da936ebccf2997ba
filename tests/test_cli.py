"""The command line as a user meets it: outputs, exit codes, and the way from bad input to a clear answer."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hankehaku import main
from index.storage.index_reader import open_index

Run = type(CliRunner().invoke)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    """A runner in an empty folder, so that nothing is read or written by default paths."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HANKEHAKU_INDEX", raising=False)
    return CliRunner()


@pytest.fixture
def source(tmp_path: Path, corpus: Path) -> Path:
    """A folder with three sample descriptions."""
    folder = tmp_path / "source"
    folder.mkdir()
    for name in ("S29901.txt", "S29902.txt", "A89901.txt"):
        shutil.copy(corpus / name, folder)
    return folder


def index(run: CliRunner, source: Path, *options: str) -> Result:
    return run.invoke(main, ["index", str(source), "--index", "ix", *options])


def counts(result: Result) -> list[int]:
    """added, changed, unchanged, removed, failed of the last line about them."""
    line = next(line for line in reversed(result.stdout.splitlines()) if " added, " in line)
    return [int(word) for word in line.replace(",", "").split() if word.isdigit()]


def test_a_part_of_the_files_is_not_indexed_where_nobody_indexes_the_others(
    run: CliRunner, source: Path
) -> None:
    result = index(run, source, "--part", "1/2")
    assert (result.exit_code, Path("ix").exists()) == (2, False)
    assert "set engine to opensearch first" in result.stderr


def test_settings_of_a_cluster_are_read_before_the_work(
    run: CliRunner, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANKEHAKU_ENGINE", "opensearch")
    monkeypatch.setenv("HANKEHAKU_OPENSEARCH_USER", "indexer")
    monkeypatch.setenv("HANKEHAKU_OPENSEARCH_PASSWORD_FILE", "nowhere.txt")
    result = index(run, source)
    assert (result.exit_code, Path("ix").exists()) == (6, False)
    assert "opensearch_password_file" in result.stderr


def test_index_counts_what_it_does(run: CliRunner, source: Path) -> None:
    assert counts(index(run, source)) == [3, 0, 0, 0, 0]
    assert counts(index(run, source)) == [0, 0, 3, 0, 0]
    changed = source / "S29901.txt"
    changed.write_text(changed.read_text("utf-8").replace("pajapolku", "taikapolku"), "utf-8")
    (source / "S29902.txt").unlink()
    result = index(run, source)
    assert counts(result) == [0, 1, 1, 1, 0]
    assert result.exit_code == 0
    assert run.invoke(main, ["search", "taikapolku", "--index", "ix", "--json"]).stdout.count('"code"') == 1
    assert counts(index(run, source, "--rebuild")) == [2, 0, 0, 0, 0]


def test_touched_but_same_file_is_unchanged(run: CliRunner, source: Path) -> None:
    index(run, source)
    before = open_index(Path("ix")).generation
    os.utime(source / "S29901.txt", (1, 1))
    assert counts(index(run, source)) == [0, 0, 3, 0, 0]
    assert open_index(Path("ix")).generation == before


def test_search_json_has_the_documented_keys(run: CliRunner, corpus_index: Path) -> None:
    result = run.invoke(main, ["search", "digitukea maakunta:Kainuu", "--index", str(corpus_index), "--json"])
    answer = json.loads(result.stdout)
    assert {"query", "total", "took_ms", "hits", "facets", "partial", "notes"} <= answer.keys()
    hit = answer["hits"][0]
    assert {
        "code", "title", "score", "fund", "priority_axis", "applicant", "regions", "starts", "ends",
        "eu_state_granted", "snippets",
    } <= hit.keys()  # fmt: skip
    assert hit["snippets"][0].keys() >= {"field", "html"}
    assert answer["facets"]["maakunta"][0].keys() == {"value", "label", "count"}


def test_search_for_reading(run: CliRunner, corpus_index: Path) -> None:
    environment = {"HANKEHAKU_INDEX": str(corpus_index)}
    result = run.invoke(main, ["search", "digitukea", "kirjastoautosta", "--limit", "1"], env=environment)
    assert "1. Diginyssäkkä" in result.stdout
    assert "S29903" in result.stdout
    assert "<mark>" not in result.stdout
    nothing = run.invoke(main, ["search", "zyxwvut"], env=environment)
    assert "No hits" in nothing.stdout
    assert nothing.exit_code == 0


def test_search_pages_and_sorts(run: CliRunner, corpus_index: Path) -> None:
    def codes(*options: str) -> list[str]:
        result = run.invoke(main, ["search", "--index", str(corpus_index), "--json", *options])
        return [hit["code"] for hit in json.loads(result.stdout)["hits"]]

    every = codes("--limit", "100")
    assert len(every) == 24
    assert codes("--limit", "5", "--offset", "5") == every[5:10]
    money = codes("--limit", "100", "--sort", "myonnetty")
    assert codes("--limit", "100", "--sort", "-myonnetty")[-1] == money[0]
    assert sorted(money) == sorted(every)


def test_show(run: CliRunner, corpus_index: Path) -> None:
    result = run.invoke(main, ["show", "s29903", "--index", str(corpus_index)])
    assert "Diginyssäkkä" in result.stdout
    project = json.loads(run.invoke(main, ["show", "S29903", "--index", str(corpus_index), "--json"]).stdout)
    assert project["code"] == "S29903"
    assert set(project["contact"].values()) == {None}
    missing = run.invoke(main, ["show", "S00000", "--index", str(corpus_index)])
    assert missing.exit_code == 1
    assert "No project has the code 'S00000'" in missing.stderr


def test_parse_prints_a_line_for_each_file(run: CliRunner, source: Path) -> None:
    files = [str(source / "S29901.txt"), str(source / "missing.txt"), str(source / "A89901.txt")]
    result = run.invoke(main, ["parse", *files])
    assert [json.loads(line)["code"] for line in result.stdout.splitlines()] == ["S29901", "A89901"]
    assert "missing.txt" in result.stderr
    assert result.exit_code == 1


def test_analyze_says_why(run: CliRunner) -> None:
    out = run.invoke(main, ["analyze", "Omasotessa REACT-EU:n työllisyys- ja sosiaalipalvelut"]).stdout
    for words in (
        "unknown to Voikko: a stem",
        "case ending",
        "hanging hyphen",
        "known to Voikko",
        "työllisyyspalvelu",
    ):
        assert words in out


# Bad input


@pytest.mark.slow
def test_files_that_are_no_descriptions(run: CliRunner, source: Path) -> None:
    (source / "README.md").write_text("# Just a readme\n", "utf-8")
    (source / "page.pdf").write_bytes(b"%PDF-1.4\n\0\0\0")
    (source / "empty.txt").write_bytes(b"")
    (source / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    result = index(run, source)
    assert result.exit_code == 1
    assert counts(result) == [3, 0, 0, 0, 4]
    for name in ("README.md", "page.pdf", "empty.txt", "picture.png"):
        line = next(line for line in result.stderr.splitlines() if name in line)
        assert "expected" in line
        assert "found" in line


def test_two_files_with_one_code(run: CliRunner, source: Path) -> None:
    index(run, source)
    shutil.copy(source / "S29902.txt", source / "A-copy.txt")
    result = index(run, source)
    line = next(line for line in result.stderr.splitlines() if "S29902.txt" in line)
    assert "A-copy.txt" in line
    assert result.exit_code == 1
    stands = {
        s.path for segment in open_index(Path("ix")).segments for s in segment.sources() if s.code == "S29902"
    }
    assert any(path.endswith("A-copy.txt") for path in stands)
    again = index(run, source)
    assert again.exit_code == 1
    assert json.loads(run.invoke(main, ["search", "--index", "ix", "--json"]).stdout)["total"] == 3


def test_unknown_keys_and_bad_values_are_kept_with_a_warning(run: CliRunner, source: Path) -> None:
    path = source / "S29901.txt"
    text = path.read_text("utf-8")
    lines = text.splitlines()
    money = next(i for i, line in enumerate(lines) if line.startswith("Myönnetty EU-"))
    lines[money] = "Myönnetty EU- ja valtion rahoitus: noin miljoona"
    lines.insert(lines.index("2 Hakijan perustiedot") + 1, "Lempiväri: sininen")
    path.write_text("\n".join(lines), "utf-8")
    result = index(run, source)
    assert result.exit_code == 0
    assert counts(result) == [3, 0, 0, 0, 0]
    assert "S29901.txt: line" in result.stderr
    assert "Lempiväri" in result.stderr
    parsed = json.loads(run.invoke(main, ["parse", str(path)]).stdout)
    assert parsed["funding"]["eu_state_granted"] is None
    assert "sininen" in json.dumps(parsed["other"], ensure_ascii=False)
    assert "noin miljoona" in json.dumps(parsed["other"], ensure_ascii=False)


def test_strict_changes_nothing_on_a_failure(run: CliRunner, source: Path) -> None:
    index(run, source)
    before = open_index(Path("ix")).generation
    (source / "empty.txt").write_bytes(b"")
    (source / "S29902.txt").unlink()
    result = index(run, source, "--strict")
    assert result.exit_code == 1
    assert "Nothing was changed" in result.stderr
    assert open_index(Path("ix")).generation == before


@pytest.mark.slow
def test_a_failed_strict_run_leaves_no_index_behind(run: CliRunner, source: Path) -> None:
    (source / "empty.txt").write_bytes(b"")
    result = index(run, source, "--strict")
    assert counts(result)[:4] == [0, 0, 0, 0]
    search = run.invoke(main, ["search", "x", "--index", "ix"])
    assert search.exit_code == 4
    assert "there is no Hankehaku index here" in search.stderr
    (source / "empty.txt").unlink()
    assert counts(index(run, source, "--strict")) == [3, 0, 0, 0, 0]


def test_a_refused_word_can_be_its_own_argument(run: CliRunner, corpus_index: Path) -> None:
    def total(*words: str) -> int:
        result = run.invoke(main, ["search", *words, "--index", str(corpus_index), "--json"])
        return int(json.loads(result.stdout)["total"])

    assert total("matkailu", "-Lappi") == total("matkailu -Lappi") < total("matkailu")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_encodings_and_line_ends_are_read_alike(run: CliRunner, source: Path, encoding: str) -> None:
    path = source / "S29901.txt"
    plain = json.loads(run.invoke(main, ["parse", str(path)]).stdout)
    text = path.read_text("utf-8").replace("\n", "\r\n")
    other = source / "other.txt"
    other.write_bytes(text.encode(encoding, "strict"))
    result = run.invoke(main, ["parse", str(other)])
    assert json.loads(result.stdout) == plain
    assert ("Windows-1252" in result.stderr) == (encoding == "cp1252")


@pytest.mark.slow
def test_a_file_over_the_limit_is_refused(run: CliRunner, source: Path) -> None:
    with (source / "S29901.txt").open("a", encoding="utf-8") as file:
        file.write("sana " * 1_100_000)
    result = index(run, source)
    assert "--max-size" in result.stderr
    assert counts(result) == [2, 0, 0, 0, 1]
    assert counts(index(run, source, "--max-size", "10")) == [1, 0, 2, 0, 0]


@pytest.mark.parametrize("make", [False, True])
def test_an_empty_or_missing_source_leaves_the_index_alone(run: CliRunner, source: Path, make: bool) -> None:
    index(run, source)
    nowhere = source.parent / "nowhere"
    if make:
        nowhere.mkdir()
    result = index(run, nowhere)
    assert result.exit_code == 1
    assert "The index stays as it was" in result.stderr
    assert json.loads(run.invoke(main, ["search", "--index", "ix", "--json"]).stdout)["total"] == 3


def test_a_folder_that_is_no_index(run: CliRunner, source: Path) -> None:
    Path("ix").mkdir()
    (Path("ix") / "thesis.doc").write_text("precious")
    result = index(run, source)
    assert result.exit_code == 4
    assert "--index" in result.stderr
    assert (Path("ix") / "thesis.doc").read_text() == "precious"
    search = run.invoke(main, ["search", "x", "--index", "ix"])
    assert search.exit_code == 4
    assert "hankehaku index" in search.stderr


def test_an_index_of_another_version(run: CliRunner, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index(run, source)
    before = sorted(os.listdir("ix"))
    monkeypatch.setattr("index.storage.index_reader.fingerprint", lambda: "format 999")
    for command in (["search", "x"], ["show", "S29901"], ["index", str(source)]):
        result = run.invoke(main, [*command, "--index", "ix"])
        assert result.exit_code == 4, command
        assert "--rebuild" in result.stderr
    assert sorted(os.listdir("ix")) == before
    monkeypatch.undo()


def test_another_whoosh_index_is_not_overwritten(run: CliRunner, source: Path) -> None:
    from whoosh.fields import TEXT, Schema
    from whoosh.index import create_in

    Path("ix").mkdir()
    writer = create_in("ix", Schema(body=TEXT(stored=True))).writer()
    writer.add_document(body="precious")
    writer.commit()
    before = sorted(os.listdir("ix"))
    result = index(run, source)
    assert result.exit_code == 4
    assert "not made by Hankehaku" in result.stderr
    assert sorted(os.listdir("ix")) == before


def test_damaged_index_says_how_to_rebuild(run: CliRunner, source: Path) -> None:
    index(run, source)
    segment = next(Path("ix").glob("*.arr"))
    segment.write_bytes(segment.read_bytes()[:1000])
    result = run.invoke(main, ["search", "x", "--index", "ix"])
    assert result.exit_code == 4
    assert "--rebuild" in result.stderr
    assert counts(index(run, source, "--rebuild")) == [3, 0, 0, 0, 0]


def test_a_second_index_while_one_runs(run: CliRunner, source: Path) -> None:
    from whoosh.filedb.filestore import FileStorage

    index(run, source)
    lock = FileStorage("ix").lock("BUILDLOCK")
    assert lock.acquire()
    try:
        result = index(run, source)
    finally:
        lock.release()
    assert result.exit_code == 5
    assert "another «hankehaku index» is running" in result.stderr
    assert index(run, source).exit_code == 0


@pytest.mark.slow
def test_kill_while_indexing_leaves_the_old_index(run: CliRunner, source: Path, corpus: Path) -> None:
    index(run, source)
    command = [sys.executable, "-m", "hankehaku", "index", str(corpus), "--index", "ix", "--rebuild"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    for delay in (0.1, 0.3, 0.6, 1.0):
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        finished = process.wait() == 0
        total = json.loads(run.invoke(main, ["search", "--index", "ix", "--json"]).stdout)["total"]
        # Killed between its commit and its end, it leaves the whole new index; never a part of one.
        assert total in ((24,) if finished else (3, 24))
        if finished:
            break
    added, changed, unchanged, _, failed = counts(index(run, corpus))
    assert (added + changed + unchanged, failed) == (24, 0)


@pytest.mark.slow
def test_without_voikko_every_command_says_what_to_install(run: CliRunner, source: Path) -> None:
    code = (
        "import libvoikko\n"
        "def missing(*args, **named): raise OSError('libvoikko.so.1: cannot open shared object file')\n"
        "libvoikko.VoikkoLibrary.open = missing\n"
        "from hankehaku import main\n"
        "main()\n"
    )
    for command in (
        ["index", str(source)], ["search", "x"], ["show", "S29901"], ["analyze", "sana"], ["serve"],
        ["parse", str(source / "S29901.txt")],
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", code, *command],
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[1],
        )
        assert done.returncode == 3, (command, done.stderr)
        assert "libvoikko1 voikko-fi" in done.stderr
        assert "Traceback" not in done.stderr
        assert "brew install libvoikko" in done.stderr


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help(run: CliRunner, command: str) -> None:
    result = run.invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert (main.commands[command].help or "").strip()


def test_a_file_that_went_bad_keeps_its_indexed_version(run: CliRunner, source: Path) -> None:
    index(run, source)
    (source / "S29901.txt").write_text("vahinko", "utf-8")
    result = index(run, source)
    assert result.exit_code == 1
    assert "the version indexed before stays" in result.stderr
    assert counts(result) == [0, 0, 3, 0, 1]
    assert "pajapolku" in run.invoke(main, ["show", "S29901", "--index", "ix"]).stdout
