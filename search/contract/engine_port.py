"""What pages, API and command line need from a search engine: the Protocol that every engine implements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from search.contract.listing import Listing, ProjectDocument
from search.contract.request import EVERYTHING, PAGE_SIZE, Request
from search.contract.results import Answer, Comparison, HitSummary, Similar, Suggestion
from search.contract.statistics import OrganisationReport, Organisations, Statistics
from search.contract.status import Status


class Searcher(Protocol):
    """A search engine over one index, safe in many threads; `search.open_engine` gives one.

    Every method but `status` answers from one generation of the index, and raises `DeadlineExceeded` where a
    deadline was set for the thread and has passed.
    """

    def answer(self, request: Request) -> Answer:
        """Find, rank, count and show: a page of hits with facets and suggestions."""
        ...

    def count(self, request: Request) -> int:
        """How many projects match the whole query."""
        ...

    def names(self, request: Request) -> tuple[HitSummary, ...]:
        """The hits of a page by name: the same projects, in the same order, as the hits of an answer."""
        ...

    def listing(self, request: Request) -> Listing:
        """Every project that matches the whole query, in the order of the ranking."""
        ...

    def codes(self, request: Request) -> Iterator[str]:
        """The code of each project of a listing; reads no project."""
        ...

    def statistics(self, request: Request, fields: tuple[str, ...], money: bool = False) -> Statistics:
        """What the projects of a request add up to, and how they divide by the facets `fields` (query names).

        money: whether to sum the money of each value as well.
        """
        ...

    def organisations(
        self, request: Request, order: str = "", offset: int = 0, limit: int | None = None
    ) -> Organisations:
        """The applicants and partners of the projects of a request, by what was granted to them.

        order: another one of `ORGANISATION_ORDERS`. limit: how many are listed; None = all from `offset`.
        """
        ...

    def organisation(
        self, name: str, offsets: tuple[int, int] = (0, 0), limit: int = PAGE_SIZE
    ) -> OrganisationReport:
        """What an organisation has done.

        name: its id, or a name of it. offsets: which of the projects that it applied for are listed, and of
        those in which it is a partner, from 0; limit: how many of each.

        Raises `UnknownOrganisation`, also where several organisations have the name.
        """
        ...

    def project(self, code: str, query: str = "", equivalents: bool = True) -> ProjectDocument:
        """A project by its code, in capital or small letters, the words of a query marked.

        equivalents: whether what means the same is marked, too.

        Raises `UnknownProject`.
        """
        ...

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """What a query that is being typed may become, the best first."""
        ...

    def similar(self, code: str) -> tuple[Similar, ...]:
        """The projects nearest to one, the nearest first. Raises `UnknownProject`."""
        ...

    def compare(self, text: str, request: Request = EVERYTHING) -> Comparison:
        """The projects nearest to a text that is in no index, with the passages they share.

        request: only its filters count: which projects are compared.
        """
        ...

    def status(self) -> Status:
        """What is being searched. Raises `IndexMissing` where the index is gone."""
        ...

    @property
    def generation(self) -> str:
        """Number of the commit that is being searched."""
        ...

    @property
    def state(self) -> str:
        """Unique name of that commit: a rebuilt index in the same place has other names."""
        ...
