"""Which water can be used again by whom: the network before and after, matches, the water pinch, what is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    html,
    no_update,
    register_page,
)

from circnet.report.sheets import table_workbook
from dashboards import water_panels as panels
from dashboards.address import View, view_of
from dashboards.downloads import download_button, offer_download
from dashboards.frame import Frame, run_of
from dashboards.ids import Shell
from dashboards.ids import WaterPage as Ids
from dashboards.jobs import Task
from dashboards.runs import Failure, ParkRun
from dashboards.sections import Section, answer_of
from dashboards.state import state
from dashboards.studies import Study
from dashboards.views.water.curve import properties
from dashboards.views.water.files import water_tables
from dashboards.views.water.words import water_words
from dashboards.water_runs import water_study

register_page(__name__, path="/water", name="water", title="circnet", order=4.6)

_FILE_S = 60.0


def _ask(view: View) -> Task | None:
    if view.park not in state().parks:
        return None
    more = (panels.asked_objective(view), panels.asked_treatment(view))
    return state().task(view.park, view.scenario, view.choices, water_study, *more)


def _water(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return the finding, the controls, and what is shown: the network and its matches, or the pinch and the rest."""
    words = water_words(run, found, view.lang)
    park = run.info.name_zh if view.lang == "zh" else run.info.name_en
    if found.tables["sinks"].empty and found.tables["sources"].empty:
        return [panels.empty(found, words, park)]
    head = [
        panels.answer(found, words, park),
        html.Div([panels.controls(view), download_button(Ids.BOOK, view.lang)], className="water-top"),
    ]
    if not found.summary["feasible"]:
        return [*head, panels.impossible(found, words)]
    panes = [*panels.network_panes(found, words, view), *panels.pinch_panes(found, words, view)]
    look = f"water-panes {panels.shown(view, 'show')} {panels.shown(view, 'state')}"
    return [*head, html.Div(panes, id=Ids.PANE, className=look)]


_SECTION = Section("water-found", _ask, _water)


def draw(_: ParkRun, view: View) -> list[Any]:
    """Return the waters of the park."""
    return [html.Div(_SECTION.panel(view, view.query), className="water-body", **{"data-water": _SECTION.ids.asked})]


FRAME = Frame("water", draw)
layout = FRAME.layout


@callback(
    Output(Ids.PINCH, "children"), Input(Ids.PROPERTY, "value"), State(_SECTION.ids.asked, "data"),
    prevent_initial_call=True,
)  # fmt: skip
def draw_curve(name: str | None, data: Mapping[str, Any] | None) -> Any:  # noqa: ANN401  components
    """Draw the limiting curve of another property."""
    view = view_of(data["query"]) if data else None
    task, run = (_ask(view), run_of(data)) if view and data else (None, None)
    found = state().study(task) if task is not None and run is not None else None
    if run is None or view is None or found is None or isinstance(found, Failure) or name not in properties(found):
        return no_update
    return panels.curve_panel(found, water_words(run, found, view.lang), str(name), view.theme)


def _file(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return all tables as a workbook."""
    view = view_of(data["query"])
    found = answer_of(_ask(view), _FILE_S)
    tables, headings = water_tables(found, water_words(run, found, view.lang))
    return f"water-{run.info.id}.xlsx", table_workbook(tables, headings, view.lang)


offer_download(Ids.BOOK, _SECTION.ids.asked, _file)
for _control, _function, _part in (
    (Ids.LEAST, "least", "value"), (Ids.TREAT, "treat", "value"), (Ids.SHOW, "show", "value"),
    (Ids.STATE, "state", "value"), (Ids.PROPERTY, "property", "value"),
):  # fmt: skip
    clientside_callback(
        ClientsideFunction("circnet_water", _function), Input(_control, _part), prevent_initial_call=True
    )
for _graph in (Ids.BEFORE, Ids.AFTER):
    clientside_callback(
        ClientsideFunction("circnet_water", "pick"), Input(_graph, "clickData"), prevent_initial_call=True
    )
clientside_callback(
    ClientsideFunction("circnet_water", "pickRow"), Input(Ids.GRID, "selectedRows"), prevent_initial_call=True
)
clientside_callback(
    ClientsideFunction("circnet_water", "showFlow"), Output(Ids.GRID, "selectedRows"), Output(Ids.GRID, "scrollTo"),
    Input(Shell.SELECTION, "data"), Input(Ids.GRID, "rowData"),
)  # fmt: skip
