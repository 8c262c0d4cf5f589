"""Where the province's untapped exchange is: all parks at a glance."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
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

from dashboards import overview_panels as panels
from dashboards.address import view_of
from dashboards.frame import ask_again
from dashboards.i18n import t
from dashboards.ids import Overview as Ids
from dashboards.overview_states import firms_of, park_states
from dashboards.views.overview import ranking
from dashboards.views.overview.figures import figure_of
from dashboards.views.overview.table import park_table

register_page(__name__, path="/", name="overview", title="circnet", order=0)

_POLL_MS = 700


def layout(**query: str) -> html.Div:
    """Return the page as an address says it, with the runs that are there."""
    view = view_of(query)
    figure = figure_of(view.query.get("figure"))
    states, runs = park_states()
    table, born = park_table(states), uuid.uuid4().hex
    return html.Div(
        [
            html.Div(
                [
                    html.H1(t("overview.question", view.lang)),
                    html.Span(panels.partial(table, view.lang), id=Ids.PARTIAL, className="partial", role="status"),
                    *panels.tools(figure, view.lang),
                ],
                className="page-head",
            ),
            html.Div(panels.panes(table, firms_of(runs), figure, view), className="page-body"),
            dcc.Store(id=Ids.VIEW, data=view.data()),
            dcc.Store(id=Ids.BORN, data=born),
            dcc.Store(id=Ids.SHOWN, data=_shown(table, figure.name, born)),
            dcc.Interval(id=Ids.POLL, interval=_POLL_MS, max_intervals=1, disabled=not _waiting(table)),
        ],
        className="page page-overview",
    )


@callback(
    Output(Ids.MAP, "figure"),
    Output(Ids.HEADLINE, "children"),
    Output(Ids.CARDS, "children"),
    Output(Ids.GRID, "rowData"),
    Output(Ids.FINDINGS, "children"),
    Output(Ids.PARTIAL, "children"),
    Output(Ids.SHOWN, "data"),
    Output(Ids.POLL, "n_intervals"),
    Input(Ids.POLL, "n_intervals"),
    Input(Ids.FIGURE, "value"),
    State(Ids.VIEW, "data"),
    State(Ids.SHOWN, "data"),
    State(Ids.BORN, "data"),
    prevent_initial_call=True,
)
def follow(_: int | None, chosen: str, data: Mapping[str, Any], shown: Mapping[str, Any], born: str) -> tuple[Any, ...]:
    """Bring in runs as they arrive, and the figure that was chosen; while runs are waited for, look again after that.

    Each look starts the next: a browser drops an answer when the same was asked again in between.
    """
    view, figure = view_of(data["query"]), figure_of(chosen)
    states, runs = park_states(shown["parks"])
    table = park_table(states)
    now, again = _shown(table, figure.name, born), 0 if _waiting(table) else no_update
    if now == shown:
        return (*[no_update] * 7, again)
    arrived = (now["parks"], born) != (shown["parks"], shown["born"])
    return (
        panels.map_figure(table, firms_of(runs), figure, view),
        panels.map_title(table, figure, view.lang),
        panels.card_list(table, figure, view),
        ranking.rows(table, view.lang) if arrived else no_update,
        panels.finding_list(table, view) if arrived else no_update,
        panels.partial(table, view.lang),
        now,
        again,
    )


ask_again(Ids.POLL, Ids.SHOWN, Ids.BORN)


@callback(
    Output(Ids.FILE, "data"), Input(Ids.GET, "n_clicks"), State(Ids.VIEW, "data"), State(Ids.SHOWN, "data"),
    prevent_initial_call=True,
)  # fmt: skip
def download(clicks: int | None, data: Mapping[str, Any], shown: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Hand over the table of parks as a workbook."""
    if not clicks:
        return no_update
    lang = view_of(data["query"]).lang
    return dcc.send_bytes(ranking.workbook(park_table(park_states(shown["parks"])[0]), lang), "circnet-parks.xlsx")


def _waiting(table: Any) -> bool:  # noqa: ANN401  a frame
    return bool((table["status"] == "waiting").any())


def _shown(table: Any, figure: str, born: str) -> dict[str, Any]:  # noqa: ANN401  a frame
    return {"parks": dict(zip(table["park"], table["status"], strict=True)), "figure": figure, "born": born}


clientside_callback(
    ClientsideFunction("circnet_overview", "enter"), Input(Ids.MAP, "clickData"), State(Ids.VIEW, "data"),
    prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_overview", "open"), Input(Ids.GRID, "cellClicked"), prevent_initial_call=True
)
clientside_callback(
    ClientsideFunction("circnet_overview", "keep"), Input(Ids.FIGURE, "value"), State(Ids.SHOWN, "data"),
    prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_overview", "side"), Output(Ids.PANES, "className"), Input(Ids.SIDE, "value"),
    prevent_initial_call=True,
)  # fmt: skip
