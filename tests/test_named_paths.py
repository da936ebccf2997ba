"""Names on the command line that no file can have are messages, for every command that takes a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from hankehaku import main

COMMANDS = (
    ("index", "{}", "--index", "x"), ("index", "x", "--index", "{}"), ("search", "a", "--index", "{}"),
    ("check", "--index", "{}"), ("parse", "{}"), ("profile", "{}"), ("replay", "{}"),
    ("similar", "--file", "{}"), ("serve", "--config", "{}"),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("kind", ["empty", "too long", "a link to itself", "a NUL"])
def test_a_name_that_no_file_can_have_is_a_message(
    command: tuple[str, ...], kind: str, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)
    name = {"empty": "", "too long": "n" * 300, "a link to itself": str(link), "a NUL": "a\0b"}[kind]
    result = CliRunner().invoke(main, ["--lang", "en", *(part.format(name) for part in command)])
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    wanted = "An empty name" if kind == "empty" else "no file or folder can be opened by this name"
    assert wanted in result.output
