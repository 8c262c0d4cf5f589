"""What brings a graph to life in the browser; nothing of it asks the server."""

from __future__ import annotations

from dash import ClientsideFunction, Input, Output, State, clientside_callback

from dashboards.ids import GraphIds, Shell

__all__ = ["connect_filters", "connect_graph", "connect_selection"]

_NAME = "circnet_graph"


def connect_graph(prefix: str) -> None:
    """Let the graph of a prefix be drawn, fitted and put back."""
    ids = GraphIds(prefix)
    # without an output Dash would not call it when the page is first drawn
    clientside_callback(ClientsideFunction(_NAME, "attach"), Output(ids.count, "data-drawn"), Input(ids.setup, "data"))
    for button, act in ((ids.fit, "fit"), (ids.reset, "reset")):
        clientside_callback(
            ClientsideFunction(_NAME, act), Input(button, "n_clicks"), State(ids.setup, "data"),
            prevent_initial_call=True,
        )  # fmt: skip


def connect_selection(prefix: str) -> None:
    """Let a graph without filters show the selection."""
    ids = GraphIds(prefix)
    clientside_callback(
        ClientsideFunction(_NAME, "mark"), Output(ids.count, "data-marked"), Input(Shell.SELECTION, "data"),
        Input(ids.setup, "data"),
    )  # fmt: skip


def connect_filters(prefix: str) -> None:
    """Let the filters and the list of firms act on the graph, and the selection be shown as far as it is to reach."""
    ids = GraphIds(prefix)
    narrowing = (
        (ids.commodities, "value"), (ids.elements, "value"), (ids.kinds, "value"), (ids.statuses, "value"),
        (ids.search, "value"),
    )  # fmt: skip
    clientside_callback(
        ClientsideFunction(_NAME, "narrow"), Output(ids.count, "data-narrowed"),
        *(Input(*part) for part in narrowing), State(ids.setup, "data"),
    )  # fmt: skip
    clientside_callback(
        ClientsideFunction(_NAME, "clear"), *(Output(*part) for part in narrowing), Input(ids.clear, "n_clicks"),
        prevent_initial_call=True,
    )  # fmt: skip
    clientside_callback(
        ClientsideFunction(_NAME, "show"), Output(ids.firm, "value"),
        Input(Shell.SELECTION, "data"), Input(ids.reach, "value"), State(ids.setup, "data"),
    )  # fmt: skip
    clientside_callback(
        ClientsideFunction(_NAME, "choose"), Input(ids.firm, "value"), State(Shell.SELECTION, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
