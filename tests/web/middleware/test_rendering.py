"""A page leaves nothing behind when it is sent."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import DictLoader

from web.middleware import rendering

PARENT = "{% macro one(x) %}{{ x }}{{ view }}{% endmacro %}{{ one('a') }}{% block main %}{% endblock %}"
CHILD = (
    "{% extends 'p' %}{% macro two(x) %}{{ x }}{% endmacro %}{% block main %}{{ two(view) }}{% endblock %}"
)


class View:
    def __str__(self) -> str:
        return "v"


@pytest.fixture
def without_collections() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collections")
def test_what_a_page_is_made_of_is_gone_with_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.jinja_env, "loader", DictLoader({"p": PARENT, "c": CHILD}))
    view = View()
    left = weakref.ref(view)
    with app.test_request_context():
        assert rendering.render("c", view=view) == "avv"
    del view
    assert left() is None
