"""The analysis itself: a table of flows in, its structure out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from circnet.structure.cycling import Passes, dependence, passes
from circnet.structure.graph import graph_measures
from circnet.structure.information import information_measures
from circnet.structure.network import FlowNetwork, flow_network

__all__ = ["MEASURES", "Structure", "structure"]

MEASURES = (
    "nodes", "links", "link_density", "connectance", "total_system_throughput", "total_system_throughflow",
    "finn_cycling_index", "average_path_length", "ascendency", "development_capacity", "overhead", "robustness",
    "average_mutual_information", "cyclicity", "exchanges", "density", "imports", "exports", "dissipation",
    "flow_diversity", "ascendency_ratio", "robustness_log2", "prey_to_predator", "generalization", "vulnerability",
    "specialized_predator_fraction", "largest_imbalance", "imbalance_share",
)  # fmt: skip
"""Names of the measures, the agreed ones first; their definitions stand in the docs and in the catalogues."""


@dataclass(frozen=True, eq=False)
class Structure:
    """The structure of a network of flows.

    Attributes
    ----------
    measures
        `MEASURES` by name; None where not defined. Flows are in the table's unit.
    positions
        One row per node: ``node, throughflow, throughflow_share, in_strength, out_strength`` (from and to other nodes),
        ``suppliers, takers`` (their numbers), ``import_share`` (of its inflow), ``export_share, dissipation_share`` (of
        its outflow), ``cycled_share``, ``passage, dependency`` (`circnet.structure.cycling.dependence`); largest
        throughflow first.
    unknown
        Why a measure is None: ``measure, reason, nodes``. Reasons: ``no_nodes, one_node, no_links, no_flow, no_inflow,
        no_import, single_flow, closed_cycle`` (nothing that enters the nodes named ever leaves them).
    network
        What was measured.
    """

    measures: Mapping[str, float | int | None]
    positions: pd.DataFrame
    unknown: pd.DataFrame
    network: FlowNetwork

    def to_dict(self) -> dict[str, Any]:
        """Measures and tables as plain values; what is not known is None."""
        tables = {"positions": self.positions, "unknown": self.unknown}
        return {**self.measures, **{name: _rows(table) for name, table in tables.items()}}


def structure(flows: pd.DataFrame, nodes: Iterable[str] | None = None) -> Structure:
    """Measure a table of flows.

    Parameters
    ----------
    flows
        ``from, to, amount`` in one unit; ``@import``, ``@export`` and ``@dissipation`` are the outside.
    nodes
        Nodes to count even where nothing flows; default: those in the table.

    Returns
    -------
    Structure
        Measures, positions of the nodes, and why a measure is unknown.

    Raises
    ------
    ValueError
        If a flow runs between nodes that `nodes` lacks.

    Notes
    -----
    In- and outflow of a node need not agree: throughflow is inflow, and the difference is told (``largest_imbalance``,
    ``imbalance_share`` of the total throughflow), never spread over the flows.

    Examples
    --------
    >>> rows = [("@import", "a", 10.0), ("a", "b", 15.0), ("b", "a", 5.0), ("b", "@export", 10.0)]
    >>> found = structure(pd.DataFrame(rows, columns=["from", "to", "amount"]))
    >>> found.measures["average_path_length"], round(found.measures["finn_cycling_index"], 4)
    (3.0, 0.3333)
    """
    network = flow_network(flows, nodes)
    flow = passes(network)
    throughflow, imports = float(flow.throughflow.sum()), float(network.imports.sum())
    gaps = np.abs(network.inflow - network.outflow)
    found = {
        **graph_measures(network),
        **information_measures(network),
        "total_system_throughput": network.throughput,
        "total_system_throughflow": throughflow,
        "finn_cycling_index": flow.cycling_index,
        "average_path_length": throughflow / imports if imports > 0 else None,
        "imports": imports,
        "exports": float(network.exports.sum()),
        "dissipation": float(network.dissipation.sum()),
        "largest_imbalance": float(gaps.max(initial=0.0)),
        "imbalance_share": float(gaps.sum()) / throughflow if throughflow > 0 else None,
    }
    measures = {name: found[name] for name in MEASURES}
    return Structure(measures, _positions(network, flow), _unknown(measures, flow), network)


def _positions(network: FlowNetwork, flow: Passes) -> pd.DataFrame:
    inflow, outflow = network.inflow, network.outflow
    own, adjacency = network.internal.diagonal(), network.adjacency
    share = flow.cycled_share
    table = pd.DataFrame({
        "node": network.nodes,
        "throughflow": inflow,
        "throughflow_share": _share(inflow, inflow.sum()),
        "in_strength": inflow - network.imports - own,
        "out_strength": outflow - network.exports - network.dissipation - own,
        "suppliers": (adjacency.sum(axis=0) - adjacency.diagonal()).astype(int),
        "takers": (adjacency.sum(axis=1) - adjacency.diagonal()).astype(int),
        "import_share": _share(network.imports, inflow),
        "export_share": _share(network.exports, outflow),
        "dissipation_share": _share(network.dissipation, outflow),
        "cycled_share": np.nan if share is None else share,
        **dependence(flow),
    })  # fmt: skip
    return table.sort_values(["throughflow", "node"], ascending=[False, True]).reset_index(drop=True)


def _share(part: np.ndarray, whole: np.ndarray | float) -> np.ndarray:
    """Part of a whole; NaN where the whole is nothing."""
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=np.asarray(whole) > 0)


def _unknown(measures: Mapping[str, float | int | None], flow: Passes) -> pd.DataFrame:
    lacking = [name for name, value in measures.items() if value is None]
    reasons = [_reason(name, measures, flow) for name in lacking]
    closed = ", ".join(flow.closed)
    nodes = [closed if reason == "closed_cycle" else "" for reason in reasons]
    return pd.DataFrame({"measure": lacking, "reason": reasons, "nodes": nodes}, dtype="str")


def _reason(name: str, measures: Mapping[str, float | int | None], flow: Passes) -> str:
    if not measures["nodes"]:
        return "no_nodes"
    if name in ("link_density", "connectance", "density"):
        return "one_node"
    if name in ("prey_to_predator", "generalization", "vulnerability", "specialized_predator_fraction"):
        return "no_links"
    if not measures["total_system_throughput"]:
        return "no_flow"
    if name in ("ascendency_ratio", "robustness", "robustness_log2"):
        return "single_flow"
    if name == "average_path_length":
        return "no_import"
    return "closed_cycle" if name == "finn_cycling_index" and flow.closed else "no_inflow"


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return table.astype(object).where(table.notna(), None).to_dict("records")
