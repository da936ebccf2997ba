"""Attacks on the project, on this machine only: `python -m tests.attacks [SUBJECT …]`.

One module is one subject. Its function `attacks(folder)` yields `Attack`s, which the runner runs one at a
time, so that what they need, such as a server, can be a `with` around the `yield`s. The cases are data; an
`AssertionError` says what broke.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Attack:
    """One try to break something. kind: what is tried. attempt: raises `AssertionError` where it worked."""

    kind: str
    name: str
    attempt: Callable[[], None]
