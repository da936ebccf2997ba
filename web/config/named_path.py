"""A file or folder named on the command line: one that no file can have is a message and no traceback."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from index.errors import UnusablePath


class NamedPath(click.Path):
    """It need not be there. Raises `UnusablePath` where the name is empty, too long, or a link to itself.

    An empty one is mostly a variable of a shell that has no value, and `Path` would take it for the folder
    at hand.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not os.fspath(value):
            raise UnusablePath("")
        try:
            os.stat(value)
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            pass  # whoever opens it says so
        except (OSError, ValueError) as error:
            raise UnusablePath(os.fspath(value), getattr(error, "strerror", "") or str(error)) from error
        return super().convert(value, param, ctx)


PATH = NamedPath(path_type=Path)
"""For every option and argument that is a path."""
