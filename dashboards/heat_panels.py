"""Pieces of the page of heat made of components: answer, curves, streams, plan, pairs, ways, mains, nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
from dash import dcc, html

from dashboards.address import View
from dashboards.coupling_panels import GRID_THEME
from dashboards.heat_controls import choice
from dashboards.i18n import t
from dashboards.ids import HeatPage as Ids
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.tables import plain_table
from dashboards.views import couplings
from dashboards.views.heat import curves, plan, rows, targets
from dashboards.views.heat.words import HeatWords

__all__ = ["answer", "curve_pane", "empty", "exchange_panes", "site_panes", "stream_pane"]

_PLAIN = {"displayModeBar": False, "displaylogo": False}
_IDS = {"composite": Ids.COMPOSITE, "shifted": Ids.SHIFTED, "grand": Ids.GRAND}
_COLUMNS = "id,enterprise,name,supply_c,target_c,duty_kw,unit,hours,basis,source"


def answer(found: Study, words: HeatWords, park: str) -> html.P:
    """Return the finding, and what it rests on."""
    grade, told = targets.evidence(found, words)
    badge = html.Span(grade, className=f"badge grade-{grade.lower()}", title=t(f"grade.{grade}", words.lang))
    return html.P([targets.finding(found, words, park), html.Span([badge, " ", told], className="muted")],
                  className="answer")  # fmt: skip


def curve_pane(found: Study, words: HeatWords, view: View) -> html.Section:
    """Return the curves; all are there, one is shown."""
    drawn = [
        html.Div(
            dcc.Graph(id=ref, figure=curves.figure(found, words, name, view.theme), responsive=True, config=_PLAIN,
                      className="heat-figure"),
            className=f"curve-{name}",
        )
        for name, ref in _IDS.items()
    ]  # fmt: skip
    return html.Section(
        [
            html.Div(
                [choice(view, "curve", Ids.CURVE), html.H2(targets.curve_title(found, words))], className="pane-tools"
            ),
            html.Div(drawn, id=Ids.CURVES, className="card heat-curves"),
            html.P(t("heatpage.curves_told", words.lang), className="source-line"),
        ],
        className="pane show-curves",
    )


def stream_pane(found: Study, words: HeatWords, tools: Sequence[Any]) -> html.Section:
    """Return the figures of the streams that are drawn, and the streams."""
    lang = words.lang
    grid = dag.AgGrid(
        id=Ids.STREAMS, rowData=rows.stream_rows(found, words), columnDefs=rows.stream_columns(lang),
        **_grid(lang, "heatpage.no_streams", "heatRow(params)"),
    )  # fmt: skip
    return html.Section(
        [
            html.Div([_figures(targets.figures(found, words)), *tools], className="pane-tools"),
            html.Button(id=Ids.PICKED, className="plain picked-line", hidden=True, title=t("heatpage.show_all", lang),
                        **{"data-told": t("heatpage.only", lang, at="{at}")}),
            grid,
            *_gaps(found, words),
        ],
        className="pane show-curves",
    )  # fmt: skip


def exchange_panes(found: Study, run: ParkRun, words: HeatWords, view: View, tools: Sequence[Any]) -> list[Any]:
    """Return the plan of who can heat whom, and the list."""
    lang = words.lang
    pairs = rows.pair_rows(found, words)
    reached = sum(one["reached"] for one in pairs)
    paying = len(rows.paying(found))
    told = t("heatpage.pairs_told", lang, count=len(pairs), reached=reached, paying=paying)
    if not pairs:
        told = ""
    title = t("heat_plan.no_arrows", lang)
    if paying:
        title = t("heat_plan.title", lang, count=min(paying, plan.MOST_ARROWS))
    drawing = dcc.Graph(id=Ids.PLAN, figure=plan.figure(found, run, words, view.theme), responsive=True,
                        className="heat-figure", config=_PLAIN | {"scrollZoom": False})  # fmt: skip
    grid = dag.AgGrid(
        id=Ids.PAIRS,
        rowData=pairs,
        columnDefs=rows.pair_columns(lang),
        **_grid(lang, "heatpage.no_pairs"),
    )
    return [
        html.Section(
            [
                html.H2(title),
                html.Div(drawing, className="card heat-plan"),
                html.P(t("heat_plan.told", lang), className="source-line"),
            ],
            className="pane show-exchange",
        ),
        html.Section(
            [
                html.Div([html.Span(told, className="muted"), *tools], className="pane-tools"),
                grid,
                html.P(t("heatpage.worth_told", lang), className="source-line"),
            ],
            className="pane show-exchange",
        ),
    ]


def site_panes(found: Study, words: HeatWords, view: View, tools: Sequence[Any]) -> list[Any]:
    """Return the three ways of exchange with the site's profiles, then mains, grades, firms and exergy."""
    lang = words.lang
    profiles = dcc.Graph(id=Ids.PROFILES, figure=curves.figure(found, words, "profiles", view.theme), responsive=True,
                         config=_PLAIN, className="heat-figure")  # fmt: skip
    heads = {
        name: [t(f"heat_{name}_head.{one}", lang) for one in columns]
        for name, columns in {
            "main": ("grade", "temperature", "raised", "used", "exchanged", "let_down", "fired", "surplus", "power"),
            "placed": ("grade", "role", "heat", "cost"), "zone": ("firm", "heating", "cooling", "recovered"),
        }.items()
    }  # fmt: skip
    drawn_of = str(found.summary["firm"])
    whose = words.firm(drawn_of) if drawn_of else t("heatpage.all_firms", lang)
    return [
        html.Section(
            [
                html.Div([_way(one, lang) for one in targets.ways(found, words)], className="card heat-ways"),
                html.Div(profiles, className="card heat-profiles"),
                html.P(t("heatpage.profiles_told", lang), className="source-line"),
            ],
            className="pane show-site",
        ),
        html.Section(
            [
                html.Div([html.Span(t("heatpage.site_told", lang), className="muted"), *tools], className="pane-tools"),
                html.Div(
                    [
                        html.H2(t("heatpage.mains", lang)),
                        plain_table(heads["main"], targets.main_rows(found, words)),
                        html.H2(t("heatpage.placed", lang, whose=whose)),
                        plain_table(heads["placed"], targets.placed_rows(found, words), texts=(1,)),
                        html.P(t("heatpage.placed_told", lang), className="source-line"),
                        html.H2(t("heatpage.exergy", lang, whose=whose)),
                        _figures(targets.exergy_figures(found, words)),
                        html.H2(t("heatpage.zones", lang)),
                        plain_table(heads["zone"], targets.zone_rows(found, words)),
                    ],
                    className="card scrolls",
                ),
            ],
            className="pane show-site",
        ),
    ]


def empty(found: Study, words: HeatWords, park: str) -> html.Section:
    """Return what to do where a park has no streams: the table to fill, and what the catalog would give."""
    lang, gaps = words.lang, rows.left_out(found, words)
    heads = [t(f"heatpage_gap.{name}", lang) for name in ("firm", "kind", "streams")]
    body = [[one["firm"], one["kind"], one["streams"]] for one in gaps]
    told = t("heatpage.would_give", lang, count=len(gaps))
    given = [html.H2(told), plain_table(heads, body, texts=(1, 2))] if gaps else [
        html.P(t("heatpage.gives_nothing", lang))
    ]  # fmt: skip
    return html.Section(
        [
            html.H2(t("heatpage.empty", lang, park=park)),
            html.P(t("heatpage.empty_why", lang)),
            html.Ol([html.Li(t(f"heatpage_do.{one}", lang)) for one in ("streams", "throughput", "technology")]),
            html.P([t("heatpage.columns", lang), " ", html.Code(_COLUMNS.removeprefix("id,"))]),
            *given,
        ],
        className="notice heat-empty",
    )


def _gaps(found: Study, words: HeatWords) -> list[Any]:
    """Units that would have streams if their load were known."""
    gaps = rows.left_out(found, words)
    if not gaps:
        return []
    told = [html.Li(t("heatpage.gap", words.lang, firm=one["firm"], kind=one["kind"], streams=one["streams"]))
            for one in gaps]  # fmt: skip
    return [html.Details([html.Summary(t("heatpage.gaps", words.lang, count=len(gaps))), html.Ul(told)])]


def _figures(listed: Sequence[targets.Figure]) -> html.Dl:
    return html.Dl([html.Div([html.Dt(one.label), html.Dd(one.value)], title=one.told) for one in listed],
                   className="heat-figures")  # fmt: skip


def _way(way: targets.Way, lang: str) -> html.Div:
    """A bar of the whole need: what is recovered, and what is still to be made."""
    told = t("heatpage.way_bar", lang, recovered=way.recovered, heating=way.heating)
    parts = [
        html.Span(way.recovered if way.share_recovered > 0.2 else "", className="part recovered",
                  style={"width": f"{way.share_recovered:.1%}"}),
        html.Span(way.heating if way.share_heating > 0.2 else "", className="part heating",
                  style={"width": f"{way.share_heating:.1%}"}),
    ]  # fmt: skip
    cooling = t("heatpage.way_rest", lang, heating=way.heating, cooling=way.cooling)
    return html.Div(
        [
            html.Div([html.B(way.label), html.Span(cooling, className="figure")], className="way-head"),
            html.Div(parts, className="way-bar", role="img", title=told, **{"aria-label": told}),
            html.Small(way.told),
        ],
        className=f"way {way.name}",
    )


def _grid(lang: str, empty_key: str, passes: str = "") -> dict[str, Any]:
    """Return what the tables of the page have in common."""
    filtered = {
        "isExternalFilterPresent": {"function": "true"}, "doesExternalFilterPass": {"function": passes},
    } if passes else {}  # fmt: skip
    return {
        "getRowId": "params.data.id",
        "defaultColDef": {"sortable": True, "resizable": True, "minWidth": 40, "wrapHeaderText": True,
                          "autoHeaderHeight": True},
        "dashGridOptions": {
            "theme": {"function": GRID_THEME}, "tooltipShowDelay": 400, "animateRows": False,
            "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
            "rowClassRules": {"unsure": "params.data.grade == 'D'", "beyond": "params.data.reached === false"},
            "localeText": couplings.locale(lang) | {"noRowsToShow": t(empty_key, lang)}, **filtered,
        },
        "className": "couplings-grid heat-grid", "style": {"height": "100%", "width": "100%"},
    }  # fmt: skip
