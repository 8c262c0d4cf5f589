"""The structure of a network in words: measures with what they mean, firms, before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from circnet.coupling.result import records
from circnet.park import Catalog, Park, catalog_of, describe
from circnet.report.figures import money, names, quantity
from circnet.scenario.metabolism import Metabolism
from circnet.structure import Structure
from circnet.text import t

Report = dict[str, Any]

SHOWN = (
    "nodes", "links", "link_density", "connectance", "cyclicity", "total_system_throughput",
    "total_system_throughflow", "finn_cycling_index", "average_path_length", "average_mutual_information",
    "ascendency", "development_capacity", "overhead", "ascendency_ratio", "robustness",
)  # fmt: skip
_POSITIONS = ("throughflow", "throughflow_share", "suppliers", "takers", "cycled_share", "passage", "dependency")
_COUNTS = ("nodes", "links", "suppliers", "takers")
_AMOUNTS = ("total_system_throughput", "total_system_throughflow", "throughflow")
_SHARES = ("finn_cycling_index", "throughflow_share", "cycled_share", "passage", "dependency")
_FIRMS = 10


def flows_report(found: Structure, faults: pd.DataFrame, lang: str) -> Report:
    """The JSON of ``circnet structure --flows``; reasons in the user's language."""
    warned = records(faults.assign(message=describe(faults, lang)).drop(columns="severity"))
    return {**_told(found.to_dict(), lang), "warnings": warned}


def park_report(found: Metabolism, lang: str) -> Report:
    """The JSON of ``circnet structure PARK``."""
    return _told(found.to_dict(), lang)


def _told(report: Report, lang: str) -> Report:
    unknown = [row | {"message": _why(row, lang)} for row in report["unknown"]]
    return {**report, "unknown": unknown}


def _why(row: Mapping[str, str], lang: str) -> str:
    return t(f"structure_unknown.{row['reason']}", lang, nodes=row["nodes"])


def show_flows(report: Report, name: str, lang: str) -> None:
    """Print the structure of a table of flows."""
    out = _console()
    for row in report["warnings"]:
        out.print(row["message"], markup=False, highlight=False, soft_wrap=True)
    table = Table(title=t("structure.title_flows", lang, name=name), title_justify="left")
    table.add_column(t("structure.measure", lang))
    table.add_column(t("structure.value", lang), justify="right", no_wrap=True)
    table.add_column(t("structure.meaning", lang), overflow="fold")
    for key in SHOWN:
        table.add_row(t(f"structure_measure.{key}", lang), _value(key, report[key], "", lang),
                      t(f"structure_meaning.{key}", lang))  # fmt: skip
    out.print(table)
    _show_positions(out, report, str, "", lang)
    _show_notes(out, report, lang)


def show_park(report: Report, park: Park, catalog: Catalog, lang: str) -> None:
    """Print a park's structure before and after, money and CO2 next to it, and its firms."""
    out, before, after = _console(), report["before"], report["after"]
    unit = report["basis"]["unit"].removesuffix("/a")
    goods = names(catalog_of(park, catalog).commodities, lang)
    counted = goods.get(report["basis"]["name"], report["basis"]["name"])
    basis = t(f"structure_basis.{report['basis']['quantity']}", lang, name=counted, unit=report["basis"]["unit"])
    name = park.info.name_zh if lang == "zh" else park.info.name_en
    table = Table(title=t("structure.title_park", lang, park=name, basis=basis), title_justify="left")
    table.add_column(t("structure.measure", lang))
    for heading in ("before", "after"):
        table.add_column(t(f"structure.{heading}", lang), justify="right", no_wrap=True)
    table.add_column(t("structure.meaning", lang), overflow="fold")
    for key in SHOWN:
        table.add_row(t(f"structure_measure.{key}", lang), _value(key, (before or {}).get(key), unit, lang),
                      _value(key, after[key], unit, lang), t(f"structure_meaning.{key}", lang))  # fmt: skip
    worth: dict[str, Callable[[float | None], str]] = {
        "net_cost": lambda value: money(value, lang), "co2_t": lambda value: quantity(value, "t", lang),
    }  # fmt: skip
    for key, write in worth.items():
        table.add_row(t(f"structure_measure.{key}", lang), write((before or {}).get(key)), write(after[key]), "")
    out.print(table)
    firms = names(park.enterprises, lang)
    _show_positions(out, report, lambda node: firms.get(node, node), unit, lang)
    _show_notes(out, report, lang)
    lines = [] if before is not None else [t("structure.no_before", lang)]
    share = after["closing"] / after["total_system_throughput"] if after["total_system_throughput"] else 0.0
    lines.append(t("structure.closing", lang, amount=quantity(after["closing"], unit, lang), share=f"{share:.2%}"))
    if report["left_out"]:
        left = "; ".join(f"{goods.get(row['commodity'], row['commodity'])} {quantity(row['amount'], row['unit'], lang)}"
                         for row in report["left_out"])  # fmt: skip
        lines.append(t("structure.left_out", lang, goods=left))
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _show_positions(out: Console, report: Report, name: Callable[[str], str], unit: str, lang: str) -> None:
    rows = report["positions"][:_FIRMS]
    if not rows:
        return
    table = Table(title=t("structure.positions", lang, count=len(rows)), title_justify="left")
    table.add_column(t("structure_position.node", lang), overflow="fold")
    for key in _POSITIONS:
        table.add_column(t(f"structure_position.{key}", lang), justify="right", no_wrap=True)
    for row in rows:
        table.add_row(name(row["node"]), *(_value(key, row[key], unit, lang) for key in _POSITIONS))
    out.print(table)
    out.print(t("structure.reading", lang), markup=False, highlight=False, soft_wrap=True)


def _show_notes(out: Console, report: Report, lang: str) -> None:
    notes = [f"{t(f'structure_measure.{row["measure"]}', lang)}: {row['message']}"
             for row in report["unknown"] if row["measure"] in SHOWN]  # fmt: skip
    gap = report["imbalance_share"]
    if gap is not None and gap > 1e-6:
        notes.append(t("structure.imbalance", lang, share=f"{gap:.2%}"))
    if notes:
        out.print("\n".join(notes), markup=False, highlight=False, soft_wrap=True)


def _value(key: str, value: float | None, unit: str, lang: str) -> str:
    if value is None:
        return "–"
    if key in _COUNTS:
        return str(value)
    if key in _AMOUNTS:
        return quantity(value, unit, lang).strip()
    return f"{value:.1%}" if key in _SHARES else f"{value:,.4g}"


def _console() -> Console:
    """A console; where the output is not a terminal, wide enough that names stay whole."""
    out = Console()
    return out if out.is_terminal else Console(width=160)
