"""How queries are read at their limits, and what is made of those that are not well formed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search.contract.request import Precision
from search.query.ast import All, And, Fuzzy, Missing, Name, Node, Not, Or, Phrase, Prefix, Range, Term
from search.query.parser import parse_query


def word(form: str, section: str = "", precision: Precision = Precision.PARTS) -> Term:
    """A search word, as the parser makes one of a query that is nothing else."""
    tree = parse_query(form).tree
    assert isinstance(tree, Term)
    return replace(tree, section=section, precision=precision)


METSÄ, KYLÄ, TALO = word("metsä"), word("kylä"), word("talo")
LAPPI, KAINUU, SAVO = (Name("maakunta", name) for name in ("Lappi", "Kainuu", "Pohjois-Savo"))


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("metsä)kylä", And((METSÄ, KYLÄ))),
        ("metsä))kylä (talo", And((METSÄ, KYLÄ, TALO))),
        (")metsä(", METSÄ),
        ("()", All()),
        ("(metsä (kylä) talo)", And((METSÄ, KYLÄ, TALO))),
        ("metsä (kylä TAI talo) )", And((METSÄ, Or((KYLÄ, TALO))))),
        ("metsä TAI (kylä TAI talo)", Or((METSÄ, KYLÄ, TALO))),
        ("TAI metsä", METSÄ),
        ("metsä TAI TAI kylä", Or((METSÄ, KYLÄ))),
        ("metsä JA JA kylä", And((METSÄ, KYLÄ))),
        ("metsä || kylä && talo", Or((METSÄ, And((KYLÄ, TALO))))),
        ("EI metsä", Not(METSÄ)),
        ("NOT metsä", Not(METSÄ)),
        ("EI EI metsä", METSÄ),
        ("--metsä", Not(METSÄ)),
        ("-(metsä kylä)", Not(And((METSÄ, KYLÄ)))),
        ('-"metsä kylä"', Not(Phrase((METSÄ, KYLÄ)))),
        ("metsä - kylä", And((METSÄ, KYLÄ))),
        ("metsä EI", METSÄ),
        ('"metsä', METSÄ.in_any_inflection),
        ('"metsä kylä', Phrase((METSÄ, KYLÄ))),
        ('"metsä"', METSÄ.in_any_inflection),
        ('""', All()),
        ('"metsä kylä"~', Phrase((METSÄ, KYLÄ))),
        ('"metsä kylä"~0', Phrase((METSÄ, KYLÄ))),
        ('"metsä kylä"~1 talo', And((Phrase((METSÄ, KYLÄ), 1), TALO))),
        ('"metsä kylä"~talo', Phrase((METSÄ, KYLÄ))),
        ('"metsä kylä"~-1', And((Phrase((METSÄ, KYLÄ)), word("1")))),
        ("„metsä kylä“ »talo«", And((Phrase((METSÄ, KYLÄ)), TALO.in_any_inflection))),
        ("ME*", Prefix("me")),
        ("m*", All()),
        ("metsä**", Prefix("metsä")),
        ("mets~", Fuzzy("mets")),
        ("ab~", word("ab")),
        ("abc~", Fuzzy("abc")),
        ("METSÄ~", Fuzzy("metsä")),
        ("=metsä", word("metsä", precision=Precision.EXACT)),
        ("=Metsä-kylä", word("metsä-kylä", precision=Precision.EXACT)),
        ("=", All()),
        ("nimi:metsä", word("metsä", "nimi")),
        ("NIMI:metsä", word("metsä", "nimi")),
        ("nimi:=metsä", word("metsä", "nimi", Precision.EXACT)),
        ("nimi:me*", Prefix("me", "nimi")),
        ("nimi:mets~", Fuzzy("mets", "nimi")),
        ('nimi:"metsä kylä"~2', Phrase((word("metsä", "nimi"), word("kylä", "nimi")), 2, "nimi")),
        ("nimi:(metsä TAI kylä) talo", And((Or((word("metsä", "nimi"), word("kylä", "nimi"))), TALO))),
        ("nimi:(metsä nimi:kylä) talo", And((word("metsä", "nimi"), word("kylä", "nimi"), TALO))),
        ("nimi:", All()),
        ("maakunta:)", All()),
        ("maakunta:Lappi)", LAPPI),
        ("maakunta:(Lappi TAI Kainuu) metsä", And((Or((LAPPI, KAINUU)), METSÄ))),
        ('maakunta:"Pohjois-Savo" metsä', And((SAVO, METSÄ))),
        ("maakunta:Pohjois-Savo metsä", And((SAVO, METSÄ))),
        ('maakunta:("Pohjois-Savo" TAI Lappi)', Or((SAVO, LAPPI))),
        ("maakunta:*", Not(Missing("maakunta"))),
        ("-maakunta:**", Missing("maakunta")),
        ("tiivistelma:* metsä", And((Not(Missing("tiivistelma")), METSÄ))),
        ("-maakunta:Lappi", Not(LAPPI)),
        ("myonnetty:100 000 metsä", And((Range("myonnetty", 100_000, 100_000), METSÄ))),
        ("myonnetty:100 000 200 000", Range("myonnetty", 100_000_200_000, 100_000_200_000)),
        ("myonnetty:100 12 metsä", And((Range("myonnetty", 100, 100), word("12"), METSÄ))),
        ("vuosi:2020..2020", Range("vuosi", 2020, 2020)),
        ("vuosi:..2020", Range("vuosi", None, 2020)),
        ("vuosi:<2020", Range("vuosi", None, 2019)),
        ("vuosi:>=2020", Range("vuosi", 2020, None)),
        ("alkaa:2/2020", Range("alkaa", 737456, 737484)),
        ("alkaa:<1.2.2020", Range("alkaa", None, 737455)),
        ("alkaa:>2/2020", Range("alkaa", 737485, None)),
        ("a\x00b metsä", And((word("a"), word("b"), METSÄ))),
        ("metsä\u00a0kylä\ttalo", And((METSÄ, KYLÄ, TALO))),
        ("mikä on metsä", METSÄ),
        ("mikä on", And((word("mikä"), word("on")))),
        ("mikä maakunta:Lappi", And((word("mikä"), LAPPI))),
    ],
)  # fmt: skip
def test_what_is_made_of_a_query(query: str, tree: Node) -> None:
    assert parse_query(query).tree == tree


def nested(depth: int) -> str:
    return "(" * depth + "metsä" + ")" * depth


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        ("a" * 2_000, "a" * 2_001),
        (" ".join(["metsä"] * 64), " ".join(["metsä"] * 65)),
        (nested(16), nested(17)),
        ('"metsä kylä"~100', '"metsä kylä"~101'),
        ("me*", "m*"),
    ],
    ids=["length", "conditions", "parentheses", "slop", "prefix"],
)
def test_what_is_too_much_is_told_and_just_enough_is_not(within: str, beyond: str) -> None:
    assert parse_query(within).notes == ()
    assert parse_query(beyond).notes


def test_what_is_cut_at_a_limit() -> None:
    assert parse_query("metsä " * 100).tree == And((METSÄ,) * 64)
    assert parse_query(" " * 1_995 + "kylä metsä").tree == KYLÄ
    assert parse_query('"metsä kylä"~5000').tree == Phrase((METSÄ, KYLÄ), 100)
    assert parse_query(nested(40)).tree == METSÄ
    many = parse_query('"' + "metsä " * 100 + '"').tree
    assert isinstance(many, Phrase)
    assert len(many.terms) == 64


def test_a_note_is_told_once() -> None:
    assert len(parse_query("metsä a* b* c*").notes) == 1
    assert len(parse_query("väri:a koko:b").notes) == 2
