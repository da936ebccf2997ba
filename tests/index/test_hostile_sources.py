"""Files and folders that strangers made: names, links, pipes, lists of what is ignored, false times."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from hankehaku import main
from index.errors import SourceError
from index.formats.opening import open_entry, within
from index.formats.record import read_bytes
from index.indexing.index_writer import build
from index.indexing.report import Report
from index.indexing.workers import parallel_map
from index.reader import files
from search.engine import Engine
from tests.index.samples import minimal


@pytest.fixture(autouse=True)
def _hangs_are_failures() -> Iterator[None]:
    """Whoever opens a pipe and waits for the other end is woken, and fails."""

    def wake(*_: object) -> None:
        pytest.fail("this hangs")

    before = signal.signal(signal.SIGALRM, wake)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def _no_dictionaries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling them takes seconds."""
    monkeypatch.setattr("index.vocabulary.sources.find_sources", lambda *_: [])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    describe(folder / "a.txt", "S10001")
    return folder


def describe(path: Path, code: str) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(minimal(code), "utf-8")
    return path


def codes(folder: Path) -> list[str]:
    return sorted(Engine(folder).snapshot().by_code)


def run(source: Path, verify: bool = False) -> Report:
    return build(source.parent / "index", [source], verify=verify)


# Names


@pytest.mark.skipif(sys.platform == "darwin", reason="its file systems take only names in UTF-8")
def test_a_name_that_is_not_utf_8_is_named_and_the_rest_indexed(source: Path) -> None:
    for name in (b"h\xe4me.txt", b"kansio\xff"):
        path = os.fsdecode(os.path.join(os.fsencode(source), name))
        if name.endswith(b".txt"):
            describe(Path(path), "S10002")
        else:
            describe(Path(path, "b.txt"), "S10003")
    report = run(source)
    assert (report.added, len(report.failed)) == (1, 2)
    assert report.failed[0].startswith(f"{source}/h\\xe4me.txt: its name is not UTF-8")
    assert report.failed[1].startswith(f"{source}/kansio\\xff/b.txt: its name is not UTF-8")
    assert codes(source.parent / "index") == ["S10001"]
    command = ["index", str(source), "--index", str(source.parent / "index"), "--json"]
    assert CliRunner().invoke(main, command).exit_code == 1


# What is ignored

CASES: dict[str, tuple[bytes, bool]] = {
    "Latin-1": ("Hämeen päätös.txt".encode("latin-1"), True),
    "decomposed": (unicodedata.normalize("NFD", "Hämeen päätös.txt").encode(), True),
    "a mark before": ("\ufeffHämeen päätös.txt\r\n".encode(), True),
    "UTF-16": ("Hämeen päätös.txt\n".encode("utf-16"), True),
    "a pattern": ("# luonnokset\n\n  Hämeen*  \n".encode(), True),
    "a comment": ("# Hämeen päätös.txt".encode(), False),
    "nothing": (b"", False),
    "elsewhere": ("muu/Hämeen päätös.txt".encode(), False),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_list_of_ignored_files_is_read_however_it_is_written(source: Path, name: str, form: str) -> None:
    content, ignored = CASES[name]
    (source / ".hankehakuignore").write_bytes(content)
    describe(source / unicodedata.normalize(form, "Hämeen päätös.txt"), "S10002")  # type: ignore[arg-type]
    run(source)
    assert codes(source.parent / "index") == (["S10001"] if ignored else ["S10001", "S10002"])


LINES: list[tuple[str, set[str]]] = [
    ("arkisto", {"S10001"}),
    ("arkisto/", {"S10001"}),
    ("/arkisto", {"S10001"}),
    ("ark*", {"S10001"}),
    ("./arkisto/vanhat/", {"S10001", "S10002"}),
    ("arkisto/*/*.txt", {"S10001", "S10002"}),
    ("arkisto/b.txt", {"S10001", "S10003"}),
    ("b.txt", {"S10001", "S10002", "S10003"}),  # names of this folder only
    ("a.txt/", {"S10001", "S10002", "S10003"}),  # a file is no folder
]


@pytest.mark.parametrize(("line", "left"), LINES)
def test_a_list_names_folders_too(source: Path, line: str, left: set[str]) -> None:
    describe(source / "arkisto" / "b.txt", "S10002")
    describe(source / "arkisto" / "vanhat" / "c.txt", "S10003")
    (source / ".hankehakuignore").write_text(line, "utf-8")
    run(source)
    assert set(codes(source.parent / "index")) == left


def a_fifo(path: Path) -> None:
    os.mkfifo(path)


def a_dangling_link(path: Path) -> None:
    path.symlink_to("missing")


def something_binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 9)


def an_exception_to_it(path: Path) -> None:
    path.write_text("*.txt\n!a.txt\n", "utf-8")


def a_way_out(path: Path) -> None:
    path.write_text("../b.txt\n", "utf-8")


def a_name_that_is_too_long(path: Path) -> None:
    path.write_text("n" * 2_000_000, "utf-8")  # to match it took 25 seconds


STOPPING = (
    a_fifo,
    a_name_that_is_too_long,
    Path.mkdir,
    a_dangling_link,
    something_binary,
    an_exception_to_it,
    a_way_out,
)


@pytest.mark.parametrize("make", STOPPING)
def test_a_list_that_cannot_be_followed_stops_the_run(source: Path, make: Callable[[Path], None]) -> None:
    run(source)
    describe(source / "b.txt", "S10002")
    make(source / ".hankehakuignore")
    with pytest.raises(SourceError, match=r"\.hankehakuignore"):
        run(source)
    assert codes(source.parent / "index") == ["S10001"]


def test_a_list_that_may_not_be_read_stops_the_run(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (source / ".hankehakuignore").write_text("a.txt")

    opened = os.open

    def refuse(name: str, flags: int, dir_fd: int | None = None) -> int:
        if name.endswith(".hankehakuignore"):
            raise PermissionError(13, "Permission denied")
        return opened(name, flags, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(SourceError, match=r"\.hankehakuignore: cannot be read \(Permission denied\)"):
        files.find_files([source])


# Pipes and links


def test_a_pipe_or_a_link_that_takes_the_place_of_a_file(source: Path, tmp_path: Path) -> None:
    path, secret = source / "a.txt", describe(tmp_path / "secret", "S66666")
    run(source)
    for replace in (
        os.mkfifo,
        lambda path: path.symlink_to(secret),
        lambda path: path.symlink_to("/dev/zero"),
    ):
        path.unlink()
        replace(path)
        report = run(source)
        assert len(report.failed) == 1
        assert f"{path}: " in report.failed[0]
        assert codes(tmp_path / "index") == ["S10001"]


@pytest.mark.parametrize("target", ["fifo", "regular"])
def test_a_file_swapped_between_the_look_and_the_opening(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    path, opened = source / "a.txt", os.open

    def swap(name: str, flags: int, dir_fd: int | None = None) -> int:
        path.unlink()
        os.mkfifo(path) if target == "fifo" else path.symlink_to(describe(tmp_path / "secret", "S66666"))
        monkeypatch.setattr(os, "open", opened)
        return opened(name, flags, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", swap)
    with pytest.raises(SourceError, match=r"a\.txt"):
        read_bytes(path)


FOLDERS = ("k", "k/l")
MOMENTS = ("before the folder is listed", "before its list of exceptions is read", "before its file is read")


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("swapped", FOLDERS)
def test_a_folder_that_becomes_a_link_is_not_followed(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapped: str, moment: str
) -> None:
    """A folder of the source, or one further up, gives way to a link at each moment that matters."""
    inner, opened = source / "k" / "l", os.open
    last = {MOMENTS[0]: "l", MOMENTS[1]: ".hankehakuignore", MOMENTS[2]: "b.txt"}[moment]
    describe(inner / "b.txt", "S10002")
    (inner / ".hankehakuignore").write_text("c.txt\n", "utf-8")
    away = tmp_path / "away"
    for folder in (away, away / "l"):
        describe(folder / "b.txt", "S66666")
        (folder / ".hankehakuignore").write_text("d.txt\n", "utf-8")
    done = list[str]()

    def swap(name: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if Path(name).name == last and not done:
            done.append(name)
            os.rename(source / swapped, tmp_path / "kept")
            (source / swapped).symlink_to(away)
        return opened(name, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", swap)
    with suppress(SourceError):
        run(source)
    assert done
    if list((tmp_path / "index").glob("*.toc")):
        assert set(codes(tmp_path / "index")) <= {"S10001", "S10002"}


def test_worker_processes_follow_none_either(source: Path, tmp_path: Path) -> None:
    describe(tmp_path / "away" / "b.txt", "S66666")
    (source / "k").symlink_to(tmp_path / "away")
    with within([str(source)]), pytest.raises(NotADirectoryError):
        list(parallel_map(open_entry, [str(source / "k" / "b.txt")]))


def test_a_source_may_be_named_by_a_link_and_lie_below_another(source: Path, tmp_path: Path) -> None:
    """Links above a source's folder, or named as one, are followed: whoever names the source means them."""
    describe(tmp_path / "away" / "k" / "b.txt", "S10002")
    (source / "link").symlink_to(tmp_path / "away")
    (tmp_path / "upper").symlink_to(tmp_path)
    assert run(source).added == 1
    report = build(tmp_path / "index", [tmp_path / "upper" / "source", source / "link"], allow_shrink=True)
    assert (report.failed, codes(tmp_path / "index")) == ([], ["S10001", "S10002"])


@pytest.mark.parametrize("name", ["x.profile.toml", "yso.ttl"])
def test_a_pipe_beside_the_files_is_no_trap(source: Path, name: str) -> None:
    (source / "b.csv").write_text("Hankekoodi,Nimi\nA10001,Hanke\n", "utf-8")
    os.mkfifo(source / name)
    assert any(name in line for line in run(source).failed)


def test_a_file_named_may_be_a_link(source: Path, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(source / "a.txt")
    assert build(tmp_path / "index", [tmp_path / "link.txt"]).added == 1
    done = CliRunner().invoke(main, ["parse", str(tmp_path / "link.txt")])
    assert done.exit_code == 0, done.output


# Content that changed behind the same size and time


def rewritten(path: Path, old: str, new: str) -> None:
    """Another content of the same length, and the time as it was."""
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def test_content_of_the_same_size_and_time_is_read(source: Path) -> None:
    run(source)
    rewritten(source / "a.txt", "S10001", "S10009")
    assert run(source).changed == 1
    assert codes(source.parent / "index") == ["S10009"]
    new = describe(source / "b.rsync", "S10008")
    times = (source / "a.txt").stat()
    os.utime(new, ns=(times.st_atime_ns, times.st_mtime_ns))
    new.rename(source / "a.txt")
    run(source)
    assert codes(source.parent / "index") == ["S10008"]


def test_verify_reads_what_no_time_tells(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.indexing.record_reader.file_stamp", lambda path: "1:2:3:4")
    run(source)
    rewritten(source / "a.txt", "S10001", "S10009")
    assert run(source).changed == 0
    assert run(source, verify=True).changed == 1
    command = ["index", str(source), "--index", str(source.parent / "index"), "--verify"]
    assert "1 unchanged" in CliRunner().invoke(main, command).stdout


def test_a_file_that_changed_just_now_is_read_once_more(source: Path) -> None:
    """Two changes within one tick of the file system's clock have the same time."""
    path = source / "a.txt"
    now = path.stat().st_ctime_ns
    stamps = [files.file_stamp(path, now + ms * 1_000_000) for ms in (5, 6, 2_000, 9_000, -2_000)]
    assert len(set(stamps[:3])) == 3
    assert len(set(stamps[2:])) == 1  # a clock that was put back makes no file new for ever


# An index among its sources


def test_an_index_is_passed_over(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(source)
    for _ in range(2):
        done = CliRunner().invoke(main, ["index", ".", "--index", "hakemisto"])
        assert (done.exit_code, "Failed" in done.stderr) == (0, False), done.output
    shutil.copytree("hakemisto", "varmuuskopio")
    done = CliRunner().invoke(main, ["index", ".", "--index", "hakemisto"])
    assert "1 unchanged, 0 removed, 0 failed" in done.stdout
    with pytest.raises(SourceError, match="holds no file to index"):
        build(source / "hakemisto", [source / "varmuuskopio"])


# A place of a mount that holds only what marks it


def test_a_place_of_a_mount_with_a_hidden_file_is_refused(source: Path) -> None:
    describe(source / "levy" / "b.txt", "S10002")
    run(source)
    (source / "levy" / "b.txt").unlink()
    (source / "levy" / ".ei-liitetty").write_text("")
    with pytest.raises(SourceError, match="levy: all projects from this folder would be removed"):
        run(source)
    assert codes(source.parent / "index") == ["S10001", "S10002"]
