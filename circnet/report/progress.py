"""The progress of parks as the JSON of their commands: in the user's language, years as whole numbers."""

from __future__ import annotations

from typing import Any

from circnet.coupling.result import records
from circnet.progress import Contributions, Progress, Standards, Standing
from circnet.progress.published import published_targets
from circnet.report.figures import names
from circnet.text import t

__all__ = ["contributions_report", "progress_report", "standing_report"]

Report = dict[str, Any]


def progress_report(result: Progress, standards: Standards, system: str | None, lang: str) -> Report:
    """The JSON of ``circnet progress``: of one system, or of all with the score of the main one."""
    report = _whole_years(result.to_dict())
    chosen = system or str(result.summary["system"])
    if system:
        for name in ("indicators", "inputs", "scores", "history", "forecasts"):
            report[name] = [row for row in report[name] if row["system"] == system]
    scores = {row["system"]: row["score"] for row in report["scores"]}
    titles = names(standards.systems, lang)
    wanted = {f"{row['system']}:{row['code']}" for row in report["indicators"]}
    named = [row | {"name": row[f"name_{lang}"], "status_text": t(f"progress_status.{row['status']}", lang)}
             for row in report["indicators"]]  # fmt: skip
    return report | {
        "system": chosen, "system_name": titles[chosen], "score": scores.get(chosen),
        "indicators": named, "missing": _asked(report["missing"], wanted, lang),
        "systems": [row | {"name": titles[row["system"]]} for row in report.pop("scores")],
        "targets": _whole_years({"targets": records(published_targets(standards))})["targets"],
    }  # fmt: skip


def _whole_years(report: Report) -> Report:
    """Return a report whose years are whole numbers, as a reader writes them."""

    def whole(row: Report) -> Report:
        return {key: int(value) if key.endswith("year") and isinstance(value, float) else value
                for key, value in row.items()}  # fmt: skip

    return {key: [whole(row) for row in value] if isinstance(value, list) else value for key, value in report.items()}


def _asked(rows: list[Report], wanted: set[str], lang: str) -> list[Report]:
    """Missing figures that serve some of the indicators: what, of which year, from whom."""
    told = []
    for row in rows:
        serves = [name for name in row["indicators"].split(";") if name in wanted]
        if serves:
            told.append({
                "figure": row[f"name_{lang}"], "from": t(f"progress_holder.{row['holder']}", lang),
                "variable": row["variable"], "year": row["year"], "unit": row["unit"], "indicators": serves,
                "serves": len(serves), "stands_in": bool(row["stands_in"]),
            })  # fmt: skip
    return sorted(told, key=lambda row: -row["serves"])


def contributions_report(found: Contributions | None) -> Report:
    """The couplings' contributions as plain values; a reason where there are none."""
    if found is None:
        return {"contributions": None, "contributions_reason": "no_solution_without_new_links"}
    tables = {name: records(getattr(found, name)) for name in ("steps", "changes", "totals")}
    return {"contributions": tables, "contributions_reason": None}


def standing_report(found: Standing, lang: str) -> Report:
    """The JSON of ``circnet standing``: the comparison, and every indicator with a value by park."""
    table = found.parks
    holders = filter(None, table["ask_holder"].unique())
    told = {holder: t(f"progress_holder.{holder}", lang) for holder in holders}
    rows = [
        row | {"status_text": t(f"progress_status.{row['status']}", lang), "ask_from": told.get(row["ask_holder"], ""),
               "behind": row["behind"].split(";") if row["behind"] else []}
        for row in records(table)
    ]  # fmt: skip
    known = found.indicators[found.indicators["value"].notna()]
    columns = ["park", "system", "code", "value", "unit", "year", "basis", "origin", "target", "status"]
    return _whole_years({"parks": rows, "indicators": records(known[columns])})
