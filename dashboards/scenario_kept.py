"""Kept runs of a park: the list of them, and one with its figures then, and now."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from circnet.coupling.result import OBJECTIVE_UNITS
from circnet.report.figures import money, quantity
from circnet.studies.freezing import catalog_now
from circnet.workspace import Frozen
from dashboards.address import View
from dashboards.i18n import t
from dashboards.ids_scenarios import ScenariosPage as Ids
from dashboards.scenario_address import FROZEN, address, compared_ids, frozen_of, kept_runs
from dashboards.state import state
from dashboards.tables import plain_table

__all__ = ["again_table", "kept_list", "kept_run"]

Components = list[Any]
_UNITS = {"co2_avoided_t": "t", "waste_diverted_t": "t", "fresh_water_saved_m3": "m3"}
_FIGURES = ("saving", "cost", "baseline_cost", "co2_avoided_t", "waste_diverted_t", "fresh_water_saved_m3",
            "links_chosen")  # fmt: skip


def kept_list(view: View) -> Components:
    """Return the kept runs of the park; nothing where there are none."""
    runs, lang = kept_runs(view), view.lang
    if runs.empty:
        return []
    known, compared = catalog_now(), compared_ids(view)[0]
    heads = [t(f"scenarios.kept_{name}", lang) for name in ("head", "who", "at", "catalog")]
    body = []
    for row in runs.to_dict("records"):
        ids = ",".join([*compared, f"{FROZEN}{row['id']}"])
        same = t("scenarios.catalog_same" if row["catalog"] == known else "scenarios.catalog_other", lang)
        ways = [html.A(t("scenarios.open", lang), href=address(view, frozen=row["id"]), className="inside plain act")]
        if f"{FROZEN}{row['id']}" not in compared:
            ways.append(html.A(t("scenarios.compare_too", lang), href=address(view, compare=ids, frozen=""),
                               className="inside plain act"))  # fmt: skip
        body.append(html.Tr([
            html.Th(row["name"], scope="row"), html.Td(row["who"] or t("scenarios.somebody", lang)),
            html.Td(str(row["at"]).replace("T", " ")[:16]), html.Td(same), html.Td(ways),
        ]))  # fmt: skip
    table = html.Table(
        [html.Thead(html.Tr([html.Th(head, scope="col") for head in [*heads, ""]])), html.Tbody(body)],
        className="plain-table",
    )
    title = t("scenarios.kept", lang, count=len(runs))
    return [html.Details([html.Summary(title), table], open=bool(frozen_of(view)), className="card kept-runs")]


def kept_run(view: View) -> Components:
    """Return the run that the address opens, with the figures that were kept."""
    name, workspace = frozen_of(view), state().workspace
    if not name or workspace is None:
        return []
    run, lang = workspace.frozen_run(name), view.lang
    told = t("scenarios.kept_told", lang, who=run.who or t("scenarios.somebody", lang),
             at=run.at.replace("T", " ")[:16], program=run.program, catalog=run.catalog)  # fmt: skip
    parts: Components = [html.H2(t("scenarios.kept_name", lang, name=run.name)), html.P(told, className="source-line")]
    if run.catalog != catalog_now():
        parts.append(html.P(t("scenarios.catalog_differs", lang), className="watch-line", role="status"))
    parts += [
        html.Dl([html.Div([html.Dt(t(f"scenarios_figure.{key}", lang)), html.Dd(_figure(run, key, lang))])
                 for key in _FIGURES], className="kept-figures"),
        html.Div(
            [
                html.Button(t("scenarios.again", lang), id=Ids.AGAIN, className="plain",
                            title=t("scenarios.again_told", lang), **{"data-frozen": name}),
                html.A(t("scenarios.close", lang), href=address(view, frozen=""), className="inside plain"),
            ],
            className="form-row buttons",
        ),
        html.Div(id=Ids.AGAIN_TOLD, role="status"),
    ]  # fmt: skip
    return [html.Section(parts, className="card kept-run")]


def _figure(run: Frozen, key: str, lang: str) -> str:
    value = run.summary.get(key)
    return _written(key, value if isinstance(value, int | float) else None, str(run.summary.get("objective")), lang)


def _written(key: str, value: float | None, objective: str, lang: str) -> str:
    if key == "links_chosen":
        return "–" if value is None else f"{value:.0f}"
    if key in _UNITS:
        return quantity(value, _UNITS[key], lang)
    return money(value, lang) if objective == "cost" else quantity(value, OBJECTIVE_UNITS.get(objective, "t"), lang)


def again_table(found: pd.DataFrame, objective: str, lang: str) -> Components:
    """Return the figures of a run then and now."""
    heads = [t(f"scenarios.{name}", lang) for name in ("quantity", "then", "now", "alike")]
    body = [
        [t(f"scenarios_figure.{row['quantity']}", lang),
         *(_written(row["quantity"], None if row[one] != row[one] else row[one], objective, lang)  # noqa: PLR0124
           for one in ("then", "now")),
         t("scenarios.yes" if row["same"] else "scenarios.no", lang)]
        for row in found.to_dict("records")
    ]  # fmt: skip
    line = t("scenarios.again_same" if found["same"].all() else "scenarios.again_other", lang)
    return [html.P(line, className="lead"), plain_table(heads, body)]
