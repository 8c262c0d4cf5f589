"""A reuse network in words: how much fresh water, the pinch, what goes where, what is left over."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from circnet.coupling.result import records
from circnet.park import describe
from circnet.text import t
from circnet.water import WaterNetwork, WaterTarget

Report = dict[str, Any]

_ROWS = 60
_SIDES = {">=": "≥", "<=": "≤"}


def water_report(found: WaterNetwork, target: WaterTarget | None, faults: pd.DataFrame, lang: str) -> Report:
    """The JSON of ``circnet water``; warnings in the user's language."""
    curves = pd.DataFrame() if target is None else target.curves
    cascade = pd.DataFrame() if target is None else target.cascade
    return {
        "status": "optimal" if found.summary["proven"] else "feasible",
        **found.summary,
        "pinch": None if target is None else list(target.pinch),
        "target": None if target is None else target.fresh,
        "flows": records(found.flows),
        "sources": records(found.givers),
        "sinks": records(found.takers),
        "inlets": records(found.inlets),
        "outlets": records(found.outlets),
        "cascade": records(cascade),
        "curves": records(curves),
        "warnings": records(faults.assign(message=describe(faults, lang)).drop(columns="severity")),
    }


def show_water(report: Report, name: str, lang: str) -> None:
    """Print the totals, the pinch, the flows, then the limits that bind and what is left over."""
    out = _console()
    lines = [row["message"] for row in report["warnings"]]
    lines += [t("water.title", lang, name=name), _totals(report, lang), *_sure(report, lang)]
    if report["pinch"] is not None:
        levels = "、" if lang == "zh" else ", "
        pinch = levels.join(f"{level:,.6g}" for level in report["pinch"])
        lines.append(t("water.pinch", lang, pinch=pinch) if pinch else t("water.no_pinch", lang))
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    out.print(_flows(report, lang))
    for table in (_binding(report, lang), _left_over(report, lang)):
        if table.row_count:
            out.print(table)
    if notes := _notes(report, lang):
        out.print("\n".join(notes), markup=False, highlight=False, soft_wrap=True)


def _totals(report: Report, lang: str) -> str:
    cost = t("water.cost", lang, cost=f"{report['cost']:,.6g}") if report["cost"] else ""
    treated = t("water.treated", lang, treated=f"{report['treated']:,.6g}") if report["treated"] else ""
    return t("water.totals", lang, fresh=f"{report['fresh']:,.6g}", waste=f"{report['waste']:,.6g}",
             count=report["connections"]) + treated + cost  # fmt: skip


def _sure(report: Report, lang: str) -> list[str]:
    """How sure the optimum is, where it is not proven."""
    if report["proven"]:
        return []
    gap = "–" if report["gap"] is None else f"{report['gap']:.2%}"
    return [t("water.unproven", lang, bound=f"{report['bound']:,.6g}", gap=gap)]


def _flows(report: Report, lang: str) -> Table:
    rows = sorted(report["flows"], key=lambda row: -row["amount"])[:_ROWS]
    far = any(row["distance_km"] is not None for row in rows)
    columns = ["from", "to", "amount", *(["distance"] if far else [])]
    table = _table("flows", columns, lang, count=len(rows), total=len(report["flows"]))
    for row in rows:
        giver = row["from"] + (t("water.reject_of", lang) if row["kind"] == "reject" else "")
        km = "–" if row["distance_km"] is None else f"{row['distance_km']:.1f}"
        table.add_row(giver, row["to"], f"{row['amount']:,.6g}", *([km] if far else []))
    return table


def _binding(report: Report, lang: str) -> Table:
    rows = [row for row in report["inlets"] if row["binding"]][:_ROWS]
    table = _table("binding", ["to", "property", "limit", "value"], lang, count=len(rows))
    for row in rows:
        limit = f"{_SIDES[row['side']]} {row['limit']:,.6g}"
        table.add_row(row["name"], row["property"], limit, f"{row['value']:,.6g}")
    return table


def _left_over(report: Report, lang: str) -> Table:
    rows = sorted((row for row in report["sources"] if row["left_over"] > 0), key=lambda row: -row["left_over"])[:_ROWS]
    table = _table("left_over", ["from", "flow", "left"], lang, count=len(rows))
    for row in rows:
        giver = row["name"] + (t("water.reject_of", lang) if row["kind"] == "reject" else "")
        table.add_row(giver, f"{row['flow']:,.6g}", f"{row['left_over']:,.6g}")
    return table


def _notes(report: Report, lang: str) -> list[str]:
    notes = [t("water.fewest", lang)] if report["fewest"] else []
    if "needs" in report:
        notes.append(t("water.needs", lang, needs=f"{report['needs']:,.0f}", fresh=f"{report['fresh']:,.0f}"))
        notes += [t(f"water.{name}", lang, count=len(report[name])) for name in ("existing", "missing", "left_out")
                  if report[name]]  # fmt: skip
    return notes


def _table(title: str, columns: list[str], lang: str, **values: int) -> Table:
    table = Table(title=t(f"water.{title}", lang, **values), title_justify="left")
    for column in columns:
        words = column in ("from", "to", "property")
        table.add_column(t(f"water_column.{column}", lang), justify="left" if words else "right", no_wrap=not words,
                         overflow="fold")  # fmt: skip
    return table


def _console() -> Console:
    """A console; where the output is not a terminal, wide enough that names stay whole."""
    out = Console()
    return out if out.is_terminal else Console(width=160)
