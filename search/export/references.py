"""A project as reference managers read it: BibTeX and RIS.

BibTeX: Oren Patashnik, «BibTeXing» (1988). RIS: the tags of Research Information Systems' format, as Zotero,
EndNote and Mendeley import them: each line a tag, two spaces, a hyphen, a space; CRLF at its end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.model.project import Project

SERVICE = "Hankehaku"
CITE_KEY = re.compile(r"[^A-Za-z0-9_-]+")
"""What may not stand in the key of an entry."""
BIBTEX_SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}  # fmt: skip
"""What LaTeX does not take as text. BibTeX counts braces behind a backslash, too: «\\{» would not do."""


@dataclass(frozen=True)
class Reference:
    """The data of a project.

    kind: what it is, in words. note: what else a reader is to know, such as the day of the data.
    url:  the address of its page, with the name of the site.
    """

    project: Project
    kind: str
    note: str
    url: str


def bibtex(reference: Reference) -> str:
    """An entry of BibTeX, in UTF-8. Names and title stand in braces twice: they are kept as they are."""
    project = reference.project
    fields = {
        "author": _braced(project.applicant.name or ""),
        "title": _braced(project.title or project.code),
        "year": str(project.starts.year) if project.starts else "",
        "howpublished": _escaped(f"{SERVICE}: {reference.kind}"),
        "note": _escaped(reference.note),
        "url": re.sub(r"[{}\s\\]", "", reference.url),
    }
    lines = (f"  {name:<12} = {{{value}}}," for name, value in fields.items() if value)
    key = CITE_KEY.sub("-", project.code).strip("-") or "hanke"
    return "\n".join((f"@misc{{{key},", *lines, "}", ""))


def _braced(text: str) -> str:
    """A text in braces, so that it is neither split into first and last names nor put in lower case."""
    return f"{{{_escaped(text)}}}" if _one_line(text) else ""


def _escaped(text: str) -> str:
    return "".join(BIBTEX_SIGNS.get(sign, sign) for sign in _one_line(text))


def ris(reference: Reference) -> str:
    """A record of RIS, in UTF-8: its type first, its end last."""
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in _ris_lines(reference))


def _ris_lines(reference: Reference) -> Iterator[tuple[str, str]]:
    project = reference.project
    yield "TY", "ELEC"
    told = (
        ("ID", project.code),
        ("AU", project.applicant.name),
        ("TI", project.title or project.code),
        ("T2", SERVICE),
        ("PY", str(project.starts.year) if project.starts else ""),
        ("AB", project.summary),
        *(("KW", word) for word in (project.fund, *project.regions)),
        ("M3", reference.kind),
        ("N1", reference.note),
        ("UR", reference.url),
    )
    yield from ((tag, value) for tag, value in told if value and not value.isspace())
    yield "ER", ""


def _one_line(text: str) -> str:
    """A text on one line, without signs that cannot be seen."""
    seen = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return " ".join(seen.split())


@dataclass(frozen=True)
class ReferenceFormat:
    """A format of references: its media type, what it is called, and how it is written."""

    mimetype: str
    label: str
    write: Callable[[Reference], str]


FORMATS = {
    "bib": ReferenceFormat("application/x-bibtex; charset=utf-8", "BibTeX", bibtex),
    "ris": ReferenceFormat("application/x-research-info-systems; charset=utf-8", "RIS", ris),
}
"""By the end of the file's name."""
