"""Hostile sources of an index: contents, names, and things that are not files."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from tests.index.samples import minimal
from tests.index.test_formats import HOSTILE

GOOD = minimal("S10009", _3="Kyläpolku")
CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "a line end": b"\n",
    "NULs": b"\0" * 5000,
    "bytes of all kinds": bytes(range(256)) * 40,
    "0xFF": b"\xff" * 5000,
    "half of a UTF-8 sign": GOOD.encode()[:-1] + b"\xc3",
    "UTF-16 without a mark": GOOD.encode("utf-16-le"),
    "UTF-32": GOOD.encode("utf-32"),
    "NULs in a description": GOOD.replace("Kyläpolku", "\0" * 99).encode(),
    "marks on a letter": GOOD.replace("Kyläpolku", "a" + "\u0301\u0323" * 40_000).encode(),
    "one word without an end": GOOD.replace("Kyläpolku", "x" * 300_000).encode(),
    "a million spaces": GOOD.replace("Kyläpolku", " " * 1_000_000).encode(),
    "line ends": b"\r\n" * 200_000,
    "only headings": b"3 Hankkeen tiivistelm\xc3\xa4\n" * 5000,
    "codes": b"Hankekoodi: S10001\n" * 5000,
    "a code of an attacker": GOOD.replace("S10009", "../../S10009").encode(),
    "a code with an escape": GOOD.replace("S10009", "S1\x1b[2J").encode(),
    "an e-mail row without an end": GOOD.replace("Kyläpolku", "a@b." * 50_000).encode(),
    "digits": GOOD.replace("Kyläpolku", "04 " * 50_000).encode(),
    "brackets": b"{" * 100_000,
    "quotes": b'"' * 100_000 + b"\n" + b'"' * 100_001,
    "semicolons": b";" * 200_000,
    "tags": b"<table><tr><td>" * 20_000,
    "a formula": b"Hankekoodi;Nimi\nA10009;=cmd|' /C calc'!A0\n",
    "PDF of nothing": b"%PDF-1.7\n%%EOF",
    "ZIP of nothing": b"PK\x05\x06" + bytes(18),
    "gzip": b"\x1f\x8b\x08" + bytes(500),
    "a pickle": b"\x80\x04\x95" + b"cos\nsystem\n(S'true'\ntR.",
}
"""What a file may hold. A file may be taken or refused; it may not stop a run."""
ENDINGS = ("txt", "html", "csv", "xlsx", "docx", "pdf", "json")
LARGE = {
    name: make for name, make in HOSTILE.items() if "pdf" in name or name.startswith(("no zip", "entit"))
}
"""Files that the tests of formats refuse, of those that are made at once."""


def _named(name: str | bytes) -> Callable[[Path], None]:
    def make(source: Path) -> None:
        path = os.path.join(os.fsencode(source), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(GOOD.encode())

    return make


def _linked(target: str, name: str = "b.txt") -> Callable[[Path], None]:
    return lambda source: (source / name).symlink_to(target)


def _listening(source: Path) -> None:
    """A socket, by a short path: those of sockets are limited."""
    with socket.socket(socket.AF_UNIX) as made:
        here = os.open(".", os.O_RDONLY)
        try:
            os.chdir(source)
            made.bind("b.txt")
        finally:
            os.fchdir(here)
            os.close(here)


def _sparse(source: Path) -> None:
    with (source / "b.txt").open("wb") as file:
        file.truncate(2**40)


THINGS: dict[str, Callable[[Path], object]] = {
    "a pipe": lambda source: os.mkfifo(source / "b.txt"),
    "a pipe as a table": lambda source: os.mkfifo(source / "b.csv"),
    "a pipe as a profile": lambda source: os.mkfifo(source / "b.profile.toml"),
    "a pipe as a vocabulary": lambda source: os.mkfifo(source / "b.ttl"),
    "a socket": _listening,
    "a folder with the name of a file": lambda source: (source / "b.txt").mkdir(),
    "a file of a terabyte of nothing": _sparse,
    "a link to a device": _linked("/dev/zero"),
    "a link to a password file": _linked("/etc/passwd"),
    "a link to itself": _linked("b.txt"),
    "a link to nothing": _linked("nowhere"),
    "a link to the folder": _linked(".", "alas"),
    "a link to the folder above": _linked("..", "ylös"),
    "a link to all of the machine": _linked("/", "kone"),
    "a hundred folders in one another": _named("/".join(["k"] * 100) + "/b.txt"),
    "a long name": _named("b" * 251 + ".txt"),
    "a name with a line end": _named("b\nS10001.txt"),
    "a name with an escape": _named("b\x1b]0;x\x07.txt"),
    "a name with a mark of direction": _named("b\u202etxt.exe.txt"),
    "a name that is not UTF-8": _named(b"b\xff.txt"),
    "a name with two dots": _named("..b.txt"),
    "a name that is an option": _named("--rebuild.txt"),
    "a name with «#»": _named("b#0123456789abcdef.txt"),
    "a name of a masked file": _named("[henkilö]#0123456789abcdef.txt"),
    "a hidden file": _named(".b.txt"),
    "a name in capitals": _named("B.TXT"),
    "a name of a table of contents": _named("_MAIN_1.toc"),
    "a name of a segment": _named("MAIN_0123456789abcdef.arr"),
}
"""What may stand in a source beside a description."""
