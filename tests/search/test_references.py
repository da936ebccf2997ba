"""A project as BibTeX and RIS, read back by a small reader of our own of each format."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from index.model.project import Project
from index.model.project_parts import Applicant
from search.export.references import Reference, bibtex, ris

PROJECT = Project(
    code="S29903",
    title="Digituki & 50 % lisää_iloa",
    starts=date(2021, 9, 1),
    applicant=Applicant(name="Vaarojen Väki ry"),
    summary="Ensimmäinen kappale.\r\n\r\nToinen\u2028kappale.",
    fund="ESR",
    regions=("Kainuu", "Lappi"),
)
HOSTILE = "} \\input{/etc/passwd} {{ ~^$#|<>\"'@\x00\x1b[2J\r\nER  - \r\nTY  - JOUR"
LATEX = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^", r"\textless{}": "<", r"\textgreater{}": ">", r"\textbar{}": "|",
    r"\&": "&", r"\%": "%", r"\$": "$", r"\#": "#", r"\_": "_",
}  # fmt: skip
"""The commands of LaTeX for its own signs, and what they print."""


def reference(project: Project = PROJECT) -> Reference:
    return Reference(
        project, "kuvaus", "Aineisto päivitetty 27.11.2026.", "https://haku.example/hanke/S29903"
    )


def read_bibtex(text: str) -> tuple[str, dict[str, str]]:
    """Key and fields of the one entry of a text. Every brace counts, as to BibTeX, whatever is before it."""
    found = re.match(r"@misc\{([^,{}\s]+),\n", text)
    assert found, text
    fields: dict[str, str] = {}
    at = found.end()
    while named := re.compile(r"\s*(\w+)\s*=\s*\{").match(text, at):
        depth, start = 1, named.end()
        at = start
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        fields[named[1]] = text[start : at - 1]
        assert text[at] == ","
        at += 1
    assert text[at:] == "\n}\n"
    return found[1], fields


def printed(field: str) -> str:
    """What LaTeX prints for a field. Fails where a sign of LaTeX is left that would do something."""
    field = re.sub(r"^\{(.*)\}$", r"\1", field)
    signs = re.split("(" + "|".join(map(re.escape, LATEX)) + ")", field)
    assert not [part for part in signs if part not in LATEX and re.search(r"[\\{}~^$#&%_]", part)], field
    return "".join(LATEX.get(part, part) for part in signs)


def test_bibtex_has_what_a_bibliography_needs() -> None:
    key, fields = read_bibtex(bibtex(reference()))
    assert key == "S29903"
    assert fields["author"] == "{Vaarojen Väki ry}"
    assert printed(fields["title"]) == PROJECT.title
    assert fields["year"] == "2021"
    assert "Hankehaku" in fields["howpublished"]
    assert fields["url"] == "https://haku.example/hanke/S29903"
    assert list(fields) == ["author", "title", "year", "howpublished", "note", "url"]


@pytest.mark.parametrize("sign", [*"\\{}~^$#&%_|<>", HOSTILE, "{", "}", "}}", "\\{", "å\u0308 – ”€”"])
def test_no_sign_leaves_its_field(sign: str) -> None:
    hostile = replace(PROJECT, title=f"a {sign} b", applicant=Applicant(name=sign), code="S1,}{%\n" + sign)
    key, fields = read_bibtex(bibtex(reference(hostile)))
    assert re.fullmatch(r"[\w-]+", key, re.ASCII)
    assert printed(fields["title"]) == " ".join(re.sub(r"[\x00-\x1f]", " ", f"a {sign} b").split())


def test_an_entry_without_applicant_title_and_days_is_whole() -> None:
    key, fields = read_bibtex(bibtex(reference(Project(code="S1"))))
    assert (key, printed(fields["title"])) == ("S1", "S1")
    assert not {"author", "year"} & set(fields)


def read_ris(text: str) -> list[tuple[str, str]]:
    """Tags and values; fails at a line that is none, or does not end in CRLF."""
    assert text.endswith("\r\n")
    lines = text[:-2].split("\r\n")
    found = [re.fullmatch(r"([A-Z][A-Z0-9])  - ([^\r\n\x00-\x1f\u2028\u2029]*)", line) for line in lines]
    assert all(found), lines
    return [(one[1], one[2]) for one in found if one]


def test_ris_begins_with_its_type_and_ends_with_its_end() -> None:
    lines = read_ris(ris(reference()))
    assert lines[0] == ("TY", "ELEC")
    assert lines[-1] == ("ER", "")
    told = dict(lines)
    assert (told["AU"], told["TI"], told["PY"]) == ("Vaarojen Väki ry", PROJECT.title, "2021")
    assert told["AB"] == "Ensimmäinen kappale. Toinen kappale."
    assert [value for tag, value in lines if tag == "KW"] == ["ESR", "Kainuu", "Lappi"]
    assert told["UR"] == "https://haku.example/hanke/S29903"


def test_a_hostile_text_begins_no_line_of_ris() -> None:
    hostile = replace(PROJECT, title=HOSTILE, summary=HOSTILE, applicant=Applicant(name=HOSTILE))
    tags = [tag for tag, _ in read_ris(ris(reference(hostile)))]
    assert tags.count("TY") == tags.count("ER") == 1
    assert tags == [tag for tag, _ in read_ris(ris(reference()))]
