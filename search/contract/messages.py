"""Text for the person who searches, in Finnish, that can be translated where it is shown."""

from __future__ import annotations

from index.messages import Notice


class Message(Notice):
    """A sentence or a word in Finnish, for the person who searches."""

    __slots__ = ()
