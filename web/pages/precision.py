"""The dial above the hits: how the search words may be written, and what each setting would find."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.contract.messages import Message
from search.contract.request import Precision, Request
from search.contract.results import Answer
from web.i18n import format
from web.i18n.language import translated
from web.routing import urls

PRECISIONS = {
    Precision.PARTS: Message("myös yhdyssanojen osina"),
    Precision.INFLECTED: Message("kaikissa muodoissa"),
    Precision.EXACT: Message("vain näin kirjoitettuina"),
}
"""How the words may be written, in words, the widest first."""


@dataclass(frozen=True)
class PrecisionView:
    """A setting of how the words may be written, and how many projects it would find."""

    label: str
    count: str
    url: str
    active: bool


def precisions(request: Request, answer: Answer) -> tuple[PrecisionView, ...]:
    """The settings of precision with what each would find; nothing where there is nothing to choose."""
    if not answer.words:
        return ()
    return tuple(
        PrecisionView(
            translated(label),
            format.number(answer.precision.get(one.value, 0)),
            urls.search_url(replace(request, precision=one, offset=0)),
            one is request.precision,
        )
        for one, label in PRECISIONS.items()
    )
