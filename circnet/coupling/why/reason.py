"""The answer to why a link is not used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

REASONS = (
    "used", "equal", "too_dear", "capacity", "purity", "substitution", "outlet", "not_worth_keeping", "distance",
    "transport", "hazard", "no_place", "not_listed", "status", "own_utility", "no_supply", "no_demand",
)  # fmt: skip
"""Every reason: the link is used; it would serve as well; then what stands against it, nearest to the optimum first."""

Fact = dict[str, Any]


@dataclass(frozen=True)
class Reason:
    """Why one link is not used, or that it is.

    Attributes
    ----------
    from_, to, commodity, unit
        The link; its figures are per this unit.
    used
        Whether the optimum uses it; `amount` is then what it carries, units a year.
    reason
        One of `REASONS`.
    mode, distance_km, freight
        Of the link as a candidate: what it costs to carry one unit, its line at the flow it is thought to carry
        included, CNY per unit sent. None where there is no candidate.
    reduced_cost
        What the first unit on the link would add to the net cost, CNY; None where there is no candidate, or nothing can
        flow.
    break_even_freight
        Freight at which the link would just be used, CNY per unit sent.
    break_even_price
        What the good must cost the receiver at its gate elsewhere for the link to be just used, CNY per unit arriving.
    checked
        Whether solves at both sides of the margins showed the link used just on one side.
    details
        Facts, each a dictionary whose `fact` names it.
    """

    from_: str
    to: str
    commodity: str
    unit: str
    used: bool
    reason: str
    amount: float = 0.0
    mode: str | None = None
    distance_km: float | None = None
    freight: float | None = None
    reduced_cost: float | None = None
    break_even_freight: float | None = None
    break_even_price: float | None = None
    checked: bool = False
    details: tuple[Fact, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values under the names of the command line's JSON."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("from_", "details")}
        return {"from": self.from_, **plain, "details": [dict(fact) for fact in self.details]}
