"""The metabolism of a park before and after its new couplings: what flows between the firms and across the fence.

Flows are told on one basis: mass (t/a; heat and power have none and are left out), one element (t/a of it), or one
commodity (its own unit). What a firm's recipes make more or less of the basis than they use (air, vapour and losses
nobody tells, a conversion where one commodity is followed) enters or leaves the firm and is told as ``closing``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from circnet.chemistry import element_matrix
from circnet.coupling import Coupling, Settings
from circnet.coupling.atoms import ENTERING, LEAVING, ambient_of, run_lines
from circnet.coupling.case import Case, prepare
from circnet.errors import UsageFault
from circnet.park import Catalog, Park
from circnet.structure import DISSIPATION, EXPORT, IMPORT, Structure, structure

__all__ = ["Basis", "Metabolism", "State", "structure_of"]

_OUTSIDE = {"sale": EXPORT, "port": EXPORT, "disposal": DISSIPATION, "unexplained": DISSIPATION}
_FLOW = ["from", "to", "commodity", "amount"]


@dataclass(frozen=True)
class Basis:
    """What is counted: ``quantity`` is mass, element or commodity; ``name`` the latter two's; ``unit`` per year."""

    quantity: str
    name: str
    unit: str


@dataclass(frozen=True, eq=False)
class State:
    """One state of the park.

    Attributes
    ----------
    structure
        Its flows measured, in the unit of the basis a year.
    flows
        ``from, to, commodity, amount`` in the unit of the basis a year.
    net_cost
        CNY/a, without what is unexplained.
    co2_t
        t/a.
    closing
        What recipes make more and less than they use, added up over the firms, in the unit of the basis a year.
    """

    structure: Structure
    flows: pd.DataFrame
    net_cost: float
    co2_t: float
    closing: float

    def to_dict(self) -> dict[str, Any]:
        """The measures, and money, CO2 and closing next to them."""
        return {**self.structure.measures, "net_cost": self.net_cost, "co2_t": self.co2_t, "closing": self.closing}


@dataclass(frozen=True, eq=False)
class Metabolism:
    """A park's structure before and after.

    Attributes
    ----------
    basis
        What is counted.
    before
        With the links that exist; None where that has no solution.
    after
        The optimum.
    left_out
        Goods on links that have nothing of the basis (heat and power by mass): ``commodity, amount, unit, links``.
    """

    basis: Basis
    before: State | None
    after: State
    left_out: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """The optimum's structure, then both states side by side, as plain values."""
        before = self.before
        return {
            **self.after.structure.to_dict(),
            "basis": {"quantity": self.basis.quantity, "name": self.basis.name, "unit": self.basis.unit},
            "before": None if before is None else before.to_dict(),
            "before_reason": "no_solution_without_new_links" if before is None else None,
            "after": self.after.to_dict(),
            "net_cost_saved": None if before is None else before.net_cost - self.after.net_cost,
            "co2_avoided_t": None if before is None else before.co2_t - self.after.co2_t,
            "left_out": self.left_out.to_dict("records"),
        }


def structure_of(  # noqa: PLR0913  a basis is one of three
    park: Park,
    catalog: Catalog,
    settings: Settings,
    coupling: Coupling,
    *,
    element: str | None = None,
    commodity: str | None = None,
) -> Metabolism:
    """Measure the structure of a park before and after its new couplings.

    Parameters
    ----------
    park, catalog, settings
        As given to `circnet.coupling.couple`.
    coupling
        Its result.
    element, commodity
        Count one element, or one commodity in its own unit; default: mass.

    Returns
    -------
    Metabolism
        Both states have the same nodes: the firms through which something flows in either. Partners outside the park
        are the outside; export is what is sold or delivered to ports, dissipation what is disposed of, emitted or lost.

    Raises
    ------
    UsageFault
        If both are given, or nothing in the park holds the element or is the commodity.
    """
    case = prepare(park, catalog, settings)
    basis, weights = _weights(case, element, commodity)
    totals = coupling.baseline.set_index("quantity")
    solved = {"after": (coupling.amounts, coupling.flows)}
    if coupling.summary["baseline_cost"] is not None:
        solved["before"] = (coupling.baseline_amounts, coupling.baseline_flows)
    flows = {name: _flows(case, table, carried, weights) for name, (table, carried) in solved.items()}
    ends = pd.concat([table[side] for table, _ in flows.values() for side in ("from", "to")])
    firms = park.enterprises.loc[park.enterprises["id"].isin(ends), "id"]
    column = {"after": "optimum", "before": "baseline"}
    states = {
        name: State(structure(table, firms), table, float(totals.loc["net_cost", column[name]]),
                    float(totals.loc["co2_t", column[name]]), closing)
        for name, (table, closing) in flows.items()
    }  # fmt: skip
    return Metabolism(basis, states.get("before"), states["after"], _left_out(coupling.flows, weights))


def _weights(case: Case, element: str | None, commodity: str | None) -> tuple[Basis, pd.Series]:
    """What is counted, and how much of it a unit of each commodity holds."""
    goods = case.catalog.commodities.set_index("id")
    if element is not None and commodity is not None:
        raise UsageFault("two_bases", f"{element}, {commodity}", "--element, --commodity")
    if commodity is not None:
        if commodity not in goods.index:
            raise UsageFault("no_such_good", commodity, "commodities.csv")
        return (
            Basis("commodity", commodity, f"{goods.loc[commodity, 'unit']}/a"),
            pd.Series(goods.index == commodity, index=goods.index, dtype=float),
        )
    if element is not None:
        held = element_matrix(case.catalog.commodities)
        if element not in held or not held[element].any():
            known = ", ".join(name for name in held if held[name].any())
            raise UsageFault("no_such_element", element, known)
        return Basis("element", element, "t/a"), held[element]
    return Basis("mass", "", "t/a"), goods["t_per_unit"].fillna(0.0)


def _flows(case: Case, amounts: pd.DataFrame, carried: pd.DataFrame, weights: pd.Series) -> tuple[pd.DataFrame, float]:
    """Every flow of a state in the unit of the basis, and how much the closing of the firms comes to."""
    arrived = carried.assign(amount=carried["amount"] - carried["lost"])
    lost = carried.assign(amount=carried["lost"], to=DISSIPATION)
    bought = amounts[amounts["family"].isin(list(ENTERING))]
    bought = bought.assign(to=bought["enterprise"]).assign(**{"from": IMPORT})
    given = amounts[amounts["family"].isin(list(LEAVING))]
    given = given.assign(to=given["family"].map(LEAVING).map(_OUTSIDE)).assign(**{"from": given["enterprise"]})
    parts = [arrived, lost, bought, given, _surroundings(case, amounts)]
    table = pd.concat([part[_FLOW] for part in parts], ignore_index=True)
    table = table.assign(amount=table["amount"] * weights.reindex(table["commodity"]).fillna(0.0).to_numpy())
    table = table[table["amount"] > 0].reset_index(drop=True)
    closing = _closing(table)
    whole = pd.concat([table, closing], ignore_index=True) if len(closing) else table
    return whole, float(closing["amount"].sum())


def _surroundings(case: Case, amounts: pd.DataFrame) -> pd.DataFrame:
    """What units take from the surroundings and give to them, without anybody paying."""
    lines = ambient_of(case, run_lines(case, amounts))
    made = (lines["amount"] > 0).to_numpy()
    ends = {
        "from": np.where(made, lines["enterprise"], IMPORT),
        "to": np.where(made, DISSIPATION, lines["enterprise"]),
    }
    return lines.assign(**ends, amount=lines["amount"].abs())


def _closing(table: pd.DataFrame) -> pd.DataFrame:
    """What each firm must draw from or give to the outside for its in- and outflow to agree."""
    entering = table.groupby("to")["amount"].sum()
    leaving = table.groupby("from")["amount"].sum()
    gap = entering.sub(leaving, fill_value=0.0).drop([IMPORT, EXPORT, DISSIPATION], errors="ignore")
    gap = gap[gap.abs() > 1e-9 * table["amount"].sum()]
    short = (gap < 0).to_numpy()
    firms = gap.index.to_numpy(dtype=object)
    return pd.DataFrame({
        "from": np.where(short, IMPORT, firms), "to": np.where(short, firms, DISSIPATION),
        "commodity": "", "amount": gap.abs().to_numpy(),
    })  # fmt: skip


def _left_out(carried: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Goods on links that hold nothing of the basis."""
    none = weights.reindex(carried["commodity"]).fillna(0.0).eq(0.0).to_numpy()
    return carried[none].groupby(["commodity", "unit"], as_index=False).agg(
        amount=("amount", "sum"), links=("amount", "size")
    )  # fmt: skip
