"""The measure of false parts on made-up pieces of a treebank, worked out by hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.benchmarks import false_parts
from tests.benchmarks.chains import CHAINS, Chain
from tests.benchmarks.false_parts import begins_alike, false_tokens, measure, read_words, runs, true_parts

ROWS = [
    # form, lemma, word class, features
    ("Eläinlääkintäviranomaisen", "eläin#lääkintä#viran#omainen", "NOUN", "Case=Gen"),
    ("maailman", "maailma", "NOUN", "Case=Gen"),
    ("ja", "ja", "CCONJ", "_"),
    ("Maailman", "maailma", "NOUN", "Case=Gen"),
    ("maalima", "maailma", "NOUN", "Typo=Yes"),
    ("ESR-hankkeen", "ESR-hanke", "NOUN", "Case=Gen"),
    ("lainsäädännön", "lain#säädäntö", "NOUN", "Case=Gen"),
]


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    """A sentence of `ROWS` in CoNLL-U, with a comment and a token of two words, neither of which counts."""
    lines = ["# text = made up", "1-2\tettei\t_\t_\t_\t_\t_\t_\t_\t_"]
    lines += [
        f"{number}\t{form}\t{lemma}\t{upos}\t_\t{features}\t0\tdep\t_\t_"
        for number, (form, lemma, upos, features) in enumerate(ROWS, start=1)
    ]
    path = tmp_path / "made-up.conllu"
    path.write_text("\n".join(lines) + "\n\n", "utf-8")
    return path


def chain_of(tokens: dict[str, Iterable[str]]) -> Chain:
    """A chain that gives these tokens for these forms."""
    return lambda form: frozenset(tokens[form])


def test_content_words_of_letters_count_as_often_as_they_stand(treebank: Path) -> None:
    assert read_words(treebank) == {
        ("eläinlääkintäviranomaisen", "eläin#lääkintä#viran#omainen"): 1,
        ("maailman", "maailma"): 2,
        ("lainsäädännön", "lain#säädäntö"): 1,
    }


def test_runs_of_constituents() -> None:
    assert runs("lain#säädäntö") == {"lain", "säädäntö", "lainsäädäntö"}
    assert runs("maailma") == {"maailma"}
    assert len(runs("eläin#lääkintä#viran#omainen")) == 10
    assert "lääkintäviran" in runs("eläin#lääkintä#viran#omainen")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("koulu", "koulimaton", True),  # four letters
        ("maa", "maailma", True),  # all of the shorter word
        ("yö", "yötyö", True),
        ("ilma", "maailma", False),
        ("tehdä", "tehtävä", True),  # three letters, lengths 5 and 7
        ("laki", "lain", False),  # «lai» and «lak»
        ("kuusi", "kuunnella", False),  # three letters, lengths 5 and 9
        ("kuunnella", "kuusi", False),
        ("voida", "voima", True),
    ],
)
def test_words_that_begin_alike(one: str, other: str, expected: bool) -> None:
    assert begins_alike(one, other) is expected


@pytest.mark.parametrize(
    ("tokens", "form", "lemma", "expected"),
    [
        (["maailma", "maa", "ilma"], "maailman", "maailma", {"ilma"}),  # «maa» begins «maailma»
        (["kuu", "lumi", "kuulua"], "kuulumisia", "kuulumiset", {"lumi"}),
        (["lainsäädäntö", "laki", "säädäntö"], "lainsäädännön", "lain#säädäntö", {"laki"}),
        (["viranomainen", "omainen", "virka"], "viranomaisen", "viran#omainen", set()),  # «vir», near
        (["noin", "noki"], "noin", "noin", {"noki"}),
        (["noki"], "noki", "jokin", set()),  # the form itself is never false
    ],
)
def test_false_tokens(tokens: list[str], form: str, lemma: str, expected: set[str]) -> None:
    assert false_tokens(tokens, form, lemma) == expected


@pytest.mark.parametrize(
    ("tokens", "lemma", "expected"),
    [
        (["lainsäädäntö", "laki", "säädäntö"], "lain#säädäntö", (1, 2)),
        (["puoliyö"], "puoli#yö", (0, 1)),  # the whole lemma is none of its constituents
        (["puoliyöt"], "puoli#yö", (0, 1)),  # nor is the form, though it begins like one
        (["kehittää", "kehittäminen", "hanke"], "kehittämis#hanke", (2, 2)),
        (["työ"], "yö#työ", (1, 1)),  # «yö» has two letters
        (["maa", "ilma"], "maailma", (0, 0)),  # no compound
    ],
)
def test_true_parts(tokens: list[str], lemma: str, expected: tuple[int, int]) -> None:
    assert true_parts(tokens, "puoliyöt", lemma) == expected


def test_figures_are_weighted_by_how_often_a_form_stands(treebank: Path) -> None:
    chain = chain_of(
        {
            # found: eläin, viran; false: nainen, tori
            "eläinlääkintäviranomaisen": ["eläin", "viran", "nainen", "tori"],
            "maailman": ["maailma", "ilma"],  # false: ilma, twice in the text
            "lainsäädännön": ["lainsäädäntö"],
        }
    )
    figures = measure(chain, read_words(treebank))
    assert figures.false == pytest.approx(1000 * (2 + 2 * 1) / 4)
    assert figures.share == pytest.approx(3 / 4)
    assert figures.true == pytest.approx(2 / 6)


@pytest.mark.slow
def test_every_chain_is_measured(treebank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["false_parts", str(treebank), "--json", str(tmp_path / "found.json")])
    false_parts.main()
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert list(found) == list(CHAINS)
    assert found["as_written"] == {"false": 0.0, "share": 0.0, "true": 0.0}
    assert found["base_forms"]["true"] == 0.0
    assert found["hankehaku"]["true"] >= 0.5  # eläin, lääkintä, säädäntö
