"""The tables of a park in a grid, with what the checks say beside it."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
from dash import dcc, html

from circnet.park.manifest import FILE
from circnet.schema import PARK_TABLES
from dashboards.address import View
from dashboards.coupling_panels import GRID_THEME
from dashboards.data_parks import Held, sent
from dashboards.i18n import section, t
from dashboards.ids_data import Data as Ids
from dashboards.views.data.columns import every_column
from dashboards.views.data.sheets import table_title

__all__ = ["tables_tab"]

_POLL_MS = 10_000
_TOOLS = ("row", "remove", "firm", "link", "undo")


def tables_tab(one: Held, view: View) -> list[Any]:
    """Return the tables on the left, the grid, and what there is to say of the park on the right."""
    lang = view.lang
    return [
        html.Div(
            [_list(one, lang), _grid_pane(one, lang), _side(one, lang)],
            className="data-panes" if one.own else "data-panes read-only",
        ),
        dcc.Store(id=Ids.SHEETS, data=sent(one, lang)),
        dcc.Store(id=Ids.TYPED), dcc.Store(id=Ids.JUDGED), dcc.Store(id=Ids.KEEP), dcc.Store(id=Ids.KEPT),
        dcc.Interval(id=Ids.POLL, interval=_POLL_MS, disabled=not one.own),
    ]  # fmt: skip


def _list(one: Held, lang: str) -> html.Nav:
    """Return a button per table, with how many rows it has."""
    counts = one.state.drop_duplicates(["sheet", "record"])["sheet"].value_counts()
    files = [FILE, *(table.file for table in PARK_TABLES.values())]
    buttons = [
        html.Button(
            [html.Span(table_title(file, lang)), html.Span(str(counts.get(file, 0)) if file != FILE else "",
                                                           className="rows")],
            className="data-table", **{"data-file": file},
        )
        for file in files
    ]  # fmt: skip
    return html.Nav(buttons, className="data-tables", **{"aria-label": t("data.tables", lang)})


def _grid_pane(one: Held, lang: str) -> html.Section:
    tools = [html.Button(t(f"data_tool.{name}", lang), className="plain", title=t(f"data_tool.{name}_told", lang),
                         **{"data-tool": name}) for name in _TOOLS]  # fmt: skip
    draft = html.Button(t("data_tool.unit", lang), id=Ids.DRAFT_OPEN, className="plain",
                        title=t("data_tool.unit_told", lang))  # fmt: skip
    tools.insert(3, draft)
    search = dcc.Input(type="search", className="search-box data-filter", placeholder=t("data.filter", lang))
    return html.Section(
        [
            html.Div([*(tools if one.own else []), search], className="data-tools"),
            dag.AgGrid(
                id=Ids.GRID, rowData=[], columnDefs=[], defaultColDef=every_column(), getRowId="params.data._id",
                dashGridOptions={
                    "theme": {"function": GRID_THEME},
                    "rowSelection": {"mode": "multiRow", "checkboxes": one.own, "headerCheckbox": one.own,
                                     "enableClickSelection": False},
                    "selectionColumnDef": {"pinned": "left", "width": 36, "resizable": False},
                    "localeText": dict(section("grid", lang)) | {"noRowsToShow": t("data.no_rows", lang)},
                    "tooltipShowDelay": 300, "animateRows": False, "suppressColumnMoveAnimation": True,
                    "stopEditingWhenCellsLoseFocus": True, "rowHeight": 28, "enterNavigatesVerticallyAfterEdit": True,
                },
                className="data-grid", style={"height": "100%", "width": "100%"},
            ),
            html.P(t("data.keys" if one.own else "data.keys_read", lang), className="source-line"),
        ],
        className="pane data-middle",
    )  # fmt: skip


def _side(one: Held, lang: str) -> html.Aside:
    """Return what waits, what clashes, what is wrong, and what it does to the park."""
    buttons = [
        html.Button(t("data.save", lang), id=Ids.SAVE, className="plain strong", disabled=True, hidden=not one.own),
        html.Button(t("data.discard", lang), id=Ids.DISCARD, className="plain", disabled=True, hidden=not one.own),
    ]
    told = [] if one.own else [html.P(t("data.read_only", lang), className="read-only-told")]
    solve = html.Div(
        [html.Button(t("data.solve", lang), id=Ids.SOLVE, className="plain", title=t("data.solve_told", lang)),
         html.Div(id=Ids.SOLVED, className="solved", role="status"), dcc.Store(id=Ids.SOLVE_ASKED),
         dcc.Interval(id=Ids.SOLVE_POLL, interval=300, max_intervals=1, disabled=True)],
        hidden=not one.own,
    )  # fmt: skip
    return html.Aside(
        [
            html.Section(
                [html.Div(id=Ids.COUNTS, className="data-counts", role="status"),
                 html.Div(buttons, className="buttons"),
                 html.Div(id=Ids.SAID, className="data-said"), *told],
                className="card",
            ),
            html.Section(id=Ids.CONFLICTS, className="data-conflicts"),
            html.Section([html.H2(t("data.faults", lang)), html.Div(id=Ids.FAULTS)], className="card scrolls"),
            html.Section([html.H2(t("data.effect", lang)), html.Div(id=Ids.EFFECT), solve],
                         className="card data-effect"),
        ],
        className="data-side",
    )  # fmt: skip
