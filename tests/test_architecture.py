"""The house keeps its shape: imports run one way between its rooms, files and rooms stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("index", "search", "web")
COMMAND_LINE = sorted(ROOT.glob("*.py"))
SOURCES = [*COMMAND_LINE, *(file for name in PACKAGES for file in sorted((ROOT / name).rglob("*.py")))]
MAX_LINES = 300
"""Lines of a file."""
MAX_FILES = 12
"""Files of a room, with its `__init__.py`."""

ARROWS = {
    "index.errors": "index.messages",
    "index.messages": "",
    "index.numeric": "",
    "index.packed": "index.numeric",
    "index.processes": "index.errors index.messages",
    "index.remembered": "",
    "index.durability": "index.errors index.messages",
    "index.formats": "index.errors index.messages index.model index.templates",
    "index.model": "index.remembered",
    "index.templates": "index.model",
    "index.reader": "index.errors index.messages index.model index.formats index.templates",
    "index.profiles": "index.errors index.messages index.model index.formats index.reader",
    "index.analysis": "index.errors index.messages index.numeric index.remembered",
    "index.privacy": "index.messages index.analysis index.model index.templates",
    "index.storage": (
        "index.errors index.messages index.numeric index.packed index.durability index.model index.formats "
        "index.templates index.analysis"
    ),
    "index.vocabulary": (
        "index.errors index.messages index.numeric index.processes index.remembered index.analysis "
        "index.storage"
    ),
    "index.wordforms": "index.errors index.numeric index.durability index.analysis index.storage",
    "index.indexing": (
        "index.errors index.messages index.numeric index.durability index.model index.formats index.reader "
        "index.processes index.profiles index.analysis index.privacy index.storage index.vocabulary "
        "index.wordforms"
    ),
    "index.upkeep": (
        "index.errors index.messages index.numeric index.durability index.model index.analysis index.storage "
        "index.wordforms index.indexing"
    ),
    "index.cluster": (
        "index.errors index.messages index.numeric index.packed index.durability index.model index.storage "
        "index.indexing"
    ),
    "search.contract": "index.errors index.messages index.model",
    "search.query": "index.remembered index.model index.analysis search.contract",
    "search.plan": (
        "index.remembered index.model index.analysis "
        "index.storage index.vocabulary search.contract search.query"
    ),
    "search.equivalence": (
        "index.remembered index.analysis index.storage "
        "index.vocabulary search.contract search.query search.plan"
    ),
    "search.matching": (
        "index.errors index.numeric index.packed index.remembered "
        "index.model index.analysis index.storage index.vocabulary "
        "search.contract search.query search.plan search.equivalence"
    ),
    "search.aggregation": (
        "index.numeric index.model index.storage search.contract search.plan search.matching"
    ),
    "search.highlight": (
        "index.numeric index.model index.analysis index.storage search.contract search.query search.plan "
        "search.equivalence search.matching"
    ),
    "search.suggestion": (
        "index.numeric index.model index.analysis index.privacy index.storage index.vocabulary "
        "search.contract search.query "
        "search.plan search.equivalence search.matching search.aggregation search.highlight"
    ),
    "search.export": (
        "index.remembered index.durability index.errors index.messages "
        "index.model index.formats index.storage search.contract"
    ),
    "search.engine": (
        "index.errors index.numeric index.model index.storage search.contract search.query search.plan "
        "search.equivalence search.matching search.aggregation search.highlight search.suggestion "
        "search.warm_up"
    ),
    "search.warm_up": (
        "index.errors search.contract search.plan search.matching search.aggregation search.suggestion"
    ),
    "search.upload": "index.errors index.formats",
    "search.cluster": (
        "index.errors index.messages index.numeric index.model index.analysis index.storage index.vocabulary "
        "index.cluster search.contract search.query search.plan search.equivalence search.matching "
        "search.aggregation search.highlight search.suggestion"
    ),
    "search": (
        # `open_engine`, `publish`, `read_plan`
        "index.cluster search.contract search.engine search.cluster search.upload"
    ),
    "web.config": "index.errors index.messages index.cluster web.i18n",
    "web.i18n": "index.messages index.remembered index.model index.analysis search.contract search.export",
    "web.routing": "index.errors index.remembered index.model search search.contract web.config web.i18n",
    "web.charts": "index.remembered index.model search.contract web.i18n web.routing",
    "web.middleware": (
        "index.errors index.remembered index.model search.contract web.config web.i18n web.routing"
    ),
    "web.api": "index.model search.contract search.export web.i18n web.routing web.middleware",
    "web.keeping": (
        "index.errors index.model search.contract search.export web.i18n web.routing web.project_page"
    ),
    "web.downloads": (
        "index.model search.contract search.export web.i18n web.routing web.keeping web.middleware"
    ),
    "web.project_page": "index.model index.analysis search.contract web.i18n web.routing web.charts",
    "web.organisation_page": "index.model search.contract web.i18n web.routing web.charts",
    "web.pages": (
        "index.errors index.remembered index.model search.contract search.export web.i18n web.routing "
        "web.charts web.organisation_page web.project_page web.keeping web.middleware web.api"
    ),
    "web.plan": (
        "index.errors index.model search.contract search.export web.i18n web.routing web.middleware web.pages"
    ),
    "web.app": (
        "search.contract web.config web.i18n web.routing web.middleware web.api web.downloads web.pages "
        "web.plan"
    ),
    "web.serving": "web.middleware",
    "web.server": "index.errors search web.config web.middleware web.serving web.app",
    "terminal": "index.indexing web.i18n",
    "printing": "index.model search.contract search.export web.i18n terminal",
    "clustering": "index.cluster search web.config web.i18n terminal",
    "inspection": (
        "index.errors index.messages index.model index.formats index.profiles index.analysis index.cluster "
        "index.indexing index.upkeep index.vocabulary web.config web.i18n clustering terminal"
    ),
    "following": (
        "index.errors index.messages index.model index.formats web.i18n "
        "index.analysis search search.contract search.export web.config web.routing inspection printing "
        "terminal"
    ),
    "hankehaku": (
        "index.errors index.model index.formats index.analysis search search.contract search.export "
        "web.config web.i18n web.server following inspection printing terminal"
    ),
}
"""Room, or file outside the rooms → what it may import. Nothing else of ours may be imported anywhere."""

OTHERS = {
    "flask": ("web.",), "werkzeug": ("web.",), "jinja2": ("web.",), "gunicorn": ("web.",),
    "numpy": (
        "index.", "search.cluster", "search.matching", "search.aggregation", "search.highlight",
        "search.suggestion",
    ),
    "whoosh": ("index.",), "libvoikko": ("index.analysis",),
}  # fmt: skip
"""Library → the rooms that may import it, by how their names begin."""


def room_of(module: str) -> str:
    """`index.model` for `index.model.fields`; `search.engine` for itself."""
    return ".".join(module.split(".")[:2])


def module_of(path: Path) -> str:
    """`index.model.fields` for its file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written out from the root"
            module = node.module or ""
            for alias in node.names:  # `from search.contract import deadline` imports a module
                below = ROOT.joinpath(*module.split("."), alias.name)
                is_module = below.is_dir() or below.with_suffix(".py").exists()
                yield f"{module}.{alias.name}" if is_module else module


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_only_the_arrows_of_the_table_are_there(path: Path) -> None:
    room = room_of(module_of(path))
    allowed = {room, *ARROWS.get(room, "").split()}
    for module in imported(path):
        top = module.split(".")[0]
        if top in (*PACKAGES, "tests", *(file.stem for file in COMMAND_LINE)):
            assert room_of(module) in allowed, f"{path} imports {module}"
        assert room.startswith(OTHERS.get(top, "")), f"{path} imports {module}"


def test_the_table_has_no_circle_and_only_rooms_that_are_there() -> None:
    arrows = {room: to.split() for room, to in ARROWS.items()}
    assert set(TopologicalSorter(arrows).static_order()) == set(ARROWS)
    assert {room_of(module_of(path)) for path in SOURCES} == {*ARROWS, *PACKAGES}


def test_web_and_command_line_see_only_the_door_of_the_search() -> None:
    door = {"search", "search.contract", "search.export"}
    for room, to in ARROWS.items():
        if room.startswith(("web.", *(file.stem for file in COMMAND_LINE))):
            assert {one for one in to.split() if one.startswith("search")} <= door, room


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_files_are_small_and_say_what_they_are(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= MAX_LINES
    assert ast.get_docstring(ast.parse(text)), f"{path} has no module docstring"


def test_rooms_are_small() -> None:
    rooms = {path.parent for path in SOURCES} - {ROOT}
    sizes = {room.relative_to(ROOT).as_posix(): len(list(room.glob("*.py"))) for room in rooms}
    assert {room: size for room, size in sizes.items() if size > MAX_FILES} == {}


def test_help_comes_without_the_heavy_modules() -> None:
    code = (
        "import sys, hankehaku; from click.testing import CliRunner; "
        "r = CliRunner().invoke(hankehaku.main, ['--help']); assert r.exit_code == 0, r.output; "
        "heavy = {'numpy', 'whoosh', 'flask', 'libvoikko', 'rich'} & set(sys.modules); assert not heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
