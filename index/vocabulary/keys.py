"""The keys by which words are looked up in a vocabulary: lemmas in Finnish, stems in Swedish and English."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import snowballstemmer

from index.analysis import finnish, swedish
from index.analysis.finnish import Word
from index.analysis.readings import likely
from index.analysis.tokenizer import analyse, tokenise
from index.analysis.voikko import analyses_of
from index.remembered import remembered
from index.vocabulary.group import MOST_WORDS


class _Stemmer(threading.local):
    """Snowball's stemmer keeps the word in itself: each thread has its own."""

    def __init__(self) -> None:
        self.stemmer = snowballstemmer.stemmer("english")


_own = _Stemmer()


@remembered(20_000)
def english_stem(form: str) -> str:
    """The stem of a lower-case English word (Snowball)."""
    stem: str = _own.stemmer.stemWord(form)
    return stem


@remembered(20_000)
def word_keys(language: str, form: str) -> tuple[str, ...]:
    """The keys of a lower-case word in a language: one, or in Finnish one for each lemma it may be of.

    Of a Finnish word that no dictionary has, the stem comes first, since texts have it inflected.
    """
    if language == "sv":
        return (swedish.stem(form),)
    if language == "en":
        return (english_stem(form),)
    return lemmas(form, finnish.word(form))


def lemmas(form: str, word: Word) -> tuple[str, ...]:
    """The lemmas of an analysed Finnish word, itself first where it is one of them."""
    if form not in word.bases or word.analysis_kind == "stem":
        return word.bases
    return (form, *(base for base in word.bases if base != form))


def term_base(form: str) -> str:
    """The base form of a Finnish term of one lower-case word that Voikko knows, "" of others.

    It may be a plural, but no form of a verb other than its infinitive: «vaalit» are none of «vaalia», and
    «tapaamiset» are «tapaaminen».
    """
    readings = likely(form, analyses_of(form))
    if any(r.base == form for r in readings):
        return form
    if nouns := [r.base for r in readings if r.base and r.word_class != "teonsana"]:
        return nouns[0]
    verbal = finnish.VERBAL_NOUN.fullmatch(form)
    if readings and verbal:
        return verbal[1] + "nen"
    return form if readings else ""


def label_key(language: str, text: str, *, is_headword: bool = False) -> str:
    """The key of a vocabulary's term; "" where it has no word, or too many.

    is_headword: a dictionary's Finnish words are lemmas already, and need no analysis but for plurals.
    """
    return _key(language, text, _forms(language, text), is_headword)


def written_key(language: str, text: str) -> str:
    """The key of a Swedish or English term as it is written; "" for others, and for too many words.

    Stems alone take «authority» for «author», and «lantbrukare» (farmer) for «lantbruk» (farming).
    """
    return _written(language, _forms(language, text))


def label_keys(language: str, text: str, *, is_headword: bool) -> tuple[str, str]:
    """Both keys of a term: `label_key` and `written_key`."""
    forms = _forms(language, text)
    return _key(language, text, forms, is_headword), _written(language, forms)


def _key(language: str, text: str, forms: Sequence[str], is_headword: bool) -> str:
    if not 1 <= len(forms) <= MOST_WORDS:
        return ""
    if language == "fi" and is_headword:
        return " ".join(lemmas(form, finnish.word(form))[0] if form.endswith("t") else form for form in forms)
    if language == "fi" and len(forms) == 1 and forms[0].isalpha() and (base := term_base(forms[0])):
        return base
    if language == "fi":  # analysed as texts are: «tutkimus- ja kehitystoiminta» has two long words
        return " ".join(lemmas(token.form, token.word)[0] for token in analyse(text, "fi"))
    return " ".join([word_keys(language, form)[0] for form in forms])


def _written(language: str, forms: Sequence[str]) -> str:
    return f"={' '.join(forms)}" if language != "fi" and 1 <= len(forms) <= MOST_WORDS else ""


def _forms(language: str, text: str) -> list[str]:
    """The words of a term in small letters. English is written with a hyphen or without: «second-hand»."""
    lower = text.lower() if language == "fi" else text.lower().replace("-", " ")
    words = lower.split()
    return words if all(map(str.isalpha, words)) else tokenise(lower).forms
