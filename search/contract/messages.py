"""Text for the person who searches, in Finnish, that can be translated where it is shown.

Whoever shows a `Message` may translate its template and put in the values again; for all others it is a str.
"""

from __future__ import annotations

from typing import Any


class Message(str):
    """A sentence or a word in Finnish.

    template: the key of its translations, with a `%(name)s` for each value.
    values:   name → str, int or another `Message`.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Message:
        made = super().__new__(cls, template % values if values else template)
        made.template, made.values = template, values
        return made
