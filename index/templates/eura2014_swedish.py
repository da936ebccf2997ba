"""The Swedish form of EURA 2014, as far as it is known; what the register leaves in Finnish is read too."""

from __future__ import annotations

import re
from dataclasses import replace

from index.model.template import Heading
from index.templates.eura2014 import EURA2014

_NAMES = {
    "1": "Projekt",
    "2": "Basuppgifter om sökanden",
    "3": "Sammanfattning av genomförandet enligt planen",
    "4": "Projektets målgrupper",
    "4.1": "Egentliga målgrupper",
    "4.2": "Indirekta målgrupper",
    "5": "Projektets offentliga finansiering, euro",
    "6": "Geografiskt målområde",
    "8": "Horisontella principer",
    "8.1": "Jämställdhet mellan könen",
    "8.2": "Hållbar utveckling",
    "9": "Sammanfattning av slutrapporten",
}


def _swedish(heading: Heading) -> Heading:
    """A heading by its Swedish name; but for the first, which tells the forms apart, by the Finnish too."""
    name = _NAMES.get(heading.number)
    if name is None:
        return heading
    finnish = () if heading.number == "1" else (heading.name, *heading.also)
    return Heading(heading.number, name, heading.maps_to, finnish)


EURA2014_SWEDISH = replace(
    EURA2014,
    name="EURA 2014, Swedish",
    headings=tuple(map(_swedish, EURA2014.headings)),
    printed={
        **EURA2014.printed,
        "0": (*EURA2014.printed["0"], "Europeiska unionen Hävkraft från EU", "Europeiska unionen"),
    },
    fund_line=re.compile(
        r"Beskrivning av projekt som (?:del)?finansieras av (?P<name>[^()]{1,80}?)(?: \([^()]{1,12}\))?"
    ),
    funds={
        "Europeiska regionala utvecklingsfonden": "EAKR",
        "Europeiska socialfonden": "ESR",
        "Europeiska socialfonden plus": "ESR+",
        "Fonden för en rättvis omställning": "JTF",
    },
    nationwide=(*EURA2014.nationwide, "Riksomfattande projekt", "Riksomfattande", "Hela landet"),
    answers={**EURA2014.answers, "ja": True, "nej": False},
    spellings={
        **EURA2014.spellings,
        "Hankekoodi": (*EURA2014.spellings["Hankekoodi"], "Projektkod"),
        "Hankkeen nimi": (*EURA2014.spellings["Hankkeen nimi"], "Projektets namn"),
        "Toimintalinja": ("Insatsområde", "Prioriterat område"),
        "Erityistavoite": ("Särskilt mål", "Specifikt mål"),
        "Vastuuviranomainen": ("Ansvarig myndighet",),
        "Hakijan virallinen nimi": ("Sökandens officiella namn",),
        "Organisaatiotyyppi": ("Organisationstyp",),
        "Y-tunnus": ("FO-nummer",),
        "Jakeluosoite": ("Utdelningsadress",),
        "Puhelinnumero": ("Telefonnummer",),
        "Postinumero": ("Postnummer",),
        "Postitoimipaikka": ("Postkontor", "Postanstalt"),
        "WWW-osoite": ("WWW-adress",),
        "Hankkeen yhteyshenkilön nimi": (
            *EURA2014.spellings["Hankkeen yhteyshenkilön nimi"],
            "Kontaktpersonens namn",
            "Kontaktperson",
            "Projektets kontaktperson",
        ),
        "Yhteyshenkilön sähköpostisoite": (
            *EURA2014.spellings["Yhteyshenkilön sähköpostisoite"],
            "Kontaktpersonens e-postadress",
            "Kontaktpersonens e-post",
        ),
        "Yhteyshenkilön puhelinnumero": (
            *EURA2014.spellings["Yhteyshenkilön puhelinnumero"],
            "Kontaktpersonens telefonnummer",
            "Kontaktpersonens telefon",
        ),
        "Maakunnat": ("Landskap",),
        "Seutukunnat": ("Ekonomiska regioner",),
        "Kunnat": ("Kommuner",),
    },
)
"""What the register prints on its Swedish pages."""
