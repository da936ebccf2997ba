"""What tells in a Swedish text that a name is a word, a house, a firm or a village: «Bergs skola».

Part of `called_things.py`.
"""

from __future__ import annotations

import re

from index.analysis.voikko import readings_of
from index.privacy.names.word_stems import GAP

SWEDISH_WORD = re.compile(
    r" (?:(?:för|av|till|med|i|från|på|vid|under|över|ur) [a-zåäö]"
    r"|(?:och|eller|samt) (?![a-zåäö-]*(?:en|et|na|or|are)\b)[a-zåäö]"
    r"|[a-zåäö]{3,20} (?:är|var|har|blir|ska|kan)\b|(?!hoppas|minns|trivs|lyckas)[a-zåäö]{3,20}s\b)"
)
"""After a word in Swedish that is no name: one in small letters, a preposition, or a verb in the passive."""
_FIRM = (
    r"\w{0,20}(?:firma|bolaget|bageri|handel|gården|affär|bröderna|rederi|hotell|restaurang|konditori)"
    r"(?:en|et|n)?"
)
_ENGLISH = re.compile(r" (?:[a-z]{2,20}ed|is|was|has|will) ")
SWEDISH_HOUSE = re.compile(
    rf"{GAP}(?:by|\w{{0,20}}(?:gård|skol|kommun|församling|kyrk|hamn|muse|förening|bibliotek|hotell|stiftelse"
    r"|bruk|varv|fabrik))"
    rf"(?:[aeu]?[ntm]?s?|er|erna)(?!\w)|{GAP}{_FIRM}(?!\w)"
)
"""What is called by a name in Swedish: «Näs by», «Bergs skola»."""
SWEDISH_FIRM = re.compile(rf"(?<!\w)(?i:{_FIRM}){GAP}$")


def is_swedish_word(form: str, following: str, after: str) -> bool:
    """Whether the form is a word in Swedish: «Björk används», «Björk och gran», «Skogen ger arbete»."""
    if not following.islower() or readings_of(following) or _ENGLISH.match(after):
        return False
    return form.endswith(("en", "et")) or bool(SWEDISH_WORD.match(after))
