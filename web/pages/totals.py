"""What projects add up to, as text: each number with the address of the search that it is of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.model.fields import Kind
from index.model.project import QUERYABLE
from search.contract.request import Request
from search.contract.results import GRANTED, PAID, Money, Statistics
from web.i18n import format
from web.i18n.language import gettext as _
from web.routing import urls

REALISATION = next(field.query for field in QUERYABLE.values() if field.kind is Kind.PERCENT)
SUMS = (GRANTED, PAID, REALISATION)
"""The fields of which sums are made, in the order of `sums`; each leads to its projects, sorted by it."""
TOLD = "0.."
"""The filter value of a sum's field that leaves the projects which tell it."""


@dataclass(frozen=True)
class Total:
    """A number of all projects found; its text is "" where nobody tells it.

    known: how many projects a sum is over, "" where it is over all; known_url: the search of just these.
    """

    label: str
    text: str
    url: str
    known: str = ""
    known_url: str = ""


def sums(money: Money) -> tuple[str, str, str]:
    """What was granted, paid, and paid of the granted, as text; "" where no project tells.

    Money that adds up to nothing counts as told only where there is a share of it.
    """
    share = "" if money.realisation is None else format.per_cents(money.realisation)
    granted, paid = (format.money(one) if one or share else "" for one in (money.granted, money.paid))
    return granted, paid, share


def sorted_by(request: Request, field: str, whole: int) -> Request:
    """The search with those first that make up most of a sum.

    whole: how many projects match the whole query; where none does, only the order by relevance finds others.
    """
    return replace(request, sort=field if whole else "", offset=0)


def totals(request: Request, statistics: Statistics, whole: int) -> tuple[Total, ...]:
    """What all the projects found add up to; `whole` of them match the whole query."""
    told = (statistics.granted_known, statistics.paid_known, statistics.projects)
    labels = (_("Myönnetty EU- ja valtion rahoitus"), _("Maksettu"), _("Toteutuma"))
    texts = sums(statistics.money)
    return (
        Total(
            _("Hankkeita"), format.number(statistics.projects), urls.search_url(replace(request, offset=0))
        ),
        *(
            _sum(sorted_by(request, field, whole), field, label, text, known, statistics.projects)
            for field, label, text, known in zip(SUMS, labels, texts, told, strict=True)
        ),
    )


def _sum(request: Request, field: str, label: str, text: str, known: int, every: int) -> Total:
    url = urls.search_url(request)
    if not text or known == every:
        return Total(label, text, url)
    return Total(label, text, url, format.number(known), urls.setter(request, field)(TOLD))
