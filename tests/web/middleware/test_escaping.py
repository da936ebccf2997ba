"""What templates put out is escaped as Jinja would escape it."""

from html import unescape

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from search.contract.messages import Message
from web.i18n import texts
from web.i18n.soft_breaks import escaped
from web.middleware import rendering


@given(st.text())
def test_text_is_escaped_and_read_back_the_same(text: str) -> None:
    made = escaped(text)
    assert not set("<>\"'") & set(made)
    assert unescape(made) == text


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (Markup("<b>&amp;</b>"), "<b>&amp;</b>"),
        (Message("<%(name)s>", name="&"), "&lt;&amp;&gt;"),
        (12, "12"),
        (None, "None"),
        ("", ""),
        ("a&b", "a&amp;b"),
    ],
)
def test_other_values_are_escaped_by_what_they_are(value: object, html: str) -> None:
    assert escaped(value) == html


def test_values_in_templates_macros_and_attributes_are_escaped() -> None:
    app = Flask(__name__)
    rendering.register(app)
    template = app.jinja_env.from_string(
        "{% macro one(x) %}<i title='{{ x }}'>{{ x }}</i>{% endmacro %}"
        "{% set kept %}{{ text }}{% endset %}{{ one(text) }}{{ kept }}{{ text|safe }}{{ '<' ~ text }}"
    )
    app.jinja_env.autoescape = True
    text = "<a'>"
    safe = "&lt;a&#39;&gt;"
    assert template.render(text=text) == f"<i title='{safe}'>{safe}</i>{safe}{text}&lt;{safe}"


def test_macros_take_the_arguments_that_they_name() -> None:
    app = Flask(__name__)
    rendering.register(app)
    macro = "{% macro two(x, y='b', z='c') %}{{ x }}{{ y }}{{ z }}{% endmacro %}"
    calls = "{{ two('1') }} {{ two('1', z='3') }} {{ two(y='2', x='1') }} {{ two('1', '2', '3') }}"
    assert app.jinja_env.from_string(macro + calls).render() == "1bc 1b3 12c 123"
    for wrong in ("two('1', w='4')", "two('1', '2', '3', '4')", "two('1', x='2')"):
        with pytest.raises(TypeError):
            app.jinja_env.from_string(f"{macro}{{{{ {wrong} }}}}").render()


def test_only_what_macros_and_known_functions_give_is_not_escaped_again() -> None:
    app = Flask(__name__)
    rendering.register(app)
    app.jinja_env.filters["other"] = str
    template = app.jinja_env.from_string(
        "{% macro one(x) %}<{{ x }}>{% endmacro %}{{ one('<') }}{{ view.one('<') }}{{ text|other }}{{ f() }}"
    )
    view = {"one": str}
    made = template.render(view=type("View", (), view), text="<", f=lambda: "<")
    assert made == "<&lt;>&lt;&lt;&lt;"


def test_what_a_macro_makes_once_is_kept_for_each_language_and_argument() -> None:
    made = []

    def macro(*given: str) -> str:
        made.append(given)
        return f"{texts.language()} {given}"

    for code in ("fi", "sv"):
        texts.use_language(code)
        assert rendering.once(macro, "a") == rendering.once(macro, "a") == f"{code} ('a',)"
        assert rendering.once(macro, "b") == f"{code} ('b',)"
    texts.use_language(texts.SOURCE_LANGUAGE)
    assert made == [("a",), ("b",), ("a",), ("b",)]
