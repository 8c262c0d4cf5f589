"""Park and catalog as a network: places, distances, freight, candidate arcs, graphs."""

from circnet.network.arcs import candidate_arcs, known_arcs
from circnet.network.freight import haulage
from circnet.network.graph import flow_graph, park_graph
from circnet.network.markets import hub_trades
from circnet.network.places import distances_km, places

__all__ = [
    "candidate_arcs",
    "distances_km",
    "flow_graph",
    "haulage",
    "hub_trades",
    "known_arcs",
    "park_graph",
    "places",
]
