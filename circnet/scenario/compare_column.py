"""One column of a comparison: what a scenario changes, and the figures of its optimum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from circnet.coupling import Coupling, Settings, couple
from circnet.coupling.case import Case, prepare
from circnet.coupling.families import released
from circnet.coupling.throughput import firm_balances
from circnet.errors import InputFaults, NoSolution, SolverFailure, UsageFault
from circnet.park import Catalog, Park, catalog_of
from circnet.scenario.compare_inputs import DIFFERENCE_COLUMNS, differences
from circnet.scenario.metabolism import structure_of
from circnet.scenario.overrides import apply
from circnet.scenario.reading import Scenario

__all__ = ["AS_IS", "BASE", "MEASURES", "QUANTITIES", "Column", "Error", "called", "figures_of", "id_of", "solved"]

BASE: Final = "base"
"""Id of the park as it is among scenarios."""
AS_IS: Final = Scenario(BASE, file=f"{BASE}.toml")
"""The scenario that changes nothing."""
MEASURES: Final[Mapping[str, tuple[str, str]]] = {
    "net_saving": ("CNY/a", "more"), "net_cost": ("CNY/a", "less"), "baseline_net_cost": ("CNY/a", "less"),
    "unexplained_value": ("CNY/a", "less"), "links_chosen": ("", ""), "capex": ("CNY", "less"),
    "co2_t": ("t/a", "less"), "co2_avoided_t": ("t/a", "more"), "waste_t": ("t/a", "less"),
    "waste_diverted_t": ("t/a", "more"), "water_m3": ("m3/a", "less"), "fresh_water_saved_m3": ("m3/a", "more"),
    "chlorine_released_t": ("t/a", "less"), "finn_cycling_index": ("1", "more"), "link_density": ("1", ""),
}  # fmt: skip
"""Unit of each measure, and whether more or less of it is better; blank where neither is."""
QUANTITIES: Final = ("bought", "sold", "disposed", "exchanged", "need", "surplus")
"""What is told of a commodity: trades with the outside, what firms send each other, what nobody explains."""

_CHLORINE = "Cl:reactive"
_TOTALS = {"co2_t": "co2_t", "waste_t": "waste_t", "water_m3": "water_m3", "net_cost": "net_cost"}
_FLOW = ["from", "to", "commodity", "mode", "unit"]
_GOODS = ["id", "unit", "family", "price", "t_per_unit"]
_NAMES = ["id", "name_zh", "name_en"]
_BALANCE = ["enterprise", "side", "kind", "commodity", "unit"]

Error = InputFaults | NoSolution | UsageFault | SolverFailure
"""Why a scenario has no figures."""


@dataclass(frozen=True, eq=False)
class Column:
    """A scenario and what came of it.

    Attributes
    ----------
    id
        Tells it from the others.
    names
        By language; empty for the park as it is.
    inputs
        As `circnet.scenario.compare_inputs.differences`, against the park as it is.
    measures
        Value by name of `MEASURES`; NaN where it is not known.
    flows
        ``from, to, commodity, mode, unit, amount, existing, evidence`` of the optimum.
    commodities
        ``commodity, quantity, unit, amount`` of the park, quantities as `QUANTITIES`.
    balances
        ``enterprise, side, kind, commodity, unit, amount`` of the optimum, as `firm_balances`.
    unique
        Whether the optimum is the only one for sure; None where that cannot be told.
    error
        Why there are no figures; None if there are.
    called
        ``kind, id, name_zh, name_en`` of firms, units, goods, technologies and modes that the tables name.
    goods
        ``id, unit, family, price, t_per_unit`` of the commodities that the tables name.
    notes
        What the scenario assumes, by language.
    """

    id: str
    names: Mapping[str, str] = field(default_factory=dict)
    inputs: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=DIFFERENCE_COLUMNS))
    measures: pd.Series = field(default_factory=lambda: pd.Series(np.nan, index=list(MEASURES)))
    flows: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=[*_FLOW, "amount", "existing", "evidence"])
    )
    commodities: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["commodity", "quantity", "unit", "amount"])
    )
    balances: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*_BALANCE, "amount"]))
    unique: bool | None = None
    error: Error | None = None
    called: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["kind", *_NAMES], dtype="str"))
    goods: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=_GOODS))
    notes: Mapping[str, str] = field(default_factory=dict)


def id_of(scenario: Scenario) -> str:
    """Return the id of a scenario: the name of its file without the ending."""
    return Path(scenario.file).stem


def solved(park: Park, catalog: Catalog, settings: Settings, scenario: Scenario) -> Column:
    """Lay a scenario over a park and solve it; what keeps it from figures is told in the column.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; the settings are those before the scenario's own.
    scenario
        The scenario, or `AS_IS`.
    """
    column = Column(id_of(scenario), scenario.names, called=called(park, catalog), notes=scenario.notes)
    try:
        changed, settled = apply(scenario, park, catalog, settings)
    except (InputFaults, UsageFault) as error:
        return replace(column, error=error)
    column = replace(
        column, inputs=differences(park, settings, changed, settled), called=called(changed, catalog, park)
    )
    try:
        result = couple(changed, catalog, settled)
    except (NoSolution, SolverFailure, UsageFault) as error:
        return replace(column, error=error)
    return figures_of(column, changed, catalog, settled, result)


def figures_of(column: Column, park: Park, catalog: Catalog, settings: Settings, result: Coupling) -> Column:
    """Return a column with the figures of a coupling run; park and settings as the scenario left them."""
    case = prepare(park, catalog, settings)
    balances = firm_balances(park, catalog, settings, result)
    balances = balances[balances["state"].eq("optimum")].groupby(_BALANCE, as_index=False)["amount"].sum()
    commodities = _commodities(result)
    flows = _flows(result, park)
    goods = case.catalog.commodities.drop_duplicates("id")[_GOODS]
    measures = _measures(result, case.catalog, park, settings) | {"chlorine_released_t": _chlorine(result, case)}
    unique = result.summary["unique"]
    return replace(
        column, measures=pd.Series(measures, dtype=float).reindex(list(MEASURES)), flows=flows,
        commodities=commodities, balances=balances, unique=None if unique is None else bool(unique),
        goods=goods[goods["id"].isin(commodities["commodity"])].reset_index(drop=True),
    )  # fmt: skip


def called(park: Park, catalog: Catalog, before: Park | None = None) -> pd.DataFrame:
    """Return ``kind, id, name_zh, name_en`` of all that changes of a park may name; a unit is its firm's technology.

    Parameters
    ----------
    before
        The park before it was changed: what is gone from it has its name from there.
    """
    parks = [park] if before is None else [park, before]
    full = catalog_of(park, catalog)
    firms, units = (
        pd.concat([getattr(one, name) for one in parks]).drop_duplicates("id") for name in ("enterprises", "units")
    )
    firm, technology = (
        table.drop_duplicates("id").set_index("id").reindex(units[column])
        for table, column in ((firms, "enterprise"), (full.technologies, "technology"))
    )
    joint = {
        name: (firm[name].fillna("").to_numpy(object) + gap + technology[name].fillna("").to_numpy(object))
        for name, gap in (("name_zh", "·"), ("name_en", ": "))
    }
    place = units.groupby(["enterprise", "technology"]).cumcount() + 1
    joint = {
        name: texts + place.map(lambda n: f" ({n})" if n > 1 else "").to_numpy(object) for name, texts in joint.items()
    }
    tables = {
        "enterprise": firms, "unit": units.assign(**joint), "commodity": full.commodities,
        "technology": full.technologies, "mode": full.transport.rename(columns={"mode": "id"}),
    }  # fmt: skip
    parts = [table[_NAMES].drop_duplicates("id").assign(kind=kind) for kind, table in tables.items()]
    return pd.concat(parts, ignore_index=True)[["kind", *_NAMES]].fillna("").astype("str")


def _measures(result: Coupling, catalog: Catalog, park: Park, settings: Settings) -> dict[str, float]:
    totals = result.baseline.set_index("quantity")
    optimum, baseline = totals["optimum"], totals["baseline"]
    chosen = result.opportunities[result.opportunities["choice"].eq("chosen")]
    found = {name: float(optimum[quantity]) for name, quantity in _TOTALS.items()}
    found |= {
        "net_saving": float(baseline["net_cost"] - optimum["net_cost"]),
        "baseline_net_cost": float(baseline["net_cost"]),
        "co2_avoided_t": float(baseline["co2_t"] - optimum["co2_t"]),
        "waste_diverted_t": float(baseline["waste_t"] - optimum["waste_t"]),
        "fresh_water_saved_m3": float(baseline["water_m3"] - optimum["water_m3"]),
        "unexplained_value": float(result.unexplained["value"].sum()), "links_chosen": float(len(chosen)),
        "capex": float(chosen["capex"].sum()),
    }  # fmt: skip
    measured = structure_of(park, catalog, settings, result).after.structure.measures
    return found | {name: _number(measured.get(name)) for name in ("finn_cycling_index", "link_density")}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else np.nan


def _chlorine(result: Coupling, case: Case) -> float:
    """Reactive chlorine that is released or disposed of, t/a; NaN where no good of the catalog holds any."""
    try:
        held = released(result.amounts, case, _CHLORINE)
    except UsageFault:
        return np.nan
    return float((held * result.amounts["amount"]).sum())


def _flows(result: Coupling, park: Park) -> pd.DataFrame:
    """Links of the optimum with their evidence: of the data where they exist, of the run where they are new."""
    ends = ["from", "to", "commodity"]
    flows = result.flows.assign(mode=result.flows["mode"].fillna(""))
    flows = flows.groupby(_FLOW, as_index=False).agg(amount=("amount", "sum"), existing=("existing", "any"))
    stated = park.links.drop_duplicates(ends)[[*ends, "grade"]]
    told = result.opportunities[result.opportunities["choice"].eq("chosen")].drop_duplicates(ends)[[*ends, "evidence"]]
    flows = flows.merge(stated, on=ends, how="left").merge(told, on=ends, how="left")
    evidence = flows["evidence"].astype(object).where(flows["evidence"].notna(), flows["grade"].astype(object))
    return flows.assign(evidence=evidence.where(evidence.notna(), "").astype("str")).drop(columns="grade")


def _commodities(result: Coupling) -> pd.DataFrame:
    tables = {
        "bought": result.purchases, "sold": result.sales, "disposed": result.disposals, "exchanged": result.flows,
        **{side: result.unexplained[result.unexplained["side"].eq(side)] for side in ("need", "surplus")},
    }  # fmt: skip
    parts = [table[["commodity", "unit", "amount"]].assign(quantity=name) for name, table in tables.items()]
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    table = table.groupby(["commodity", "quantity", "unit"], as_index=False)["amount"].sum()
    order = table["quantity"].map({name: place for place, name in enumerate(QUANTITIES)})
    table = table.assign(order=order).sort_values(["commodity", "order"], kind="stable").reset_index(drop=True)
    return table[["commodity", "quantity", "unit", "amount"]]
