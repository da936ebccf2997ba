"""The pages of a result, as links: the first, the last and those around the current one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from search.contract.request import Request
from web.routing.engine_access import last_page
from web.routing.urls import on_page, page_of, search_url


@dataclass(frozen=True)
class Step:
    """A link of the pager; a gap has no address."""

    number: int
    url: str
    current: bool = False


@dataclass(frozen=True)
class Pager:
    """Links to other pages; empty addresses where there is no such page."""

    steps: tuple[Step, ...]
    previous: str
    next: str
    page: int
    pages: int


def pager(request: Request, total: int) -> Pager:
    """The pager of a result of `total` hits."""
    page, last = page_of(request), last_page(total, request.limit)
    steps: list[Step] = []
    for number in _numbers(page, last):
        if steps and number > steps[-1].number + 1:
            steps.append(Step(number - 1, ""))
        steps.append(Step(number, _url(request, number), number == page))
    return Pager(
        steps=tuple(steps),
        previous=_url(request, page - 1) if page > 1 else "",
        next=_url(request, page + 1) if page < last else "",
        page=page,
        pages=last,
    )


def _url(request: Request, number: int) -> str:
    return search_url(on_page(request, number))


def _numbers(page: int, last: int) -> list[int]:
    """The page numbers to show; a gap of one page is shown as that page."""
    wanted = {1, last, *range(max(1, page - 1), min(last, page + 1) + 1)}
    ordered = sorted(wanted)
    fill = {a + 1 for a, b in pairwise(ordered) if b - a == 2}
    return sorted(wanted | fill)
