"""Networks as networkx graphs: views made from tables, never where data live."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from circnet.park import Park


def park_graph(park: Park, flows: pd.DataFrame | None = None) -> nx.MultiDiGraph:
    """Return the park as a graph: enterprises are nodes, flows are edges keyed by commodity.

    Parameters
    ----------
    park
        The park; its enterprises' columns become node attributes.
    flows
        ``from, to, commodity`` and further columns, which become edge attributes; default ``park.links``.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes in the park's order, then partners outside; edges sorted by from, to, commodity.
    """
    graph = nx.MultiDiGraph(id=park.info.id, name=park.info.name_en)
    for row in park.enterprises.to_dict("records"):
        graph.add_node(row["id"], **{key: value for key, value in row.items() if key != "id" and not _blank(value)})
    graph.add_edges_from(flow_graph(park.links if flows is None else flows).edges(keys=True, data=True))
    return graph


def flow_graph(flows: pd.DataFrame) -> nx.MultiDiGraph:
    """Return a table of flows (``from, to, commodity`` and more) as a graph; edges keyed by commodity."""
    graph = nx.MultiDiGraph()
    ordered = flows.sort_values(["from", "to", "commodity"], kind="stable")
    for row in ordered.to_dict("records"):
        data = {key: value for key, value in row.items() if key not in ("from", "to") and not _blank(value)}
        graph.add_edge(row["from"], row["to"], key=row["commodity"], **data)
    return graph


def _blank(value: object) -> bool:
    return value is None or value == "" or value != value  # noqa: PLR0124  NaN is not itself
