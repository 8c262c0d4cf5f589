"""Who gives what to whom, and what to link next: the park's network and its couplings."""

from __future__ import annotations

from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
    register_page,
)

from dashboards import panels
from dashboards.address import settled
from dashboards.i18n import t
from dashboards.ids import Network as Ids
from dashboards.ids import Shell
from dashboards.runs import Failure, ParkRun
from dashboards.state import asked_run, state
from dashboards.views import notices

register_page(__name__, path="/", title="circnet")

_POLL_MS = 250
_SLOW_S = 2.0


def layout(park: str | None = None, lang: str | None = None, **_: str) -> html.Div:
    """Return the page of a park; what the address does not say is as the app was started."""
    where = settled(park, lang)
    content, key, running = _first_content(where.park, where.lang)
    return html.Div(
        [
            html.Div(content, id=Ids.CONTENT, className="page-body"),
            dcc.Store(id=Ids.VIEW, data={"park": where.park, "lang": where.lang, "key": key}),
            dcc.Interval(id=Ids.POLL, interval=_POLL_MS, disabled=not running),
        ],
        className="page",
    )


def _first_content(park: str, lang: str) -> tuple[Any, str, bool]:
    """Return what is shown at once, the key of the run, and whether it still runs."""
    offered = state().parks.get(park)
    if offered is None:
        said = notices.unknown_park_notice(park, lang) if state().parks else notices.no_park_notice(lang)
        return panels.notice(said, lang), "", False
    key = asked_run(offered)
    outcome = state().jobs.outcome(key)
    if outcome is None:
        return panels.waiting("", lang), key, True
    return _told(outcome, park, lang), key, False


def _told(outcome: ParkRun | Failure, park: str, lang: str) -> Any:  # noqa: ANN401  components
    if isinstance(outcome, Failure):
        return panels.notice(notices.failure_notice(outcome, state().parks[park].name(lang), lang), lang)
    return panels.run_panels(outcome, lang)


@callback(
    Output(Ids.CONTENT, "children"),
    Output(Ids.POLL, "disabled"),
    Input(Ids.POLL, "n_intervals"),
    State(Ids.VIEW, "data"),
    prevent_initial_call=True,
)
def show_result(_: int, view: dict[str, str]) -> tuple[Any, Any]:
    """Show the result as soon as there is one, and till then how long it takes."""
    job = state().jobs.find(view["key"])
    if job is None:  # dropped, or the server was started anew: ask again
        asked_run(state().parks[view["park"]])
        return no_update, False
    if not job.done:
        name = state().parks[view["park"]].name(view["lang"])
        text = t("page.solving", view["lang"], park=name, seconds=f"{job.seconds:.0f}")
        return (panels.waiting(text, view["lang"]), False) if job.seconds > _SLOW_S else (no_update, False)
    outcome = state().jobs.outcome(view["key"])
    return (no_update, False) if outcome is None else (_told(outcome, view["park"], view["lang"]), True)


@callback(
    Output(Ids.DETAILS, "children"),
    Input(Ids.CHOSEN, "data"),
    State(Ids.VIEW, "data"),
)
def show_details(selection: dict[str, str] | None, view: dict[str, str]) -> Any:  # noqa: ANN401  components
    """Show all that is known of the selection."""
    outcome = state().jobs.outcome(view["key"])
    if not isinstance(outcome, ParkRun):
        return no_update
    return panels.details_panel(outcome, view["lang"], selection)


clientside_callback(
    ClientsideFunction("circnet", "select"),
    Output(Shell.SELECTION, "data"),
    Output(Ids.CHOSEN, "data"),
    Output(Ids.GRAPH, "stylesheet"),
    Output(Ids.GRID, "selectedRows"),
    Output(Ids.GRID, "scrollTo"),
    Input(Ids.GRAPH, "tapNodeData"),
    Input(Ids.GRAPH, "tapEdgeData"),
    Input(Ids.GRID, "selectedRows"),
    Input(Ids.CLEAR, "n_clicks", allow_optional=True),
    Input(Ids.ESCAPE, "data"),
    Input(Ids.REDRAW, "data"),
    Input(Ids.STYLES, "data"),
    State(Ids.GRAPH, "elements"),
    State(Ids.VIEW, "data"),
    State(Shell.SELECTION, "data"),
)
clientside_callback(
    ClientsideFunction("circnet", "hint"),
    Output(Ids.HINT, "children"),
    Output(Ids.HINT, "hidden"),
    Input(Ids.GRAPH, "mouseoverNodeData"),
    Input(Ids.GRAPH, "mouseoverEdgeData"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("circnet", "fit"),
    Output(Ids.PANES, "className"),
    Input(Ids.FIT, "n_clicks"),
    Input(Ids.SHOWN, "value"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("circnet", "export"),
    Output(Ids.GRID, "exportDataAsCsv"),
    Input(Ids.EXPORT, "n_clicks"),
    prevent_initial_call=True,
)
