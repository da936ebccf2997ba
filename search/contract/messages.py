"""What is told to the person who searched: Finnish text that knows what it was made of.

Whoever shows it may say the same in another language, by the template; all others read it as the text it is.
"""

from __future__ import annotations

from typing import Any


class Message(str):
    """A sentence or a word in Finnish.

    template: what translations are found by; values: what stands in its `%(name)s`, which may be messages.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Message:
        made = super().__new__(cls, template % values if values else template)
        made.template, made.values = template, values
        return made
