"""The nearest projects against a slow and obvious implementation, and whatever may be pasted."""

from __future__ import annotations

import gc
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis.subject_words import is_numeral, subject_bases
from index.analysis.tokenizer import Token, analyse
from index.errors import UnknownProject
from index.indexing.index_writer import build
from index.model.fields import Kind
from index.model.project import SEARCHED, text
from index.privacy.redaction import REMOVED
from search.contract import deadline
from search.contract.results import Compared, Reason
from search.engine import Engine
from search.matching.snapshot import Snapshot
from search.suggestion import key_terms
from tests.benchmarks.relevance import TEMPLATE
from tests.examples import examples
from tests.index.samples import minimal

PLAN = """Hanke kouluttaa vapaaehtoisia, jotka antavat digitukea ikäihmisille kylätaloilla ja kirjastoissa.
Etäpalvelut ja kuvapuhelut tulevat tutuiksi, ja luontolähtöinen kuntoutus tukee työttömiä."""


# The oracle. It takes nothing from what it checks: the numbers are those of the documentation.

SATURATION, B, PART_SHARE = 3.0, 0.75, 0.6
KEY_TERMS, MOST, SHOWN = 40, 10, 12
PLANNED = [n for n, row in enumerate(SEARCHED) if row.query in ("nimi", "tiivistelma", "kohderyhma")]
(PASTED,) = (n for n, row in enumerate(SEARCHED) if row.query == "tiivistelma")


@dataclass
class Counted:
    """The words of a text: weighted counts as bases and as parts, and the weighted length."""

    bases: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    length: float = 0.0


def subjects(token: Token) -> tuple[str, ...]:
    """The base forms of a word that may tell a subject."""
    if token.word.function or token.word.analysis_kind == "number":
        return ()
    return subject_bases(token.form) if token.word.analysis_kind == "voikko" else token.word.bases


def counted(texts: dict[int, str]) -> Counted:
    """Count the words of sections, given by number, one at a time."""
    found = Counted()
    for number, prose in texts.items():
        row = SEARCHED[number]
        after_number = False
        for token in analyse(prose, None if row.kind is Kind.TEXT else "fi"):
            found.length += row.weight
            for base in token.word.bases:
                found.bases[base] += row.weight  # type: ignore[assignment]
            for part in token.word.parts:
                found.parts[part] += row.weight  # type: ignore[assignment]
            bases = subjects(token)
            for base in () if after_number else bases:
                found.asked[base] += row.weight / len(bases)  # type: ignore[assignment]
            for part in token.word.parts if bases and not after_number else ():
                if part in subject_bases(part):
                    found.asked[part] += row.weight * PART_SHARE  # type: ignore[assignment]
            after_number = is_numeral(token.form)
    return found


def expected(projects: dict[str, Counted], plan: Counted, own: str = "") -> list[tuple[str, int]]:
    """Codes and likeness of the nearest projects, worked out project by project."""
    mean = sum(one.length for one in projects.values()) / len(projects)

    def idf(matching: int) -> float:
        return math.log(1 + (len(projects) - matching + 0.5) / (matching + 0.5))

    def saturated(tf: float, length: float) -> float:
        return tf / (tf + SATURATION * (1 - B + B * length / mean))

    found_in = {
        w: {c: tf for c, one in projects.items() if (tf := one.bases[w] + PART_SHARE * one.parts[w])}
        for w in plan.asked
    }
    weights = {
        w: math.sqrt(plan.asked[w] * sum(there.values()) / len(there)) * idf(len(there))
        for w, there in found_in.items()
        if set(there) - {own}
    }
    key_terms = sorted(weights, key=lambda w: (-round(weights[w], 3), w))[:KEY_TERMS]
    if not key_terms:
        return []
    whole = sum(weights[w] * saturated(plan.asked[w], plan.length) for w in key_terms)
    scores = {
        code: sum(weights[w] * saturated(found_in[w].get(code, 0), one.length) for w in key_terms)
        for code, one in projects.items()
    }
    ranked = sorted((code for code in scores if code != own), key=lambda code: (-scores[code], code))
    found = [(code, min(100, round(100 * scores[code] / whole))) for code in ranked[:MOST]]
    return [(code, likeness) for code, likeness in found if likeness]


@pytest.fixture(scope="module")
def projects(engine: Engine) -> dict[str, Counted]:
    """The words of every sample description."""
    snapshot = engine.snapshot()
    stored = {code: snapshot.document(doc) for code, doc in snapshot.by_code.items()}
    return {c: counted({n: text(data, row) for n, row in enumerate(SEARCHED)}) for c, data in stored.items()}


def test_the_nearest_of_each_project_are_those_of_the_oracle(
    engine: Engine, projects: dict[str, Counted]
) -> None:
    for code in projects:
        data = engine.snapshot().document(engine.snapshot().by_code[code])
        plan = counted({n: text(data, SEARCHED[n]) for n in PLANNED})
        found = [(one.code, one.similarity) for one in engine.similar(code)]
        assert found == expected(projects, plan, code), code
        assert found or code == "S29911", code  # the only one in Swedish


@pytest.mark.parametrize(
    "pasted", [PLAN, "digituki", "olla ja 2021", "", "Sosiaali- ja terveyspalvelut " * 40]
)
def test_the_nearest_of_a_text_are_those_of_the_oracle(
    engine: Engine, projects: dict[str, Counted], pasted: str
) -> None:
    found = [(one.project.code, one.project.similarity) for one in engine.compare(pasted).found]
    assert found == expected(projects, counted({PASTED: pasted}))


# What is shown


def test_passages_share_words_and_are_marked_on_both_sides(engine: Engine) -> None:
    found = {one.project.code: one for one in engine.compare(PLAN).found}
    one = found["S29903"]
    assert {"digitukea", "ikäihmisille"} <= set(one.project.words)
    assert [one.project.title[span.start : span.end] for span in one.title_spans][:2] == [
        "kirjastoautosta",
        "digitukea",
    ]
    assert one.pairs
    for own, theirs in one.pairs:
        assert own.spans
        assert theirs.spans
        assert own.text in PLAN
        assert {span.reason for span in own.spans} == {Reason.EXACT_FORM}
        assert all(own.text[span.start : span.end].lower() == span.word for span in own.spans)
    assert len({own.text for own, _ in one.pairs}) == len(one.pairs)


def test_words_are_named_as_the_text_has_them_and_once(engine: Engine) -> None:
    pasted = "DigiTukea digitukea Digituen kylätaloilla"
    for one in engine.compare(pasted).found:
        assert set(one.project.words) <= {"DigiTukea", "kylätaloilla", "digi", "tuki", "kylä", "talo"}
        assert len({word.lower() for word in one.project.words}) == len(one.project.words)


def make(folder: Path, texts: dict[str, str]) -> Engine:
    """An engine over descriptions that have only a summary."""
    source = folder / "source"
    source.mkdir(exist_ok=True)
    for path in source.glob("*.txt"):
        path.unlink()
    for code, prose in texts.items():
        (source / f"{code}.txt").write_text(TEMPLATE.format(code=code, text=prose), "utf-8")
    build(folder / "index", [source])
    return Engine(folder / "index")


def test_ties_go_by_code_and_the_same_text_is_nearly_100(tmp_path: Path) -> None:
    others = {f"A1000{n}": f"Matkailu ja ruoka numero {n} maaseudulla" for n in range(5)}
    made = make(tmp_path, {"S10003": PLAN, "S10001": PLAN, "S10002": PLAN, **others})
    found = made.compare(PLAN).found
    assert [(one.project.code, one.project.similarity) for one in found[:3]] == [
        ("S10001", 93),  # a project has more in it than its summary
        ("S10002", 93),
        ("S10003", 93),
    ]
    assert [one.code for one in made.similar("S10002")][:2] == ["S10001", "S10003"]
    assert made.compare(PLAN).found == found == Engine(tmp_path / "index").compare(PLAN).found


def test_a_project_is_not_near_itself_and_what_was_removed_is_near_nothing(tmp_path: Path) -> None:
    texts = {"S10001": PLAN, "S10002": PLAN, "S10003": PLAN, "S10004": "Tuulivoiman huolto merellä"}
    assert [one.code for one in make(tmp_path, texts).similar("s10001")] == ["S10002", "S10003"]
    del texts["S10002"]
    made = make(tmp_path, texts)
    assert [one.code for one in made.similar("S10001")] == ["S10003"]
    assert made.similar("S10004") == ()
    with pytest.raises(UnknownProject):
        made.similar("S10002")


def test_the_list_of_a_project_is_kept_and_a_pasted_text_is_not(engine: Engine) -> None:
    assert engine.similar("S29903") is engine.similar("S29903")
    engine.compare("Ainutkertainen suunnitelmateksti digituesta")
    assert not any("Ainutkertainen" in text for text in texts_of(engine))
    assert any("S29903" in text for text in texts_of(engine))


def texts_of(thing: object) -> Iterator[str]:
    """Every text that an object keeps, in whatever it keeps."""
    seen, left = {id(thing)}, [thing]
    while left:
        found = gc.get_referents(left.pop())
        yield from (each for each in found if isinstance(each, str))
        kept = [each for each in found if id(each) not in seen and not isinstance(each, PROGRAM)]
        seen |= set(map(id, kept))
        left += kept


PROGRAM = (type, ModuleType, FunctionType)
"""What belongs to the program and keeps nothing of a request."""


def test_the_real_digital_projects_are_near_each_other(real_engine: Engine) -> None:
    near = [one.code for one in real_engine.similar("S22496")]
    assert set(near[:3]) == {"S22580", "S22089", "S22535"}


# Contact persons


def test_contact_data_is_neither_shown_nor_compared(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    person = "Hankkeen yhteyshenkilön nimi: Kerttu Salattunen"
    summaries = {"S10001": "Kysy: Kerttu Salattunen, kerttu@salattu.example. Digitukea kylille.",
                 "S10002": "Lisätietoja: puh. 040 123 4567. Tuulivoimaa saaristoon."}  # fmt: skip
    for code, summary in summaries.items():
        (source / f"{code}.txt").write_text(minimal(code, _2=person, _3=summary), "utf-8")
    build(tmp_path / "index", [source])
    engine = Engine(tmp_path / "index")
    assert REMOVED in str(engine.project("S10001").project.summary)
    assert engine.similar("S10001") == ()  # both have the words that stand for what was removed, and no other
    for one in engine.compare(
        "Kerttu Salattunen kerttu@salattu.example antaa digitukea, puh. 040 123 4567"
    ).found:
        theirs = repr((one.project, one.title_spans, [theirs for _, theirs in one.pairs]))
        assert not re.search("kerttu|salattu|4567", theirs, re.IGNORECASE)


# Whatever is pasted


def check_sound(found: tuple[Compared, ...], pasted: str) -> None:
    """Bounded, in order, escaped, and each passage a piece of what was pasted."""
    assert len(found) <= MOST
    likeness = [one.project.similarity for one in found]
    assert likeness == sorted(likeness, reverse=True)
    assert all(1 <= each <= 100 for each in likeness)
    for one in found:
        assert 1 <= len(one.project.words) <= SHOWN
        for own, theirs in one.pairs:
            for snippet in (own, theirs):
                assert [s for s in snippet.spans if not 0 <= s.start < s.end <= len(snippet.text)] == []
            assert own.text in pasted


HOSTILE = [
    "<script>alert(1)</script> digitukea kylille & \"'",
    "a-" * 10_000,
    "ä" * 20_000,
    "digituki " * 2_200,
    "työllisyys- ja " * 1_300,
    "\x00\ud800 digitukea\u202e",
    "İ digituki ẞ",
    " ".join(f"sana{n}" for n in range(2_500)),
    "@" * 20_000,
    "http://" * 2_500,
    '()*~:"-' * 2_500,
]


@pytest.mark.parametrize("pasted", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts(engine: Engine, pasted: str) -> None:
    check_sound(engine.compare(pasted).found, pasted)


WORDS = ["digitukea", "<b>kylille</b>", "&amp;", "ikäihmisten", "kuntoutus", "\n", "- ", "REACT-EU:n", "työ-"]


@pytest.mark.slow
@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(pasted=st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=60).map(" ".join))
def test_any_text_is_compared(engine: Engine, pasted: str) -> None:
    found = engine.compare(pasted).found
    check_sound(found, pasted)
    assert found == engine.compare(pasted).found


def test_a_long_text_asks_for_a_bounded_number_of_words(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = Snapshot.document_frequency

    def frequency(self: Snapshot, field: str, word: str) -> int:
        asked.append(word)
        return real(self, field, word)

    monkeypatch.setattr(Snapshot, "document_frequency", frequency)
    monkeypatch.setattr(key_terms, "MOST_WORDS", 100)
    engine.compare("digituki digituki " + " ".join(f"sana{n}x" for n in range(2_000)))
    assert len(set(asked)) == 100
    assert "digituki" in asked  # the most frequent words are kept


def test_the_deadline_holds(engine: Engine) -> None:
    started = deadline.start(-1)
    try:
        with pytest.raises(deadline.DeadlineExceeded):
            engine.compare(PLAN)
    finally:
        deadline.end(started)
