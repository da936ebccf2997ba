"""The documents agree with the code: generated parts are up to date, and what is named exists."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import shlex
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import index
import search
import web
from hankehaku import main
from index.errors import HankehakuError
from index.model.project import QUERYABLE
from search.contract.query_reference import FORMS
from tests.conftest import ROOT
from tests.documents import documents, made, with_parts
from web.app import create_app
from web.config.settings import NAMES, Settings

README = ROOT / "README.md"
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
DOCUMENTS = [
    README,
    *(ROOT / name for name in ("ARCHITECTURE.md", "SECURITY.md", "CHANGELOG.md", "deploy/README.md")),
    *(ROOT / name for name in ("corpus/README.md", "tests/README.md", "tests/benchmarks/README.md")),
    *documents(),
]
NAMING = [README, *(ROOT / name for name in ("ARCHITECTURE.md", "SECURITY.md", "deploy/README.md"))]
"""Those that name paths of the project."""
ROOMS = [
    folder.parent.relative_to(ROOT).as_posix()
    for package in ("index", "search", "web")
    for folder in sorted((ROOT / package).glob("*/__init__.py"))
]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Generated parts


@pytest.fixture(scope="module")
def parts(corpus_index: Path) -> dict[str, str]:
    """Every generated part as it should be."""
    client = create_app(corpus_index).test_client()
    return made(client.get("/en/api/v1/openapi.json").get_json())


@pytest.mark.parametrize("path", list(documents()), ids=relative)
def test_generated_parts_are_up_to_date(path: Path, parts: dict[str, str]) -> None:
    text = path.read_text("utf-8")
    assert with_parts(text, parts) == text, "write them anew with: make docs"


def test_every_part_stands_in_one_document(parts: dict[str, str]) -> None:
    written = "".join(path.read_text("utf-8") for path in documents())
    assert sorted(re.findall(r"<!-- generated: ([\w-]+) -->", written)) == sorted(parts)
    assert written.count("<!-- end -->") == len(parts)
    assert all(text.strip() for text in parts.values())


def test_what_is_generated_is_whole(parts: dict[str, str]) -> None:
    """Read from the texts themselves, not by the code that makes them."""
    for form in FORMS:
        assert f"| `{form.query}` | {form.english} |" in parts["query-language"]
    assert len(re.findall(r"^    \w+ += ", parts["query-language"], re.MULTILINE)) >= 5
    assert re.findall(r"^\| `(\w+)` \|", parts["query-fields"], re.MULTILINE) == list(QUERYABLE)
    assert re.findall(r"^\| `(\w+)` \|", parts["settings"], re.MULTILINE) == list(NAMES)
    assert re.findall(r"^### (\w+)$", parts["help"], re.MULTILINE) == list(main.commands)
    assert re.findall(r"^\| `hankehaku (\w+)` \|", parts["commands"], re.MULTILINE) == list(main.commands)
    for command in main.commands.values():
        for parameter in command.params:
            assert parameter.name in NAMES or all(
                option in parts["help"] for option in parameter.opts if option.startswith("--")
            )


def test_no_summary_of_a_command_is_cut() -> None:
    listed = CliRunner().invoke(main, ["--help"], terminal_width=80).stdout.split("Commands:\n")[1]
    assert len(listed.splitlines()) == len(main.commands)
    assert "..." not in listed


# What documents name


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_every_path_that_a_document_names_exists(path: Path) -> None:
    text = path.read_text("utf-8")
    named = re.findall(r"`([\w.-]+/[\w./-]*|[\w-]+\.(?:py|md|toml|txt|sh))`", text)
    named += re.findall(
        r"\b(?:tests|index|search|web|deploy|docs)/[\w./-]+\.(?:py|md|toml|tsv|json|conf)\b", text
    )
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    for name in named:
        beside = path.parent != ROOT and "/" not in name and any(path.parent.rglob(name))
        assert beside or (ROOT / name).exists() or name.startswith(".venv/"), f"{relative(path)} names {name}"
    for name in linked:
        assert (path.parent / name).exists(), f"{relative(path)} links to {name}"
    if path in NAMING:
        assert named


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_heading_and_its_question(room: str) -> None:
    headings = dict(re.findall(r"^### `([\w/]+)/`: (.+\?)$", ARCHITECTURE, re.MULTILINE))
    docstring = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text("utf-8"))) or ""
    asked = docstring.split("?")[0] + "?"
    assert headings[room] == asked[0].lower() + asked[1:]


def test_architecture_names_no_room_that_is_not_there() -> None:
    headed = re.findall(r"^### `([\w/]+)/`", ARCHITECTURE, re.MULTILINE)
    assert sorted(headed) == sorted(ROOMS)
    picture = "".join(line for line in ARCHITECTURE.splitlines(keepends=True) if line.startswith("    "))
    drawn = set(re.findall(r"\b(?:index|search|web)/\w+", picture))
    assert drawn <= set(ROOMS)
    assert not {room for room in ROOMS if not room.startswith("web/")} - drawn


# README


def test_the_readme_is_short_and_has_one_picture() -> None:
    text = README.read_text("utf-8")
    assert len(text.split()) <= 900
    (picture,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    data = (ROOT / picture).read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">I", data[16:20]) == (1280,)
    assert len(data) <= 200_000


def test_the_readme_has_the_two_commands() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    commands = re.findall(r"^    make (\w+)$", README.read_text("utf-8"), re.MULTILINE)
    assert commands == ["serve", "test"]
    for command in commands:
        assert re.search(rf"^{command}:", makefile, re.MULTILINE)


def readme_commands() -> Iterator[list[str]]:
    for line in README.read_text("utf-8").splitlines():
        if line.strip().startswith(".venv/bin/hankehaku"):
            yield shlex.split(line)[1:]


@pytest.mark.slow
@pytest.mark.parametrize("words", list(readme_commands()), ids=" ".join)
def test_the_commands_of_the_readme_work(
    words: list[str], corpus: Path, corpus_index: Path, tmp_path: Path
) -> None:
    places = {"FOLDER": str(corpus), "MYINDEX": str(tmp_path / "index")}
    words = [places.get(word, word) for word in words]
    if words[0] == "serve":
        words = ["settings", *words[1:]]  # the same options, without a server
    result = CliRunner().invoke(main, words, env={"HANKEHAKU_INDEX": str(corpus_index)})
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()
    if words[0] == "search":
        assert re.search(r"\b[SA]\d{5}\b", result.stdout)
    if "--json" in words:
        assert json.loads(result.stdout)["total"]


# Reference


def test_exit_codes_are_those_of_the_errors() -> None:
    for package in (index, search, web):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    text = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    listed = {int(code) for code in re.findall(r"^\| (\d) \|", text, re.MULTILINE)}
    used = {error.exit_code for error in every_error(HankehakuError)}
    assert listed == used | {0, 2}  # 2 is click's own for wrong usage


def every_error(error: type[HankehakuError]) -> Iterator[type[HankehakuError]]:
    yield error
    for below in error.__subclasses__():
        yield from every_error(below)


def test_every_address_for_programs_is_documented(corpus_index: Path) -> None:
    app = create_app(corpus_index, Settings(metrics=True))
    text = "".join(path.read_text("utf-8") for path in documents())
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(("pages.", "static")) or "<any(fi" in rule.rule:
            continue
        address = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        kinds = re.search(r"<any\(([\w, ]+)\):kind>", address)
        for kind in kinds[1].split(", ") if kinds else [""]:
            one = address[: kinds.start()] + kind if kinds else address
            assert f"`{one.replace('{part}', '1')}`" in text, f"{rule.rule} is in no document"


def test_operations_tell_what_is_watched(corpus_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    client = create_app(corpus_index, Settings(metrics=True, access_log="stdout")).test_client()
    for key in client.get("/readyz").get_json().keys() - {"status"}:
        assert f"`{key}`" in OPERATIONS
    client.get("/")
    listed = ", ".join(f"`{key}`" for key in json.loads(capsys.readouterr().out.splitlines()[-1]))
    assert f"one line of JSON per request: {listed}" in " ".join(OPERATIONS.split())
    figures = re.findall(
        r"^# TYPE (hankehaku_\w+)", client.get("/metrics").get_data(as_text=True), re.MULTILINE
    )
    named = set(re.findall(r"`(hankehaku_\w+)`", OPERATIONS))
    assert named == {name for name in figures if not name.endswith("_created")}


def test_operations_tell_when_the_timer_runs() -> None:
    timer = (ROOT / "deploy" / "hankehaku-index.timer").read_text("utf-8")
    (time,) = re.findall(r"^OnCalendar=\*-\*-\* (\d\d:\d\d)$", timer, re.MULTILINE)
    (minutes,) = re.findall(r"^RandomizedDelaySec=(\d+)min$", timer, re.MULTILINE)
    assert f"every night at {time}, with a random delay of up to {minutes} minutes" in OPERATIONS
