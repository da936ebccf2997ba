"""Why a hit has its score: what each token of the query contributes to it, which adds up to the score.

Goes through the same tree as the evaluator, with its constants and its postings, for one document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from index.model.project import SEARCHED
from index.numeric import Array
from index.storage.schema import BASES, PARTS
from search.contract.messages import Message
from search.contract.request import Precision
from search.contract.results import Contribution, Reason
from search.matching import evaluator as scoring
from search.matching.positions import exact_postings
from search.matching.snapshot import Snapshot
from search.matching.term_expansion import expansions
from search.query.ast import And, Boosted, Expansion, Fuzzy, Node, Or, Phrase, Prefix, Term

Postings = tuple[Array, Array]

WORD, WRITTEN, PHRASE = Message("sana"), Message("sana kirjoitettuna"), Message("lauseke")
PART, ROOT, PREFIX_MATCH, EXPANDED = (
    Message(reason.value)
    for reason in (Reason.COMPOUND_PART, Reason.SHARED_ROOT, Reason.PREFIX_MATCH, Reason.EXPANDED)
)
"""What a token is to the search word: the word itself, or what makes a text match it otherwise."""


def explain(snapshot: Snapshot, tree: Node, doc: int) -> tuple[Contribution, ...]:
    """The contributions to a document's score, the largest first."""
    return tuple(sorted(_of(snapshot, tree, doc, 1.0), key=lambda one: (-one.score, one.word, one.token)))


def _of(snapshot: Snapshot, node: Node, doc: int, weight: float) -> Iterator[Contribution]:
    match node:
        case Term():
            yield from _word(snapshot, node, doc, weight)
        case Expansion(term=term):
            yield from _relatives(snapshot, term, doc, weight)
        case Phrase(terms=terms, section=section):
            typed = f'"{" ".join(term.form for term in terms)}"'
            postings = scoring.postings_of_phrase(snapshot, node)
            yield from _best([_one(snapshot, typed, PHRASE, ("", typed, section), postings, doc, weight)])
        case Prefix(text=text, section=section) | Fuzzy(text=text, section=section):
            tokens = [(BASES, token) for token in expansions(snapshot, node)]
            yield from _best(_each(snapshot, text, EXPANDED, tokens, section, doc, weight))
        case And(items=items) | Or(items=items):
            for item in items:
                yield from _of(snapshot, item, doc, weight)
        case Boosted(item=item, boosts=boosts):
            yield from _of(snapshot, item, doc, weight)
            for boost, own in boosts:
                yield from _of(snapshot, boost, doc, weight * own)
        case _:
            return


def _word(snapshot: Snapshot, term: Term, doc: int, weight: float) -> Iterator[Contribution]:
    if term.precision is Precision.EXACT:
        postings = exact_postings(snapshot, term)
        key = (BASES, term.form, term.section)
        yield from _best([_one(snapshot, term.form, WRITTEN, key, postings, doc, weight)])
        return
    tokens = scoring.streams(term.word)
    whole, inside = ([one for one in tokens if one[0] == stream] for stream in (BASES, PARTS))
    yield from _best(_each(snapshot, term.form, WORD, whole, term.section, doc, weight))
    if term.precision is Precision.PARTS:
        weight *= scoring.PART_WEIGHT
        yield from _best(_each(snapshot, term.form, PART, inside, term.section, doc, weight))


def _relatives(snapshot: Snapshot, term: Term, doc: int, weight: float) -> Iterator[Contribution]:
    for root in term.word.parts:
        tokens = [(BASES, root), (PARTS, root)]
        own = weight * scoring.ROOT_WEIGHT
        yield from _best(_each(snapshot, term.form, ROOT, tokens, term.section, doc, own))
    alike = []
    for base in term.word.bases if not term.section else ():
        postings = scoring.prefix_match_postings(snapshot, base, term.word)
        key = (BASES, scoring.shared_prefix(base) + "…", "")
        own = weight * scoring.PREFIX_MATCH_WEIGHT
        alike.append(_one(snapshot, term.form, PREFIX_MATCH, key, postings, doc, own))
    yield from _best(alike)


def _each(
    snapshot: Snapshot,
    typed: str,
    role: str,
    tokens: list[tuple[str, str]] | tuple[tuple[str, str], ...],
    section: str,
    doc: int,
    weight: float,
) -> list[Contribution | None]:
    return [
        _one(
            snapshot, typed, role, (stream, token, section),
            scoring.term_postings(snapshot, stream, token, section), doc, weight,
        )
        for stream, token in tokens
    ]  # fmt: skip


def _best(found: list[Contribution | None]) -> Iterator[Contribution]:
    """Readings of a word are no merits: the best one counts, as in `disjunction_max`."""
    there = [one for one in found if one is not None]
    if there:
        yield max(there, key=lambda one: one.score)


def _one(
    snapshot: Snapshot,
    typed: str,
    role: str,
    key: tuple[str, str, str],
    postings: Postings,
    doc: int,
    weight: float,
) -> Contribution | None:
    """What one token contributes to a document; None where it does not stand there."""
    docs, frequencies = postings
    at = int(np.searchsorted(docs, doc))
    if at == len(docs) or docs[at] != doc:
        return None
    stream, token, section = key
    frequency = float(frequencies[at])
    norm = scoring.length_norm(snapshot, docs[at : at + 1])[0]
    idf = scoring.idf(snapshot.live_count, len(docs))
    score = weight * idf * (scoring.K1 + 1) * frequency / (frequency + scoring.K1 * norm)
    return Contribution(
        word=typed,
        role=role,
        stream=stream,
        token=token,
        section=section,
        frequency=round(frequency, 3),
        sections=_sections(snapshot, stream, token, doc) if stream else {},
        documents=len(docs),
        idf=round(idf, 4),
        length_norm=round(float(norm), 4),
        weight=round(weight, 4),
        score=round(float(score), 5),
    )


def _sections(snapshot: Snapshot, stream: str, token: str, doc: int) -> dict[str, int]:
    """In which sections a token stands in a document, and how often."""
    numbers = snapshot.sections_of(snapshot.occurrences(stream, token, np.array([doc], np.int64)))
    return dict(Counter(SEARCHED[number].query for number in numbers.tolist()))
