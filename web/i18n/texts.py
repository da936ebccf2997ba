"""The texts of pages and command line in the language in use, from the catalogues in `web/translations/`.

Texts of the site are Finnish in the code and keys of the catalogue «messages». Texts of commands are English
in the code and keys of the catalogue «commands».

Babel reads the catalogues (.po) when the first text of a language is asked for: 7 ms in each process. So
there is no compiled file that could be missing from an installation or older than its source. Flask-Babel is
not used: it asks for the locale at each of a page's 200 texts, which took 4 of 17 ms on the search page.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.messages import Notice
from index.remembered import remembered
from search.contract.messages import Message

if TYPE_CHECKING:
    from babel.support import Translations

LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
"""Code → own name of each language of the pages; the first is that of the code and of the descriptions."""
SOURCE_LANGUAGE = "fi"
"""In which the texts of the pages are written in the code."""
COMMAND_LANGUAGE = "en"
"""In which the texts of the command line are."""
CATALOGUES = Path(__file__).parents[1] / "translations"
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Of the environment, the first that is set counts: POSIX, Base Definitions, 8.2."""

_LANGUAGE: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)
"""Of the request that is being answered, or of the command: a page asks for it hundreds of times."""


def language() -> str:
    """The language of the page that is being made, or of the command; Finnish where none is."""
    return _LANGUAGE.get()


def use_language(code: str) -> None:
    """Set the language of all texts from now on, for one request or one command."""
    _LANGUAGE.set(code)


def locale_language(environment: Mapping[str, str]) -> str:
    """The language of the locale; English where we do not have it, and for «C» and «POSIX»."""
    name = next((environment[one] for one in LOCALE_VARIABLES if environment.get(one)), "")
    code = name.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return code if code in LANGUAGES else COMMAND_LANGUAGE


@cache
def catalogue(code: str, domain: str = "messages") -> Translations:
    """The translations of a domain into a language, read from its .po file; none into its own language."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    if code == (SOURCE_LANGUAGE if domain == "messages" else COMMAND_LANGUAGE):
        return Translations()
    with (CATALOGUES / code / "LC_MESSAGES" / f"{domain}.po").open("rb") as file, BytesIO() as compiled:
        write_mo(compiled, read_po(file, locale=code))
        compiled.seek(0)
        return Translations(compiled)


def gettext(text: str, **values: Any) -> str:
    """A text of the pages in the language in use. values: fill its %(name)s."""
    made = _looked_up(language(), text)
    return made % values if values else made


@remembered(10_000)
def _looked_up(code: str, text: str) -> str:
    made: str = catalogue(code).gettext(text)
    return made


def ngettext(one: str, many: str, num: int) -> str:
    """A text of the pages for a number, in the language in use: singular or plural, with %(num)s."""
    return catalogue(language()).ngettext(one, many, num) % {"num": num}


def command_text(text: str, **values: Any) -> str:
    """A text of the command line in the language in use. values: fill its %(name)s."""
    made = catalogue(language(), "commands").gettext(text)
    return made % values if values else made


def command_count(one: str, many: str, num: int) -> str:
    """A text of the command line for a number: singular or plural, with %(num)s."""
    return catalogue(language(), "commands").ngettext(one, many, num) % {"num": num}


def translated(text: Any) -> Any:
    """A `Message` or `Notice` in the language in use; all else, such as a name in a description, as it is."""
    if not isinstance(text, Notice) or not text:  # gettext has the header of the catalogue for ""
        return text
    made = gettext(text.template) if isinstance(text, Message) else command_text(text.template)
    return made % {name: translated(value) for name, value in text.values.items()} if text.values else made


def all_translated(thing: Any) -> Any:
    """Plain data for JSON, with every text in it in the language in use."""
    if isinstance(thing, dict):
        return {key: all_translated(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [all_translated(value) for value in thing]
    return translated(thing)
