"""A year of heat between firms in words: the gain, lines with their diameters, machines, the months."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from circnet.coupling.result import records
from circnet.heat import HeatYear
from circnet.heat.park_site import WASTE
from circnet.park import Park
from circnet.report.figures import money, names, quantity
from circnet.text import t

__all__ = ["heat_year_report", "show_heat_year"]

Report = dict[str, Any]

_ROWS = 20
_SHORT = ("demand_gj", "sent_gj", "fired_gj", "pumped_gj", "drawn_gj", "wasted_gj")


def heat_year_report(found: HeatYear, lang: str) -> Report:
    """The JSON of ``circnet heat PARK --seasons``: figures, every table, and notes in the user's language."""
    tables = {name: records(table) for name, table in found.tables().items()}
    return {**found.summary, **tables, "notes": _notes(found, lang)}


def _notes(found: HeatYear, lang: str) -> list[str]:
    notes = []
    if found.needs.empty and found.gifts.empty:
        notes.append(t("heat_year.no_heat", lang))
    elif found.needs.empty:
        notes.append(t("heat_year.no_needs", lang))
    elif found.lines.empty:
        notes.append(t("heat_year.no_lines", lang))
    if found.summary["furnace_gj"] > 0:
        notes.append(t("heat_year.furnace", lang, tj=f"{found.summary['furnace_gj'] / 1e3:,.1f}"))
    if len(found.left_out):
        units = ", ".join(found.left_out["unit"].head(10))
        notes.append(t("heat.units_left_out", lang, count=len(found.left_out), units=units))
    return [*notes, t("heat_year.evidence", lang)]


def show_heat_year(report: Report, park: Park, goods: dict[str, str], lang: str) -> None:
    """Print a year of heat; `goods` are names of heat grades."""
    out = Console()
    out = out if out.is_terminal else Console(width=170)
    firms = names(park.enterprises, lang)
    name = park.info.name_zh if lang == "zh" else park.info.name_en
    lines = [t("heat_year.title", lang, park=name), _summary(report, lang)]
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    if report["lines"]:
        out.print(_lines(report["lines"][:_ROWS], firms, goods, lang))
    if report["machines"]:
        out.print(_machines(report["machines"][:_ROWS], firms, goods, lang))
    if report["stores"]:
        out.print(_stores(report["stores"], firms, goods, lang))
    if report["needs"]:
        out.print(_months(report["months"], lang))
    out.print("\n".join(report["notes"]), markup=False, highlight=False, soft_wrap=True)


def _summary(report: Report, lang: str) -> str:
    return t(
        "heat_year.summary", lang, count=len(report["lines"]), saving=money(report["saving"], lang),
        alone=money(report["cost_alone"], lang), cost=money(report["cost"], lang),
        capex=money(report["capex_cny"], lang), sent=f"{report['sent_gj'] / 1e3:,.1f}",
        demanded=f"{report['demanded_gj'] / 1e3:,.1f}", bought=f"{report['bought_gj'] / 1e3:,.1f}",
        co2=quantity(report["co2_avoided_t"], "t", lang),
    )  # fmt: skip


def _table(title: str, columns: dict[str, bool], lang: str) -> Table:
    """A table; `columns`: key and whether it holds words."""
    table = Table(title=t(f"heat_year.{title}", lang), title_justify="left")
    for key, words in columns.items():
        table.add_column(t(f"heat_year_column.{key}", lang), justify="left" if words else "right",
                         overflow="fold" if words else "ellipsis")  # fmt: skip
    return table


def _lines(rows: list[Report], firms: dict[str, str], goods: dict[str, str], lang: str) -> Table:
    columns = {"from": True, "to": True, "grade": True, "tj": False, "mw": False, "km": False, "dn": False,
               "loss": False, "pressure": False, "capex": False}  # fmt: skip
    table = _table("lines", columns, lang)
    for row in rows:
        many = "" if row["parallel"] == 1 else f"{row['parallel']:.0f} × "
        ends = (firms.get(row[end], row[end]) for end in ("from", "to"))
        table.add_row(
            *ends, goods.get(row["grade"], row["grade"]), f"{row['gj'] / 1e3:,.1f}", f"{row['size_gj_h'] / 3.6:,.1f}",
            f"{row['distance_km']:.1f}", f"{many}DN {row['dn_mm']:.0f}", f"{row['loss']:.1%}",
            f"{row['pressure_loss_kpa']:,.0f}", money(row["capex_cny"], lang),
        )  # fmt: skip
    return table


def _machines(rows: list[Report], firms: dict[str, str], goods: dict[str, str], lang: str) -> Table:
    table = _table("machines", {"firm": True, "machine": True, "takes": True, "makes": True, "tj": False, "mw": False},
                   lang)  # fmt: skip
    for row in rows:
        takes = row["takes"].removeprefix(WASTE)
        taken = t("heat_year.waste", lang, grade=goods.get(takes, takes)) if takes != row["takes"] else takes
        table.add_row(
            firms.get(row["enterprise"], row["enterprise"]), t(f"heat_machine.{row['machine']}", lang),
            goods.get(taken, taken), goods.get(row["makes"], row["makes"]), f"{row['activity_gj'] / 1e3:,.1f}",
            f"{row['size_gj_h'] / 3.6:,.1f}",
        )  # fmt: skip
    return table


def _stores(rows: list[Report], firms: dict[str, str], goods: dict[str, str], lang: str) -> Table:
    table = _table("stores", {"firm": True, "grade": True, "size": False, "drawn": False}, lang)
    for row in rows:
        table.add_row(firms.get(row["enterprise"], row["enterprise"]), goods.get(row["grade"], row["grade"]),
                      f"{row['size_gj'] / 1e3:,.2f}", f"{row['drawn_gj'] / 1e3:,.1f}")  # fmt: skip
    return table


def _months(rows: list[Report], lang: str) -> Table:
    table = _table("months", {"month": True, "heated": False, **dict.fromkeys(_SHORT, False)}, lang)
    for row in rows:
        table.add_row(row["period"], f"{row['heating']:.0%}", *(f"{row[key] / 1e3:,.1f}" for key in _SHORT))
    return table
