"""47 made descriptions, one of them hostile, and the real engine over them.

They are the same in what is searched and differ in everything that filters and sorts look at, so that a test
knows what a page shows: a search for «digitukea» finds 45 of them in the order of their codes.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from index.indexing.index_writer import build
from index.storage.segment_reader import Segment
from search.contract.request import Request
from search.contract.results import Answer
from search.engine import Engine
from tests.index.samples import minimal

HOSTILE = "<script>alert('x')</script> & \"lainaus\" {{ 7*191 }}"
REGIONS = ("Kainuu", "Lappi", "Uusimaa", "Pohjois-Savo", "Satakunta", "Pirkanmaa", "Keski-Suomi",
           "Etelä-Savo", "Kymenlaakso", "Pohjanmaa")  # fmt: skip
ALIKE = 45
"""Projects that differ in nothing that is searched."""
PROJECTS = ALIKE + 2
"""All of them, with a hostile one and one that has nothing but its code."""
SUMMARY = """Hankkeessa annetaan digitukea kylillä.
- ensimmäinen kohta
- toinen kohta

Tp 2: Neuvonta
1. ohjaus
2. koulutus"""


def description(number: int, said: str = "") -> str:
    """One of a row of projects. `said`: what its title, summary, region and a heading say instead."""
    region = said or REGIONS[number % len(REGIONS)]
    axis, year = number % 9 + 1, 2018 + number % 5
    text = minimal(
        f"S{10000 + number}",
        _1=f"Hankkeen nimi: {said or f'Digituki kylille {number}'}\n\n"
        f"Toimintalinja: {axis}. Toimintalinjan {axis} nimi\n\nErityistavoite: {axis}.1. Tavoite\n\n"
        f"Suunnitelman mukainen toteutusaika: Alkaa 9.1.{year} ja päättyy 31.12.{year + 2}\n\n"
        f"Toiminnan tila: {'Toiminta päättynyt' if number % 2 else 'Toiminta käynnissä'}\n\n"
        "Vastuuviranomainen: Etelä-Savon elinkeino-, liikenne- ja ympäristökeskus",
        _2="Hakijan virallinen nimi: Vaarojen Väki ry\n\nOrganisaatiotyyppi: Yhdistys\n\n"
        "WWW-osoite: http://www.vaarat.example\n\nOsatoteuttajat\n\n"
        "Hakijan virallinen nimi: Perämeren instituutti\n\nY-tunnus: 9036426-1",
        _3=said or SUMMARY,
        _4_1="Ikäihmiset",
        _5=f"Myönnetty EU- ja valtion rahoitus: {174129 + number}\n\n"
        "Toteutunut EU- ja valtion rahoitus: 0\n\nSuunniteltu julkinen rahoitus yhteensä: 200000",
        _6=f"Maakunnat: {region}",
        _7_1="Suunniteltu: 0\n\nToteutunut seurantatietojen mukaan: 14",
        _7_2="Suunniteltu: 96\n\nToteutunut seurantatietojen mukaan: 104\n\n"
        f"7.3 Jotain {said or 'muuta'}\n\n{said or 'Muu teksti.'}",
        _8_1="Hankkeessa on tehty toimintaympäristön analyysi sukupuolinäkökulmasta: Kyllä\nNaiset & miehet",
        _8_2="Natura 2000 -ohjelman kohteet 0 10",
    )
    fund = "Euroopan sosiaalirahaston (ESR)" if number % 3 else "Euroopan aluekehitysrahaston (EAKR)"
    return text.replace("\n\n1 Hanke", f"\n\n{fund} rahoittaman hankkeen kuvaus\n\n1 Hanke", 1)


def make_index(folder: Path) -> Path:
    """An index of them all."""
    source = folder / "source"
    source.mkdir()
    for number in range(ALIKE):
        (source / f"{number}.txt").write_text(description(number), "utf-8")
    (source / "hostile.txt").write_text(description(900, HOSTILE), "utf-8")
    (source / "empty.txt").write_text("1 Hanke\n\nHankekoodi: S20000\n", "utf-8")
    report = build(folder / "index", [source])
    assert (report.failed, report.added) == ([], PROJECTS)
    return folder / "index"


@cache
def made_index() -> Path:
    """An index of them all, made once; the tests only read it."""
    folder = Path(tempfile.mkdtemp(prefix="hankehaku-made-"))
    atexit.register(shutil.rmtree, folder)
    return make_index(folder)


def made_engine() -> Watched:
    """The engine over them, whose requests can be looked at."""
    return Watched(made_index())


def on_read(monkeypatch: pytest.MonkeyPatch, call: Callable[[], object]) -> None:
    """Call something whenever a project is read from an index."""
    stored = Segment.stored_json

    def read(segment: Segment, doc: int) -> bytes:
        call()
        return stored(segment, doc)

    monkeypatch.setattr(Segment, "stored_json", read)


class Watched(Engine):
    """The engine, whose requests can be looked at. `renamed`: what its state is said to be instead."""

    renamed = ""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: list[Request] = []

    @property
    def state(self) -> str:
        return self.renamed or super().state

    def answer(self, request: Request) -> Answer:
        self.asked.append(request)
        return super().answer(request)
