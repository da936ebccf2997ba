"""Fixtures shared by all tests: the folders, and an index of the sample corpus made once."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

from index.indexing.index_writer import build
from search.engine import Engine
from tests.examples import PATIENT


def pytest_configure() -> None:
    """The FreeDict dictionaries take seconds to compile: tests of them name them, all others go without.

    Set here and not on import, because benchmarks import this module too and measure with all vocabularies.
    The command line answers in English, whatever the locale of whoever runs the tests.
    """
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ.setdefault("HANKEHAKU_DICTIONARIES", str(ROOT / "tests" / "none"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever needs a browser is slow."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


hypothesis.settings.register_profile("patient", PATIENT)
hypothesis.settings.register_profile("quick", PATIENT, max_examples=25)
"""Fewer examples of each property, for `make quick`."""
hypothesis.settings.load_profile("patient")

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the sample descriptions."""
    return CORPUS


@pytest.fixture(scope="session")
def corpus_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample corpus. Tests only read it."""
    folder = tmp_path_factory.mktemp("corpus") / "index"
    report = build(folder, [CORPUS])
    assert not report.failed
    return folder


@pytest.fixture(scope="session")
def engine(corpus_index: Path) -> Engine:
    """The engine over the sample corpus."""
    return Engine(corpus_index)


@pytest.fixture(scope="session")
def descriptions() -> Path:
    """The folder of the five real descriptions, which are not part of the project."""
    folder = SHARED / "descriptions"
    if not folder.is_dir():
        pytest.skip(f"{folder} is missing: the real descriptions name people and are not published")
    return folder


@pytest.fixture(scope="session")
def real_engine(descriptions: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine over the five real descriptions alone."""
    folder = tmp_path_factory.mktemp("real") / "index"
    report = build(folder, [descriptions])
    assert not report.failed
    return Engine(folder)
