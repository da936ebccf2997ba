"""The command line in three languages: which one, and that all of what it says is in it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

from hankehaku import main
from index.errors import SourceError
from index.formats.tables.table import Row
from index.indexing.record_reader import parse_record
from index.indexing.report import Report
from index.profiles.profile import shipped_profiles
from index.profiles.table_records import RowRecord
from terminal import print_report
from tests.conftest import ROOT
from tests.index.samples import minimal
from web.i18n.texts import translated, use_language

ERRORS = re.compile(r"(?:[A-Z]\w+Error|Not[A-Z]\w+|Index[A-Z]\w+|ExtraMissing|PartlyRead|BadSetting)")
"""Names of what is raised, or made, with a message for the person at the terminal."""
INTERNAL = ("ValueError", "TypeError", "KeyError", "AssertionError", "OSError", "NotImplementedError")
SENTENCE = re.compile("[a-z]{2} [a-z]{2}")
PLACE = re.compile(r"%\(\w+\)s")
TRANSLATIONS = ROOT / "web" / "translations"


def run(*arguments: str | Path, locale: dict[str, str] | None = None) -> Result:
    """A command in a locale; what the tests' own locale says does not count."""
    plain = {"LC_ALL": None, "LC_MESSAGES": None, "LANG": None}
    return CliRunner().invoke(main, [str(one) for one in arguments], env={**plain, **(locale or {})})


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ({"LANG": "fi_FI.UTF-8"}, "Virhe: "),
        ({"LANG": "sv_FI"}, "Fel: "),
        ({"LANG": "sv"}, "Fel: "),
        ({"LANG": "en_GB.UTF-8"}, "Error: "),
        ({"LANG": "de_DE.UTF-8"}, "Error: "),
        ({"LANG": "C"}, "Error: "),
        ({}, "Error: "),
        ({"LANG": "fi_FI", "LC_MESSAGES": "sv_FI"}, "Fel: "),
        ({"LANG": "fi_FI", "LC_MESSAGES": "sv_FI", "LC_ALL": "en_US.UTF-8"}, "Error: "),
        ({"LANG": "fi_FI", "LC_ALL": ""}, "Virhe: "),
    ],
)
def test_the_locale_says_which_language(corpus_index: Path, locale: dict[str, str], said: str) -> None:
    assert run("show", "X1", "--index", corpus_index, locale=locale).stderr.startswith(said)


@pytest.mark.parametrize("before", [True, False])
def test_the_option_goes_before_the_locale(corpus_index: Path, before: bool) -> None:
    command, option = ("show", "X1", "--index", str(corpus_index)), ("--lang", "fi")
    arguments = (*option, *command) if before else (*command, *option)
    result = run(*arguments, locale={"LANG": "sv_FI"})
    assert result.stderr.startswith("Virhe: Hanketta, jonka koodi on 'X1', ei ole.")


def test_one_command_leaves_the_next_alone(corpus_index: Path) -> None:
    run("search", "digituki", "--lang", "sv", "--index", corpus_index)
    assert "projects" in run("search", "digituki", "--index", corpus_index).stdout


def test_a_hit_is_told_in_the_language(corpus_index: Path) -> None:
    wanted = {
        "fi": ("1.10.2021", "Tiivistelmä: ", "hanketta ja"),
        "sv": ("1.10.2021", "Sammandrag: ", "projekt och"),
        "en": ("1 Oct 2021", "Summary: ", "projects and"),
    }
    for code, words in wanted.items():
        told = run("search", "digituki", "--limit", "1", "--lang", code, "--index", corpus_index).stdout
        assert [word for word in words if word not in told] == []


@pytest.mark.parametrize(
    ("code", "one", "two"),
    [
        ("fi", "Teksteistä peitettiin 1 yhteystieto\n", "Teksteistä peitettiin 2 yhteystietoa\n"),
        ("sv", "1 kontaktuppgift maskerades ", "2 kontaktuppgifter maskerades "),
        ("en", "1 contact detail masked ", "2 contact details masked "),
    ],
)
def test_one_contact_detail_and_two(
    capsys: pytest.CaptureFixture[str], code: str, one: str, two: str
) -> None:
    use_language(code)
    for number, wanted in ((1, one), (2, two)):
        print_report(Report(masked=number), Path("ix"))
        assert capsys.readouterr().out.splitlines(keepends=True)[1].startswith(wanted)
    use_language("fi")


def _description(code: str, summary: str) -> str:
    return minimal(code, _3=f"Kysy lisää: {summary}.")


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_what_went_wrong_is_told_in_the_language(tmp_path: Path, code: str) -> None:
    """A file that is no description, one with an odd line, and a folder that is not there."""
    (tmp_path / "S10001.txt").write_text(
        _description("S10001", "x") + "\n2 Outo otsikko\n\nteksti\n", "utf-8"
    )
    (tmp_path / "b.txt").write_text("ei kuvaus")
    (tmp_path / "c.csv").write_text("a;b\n1;2\n")
    told = run("index", tmp_path, "--index", tmp_path / "ix", "--lang", code).output
    told += run("index", tmp_path / "nowhere", "--index", tmp_path / "ix", "--lang", code).output
    told += run("search", "x", "--index", tmp_path / "none", "--lang", code).output
    english = re.compile(r"\b(expected|found|the|line|with|is|as|no|and|here|failed|unchanged)\b")
    said = re.sub(r"[”«].*?[”»]|\S*/\S*|hankehaku index\b.*", "", told)
    assert told.count("\n") > 5
    assert english.findall(said) == []


# The catalogues


def _messages(code: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    with (TRANSLATIONS / code / "LC_MESSAGES" / "commands.po").open("rb") as file:
        for one in read_po(file, locale=code):
            if one.id:
                forms = (one.id, one.string)
                yield tuple((form,) if isinstance(form, str) else tuple(form) for form in forms)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_every_text_of_the_commands_is_translated(code: str) -> None:
    count = 0
    for own, other in _messages(code):
        count += 1
        assert all(other), own
        for one, made in zip(own, other, strict=True):
            assert sorted(PLACE.findall(one)) == sorted(PLACE.findall(made)), one
            assert "«" not in made, made
    assert count > 200


def test_the_catalogues_have_the_texts_of_the_code() -> None:
    """Every text of a `Notice` or of the commands, found without the tool that extracts them."""
    wanted = set()
    for path in _sources():
        for call in _calls(path):
            if _name(call) in ("Notice", "command_text", "command_count") and call.args:
                first = call.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    wanted.add(first.value)
    for code in ("fi", "sv"):
        assert wanted <= {own[0] for own, _ in _messages(code)}, "run ”make messages” and translate"


def test_no_error_has_a_message_that_cannot_be_translated() -> None:
    """Sentences given to an error, or to a list of warnings, stand in a `Notice`."""
    bare = []
    for path in _sources():
        for call in _calls(path):
            if not (
                ERRORS.fullmatch(_name(call)) or ast.unparse(call.func).endswith(("warn", "warnings.append"))
            ):
                continue
            if _name(call) in ("ValueError", "TypeError", "KeyError", "AssertionError", "OSError"):
                continue
            for argument in call.args:
                if isinstance(argument, ast.JoinedStr) and re.search(
                    "[a-z]{2} [a-z]{2}", ast.unparse(argument)
                ):
                    bare.append(f"{path}:{call.lineno}: {ast.unparse(argument)}")
    assert bare == []


def _sources() -> list[Path]:
    tools = {"make_places.py"}  # run by developers
    rooms = (path for room in ("index", "search", "web/config") for path in (ROOT / room).rglob("*.py"))
    return [path for path in (*ROOT.glob("*.py"), *rooms) if path.name not in tools]


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text("utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


# Completion of commands by the shell


def test_the_shell_completes_commands_and_languages() -> None:
    def completed(line: str) -> list[str]:
        words = line.split(" ")
        environment = {
            **os.environ, "_HANKEHAKU_COMPLETE": "bash_complete", "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
        }  # fmt: skip
        code = "from hankehaku import main; main(prog_name='hankehaku')"
        made = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return [one.partition(",")[2] for one in made.stdout.split()]

    assert completed("hankehaku se") == ["search", "serve", "settings"]
    assert completed("hankehaku search --lang ") == ["fi", "sv", "en"]


def test_what_is_wrong_with_a_row_is_told_in_the_language() -> None:
    row = RowRecord("rivi 3", "", shipped_profiles()[0], Row(3, {"Hankekoodi": "--"}))
    with pytest.raises(SourceError) as caught:
        parse_record("hankkeet.csv", row)
    use_language("fi")
    told = translated(caught.value.message)
    assert "rivi 3: odotettiin hankekoodia" in told
    assert "expected" not in told
