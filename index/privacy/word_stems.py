"""What words for people's work begin with, and the verbs of what people, and what places do.

Part of `word_kinds.py`.
"""

from __future__ import annotations

ROLE = (
    r"(?:päällik|päällikö|johtaj|koordinaattor|suunnittelij|asiantuntij|sihteer|opettaj|tutkij|ohjaaj|vastaav"
    r"|rehtor|professor|tohtor|lehtor|henkilö|insinöör|neuvoj|assistent|hoitaj|yrittäj|valmentaj|kouluttaj"
    r"|puheenjohtaj|esimie|edustaj|vetäj|mentor|konsult|agronom|työntekij|harjoittelij"
    r"|ledare|samordnare|koordinator|sekreterare|kontaktperson|manager|coordinator|director|officer)"
)
"""What the words for a person's work have in them, in Finnish, Swedish and English."""

SAYING = frozenset(
    {"kertoa", "sanoa", "todeta", "muistuttaa", "korostaa", "kiittää", "kommentoida", "selittää", "kuvailla",
     "pohtia", "iloita", "uskoa", "kirjoittaa", "työskennellä", "haastatella", "luennoida", "vetää"}
)  # fmt: skip
"""What people do, and neither things nor towns; with what towns do too, in `DOING`."""
DOING = SAYING | frozenset(
    {"vastata", "esitellä", "kutsua", "ohjata", "koordinoida", "suunnitella", "laatia", "allekirjoittaa",
     "puhua", "opettaa", "kouluttaa", "tavata", "siirtyä", "raportoida", "neuvoa", "sijaistaa", "arvioida",
     "päivittää", "koota", "avata"}
)  # fmt: skip
WORKING = DOING | frozenset(
    {"hoitaa", "huolehtia", "järjestää", "tehdä", "valmistella", "viimeistellä", "kirjata", "tarkistaa",
     "tarkastaa", "hyväksyä", "käsitellä", "johtaa", "lähettää", "osallistua", "kerätä", "pitää", "aloittaa"}
)  # fmt: skip
"""What people do with what is a project's work (`is_work`)."""
HUMAN = SAYING | frozenset(
    {"haluta", "toivoa", "vierailla", "neuvotella", "matkustaa", "päivystää", "sairastua", "lomailla",
     "eläköityä", "irtisanoutua", "perehtyä", "opiskella", "väitellä"}
)  # fmt: skip
"""What things do not, though towns may."""
ADDRESSING = frozenset({"kiittää", "haastatella", "onnitella", "neuvoa", "tervehtiä", "sijaistaa", "avustaa"})
"""What is done to somebody."""
ENGAGED = frozenset(
    {"palkata", "rekrytoida", "nimittää", "tavoittaa", "perehdyttää", "irtisanoa", "lomauttaa"}
)
"""What is done to employees."""
STATIC = frozenset(
    {"olla", "sijaita", "kuulua", "kattaa", "ulottua", "tarjota", "omistaa", "saada", "toimia"}
)
"""What places do."""

INNER = frozenset({"sisaolento", "sisaeronto", "sisatulento"})
OUTER = frozenset({"ulkoolento", "ulkoeronto", "ulkotulento"})
"""Voikko's names of the cases of being, going and coming in and on."""
