"""Words written exactly as typed are told from all their other forms."""

from __future__ import annotations

import pytest

from search.contract.request import Precision, Request
from search.engine import Engine
from tests.small import engine_of

CASES = (
    "talo", "talon", "talona", "taloa", "taloksi", "talossa", "talosta", "taloon", "talolla", "talolta",
    "talolle", "talotta", "talot", "talojen", "taloja", "taloina", "taloiksi", "taloissa", "taloista",
    "taloihin", "taloilla", "taloilta", "taloille",
)  # fmt: skip
POSSESSED = (
    "talo", "talona", "taloa", "talokse", "talossa", "talosta", "talolla", "talolta", "talolle", "taloissa",
)  # fmt: skip
FORMS = (
    *(case + ending for case in CASES for ending in ("", "kin", "ko", "han")),
    *(case + ending for case in POSSESSED for ending in ("ni", "si", "mme", "nne")),
)
"""More forms of one word than 8 bits can keep apart."""


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A project for each form."""
    texts = {f"S{10000 + n}": {"_3": f"Tämä on {form}."} for n, form in enumerate(FORMS)}
    return engine_of(tmp_path_factory.mktemp("forms"), texts)


def test_each_form_finds_its_own_project_only(forms: Engine) -> None:
    assert len(set(FORMS)) == len(FORMS) > 120
    every = forms.answer(Request("talo", precision=Precision.INFLECTED)).total
    assert every == len(FORMS)
    for number, form in enumerate(FORMS):
        for request in (Request(f"={form}"), Request(form, precision=Precision.EXACT)):
            answer = forms.answer(request)
            assert [hit.code for hit in answer.hits if not hit.partial] == [f"S{10000 + number}"], form
        assert forms.count(Request(f"={form}")) == 1
        assert forms.answer(Request(f"tiivistelma:={form}")).total == 1
        assert forms.answer(Request(f"loppuraportti:={form}")).total == 0
