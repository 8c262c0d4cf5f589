"""A reuse network in words: how much fresh water, the pinch, what goes where, what is left over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from circnet.coupling.result import records
from circnet.park import Catalog, Park, catalog_of, describe
from circnet.park.reference import reference_table
from circnet.report.figures import money, names, quantity
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


def _plain(value: float) -> str:
    return f"{value:,.6g}"


@dataclass(frozen=True)
class Words:
    """How ends, properties, flows and sums are written: as the tables have them, or as a park's firms and goods."""

    name: str
    end: Callable[[str], str] = str
    trait: Callable[[str], str] = str
    flow: Callable[[float], str] = _plain
    sum: Callable[[float], str] = _plain


def park_words(park: Park, catalog: Catalog, lang: str) -> Words:
    """Return the words of a park: firms and goods by name, m3 and CNY a year."""
    firms, goods = names(park.enterprises, lang), names(catalog_of(park, catalog).commodities, lang)

    known_units = set(reference_table("water_treatments")["treatment"])

    def end(place: str) -> str:
        firm, slash, good = place.partition("/")
        if not slash:  # a treatment
            return t(f"water_unit.{place}", lang) if place in known_units else place
        known = t("water.supply", lang) if firm == "supply" else firms.get(firm, firm)
        return f"{known} · {goods.get(good, good)}"

    def trait(name: str) -> str:
        good = name.removeprefix("share of ")
        return name if good == name else t("water.share", lang, good=goods.get(good, good))

    return Words(
        park.info.name_zh if lang == "zh" else park.info.name_en, end, trait,
        lambda value: quantity(value, "m3", lang), lambda value: money(value, lang),
    )  # fmt: skip


def show_water(report: Report, words: Words, lang: str) -> None:
    """Print the totals, the pinch, the flows, then the limits that bind and what is left over."""
    out = _console()
    lines = [row["message"] for row in report["warnings"]]
    lines += [t("water.title", lang, name=words.name), _totals(report, words, lang), *_sure(report, words, lang)]
    if report["pinch"] is not None:
        levels = "、" if lang == "zh" else ", "
        pinch = levels.join(f"{level:,.6g}" for level in report["pinch"])
        lines.append(t("water.pinch", lang, pinch=pinch) if pinch else t("water.no_pinch", lang))
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    out.print(_flows(report, words, lang))
    for table in (_binding(report, words, lang), _left_over(report, words, lang)):
        if table.row_count:
            out.print(table)
    if notes := _notes(report, words, lang):
        out.print("\n".join(notes), markup=False, highlight=False, soft_wrap=True)


def _totals(report: Report, words: Words, lang: str) -> str:
    cost = t("water.cost", lang, cost=words.sum(report["cost"])) if report["cost"] else ""
    treated = t("water.treated", lang, treated=words.flow(report["treated"])) if report["treated"] else ""
    return t("water.totals", lang, fresh=words.flow(report["fresh"]), waste=words.flow(report["waste"]),
             count=report["connections"]) + treated + cost  # fmt: skip


def _sure(report: Report, words: Words, lang: str) -> list[str]:
    """How sure the optimum is, where it is not proven."""
    if report["proven"]:
        return []
    gap = "–" if report["gap"] is None else f"{report['gap']:.2%}"
    return [t("water.unproven", lang, bound=words.flow(report["bound"]), gap=gap)]


def _flows(report: Report, words: Words, lang: str) -> Table:
    rows = sorted(report["flows"], key=lambda row: -row["amount"])[:_ROWS]
    far = any(row["distance_km"] is not None for row in rows)
    columns = ["from", "to", "amount", *(["distance"] if far else [])]
    table = _table("flows", columns, lang, count=len(rows), total=len(report["flows"]))
    for row in rows:
        giver = words.end(row["from"]) + (t("water.reject_of", lang) if row["kind"] == "reject" else "")
        km = "–" if row["distance_km"] is None else f"{row['distance_km']:.1f}"
        table.add_row(giver, words.end(row["to"]), words.flow(row["amount"]), *([km] if far else []))
    return table


def _binding(report: Report, words: Words, lang: str) -> Table:
    rows = [row for row in report["inlets"] if row["binding"]][:_ROWS]
    table = _table("binding", ["to", "property", "limit", "value"], lang, count=len(rows))
    for row in rows:
        limit = f"{_SIDES[row['side']]} {row['limit']:,.6g}"
        table.add_row(words.end(row["name"]), words.trait(row["property"]), limit, f"{row['value']:,.6g}")
    return table


def _left_over(report: Report, words: Words, lang: str) -> Table:
    rows = sorted((row for row in report["sources"] if row["left_over"] > 0), key=lambda row: -row["left_over"])[:_ROWS]
    table = _table("left_over", ["from", "flow", "left"], lang, count=len(rows))
    for row in rows:
        giver = words.end(row["name"]) + (t("water.reject_of", lang) if row["kind"] == "reject" else "")
        table.add_row(giver, words.flow(row["flow"]), words.flow(row["left_over"]))
    return table


def _notes(report: Report, words: Words, lang: str) -> list[str]:
    notes = [t("water.fewest", lang)] if report["fewest"] else []
    if "needs" in report:
        notes.append(t("water.needs", lang, needs=words.flow(report["needs"]), fresh=words.flow(report["fresh"])))
        told = [name for name in ("existing", "missing", "assumed", "left_out") if report[name]]
        notes += [t(f"water.{name}", lang, count=len(report[name])) for name in told]
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
