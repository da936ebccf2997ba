"""Fictional tables of the tests: nothing in them is anybody's."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl

LIST_HEADER = (
    "Koodi,Rahasto,Hankkeen nimi,Tl,Viranomainen,Tila,Aloituspvm,Päättymispvm,Toteuttajan nimi,"
    "Myönnetty EU- ja valtion rahoitus,Toteutunut EU- ja valtion rahoitus,"
    "Suunniteltu julkinen rahoitus yhteensä,Toteutunut julkinen rahoitus yhteensä"
)
CENTRE = "Pohjois-Pohjanmaan elinkeino-, liikenne- ja ympäristökeskus"


def list_row(
    code: str = "A90001",
    title: str = "Keksitty hanke",
    applicant: str = "Höpölän Paja Oy",
    amounts: str = "1000,500,2000,700",
) -> str:
    """A row of the register's list of 2014–2020, which quotes nothing."""
    return f"{code},EAKR,{title},2,{CENTRE},Toiminnassa,1.3.2015,28.2.2017,{applicant},{amounts}"


def write_list(path: Path, *rows: str, header: str = LIST_HEADER) -> Path:
    """A list of the register, in its encoding."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes("\r\n".join([header, *rows, ""]).encode("cp1252"))
    return path


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """An Excel workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
