"""Contents of descriptions that other programs could execute: formulas in tables, escapes in terminals."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from csv import reader
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
from flask.testing import FlaskClient

from index.indexing.index_writer import build
from tests.attacks import Attack
from tests.attacks.commands import command
from tests.attacks.planted_files import COMMANDS, FILES, FORMULAS, PAGES, STARTS, TERMINAL
from tests.index.samples import minimal
from web.app import create_app


def attacks(folder: Path) -> Iterator[Attack]:
    """On indexes of descriptions that say such things wherever they can."""
    index = _index_of(folder / "formulas", *FORMULAS)
    for path in FILES:
        yield Attack("formulas in tables", path, partial(_formulas, create_app(index).test_client(), path))
    shown = _index_of(folder / "terminal", TERMINAL + "a", TERMINAL + "b")
    for arguments in COMMANDS:
        yield Attack("escapes in a terminal", " ".join(arguments)[:40], partial(_terminal, shown, arguments))
    for path in PAGES:
        yield Attack("signs in pages", path, partial(_page, create_app(shown).test_client(), path))


def _index_of(folder: Path, *texts: str) -> Path:
    """An index of a description for each text, which stands wherever a description may have its own."""
    source = folder / "source"
    source.mkdir(parents=True)
    for number, text in enumerate(texts, 1):
        rows = f"Hankkeen nimi: {text}\n\nVastuuviranomainen: {text}\n\nToiminnan tila: {text}"
        applicant = f"Hakijan virallinen nimi: {text}\n\nWWW-osoite: {text}\n\nPostitoimipaikka: {text}"
        description = minimal(f"S1{number:04}", _1=rows, _2=applicant, _3=f"{text}\n\nhanke", _4_1=text)
        (source / f"{number}.txt").write_text(description, "utf-8")
    build(folder / "index", [source])
    return folder / "index"


def _formulas(client: FlaskClient, path: str) -> None:
    """No cell begins as a formula does; ="…" is our own, around digits."""
    reply = client.get(path)
    assert reply.status_code in {200, 404}, reply.status_code
    cells: list[object] = []
    if ".xlsx" in path:
        for sheet in openpyxl.load_workbook(io.BytesIO(reply.data)):
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), "a formula"
    elif reply.status_code == 200:
        text = reply.data.decode("utf-8-sig")
        cells = [
            cell
            for row in reader(io.StringIO(text), delimiter=";" if ";" in text[:200] else ",")
            for cell in row
        ]
        assert len(cells) > 5
    for cell in map(str, cells):
        assert not cell.startswith(STARTS) or re.fullmatch(r'="?[\d.,-]+"?|[-+][\d.,]+', cell), repr(cell)


def _terminal(index: Path, arguments: tuple[str, ...]) -> None:
    """Neither escapes nor signs that turn the direction round reach a terminal."""
    own = () if arguments[0] == "analyze" else ("--index", str(index))
    done = command(*arguments, *own)
    found = re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", done.output.replace("\r\n", "\n")
    )
    assert not found, (repr(found and found[0]), done.output[:200])


def _page(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code in {200, 404}, reply.status_code
    text = reply.data.decode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text), path
    if path.endswith((".atom", ".xml")):
        ElementTree.fromstring(reply.data)
    if path.startswith("/api"):
        json.loads(reply.data)
