"""Results as plain rows for JSON and as rich tables for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from circnet.coupling import Coupling
from circnet.coupling.result import OBJECTIVE_UNITS, records
from circnet.errors import Infeasible, NoSolution, SolverFailure
from circnet.park import Catalog, Park, catalog_of, describe
from circnet.report.figures import evidence_share, money, names, price, quantity
from circnet.report.limits import choice_lines, conflict_rows, relaxed_rows
from circnet.text import heading, t

Report = dict[str, Any]


def park_row(park: Park) -> Report:
    """One line about a park: sizes, and the share of its unit figures by evidence grade."""
    return {
        "id": park.info.id, "name_zh": park.info.name_zh, "name_en": park.info.name_en,
        "enterprises": len(park.enterprises), "units": len(park.units), "links": len(park.links),
        "evidence": evidence_share(park.units["grade"]),
    }  # fmt: skip


def check_report(faults: pd.DataFrame, closure: pd.DataFrame | None, lang: str) -> Report:
    """Faults and closure as the JSON of ``circnet check``."""
    told = faults.assign(message=describe(faults, lang))
    errors = told[told["severity"] == "error"].drop(columns="severity")
    warnings = told[told["severity"] == "warning"].drop(columns="severity")
    rows = pd.DataFrame() if closure is None else closure
    return {"ok": errors.empty, "errors": records(errors), "warnings": records(warnings), "closure": records(rows)}


def no_solution_report(error: NoSolution, lang: str) -> Report:
    """Why there is no solution, as JSON; the reason in the user's language."""
    return {
        "status": type(error).__name__.lower(),
        "reason": _reason(error, lang),
        "conflicts": records(error.conflicts),
        "conflict": conflict_rows(error.limits, lang),
    }


def _reason(error: NoSolution, lang: str) -> str:
    if len(error.conflicts):
        return conflict_words(error.conflicts, lang)
    if not isinstance(error, Infeasible):
        return error.reason
    return t("no_solution.limits", lang)


def failure_words(error: SolverFailure, lang: str) -> str:
    """What a solver failed at, and what to do, in the user's language."""
    return t(f"solver_failure.{error.key}", lang, solver=error.solver, detail=error.detail)


def conflict_words(conflicts: pd.DataFrame, lang: str) -> str:
    """What cannot go anywhere, comes from nowhere or runs away, in the user's language; the five largest."""
    rows = records(conflicts.head(5))
    if "problem" in conflicts:
        told = [row | {"amount": f"{row['amount']:g}", "key": row["problem"].replace(" ", "_")} for row in rows]
    else:
        told = [row | {"key": "runs_away"} for row in rows]
    return "; ".join(t(f"no_solution.{row.pop('key')}", lang, **row) for row in told)


@contextmanager
def working(message: str) -> Iterator[Callable[[float], None]]:
    """Show on stderr that something runs; what is yielded takes the share that is done."""
    with Console(stderr=True).status(message) as status:
        yield lambda share: status.update(f"{message} {share:.0%}")


def show_parks(rows: list[Report], lang: str) -> None:
    """Print the parks."""
    table = _table(t("parks.title", lang), ["id", "name", "enterprises", "units", "links", "evidence"], lang)
    for row in rows:
        share = " ".join(f"{grade}{count}" for grade, count in row["evidence"].items())
        table.add_row(row["id"], row[f"name_{lang}"], *(str(row[k]) for k in ("enterprises", "units", "links")), share)
    _console().print(table)


def show_check(report: Report, lang: str) -> None:
    """Print faults, then warnings, then the technologies that close worst."""
    out = _console()
    for level in ("errors", "warnings"):
        for row in report[level]:
            out.print(f"{t(f'check.{level}', lang)}  {row['message']}", markup=False, highlight=False, soft_wrap=True)
    worst = [row for row in report["closure"] if row["status"] in ("declared", "open")][:10]
    if worst:
        table = _table(t("check.closure", lang), ["technology", "element", "in", "out", "gap_share", "status"], lang)
        for row in worst:
            table.add_row(row["technology"], row["element"], f"{row['in']:.4g}", f"{row['out']:.4g}",
                          f"{row['gap_share']:+.1%}", row["status"])  # fmt: skip
        out.print(table)
    key = "check.ok" if report["ok"] else "check.faulty"
    out.print(t(key, lang, errors=len(report["errors"]), warnings=len(report["warnings"])), markup=False)


def show_no_solution(report: Report, lang: str) -> None:
    """Print why there is no solution, and what is in conflict."""
    out = Console(stderr=True)
    out.print(t(f"no_solution.{report['status']}", lang), markup=False)
    lines = [report["reason"]]
    if report["conflict"]:
        lines += [t("no_solution.together", lang), *(f"- {row['words']}" for row in report["conflict"])]
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def coupling_report(result: Coupling, lang: str) -> Report:
    """A coupling run as JSON; what gave way in the user's words."""
    report = result.to_dict()
    return report | {"relaxed": relaxed_rows(result.relaxed, lang)}


def show_coupling(result: Coupling, park: Park, catalog: Catalog, lang: str) -> None:
    """Print the ranked couplings, the totals, and what the data cannot explain."""
    out = _console()
    firms, goods = names(park.enterprises, lang), names(catalog_of(park, catalog).commodities, lang)
    chosen = result.opportunities[result.opportunities["choice"] == "chosen"]
    gain = _gain(str(result.summary["objective"]), lang)
    told_apart = chosen["saving_unexplained"].fillna(0.0).abs().sum() >= 1.0
    columns = ["rank", "from", "to", "commodity", "amount", "saving", *(["saving_unexplained"] if told_apart else []),
               "price_band", "co2_t", "distance_km", "evidence"]  # fmt: skip
    name = park.info.name_zh if lang == "zh" else park.info.name_en
    table = _table(t("couple.title", lang, park=name), columns, lang)
    for rank, row in enumerate(records(chosen), start=1):
        table.add_row(
            str(rank), firms.get(row["from"], row["from"]), firms.get(row["to"], row["to"]),
            goods.get(row["commodity"], row["commodity"]), quantity(row["amount"], row["unit"], lang),
            gain(row["saving"]), *([money(row["saving_unexplained"], lang)] if told_apart else []),
            f"{price(row['price_floor'])} ~ {price(row['price_ceiling'])}",
            quantity(row["co2_t"], "t", lang), _km(row["distance_km"]), row["evidence"],
        )  # fmt: skip
    out.print(table if len(chosen) else t("couple.none", lang))
    lines = [summary_text(result.summary, lang)]
    if len(chosen):
        lines.append(t("evidence.legend", lang))
    if result.summary["unique"] is False:
        lines.append(t("couple.not_unique", lang))
    if len(result.unexplained):
        lines.append(t("couple.unexplained", lang, count=len(result.unexplained)))
    lines += choice_lines(result, lang)
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def summary_text(summary: Mapping[str, Any], lang: str) -> str:
    """The totals of a run in one sentence."""
    gain = _gain(summary["objective"], lang)
    if summary["baseline_cost"] is None:
        return t("couple.no_baseline", lang, cost=gain(summary["cost"]))
    told_apart = abs(summary["saving_unexplained"]) >= 1.0
    apart = t("couple.apart", lang, amount=money(summary["saving_unexplained"], lang)) if told_apart else ""
    avoided = {
        "co2": ("co2_avoided_t", "t"),
        "waste": ("waste_diverted_t", "t"),
        "water": ("fresh_water_saved_m3", "m3"),
    }
    amounts = {name: quantity(summary[key], unit, lang) for name, (key, unit) in avoided.items()}
    saving = gain(summary["saving"])
    return t("couple.summary", lang, links=summary["links_chosen"], saving=saving, apart=apart, **amounts)


def _gain(objective: str, lang: str) -> Callable[[float | None], str]:
    """How to write an amount of the objective: money, or tonnes and cubic metres."""
    if objective == "cost":
        return lambda value: money(value, lang)
    unit = OBJECTIVE_UNITS.get(objective, "t")
    name = "CO2" if objective == "co2" else "" if objective in OBJECTIVE_UNITS else objective
    return lambda value: f"{quantity(value, unit, lang)} {name}".strip()


def _km(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _console() -> Console:
    """A console; where the output is not a terminal, wide enough that names stay whole."""
    out = Console()
    return out if out.is_terminal else Console(width=160)


def _table(title: str, columns: list[str], lang: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        numeric = column not in ("id", "name", "from", "to", "commodity", "technology", "element", "status", "evidence")
        table.add_column(
            heading(column, lang), justify="right" if numeric else "left", no_wrap=numeric, overflow="fold"
        )
    return table
