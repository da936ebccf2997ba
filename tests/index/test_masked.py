"""Texts with contact data in all writings and what is shown of them, looked at once and kept:
`golden/masked.jsonl`.

A line is a contact person (name, e-mail, telephone), a text or a project's loose texts, and what is shown.
`python -m tests.index.test_masked` writes the file again for the texts in it; look at what changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.model.project import Project
from index.model.project_parts import Applicant, Contact
from index.privacy.contact_patterns import is_thousands, joined, split_phones
from index.privacy.contact_signs import email_signs
from index.privacy.file_names import digest_in, hide_paths, path_digest, shown_path, stored_path
from index.privacy.folding import fold
from index.privacy.redaction import REMOVED, find_contact_data, redact

MASKED = Path(__file__).parent / "golden" / "masked.jsonl"


def shown(line: dict[str, Any]) -> Any:
    """What is shown of a text, «##» for what is masked; of loose texts, also what is warned of."""
    name, email, phone = line["contact"]
    contact = Contact(name or None, None, email or None, phone or None)
    if "text" in line:
        made = redact(Project("S12345", summary=line["text"], contact=contact))[0].summary or ""
        return made.replace(REMOVED, "##")
    if "path" in line:
        return shown_path(line["path"], contact)
    made, count = redact(Project("S12345", summary=line.get("prose"), contact=contact, other=line["other"]))  # type: ignore[assignment]
    texts = {title: text.replace(REMOVED, "##") for title, text in made.other.items()}  # type: ignore[attr-defined]
    return [count, texts, len(made.warnings), (made.summary or "").replace(REMOVED, "##")]  # type: ignore[attr-defined]


LINES = [json.loads(line) for line in MASKED.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "line", LINES, ids=lambda line: str(line.get("text", line.get("path", line.get("other"))))[:40]
)
def test_what_is_shown(line: dict[str, Any]) -> None:
    assert json.loads(json.dumps(shown(line))) == line["shown"]


@pytest.mark.parametrize(
    ("text", "even"),
    [
        ("a&amp;b", "a&b"), ("&amp;", "&"), ("a&#64;b &#x40; &amp;#64; &amp;amp;#64;", "a@b @ @ @"),
        ("a%40b", "a@b"),
        ("m\n@x", "m@x"), ("m@ \n x", "m@x"), ("Mal-\nlila", "Mallila"), ("Anna-\nLiisa", "Anna-Liisa"),
        ("Mal\u00adlila", "Mallila"),
        ("Mal\u00ad\nlila", "Mallila"), ("０４０ １２３", "040 123"),
        ("a＠b﹫c．d＋e－f＿g：h（i）", "a@b@c.d+e-f_g:h(i)"),
        ("plain äö", "plain äö"),
        ("a -\nb", "a -\nb"), ("1-\n2", "1-\n2"), ("a\u200bb\u200b\u200bc", "abc"), ("ﬁ", "fi"),
        ("&nosuch;", "&nosuch;"),
    ],
)  # fmt: skip
def test_signs_that_hide_contact_data(text: str, even: str) -> None:
    assert fold(text).text == even


def test_places_in_the_source() -> None:
    text = "x ０４０ a&amp;b Mal-\nlila y\u200bz end"
    folded = fold(text)
    assert folded.text == "x 040 a&b Mallila yz end"
    for word, source in (
        ("x", "x"),
        ("040", "０４０"),
        ("a&b", "a&amp;b"),
        ("Mallila", "Mal-\nlila"),
        ("yz", "y\u200bz"),
        ("end", "end"),
        ("&", "&amp;"),
        ("l", "l"),
    ):
        start = folded.text.rindex(word)
        low, high = folded.span(start, start + len(word))
        assert text[low:high].replace("\u200b", "") == source.replace("\u200b", ""), word
    assert fold("abc").span(1, 2) == (1, 2)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("0401234567", [("0401234567", True)]), ("040123", [("040123", False)]),
        ("0401234", [("0401234", False)]), ("0912345", [("0912345", True)]),
        ("040123456789", [("040123456789", False)]), ("091234567890", [("091234567890", True)]),
        ("0401234567890", [("0401234567890", False)]),
        ("+358401234567", [("+358401234567", True)]), ("+35840123", [("+35840123", False)]),
        ("+358401234", [("+358401234", True)]),
        ("358 401 234", [("358 401 234", False)]), ("358 4012 34", [("358 4012 34", True)]),
        ("35840123456", [("35840123456", True)]),
        ("040 123 4567", [("040 123 4567", True)]), ("040 12 34 56", [("040 12 34 56", True)]),
        ("040 12 34 5", [("040 12 34 5", False)]), ("019 12 34 56", [("019 12 34 56", False)]),
        ("999 123 4567", [("999 123 4567", False)]),
        *((f"{code} 123 4567", [(f"{code} 123 4567", True)]) for code in ("09", "040", "0400", "0500",
        "0100", "0800", "0101", "0108", "(0")),
        ("040 1234567 050 1234567", [("040 1234567", True), (" ", False), ("050 1234567", True)]),
        ("0401234567\n0501234567", [("0401234567", True), ("\n", False), ("0501234567", True)]),
        ("040 1234\n567", [("040 1234\n567", True)]), ("+358 40\n1234567", [("+358 40\n1234567", True)]),
        ("+358401234567\n12", [("+358401234567", True), ("\n", False), ("12", False)]),
        ("040 1234567\n12", [("040 1234567", True), ("\n", False), ("12", False)]),
    ],
)  # fmt: skip
def test_rows_of_digits_are_cut_into_numbers(text: str, pieces: list[tuple[str, bool]]) -> None:
    assert list(split_phones(text)) == pieces


def test_small_helpers_of_contact_data() -> None:
    assert joined([(0, 3), (5, 7)], [(2, 4), (7, 9), (6, 6)]) == [(0, 4), (5, 7), (7, 9)]
    assert joined([], []) == []
    assert is_thousands("2 040 000 000", 2, "040 000 000")
    for text, at, number in (
        ("x 040 000 000", 2, "040 000 000"),
        ("2-040 000", 2, "040 000"),
        ("2 040 0000", 2, "040 0000"),
        ("2 040", 2, "040"),
        ("040 000", 0, "040 000"),
    ):
        assert not is_thousands(text, at, number), text
    for sign in (
        "a@b",
        "a(at)b",
        "a at b",
        "a ät b",
        "a miukumauku b",
        "a\xa0at\xa0b",
        "a [ät] b",
        "a(a)b",
        "a[a]b",
        "a＠b",
    ):
        assert email_signs(sign), sign
    assert not email_signs("batman (b) ja tat")
    text = "Kysy maija(at)malli.fi tai 040 123 4567"
    assert [text[start:end] for start, end in find_contact_data(text, Contact())] == [
        "maija(at)malli.fi",
        "040 123 4567",
    ]
    assert find_contact_data("hanke", Contact("Maija Mallila")) == []


def test_organisations_keep_what_is_theirs() -> None:
    contact = Contact("Maija Mallila", None, "maija.mallila@malli.fi", "040 123 4567")
    partner = Applicant(
        "Maija Mallilan tila",
        None,
        "1234567-1",
        "Maija Mallilan tie 1",
        "+358 40 1234567",
        "00100",
        "Ii",
        "www.malli.fi/maija-mallila",
    )
    plain = Applicant(
        "Malli ry", None, None, "Katu 1 010190-123A", "08 123 4567", "00100", "Ii", "www.malli.fi"
    )
    made, count = redact(
        Project(
            "S12345",
            applicant=plain,
            co_implementers=(partner,),
            contact=contact,
            summary="Soita 08 1234567 tai 040 1234567",
        )
    )
    assert made.applicant == Applicant(
        "Malli ry", None, None, f"Katu 1 {REMOVED}", "08 123 4567", "00100", "Ii", "www.malli.fi"
    )
    (shown_partner,) = made.co_implementers
    assert shown_partner == Applicant(
        "Maija Mallilan tila", None, "1234567-1", f"{REMOVED} tie 1", None, "00100", "Ii", REMOVED
    )
    assert made.summary == f"Soita 08 1234567 tai {REMOVED}"
    assert (made.contact, count) == (Contact(), 5)


def test_paths_are_known_again_by_their_digest() -> None:
    path = "/srv/Maija Mallila S1.txt"
    hidden = shown_path(path)
    stored = stored_path(path, hidden)
    assert stored == f"{hidden}#{path_digest(path)}"
    assert (digest_in(stored), digest_in("/srv/a.txt"), digest_in(f"/srv/a.txt#{path_digest(path)}")) == (
        path_digest(path),
        "",
        "",
    )
    assert len(path_digest(path)) == 16
    assert path_digest("/srv/\udce4") != path_digest("/srv/\udce5")
    assert stored_path("/srv/a.txt", "/srv/a.txt") == "/srv/a.txt"
    messages = [
        f"{path}: line 1; {path} (S1)",
        "x/srv/Maija Mallila S1.txt",
        "/srv/a.txt",
        "/srv/Pekka Puupää.txt/x",
    ]
    assert hide_paths(messages, [path, "/srv/a.txt", "/srv/Pekka Puupää.txt"], {}) == [
        f"{hidden}: line 1; {hidden} (S1)", "x/srv/Maija Mallila S1.txt", "/srv/a.txt",
        f"{shown_path('/srv/Pekka Puupää.txt')}/x",
    ]  # fmt: skip
    assert hide_paths(["/b.txt x"], [], {"/b.txt": "/[henkilö].txt#0123456789abcdef"}) == ["/[henkilö].txt x"]
    assert hide_paths(["/b.txt x"], ["/b.txt"], {}) == ["/b.txt x"]


if __name__ == "__main__":
    MASKED.write_text(
        "".join(json.dumps({**line, "shown": shown(line)}, ensure_ascii=False) + "\n" for line in LINES),
        "utf-8",
    )
