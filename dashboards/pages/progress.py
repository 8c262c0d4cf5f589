"""Which of the retrofit parks is behind, on what, and what would help most; and all indicators of one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import ClientsideFunction, Input, Output, clientside_callback, html, register_page

from circnet.report.sheets import table_workbook
from dashboards import progress_panels as panels
from dashboards.address import View, view_of
from dashboards.downloads import offer_download
from dashboards.frame import Frame
from dashboards.ids import ProgressPage as Ids
from dashboards.jobs import Task
from dashboards.progress_controls import LISTS, asked, list_choice
from dashboards.progress_form import form_pane
from dashboards.progress_help import assess, help_sections, plants_pane, reach_pane, task
from dashboards.progress_runs import progress_report, standing_task
from dashboards.progress_standing import standing_meanwhile, standing_panel
from dashboards.runs import ParkRun
from dashboards.sections import Section, answer_of
from dashboards.state import state
from dashboards.studies import Study
from dashboards.views.progress.files import park_tables

register_page(__name__, path="/progress", name="progress", title="circnet", order=5)

_FILE_S = 120.0


def _contributions(view: View) -> Task | None:
    return task(view, "contributions", asked(view, "system"))


def _standing(_: View) -> Task:
    return standing_task(list(state().parks.values()))


def _added(found: Study, run: ParkRun, view: View) -> list[Any]:
    return panels.contributions_panel(found, answer_of(assess(view), _FILE_S), run, view)


_ADDED = Section("progress-added", _contributions, _added)
_STANDING = Section("progress-standing", _standing, standing_panel)


def _park(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return the indicators of a park and the lists below them; what takes longer is asked when it is looked at."""
    shown = asked(view, "list")
    lists = {
        "missing": panels.missing_list(found, view),
        "form": form_pane(found, view),
        "contributions": _ADDED.panel(view, view.query if shown == "contributions" else None),
        "reach": reach_pane(found, view, shown == "reach"),
        "plants": plants_pane(view, shown == "plants"),
        "energy": panels.energy_list(found, view),
        "projects": panels.projects_list(found, run, view),
    }
    below = html.Div([html.Div(list_choice(view), className="pane-tools"),
                      *[html.Div(lists[name], className=f"list-{name}") for name in LISTS]],
                     id=Ids.PANE, className=f"pane progress-lists {shown}")  # fmt: skip
    return [panels.indicators_card(found, run, view), below]


_PARK = Section("progress-park", assess, _park)


def draw(_: ParkRun, view: View) -> list[Any]:
    """Return the comparison of parks, and the park of the address."""
    stores = {"data-park": _PARK.ids.asked, "data-contributions": _ADDED.ids.asked,
              "data-standing": _STANDING.ids.asked, **help_sections()}  # fmt: skip
    chosen = html.Div(_PARK.panel(view, view.query, lines=10), className="progress-right")  # asked first: it is quick
    compared = _STANDING.panel(view, view.query, meanwhile=standing_meanwhile(view))
    return [html.Div([html.Div(compared, className="progress-left"), chosen], className="progress-panes", **stores)]


FRAME = Frame("progress", draw)
layout = FRAME.layout


def _park_book(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return all tables of a park as a workbook."""
    view = view_of(data["query"])
    tables, headings = park_tables(answer_of(assess(view), _FILE_S), run, view.lang)
    return f"progress-{run.info.id}.xlsx", table_workbook(tables, headings, view.lang)


def _form(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return the form of missing figures: rows of indicators.csv to be filled in, so its columns keep their names."""
    from circnet.progress import form  # noqa: PLC0415  needed for a file only

    view = view_of(data["query"])
    found = answer_of(assess(view), _FILE_S)
    return f"ask-{run.info.id}.xlsx", table_workbook({"indicators": form(found.tables["missing"])}, {}, view.lang)


def _standing_book(_: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return the comparison as a workbook."""
    view = view_of(data["query"])
    found = answer_of(_standing(view), _FILE_S)
    return "progress-parks.xlsx", table_workbook(found.summary["books"][view.lang], {}, view.lang)


def _report(form: str) -> Callable[[ParkRun, Mapping[str, Any]], tuple[str, bytes]]:
    def book(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
        view = view_of(data["query"])
        asked_for = state().task(view.park, view.scenario, view.choices, progress_report, view.lang, form)
        return f"progress-{run.info.id}.{form}", answer_of(asked_for, _FILE_S)

    return book


offer_download(Ids.BOOK, _PARK.ids.asked, _park_book)
offer_download(Ids.FORM, _PARK.ids.asked, _form)
offer_download(Ids.STANDING_BOOK, _STANDING.ids.asked, _standing_book)
for _form_name in ("docx", "html"):
    offer_download(f"{Ids.REPORT}-{_form_name}", _PARK.ids.asked, _report(_form_name))
clientside_callback(
    ClientsideFunction("circnet_progress", "compared"),
    Output(Ids.STANDING_PANE, "className"),
    Input(Ids.STANDING, "value"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("circnet_progress", "aim"),
    Input(Ids.AIM_CODE, "value"),
    Input(Ids.AIM, "value"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("circnet_progress", "system"), Input(Ids.SYSTEM, "value"), prevent_initial_call=True
)
clientside_callback(
    ClientsideFunction("circnet_progress", "list"), Output(Ids.PANE, "className"), Input(Ids.LIST, "value"),
    prevent_initial_call=True,
)  # fmt: skip
