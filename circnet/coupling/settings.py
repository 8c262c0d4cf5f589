"""What a user may choose about a coupling run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from circnet.errors import UsageFault
from circnet.types import Status

STATUSES = get_args(Status)
OBJECTIVES = ("cost", "co2", "waste", "water")


@dataclass(frozen=True)
class Settings:
    """Choices of one run.

    Attributes
    ----------
    flexible
        Free every activity between ``minimum`` and ``capacity`` (default: fixed at ``throughput``).
    objective
        ``cost`` (CNY/a), ``co2`` (t/a), ``waste`` (t/a disposed of), ``water`` (m3/a bought), or a chemical
        formula: the tonnes of it that are released or disposed of.
    carbon_price
        CNY per t CO2 of direct emissions and of bought electricity and heat.
    max_km
        Longest new link, km of route; None for each mode's own reach.
    include
        Statuses besides operating and trial whose units take part, at ``restart_throughput``.
    strict
        No unexplained sources and sinks: a need without source is no solution.
    yes_no
        Decide each new link by a binary with its fixed cost (mixed-integer) instead of dropping step by step.
    solver
        ``highs`` or any solver PuLP finds.
    discount_rate
        Rate of annuities, 1/a.
    transaction_cost
        Yearly cost of keeping one new link, CNY/a, whatever flows.

    Raises
    ------
    UsageFault
        If a status to include is not one a unit can have.
    """

    flexible: bool = False
    objective: str = "cost"
    carbon_price: float = 0.0
    max_km: float | None = None
    include: tuple[str, ...] = ()
    strict: bool = False
    yes_no: bool = False
    solver: str = "highs"
    discount_rate: float = 0.08
    transaction_cost: float = 100_000.0

    def __post_init__(self) -> None:
        """Refuse statuses that no unit can have."""
        unknown = [status for status in self.include if status not in STATUSES]
        if unknown:
            raise UsageFault("unknown_status", ", ".join(unknown), ", ".join(STATUSES))
