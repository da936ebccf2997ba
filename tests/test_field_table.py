"""The field table decides: a new field is one new line, and no other code names a field.

The first test adds a field to a copy of the program and asks every surface for it. The second looks for names
of fields in the code.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.model.project import FIELDS
from tests.conftest import ROOT
from tests.index.samples import minimal

COMMAND_LINE = (
    "clustering.py",
    "following.py",
    "hankehaku.py",
    "inspection.py",
    "printing.py",
    "terminal.py",
)
PARTS = ("index", "search", "web", *COMMAND_LINE)

BEFORE = "    applicant: Applicant ="
NEW_LINE = (
    '    theme: str | None = row(Kind.KEYWORD, "Teema", section="1", key="Hankkeen teema", query="teema", '
    'weight=1.0, facet=True, in_hit="theme")\n'
)

ASK_EVERYTHING = """
import json, re, sys
from pathlib import Path
from click.testing import CliRunner
from hankehaku import main
from web.app import create_app

def run(*arguments):
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout

def text(path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.get_data(as_text=True)

run("index", "source", "--index", "made")
def search(query):
    return json.loads(run("search", query, "--json", "--index", "made"))

found = search("teema:kalatalous")
client = create_app(Path("made")).test_client()
table = text("/haku.csv").splitlines()
statistics = json.loads(text("/api/v1/statistics"))
schemas = json.loads(text("/api/v1/openapi.json"))["components"]["schemas"]
print(json.dumps({
    "parsed": json.loads(run("parse", "source/S10001.txt"))["theme"],
    "found by query": [hit["code"] for hit in found["hits"]],
    "found by words": [hit["code"] for hit in search("kalatalouden")["hits"] if not hit["partial"]],
    "found by filter": [hit["code"] for hit in json.loads(text("/api/v1/search?teema=Maatalous"))["hits"]],
    "counted": found["facets"]["teema"],
    "in statistics": [group["label"] for group in statistics["breakdowns"]["teema"]["groups"]],
    "in hits": [hit["theme"] for hit in found["hits"]],
    "in the document of the API": ["theme" in schemas[name]["properties"] for name in ("Hit", "Project")],
    "on the search page": re.findall('teema=(\\\\w+)"', text("/hankkeet")),
    "on the project page": "Kalatalous" in text("/hanke/S10001").partition("Teema")[2][:300],
    "in CSV": [table[0].count("Teema"), table[1].count("Kalatalous")],
    "in JSON Lines": [json.loads(line)["theme"] for line in text("/haku.jsonl").splitlines()],
    "in help": "teema:" in text("/haku-ohje"),
}, ensure_ascii=False))
"""


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A copy of the program with one more field, and two descriptions that have it."""
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tmp_path)
    table = tmp_path / "index" / "model" / "project.py"
    text = table.read_text("utf-8")
    assert text.count(BEFORE) == 1
    table.write_text(text.replace(BEFORE, NEW_LINE + BEFORE), "utf-8")
    (tmp_path / "source").mkdir()
    for code, theme in (("S10001", "Kalatalous"), ("S10002", "Maatalous")):
        description = minimal(code, _1=f"Hankkeen teema: {theme}", _3="Tiivistelmä")
        (tmp_path / "source" / f"{code}.txt").write_text(description, "utf-8")
    return tmp_path


@pytest.mark.slow
def test_a_new_field_is_one_new_line(changed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK_EVERYTHING], cwd=changed, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "parsed": "Kalatalous",
        "found by query": ["S10001"],
        "found by words": ["S10001"],
        "found by filter": ["S10002"],
        "counted": [{"value": "Kalatalous", "label": "Kalatalous", "count": 1}],
        "in statistics": ["Kalatalous", "Maatalous"],
        "in hits": ["Kalatalous"],
        "in the document of the API": [True, True],
        "on the search page": ["Kalatalous", "Maatalous"],
        "on the project page": True,
        "in CSV": [1, 1],
        "in JSON Lines": ["Kalatalous", "Maatalous"],
        "in help": True,
    }


# Names of fields in the code

TABLE = ("index/model/project.py", "index/model/project_parts.py")
"""The field table itself. Forms (`index/templates/`) print keys of their own."""

OTHER_MEANINGS = {
    ("index/analysis/voikko.py", "nimi"): "a word class of Voikko",
    ("index/privacy/names/called_things.py", "nimi"): "a word class of Voikko",
    ("index/privacy/persons_near.py", "nimi"): "a word class of Voikko",
    ("index/privacy/names/word_kinds.py", "nimi"): "a word class of Voikko",
    ("index/privacy/names/word_stems.py", "alkaa"): "a verb",
    ("web/i18n/format.py", "nimi"): "what a value of this kind is called",
    ("web/i18n/format.py", "vuosi"): "what a value of this kind is called",
    ("web/project_page/facts.py", "Hakija"): "what the facts about an organisation stand under",
}
"""Words that are also the name of a field, but do not mean it there."""


def named_fields() -> Iterator[tuple[str, str]]:
    """Each string of the code that is the query name or label of a field: file, string."""
    names = {name for field in FIELDS for name in (field.query, field.label) if name}
    for path in sorted(path for part in PARTS for path in (ROOT / part).rglob("*.py") or [ROOT / part]):
        relative = path.relative_to(ROOT).as_posix()
        if relative not in TABLE and not relative.startswith("index/templates/"):
            yield from ((relative, text) for text in strings(path) if text in names)


def strings(path: Path) -> Iterator[str]:
    """The string constants of a file, pieces of f-strings too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.slow
def test_no_code_outside_the_table_names_a_field() -> None:
    found = set(named_fields())
    assert found - OTHER_MEANINGS.keys() == set()
    assert OTHER_MEANINGS.keys() - found == set(), "no longer there: take it off the list"


def test_every_pair_of_planned_and_realised_is_of_one_kind() -> None:
    by_path: dict[Any, Any] = {field.path: field for field in FIELDS}
    pairs = [(field, by_path[field.pairs_with.path]) for field in FIELDS if field.pairs_with]
    assert len(pairs) == 4
    for planned, realised in pairs:
        assert planned.kind is realised.kind
        assert realised.pairs_with is None


def test_keys_of_hits_and_roles_are_given_once() -> None:
    for column in ("in_hit", "role", "query"):
        given = [getattr(field, column) for field in FIELDS if getattr(field, column)]
        assert len(given) == len(set(given)), column
