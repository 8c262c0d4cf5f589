"""Ascendency: how much of its capacity a network uses to channel flows, and how much is left to fall back on.

Ulanowicz, Growth and Development (1986) and Comput. Biol. Chem. 28 (2004) 321; robustness as Ulanowicz, Goerner,
Lietaer and Gomez, Ecol. Complexity 6 (2009) 27. Logarithms to base 2: bits.
"""

from __future__ import annotations

import numpy as np
from scipy.special import entr

from circnet.structure.network import FlowNetwork

__all__ = ["information_measures"]

_ROUNDING = 1e-12


def information_measures(network: FlowNetwork) -> dict[str, float | None]:
    """Return the information measures of all flows, the boundary's included; None where they are not defined.

    Import is one more giver, export and dissipation are two more takers. With ``p_ij`` the share of a flow in the total
    throughput: flow diversity ``H = -sum p_ij log2 p_ij`` (bits), average mutual information
    ``sum p_ij log2(p_ij / (p_i. p_.j))`` (bits), development capacity ``C = H * throughput``, ascendency ``A = AMI *
    throughput``, overhead ``C - A`` (unit of flow times bits), robustness ``-a ln a`` with ``a = A / C`` (0 .. 1/e),
    and the same in bits.
    """
    amounts, given, taken = _cells(network)
    total = network.throughput
    if total <= 0:
        names = ("flow_diversity", "average_mutual_information", "development_capacity", "ascendency", "overhead",
                 "ascendency_ratio", "robustness", "robustness_log2")  # fmt: skip
        return dict.fromkeys(names)
    share = amounts / total
    diversity = _settled(-float(share @ np.log2(share)))
    mutual = _settled(float(share @ np.log2(share / (given / total) / (taken / total))))
    ratio = min(mutual / diversity, 1.0) if diversity > 0 else None
    robustness = None if ratio is None else float(entr(ratio))
    return {
        "flow_diversity": diversity,
        "average_mutual_information": mutual,
        "development_capacity": diversity * total,
        "ascendency": mutual * total,
        "overhead": (diversity - mutual) * total,
        "ascendency_ratio": ratio,
        "robustness": robustness,
        "robustness_log2": None if robustness is None else robustness / float(np.log(2.0)),
    }


def _settled(bits: float) -> float:
    """0 for what is rounding: neither measure is ever below it."""
    return 0.0 if abs(bits) < _ROUNDING else bits


def _cells(network: FlowNetwork) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every flow that is not zero, with all that its giver gives and all that its taker takes."""
    inside = network.internal.tocoo()
    giver, taker = inside.coords
    inflow, outflow = network.inflow, network.outflow
    boundary = (network.imports, network.exports, network.dissipation)
    whole = [np.full_like(flow, flow.sum()) for flow in boundary]
    amounts = np.concatenate([inside.data, *boundary])
    given = np.concatenate([outflow[giver], whole[0], outflow, outflow])
    taken = np.concatenate([inflow[taker], inflow, whole[1], whole[2]])
    there = amounts > 0
    return amounts[there], given[there], taken[there]
