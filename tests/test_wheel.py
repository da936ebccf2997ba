"""`pip install .` gives all that runs: the wheel, in an environment of its own, away from the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.conftest import CORPUS, ROOT

pytestmark = pytest.mark.slow

PACKAGES = ("index", "search", "web")


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints, without anything of this process in its surroundings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made of a copy of the checkout so that nothing is left in it. Needs no network."""
    top = tmp_path_factory.mktemp("wheel")
    left_out = shutil.ignore_patterns(".*", "__pycache__", "build", "*.egg-info", "hankehaku-index")
    shutil.copytree(ROOT, top / "source", ignore=left_out)
    options = ("--no-deps", "--no-build-isolation", "--no-index", "-q", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "wheel", *options, "-w", top / "made", top / "source", cwd=top)
    (made,) = (top / "made").glob("*.whl")
    return made


def test_every_file_of_every_room_is_in_the_wheel(wheel: Path) -> None:
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    own = {"clustering.py", "following.py", "hankehaku.py", "inspection.py", "printing.py", "terminal.py"}
    assert packed == wanted | own


@pytest.fixture(scope="module")
def environment(wheel: Path) -> Path:
    """An environment with the wheel; what it depends on is looked for where this one has it."""
    made = wheel.parent / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", made, cwd=wheel.parent)
    python = made / "bin" / "python"
    options = ("--no-deps", "--no-index", "-q", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, cwd=wheel.parent)
    (own,) = made.glob("lib/python*/site-packages")
    (own / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return made


def test_it_indexes_searches_and_serves_away_from_the_checkout(environment: Path, tmp_path: Path) -> None:
    program, python = environment / "bin" / "hankehaku", environment / "bin" / "python"
    where = run(
        python, "-c", "import index, search, web, hankehaku as h; print(index, search, web, h)", cwd=tmp_path
    )
    assert where.count(str(environment)) == 4
    source = tmp_path / "descriptions"
    source.mkdir()
    for description in CORPUS.glob("S2990?.txt"):
        shutil.copy(description, source)
    assert "9 added" in run(program, "index", source, "--index", "ix", cwd=tmp_path)
    found = json.loads(run(program, "search", "digitukea", "--json", "--index", "ix", cwd=tmp_path))
    assert "S29903" in [hit["code"] for hit in found["hits"]]
    run(program, "check", "--index", "ix", cwd=tmp_path)
    command = [str(program), "serve", "--index", "ix", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = next(line for line in process.stdout if "http://" in line).split()[-1].rstrip("/.")
            for path, text in (
                ("/?q=digitukea", "Saavutettavuus"),
                ("/en/?q=digitukea", "Accessibility"),
                ("/sv/hanke/S29903", "Tillgänglighet"),
                ("/api/v1/search?q=digitukea", '"total"'),
                ("/static/style.css", "body"),
            ):
                with urllib.request.urlopen(address + path) as answer:
                    assert text in answer.read().decode(), path
        finally:
            process.terminate()
    assert process.returncode == 0
