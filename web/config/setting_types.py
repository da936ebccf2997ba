"""The types of settings: how a value is read from text or TOML, and what is expected of it, in words."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.cluster.client import ADDRESS
from index.messages import Notice

PREFIX = "HANKEHAKU_"
"""How the names of all settings begin in the environment."""
YES, NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")
HOST = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class SettingType:
    """What the value of a setting can be.

    expected: for people, such as «a path».
    read:     a string, or a value of TOML → the value. Raises `ValueError`.
    write:    the value → a value of TOML.
    """

    expected: str
    read: Callable[[Any], Any]
    write: Callable[[Any], Any] = lambda value: value


def integer(low: int, high: int) -> SettingType:
    """A whole number from `low` to `high`, both included."""

    def read(written: object) -> int:
        text = str(written)
        if not re.fullmatch(r"[0-9]{1,18}", text) or not low <= int(text) <= high:
            raise ValueError
        return int(text)

    return SettingType(Notice("a whole number from %(low)s to %(high)s", low=low, high=high), read)


def choice(*names: str) -> SettingType:
    """One of two or more words."""

    def read(written: object) -> str:
        if written not in names:
            raise ValueError
        return str(written)

    return SettingType(Notice("%(names)s or %(last)s", names=", ".join(names[:-1]), last=names[-1]), read)


def _flag(written: object) -> bool:
    if isinstance(written, bool):
        return written
    if not isinstance(written, str) or written.lower() not in YES + NO:
        raise ValueError
    return written.lower() in YES


def _feedback(written: object) -> str:
    if not isinstance(written, str) or not (written == "off" or EMAIL.fullmatch(written)):
        raise ValueError
    return written


def _text(written: object) -> str:
    if not isinstance(written, str) or not written.strip() or CONTROL.search(written):
        raise ValueError
    return written.strip()


def _hosts(written: object) -> tuple[str, ...]:
    names = written.split(",") if isinstance(written, str) else written
    if not isinstance(names, list):
        raise ValueError
    hosts = tuple(_text(name).lower() for name in names)
    if not all(HOST.fullmatch(host) for host in hosts):
        raise ValueError
    return hosts


def _urls(written: object) -> tuple[str, ...]:
    """Addresses of nodes. They must not contain a user or password, since settings are printed."""
    names = written.split(",") if isinstance(written, str) else written
    if not isinstance(names, list) or not names:
        raise ValueError
    urls = tuple(_text(name).rstrip("/") for name in names)
    if not all(ADDRESS.fullmatch(url) for url in urls):
        raise ValueError
    return urls


def _index_name(written: object) -> str:
    if not isinstance(written, str) or not re.fullmatch(r"[a-z][a-z0-9_-]{0,99}", written):
        raise ValueError
    return written


def _paths(written: object) -> tuple[Path, ...]:
    names = written.split(os.pathsep) if isinstance(written, str) else written
    if not isinstance(names, list):
        raise ValueError
    return tuple(Path(_text(name)) for name in names)


FLAG = SettingType(Notice("yes or no"), _flag)
TEXT = SettingType(Notice("some text"), _text)
PATH = SettingType(Notice("a path"), lambda written: Path(_text(written)), str)
PATHS = SettingType(
    Notice("paths, separated by «%(sign)s»", sign=os.pathsep),
    _paths,
    lambda paths: [str(path) for path in paths],
)
HOSTS = SettingType(Notice("names of hosts without ports, separated by commas"), _hosts, list)
URLS = SettingType(
    Notice("addresses such as https://node.example:9200, separated by commas, without a user"), _urls, list
)
INDEX_NAME = SettingType(Notice("small letters a–z, digits, - and _, beginning with a letter"), _index_name)
FEEDBACK = SettingType(Notice("an e-mail address, or off"), _feedback)
ACCESS_LOG = choice("off", "stdout", "stderr")


@dataclass(frozen=True)
class Setting:
    """A row of the table. help: what it is for, in one sentence or two."""

    name: str
    type: SettingType
    default: Any
    help: str

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return PREFIX + self.name.upper()

    @property
    def option(self) -> str:
        """Its name on the command line."""
        return "--" + self.name.replace("_", "-")


def setting(type: SettingType, default: Any, help: str) -> Any:
    """The default of an attribute of `Settings`, with the row of the table."""
    return dataclasses.field(default=default, metadata={"row": (type, help)})
