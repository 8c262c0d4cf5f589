"""The size curve of a plant, and one plant in several parks, as JSON and as printed tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from circnet.coupling.result import records
from circnet.park import Catalog, Park, catalog_of
from circnet.report.figures import money, names, quantity
from circnet.text import keys, t

__all__ = ["curve_report", "reason_words", "show_curve", "show_where", "where_report"]

_WIDE = 160


def curve_report(curve: pd.DataFrame, park: Park, catalog: Catalog, technology: str, lang: str) -> dict[str, Any]:
    """The JSON of ``circnet gaps PARK --curve TECHNOLOGY``."""
    effective = catalog_of(park, catalog)
    known = effective.technologies.drop_duplicates("id").set_index("id").loc[technology]
    unit = effective.commodities.drop_duplicates("id").set_index("id")["unit"].get(known["reference"], "")
    rows = records(curve.drop(columns="technology"))
    best = max(rows, key=lambda row: row["value"])
    return {
        "park": park.info.id, "technology": technology, "name": names(effective.technologies, lang)[technology],
        "unit": unit, "best": best["capacity"], "curve": rows,
    }  # fmt: skip


def show_curve(report: Mapping[str, Any], lang: str) -> None:
    """Print a size curve."""
    heads = ("capacity", "load", "value", "marginal", "npv", "capex", "covers")
    table = Table(title=t("curve.title", lang, plant=report["name"]), title_justify="left")
    for head in heads:
        table.add_column(t(f"curve.{head}", lang), justify="right", no_wrap=True)
    for row in report["curve"]:
        share = "–" if row["covers"] is None else f"{row['covers']:.0%}"
        table.add_row(
            *(quantity(row[name], report["unit"], lang) for name in ("capacity", "load")), money(row["value"], lang),
            money(row["marginal"], lang), money(row["npv"], lang), money(row["capex"], lang), share,
        )  # fmt: skip
    _printed(table, t("curve.note", lang, unit=report["unit"]))


def where_report(table: pd.DataFrame, parks: Sequence[Park], catalog: Catalog, lang: str) -> dict[str, Any]:
    """The JSON of ``circnet gaps PARK,PARK --where TECHNOLOGY``."""
    called = {park.info.id: park.info.name_zh if lang == "zh" else park.info.name_en for park in parks}
    plain = table.drop(columns=[name for name in ("elements", "rank", "score") if name in table])
    rows = [row | {"park_name": called.get(str(row["park"]), "")} for row in records(plain)]
    for row in rows:
        row["reason"] = "" if row["status"] == "valued" else reason_words(str(row["status"]), catalog, lang)
    technology = str(table["technology"].iloc[0])
    return {"technology": technology, "name": names(catalog.technologies, lang).get(technology, technology),
            "where": rows}  # fmt: skip


def reason_words(status: str, catalog: Catalog, lang: str) -> str:
    """Why a park cannot have a plant: ``feedstock:brine``, ``deposit:ore``, ``utility`` or ``no_solution``."""
    reason, _, good = status.partition(":")
    key = f"where_reason.{reason}"
    called = names(catalog.commodities, lang).get(good, good)
    return t(key, lang, good=called) if key in keys(lang) else status


def show_where(report: Mapping[str, Any], lang: str) -> None:
    """Print one plant in several parks."""
    heads = ("park", "capacity", "covers", "adds", "saving", "capex", "payback", "told")
    table = Table(title=t("where.title", lang, plant=report["name"]), title_justify="left")
    for place, head in enumerate(heads):
        figure = 0 < place < len(heads) - 1
        table.add_column(t(f"where.{head}", lang), justify="right" if figure else "left", no_wrap=figure)
    for row in report["where"]:
        if row["status"] != "valued":
            table.add_row(row["park_name"], *["–"] * 6, row["reason"])
            continue
        years = row["payback_a"]
        table.add_row(
            row["park_name"], quantity(row["capacity"], row["unit"], lang), f"{row['covers']:.0%}",
            money(row["adds"], lang), money(row["saving"], lang), money(row["capex"], lang),
            "–" if years is None else f"{years:,.1f}", "",
        )  # fmt: skip
    _printed(table, t("where.note", lang))


def _printed(table: Table, note: str) -> None:
    out = Console()
    out = out if out.is_terminal else Console(width=_WIDE)
    out.print(table)
    out.print(note, markup=False, highlight=False, soft_wrap=True)
