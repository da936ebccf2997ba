"""Long words may break after a syllable, and nothing of them changes."""

from __future__ import annotations

import re

import pytest

from tests.web.html_check import read_page
from web.i18n.soft_breaks import html_with_breaks, soft


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ammattikorkeakoulu", "Ammat|tikor|keakoulu"),
        ("lyhyt sana", "lyhyt sana"),
        ("toimintaympäristöanalyysi on", "toimin|taympä|ristö|analyysi on"),
    ],
)
def test_words_break_between_syllables(text: str, wanted: str) -> None:
    made = html_with_breaks(text)
    assert made.replace('<i class="h"></i>', "|") == wanted
    assert re.sub(r"<[^>]*>", "", made) == text


def test_markup_in_a_text_stays_text() -> None:
    hostile = "<script>alert('elinkeinoelämäkeskustelu')</script>&amp;"
    assert read_page(f"<h1>{html_with_breaks(hostile)}</h1>").text == hostile
    assert soft(soft(hostile)) == soft(hostile)
