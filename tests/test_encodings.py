"""The command line on terminals that are not UTF-8: «?» where a sign is missing, and never a traceback."""

from __future__ import annotations

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


@pytest.mark.slow
@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=["ascii", "locale"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_fails_for_the_terminal(
    corpus_index: Path, command: list[str], environment: dict[str, str]
) -> None:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, str(ROOT / "hankehaku.py"), *command],
        env={**inherited, **environment, "HANKEHAKU_INDEX": str(corpus_index)},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert done.stdout or done.stderr
    if command[0] != "export":  # bytes of a file, which is UTF-8 wherever it is made
        assert (done.stdout + done.stderr).isascii()
