"""Pages without hits: no filter that finds nothing, and links that do find something."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

QUERIES = (
    "/?q=xyzzyx",
    "/?q=xyzzyx+qwwqqw&maakunta=Kainuu",
    "/?kunta=Oulu&vuosi=1999",
    "/?q=digituki&vuosi=1999",
)


@pytest.mark.parametrize("address", QUERIES)
@pytest.mark.parametrize("language", ["", "/sv", "/en"])
def test_no_filter_leads_nowhere(corpus_client: FlaskClient, address: str, language: str) -> None:
    page = corpus_client.get(language + address).text
    assert 'id="ei-osumia"' in page
    assert '<details class="facet ranges"' not in page
    assert 'class="value"' not in page
    anchors = set(re.findall(r'class="skip" href="#([^"]+)"', page))
    assert all(f'id="{anchor}"' in page for anchor in anchors)


@pytest.mark.parametrize("address", QUERIES)
def test_each_step_that_is_offered_finds_something(corpus_client: FlaskClient, address: str) -> None:
    page = corpus_client.get(address).text
    section = page[page.index('<div class="results"') :]
    steps = [unescape(link) for link in re.findall(r'<a href="(/\?[^"]+|/hankkeet[^"]*)"', section)]
    assert len(steps) >= 6
    for step in steps:
        assert '<article class="hit">' in corpus_client.get(step).text, step
