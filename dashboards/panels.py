"""Pieces of pages made of components: the strip of figures, the graph, the grid, messages."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import dash_cytoscape as cyto
import dash_mantine_components as dmc
from dash import dcc, html

from dashboards.i18n import t
from dashboards.ids import Network as Ids
from dashboards.runs import ParkRun
from dashboards.theme import FAMILIES
from dashboards.views import couplings, details, network, stylesheet, summary
from dashboards.views.notices import Notice
from dashboards.views.wording import Wording, wording_of

__all__ = ["details_panel", "notice", "run_panels", "waiting"]

_GRID_THEME = (
    "themeQuartz.withParams({accentColor: 'var(--accent)', backgroundColor: 'var(--surface)',"
    " foregroundColor: 'var(--text)', headerBackgroundColor: 'var(--raised)', borderColor: 'var(--line)',"
    " rowHoverColor: 'var(--hover)', selectedRowBackgroundColor: 'var(--picked)', fontFamily: 'inherit',"
    " fontSize: 13, headerFontSize: 12, rowHeight: 32, headerHeight: 34, wrapperBorderRadius: 6,"
    " cellHorizontalPadding: 8, browserColorScheme: 'inherit'})"
)


def run_panels(run: ParkRun, lang: str) -> list[Any]:
    """Return the page of a solved park: figures on top, the graph beside the couplings."""
    words = wording_of(run, lang)
    shown = [{"value": value, "label": t(f"page.show_{value}", lang)} for value in ("both", "graph", "table")]
    tools = [
        dmc.SegmentedControl(id=Ids.SHOWN, data=shown, value="both", size="xs"),
        html.Button(t("page.export", lang), id=Ids.EXPORT, className="plain"),
    ]
    return [
        _head(lang, tools),
        _strip(run, words),
        html.Div(
            [
                html.Section([_graph(run, words), _legend(run, lang)], className="pane pane-graph"),
                html.Section(
                    [_grid(run, words), html.Div(id=Ids.DETAILS, className="details", role="status")],
                    className="pane pane-table",
                ),
            ],
            id=Ids.PANES,
            className="panes both",
        ),
        dcc.Store(id=Ids.STYLES, data=stylesheet.stylesheets()),
        dcc.Store(id=Ids.CHOSEN),
        dcc.Store(id=Ids.ESCAPE),
        dcc.Store(id=Ids.REDRAW),
    ]


def waiting(text: str, lang: str) -> list[Any]:
    """Return the page's skeleton with a word on what goes on."""
    return [
        _head(lang, [html.Span(text, className="progress", role="status")]),
        html.Div([dmc.Skeleton(height=69, radius=6) for _ in range(6)], className="strip"),
        html.Div(
            [
                html.Div([dmc.Skeleton(height="100%", radius=6)], className="pane pane-graph"),
                html.Div([dmc.Skeleton(height="100%", radius=6)], className="pane pane-table"),
            ],
            className="panes both",
        ),
    ]


def notice(said: Notice, lang: str) -> list[Any]:
    """Return a message in place of the page."""
    lines = [html.Ul([html.Li(line) for line in said.lines])] if said.lines else []
    told = html.Div([html.H2(said.title), html.P(said.text), *lines], className="notice", role="alert")
    return [_head(lang, []), told]


def details_panel(run: ParkRun, lang: str, selection: dict[str, str] | None) -> list[Any]:
    """Return what is known of the selection; without one, how to select and what to ask the firms."""
    words = wording_of(run, lang)
    found = details.details(run, words, selection)
    if found is None:
        asked = details.questions(run, words)
        more = [html.H3(t("details.questions", lang)), html.Ul([html.Li(text) for text in asked])] if asked else []
        return [html.P(t("details.tip", lang), className="tip"), *more]
    badge = [_badge(found.badge, lang)] if found.badge else []
    remarks = [html.Ul([html.Li(text) for text in found.remarks])] if found.remarks else []
    clear = html.Button("×", id=Ids.CLEAR, className="clear", title=t("details.clear", lang))
    pairs = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in found.facts]
    return [html.H3([html.Span(found.title), *badge, clear]), html.Dl(pairs), *remarks]


def _head(lang: str, tools: list[Any]) -> html.Div:
    return html.Div([html.H1(t("page.question", lang)), *tools], className="page-head")


def _badge(grade: str, lang: str) -> html.Span:
    text = t("details.grade", lang, grade=grade, meaning=t(f"grade.{grade}", lang))
    return html.Span(text, className=f"badge grade-{grade.lower()}")


def _strip(run: ParkRun, words: Wording) -> html.Div:
    return html.Div(
        [
            html.Div(
                [
                    html.Div(figure.label, className="label"),
                    html.Div(figure.value, className="value"),
                    html.Div(figure.note, className="note", title=figure.note),
                ],
                className=f"figure-card {figure.name}{' unsure' if figure.unsure else ''}",
            )
            for figure in summary.figures(run, words)
        ],
        className="strip",
    )


def _graph(run: ParkRun, words: Wording) -> html.Div:
    lang = words.lang
    graph = cyto.Cytoscape(
        id=Ids.GRAPH,
        elements=network.elements(run, words),
        stylesheet=stylesheet.stylesheet("light"),
        layout={"name": "preset", "fit": True, "padding": 10},
        style={"width": "100%", "height": "100%"},
        autoRefreshLayout=False,
        responsive=True,
        clearOnUnhover=True,
        boxSelectionEnabled=False,
        minZoom=0.2,
        maxZoom=3,
    )
    return html.Div(
        [
            graph,
            html.Div(id=Ids.HINT, className="hint", hidden=True),
            html.Button(t("graph.fit", lang), id=Ids.FIT, className="plain fit", title=t("graph.fit_told", lang)),
        ],
        className="graph",
    )


def _legend(run: ParkRun, lang: str) -> html.Div:
    lines = [
        html.Span([html.I(className=f"line {kind}"), t(f"legend.{kind}", lang)], className="key")
        for kind in ("existing", "chosen", "idle", "unsure")
    ]
    families = [
        html.Span([html.I(className=f"swatch family-{family}"), t(f"family.{family}", lang)], className="key")
        for family in network.families_shown(run)
        if family in FAMILIES
    ]
    return html.Div([*lines, *families], className="legend")


def _grid(run: ParkRun, words: Wording) -> dag.AgGrid:
    lang = words.lang
    return dag.AgGrid(
        id=Ids.GRID,
        rowData=couplings.rows(run, words),
        columnDefs=couplings.columns(lang),
        defaultColDef={"sortable": True, "resizable": True, "filter": "agNumberColumnFilter", "minWidth": 50},
        getRowId="params.data.id",
        csvExportParams={
            "fileName": f"couplings-{run.info.id}.csv",
            "columnKeys": couplings.export_columns(),
        },
        dashGridOptions={
            "theme": {"function": _GRID_THEME},
            "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
            "rowClassRules": {"equal": "params.data.choice == 'equal'", "unsure": "params.data.evidence == 'D'"},
            "localeText": couplings.locale(lang) | {"noRowsToShow": t("page.no_couplings", lang)},
            "tooltipShowDelay": 400,
            "animateRows": False,
            "suppressColumnMoveAnimation": True,
            "suppressCellFocus": False,
        },
        className="couplings-grid",
        style={"height": "100%", "width": "100%"},
    )
