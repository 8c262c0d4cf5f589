"""The structure of a network of flows: graph measures and ecological network analysis of any table of flows."""

from circnet.park.flows import DISSIPATION, EXPORT, FLOWS, IMPORT, load_flows, of_commodity, read_flows
from circnet.structure.measure import MEASURES, Structure, structure
from circnet.structure.network import FlowNetwork, flow_network

__all__ = [
    "DISSIPATION",
    "EXPORT",
    "FLOWS",
    "IMPORT",
    "MEASURES",
    "FlowNetwork",
    "Structure",
    "flow_network",
    "load_flows",
    "of_commodity",
    "read_flows",
    "structure",
]
