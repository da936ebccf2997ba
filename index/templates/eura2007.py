"""The form of the programme period 2007–2013, as the register EURA 2007 prints it: «projekti», not «hanke».

Its numbering is another one than that of 2014: the target area stands under 3.1.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.model.template import Heading
from index.templates.eura2014 import EURA2014

EURA2007 = replace(
    EURA2014,
    name="EURA 2007",
    headings=(
        Heading("1", "Projekti"),
        Heading("2", "Hakijan perustiedot", also=("Hakijan tiedot", "Toteuttajan perustiedot")),
        Heading(
            "3", "Projektin kuvaus", maps_to="3", also=("Suunnitelman mukainen tiivistelmä toteutuksesta",)
        ),
        Heading("3.1", "Maantieteellinen kohdealue", maps_to="6"),
    ),
    fund_line=re.compile(
        r"(?P<name>[^()]{1,80}?)(?: \((?P<short>[^()\s]{1,12})\))? (?:osittain )?rahoittaman projektin kuvaus"
    ),
    axes={},  # other ones in each programme of the period
    spellings={
        **EURA2014.spellings,
        "Suunnitelman mukainen toteutusaika": ("Projektin toteutusaika",),
        "Hankkeen yhteyshenkilön nimi": ("Projektin yhteyshenkilön nimi", "Yhteyshenkilön nimi"),
    },
)
"""What the register prints for projects of the ESR and the EAKR of 2007–2013."""
