"""Text for people that can be translated where it is shown.

Texts for users of the site are written in Finnish in the code (`Message` in `search/contract/messages.py`).
Texts for people who run commands and the service are in English (`Notice`, here), like logs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Notice(str):
    """A sentence in English for whoever runs a command: an error, a warning, a line of a report.

    Code that shows it can translate the template and fill in the values again; elsewhere it is a str.

    template: the key of its translations, with a `%(name)s` for each value.
    values:   name → str, int or another text of this kind.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Notice:
        values = {name: one if isinstance(one, int | str) else str(one) for name, one in values.items()}
        made = super().__new__(cls, template % values if values else template)
        made.template, made.values = template, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """How a copy is made in another process."""
        return (self.template,), self.values

    def rewritten(self, change: Callable[[str], str]) -> Notice:
        """The same sentence with each of its values that is a text changed."""
        values = {
            name: rewritten(one, change) if isinstance(one, str) else one for name, one in self.values.items()
        }
        return type(self)(self.template, **values)


def rewritten(text: str, change: Callable[[str], str]) -> str:
    """A text changed; of a `Notice` the values only, so that it can still be translated."""
    return text.rewritten(change) if isinstance(text, Notice) else change(text)


def joined(*parts: str) -> Notice:
    """Texts one after the other, each translated by itself."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    template = "".join(f"%({name})s" for name in values)  # in no catalogue, so that only its values change
    return Notice(template, **values)
