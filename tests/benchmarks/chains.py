"""The analysers that are compared: a chain turns a word form into the tokens it is found by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

import libvoikko
import simplemma
import snowballstemmer

from index.analysis.finnish import word

Chain = Callable[[str], frozenset[str]]

_snowball = snowballstemmer.stemmer("finnish")
_voikko = libvoikko.Voikko("fi")


def as_written(form: str) -> Iterable[str]:
    """The form in lower case."""
    return (form.lower(),)


def snowball(form: str) -> Iterable[str]:
    """Snowball Finnish: what Lucene, tantivy and PostgreSQL ship."""
    return (_snowball.stemWord(form.lower()),)


def simple(form: str) -> Iterable[str]:
    """simplemma's Finnish lemmas."""
    return (simplemma.lemmatize(form.lower(), lang="fi").lower(),)


def base_forms(form: str) -> Iterable[str]:
    """All Voikko base forms: what the Elasticsearch plugins index."""
    return [a["BASEFORM"].lower() for a in _voikko.analyze(form) if "BASEFORM" in a] or (form.lower(),)


def hankehaku(form: str) -> Iterable[str]:
    """Both streams of this project."""
    analysed = word(form.lower())
    return (*analysed.bases, *analysed.parts)


def cached(chain: Callable[[str], Iterable[str]]) -> Chain:
    """The chain with each form looked up once."""
    return lru_cache(maxsize=None)(lambda form: frozenset(chain(form)))


CHAINS: dict[str, Chain] = {
    name: cached(chain)
    for name, chain in (
        ("as_written", as_written),
        ("snowball", snowball),
        ("simplemma", simple),
        ("base_forms", base_forms),
        ("hankehaku", hankehaku),
    )
}
