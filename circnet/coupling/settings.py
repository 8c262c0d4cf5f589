"""What a user may choose about a coupling run."""

from __future__ import annotations

import math
from collections.abc import Iterable
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
        ``cost`` (CNY/a), ``co2`` (t/a), ``waste`` (t/a disposed of), ``water`` (m3/a bought), or the tonnes of a form
        that are released or disposed of: ``HCl`` (a formula), ``Cl:reactive`` (a group of forms), ``Cl`` (an element);
        see `circnet.coupling.families.contents`.
    carbon_price
        CNY per t CO2 of direct emissions and of bought electricity and heat.
    max_km
        Longest new link, km of route; None for each mode's own reach.
    include
        Statuses besides operating and trial whose units take part, at ``restart_throughput``.
    heat_streams
        What each firm's heat streams leave and lack per heat grade joins the model as ports
        (`circnet.heat.heat_ports`).
    strict
        No unexplained sources and sinks: a need without source is no solution.
    relax
        Where the limits of the park cannot all hold, let them give way as little as possible and solve.
    release_limits
        ``(form, t/a)``: what may be released or disposed of at most, of forms as in ``objective``.
    balance_limits
        ``(element, t/a)``: how far the balance of a tracked element may gape at most, either way.
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
        If a status to include is not one a unit can have, a figure is out of its range, a form is limited twice or
        by no figure from 0, or links are counted or bound by contract without ``yes_no``, or ``yes_no`` is asked under
        another objective than cost.
    """

    flexible: bool = False
    objective: str = "cost"
    carbon_price: float = 0.0
    max_km: float | None = None
    include: tuple[str, ...] = ()
    heat_streams: bool = False
    strict: bool = False
    relax: bool = False
    release_limits: tuple[tuple[str, float], ...] = ()
    balance_limits: tuple[tuple[str, float], ...] = ()
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
        for name in ("release_limits", "balance_limits"):
            _refuse_limits(name, getattr(self, name))
        alone = [name for name in _OF_YES_NO if getattr(self, name) != getattr(type(self), name)]
        if alone and not self.yes_no:
            raise UsageFault("needs_yes_no", ", ".join(alone))
        if self.yes_no and self.objective != "cost":
            raise UsageFault("yes_no_objective", self.objective, "cost")


def named_limits(texts: Iterable[str]) -> tuple[tuple[str, float], ...]:
    """Read limits as a user writes them, ``Cl2=0``.

    Raises
    ------
    UsageFault
        If one is no name and figure with ``=`` between.

    Examples
    --------
    >>> named_limits(["Cl:reactive=500"])
    (('Cl:reactive', 500.0),)
    """
    limits = []
    for text in texts:
        name, sign, figure = text.rpartition("=")
        try:
            limits.append((name.strip(), float(figure)))
        except ValueError:
            sign = ""
        if not sign or not name.strip():
            raise UsageFault("bad_limit", text, "Cl2=0")
    return tuple(limits)


def _refuse_limits(name: str, limits: tuple[tuple[str, float], ...]) -> None:
    names = [limited for limited, _ in limits]
    twice = sorted({limited for limited in names if names.count(limited) > 1})
    if twice:
        raise UsageFault("limited_twice", ", ".join(twice))
    for limited, amount in limits:
        if not 0.0 <= amount < math.inf:
            raise UsageFault("bad_setting", f"{name}: {limited} = {amount!r}", "0 ...")
