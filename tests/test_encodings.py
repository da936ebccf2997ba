"""The command line on terminals that are not UTF-8: «?» where a sign is missing, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CORPUS, ROOT

PLAIN = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "LANG": "C"}
ENVIRONMENTS = [PLAIN, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
COMMANDS = [
    ["--help"],
    ["search", "--help"],
    ["search", "digitukea", "--explain"],
    ["search", "--json", "digitukea ikäihmisille"],
    ["search", "zyxwvutö"],
    ["show", "S29902"],
    ["show", "Ä1"],
    ["similar", "S29902"],
    ["similar", "--file", str(CORPUS / "S29902.txt")],
    ["export", "digituki"],
    ["parse", str(CORPUS / "S29902.txt"), "puuttuu-ä.txt"],
    ["analyze", "työllistymistä"],
    ["check"],
    ["replay", "puuttuu-ä.json"],
    ["settings"],
    ["index", str(CORPUS), "puuttuu-ä"],
]


RUN_ALL = """
import json, sys
from hankehaku import main
for command in json.loads(sys.argv[1]):
    try:
        main(command)
    except SystemExit:
        pass
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        stream.buffer.write(b"\\0")
"""
"""One process for all commands of an environment, since starting it takes longer than most of them."""


@pytest.fixture(scope="module", params=ENVIRONMENTS, ids=["ascii", "locale"])
def printed(request: pytest.FixtureRequest, corpus_index: Path) -> list[tuple[bytes, bytes]]:
    """What each command of `COMMANDS` prints in an environment, and what it says of errors."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, json.dumps(COMMANDS)],
        env={**inherited, **request.param, "HANKEHAKU_INDEX": str(corpus_index)},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    parts = zip(done.stdout.split(b"\0"), done.stderr.split(b"\0"), strict=True)
    return list(parts)[:-1]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_fails_for_the_terminal(printed: list[tuple[bytes, bytes]], command: list[str]) -> None:
    assert len(printed) == len(COMMANDS)
    output, errors = printed[COMMANDS.index(command)]
    assert output or errors
    if command[0] != "export":  # bytes of a file, which is UTF-8 wherever it is made
        assert (output + errors).isascii()
