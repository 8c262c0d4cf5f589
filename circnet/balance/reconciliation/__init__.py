"""Data reconciliation: measured flows that contradict each other, under the balances of nodes and layers."""

from circnet.balance.reconciliation.balances import Balances, node_balances
from circnet.balance.reconciliation.estimate import Estimate, estimate
from circnet.balance.reconciliation.gross import DOUBT, GROSS, critical_value
from circnet.balance.reconciliation.pedigree import PEDIGREE, with_uncertainty
from circnet.balance.reconciliation.reconcile import ReconcileSettings, Reconciliation, reconcile

__all__ = [
    "DOUBT",
    "GROSS",
    "PEDIGREE",
    "Balances",
    "Estimate",
    "ReconcileSettings",
    "Reconciliation",
    "critical_value",
    "estimate",
    "node_balances",
    "reconcile",
    "with_uncertainty",
]
