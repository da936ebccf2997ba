"""Selects the tokens of a word form that may describe a subject, by Voikko's part of speech.

Nouns, adjectives, names and nouns of action do («digituki», «asiointi», «kehittäminen»). Finite verbs,
participles, adverbs, pronouns, numerals and conjunctions occur in any text («puhutaan», «useimmiten»). A form
that may be an adverb or a pronoun is treated as one. Words that Voikko does not know are mostly names and
technical terms; Swedish words have no part of speech here.
"""

from __future__ import annotations

from index.analysis.finnish import FUNCTION_CLASSES, Word, word
from index.analysis.voikko import NAME_CLASSES, analyses_of
from index.remembered import remembered

NOMINAL_CLASSES = frozenset({"nimisana", "laatusana", "nimisana_laatusana", "lyhenne"}) | NAME_CLASSES
FRAME_CLASSES = FUNCTION_CLASSES | {"seikkasana", "lukusana"}
ACTION = "MINEN-infinitive"
"""MOOD of «kehittämisessä», for which `word` has the base form «kehittäminen» as well."""


@remembered(100_000)
def subject_bases(form: str) -> tuple[str, ...]:
    """Those base forms of a lower-case Finnish word form that may tell a subject; none for a frame word."""
    found = word(form)
    if found.function or found.analysis_kind == "number":
        return ()
    if found.analysis_kind != "voikko":
        return found.bases
    if is_frame_word(form):
        return ()
    analyses = analyses_of(form)
    nominal = {
        analysis["BASEFORM"].lower().rstrip("-")
        for analysis in analyses
        if analysis.get("CLASS") in NOMINAL_CLASSES and "PARTICIPLE" not in analysis
    }
    if any(analysis.get("MOOD") == ACTION for analysis in analyses):
        nominal |= {base for base in found.bases if base.endswith("minen")}
    return tuple(base for base in found.bases if base in nominal)


@remembered(100_000)
def subject_parts(found: Word) -> tuple[str, ...]:
    """Those parts of a word that may tell a subject themselves; of a Swedish one, its form, if it is no frame
    word in Finnish: names are the same in both languages."""
    return tuple(part for part in found.parts if part in subject_bases(part))


@remembered(20_000)
def is_frame_word(form: str) -> bool:
    """Whether a lower-case form is, or may be, an adverb, a pronoun, a preposition and the like."""
    found = word(form)
    return found.function or (
        found.analysis_kind == "voikko"
        and any(analysis.get("CLASS") in FRAME_CLASSES for analysis in analyses_of(form))
    )


@remembered(20_000)
def is_numeral(form: str) -> bool:
    """Whether a lower-case form is a number, in digits or words: what follows it is counted or measured."""
    return word(form).analysis_kind == "number" or any(
        analysis.get("CLASS") == "lukusana" for analysis in analyses_of(form)
    )
