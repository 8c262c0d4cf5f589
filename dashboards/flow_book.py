"""What goes from whom to whom as a workbook: the data of every figure that draws it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from circnet.report.workbook import table_workbook
from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.views import exchange
from dashboards.views.wording import wording_of

__all__ = ["flow_book"]


def flow_book(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return name and bytes of the flows before and after, as `dashboards.downloads.offer_download` takes them."""
    lang = data["lang"]
    headings = {name: t(f"flow.{name}", lang) for name in exchange.FLOW_COLUMNS}
    content = table_workbook(exchange.flow_tables(run, wording_of(run, lang)), headings, lang)
    return f"flows-{run.info.id}.xlsx", content
