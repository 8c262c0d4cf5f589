"""Matches of waters as rows of a table."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.water.network import flows
from dashboards.views.water.words import WaterWords, split
from dashboards.views.wording import known

__all__ = ["columns", "matches"]

_WIDTHS: Final = {"kind": 54, "start": 100, "end": 100, "amount": 98, "share": 54, "km": 42, "cost": 96}
_FIGURES: Final = ("amount", "share", "km", "cost")
_ORDER: Final = {"reuse": 0, "existing": 1, "fresh": 2}


def matches(found: Study, words: WaterWords) -> list[dict[str, Any]]:
    """Return a row per flow after reuse: new reuse first, then what flows already, then what is drawn from outside."""
    table = flows(found)
    table = table[(table["after"] > 0) & (table["kind"] != "left")]
    intake = table.groupby("to")["after"].transform("sum")
    table = table.assign(share=table["after"] / intake, rank=table["kind"].map(_ORDER))
    table = table.sort_values(["rank", "after", "id"], ascending=[True, False, True])
    return [_row(row, words) for row in table.to_dict("records")]


def _row(row: dict[str, Any], words: WaterWords) -> dict[str, Any]:
    plain = words.plain
    cost = None if pd.isna(row["cost"]) or row["kind"] == "existing" else row["cost"]
    ends = {end: split(str(row[end])) for end in ("from", "to")}
    return {
        "id": row["id"], "kind_code": row["kind"], "kind": t(f"water_kind.{row['kind']}", words.lang),
        "firms": [owner for owner, good in ends.values() if good], "start": words.end(str(row["from"])),
        "end": words.end(str(row["to"])), "amount": row["after"], "share": row["share"],
        "km": known(row["distance_km"]), "cost": known(cost),
        "shown": {"amount": words.flow(row["after"]), "share": f"{row['share']:.0%}",
                  "km": plain.distance(row["distance_km"]).removesuffix(" km"),
                  "cost": plain.money(cost).removesuffix(" CNY")},
    }  # fmt: skip


def columns(lang: str) -> list[dict[str, Any]]:
    """Return the columns of the table."""
    return [_column(name, width, lang) for name, width in _WIDTHS.items()]


def _column(name: str, width: int, lang: str) -> dict[str, Any]:
    column: dict[str, Any] = {
        "field": name, "colId": name, "headerName": t(f"water_head.{name}", lang), "width": width,
        "headerTooltip": t(f"water_head_told.{name}", lang), "filter": "agTextColumnFilter",
        "suppressHeaderFilterButton": True,
    }  # fmt: skip
    if name in _FIGURES:
        return column | {"type": "rightAligned", "cellClass": "figure", "filter": "agNumberColumnFilter",
                         "valueFormatter": {"function": f"params.data.shown.{name}"}}  # fmt: skip
    return column | {"tooltipField": name} | ({"flex": 1, "minWidth": width} if name in ("start", "end") else {})
