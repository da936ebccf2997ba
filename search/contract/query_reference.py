"""The query language as documented: `docs/query-language.md` and the help page are made from here.

Every example is a test.
"""

from __future__ import annotations

from typing import NamedTuple

from search.matching.term_expansion import MOST_FUZZY, MOST_PREFIXED
from search.query.parser import MAX_CLAUSES, MAX_DEPTH, MAX_LENGTH, MAX_SLOP, OPERATORS
from search.query.parser import __doc__ as PARSER


class Form(NamedTuple):
    """A form of the query language: an example, and what it finds, in English and in Finnish."""

    query: str
    english: str
    finnish: str


FORMS = (
    Form(
        "digituki",
        "a word in any form, also inside compounds: *digitukea*, *lähidigituki*",
        "Sana missä tahansa taivutusmuodossa ja yhdyssanan osana: myös «digitukea» ja «lähidigituki».",
    ),
    Form(
        "digituki kirjasto",
        "both words (also `JA`, `AND`); after them, projects that match only part of the query",
        "Kaikki sanat, missä tahansa järjestyksessä; niiden perässä hankkeet, joissa on osa hausta.",
    ),
    Form(
        '"luontolähtöinen kuntoutus"',
        "the words in this order, in any form, not inside compounds",
        "Sanat peräkkäin tässä järjestyksessä, missä tahansa muodossa.",
    ),
    Form(
        '"nuorten työpaja"~5',
        "the same, with at most five other words between them",
        "Sanojen välissä saa olla enintään viisi muuta.",
    ),
    Form("=digituen", "exactly this form", "Sana täsmälleen tässä muodossa."),
    Form(
        "biokaasu TAI tuulivoima",
        "either word (also `OR`)",
        "TAI (tai OR) riittää yhdelle sanoista.",
    ),
    Form(
        "digituki -kirjasto",
        "the first word without the second (also `EI`, `NOT`)",
        "Miinus (tai EI, NOT) jättää pois hankkeet, joissa sana on.",
    ),
    Form(
        "(matkailu TAI ruoka) koulutus",
        "parentheses group alternatives",
        "Sulut kokoavat vaihtoehdot yhteen.",
    ),
    Form("bio*", "words that begin like this", "Kaikki näin alkavat sanat."),
    Form(
        "digitukki~",
        "similar words, with one or two letters different",
        "Sanat, joissa on kirjain tai kaksi toisin.",
    ),
    Form(
        "toimintalinja:9",
        "a value of a field, by its number, its name or a word of its name",
        "Kentän arvo numerolla, nimellä tai nimen sanalla.",
    ),
    Form(
        'toimintalinja:"REACT-EU"', "a value of several words, quoted", "Monisanainen arvo lainausmerkeissä."
    ),
    Form("maakunta:(Kainuu TAI Lappi)", "any of several values", "Jokin useasta arvosta."),
    Form("loppuraportti:digituki", "a word in one section", "Sana vain yhdessä tekstin osassa."),
    Form(
        "myonnetty:>300000",
        "a comparison: `>`, `>=`, `<` or `<=`",
        "Suurempi kuin; samoin <, >= ja <=.",
    ),
    Form(
        "myonnetty:100000..500000",
        "a range, both ends included; either end may be left out",
        "Lukuväli kahdella pisteellä; kumpikin pää mukana, ja toisen voi jättää pois.",
    ),
    Form(
        "vuosi:2020..2022",
        "projects that are running in any of these years",
        "Hankkeet, jotka ovat käynnissä jonakin näistä vuosista.",
    ),
    Form("kunta:ei-tietoa", "projects that lack a field", "Hankkeet, joilta kentän tieto puuttuu."),
    Form("loppuraportti:ei-tietoa", "projects that lack a section", "Hankkeet, joilta koko osio puuttuu."),
    Form(
        "alkaa:>=1.9.2021",
        "a day; a year is `alkaa:2021` and a month `alkaa:9/2021`",
        "Päivä; alkaa:2021 on vuosi ja alkaa:9/2021 kuukausi.",
    ),
)


def rules() -> str:
    """The grammar as the parser's own text has it."""
    lines = (PARSER or "").splitlines()
    return "\n".join(line for line in lines if line.startswith("    "))


def limits() -> str:
    """The limits of a query, in English."""
    return (
        f"A query is read up to {MAX_LENGTH:,} characters, {MAX_CLAUSES} conditions, {MAX_DEPTH} levels of "
        f"parentheses and «~{MAX_SLOP}». A prefix expands to at most {MOST_PREFIXED} words and a fuzzy word "
        f"to at most {MOST_FUZZY}. When something is cut, a note in the answer says so."
    )


def markdown() -> str:
    """The reference in `docs/query-language.md`: examples, grammar, limits."""
    table = "\n".join(f"| `{form.query}` | {form.english} |" for form in FORMS)
    words = ", ".join(f"`{name}`" for name in OPERATORS)
    return (
        f"| you type | you find |\n|---|---|\n{table}\n\n"
        f"The grammar, loosest operator first, as `search/query/parser.py` documents it. The operators are "
        f"{words}:\n\n{rules()}\n\n{limits()}\n"
    )
