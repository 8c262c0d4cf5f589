"""Streams, and who can heat whom, as rows of tables."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.couplings import safe_cell
from dashboards.views.heat.words import HeatWords
from dashboards.views.wording import known

__all__ = ["Gap", "left_out", "pair_columns", "pair_rows", "paying", "ranked_pairs", "stream_columns", "stream_rows"]

_STREAM: Final = {"firm": 104, "stream": 130, "side": 54, "supply": 54, "target": 54, "duty": 74, "grade": 46,
                  "source": 90}  # fmt: skip
_PAIR: Final = {"start": 92, "end": 92, "heat": 78, "amount": 82, "km": 46, "line": 92, "worth": 82, "grade": 46}
_FIGURES: Final = ("supply", "target", "duty", "amount", "km", "worth")
_WIDER: Final = {"side": 58, "supply": 58, "target": 58, "km": 42, "line": 84, "worth": 78}

Gap = dict[str, str]


def stream_rows(found: Study, words: HeatWords) -> list[dict[str, Any]]:
    """Return a row per stream that is drawn; ``real`` and ``shifted`` are the temperatures of its bends."""
    streams = found.tables["streams"]
    streams = streams[streams["shown"]]
    half = streams["dt_contribution_k"].fillna(found.summary["dtmin"] / 2)
    sign = streams["hot"].map({True: -1.0, False: 1.0})
    ends = {end: streams[f"{end}_c"] + sign * half for end in ("supply", "target")}
    table = streams.assign(shifted_supply=ends["supply"], shifted_target=ends["target"])
    return [_stream(place, row, words) for place, row in enumerate(table.to_dict("records"))]


def _stream(place: int, row: dict[str, Any], words: HeatWords) -> dict[str, Any]:
    side = "hot" if row["hot"] else "cold"
    sources = words.sources(row["source"])
    return {
        "id": f"s{place}", "firm_id": row["enterprise"], "firm": words.firm(row["enterprise"]),
        "stream": words.stream(row), "side_code": side, "side": t(f"heatpage_side.{side}", words.lang),
        "supply": row["supply_c"], "target": row["target_c"], "duty": row["duty_kw"], "grade": row["grade"],
        "grade_told": t(f"grade.{row['grade']}", words.lang),
        "source": words.comma(filter(None, [t(f"heatpage_origin.{row['origin']}", words.lang), sources])),
        "real": [round(row["supply_c"], 6), round(row["target_c"], 6)],
        "shifted": [round(row["shifted_supply"], 6), round(row["shifted_target"], 6)],
        "shown": {"supply": f"{row['supply_c']:,.4g}", "target": f"{row['target_c']:,.4g}",
                  "duty": words.power(row["duty_kw"])},
    }  # fmt: skip


def stream_columns(lang: str) -> list[dict[str, Any]]:
    """Return the columns of the list of streams."""
    return [_column("heat_stream_head", name, width, lang) for name, width in _STREAM.items()]


def ranked_pairs(found: Study) -> pd.DataFrame:
    """Return the pairs in the order of the list: what a line carries and is worth most first; with an ``id`` each."""
    pairs = found.tables["pairs"]
    table = pairs.assign(id=pairs["from"] + ">" + pairs["to"] + ":" + pairs["commodity"] + ">" + pairs["serves"])
    # a firm that is picked gives or takes in every pair that is shown
    firm = str(found.summary["firm"])
    if firm:
        table = table[(table["from"] == firm) | (table["to"] == firm)]
    keys = ["worth_cny", "gj", "id"]
    return table.sort_values(keys, ascending=[False, False, True], na_position="last", ignore_index=True)


def paying(found: Study) -> pd.DataFrame:
    """Return the pairs that a line reaches and that are worth more than the line costs, as `ranked_pairs`."""
    pairs = ranked_pairs(found)
    return pairs[pairs["worth_cny"] > 0].reset_index(drop=True)


def pair_rows(found: Study, words: HeatWords) -> list[dict[str, Any]]:
    """Return a row per pair of firms of which one can heat the other."""
    return [_pair(row, words) for row in ranked_pairs(found).to_dict("records")]


def _pair(row: dict[str, Any], words: HeatWords) -> dict[str, Any]:
    lang, plain = words.lang, words.plain
    reached = isinstance(row["mode"], str) and bool(row["mode"])
    given, served = words.grade(row["commodity"]), words.grade(row["serves"])
    heat = given if given == served else t("heatpage.let_down", lang, given=given, served=served)
    told = t("heatpage.no_line_told", lang)
    if reached:
        told = t("heatpage.line_told", lang, mode=plain.mode(row["mode"]), grade=words.grade(row["carried"]),
                 km=f"{row['route_km']:.1f}", loss=f"{row['loss']:.1%}",
                 capex=plain.money(row["capex_cny"]))  # fmt: skip
    return {
        "id": row["id"], "start_id": row["from"], "end_id": row["to"], "start": words.firm(row["from"]),
        "end": words.firm(row["to"]), "heat": heat, "amount": known(row["gj"]), "km": known(row["distance_km"]),
        "line": _line(row, words) if reached else t("heatpage.no_line", lang), "line_told": told,
        "worth": known(row["worth_cny"]), "grade": row["grade"], "grade_told": t(f"grade.{row['grade']}", lang),
        "reached": reached,
        "shown": {"amount": plain.amount(row["gj"], "GJ"), "km": plain.distance(row["distance_km"]).removesuffix(" km"),
                  "worth": plain.money(row["worth_cny"]).removesuffix(" CNY")},
    }  # fmt: skip


def _line(row: dict[str, Any], words: HeatWords) -> str:
    name = words.plain.mode(row["mode"])
    size = known(row["dn_mm"])
    return name if size is None else t("heatpage.line_dn", words.lang, mode=name, dn=f"{size:.0f}")


def pair_columns(lang: str) -> list[dict[str, Any]]:
    """Return the columns of the list of pairs."""
    return [_column("heat_pair_head", name, width, lang) for name, width in _PAIR.items()]


def _column(section: str, name: str, width: int, lang: str) -> dict[str, Any]:
    width = _WIDER.get(name, width) if lang == "en" else width
    column: dict[str, Any] = {
        "field": name, "colId": name, "headerName": t(f"{section}.{name}", lang), "width": width,
        "headerTooltip": t(f"{section}_told.{name}", lang), "tooltipField": name, "suppressHeaderFilterButton": True,
        "filter": "agTextColumnFilter",
    }  # fmt: skip
    if name in _FIGURES:
        column |= {"type": "rightAligned", "cellClass": "figure", "filter": "agNumberColumnFilter",
                   "valueFormatter": {"function": f"params.data.shown.{name}"}}  # fmt: skip
        column.pop("tooltipField")
    if name == "line":
        column |= {"tooltipField": "line_told"}
    if name == "grade":
        column |= {"cellRenderer": "GradeBadge", "tooltipField": "grade_told"}
    if name in ("source", "stream", "start", "end"):
        column |= {"flex": 1, "minWidth": width}
    return column


def left_out(found: Study, words: HeatWords) -> list[Gap]:
    """Return what the catalog would give for each unit if its load were known: firm, unit, streams."""
    rows = []
    for (firm, unit, kind), part in found.tables["left_out"].groupby(["enterprise", "unit", "technology"], sort=True):
        streams = [
            t("heatpage.would_be", words.lang, stream=words.stream({**row, "origin": "catalog", "technology": ""}),
              supply=words.celsius(row["supply_c"]), target=words.celsius(row["target_c"]))
            for row in part.to_dict("records")
        ]  # fmt: skip
        rows.append({
            "firm": words.firm(str(firm)), "unit": safe_cell(str(unit)),
            "kind": words.technologies.get(str(kind), str(kind)), "streams": words.comma(streams),
        })  # fmt: skip
    return rows
