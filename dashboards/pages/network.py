"""Who gives what to whom: the park as a graph of firms and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, callback, html, no_update, register_page

from dashboards.address import View
from dashboards.downloads import offer_download
from dashboards.flow_book import flow_book
from dashboards.frame import Frame, run_of
from dashboards.graph_callbacks import connect_filters, connect_graph
from dashboards.graph_panels import details_panel, filter_panel, graph_panel
from dashboards.ids import GraphIds, Shell
from dashboards.runs import ParkRun

register_page(__name__, path="/network", name="network", title="circnet", order=1)

_PREFIX = "network"
_IDS = GraphIds(_PREFIX)


def draw(run: ParkRun, view: View) -> list[Any]:
    """Return the graph of a run between its filters and what is selected."""
    kind, _, ref = str(view.query.get("sel", "")).partition(":")
    shown = details_panel(run, view.lang, {"kind": kind, "id": ref} if ref else None)
    return [
        html.Div(
            [
                filter_panel(run, view, _PREFIX),
                graph_panel(run, view, _PREFIX),
                html.Aside(shown, id=_IDS.details, className="details graph-details", role="status"),
            ],
            className="graph-page",
        )
    ]


FRAME = Frame("network", draw)
layout = FRAME.layout
connect_graph(_PREFIX)
connect_filters(_PREFIX)
offer_download(_IDS.book, FRAME.ids.view, flow_book)


@callback(
    Output(_IDS.details, "children"),
    Input(Shell.SELECTION, "data"),
    State(FRAME.ids.view, "data"),
    prevent_initial_call=True,
)
def show_details(selection: Mapping[str, str] | None, view: Mapping[str, Any]) -> Any:  # noqa: ANN401  components
    """Show all that is known of the selection."""
    run = run_of(view)
    return no_update if run is None else details_panel(run, view["lang"], selection)
