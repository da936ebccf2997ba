"""Clients of two applications: one over made descriptions, one over `corpus/`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from playwright.sync_api import Browser, BrowserContext, Page

from search.engine import Engine
from tests.web.chromium import chromium, find_chromium
from tests.web.live import serving
from tests.web.made import Watched, made_engine
from web.app import create_app
from web.config.settings import Settings


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all applications of a run: most tests make one of their own."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}


@pytest.fixture
def watched() -> Watched:
    """An engine over the made descriptions, whose requests can be looked at."""
    return made_engine()


@pytest.fixture
def app(watched: Watched) -> Flask:
    """The application over the made descriptions."""
    return create_app(watched, Settings(page_cache_mb=0), TESTING=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application over the made descriptions."""
    return app.test_client()


@pytest.fixture(scope="session")
def corpus_app(engine: Engine) -> Flask:
    """The application over the sample corpus."""
    return create_app(engine, TESTING=True)


@pytest.fixture
def corpus_client(corpus_app: Flask) -> FlaskClient:
    """A client of the application over the sample corpus."""
    return corpus_app.test_client()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Missing, it skips the tests, with a reason; in CI it fails them."""
    if find_chromium() is None and os.environ.get("CI") != "true":
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def address(corpus_app: Flask) -> Iterator[str]:
    """Where the sample corpus is served."""
    with serving(corpus_app) as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    found = browser.new_context(viewport={"width": 1280, "height": 900})
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab with JavaScript, whose errors fail the test."""
    found = context.new_page()
    found.on("pageerror", lambda error: pytest.fail(f"JavaScript: {error}"))
    return found
