"""Money by year as bars, each with the search that it is of."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from index.model.fields import Role
from index.model.project import BY_ROLE
from web.charts.bars import CHART, bars
from web.charts.chart import Chart, make_chart
from web.charts.svg import ChartItem
from web.i18n import format
from web.i18n.texts import gettext as _

STARTS = BY_ROLE[Role.STARTS]


def year_chart(years: Sequence[tuple[int, int, str]], table_url: str) -> Chart | None:
    """Years in order, each with whole euros granted and the address of its search; None of a single year.

    table_url: where the same numbers stand as a table.
    """
    if sum(1 for _year, granted, _url in years if granted) < 2:
        return None
    scale, unit = format.money_scale(max(granted for _year, granted, _url in years))
    items = [
        ChartItem(
            str(year), str(year), granted, format.money(granted), url,
            short=format.scaled_money(granted, scale) if granted else "",
        )
        for year, granted, url in years
    ]  # fmt: skip
    chart = make_chart(STARTS, CHART, bars(items, *CHART), items, len(items), len(items), in_euros=True)
    caption = _("Myönnetty hankkeen alkamisvuoden mukaan, %(unit)s", unit=unit)
    return msgspec.structs.replace(chart, label=_("Alkamisvuosi"), caption=caption, table_url=table_url)
