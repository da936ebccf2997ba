"""Hostile files on the machine, as data: tables, settings, environment, files in an index."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.index.tables import LIST_HEADER, list_row

_ROW = list_row("A90001")
JSONS: dict[str, bytes] = {
    "deep lists": b"[" * 200_000 + b"]" * 200_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a number of 100,000 digits": b'[{"Koodi": ' + b"9" * 100_000 + b"}]",
    "an exponent without an end": b'[{"Koodi": 1e' + b"9" * 1000 + b"}]",
    "no numbers": b'[{"Koodi": NaN, "Rahasto": Infinity, "Tila": -Infinity, "x": -0.0}]',
    "names again and again": b"[{" + b'"Koodi": "A90001", ' * 50_000 + b'"a": 1}]',
    "100,000 names": b"[{" + b",".join(b'"n%d": 1' % n for n in range(100_000)) + b"}]",
    "half of a sign": b'[{"Koodi": "\\ud800", "Hankkeen nimi": "\\udfff"}]',
    "NULs": b'[{"Koodi": "A90001\\u0000", "\\u0000": "\\u0000"}]',
    "a mark before it": b'\xef\xbb\xbf\xef\xbb\xbf[{"Koodi": "A90001"}]',
    "a number alone": b"9" * 5000,
    "a text without an end": b'["' + b"a" * 4_000_000,
    "escapes without an end": b'["' + b"\\" * 1_000_000,
    "special names": b'[{"__proto__": {"a": 1}, "__class__": "x", "constructor": 1, "$ref": "/etc/passwd"}]',
}
CSVS: dict[str, bytes] = {
    "100,000 columns": b"a," * 100_000 + b"\r\n" + b"1," * 100_000,
    "a cell of 4 MB": (LIST_HEADER + "\r\n" + list_row(title="x" * 4_000_000)).encode(),
    "a row of 4 million cells": (LIST_HEADER + "\r\n" + _ROW).encode() + b"," * 4_000_000,
    "amounts without an end": (
        (LIST_HEADER + "\r\n" + list_row(amounts=",".join(["9" * 20_000] * 4))).encode()
    ),
    "odd amounts": (LIST_HEADER + "\r\n" + list_row(amounts="1e999,-1e308,NaN,\u221e")).encode(),
    "amounts of other digits": (
        (LIST_HEADER + "\r\n" + list_row(amounts="\u0661\u0662,\uff11,\u00bd,\u2167")).encode()
    ),
    "amounts in hexadecimal": (LIST_HEADER + "\r\n" + list_row(amounts="0x10,1_000,0b1,1j")).encode(),
    "odd days": (
        f"{LIST_HEADER}\r\n{_ROW}".replace("1.3.2015", "99.99.99999").replace("28.2.2017", "-1.-1.1").encode()
    ),
    "days without an end": (LIST_HEADER + "\r\n" + _ROW.replace("1.3.2015", "1." * 10_000)).encode(),
    "the last day of all": (LIST_HEADER + "\r\n" + _ROW.replace("28.2.2017", "31.12.9999")).encode(),
    "a quote that does not end": (LIST_HEADER + '\r\nA90001,"').encode() + b"x\r\n" * 500_000,
    "a heading again and again": ((LIST_HEADER + ",") * 300 + "\r\n" + _ROW).encode(),
    "carriage returns": (LIST_HEADER + "\r" + _ROW).encode() * 500,
    "NULs": LIST_HEADER.encode("utf-16-le") + _ROW.encode("utf-16-le"),
}  # fmt: skip
"""Tables: taken or refused, never the end of a run."""

TOMLS: dict[str, bytes] = {
    "bytes": bytes(range(256)),
    "a number of 10,000 digits": b"port = " + b"9" * 10_000,
    "deep lists": b"index = " + b"[" * 50_000,
    "deep tables": b"[" + b"a." * 50_000 + b"a]\nx = 1",
    "a truth for a number": b"port = true",
    "a number for a text": b"host = 80",
    "a fraction": b"port = 80.5",
    "no number": b"workers = nan",
    "a list for a text": b'host = ["a", "b"]',
    "a day for a number": b"port = 2026-01-01",
    "a table for a number": b"[port]\na = 1",
    "twice the same": b"port = 1\nport = 2",
    "a negative number": b"workers = -1",
    "too many processes": b"workers = 999999",
    "an unknown name": b"prot = 80",
    "a name of the code": b'__class__ = "x"',
    "Latin-1": 'keeper = "Häme"'.encode("latin-1"),
    "a NUL": b'index = "a\\u0000b"',
    "an escape": b'host = "\\u001b[2J\\u0007"',
    "a line end": b'host = "a\\nb"',
    "a host that is a path": b'allowed_hosts = ["../../etc", "a b", ""]',
    "half a text": b'host = "a',
    "3 MB of comments": b"# a\n" * 800_000 + b"port = 99999999",
}
"""Settings files, each of which cannot be used."""
THINGS: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "nothing": lambda path: None,
}
"""What may stand in the place of the settings file."""
NUMBERS = (
    "",
    " ",
    "1e3",
    "0x50",
    "-1",
    "9" * 5000,
    "８０",
    "٣",
    "80.0",
    "8_0",
    "80\n",
    "+80",
    "\udcff",
    "NaN",
    "true",
    "80;x",
)
"""What the environment may have for a number between 1 and 64."""
FORMULAS = (
    "=HYPERLINK(http://evil.example)", "+1+cmd|x!A0", "-2+3+cmd|x!A0", "@SUM(1+1)*cmd|x!A0", "\t=1+1",
    "\u00a0=1+1",
    "\uff1d1+1", " =1+1", "\u200b=1+1", "\ufeff=1+1",
)  # fmt: skip
STARTS = ("=", "+", "-", "@", "\t", "\r")
TERMINAL = "\x1b[2J\x1b]0;evil\x07\x9b31m\u202ehank\u2066e\x08\x7f\u2028"
FILES = (
    "/haku.csv", "/haku.csv?excel=1", "/tilastot.csv?taulukko=viranomainen", "/organisaatiot.csv",
    "/rinnakkain.csv?hanke=S10001&hanke=S10002",
    "/haku.xlsx", "/organisaatiot.xlsx", "/rinnakkain.xlsx?hanke=S10001&hanke=S10002",
)  # fmt: skip
LOCALES = tuple(
    (name, value)
    for name in ("LANG", "LC_ALL", "NO_COLOR", "COLUMNS", "HANKEHAKU_INDEX", "HANKEHAKU_CONFIG")
    for value in ("../../etc", "x" * 5000, "\udcff", "\x1b[2J", "-1", "sv_SE.UTF-8@\n")
)


PLANTED: dict[str, Callable[[Path], object]] = {
    "a table of contents of the future": lambda index: (
        (index / "_MAIN_999999999.toc").write_bytes(b"\0" * 999)
    ),
    "a table of contents that is a pipe": lambda index: os.mkfifo(index / "_MAIN_7777.toc"),
    "a table of contents that is a folder": lambda index: (index / "_MAIN_7777.toc").mkdir(),
    "a table of contents of an odd number": lambda index: (
        (index / f"_MAIN_{'9' * 200}.toc").write_bytes(b"{}")
    ),
    "a table of contents of other digits": lambda index: (index / "_MAIN_\u0667.toc").write_bytes(b"{}"),
    "a link as a table of contents": lambda index: (index / "_MAIN_7777.toc").symlink_to("/etc/passwd"),
    "a copy of a table of contents": lambda index: (
        shutil.copy(next(index.glob("_MAIN_*.toc")), index / "_MAIN_5555.toc")
    ),
    "a segment nobody names": lambda index: (index / "MAIN_0123456789abcdef.arr").write_bytes(b"x" * 99),
    "a segment that is a pipe": lambda index: os.mkfifo(index / "MAIN_0123456789abcdef.arr"),
    "a segment that is a folder": lambda index: (index / "MAIN_0123456789abcdef.arr").mkdir(),
    "a link as a segment": lambda index: (index / "MAIN_0123456789abcdef.arr").symlink_to("/etc/passwd"),
    "word forms that are a pickle": lambda index: (
        (index / ".analysed_forms").write_bytes(b"cos\nsystem\n(S'touch x'\ntR.")
    ),
    "word forms that are a pipe": lambda index: _instead(index / ".analysed_forms", os.mkfifo),
    "word forms that are a folder": lambda index: _instead(index / ".analysed_forms", Path.mkdir),
    "word forms of a terabyte": lambda index: _instead(index / ".analysed_forms", _sparse),
    "a link as word forms": lambda index: (
        _instead(index / ".analysed_forms", lambda path: path.symlink_to("/dev/zero"))
    ),
    "a folder of names": lambda index: [(index / f"{n}\n\x1b[2J").write_bytes(b"") for n in range(500)],
}  # fmt: skip
"""What others put into an index folder. Nothing of it is followed, waited for, run or taken for ours."""


def _instead(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink(missing_ok=True)
    make(path)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**40)


COMMANDS = (
    ("search", "hanke"), ("search", TERMINAL), ("search", "hanke", "--json"), ("show", "S10001"),
    ("show", TERMINAL),
    ("similar", "S10001"), ("export", "hanke"), ("export", "hanke", "--format", "jsonl"),
    ("analyze", TERMINAL), ("check",),
)  # fmt: skip
PAGES = ("/", "/?q=hanke", "/tilastot", "/hanke/S10001", "/haku.atom",
         "/rinnakkain?hanke=S10001&hanke=S10002",
         "/api/v1/search?q=hanke", "/vertaa?hanke=S10001", "/hanke/S10001.ris", "/hanke/S10001.bib",
         "/sitemap.xml",
         "/rinnakkain.md?hanke=S10001&hanke=S10002")  # fmt: skip
