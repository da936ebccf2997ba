"""Terms looked up by blocks against a list of all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.storage.array_file import ArrayFile, write_arrays
from index.storage.term_dictionary import BLOCK_TERMS, TermDictionary, term_arrays

WORDS = st.sets(st.text("abä", max_size=4), max_size=3 * BLOCK_TERMS)


@given(fields=st.dictionaries(st.sampled_from("xyz"), WORDS), sought=st.text("abäö", max_size=4))
def test_lookups_agree_with_a_list(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, set[str]], sought: str
) -> None:
    texts: list[bytes] = []
    runs = {}
    for field in sorted(fields):
        runs[field] = [len(texts), len(texts) + len(fields[field])]
        texts += sorted(word.encode() for word in fields[field])
    path = tmp_path_factory.mktemp("terms") / "terms.arr"
    write_arrays(path, term_arrays(texts), {})
    terms = TermDictionary(ArrayFile(path), runs)
    raw = sought.encode()
    assert terms.find("none", raw) is None
    assert [terms.text(number) for number in range(len(texts))] == texts
    for field, (first, end) in runs.items():
        own = texts[first:end]
        assert list(terms.texts_of(field)) == [text.decode() for text in own]
        assert terms.find(field, raw) == (first + own.index(raw) if raw in own else None)
        assert terms.lower_bound(field, raw) == first + sum(text < raw for text in own)
        low, high = terms.prefix_range(field, raw)
        assert texts[low:high] == [text for text in own if text.startswith(raw)]
        assert terms.texts_between(low, high) == texts[low:high]
