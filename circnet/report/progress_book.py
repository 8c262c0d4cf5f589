"""Parks side by side as a workbook: the comparison, every indicator by park, what is missing, and projects."""

from __future__ import annotations

import pandas as pd

from circnet.report.figures import names
from circnet.report.progress_words import code_word, project_state, unit_told
from circnet.report.province_document import Province
from circnet.report.sheets import table_workbook
from circnet.text import t

__all__ = ["standing_tables", "standing_workbook"]

_PARKS = ("park", "known", "by_model", "missing", "indicator", "value", "unit", "year", "origin", "basis", "target",
          "distance", "status", "behind", "help", "help_change", "coupled", "best", "ask", "holder")  # fmt: skip


def standing_workbook(found: Province, lang: str) -> bytes:
    """Return the workbook; the first sheet is the comparison."""
    return table_workbook(standing_tables(found, lang), {}, lang)


def standing_tables(found: Province, lang: str) -> dict[str, pd.DataFrame]:
    """Return the sheets by title, under the headings a reader sees."""
    tables = {
        "parks": _parks(found, lang), "values": _wide(found, lang, "value"), "states": _wide(found, lang, "state"),
        "missing": _missing(found, lang), "projects": _projects(found, lang),
    }  # fmt: skip
    return {t(f"report_sheet.{name}", lang): table for name, table in tables.items() if len(table)}


def _headed(table: pd.DataFrame, columns: tuple[str, ...], lang: str) -> pd.DataFrame:
    return table[list(columns)].rename(columns={name: t(f"report_column.{name}", lang) for name in columns})


def _parks(found: Province, lang: str) -> pd.DataFrame:
    table, called = found.standing.parks, found.park_names(lang)
    own = found.standards.of_system("NDRC-PARK")
    indicator = dict(zip(own["code"], own[f"name_{lang}"], strict=True))
    variables = names(found.standards.variables, lang)
    helped = [_helped(found, row, lang) for row in table.to_dict("records")]
    told = table.assign(
        park=table["park"].map(called), indicator=table["indicator"].map(indicator), help=helped,
        unit=table["unit"].map(lambda unit: unit_told(unit, lang)), coupled=table["coupled_value"],
        best=table["best_value"], ask=table["ask"].map(lambda ref: variables.get(ref, ref)),
        holder=table["ask_holder"].map(lambda code: code_word("holder", code, lang)),
        **{name: table[name].map(lambda code, kind=name: code_word(kind, code, lang))
           for name in ("status", "origin", "basis")},
    )  # fmt: skip
    return _headed(told, _PARKS, lang)


def _helped(found: Province, row: dict, lang: str) -> str:
    if not row["help_from"]:
        return ""
    called = found.display_names(row["park"], lang)
    giver, taker, good = (called.get(row[f"help_{end}"], row[f"help_{end}"]) for end in ("from", "to", "commodity"))
    return t("report.link", lang, giver=giver, taker=taker, good=good)


def _wide(found: Province, lang: str, what: str) -> pd.DataFrame:
    """Every indicator of every system by park: its value, or its status and whether it is the flow model's."""
    table, called = found.standing.indicators, found.park_names(lang)
    titles = names(found.standards.systems, lang)
    model = table["origin"].isin(["model", "mixed"])
    words = {code: code_word("status", code, lang) for code in table["status"].unique()}
    by_model = t("report_column.by_model", lang)
    state = table["status"].map(words) + model.map({True: f" ({by_model})", False: ""})
    cells = table.assign(state=state, order=table.groupby(["park"]).cumcount())
    first = cells.drop_duplicates(["system", "code"]).sort_values("order")
    wide = cells.pivot(index=["system", "code"], columns="park", values=what)
    wide = wide.reindex(pd.MultiIndex.from_frame(first[["system", "code"]]))[list(called)].rename(columns=called)
    lead = pd.DataFrame({
        t("report_column.system", lang): first["system"].map(titles).to_numpy(),
        t("report_column.code", lang): first["code"].to_numpy(),
        t("report_column.indicator", lang): first[f"name_{lang}"].to_numpy(),
        t("report_column.unit", lang): [unit_told(unit, lang) for unit in first["unit"]],
    })  # fmt: skip
    return pd.concat([lead, wide.reset_index(drop=True)], axis=1)


def _missing(found: Province, lang: str) -> pd.DataFrame:
    table = found.standing.missing
    told = table.assign(
        park=table["park"].map(found.park_names(lang)), figure=table[f"name_{lang}"],
        unit=table["unit"].map(lambda unit: unit_told(unit, lang)),
        holder=table["holder"].map(lambda code: code_word("holder", code, lang)), serves=table["indicators"],
    )  # fmt: skip
    return _headed(told, ("park", "figure", "year", "unit", "holder", "serves"), lang)


def _projects(found: Province, lang: str) -> pd.DataFrame:
    table = found.standing.projects
    if table.empty:
        return table
    told = table.assign(
        park=table["park"].map(found.park_names(lang)), project=table[f"name_{lang}"].replace("", pd.NA).fillna(
            table["name_zh"]),
        state=[project_state(row, lang) for row in table.to_dict("records")],
        basis=table["basis"].map(lambda code: code_word("basis", code, lang)),
    )  # fmt: skip
    return _headed(told, ("park", "project", "state", "year", "basis"), lang)
