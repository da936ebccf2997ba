"""The house keeps its shape: arrows run one way, files stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("index", "search", "web")
SOURCES = [
    ROOT / "hankehaku.py",
    ROOT / "terminal.py",
    *(f for p in PACKAGES for f in sorted((ROOT / p).rglob("*.py"))),
]
ALLOWED = {"index": {"index"}, "search": {"index", "search"}, "web": {"index", "search", "web"}}


def imported(path: Path) -> set[str]:
    """Top-level names of everything a file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_arrows_run_one_way(package: str) -> None:
    ours = {*PACKAGES, "hankehaku", "terminal", "tests"}
    for path in (ROOT / package).rglob("*.py"):
        assert imported(path) & ours <= ALLOWED[package], path
        if package != "web":
            assert not imported(path) & {"flask", "werkzeug", "jinja2", "gunicorn"}, path


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_are_small_and_say_what_they_are(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 360
    assert ast.get_docstring(ast.parse(text)), f"{path} has no module docstring"


def test_help_comes_without_the_heavy_modules() -> None:
    code = (
        "import sys, hankehaku; from click.testing import CliRunner; "
        "r = CliRunner().invoke(hankehaku.main, ['--help']); assert r.exit_code == 0, r.output; "
        "heavy = {'numpy', 'whoosh', 'flask', 'libvoikko', 'rich'} & set(sys.modules); assert not heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
