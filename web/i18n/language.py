"""In which language a page is: that of its address, else of the visitor's choice, else of the browser.

«/sv/…» and «/en/…» are the pages in Swedish and English, «/fi/…» in Finnish whatever the browser asks for;
without a prefix the visitor's own language is taken. The API, feeds, files and the description of the search
have the same addresses, and are Finnish without a prefix, so that a program gets what it got before. The
texts in the code are Finnish and are the keys of `translations/`. The descriptions themselves stay Finnish.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, has_request_context, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from web.i18n.soft_breaks import soft
from web.i18n.texts import (
    LANGUAGES,
    SOURCE_LANGUAGE,
    catalogue,
    gettext,
    language,
    ngettext,
    translated,
    use_language,
)

CHOICE = "kieli"
"""The name of the language in an address, of the parameter of the language links, and of the cookie."""
COOKIE_MAX_AGE_S = 365 * 24 * 3600
PAGES = "pages"
"""The name of the blueprint of the pages."""
API = "api"
"""The name of the blueprint of the API, and the first part of its addresses."""
MULTILINGUAL = (
    "export.",
    f"{PAGES}.",
    f"{API}.",
    "feeds.atom",
    "feeds.opensearch",
    "tables.",
    "references.",
    "side_by_side.",
)
"""How the endpoints begin that have an address in each language."""


def register(app: Flask) -> None:
    """Give the views that are registered already an address in each language, and templates their texts."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = page_text  # a third of the time, of 130 texts
    for rule in [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(MULTILINGUAL)]:
        path = f"/<any({', '.join(LANGUAGES)}):{CHOICE}>{rule.rule}"
        app.add_url_rule(path, rule.endpoint, app.view_functions[rule.endpoint], methods=rule.methods)
    app.url_value_preprocessor(_set_language)
    app.url_defaults(add_language_prefix)
    app.before_request(_remember_choice)
    app.after_request(_add_language_headers)
    app.teardown_request(_reset_language)
    app.jinja_env.globals.update(
        language=language,
        languages=LANGUAGES,
        in_language=in_language,
        language_choices=language_choices,
        lang_fi=lang_fi,
        source_text=source_text,
    )
    app.jinja_env.filters.update(translated=translated, soft=soft)


# Which language?


def address_language() -> str:
    """The language that the address of the request names; "" where it names none."""
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    return first if first in LANGUAGES else ""


def _of_visitor() -> str:
    chosen = request.cookies.get(CHOICE, "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or SOURCE_LANGUAGE


def _is_page() -> bool:
    """Whether the answer is for people: a page, or the error page of an unknown address."""
    return request.blueprint in (PAGES, None) and not bare_path().startswith(f"/{API}/")


# Addresses


def in_language(address: str, code: str) -> str:
    """The address of one of our pages in a language; "" = without a language, so that the visitor's applies.

    address: below the path at which the site is, if it is not at the root of its host.
    """
    root, own = quote(request.root_path), address_language()
    bare = address.removeprefix(root).removeprefix(f"/{own}" if own else "")
    return f"{root}/{code}{bare}" if code else f"{root}{bare}"


def bare_path() -> str:
    """The path of the request without the language."""
    own = address_language()
    return request.path.removeprefix(f"/{own}") if own else request.path


def own_path() -> str:
    """The path of the request as an address, percent-encoded, from the root of the host."""
    return quote(request.root_path + request.path)


def language_choices() -> Iterator[tuple[str, str, str]]:
    """Code and name of each language, and the address by which a visitor chooses it for this page."""
    path = own_path() if request.blueprint == PAGES else f"{quote(request.root_path)}/"
    others = [(name, value) for name, value in request.args.items(multi=True) if name != CHOICE]
    before = f"{path}?{urlencode(others)}{'&' if others else ''}{CHOICE}="
    for code, name in LANGUAGES.items():
        yield code, name, before + code


def _remember_choice() -> BaseResponse | None:
    """Keep the language that a visitor chooses in a cookie, and redirect to the page in it."""
    code = request.args.get(CHOICE, "")
    if request.blueprint != PAGES or code not in LANGUAGES:
        return None
    others = [(name, value) for name, value in request.args.items(multi=True) if name != CHOICE]
    query = f"?{urlencode(others)}" if others else ""
    response = redirect(in_language(own_path(), code) + query)
    response.cache_control.no_store = True
    path = f"{quote(request.root_path)}/"  # other sites of the host keep their own
    response.set_cookie(
        CHOICE, code, COOKIE_MAX_AGE_S, path=path, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return response


def _set_language(_: str | None, values: dict[str, Any] | None) -> None:
    """Find the language of a request before anything else; views do not see this part of the address."""
    use_language(address_language() or (_of_visitor() if _is_page() else SOURCE_LANGUAGE))
    if values:
        values.pop(CHOICE, None)


def _reset_language(_: BaseException | None) -> None:
    use_language(SOURCE_LANGUAGE)


def add_language_prefix(endpoint: str, values: dict[str, Any]) -> None:
    """Let the links of a page whose address names its language lead to pages in that language.

    Addresses for programs do not follow the visitor's language, so links to them name that of the page.
    """
    if endpoint.startswith(MULTILINGUAL) and has_request_context():
        own = address_language()
        if not own and language() != SOURCE_LANGUAGE and not endpoint.startswith(f"{PAGES}."):
            own = language()
        if own:
            values.setdefault(CHOICE, own)


def _add_language_headers(response: Response) -> Response:
    """Content-Language, and Vary where the language depends on the visitor."""
    if _is_page() and response.mimetype == "text/html":
        response.content_language.add(language())
    if request.blueprint == PAGES and not address_language():
        response.vary.update(("Accept-Language", "Cookie"))
    return response


NO_ATTRIBUTE, FINNISH = Markup(""), Markup(' lang="fi"')


def lang_fi() -> Markup:
    """The attribute of an element with text of a description: lang="fi" on pages in other languages."""
    return NO_ATTRIBUTE if language() == SOURCE_LANGUAGE else FINNISH


def page_text(text: str, **values: Any) -> Markup:
    """A text of the pages in a template. values: fill its %(name)s, and are escaped."""
    made = _as_markup(language(), text)
    return made % values if values else made


@cache
def _as_markup(code: str, text: str) -> Markup:
    """A cached text of the catalogue; the number is limited by the texts in the templates."""
    made = Markup(catalogue(code).gettext(text))
    return made if "%(" in made else made % {}


def source_text(text: str) -> Markup:
    """Text of a description inside other text: in an element with lang="fi" on pages in other languages."""
    return (
        soft(text)
        if language() == SOURCE_LANGUAGE
        else Markup('<span lang="fi">{}</span>').format(soft(text))
    )
