"""Heat targets in words: utilities, pinch, what zones save through mains or directly."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from circnet.coupling.result import records
from circnet.heat import ParkStreams, Pinch, TotalSite
from circnet.park import Park, describe
from circnet.report.figures import names
from circnet.text import t

Report = dict[str, Any]

_FIGURES = ("hot_duty_kw", "cold_duty_kw", "recovered_kw", "hot_utility_kw", "cold_utility_kw")
_EXERGY = ("exergy_given_kw", "exergy_recovered_kw", "exergy_rejected_kw")
_MAINS = ("generated_kw", "used_kw", "exchanged_kw", "let_down_kw", "fired_kw", "surplus_kw", "power_kw")
_ZONES = 15


def heat_report(
    found: Pinch, placed: pd.DataFrame | None, site: TotalSite | None, faults: pd.DataFrame, lang: str
) -> Report:
    """The JSON of ``circnet heat --streams``; warnings in the user's language."""
    warned = records(faults.assign(message=describe(faults, lang)).drop(columns="severity"))
    return {
        **found.to_dict(), "streams": records(found.streams),
        "utilities": None if placed is None else records(placed),
        "site": None if site is None else site.to_dict(), "warnings": warned,
    }  # fmt: skip


def park_heat_report(
    found: ParkStreams, site: TotalSite, grades: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], lang: str
) -> Report:
    """The JSON of ``circnet heat PARK``: all streams together at the top, the exchange between firms under `site`.

    `grades`: what each firm can give and needs per grade after its own recovery, GJ a year; who can heat whom; and
    as rows of ports.csv what no recipe or port tells yet.
    """
    left_out = [row | {"message": t("heat.left_out", lang, unit=row["unit"])} for row in records(found.left_out)]
    return {
        **site.direct.to_dict(), "streams": records(found.streams), "utilities": None, "site": site.to_dict(),
        "grades": records(grades[0]), "pairs": records(grades[1]), "ports": records(grades[2]),
        "left_out": left_out, "warnings": [],
    }  # fmt: skip


def show_heat(report: Report, name: str, lang: str) -> None:
    """Print the targets of a table of streams."""
    out = _console()
    for row in report["warnings"]:
        out.print(row["message"], markup=False, highlight=False, soft_wrap=True)
    title = t("heat.title", lang, name=name, dtmin=f"{report['settings']['dtmin_k']:g}", count=len(report["streams"]))
    _show_targets(out, report, title, lang)
    if report["utilities"] is not None:
        out.print(_placed(report["utilities"], lang))
    if report["site"] is not None:
        _show_site(out, report["site"], {}, lang)


def show_park_heat(report: Report, park: Park, goods: dict[str, str], lang: str) -> None:
    """Print the targets of a park: all streams together, then firm by firm; `goods` are names of heat grades."""
    out = _console()
    name = park.info.name_zh if lang == "zh" else park.info.name_en
    title = t("heat.title", lang, name=name, dtmin=f"{report['settings']['dtmin_k']:g}", count=len(report["streams"]))
    _show_targets(out, report, title, lang)
    _show_site(out, report["site"], names(park.enterprises, lang), lang)
    if report["grades"]:
        out.print(_grades(report["grades"], names(park.enterprises, lang), goods, lang))
    if report["pairs"]:
        out.print(_pairs(report["pairs"][:_ZONES], names(park.enterprises, lang), goods, lang))
    basis = pd.Series([row["basis"] or "assumed" for row in report["streams"]], dtype="str").value_counts()
    graded = ", ".join(f"{t(f'heat_basis.{key}', lang)} {count}" for key, count in basis.items())
    lines = [t("heat.evidence", lang, basis=graded or "–")]
    if report["left_out"]:
        units = ", ".join(row["unit"] for row in report["left_out"][:_ZONES])
        lines.append(t("heat.units_left_out", lang, count=len(report["left_out"]), units=units))
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _grades(rows: list[Report], firms: dict[str, str], goods: dict[str, str], lang: str) -> Table:
    """What each firm can give (+) and needs (-) per grade, TJ a year."""
    table = pd.DataFrame(rows)
    signed = table["gj"].where(table["direction"] == "supply", -table["gj"]) / 1e3
    wide = table.assign(tj=signed).pivot_table(index="enterprise", columns="commodity", values="tj", aggfunc="sum")
    order = [grade for grade in ("@hotter", *goods, "@colder") if grade in wide]
    shown = Table(title=t("heat.grades", lang), title_justify="left")
    shown.add_column(t("heat.zone", lang), overflow="fold")
    for grade in order:
        shown.add_column(t(f"heat_beyond.{grade[1:]}", lang) if grade[0] == "@" else goods[grade], justify="right")
    for firm, row in wide.iterrows():
        cells = ("–" if pd.isna(row[grade]) else f"{row[grade]:+,.1f}" for grade in order)
        shown.add_row(firms.get(str(firm), str(firm)), *cells)
    return shown


def _pairs(rows: list[Report], firms: dict[str, str], goods: dict[str, str], lang: str) -> Table:
    """Who can heat whom, the largest amount first."""
    table = Table(title=t("heat.pairs", lang), title_justify="left")
    for key in ("from", "to", "gives", "serves"):
        table.add_column(t(f"heat.{key}", lang), overflow="fold")
    for key in ("tj", "km"):
        table.add_column(t(f"heat.{key}", lang), justify="right", no_wrap=True)
    for row in rows:
        km = "–" if row["distance_km"] is None else f"{row['distance_km']:.1f}"
        ends = (firms.get(row[end], row[end]) for end in ("from", "to"))
        table.add_row(*ends, goods[row["commodity"]], goods[row["serves"]], f"{row['gj'] / 1e3:,.1f}", km)
    return table


def _show_targets(out: Console, report: Report, title: str, lang: str) -> None:
    out.print(title, markup=False, highlight=False, soft_wrap=True)
    table = Table()
    table.add_column(t("heat.figure", lang))
    table.add_column(t("heat.value", lang), justify="right", no_wrap=True)
    for key in (*_FIGURES, *_EXERGY):
        table.add_row(t(f"heat_figure.{key}", lang), _power(report[key]))
    out.print(table)
    out.print("\n".join(_pinch_words(report, lang)), markup=False, highlight=False, soft_wrap=True)


def _pinch_words(report: Report, lang: str) -> list[str]:
    if not report["cascade"]:
        return [t("heat.no_heat", lang)]
    lines = []
    if report["threshold"]:
        lines.append(t(f"heat_threshold.{report['threshold_kind']}", lang))
    for row in report["pinches"]:
        hot, cold = (_degrees(row[side]) for side in ("hot_c", "cold_c"))
        lines.append(t("heat.pinch", lang, shifted=_degrees(row["shifted_c"]), hot=hot, cold=cold))
    return lines


def _power(kilowatts: float | None) -> str:
    """A rate of heat in the unit that is read most easily."""
    if kilowatts is None:
        return "–"
    return f"{kilowatts / 1e3:,.1f} MW" if abs(kilowatts) >= 1e4 else f"{kilowatts:,.4g} kW"


def _degrees(value: float | None) -> str:
    return "–" if value is None else f"{value:.6g}"


def _placed(rows: list[Report], lang: str) -> Table:
    table = Table(title=t("heat.utilities", lang), title_justify="left")
    for key in ("utility", "role", "temperature"):
        table.add_column(t(f"heat.{key}", lang))
    for key in ("duty_kw", "cost_cny_per_h"):
        table.add_column(t(f"heat_figure.{key}", lang), justify="right", no_wrap=True)
    for row in rows:
        ends = list(dict.fromkeys((_degrees(row["supply_c"]), _degrees(row["target_c"]))))
        cost = "–" if row["cost_cny_per_h"] is None else f"{row['cost_cny_per_h']:,.2f}"
        role = t(f"heat_role.{row['role']}", lang)
        table.add_row(row["utility"], role, " / ".join(ends), _power(row["duty_kw"]), cost)
    return table


def _show_site(out: Console, site: Report, firms: dict[str, str], lang: str) -> None:
    targets = Table(title=t("heat.targets", lang), title_justify="left")
    targets.add_column(t("heat.exchange", lang))
    for key in ("hot_utility_kw", "cold_utility_kw", "recovered_kw"):
        targets.add_column(t(f"heat_figure.{key}", lang), justify="right", no_wrap=True)
    for row in site["targets"]:
        cells = (_power(row[key]) for key in ("hot_utility_kw", "cold_utility_kw", "recovered_kw"))
        targets.add_row(t(f"heat_exchange.{row['exchange']}", lang), *cells)
    out.print(targets)
    zones = Table(title=t("heat.zones", lang), title_justify="left")
    zones.add_column(t("heat.zone", lang), overflow="fold")
    for key in ("hot_utility_kw", "cold_utility_kw", "recovered_kw"):
        zones.add_column(t(f"heat_figure.{key}", lang), justify="right", no_wrap=True)
    largest = sorted(site["zones"], key=lambda row: -row["hot_utility_kw"] - row["cold_utility_kw"])
    for row in largest[:_ZONES]:
        cells = (_power(row[key]) for key in ("hot_utility_kw", "cold_utility_kw", "recovered_kw"))
        zones.add_row(firms.get(row["zone"], row["zone"]), *cells)
    out.print(zones)
    if site["utilities_known"]:
        _show_mains(out, site, lang)


def _show_mains(out: Console, site: Report, lang: str) -> None:
    table = Table(title=t("heat.mains", lang), title_justify="left")
    table.add_column(t("heat.utility", lang))
    table.add_column(t("heat.temperature", lang), justify="right")
    for key in _MAINS:
        table.add_column(t(f"heat_figure.{key}", lang), justify="right", no_wrap=True)
    for row in site["mains"]:
        cells = (_power(row[key]) for key in _MAINS)
        table.add_row(row["utility"], _degrees(row["temperature_c"]), *cells)
    out.print(table)
    power = t("heat.power", lang, power=_power(site["power_kw"]))
    out.print(power, markup=False, highlight=False, soft_wrap=True)


def _console() -> Console:
    """A console; where the output is not a terminal, wide enough that names stay whole."""
    out = Console()
    return out if out.is_terminal else Console(width=160)
