"""Refuse a run that would remove so much that its sources are probably missing by mistake.

A folder that is not mounted, or an incomplete download, looks like projects that were withdrawn.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from index.errors import IndexWouldShrink
from index.messages import Notice
from index.reader.files import plain_path
from index.storage.postings import Source

MAX_REMOVED = 20
"""So many projects may go in any run, …"""
MAX_SHARE = 0.1
"""… and in a large index this share of them: registers withdraw a few projects a year."""


def check_shrinkage(before: Collection[Source], now: Collection[Source], roots: Sequence[Path]) -> None:
    """Raise `IndexWouldShrink` where too much of an index would go.

    before, now: the documents of the index, and those it would have. roots: the files and folders named.
    """
    codes = {one.code for one in now}
    left = [one for one in before if one.code not in codes]
    keys = {one.key for one in now} if left else set()
    gone = sum(one.key not in keys for one in left)
    if gone > MAX_REMOVED and gone > MAX_SHARE * len(before):
        raise IndexWouldShrink(
            Notice("%(gone)s of %(number)s projects would be removed.", gone=gone, number=len(before))
        )
    paths_before, paths_now = _paths(before), _paths(now)
    for folder in _folders(roots, paths_before):
        lost = any(path.startswith(f"{folder}{os.sep}") for path in paths_before)
        if lost and not any(path.startswith(f"{folder}{os.sep}") for path in paths_now):
            raise IndexWouldShrink(
                Notice("%(folder)s: all projects from this folder would be removed.", folder=folder)
            )


def _paths(documents: Iterable[Source]) -> set[str]:
    return {source.path for document in documents for source in document.all}


def _folders(roots: Sequence[Path], paths: set[str]) -> set[str]:
    """The folders named; those below them that are mounted; those that are there and hold nothing
    but hidden files.

    A mount point is such a folder while nothing is mounted.
    """
    named = {str(plain_path(root)) for root in roots if root.is_dir()}
    below = {
        str(parent)
        for folder in {path.rpartition(os.sep)[0] or os.sep for path in paths}
        for parent in (Path(folder), *Path(folder).parents)
        if any(str(parent).startswith(f"{root}{os.sep}") for root in named)
    }
    return named | {folder for folder in below if os.path.ismount(folder) or _is_empty(folder)}


def _is_empty(folder: str) -> bool:
    """Whether a folder holds nothing but hidden files: a mark that keeps the place, «.keep»."""
    try:
        return all(name.startswith(".") for name in os.listdir(folder))
    except OSError:
        return False
