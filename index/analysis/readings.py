"""Selects the intended readings among Voikko's analyses of a word form, and takes each apart.

Voikko gives every analysis that its grammar allows: «maailma» is also «maa» + «ilma», «käytössään» also
«käytös» + «sää». Readings that nobody intends are left out here, by general rules. If two readings are both
plausible, both stay: «alusta» has five base forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, takewhile
from typing import NamedTuple

CONJUNCTIONS = frozenset({"sidesana", "kieltosana"})
CLOSED_CLASSES = frozenset({"seikkasana", "asemosana", "suhdesana"})
"""Adverbs, pronouns, postpositions."""
PROPER_NAMES = frozenset({"paikannimi", "sukunimi"})
RARE_CASES = frozenset({"keinonto", "vajanto", "seuranto"})
"""Instructive, abessive, comitative."""
PRODUCTIVE = re.compile(r"[uy]s|i?nen|t[oö]n|j[aä]|t[iaä]|[aä]|itt[aä]in")
"""Suffixes whose derivations still mean what their roots do: «kouluttaja» and «koulutus» have to do with
«kouluttaa». The others («johto» of «johtaa», «veto» of «vetää») have gone their own ways."""
AGENT = re.compile(r"j[aä]")
VERBAL = re.compile(r"\w*(?:l[aä]|[uy][aä]|taa|tää)")
"""Suffixes that make a verb of a verb: «osoittautua» of «osoittaa»."""
PIECE = re.compile(r"\+?([^+()]*)((?:\([^()]*\))*)")
"""A piece of WORDBASES: as written; in brackets its word in the dictionary, and suffixes with a +."""

COMPLEMENTS = frozenset({"omainen", "mukainen", "kaltainen"})
"""Adjectives that say what something is like by the genitive before them, and by themselves nothing."""
MOST_CONSTITUENTS, SHORTEST_HEAD = 6, 5


class Constituent(NamedTuple):
    """One of the words that a word is made of; a word that is no compound has one.

    start:    its offset in the form.
    root:     the dictionary's word for it, or what it is derived from; "" where it is a prefix («digi»).
    suffixes: of its derivation from the root, in the dictionary's form; none where it is the root itself.
    head:     the last of the words that the dictionary's own compound is made of: «norppa» of
              «saimaannorppa»; "" where it is none, or a name.
    """

    start: int
    root: str
    suffixes: tuple[str, ...] = ()
    head: str = ""


_NONE = Constituent(0, "")


class Reading(NamedTuple):
    """One of Voikko's analyses.

    constituents: of the word; none where Voikko does not tell them.
    base:         the base form in lower case.
    word_class:   Voikko's name of it.
    participle:   which one the word is; "" for other words.
    """

    features: Mapping[str, str]
    constituents: tuple[Constituent, ...]
    base: str
    word_class: str
    participle: str

    @property
    def borders(self) -> int:
        """The number of constituents, those inside dictionary words included («hyvin=vointi»)."""
        return self.features.get("STRUCTURE", "").count("=")

    @property
    def length(self) -> int:
        """The letters of the form that Voikko analysed: «ß» in capitals is one more."""
        return len(self.features.get("STRUCTURE", "")) - self.borders

    @property
    def last(self) -> Constituent:
        """The constituent that is inflected."""
        return self.constituents[-1] if self.constituents else _NONE

    @property
    def named_after(self) -> bool:
        """Whether it is a place name that is made of another name: «Vaasanpuisto», «Pohjanlahti»."""
        return "POSSIBLE_GEOGRAPHICAL_NAME" in self.features and self.features["BASEFORM"][:1].isupper()


def read(analysis: Mapping[str, str]) -> Reading:
    """Take an analysis apart.

    WORDBASES names the pieces: «+työ(työ)+ttömy(+tön)+ys(+ys)+aste(aste)» is «työ» with two suffixes, and
    «aste». STRUCTURE («=pppppppppp=pppp») tells where constituents begin; a border inside a dictionary
    word («+hyvinvointi(hyvin=vointi)») begins none. A verb that is derived in between is what the rest is
    derived from: «osoittautunut», «+osoittau(osoittaa)tu(+tua)+n+ut(+ut)», has the root «osoittautua».
    """
    letters = map(len, analysis.get("STRUCTURE", "").split("=")[:-1])
    borders = list(accumulate(letters)) or [0]
    found: list[Constituent] = []
    suffixes: list[str] = []  # of the last one
    stem = verb = ""
    at = offset = 0
    pieces = [piece for piece in PIECE.findall(analysis.get("WORDBASES", "")) if piece[0]]
    for number, (surface, brackets) in enumerate(pieces, start=1):
        if surface == "-":
            offset += 1
            continue
        names = brackets[1:-1].split(")(") if brackets else []
        if (names and not names[0].startswith("+")) or (not names and offset in borders) or not found:
            root = names.pop(0) if names and not names[0].startswith("+") else ""
            head = root.rpartition("=")[2] if "=" in root and root.islower() else ""
            start = borders[min(at, len(borders) - 1)]
            if suffixes:
                found[-1] = _derived(found[-1], suffixes)
                suffixes = []
            found.append(Constituent(start, root.replace("=", "").lower(), (), head))
            at, stem, verb = at + 1 + root.count("="), "", ""
        elif not names and number == len(pieces):
            names = ["+" + surface]
        for suffix in names:
            if verb:
                found[-1] = found[-1]._replace(root=verb)
                suffixes = []
            suffixes.append(suffix[1:])
            verb = (stem or surface) + suffix[1:] if VERBAL.fullmatch(suffix, 1) else ""
        stem += surface
        offset += len(surface)
    if suffixes:
        found[-1] = _derived(found[-1], suffixes)
    base, word_class = analysis.get("BASEFORM", "").lower(), analysis.get("CLASS", "")
    return Reading(analysis, tuple(found), base, word_class, analysis.get("PARTICIPLE", ""))


def _derived(one: Constituent, suffixes: Sequence[str]) -> Constituent:
    return Constituent(one.start, one.root, tuple(suffixes), one.head)


# Which readings are meant


def likely(form: str, analyses: Iterable[Mapping[str, str]]) -> list[Reading]:
    """The readings of a lower-case form that are meant; at least one where there is any analysis."""
    found = [read(analysis) for analysis in analyses]
    # «kuin» is the conjunction; that it could also be a form of «kuu» helps nobody.
    found = [r for r in found if r.word_class in CONJUNCTIONS] or found
    if len(found) < 2:
        return found
    found = _least_split(found)
    found = _closed(form, found) or found
    found = [r for r in found if not _is_rare(r)] or found
    bases = {r.base for r in found}
    return [r for r in found if not _is_inflected_root(r, bases)] or found


def _least_split(readings: list[Reading]) -> list[Reading]:
    """Words before compounds, «maailma» before «maa» + «ilma»; names before compounds as long.

    A compound that the dictionary has as a whole («monenlainen») is before others as long («moni» + «laki»),
    but what it is made of stays beside it («tasavalta», «tasa» + «valta»).
    """
    fewest = min(r.borders for r in readings)
    least = [r for r in readings if r.borders == fewest or len(r.constituents) == 1]
    if fewest < 2:
        return least
    # Not one behind a hyphen: «linja-autolla» is in no «linja-Autto».
    names = [r for r in least if r.word_class in PROPER_NAMES and "-" not in r.base] or [
        r for r in least if r.named_after
    ]
    if names:
        return names
    whole = {r.base for r in least if len(r.constituents) == 1 and r.word_class != "teonsana"}
    return [r for r in least if len(r.constituents) == 1 or not whole or r.base in whole]


def _closed(form: str, readings: list[Reading]) -> list[Reading]:
    """The adverb, pronoun or postposition that a form is, if any: «näin» is hardly ever of «nähdä».

    The third person stays beside it, the commonest form of a verb: «hanke luo», «se tuo».
    """
    found = [r for r in readings if r.word_class in CLOSED_CLASSES and r.base == form and not r.last.suffixes]
    return found and [r for r in readings if r in found or _is_third_person(r)]


def _is_third_person(reading: Reading) -> bool:
    told = reading.features
    return (
        told.get("PERSON") == "3"
        and told.get("MOOD") == "indicative"
        and told.get("TENSE") == "present_simple"
    )


def _is_rare(reading: Reading) -> bool:
    """Whether a form is hardly ever used where it could be another: «kuusi» is no «your moon».

    Of the words of running text that have another reading, counted on UD_Finnish-TDT: instructive 2 of 67,
    abessive 0 of 12, potential 0 of 13, agent participle 5 of 132, second person's possessive 1 of 29.
    """
    if reading.word_class == "teonsana":
        return reading.features.get("MOOD") == "potential"
    return (
        reading.features.get("SIJAMUOTO") in RARE_CASES
        or reading.features.get("POSSESSIVE", "").startswith("2")
        or reading.participle == "agent"
    )


def _is_inflected_root(reading: Reading, bases: set[str]) -> bool:
    """Whether a form is rather one of what the reading is derived from: «palveluista» is of «palvelu», not
    of an adjective «palveluinen». Of a compound it may be either: «suomenkielistä»."""
    return _is_derived(reading) and reading.last.root in bases


# What a word is made of


def runs(form: str, reading: Reading) -> list[tuple[int, int]]:
    """Runs of neighbouring constituents that say what a compound is about, as (first, end); not the whole.

    Of a place that is named after another only the other name: «Vaasa», no «puisto», of «Vaasanpuisto». None
    that ends in a prefix, and none that begins with what belongs to a genitive before it: «viranomainen» is
    of an office («viran»), and no relative («omainen»).
    """
    words = reading.constituents
    if not 1 < len(words) <= MOST_CONSTITUENTS or reading.length != len(form):
        return []
    if reading.named_after:
        return [(0, 1)]
    return [
        (first, end)
        for first in range(len(words))
        if not (first and words[first].root in COMPLEMENTS and form[words[first].start - 1] == "n")
        for end in range(first + 1, len(words) + 1)
        if end - first < len(words) and (words[end - 1].root or end - first == 1)
    ]


def heads(reading: Reading) -> list[str]:
    """What the compounds that the dictionary has as a whole are: «saimaannorppa» is a «norppa».

    Only of nouns, and only long words: the short ones have often lost their meaning («peri» + «aate»,
    «toimen» + «pide»). The words before them no longer describe such a compound.
    """
    if reading.word_class != "nimisana":
        return []
    return [c.head for c in reading.constituents if len(c.head) >= SHORTEST_HEAD and not c.suffixes]


# What a word is derived from


def roots(readings: Sequence[Reading]) -> Iterator[str]:
    """What the last constituent of each reading is, or is derived from.

    Only the last constituent is derived further: somebody who searches for «johtaa» does not mean
    «johtopäätös». A participle is a form of its verb. Of other derivations of the same word only the nearest
    counts, and only by a productive suffix.
    """
    for reading in readings:
        if reading.participle or (not reading.last.suffixes and len(reading.constituents) == 1):
            yield reading.last.root
    derived = [r for r in readings if _is_derived(r)]
    if not derived:
        return
    names = {r.base for r in readings if r.word_class in PROPER_NAMES}
    for base in dict.fromkeys(r.base for r in derived if r.base not in names):
        is_word = any(r.base == base and not r.last.suffixes for r in readings)
        same = [r for r in derived if r.base == base]
        nearest = min(map(_distance, same))
        yield from (r.last.root for r in same if _distance(r) == nearest and _tells(r, is_word))


def _is_derived(reading: Reading) -> bool:
    return bool(reading.last.suffixes) and not reading.participle


def _distance(reading: Reading) -> tuple[int, int]:
    """How far a word is from its root: steps of derivation, then letters («turva», not «turpa»)."""
    pairs = zip(reading.last.root, reading.base[reading.last.start :], strict=False)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return len(reading.last.suffixes), -alike


def _tells(reading: Reading, is_word: bool) -> bool:
    """Whether a derivation means what its root does.

    If the dictionary has the word as an entry, derivations for the doer of something or for a quality have
    another meaning: «suoja» is not who grants («suoda»), and «omaisuus» nothing about relatives («omainen»).
    """
    root, suffixes = reading.last.root, reading.last.suffixes
    other = AGENT.fullmatch(suffixes[-1]) or root.endswith("nen")
    return all(map(PRODUCTIVE.fullmatch, suffixes)) and not (is_word and other)
