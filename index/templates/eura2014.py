"""The form of the programme period 2014–2020, as the public register EURA 2014 prints it.

The texts are those of the register's own pages, misspellings included («seurantiedoista», «sähköpostisoite»).
"""

from __future__ import annotations

import re

from index.model.template import Heading, Template

EURA2014 = Template(
    name="EURA 2014",
    preamble=Heading("0", "Alkuteksti"),
    headings=(
        Heading("1", "Hanke"),
        Heading("2", "Hakijan perustiedot", also=("Hakijan tiedot",)),
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
    ),
    printed={
        "0": (
            "Euroopan unioni Vipuvoimaa EU:lta",
            "Takaisin hakutuloksiin | Hakuohje",  # the page's own links
            "Takaisin hakutuloksiin",
            "Hakuohje",
        ),
        "2": ("Osatoteuttajat",),
        "6": ("Toteutuspaikan osoite, jos hanke toteutetaan yhdessä paikassa",),
    },
    fund_line=re.compile(
        r"(?P<name>[^()]{1,80}?)(?: \((?P<short>[^()\s]{1,12})\))? rahoittaman hankkeen kuvaus"
    ),
    funds={
        "Euroopan sosiaalirahaston": "ESR",
        "Euroopan sosiaalirahasto plussan": "ESR+",
        "Euroopan aluekehitysrahaston": "EAKR",
        "Oikeudenmukaisen siirtymän rahaston": "JTF",
    },
    partners_line="Osatoteuttajat",
    answers={"kyllä": True, "ei": False},
    questions=(
        "Hankkeessa on tehty toimintaympäristön analyysi sukupuolinäkökulmasta",
        "Sukupuolinäkökulma on huomioitu hankkeen toiminnassa (valtavirtaistaminen)",
        "Hankkeen päätavoite on sukupuolten tasa-arvon edistäminen",
    ),
    indicators={
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
    },
    score_header=("Välitön", "Välillinen"),
    highest_score=10,
    spellings={
        "Hankekoodi": ("Hankkeen koodi", "Projektikoodi"),
        "Hankkeen nimi": ("Projektin nimi",),
        "Hankkeen yhteyshenkilön nimi": ("Yhteyshenkilön nimi", "Projektin yhteyshenkilön nimi"),
        "Yhteyshenkilön asema hakijaorganisaatiossa": ("Yhteyshenkilön asema",),
        "Yhteyshenkilön sähköpostisoite": ("Yhteyshenkilön sähköpostiosoite", "Yhteyshenkilön sähköposti"),
        "Yhteyshenkilön puhelinnumero": ("Yhteyshenkilön puhelin",),
    },
    nationwide=(
        "Valtakunnallinen hanke",
        "Valtakunnallinen projekti",
        "Valtakunnallinen",
        "Koko maa",
        "Koko Suomi",
        "Suomi",
    ),
    regions=(
        "Ahvenanmaa",
        "Etelä-Karjala",
        "Etelä-Pohjanmaa",
        "Etelä-Savo",
        "Kainuu",
        "Kanta-Häme",
        "Keski-Pohjanmaa",
        "Keski-Suomi",
        "Kymenlaakso",
        "Lappi",
        "Pirkanmaa",
        "Pohjanmaa",
        "Pohjois-Karjala",
        "Pohjois-Pohjanmaa",
        "Pohjois-Savo",
        "Päijät-Häme",
        "Satakunta",
        "Uusimaa",
        "Varsinais-Suomi",
    ),
    axes={
        "1": "Pk-yritystoiminnan kilpailukyky",
        "2": "Uusimman tiedon ja osaamisen tuottaminen ja hyödyntäminen",
        "3": "Työllisyys ja työvoiman liikkuvuus",
        "4": "Koulutus, ammattitaito ja elinikäinen oppiminen",
        "5": "Sosiaalinen osallisuus ja köyhyyden torjunta",
        "6": "Tekninen tuki",
        "7": "Tekninen tuki",
        "8": "REACT-EU:n EAKR-toimenpiteet",
        "9": "REACT-EU:n ESR-toimenpiteet",
    },
    footer=("Työ- ja elinkeinoministeriö & ELY-keskukset ©", "Työ- ja elinkeinoministeriö & ELY-keskukset"),
)
"""What the register prints for projects of the ESR and the EAKR."""
