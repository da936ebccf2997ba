"""Settings: one table, four sources in their order, and an error that names what is wrong."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from hankehaku import main
from index.errors import HankehakuError
from web.config.printed_settings import as_markdown, as_toml
from web.config.settings import (
    NAMES,
    SETTINGS,
    BadSetting,
    Settings,
    load,
    unknown_variables,
)
from web.routing.request_reader import MAX_QUERY


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    """A runner in an empty folder and without settings."""
    monkeypatch.chdir(tmp_path)
    for row in SETTINGS:
        monkeypatch.delenv(row.variable, raising=False)
    return CliRunner()


def shown(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return tomllib.loads(result.stdout)


def test_each_source_goes_before_the_next(run: CliRunner, tmp_path: Path) -> None:
    assert shown(run.invoke(main, ["settings"]))["port"] == 8000
    file = tmp_path / "own.toml"
    file.write_text("port = 7001\nthreads = 3\nmetrics = true\n")
    options = ["settings", "--config", str(file)]
    assert shown(run.invoke(main, options))["port"] == 7001
    environment = {"HANKEHAKU_PORT": "7002", "HANKEHAKU_THREADS": ""}
    assert shown(run.invoke(main, options, env=environment))["port"] == 7002
    result = run.invoke(main, [*options, "--port", "7003"], env=environment)
    assert (shown(result)["port"], shown(result)["threads"], shown(result)["workers"]) == (7003, 3, 2)
    assert "port = 7003  # option --port\n" in result.stdout
    assert f"threads = 3  # file {file}\n" in result.stdout
    assert "workers = 2  # default\n" in result.stdout
    environment_only = run.invoke(main, ["settings"], env={"HANKEHAKU_PORT": "7002"}).stdout
    assert "port = 7002  # environment HANKEHAKU_PORT\n" in environment_only


def test_the_settings_file_is_named_or_lies_in_the_folder(run: CliRunner, tmp_path: Path) -> None:
    Path("hankehaku.toml").write_text('index = "here"\n')
    assert shown(run.invoke(main, ["settings"]))["index"] == "here"
    (tmp_path / "other.toml").write_text('index = "there"\n')
    environment = {"HANKEHAKU_CONFIG": "other.toml"}
    assert shown(run.invoke(main, ["settings"], env=environment))["index"] == "there"
    searched = run.invoke(main, ["search", "x"], env=environment)  # other commands read the index from it too
    assert searched.exit_code == 4
    assert searched.stderr.startswith("Error: there: there is no Hankehaku index here")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("port", "abc", "a whole number from 0 to 65535"),
        ("port", "65536", "a whole number from 0 to 65535"),
        ("port", "-1", "a whole number from 0 to 65535"),
        ("workers", "0", "a whole number from 1 to 64"),
        ("threads", "²", "a whole number from 1 to 64"),
        ("page_depth", "8_000", "a whole number from 100 to 10000000"),
        ("metrics", "maybe", "yes or no"),
        ("feedback", "palaute", "an e-mail address, or off"),
        ("access_log", "file", "off, stdout or stderr"),
        ("allowed_hosts", "a.fi,http://b.fi", "names of hosts without ports, separated by commas"),
        ("host", " ", "some text"),
        ("index", "a\nb", "a path"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_expected(
    run: CliRunner, name: str, value: str, expected: str
) -> None:
    option = f"--{name.replace('_', '-')}"
    for result, origin in (
        (run.invoke(main, ["serve", option, value]), f"option {option}"),
        (run.invoke(main, ["settings"], env={f"HANKEHAKU_{name.upper()}": value}), "environment HANKEHAKU_"),
    ):
        assert result.exit_code == 2
        assert f"Error: setting {name}: «{value}» (from {origin}" in result.stderr
        assert result.stderr.endswith(f"cannot be used; expected {expected}.\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("port = true", "setting port: «true» (from file"),
        ("port = 80.5", "setting port: «80.5» (from file"),
        ("metrics = 1", "setting metrics: «1» (from file"),
        ("allowed_hosts = [1]", "setting allowed_hosts: «[1]» (from file"),
        ("index = 2020-01-01", 'setting index: «"2020-01-01"» (from file'),
        ("prot = 80", "there is no setting «prot» (perhaps you mean port)"),
        ("port = ", "the settings file is not TOML"),
        ("index = " + "[" * 10_000, "the settings file is not TOML"),
        ("# a\n" * 300_000, "the settings file is not TOML (it is larger than 1000000 bytes)"),
    ],
)
def test_a_wrong_file_is_one_clear_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text)
    with pytest.raises(BadSetting, match=re.escape(message)) as raised:
        load({}, config=path)
    assert str(path) in str(raised.value)
    assert isinstance(raised.value, HankehakuError)


def test_a_named_file_must_be_there(run: CliRunner) -> None:
    result = run.invoke(main, ["serve", "--config", "missing.toml"])
    assert result.exit_code == 2
    assert "missing.toml: the settings file cannot be read" in result.stderr


def test_a_misspelt_variable_is_a_warning(run: CliRunner) -> None:
    environment = {"HANKEHAKU_PROT": "1", "HANKEHAKU_CONFIG": "", "HANKEHAKU_PORT": "1"}
    assert list(unknown_variables(environment)) == [
        "environment variable HANKEHAKU_PROT is no setting (perhaps you mean HANKEHAKU_PORT)"
    ]
    assert (
        "Warning: environment variable HANKEHAKU_PROT"
        in run.invoke(main, ["settings"], env=environment).stderr
    )


@given(
    st.builds(
        Settings,
        index=st.sampled_from([Path("a b"), Path('/x/"ä"')]),
        port=st.integers(0, 65535),
        allowed_hosts=st.lists(st.sampled_from(["a.fi", ".b.fi", "[::1]", "127.0.0.1"])).map(tuple),
        access_log=st.sampled_from(["off", "stdout", "stderr"]),
        metrics=st.booleans(),
    )
)
def test_what_is_printed_is_a_settings_file(tmp_path_factory: pytest.TempPathFactory, one: Settings) -> None:
    path = tmp_path_factory.mktemp("settings") / "x.toml"
    path.write_text(as_toml(one), "utf-8")
    assert replace(load({}, config=path), origins={}) == one


@given(st.sampled_from(SETTINGS), st.text())
def test_reading_a_value_gives_it_or_a_value_error(row: Any, text: str) -> None:
    with suppress(ValueError):
        row.type.read(text)


def test_every_row_says_what_it_is() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for row in SETTINGS:
        assert row.help.endswith(".")
        assert row.type.expected
        assert row.type.read(row.type.write(row.default)) == row.default
    longest = next(row for row in SETTINGS if row.name == "query_length")
    longest.type.read(str(MAX_QUERY))
    with pytest.raises(ValueError, match=r"^$"):
        longest.type.read(str(MAX_QUERY + 1))


def test_the_table_of_the_documents_is_printed(run: CliRunner) -> None:
    assert run.invoke(main, ["settings", "--markdown"]).stdout == as_markdown() + "\n"
