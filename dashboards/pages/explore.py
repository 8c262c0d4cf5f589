"""What if: less CO2 at what cost, other networks as good, a firm that stands still, and how the network changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import ClientsideFunction, Input, clientside_callback, html, register_page

from circnet.report.sheets import table_workbook
from dashboards import explore_panels as panels
from dashboards.address import View, view_of
from dashboards.downloads import download_button, offer_download
from dashboards.explore_controls import asked, controls, question, tabs
from dashboards.frame import Frame
from dashboards.i18n import t
from dashboards.ids import Explore as Ids
from dashboards.jobs import Task
from dashboards.runs import ParkRun
from dashboards.sections import Section, answer_of
from dashboards.state import state
from dashboards.studies import study
from dashboards.views.explore.files import tables_of
from dashboards.views.explore.words import study_words

register_page(__name__, path="/explore", name="explore", title="circnet", order=8)

_FILE_S = 90.0


def _task(view: View, name: str, *more: str) -> Task | None:
    known = view.park in state().parks
    return state().task(view.park, view.scenario, view.choices, study, name, *more) if known else None


def _terms(view: View) -> tuple[str, str, str]:
    return asked(view, "days"), asked(view, "network"), asked(view, "replacement")


def _cascade(view: View) -> Task | None:
    firm = view.query.get("firm", "")
    return _task(view, "outage", *_terms(view), firm) if firm else None


_ASK: dict[str, Callable[[View], Task | None]] = {
    "front": lambda view: _task(view, "front", asked(view, "of")),
    "options": lambda view: _task(view, "alternatives", asked(view, "within")),
    "ranking": lambda view: _task(view, "outages", *_terms(view)),
    "cascade": _cascade,
    "structure": lambda view: _task(view, "structure", asked(view, "basis")),
}
_DRAW = {
    "front": panels.front_panel, "options": panels.options_panel, "ranking": panels.ranking_panel,
    "cascade": panels.cascade_panel, "structure": panels.structure_panel,
}  # fmt: skip
_SECTIONS = {name: Section(f"explore-{name}", ask, _DRAW[name]) for name, ask in _ASK.items()}
_SHOWN = {"front": ("front",), "options": ("options",), "outage": ("ranking", "cascade"), "structure": ("structure",)}


def head(view: View) -> list[Any]:
    """Return the questions, and the controls and the download of the one asked."""
    shown = _SHOWN[question(view)]
    return [
        tabs(view),
        html.Div([*controls(view), html.Div([download_button(_book(name), view.lang) for name in shown[:1]],
                                            className="right")], className="controls"),
    ]  # fmt: skip


def draw(_: ParkRun, view: View) -> list[Any]:
    """Return the sections of the question that is asked."""
    shown = _SHOWN[question(view)]
    parts = [_SECTIONS[name].panel(view, view.query) for name in shown]
    if "cascade" in shown:
        hint = html.P(t("outage.pick", view.lang), className="muted hint")
        parts = [html.Div([parts[0], html.Div([parts[1], hint], className="cascade")], className="explore-panes")]
    names = ",".join(_SECTIONS[name].ids.asked for name in shown)
    return [html.Div(parts, className=f"explore-body ask-{question(view)}", **{"data-asked": names})]


FRAME = Frame("explore", draw, head=head)
layout = FRAME.layout


def _book(name: str) -> str:
    return f"explore-{name}-book"


def _file(name: str) -> Callable[[ParkRun, Mapping[str, Any]], tuple[str, bytes]]:
    def make(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
        """Return all tables of an answer as a workbook."""
        view = view_of(data["query"])
        found = answer_of(_ASK[name](view), _FILE_S)
        tables, headings = tables_of(found, study_words(run, found, view.lang))
        return f"{name}-{run.info.id}.xlsx", table_workbook(tables, headings, view.lang)

    return make


for _name in ("front", "options", "ranking", "structure"):
    offer_download(_book(_name), _SECTIONS[_name].ids.asked, _file(_name))
for _control, _function in (
    (Ids.OBJECTIVE, "of"), (Ids.WITHIN, "within"), (Ids.DAYS, "days"), (Ids.NETWORK, "network"),
    (Ids.REPLACEMENT, "replacement"), (Ids.BASIS, "basis"),
):  # fmt: skip
    clientside_callback(
        ClientsideFunction("circnet_explore", _function), Input(_control, "value"), prevent_initial_call=True
    )
clientside_callback(
    ClientsideFunction("circnet_explore", "pickPoint"), Input(Ids.FRONT, "clickData"), prevent_initial_call=True
)
