"""What words for people's work begin with, and the verbs of what people, and what places do.

Part of `word_kinds.py`.
"""

from __future__ import annotations

import re

GAP = r"[^\S\n]"
"""White space within a line, as a regular expression."""
IN_CHARGE = (
    r"(?:päällik|päällikö|johtaj|koordinaattor|asiantuntij|sihteer|ohjaaj|rehtor|hoitaj|edustaj|vetäj"
    r"|henkilö(?!kunt|stö|työ|kuljet|auto|liiken)"
    r"|ledare|samordnare|koordinator|sekreterare|kontaktperson|manager|coordinator|director|officer)"
)
ROLE = (
    rf"(?:{IN_CHARGE}|suunnittelij|opettaj|tutkij|vastaav|professor|tohtor|lehtor|insinöör|neuvoj|assistent"
    r"|yrittäj|valmentaj|kouluttaj|esimie|apulai|mentor|konsult|agronom|työntekij|harjoittelij)"
)
"""What the words for a person's work have in them, in Finnish, Swedish and English; `IN_CHARGE` are
those of one who answers for something."""

_KIND = r"(?:matka|lanka|työ|koti)?"  # of telephone
PHONE_SHORT = rf"(?:{_KIND}puh|gsm|mob|tfn|tln|känny|fax|faksi)"
PHONE_WORD = (
    rf"(?:p|tel|{_KIND}puhelin\w{{0,10}}|kännykkä\w{{0,4}}|(?:mobil)?telefon\w{{0,8}}|(?:tele)?phone|mobile?"
    r"|mobiili(?:numero\w{0,4})?|mobil(?:nr|nummer))"
)
PHONE_BEGINS = "[fgklmpt]"
MAIL = r"(?:sähköposti\w{0,10}|s-?posti\w{0,8}|sp|e-?mail|e-?post|mail)"
LABEL = rf"(?:{PHONE_SHORT}|{PHONE_WORD}|{MAIL})"
"""What stands before a telephone number or an e-mail address. `PHONE_SHORT` need no sign before the digits,
`PHONE_WORD` do; both begin with one of `PHONE_BEGINS`, which is quick to look for."""

OF_A_PERSON = re.compile(
    r"(?:johdo|johto|kanssa$|muka(?:an|na)$|miele|sija(?:is|an|lla)|työ(?:n|tä|s[st]ä|hön|l[lt]ä|lle|ksi)?$|työ(?:aik|aja|pan|par|suh|teht|tov|huo|puh|sop|ura|vuor|kok|sähkö)|tehtäv"
    r"|(?:pää|veto|kokonais)?vastuu|puheli[nm]|numero|sähköposti|osoite$|esity|esitt|puhee[no]|puheo|toimesta|avu[ns]|apuna|lom(?:a[an]?|al[lt]a|alle|ien|ia|il[lt]a)$|lomaut|eläk|palk"
    r"|haastat|kokemu|osaami|asiantunt|ansios|aloitt|pyynn|ehdotu|viesti|poissa|tavoit|ohjau|kalenter|tutkin(?:to|no))",
    re.IGNORECASE,
)
THOUGHT = re.compile(
    r"(?:näkemy|ajatu|idea|havain|arvio(?!i)|mielip|kommen|muistiinp|luen(?:to|no)|esitelm|alustu|opinnäyte|väitös"
    r"|odotu|toive|tuntemu|taito|taido)",
    re.IGNORECASE,
)
EMPLOYED = re.compile(
    r"(?:palkka$|palka[ns]|palkka(?:us$|uks|kul|kus)|sijai(?:nen$|s[aei]|st)|työ(?:suh|aik|aja|pan|sopim|toveri)"
    r"|loma$|lomal|eläkkee|eläköit|(?:perhe|opinto|virka|sairaus|vuorottelu|äitiys)(?:vap|lom)|puhelin$|puhelime|sähköposti)",
    re.IGNORECASE,
)
WORK = re.compile(
    r"(?:(?:osa)?hank(?:e|kee)|projekti|raport|loppurap|väliraport|hakemu|lasku|kuit|viestin|tiedo|tieto|tiedusteluih"
    r"|kysymyksi|puhelimee|hallin|talou|rahoit|maksat|ohjausryhm|työryhm|ryhm|kokou|palaver|työpaj|koulutu|kurss|luen"
    r"|suunnitelm|sopimu|kysely|aineisto|seuran|arvioin|tulok|tilaisu|ilmoittaut|osallistuj|lomak|ohjei|ohjee|esity"
    r"|aikataul|budjet|kustannusarv|toteutu|koordinoin|yhteyden|haastattelu|palaut|\w{0,14}tehtäv|materiaal|lisätie|selvity|kartoitu|seminaar|\w{0,12}(?:käynti|käynne))",
    re.IGNORECASE,
)
HOUSE = re.compile(
    r"(?<!^yli)(?<!^ala)(?<!^iso)(?<!^keski)(?<!^vähä)(?<!^vanha)(?:opisto|laitos|keskus|säätiö|rahasto|yhdistys|seura|liitto|yhtiö|koulu|koti|palvelut?"
    r"|talo|tila|kartano|mökki|kauppa|liike|liikenne|toimisto|virasto|kirjasto|museo|teatteri|kirkko|hotelli|sairaala"
    r"|halli|puisto|piha|tehdas|huolto|paino|saha|paja|mylly|apteekki|kioski|(?<!puu)tarha|puoti|putiikki|myymälä|katu|tie|aukio|silta|satama|reitti|polku|päivä"
    r"|juhla|palkinto"
    r"|kunta|kuljetus|rakennus|asennus|urakointi|(?:[aio]|ä)mo|[äö]mö|(?:vinto|hvi|pesu)la|sakki)$",
    re.IGNORECASE,
)
GROUND = re.compile(
    r"(?:maja|lava|kenttä|ranta|pelto|metsä|navetta|talli|laituri|kylä|alue|asema|sali|huvila|tupa|kiinteistö|seutu|keskusta|kaupunginosa|taajama|piiri)$",
    re.IGNORECASE,
)
"""What words begin or end with that mean what a person has or thinks, what employees have, what a project
works with, what is called by a name, and what people own."""

SAYING = frozenset(
    {"kertoa", "sanoa", "todeta", "muistuttaa", "korostaa", "kiittää", "kommentoida", "selittää", "kuvailla",
     "pohtia", "iloita", "uskoa", "kirjoittaa", "työskennellä", "haastatella", "luennoida",
     "juontaa"}
)  # fmt: skip
"""What people do, and neither things nor towns; with what towns do too, in `DOING`."""
DOING = SAYING | frozenset(
    {"vastata", "esitellä", "vetää", "kutsua", "ohjata", "koordinoida", "suunnitella", "laatia",
     "allekirjoittaa", "puhua", "opettaa", "kouluttaa", "tavata", "siirtyä", "raportoida", "neuvoa",
     "sijaistaa", "arvioida", "päivittää", "koota", "avata"}
)  # fmt: skip
HUMAN = SAYING | frozenset(
    {"haluta", "toivoa", "vierailla", "neuvotella", "matkustaa", "päivystää", "sairastua", "lomailla",
     "eläköityä", "irtisanoutua", "perehtyä", "opiskella", "väitellä", "osallistua", "allekirjoittaa",
     "laatia", "raportoida", "kirjata", "hyväksyä", "valmistella", "viimeistellä", "ehdottaa", "pyytää",
     "kysellä", "soittaa", "luvata", "anoa", "tiedustella", "jututtaa", "muistella", "arvella"}
)  # fmt: skip
"""What things do not, though towns may."""
ADDRESSING = frozenset({"kiittää", "haastatella", "onnitella", "neuvoa", "tervehtiä", "sijaistaa", "avustaa"})
"""What is done to somebody."""
ENGAGED = frozenset(
    {"palkata", "rekrytoida", "nimittää", "tavoittaa", "perehdyttää", "irtisanoa", "lomauttaa"}
)
"""What is done to employees."""
BUILT = frozenset(
    {"rakentaa", "perustaa", "kunnostaa", "remontoida", "peruskorjata", "entisöidä", "purkaa", "vuokrata",
     "laajentaa", "avata"}
)  # fmt: skip
"""What is done to houses."""
GIVEN = frozenset(
    {"maksaa", "korvata", "myöntää", "luovuttaa", "kertoa", "ilmoittaa", "raportoida", "tiedottaa",
     "selittää", "neuvoa", "suositella", "kysyä", "pyytää", "tiedustella"}
)  # fmt: skip
"""What is given or told to somebody, or asked of somebody, and not of a thing."""
GROWING = frozenset(
    {"sijaita", "kattaa", "ulottua", "kasvaa", "houkutella", "kiinnostaa", "soveltua", "näkyä", "nousta",
     "virrata", "puhaltaa"}
)  # fmt: skip
STATIC = GROWING | frozenset(
    {"olla", "kuulua", "tarjota", "omistaa", "saada", "toimia", "kehittyä", "hyötyä", "muuttua"}
)
"""What places do, and nobody does; with what people do too, in `STATIC`."""

OF_THINGS = frozenset(
    {"aiheuttaa", "tuottaa", "muodostaa", "synnyttää", "peittää", "syödä", "kaataa", "rajata", "ympäröidä",
     "herättää", "vaatia", "edellyttää", "mahdollistaa", "estää", "haitata", "häiritä", "vaikeuttaa",
     "hidastaa", "viivästyttää", "keskeyttää", "helpottaa", "nopeuttaa", "edistää", "tukea", "rajoittaa",
     "lisätä", "vähentää", "parantaa", "heikentää", "muuttaa", "viedä", "tuoda", "sitoa", "antaa", "nostaa",
     "yhdistää", "tulla", "jäädä", "alkaa", "kestää", "isännöidä", "dominoida", "symboloida",
     "reagoida", "tulvia",
     "tarvita", "kaivata", "auttaa", "voida", "saattaa", "pystyä", "vaurioittaa", "vahingoittaa",
     "hankaloittaa", "varjostaa"}
)  # fmt: skip
"""What is done by things, plants, animals and weather, with a project's work too."""
PERSON = re.compile(
    r"(?:jäsen|asiakas|nuori|lapsi|vanhempi|nainen|mies|henkilö|asukas|kasvo|naapuri|potilas|perhe|vieras|osakas|kuningas|keisari|piispa|pappi|kauppias|seppä|suutari|räätäli)$"
)
"""Words for persons that do not tell what they do."""

INNER = frozenset({"sisaolento", "sisaeronto", "sisatulento"})
OUTER = frozenset({"ulkoolento", "ulkoeronto", "ulkotulento"})
"""Voikko's names of the cases of being, going and coming in and on."""
