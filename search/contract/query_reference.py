"""The query language as data: its forms, grammar, operators and limits.

`search/query/parser.py` reads queries by the operators and limits given here. `docs/query-language.md` and
the help page are made from the same data, and every example is a test.
"""

from __future__ import annotations

from typing import NamedTuple

GRAMMAR = """\
    query    = either
    either   = all { (TAI | OR) all }
    all      = one { [JA | AND] one }
    one      = (EI | NOT | - | !) one | [field:] value
    value    = ( query ) | "phrase" [~N] | prefix* | pat?ern | fuzzy~[1|2] | =exact | word"""
"""The grammar, loosest operator first."""

OPERATORS = {
    "JA": "and",
    "AND": "and",
    "&&": "and",
    "TAI": "or",
    "OR": "or",
    "||": "or",
    "EI": "not",
    "NOT": "not",
    "OCH": "and",
    "ELLER": "or",
    "INTE": "not",
    "&": "and",
    "|": "or",
}
"""Words and signs that join or exclude, and what each means. Only capitals: «ja» is a word."""

MAX_LENGTH = 2_000
"""Characters of a query that are read."""
MAX_CLAUSES = 64
"""Conditions of a query that are read."""
MAX_DEPTH = 16
"""Parentheses inside one another."""
MAX_SLOP = 100
"""Largest N of `"phrase"~N`."""
MAX_PREFIX_WORDS = 500
"""Words of the index that a prefix stands for at the most."""
MAX_FUZZY_WORDS = 50
"""Words of the index that a misspelt word stands for at the most: the nearest first."""


class Form(NamedTuple):
    """A form of the query language: an example, and what it finds, in English and in Finnish.

    query: an example that finds something in the sample corpus.
    pattern: the same with placeholders, which `web/pages/help_examples.py` fills from the index: `word`,
        `form` and the like are lists of words, a query name the list of values that projects have in that
        field.
    """

    query: str
    english: str
    finnish: str
    pattern: str


FORMS = (
    Form(
        "digituki",
        "a word in any form, also inside compounds: *digitukea*, *lähidigituki*",
        "Sana missä tahansa taivutusmuodossa ja yhdyssanan osana: ”digituki” löytää myös sanat ”digitukea” "
        "ja ”lähidigituki”.",
        "{word[0]}",
    ),
    Form(
        "digituki kirjasto",
        "both words (also `JA`, `AND`); after them, projects that match only part of the query",
        "Kaikki sanat, missä tahansa järjestyksessä; niiden perässä hankkeet, joissa on osa hausta.",
        "{word[0]} {word[1]}",
    ),
    Form(
        '"luontolähtöinen kuntoutus"',
        "the words in this order, in any form, not inside compounds",
        "Sanat peräkkäin tässä järjestyksessä, missä tahansa muodossa.",
        '"{phrase[0]}"',
    ),
    Form(
        '"nuorten työpaja"~5',
        "the same, with at most five other words between them",
        "Sanojen välissä saa olla enintään viisi muuta.",
        '"{near[0]}"~5',
    ),
    Form("=digituen", "exactly this form", "Sana täsmälleen tässä muodossa.", "={form[0]}"),
    Form(
        "biokaasu TAI tuulivoima",
        "either word (also `OR`)",
        "TAI (tai OR) riittää yhdelle sanoista.",
        "{word[0]} TAI {word[1]}",
    ),
    Form(
        "digituki -kirjasto",
        "the first word without the second (also `EI`, `NOT`)",
        "Miinus (tai EI, NOT) jättää pois hankkeet, joissa sana on.",
        "{word[0]} -{word[1]}",
    ),
    Form(
        "(matkailu TAI ruoka) koulutus",
        "parentheses group alternatives",
        "Sulut kokoavat vaihtoehdot yhteen.",
        "({word[1]} TAI {word[2]}) {word[0]}",
    ),
    Form("bio*", "words that begin like this", "Kaikki näin alkavat sanat.", "{word[0]:.5}*"),
    Form(
        "digit?ki",
        "`?` is any one letter inside a word, `*` any number of letters",
        "Kysymysmerkki on mikä tahansa yksi kirjain, tähti mikä tahansa määrä kirjaimia.",
        "{unsure[0]}",
    ),
    Form(
        "digitukki~",
        "similar words, with one or two letters different; `~1` is one letter",
        "Sana, joka poikkeaa yhdellä tai kahdella kirjaimella.",
        "{misspelt[0]}~",
    ),
    Form(
        "toimintalinja:9",
        "a value of a field, by its number, its name or a word of its name",
        "Kentän arvo numerolla, nimellä tai nimen sanalla.",
        "toimintalinja:{toimintalinja[0]}",
    ),
    Form(
        'toimintalinja:"REACT-EU"',
        "a value of several words, quoted",
        "Monisanainen arvo lainausmerkeissä.",
        "{several[0]}",
    ),
    Form(
        "maakunta:(Kainuu TAI Lappi)",
        "any of several values",
        "Jokin useasta arvosta.",
        "maakunta:({maakunta[0]} TAI {maakunta[1]})",
    ),
    Form(
        "loppuraportti:digituki",
        "a word in one section",
        "Sana vain yhdessä tekstin osassa.",
        "tiivistelma:{tiivistelma[0]}",
    ),
    Form(
        "myonnetty:>300000",
        "a comparison: `>`, `>=`, `<` or `<=`",
        "Suurempi kuin; samoin <, >= ja <=.",
        "myonnetty:>{myonnetty[0]}",
    ),
    Form(
        "myonnetty:100000..500000",
        "a range, both ends included; either end may be left out; `200 000–300 000` is read, too",
        "Lukuväli kahdella pisteellä; kumpikin pää mukana, ja toisen voi jättää pois.",
        "myonnetty:{myonnetty[0]}..{myonnetty[1]}",
    ),
    Form(
        "vuosi:2020..2022",
        "projects that are running in any of these years",
        "Hankkeet, jotka ovat käynnissä jonakin näistä vuosista.",
        "vuosi:{vuosi[0]}..{vuosi[1]}",
    ),
    Form(
        "kunta:ei-tietoa",
        "projects that lack a field",
        "Hankkeet, joilta kentän tieto puuttuu.",
        "{without[0]}:ei-tietoa",
    ),
    Form(
        "osatoteuttaja:*",
        "projects that have a value in a field, whatever it is; `-osatoteuttaja:*` those that have none",
        "Hankkeet, joilla kentässä on jokin arvo; -osatoteuttaja:* ne, joilla ei ole.",
        "osatoteuttaja:*",
    ),
    Form(
        "loppuraportti:ei-tietoa",
        "projects that lack a section",
        "Hankkeet, joilta koko osio puuttuu.",
        "loppuraportti:ei-tietoa",
    ),
    Form(
        "alkaa:>=1.9.2021",
        "a day; a year is `alkaa:2021` and a month `alkaa:9/2021`",
        "Päivä; alkaa:2021 on vuosi ja alkaa:9/2021 kuukausi.",
        "alkaa:>={alkaa[0]}",
    ),
)


def limits() -> str:
    """The limits of a query, in English."""
    return (
        f"A query is read up to {MAX_LENGTH:,} characters, {MAX_CLAUSES} conditions, {MAX_DEPTH} levels of "
        f"parentheses and «~{MAX_SLOP}». A prefix expands to at most {MAX_PREFIX_WORDS} words and a fuzzy "
        f"word to at most {MAX_FUZZY_WORDS}. When something is cut, a note in the answer says so."
    )


def markdown() -> str:
    """The reference in `docs/query-language.md`: examples, grammar, limits."""
    table = "\n".join(f"| `{form.query}` | {form.english} |" for form in FORMS)
    words = ", ".join(f"`{name}`" for name in OPERATORS)
    return (
        f"| you type | you find |\n|---|---|\n{table}\n\n"
        f"The grammar, loosest operator first, as `search/query/parser.py` reads it. The operators are "
        f"{words}:\n\n{GRAMMAR}\n\n{limits()}\n"
    )
