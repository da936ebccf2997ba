"""The register's printed template: the words of the form that are not in the field table.

First stage of the pipeline (text → Project). The keys of the `Key: value` lines stand in the field
table; here is the rest of what the form itself prints: headings, the preamble, the questions and
indicators of section 8. The `index/reader/` room recognise a description by them, so
that nothing an applicant writes can be taken for a part of the form by its looks alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Heading:
    """A heading of the template: «7.1» and «Osallistuvien yritysten lukumäärä»."""

    number: str
    name: str

    @property
    def text(self) -> str:
        """The heading as it is printed."""
        return f"{self.number} {self.name}"


PREAMBLE = Heading("0", "Alkuteksti")
"""What stands before the first heading; the template prints no heading there."""

HEADINGS: tuple[Heading, ...] = (
    Heading("1", "Hanke"),
    Heading("2", "Hakijan perustiedot"),
    Heading("3", "Suunnitelman mukainen tiivistelmä toteutuksesta"),
    Heading("4", "Hankkeen kohderyhmät"),
    Heading("4.1", "Varsinaiset kohderyhmät"),
    Heading("4.2", "Välilliset kohderyhmät"),
    Heading("5", "Projektin julkinen rahoitus, euroa"),
    Heading("6", "Maantieteellinen kohdealue"),
    Heading("7", "Hakemusvaiheessa ilmoitettavat arviot hankekohtaisista seurantiedoista"),
    Heading("7.1", "Osallistuvien yritysten lukumäärä"),
    Heading("7.2", "Osallistuvien henkilöiden lukumäärä"),
    Heading("8", "Horisontaaliset periaatteet"),
    Heading("8.1", "Sukupuolten tasa-arvo"),
    Heading("8.2", "Kestävä kehitys"),
    Heading("9", "Loppuraportin tiivistelmä"),
)
"""The headings in the order of the template. «seurantiedoista» is the template's own spelling."""

FORM = "Lomake"
"""Where `Project.other` keeps the form's own words."""

BANNER = "Euroopan unioni Vipuvoimaa EU:lta"
"""The first line of every description; the second names the fund."""

FUNDS: dict[str, str] = {
    "Euroopan sosiaalirahaston": "ESR",
    "Euroopan sosiaalirahasto plussan": "ESR+",
    "Euroopan aluekehitysrahaston": "EAKR",
    "Oikeudenmukaisen siirtymän rahaston": "JTF",
}
"""The funds' names as the preamble writes them, for when it leaves out the short name."""

FUND_LINE = re.compile(
    r"(?P<name>[^()]{1,80}?)(?: \((?P<short>[^()\s]{1,12})\))? rahoittaman hankkeen kuvaus"
)

CO_IMPLEMENTERS = "Osatoteuttajat"
"""The line of section 2 after which the co-implementers stand."""

PLACE_LINE = "Toteutuspaikan osoite, jos hanke toteutetaan yhdessä paikassa"
"""The line of section 6 before the address of the one place of implementation."""

PRINTED: dict[str, tuple[str, ...]] = {
    PREAMBLE.number: (BANNER,),
    "2": (CO_IMPLEMENTERS,),
    "6": (PLACE_LINE,),
}
"""Lines without a value that the form prints in a section, by the section's number."""

QUESTIONS: tuple[str, ...] = (
    "Hankkeessa on tehty toimintaympäristön analyysi sukupuolinäkökulmasta",
    "Sukupuolinäkökulma on huomioitu hankkeen toiminnassa (valtavirtaistaminen)",
    "Hankkeen päätavoite on sukupuolten tasa-arvon edistäminen",
)
"""The yes/no questions of 8.1, in order."""

SCORE_HEADER = ("Välitön", "Välillinen")
"""The heads of the two score columns of 8.2, printed without a space between them."""

INDICATORS: dict[str, tuple[str, ...]] = {
    "Ekologinen kestävyys": (
        "Luonnonvarojen käytön kestävyys",
        "Ilmastonmuutoksen aiheuttamien riskien vähentäminen",
        "Kasvillisuus, eliöt ja luonnon monimuotoisuus",
        "Pinta- ja pohjavedet, maaperä sekä ilma (ja kasvihuonekaasujen väheneminen)",
        "Natura 2000 -ohjelman kohteet",
    ),
    "Taloudellinen kestävyys": (
        "Materiaalit ja jätteet",
        "Uusiutuvien energialähteiden käyttö",
        "Paikallisen elinkeinorakenteen kestävä kehittäminen",
        "Aineettomien tuotteiden ja palvelujen kehittäminen",
        "Liikkuminen ja logistiikka",
    ),
    "Sosiaalinen ja kulttuurinen kestävyys sekä yhdenvertaisuus": (
        "Hyvinvoinnin edistäminen",
        "Tasa-arvon edistäminen",
        "Yhteiskunnallinen ja kulttuurinen yhdenvertaisuus",
        "Kulttuuriympäristö",
        "Ympäristöosaaminen",
    ),
}
"""The indicators of 8.2 by their group."""

HIGHEST_SCORE = 10

_DASHES = re.compile("[‐‑‒–—−]")


@lru_cache(maxsize=4096)
def fold(line: str) -> str:
    """A line with each run of white space, no-break spaces too, as one space, and none at the ends."""
    return " ".join(line.split())


@lru_cache(maxsize=4096)
def same(line: str) -> str:
    """What two writings of one printed line share: white space, case, dashes and a last colon aside."""
    return _DASHES.sub("-", fold(line)).casefold().removesuffix(":").rstrip()


def fund_of(line: str) -> str | None:
    """The short name of the fund that a preamble line names; None when it is another line."""
    match = FUND_LINE.fullmatch(fold(line))
    if match is None:
        return None
    return match["short"] or FUNDS.get(match["name"])
