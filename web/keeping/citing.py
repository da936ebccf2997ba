"""What «Viittaa» shows: a sentence to copy, the address that lasts, and files for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from flask import url_for
from markupsafe import Markup, escape

from index.model.project import Project
from index.model.project_parts import DESCRIPTION
from search.contract.request import Precision, Request
from search.contract.status import Status
from search.export.naming import file_name
from search.export.references import FORMATS, SERVICE, Reference
from web.i18n import format
from web.i18n.language import lang_fi
from web.i18n.soft_breaks import as_html, escaped
from web.i18n.texts import gettext as _
from web.keeping.replay import changes_url
from web.routing import urls
from web.routing.request_changes import on_first_page


class Narrowing(Protocol):
    """A filter in force, as pages name it."""

    @property
    def label(self) -> str:
        """Name of the field."""
        ...

    @property
    def value(self) -> str:
        """What it asks for."""
        ...

    @property
    def is_source_text(self) -> bool:
        """Whether it comes from the descriptions, which stay Finnish on every page."""
        ...


@dataclass(frozen=True)
class ReferenceView:
    """A reference in one format, to be shown and saved."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class CitingView:
    """What the block shows.

    sentence:   to be copied into a text. url: the address that lasts.
    references: of a project.
    replay_url, replay_name: the file of a search that can be repeated, and the name it is saved by; "" of a
                project. changes_url: the page that says what has changed after this.
    """

    sentence: Markup
    url: str
    references: tuple[ReferenceView, ...] = ()
    replay_url: str = ""
    replay_name: str = ""
    changes_url: str = ""


def cite_project(project: Project, status: Status) -> CitingView:
    """The block of a project's page."""
    reference = project_reference(project, status)
    period = format.period(project.starts, project.ends)
    sentence = Markup("{by}{title}. {service}: {told}. {day} {url}").format(
        by=_finnish(f"{project.applicant.name}: ") if project.applicant.name else "",
        title=_finnish(project.title or project.code),
        service=SERVICE,
        told=", ".join(part for part in (reference.kind, period) if part),
        day=reference.note,
        url=_finnish(reference.url),
    )
    return CitingView(
        sentence,
        reference.url,
        tuple(
            ReferenceView(one.label, one.write(reference), _reference_url(project.code, kind))
            for kind, one in FORMATS.items()
        ),
    )


def project_reference(project: Project, status: Status) -> Reference:
    """A project in the form for reference managers, in the language of the page."""
    kind = _("EU:n rakennerahastohankkeen kuvaus, hankekoodi %(code)s", code=project.code)
    return Reference(project, kind, _of_day(status), urls.site() + urls.project_url(project.code))


def _reference_url(code: str, kind: str) -> str:
    return url_for("references.reference", code=code, kind=kind)


def cite_search(request: Request, narrowed: Sequence[Narrowing], total: int, status: Status) -> CitingView:
    """The block of a search. narrowed: its filters; total: how many projects match the whole query."""
    request = on_first_page(request)
    return _of_search(request, search_in_words(request, narrowed), total, status, urls.search_url(request))


def cite_statistics(
    request: Request, narrowed: Sequence[Narrowing], total: int, status: Status
) -> CitingView:
    """The block of the statistics of a search."""
    request = replace(request, offset=0, sort="")
    what = Markup(_("tilastot (%(search)s)")) % {"search": search_in_words(request, narrowed)}
    return _of_search(request, what, total, status, urls.statistics_url(request))


def _of_search(request: Request, what: Markup, total: int, status: Status, url: str) -> CitingView:
    address = urls.site() + url
    return CitingView(
        sentence=as_html(
            f"{SERVICE}: {what}. {escaped(format.projects(total))}. {source_in_words(status)}. "
            f"{escaped(_of_day(status))} {_finnish(address)}"
        ),
        url=address,
        replay_url=urls.all_hits_url(request, "api.snapshot"),
        replay_name=file_name(request, status.day, "json", "viite").ascii,
        changes_url=changes_url(request, status.committed, total),
    )


def source_in_words(status: Status) -> Markup:
    """The sources of the index: descriptions, and the names of the tables added to them."""
    names = ", ".join(source.name for source in status.sources if source.name != DESCRIPTION)
    told = escape(_("Lähde: EU:n rakennerahastohankkeiden julkiset kuvaukset"))
    return as_html(f"{told} ({_finnish(names)})") if names else told


def search_in_words(request: Request, narrowed: Sequence[Narrowing]) -> Markup:
    """«haku ”digituki”, Maakunta: Kainuu, Vuosi: 2019–2022»; «kaikki hankkeet» where nothing is asked."""
    parts = [Markup(_("haku ”%(query)s”")) % {"query": _finnish(request.query)}] if request.query else []
    values: dict[str, list[Markup]] = {}
    for one in narrowed:
        value = _finnish(one.value) if one.is_source_text else escape(one.value)
        values.setdefault(one.label, []).append(value)
    joined = Markup(" {} ").format(_("tai"))
    parts += [Markup("{}: {}").format(label, joined.join(found)) for label, found in values.items()]
    parts += map(escape, _manner(request) if request.query else ())
    return Markup(", ").join(parts) or escape(_("kaikki hankkeet"))


def _manner(request: Request) -> Iterator[str]:
    """How the words were searched, where it was not as usual."""
    if request.precision is Precision.EXACT:
        yield _("sanat täsmälleen näin")
    if request.precision is Precision.INFLECTED:
        yield _("sanat kaikissa taivutusmuodoissa")
    if not request.equivalents:
        yield _("vain kirjoitetuilla sanoilla")


def _of_day(status: Status) -> str:
    return _("Aineisto päivitetty %(day)s.", day=format.day(status.day))


def _finnish(text: str) -> Markup:
    """Text of a description, or an address, in a sentence that is copied: without soft hyphens."""
    own = lang_fi()
    return as_html(f"<span{own}>{escaped(text)}</span>") if own else escape(text)
