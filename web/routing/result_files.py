"""The files in which a whole result can be downloaded."""

from __future__ import annotations

from search.contract.request import Request
from web.i18n.texts import gettext as _
from web.routing import urls

FOR_EXCEL = (("erotin", "puolipiste"), ("bom", "1"))
"""The CSV that Excel with Finnish settings opens right."""


def result_files(request: Request) -> tuple[tuple[str, str], ...]:
    """Label and address of each file, the one for most people first."""
    kinds = (
        (_("CSV Exceliin"), "csv", FOR_EXCEL),
        (_("Excel-työkirja"), "xlsx", ()),
        ("CSV", "csv", ()),
        ("JSON Lines", "jsonl", ()),
    )
    return tuple(
        (label, urls.all_hits_url(request, "export.export", *more, kind=kind)) for label, kind, more in kinds
    )
