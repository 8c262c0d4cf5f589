"""Reconciled flows in words: what was adjusted, whom not to trust, what nobody can tell."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from circnet.balance.reconciliation import DOUBT, GROSS, PEDIGREE, Reconciliation
from circnet.coupling.result import records
from circnet.park import describe
from circnet.text import t

Report = dict[str, Any]

_ROWS = 40
_TEXTS = ("from", "to", "commodity", "status")
_FLOWS = ("from", "to", "commodity", "measured", "uncertainty", "reconciled", "deviation", "adjustment", "statistic",
          "status")  # fmt: skip
_SUSPECTS = ("step", "from", "to", "commodity", "measured", "expected", "error", "statistic", "verdict")


def reconcile_report(found: Reconciliation, faults: pd.DataFrame, lang: str) -> Report:
    """The JSON of ``circnet reconcile``; reasons in the user's language."""
    warned = records(faults.assign(message=describe(faults, lang)).drop(columns="severity"))
    flows = [_reasoned(row, lang) for row in records(found.flows)]
    return {
        **found.summary, "reason": None if found.summary["degrees_of_freedom"] else t("reconcile.no_redundancy", lang),
        "pedigree": PEDIGREE, "doubtful_level": DOUBT, "flows": flows, "suspects": records(found.suspects),
        "balances": records(found.balances), "warnings": warned,
    }  # fmt: skip


def _reasoned(row: Report, lang: str) -> Report:
    """A flow with the reason why a figure of it is missing, or None."""
    reason = t(f"reconcile_status.{row['status']}", lang)
    return row | {"reason": reason if row["reconciled"] is None or row["statistic"] is None else None}


def show_reconciled(report: Report, name: str, lang: str) -> None:
    """Print the verdict, the suspects, then the flows, those that moved most first."""
    out = _console()
    lines = [row["message"] for row in report["warnings"]]
    lines += [t("reconcile.title", lang, name=name), _verdict(report, lang)]
    if report["non_negativity"] == "binding":
        lines.append(t("reconcile.binding", lang, objective=f"{report['objective']:.4g}"))
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    if report["suspects"]:
        out.print(_suspects(report, lang))
        note = t("reconcile.suspects_note", lang, critical=f"{report['critical']:.2f}", level=f"{report['level']:.0%}",
                 doubt=f"{DOUBT:.0%}")  # fmt: skip
        out.print(note, markup=False, highlight=False, soft_wrap=True)
    out.print(_moved(report, lang))
    out.print("\n".join(_notes(report, lang)), markup=False, highlight=False, soft_wrap=True)


def _verdict(report: Report, lang: str) -> str:
    if report["p_value"] is None:
        return str(report["reason"])
    key = "reconcile.consistent" if report["consistent"] else "reconcile.inconsistent"
    return t(key, lang, chi2=f"{report['chi2']:.4g}", degrees=report["degrees_of_freedom"],
             p=f"{report['p_value']:.3g}")  # fmt: skip


def _suspects(report: Report, lang: str) -> Table:
    table = _table(t("reconcile.suspects", lang), _SUSPECTS, lang)
    for row in report["suspects"][:_ROWS]:
        style = "bold" if row["verdict"] == GROSS else ""
        told = row | {"verdict": t(f"reconcile_verdict.{row['verdict']}", lang)}
        table.add_row(*(_cell(told[key]) for key in _SUSPECTS), style=style)
    return table


def _moved(report: Report, lang: str) -> Table:
    def size(row: Report) -> float:
        return -abs(row["statistic"] or 0.0)

    tested = [row for row in report["flows"] if row["statistic"] is not None]
    rows = sorted(report["flows"] if len(report["flows"]) <= _ROWS else tested, key=size)[:_ROWS]
    table = _table(t("reconcile.flows", lang, count=len(rows), total=len(report["flows"])), _FLOWS, lang)
    for row in rows:
        told = row | {"status": t(f"reconcile_short.{row['status']}", lang)}
        table.add_row(*(_cell(told[key]) for key in _FLOWS))
    return table


def _notes(report: Report, lang: str) -> list[str]:
    counts = pd.Series([row["status"] for row in report["flows"]]).value_counts().sort_index()
    notes = [t("reconcile.counts", lang, words="; ".join(
        f"{t(f'reconcile_short.{status}', lang)} {count}" for status, count in counts.items()
    ))]  # fmt: skip
    graded = sum(row["uncertainty_from"] == "grade" for row in report["flows"])
    if graded:
        shares = ", ".join(f"{grade} {share:.0%}" for grade, share in PEDIGREE.items())
        notes.append(t("reconcile.graded", lang, count=graded, shares=shares))
    return notes


def _table(title: str, columns: tuple[str, ...], lang: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        text = column in (*_TEXTS, "verdict")
        table.add_column(t(f"reconcile_column.{column}", lang), justify="left" if text else "right",
                         no_wrap=not text, overflow="fold")  # fmt: skip
    return table


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,.6g}" if isinstance(value, float) else str(value)


def _console() -> Console:
    """A console; where the output is not a terminal, wide enough that names stay whole."""
    out = Console()
    return out if out.is_terminal else Console(width=160)
