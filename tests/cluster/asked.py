"""Requests drawn by chance from a seed: trees, filters, ranges, orders, precisions and pages.

Words, names and numbers are those of the sample descriptions, so that most requests find something; some are
misspelt or stand nowhere.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from search.contract.request import CHANGED, Precision, Request

SCRIPT = Path(__file__).parents[2] / "deploy" / "opensearch" / "cluster.sh"
"""Begins and ends nodes."""
QUERIES = ("digituki nuorille", "koulutus", "kehit*", '"hankkeen aikana"', "maakunta:Kainuu", "biokasu")
"""Asked while nodes come and go."""
TEXT = """
digituki digitaalinen osaaminen nuoret nuorten työpaja biokaasu maatila yritys yritysten kuntoutus
ikäihmiset maahanmuuttajat kotoutuminen työhyvinvointi kuljettaja metsäkone simulaattori matkailu
ruoka kiertotalous energia energiakatselmus koulutus opinto-ohjaus tekoäly teollisuus saaristo
vienti satama tuulivoima hoiva-ala kirjastoauto vertaistuki päihteet asunnottomat musiikki lapset
naisten verkosto kehittäminen hanke hankkeen aikana työllisyys neuvonta ohjaus mielenterveys
kulttuuri sjöfart handel skärgård entrepreneurship xyzzy digitukki matkalu
"""
WORDS = tuple(TEXT.split())
PHRASES = ("hankkeen aikana", "työelämän kehittäminen", "nuorten työpajat", "sosiaali- ja terveyspalvelut",
           "digitaalinen osaaminen", "digituki ikäihmisille")  # fmt: skip
PREFIXES = ("digi", "kehit", "yrit", "koulut", "a", "te", "matk")
SECTIONS = ("nimi", "tiivistelma", "kohderyhma", "loppuraportti", "tasa_arvo")
FILTERS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("maakunta", ("Kainuu", "Lappi", "Uusimaa", "Satakunta", "ei-tietoa", "*", "Atlantis")),
    ("rahasto", ("EAKR", "ESR", "ei-tietoa")),
    ("vuosi", ("2018", "2019..2020", ">2021", "ei-tietoa")),
    ("toimintalinja", ("3", "9", "REACT-EU")),
    ("myonnetty", ("0..100000", ">250000", "100000", "ei-tietoa", "*")),
    ("alkaa", ("2019", ">2020-06-01", "2018..2019")),
    ("hakija", ("ammattikorkeakoulu", "yliopisto", "kaupunki", "oy")),
    ("osatoteuttaja", ("ammattikorkeakoulu", "*", "ei-tietoa")),
    ("kunta", ("Rovaniemi", "Helsinki", "Pori")),
    ("tila", ("päättynyt", "käynnissä")),
    ("valtakunnallinen", ("kyllä", "ei")),
    ("loppuraportti", ("ei-tietoa", "digituki")),
    ("henkilot", (">10", "1..50", "ei-tietoa")),
)
CONDITIONS = ("maakunta:Kainuu", "vuosi:2019", "myonnetty:>100000", "EI loppuraportti:*", "alkaa:2020")
SORTS = (
    "",
    "",
    "",
    "alkaa",
    "-alkaa",
    "nimi",
    "-nimi",
    "myonnetty",
    "-toteutunut",
    "koodi",
    CHANGED,
    "toteutuma",
)


def drawn(number: int, seed: int = 16) -> list[Request]:
    """So many requests, the same for the same seed."""
    chance = random.Random(seed)
    return [_request(chance) for _ in range(number)]


def _request(chance: random.Random) -> Request:
    fields = chance.sample(FILTERS, chance.choice((0, 0, 0, 1, 1, 2)))
    filters = {
        name: tuple(chance.sample(values, min(len(values), chance.choice((1, 1, 2)))))
        for name, values in fields
    }
    return Request(
        query=_query(chance) if chance.random() < 0.93 else "",
        filters=filters,
        sort=chance.choice(SORTS),
        offset=chance.choice((0, 0, 0, 0, 5, 20, 60, 400)),
        limit=chance.choice((20, 20, 10, 3, 50)),
        precision=chance.choice((Precision.PARTS, Precision.PARTS, Precision.INFLECTED, Precision.EXACT)),
        equivalents=chance.random() < 0.8,
        explain=chance.random() < 0.3,
    )


def _query(chance: random.Random) -> str:
    pieces = [_piece(chance) for _ in range(chance.choice((1, 1, 2, 2, 3, 4)))]
    if len(pieces) > 1 and chance.random() < 0.25:
        return f" {chance.choice(('TAI', 'OR', 'JA'))} ".join(pieces)
    if len(pieces) > 2 and chance.random() < 0.3:
        return f"({pieces[0]} TAI {pieces[1]}) " + " ".join(pieces[2:])
    return " ".join(pieces)


def _piece(chance: random.Random) -> str:
    word = chance.choice(WORDS)
    kind = chance.random()
    if kind < 0.55:
        return word
    if kind < 0.63:
        return f'"{chance.choice(PHRASES)}"'
    if kind < 0.67:
        return f'"{word} {chance.choice(WORDS)}"~{chance.choice((3, 8, 30))}'
    if kind < 0.73:
        return chance.choice(PREFIXES) + "*"
    if kind < 0.77:
        return word[:-1] + "~"
    if kind < 0.80:
        return f"{word[:3]}?{word[4:]}*"
    if kind < 0.85:
        return "-" + word
    if kind < 0.91:
        return f"{chance.choice(SECTIONS)}:{word}"
    if kind < 0.94:
        return f"={word}"
    if kind < 0.96:
        return f'{chance.choice(SECTIONS)}:"{chance.choice(PHRASES)}"'
    return chance.choice(CONDITIONS)
