"""What the couplings page does in the browser alone: choices to the address, one selection, what is shown."""

from __future__ import annotations

from dash import ClientsideFunction, Input, Output, State, clientside_callback

from dashboards.coupling_extra import CANDIDATES
from dashboards.ids import Couplings as Ids
from dashboards.ids import FrameIds, GraphIds, Shell

__all__ = ["connect_couplings", "switch"]

_GRAPH = GraphIds("couplings")


def switch(name: str) -> str:
    """Return the id of a switch of the flow diagram: ``state``, ``scope`` or ``measure``."""
    return f"{Ids.SIDE}-{name}"


def connect_couplings(frame: FrameIds) -> None:
    """Register the callbacks of the browser."""
    clientside_callback(
        ClientsideFunction("circnet_couplings", "choose"),
        Output(frame.view, "data"),
        Input(Ids.OBJECTIVE, "value"),
        Input(Ids.CARBON, "value"),
        Input(Ids.REACH, "value"),
        Input(Ids.ACTIVITY, "value"),
        Input(Ids.INCLUDE, "value"),
        Input(Ids.PARKS, "value"),
        Input(Ids.YES_NO, "checked"),
        Input(Ids.MOST_LINKS, "value"),
        Input(Ids.EXCLUSIVE, "checked"),
        Input(Ids.LEAST_FLOW, "value"),
        Input(Ids.KEEPING, "value"),
        Input(Ids.SECONDS, "value"),
        Input(Ids.RELAX, "checked"),
        State(Ids.BASE, "data"),
        State(frame.view, "data"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("circnet_couplings", "reset"),
        Output(Ids.OBJECTIVE, "value"),
        Output(Ids.CARBON, "value"),
        Output(Ids.REACH, "value"),
        Output(Ids.ACTIVITY, "value"),
        Output(Ids.INCLUDE, "value"),
        Output(Ids.PARKS, "value"),
        Output(Ids.YES_NO, "checked"),
        Output(Ids.MOST_LINKS, "value"),
        Output(Ids.EXCLUSIVE, "checked"),
        Output(Ids.LEAST_FLOW, "value"),
        Output(Ids.KEEPING, "value"),
        Output(Ids.SECONDS, "value"),
        Output(Ids.RELAX, "checked"),
        Input(Ids.RESET, "n_clicks"),
        State(Ids.BASE, "data"),
        prevent_initial_call=True,
    )
    clientside_callback(ClientsideFunction("circnet_couplings", "pickRow"), Input(Ids.GRID, "selectedRows"))
    clientside_callback(
        ClientsideFunction("circnet_couplings", "showRow"),
        Output(Ids.GRID, "selectedRows"),
        Output(Ids.GRID, "scrollTo"),
        Input(Shell.SELECTION, "data"),
        Input(Ids.GRID, "rowData"),
    )
    clientside_callback(
        ClientsideFunction("circnet_couplings", "shut"), Input(Ids.SHUT, "n_clicks"), prevent_initial_call=True
    )
    clientside_callback(
        ClientsideFunction("circnet_couplings", "lists"),
        Output(Ids.LISTS, "className"),
        Output(CANDIDATES.ids.asked, "data"),
        Input(Ids.LIST, "value"),
        Input(Ids.DRAWN, "data"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("circnet_couplings", "pickWhy"),
        Input(Ids.WHY_GRID, "selectedRows"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("circnet_couplings", "askWhy"),
        Input(Ids.WHY_ASK, "n_clicks"),
        State(Ids.WHY_FROM, "value"),
        State(Ids.WHY_TO, "value"),
        State(Ids.WHY_GOOD, "value"),
        prevent_initial_call=True,
    )
    # without an output Dash would not call it when the page is first drawn
    clientside_callback(
        ClientsideFunction("circnet_couplings", "columns"),
        Output(Ids.STRIP, "data-columns"),
        Input(Ids.COLUMNS, "value"),
    )
    clientside_callback(
        ClientsideFunction("circnet_couplings", "look"),
        Output(Ids.SIDE, "className"),
        Input(Ids.LOOK, "value"),
        State(_GRAPH.setup, "data"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("circnet_couplings", "when"),
        Output(_GRAPH.count, "data-when"),
        Input(switch("state"), "value"),
        Input(_GRAPH.setup, "data"),
    )
    clientside_callback(
        ClientsideFunction("circnet_couplings", "pickFlow"), Input(Ids.SANKEY, "clickData"), prevent_initial_call=True
    )
    clientside_callback(
        ClientsideFunction("circnet_couplings", "sides"),
        Input(switch("state"), "value"),
        Input(switch("scope"), "value"),
        Input(switch("measure"), "value"),
        prevent_initial_call=True,
    )
