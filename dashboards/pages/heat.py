"""Which heat can be recovered, in a firm and between firms: curves and pinch, who can heat whom, mains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import ClientsideFunction, Input, Output, clientside_callback, html, register_page

from circnet.report.sheets import table_workbook
from dashboards import heat_panels as panels
from dashboards.address import View, view_of
from dashboards.downloads import download_button, offer_download
from dashboards.frame import Frame
from dashboards.heat_controls import asked_dtmin, asked_firm, controls, shown
from dashboards.heat_runs import heat_study
from dashboards.ids import HeatPage as Ids
from dashboards.ids import Shell
from dashboards.jobs import Task
from dashboards.runs import ParkRun
from dashboards.sections import Section, answer_of
from dashboards.state import state
from dashboards.studies import Study
from dashboards.views.heat.files import heat_tables
from dashboards.views.heat.words import heat_words

register_page(__name__, path="/heat", name="heat", title="circnet", order=4.3)

_FILE_S = 60.0


def _ask(view: View) -> Task | None:
    if view.park not in state().parks:
        return None
    return state().task(view.park, view.scenario, view.choices, heat_study, asked_dtmin(view), asked_firm(view))


def _heat(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return the finding, the controls, and what is shown: curves and streams, the plan and pairs, or the site."""
    words = heat_words(run, found, view.lang)
    park = run.info.name_zh if view.lang == "zh" else run.info.name_en
    if found.tables["streams"].empty:
        return [panels.empty(found, words, park)]
    tools = [download_button(Ids.BOOK, view.lang)]
    panes = [
        panels.curve_pane(found, words, view),
        panels.stream_pane(found, words, []),
        *panels.exchange_panes(found, run, words, view, []),
        *panels.site_panes(found, words, view, []),
    ]
    return [
        panels.answer(found, words, park),
        html.Div([controls(found, words, view), *tools], className="heat-top"),
        html.Div(panes, id=Ids.PANE, className=f"heat-panes {shown(view, 'show')} {shown(view, 'curve')}"),
    ]


_SECTION = Section("heat-found", _ask, _heat)


def draw(_: ParkRun, view: View) -> list[Any]:
    """Return the heat of the park."""
    return [html.Div(_SECTION.panel(view, view.query), className="heat-body", **{"data-heat": _SECTION.ids.asked})]


FRAME = Frame("heat", draw)
layout = FRAME.layout


def _file(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return all tables as a workbook."""
    view = view_of(data["query"])
    found = answer_of(_ask(view), _FILE_S)
    tables, headings = heat_tables(found, heat_words(run, found, view.lang))
    return f"heat-{run.info.id}.xlsx", table_workbook(tables, headings, view.lang)


offer_download(Ids.BOOK, _SECTION.ids.asked, _file)
for _control, _function in ((Ids.FIRM, "firm"), (Ids.DTMIN, "dtmin"), (Ids.SHOW, "show"), (Ids.CURVE, "curve")):
    clientside_callback(
        ClientsideFunction("circnet_heat", _function), Input(_control, "value"), prevent_initial_call=True
    )
for _graph in (Ids.COMPOSITE, Ids.SHIFTED, Ids.GRAND):
    clientside_callback(
        ClientsideFunction("circnet_heat", "bend"), Input(_graph, "clickData"), prevent_initial_call=True
    )
clientside_callback(
    ClientsideFunction("circnet_heat", "pickArrow"), Input(Ids.PLAN, "clickData"), prevent_initial_call=True
)
clientside_callback(
    ClientsideFunction("circnet_heat", "pickRow"), Input(Ids.PAIRS, "selectedRows"), prevent_initial_call=True
)
clientside_callback(
    ClientsideFunction("circnet_heat", "narrow"), Output(Ids.PICKED, "data-of"), Input(Ids.STREAMS, "rowData")
)
clientside_callback(
    ClientsideFunction("circnet_heat", "showPair"), Output(Ids.PAIRS, "selectedRows"), Output(Ids.PAIRS, "scrollTo"),
    Input(Shell.SELECTION, "data"), Input(Ids.PAIRS, "rowData"),
)  # fmt: skip
