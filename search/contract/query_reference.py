"""The query language as documented: README and help page are made from here, and every example is a test.

python -m search.contract.query_reference      prints the README's part
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
        "both words (`JA`, `AND` too); then what has only some of it",
        "Kaikki sanat, missä tahansa järjestyksessä; niiden perässä hankkeet, joissa on osa hausta.",
    ),
    Form(
        '"luontolähtöinen kuntoutus"',
        "the words in this order, in any form, not inside compounds",
        "Sanat peräkkäin tässä järjestyksessä, missä tahansa muodossa.",
    ),
    Form(
        '"nuorten työpaja"~5',
        "the same with at most five other words between",
        "Sanojen välissä saa olla enintään viisi muuta.",
    ),
    Form("=digituen", "exactly this form", "Sana täsmälleen tässä muodossa."),
    Form(
        "biokaasu TAI tuulivoima",
        "either (`OR` too)",
        "TAI (tai OR) riittää yhdelle sanoista.",
    ),
    Form(
        "digituki -kirjasto",
        "the first without the second (`EI`, `NOT` too)",
        "Miinus (tai EI, NOT) jättää pois hankkeet, joissa sana on.",
    ),
    Form("(matkailu TAI ruoka) koulutus", "parentheses group", "Sulut kokoavat vaihtoehdot yhteen."),
    Form("bio*", "words that begin so", "Kaikki näin alkavat sanat."),
    Form(
        "digitukki~", "words like this, a letter or two wrong", "Sanat, joissa on kirjain tai kaksi toisin."
    ),
    Form(
        "toimintalinja:9",
        "a value of a field, by number, name or a word of the name",
        "Kentän arvo numerolla, nimellä tai nimen sanalla.",
    ),
    Form('toimintalinja:"REACT-EU"', "the same, quoted", "Monisanainen arvo lainausmerkeissä."),
    Form("maakunta:(Kainuu TAI Lappi)", "any of several values", "Jokin useasta arvosta."),
    Form("loppuraportti:digituki", "a word in one section", "Sana vain yhdessä tekstin osassa."),
    Form(
        "myonnetty:>300000",
        "compared: `>`, `>=`, `<`, `<=`",
        "Suurempi kuin; samoin <, >= ja <=.",
    ),
    Form(
        "myonnetty:100000..500000",
        "a range; either end may be left out",
        "Lukuväli kahdella pisteellä; kumpikin pää mukana, ja toisen voi jättää pois.",
    ),
    Form(
        "vuosi:2020..2022",
        "projects that run in one of these years",
        "Hankkeet, jotka ovat käynnissä jonakin näistä vuosista.",
    ),
    Form("kunta:ei-tietoa", "projects that lack a field", "Hankkeet, joilta kentän tieto puuttuu."),
    Form("loppuraportti:ei-tietoa", "projects that lack a section", "Hankkeet, joilta koko osio puuttuu."),
    Form(
        "alkaa:>=1.9.2021",
        "a day; `alkaa:2021` and `alkaa:9/2021` are a year and a month",
        "Päivä; alkaa:2021 on vuosi ja alkaa:9/2021 kuukausi.",
    ),
)


def rules() -> str:
    """The grammar as the parser's own text has it."""
    lines = (PARSER or "").splitlines()
    return "\n".join(line for line in lines if line.startswith("    "))


def limits() -> str:
    """What a query may be at the most, and what is cut, in English."""
    return (
        f"At most {MAX_LENGTH:,} characters, {MAX_CLAUSES} conditions, parentheses {MAX_DEPTH} deep and "
        f"«~{MAX_SLOP}» are read; a prefix stands for {MOST_PREFIXED} words and a misspelt word for "
        f"{MOST_FUZZY}. What is cut is said in a note."
    )


def markdown() -> str:
    """The README's part about the query language."""
    table = "\n".join(f"| `{form.query}` | {form.english} |" for form in FORMS)
    words = ", ".join(f"`{name}`" for name in OPERATORS)
    return (
        f"| you type | you find |\n|---|---|\n{table}\n\n"
        f"The grammar, as `search/query/parser.py` has it; its operators are {words}:\n\n"
        f"{rules()}\n\n{limits()}\n"
    )


if __name__ == "__main__":
    print(markdown())
