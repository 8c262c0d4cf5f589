"""What a user may choose about a coupling run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from circnet.errors import UsageFault
from circnet.types import Status

STATUSES = get_args(Status)
OBJECTIVES = ("cost", "co2", "waste", "water")

_RANGES = {
    "max_links": (0, 1e9), "min_flow": (0.0, 1e12), "min_load": (0.0, 1.0), "mip_gap": (0.0, 1.0),
    "time_limit": (0.1, 1e7),
}  # fmt: skip
_OF_YES_NO = ("max_links", "exclusive", "min_flow", "min_load", "mip_gap", "time_limit")


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
    relax
        Where the limits of the park cannot all hold, let them give way as little as possible and solve.
    yes_no
        Decide each new link, and the size of its line, by binaries with their fixed cost (mixed-integer) instead of
        dropping step by step. What follows down to ``time_limit`` needs it.
    max_links
        Most new links (from, to, good); None for any number.
    exclusive
        A firm gives, and takes, a good to or from one partner at most; existing partners count.
    min_flow
        Least amount that a new link is contracted for, units a year.
    min_load
        Least load of a new line, as a share of its capacity.
    mip_gap
        Relative gap at which the search stops.
    time_limit
        Seconds after which the search stops with what it has; None for as long as it takes.
    solver
        ``highs`` or any solver PuLP finds.
    discount_rate
        Rate of annuities, 1/a.
    transaction_cost
        Yearly cost of keeping one new link, CNY/a, whatever flows.

    Raises
    ------
    UsageFault
        If a status to include is not one a unit can have, a figure is out of its range, or links are counted or
        bound by contract without ``yes_no``, or ``yes_no`` is asked under another objective than cost.
    """

    flexible: bool = False
    objective: str = "cost"
    carbon_price: float = 0.0
    max_km: float | None = None
    include: tuple[str, ...] = ()
    strict: bool = False
    relax: bool = False
    yes_no: bool = False
    max_links: int | None = None
    exclusive: bool = False
    min_flow: float = 0.0
    min_load: float = 0.0
    mip_gap: float = 1e-6
    time_limit: float | None = None
    solver: str = "highs"
    discount_rate: float = 0.08
    transaction_cost: float = 100_000.0

    def __post_init__(self) -> None:
        """Refuse what cannot be had, or not together."""
        unknown = [status for status in self.include if status not in STATUSES]
        if unknown:
            raise UsageFault("unknown_status", ", ".join(unknown), ", ".join(STATUSES))
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise UsageFault("bad_setting", f"{name} = {value!r}", f"{low:g} ... {high:g}")
        if self.max_links is not None and self.max_links != int(self.max_links):
            raise UsageFault("bad_setting", f"max_links = {self.max_links!r}", "int")
        alone = [name for name in _OF_YES_NO if getattr(self, name) != getattr(type(self), name)]
        if alone and not self.yes_no:
            raise UsageFault("needs_yes_no", ", ".join(alone))
        if self.yes_no and self.objective != "cost":
            raise UsageFault("yes_no_objective", self.objective, "cost")
