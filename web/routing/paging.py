"""The pages of a result: how many there are, and links to the first, the last and their neighbours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from search.contract.request import PAGE_SIZE, Request
from web.routing.request_changes import on_page, page_of
from web.routing.urls import search_url


@dataclass(frozen=True)
class PageLink:
    """A link of the pager; url "" stands for a gap between numbers."""

    number: int
    url: str
    current: bool = False


@dataclass(frozen=True)
class Pager:
    """Links to the pages of a result, and to the previous and next page; "" where there is none."""

    links: tuple[PageLink, ...]
    previous: str
    next: str
    page: int
    pages: int


def last_page(total: int, limit: int = PAGE_SIZE) -> int:
    """The number of the last page of `total` hits with `limit` on a page, at least 1."""
    return max(1, -(-total // limit))


def pager(request: Request, total: int) -> Pager:
    """The pager of a result of `total` hits."""
    return pages(page_of(request), total, lambda page: search_url(on_page(request, page)), request.limit)


def pages(page: int, total: int, address: Callable[[int], str], limit: int = PAGE_SIZE) -> Pager:
    """The pager of `total` things; address: of a page by its number, from 1."""
    last = last_page(total, limit)
    links: list[PageLink] = []
    for number in _numbers(page, last):
        if links and number > links[-1].number + 1:
            links.append(PageLink(number - 1, ""))
        links.append(PageLink(number, address(number), number == page))
    return Pager(
        links=tuple(links),
        previous=address(page - 1) if page > 1 else "",
        next=address(page + 1) if page < last else "",
        page=page,
        pages=last,
    )


def _numbers(page: int, last: int) -> list[int]:
    """The page numbers to show; a gap of one page is shown as that page."""
    wanted = {1, last, *range(max(1, page - 1), min(last, page + 1) + 1)}
    ordered = sorted(wanted)
    fill = {a + 1 for a, b in pairwise(ordered) if b - a == 2}
    return sorted(wanted | fill)
