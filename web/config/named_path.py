"""A file or folder named on the command line: an impossible name gives a message, not a traceback."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from index.errors import UnusablePath


class NamedPath(click.Path):
    """The file need not exist. Raises `UnusablePath` where the name is empty, too long, or a link to itself.

    An empty name usually comes from an empty shell variable, and `Path` would take it for the current folder.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not os.fspath(value):
            raise UnusablePath("")
        try:
            os.stat(value)
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            pass  # the error comes when it is opened
        except (OSError, ValueError) as error:
            raise UnusablePath(os.fspath(value), getattr(error, "strerror", "") or str(error)) from error
        return super().convert(value, param, ctx)


PATH = NamedPath(path_type=Path)
"""For every option and argument that is a path."""
