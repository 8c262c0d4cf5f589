"""Reading a solved model: amounts back into tables that a user knows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from circnet.coupling.evidence import barriers, evidence
from circnet.coupling.families import priced
from circnet.coupling.listing import used
from circnet.coupling.model import Model
from circnet.coupling.result import Coupling
from circnet.coupling.solve import Network, Point

ROUNDING_CNY = 1.0
"""An unexplained amount worth less than this in a year is the rounding of the tables, not a question to a firm."""
_TRADES = {"buy": "purchases", "sell": "sales", "dispose": "disposals"}
OPPORTUNITY_COLUMNS = [
    "choice", "from", "to", "commodity", "amount", "unit", "saving", "saving_unexplained", "saving_alone",
    "price_floor", "price_ceiling", "co2_t", "waste_t", "water_m3", "distance_km", "mode", "capex", "payback_a",
    "evidence", "barriers",
]  # fmt: skip


def read(  # noqa: PLR0917
    network: Network,
    point: Point,
    baseline: Point | None,
    reason: str,
    chosen: np.ndarray,
    valued: pd.DataFrame,
    alike: pd.DataFrame,
) -> Coupling:
    """Turn an optimum into a `Coupling`.

    Parameters
    ----------
    network
        The network of ``point`` (its model names the columns).
    point, baseline
        The optimum, and the state with existing links only; ``reason`` says why the latter is None.
    chosen
        Boolean per arc: new links in use.
    valued, alike
        From `circnet.coupling.worth.value_links` and `equals`.
    """
    model = network.model
    amounts, flows = _amounts(model, point.values), _flows(network, point)
    trades = _trades(model, amounts)
    return Coupling(
        summary=_summary(model, point, baseline, reason, chosen),
        flows=flows,
        opportunities=opportunities(model, chosen, valued, alike),
        activities=_activities(model, amounts),
        **trades,
        prices=_prices(model, point),
        unexplained=_unexplained(model, amounts),
        baseline=_baseline(point, baseline),
        amounts=amounts,
        baseline_flows=flows.iloc[:0] if baseline is None else _flows(network, baseline),
        baseline_amounts=amounts.iloc[:0] if baseline is None else _amounts(model, baseline.values),
    )


def _amounts(model: Model, values: np.ndarray) -> pd.DataFrame:
    columns = model.program.columns
    table = columns[["family", "enterprise", "commodity", "item", "name", "real_cost", "worth"]].assign(amount=values)
    return table[np.abs(values) > 1e-9 * max(1.0, min(np.abs(values).max(initial=0.0), 1e3))].reset_index(drop=True)


def _unit(model: Model, table: pd.DataFrame) -> np.ndarray:
    return model.case.goods["unit"].reindex(table["commodity"]).fillna("").to_numpy()


def _flows(network: Network, point: Point) -> pd.DataFrame:
    arcs = network.model.arcs
    table = arcs.assign(amount=point.values[arcs["column"].to_numpy()])[used(network, point)]
    table = table.assign(unit=_unit(network.model, table), lost=table["amount"] * table["loss"])
    columns = ["from", "to", "commodity", "amount", "unit", "mode", "distance_km", "existing", "lost"]
    return table.sort_values(["from", "to", "commodity", "mode"])[columns].reset_index(drop=True)


def opportunities(model: Model, chosen: np.ndarray, valued: pd.DataFrame, alike: pd.DataFrame) -> pd.DataFrame:
    """New links ranked by what they save, each followed by the partners that would serve as well."""
    picked = model.arcs[chosen].join(valued)
    missing = [c for c in ("saving", "saving_unexplained", "saving_alone", "price_floor", "price_ceiling", "co2_t",
                           "waste_t", "water_m3", "amount") if c not in picked]  # fmt: skip
    picked = picked.assign(choice="chosen", position=picked.index, **dict.fromkeys(missing, np.nan))
    rank = picked["saving"].fillna(np.inf) + picked["saving_unexplained"].fillna(0.0)
    picked = picked.assign(rank=rank).sort_values(
        ["rank", "from", "to", "commodity"], ascending=[False, True, True, True]
    )
    others = model.arcs.iloc[alike["arc"]].assign(choice="equal", position=alike["chosen"].to_numpy())
    table = picked.reset_index(drop=True)
    if len(others):
        table = pd.concat([picked, others], ignore_index=True)
        order = pd.Index(picked["position"]).get_indexer(table["position"])
        table = table.assign(order=order, second=table["choice"] != "chosen")
        table = table.sort_values(["order", "second", "from", "to"], kind="stable").reset_index(drop=True)
    flow = table["amount"]
    capex = table["capex_per_km"] * table["distance_km"].fillna(0.0)
    lined = (capex > 0) & flow.notna()
    capex = (capex * (flow / table["design_flow"]) ** table["exponent"]).where(lined, 0.0).where(flow.notna())
    yearly = pd.Series(np.where(lined, priced(table, flow.fillna(1.0)) * flow.fillna(0.0), 0.0), index=table.index)
    gain = table["saving"] + table["saving_unexplained"].fillna(0.0) + yearly
    table = table.assign(
        unit=_unit(model, table), capex=capex, payback_a=(capex / gain).where((capex > 0) & (gain > 0)),
        evidence=evidence(model.case, table), barriers=barriers(model.case, table),
    )  # fmt: skip
    return table[OPPORTUNITY_COLUMNS]


def _activities(model: Model, amounts: pd.DataFrame) -> pd.DataFrame:
    run = amounts[amounts["family"] == "run"].rename(columns={"item": "activity"})
    table = run[["activity", "amount"]].merge(model.case.activities, on="activity")
    technologies = model.case.catalog.technologies.set_index("id")["reference"].reindex(table["technology"])
    table = table.assign(reference=technologies.to_numpy())
    unit = _unit(model, table.assign(commodity=table["reference"]))
    columns = ["enterprise", "unit", "technology", "own", "amount", "reference", "grade"]
    return (
        table[columns]
        .assign(unit_of_amount=unit)
        .sort_values(["enterprise", "unit", "technology"])
        .reset_index(drop=True)
    )


def _trades(model: Model, amounts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Purchases, sales and disposals, each in the order of the offers."""
    part = amounts[amounts["family"].isin(list(_TRADES))]
    place = pd.Index(model.offers["name"]).get_indexer(part["name"])
    offer = model.offers[["price", "partner"]].take(place[place >= 0])
    part = part[place >= 0].assign(price=offer["price"].array, partner=offer["partner"].array)
    part = part.assign(unit=_unit(model, part), value=part["price"] * part["amount"])
    columns = ["enterprise", "commodity", "amount", "unit", "price", "value", "partner"]
    return {table: part.loc[part["family"] == family, columns].reset_index(drop=True)
            for family, table in _TRADES.items()}  # fmt: skip


def _unexplained(model: Model, amounts: pd.DataFrame) -> pd.DataFrame:
    part = amounts[amounts["family"].isin(["need", "surplus"])].rename(columns={"family": "side"})
    part = part[part["worth"].abs() * part["amount"] >= ROUNDING_CNY]
    part = part.assign(
        unit=_unit(model, part), price=part["worth"].abs(), value=part["worth"].abs() * part["amount"], grade="D"
    )
    columns = ["enterprise", "commodity", "side", "amount", "unit", "price", "value", "grade"]
    return part.sort_values(["value", "enterprise", "commodity"], ascending=[False, True, True])[columns].reset_index(
        drop=True
    )


def _prices(model: Model, point: Point) -> pd.DataFrame:
    rows = model.program.rows
    if not len(point.duals):
        return pd.DataFrame(columns=["enterprise", "commodity", "side", "price"])
    # made - sent = 0 on a supply row: one more unit to send relaxes it downwards, so the dual's sign turns.
    sign = np.array([-1.0, -1.0, 1.0, np.nan])[pd.Index(["supply", "both", "demand"]).get_indexer(rows["family"])]
    table = rows[["enterprise", "commodity", "family"]].set_axis(["enterprise", "commodity", "side"], axis=1)
    return table.assign(price=sign * point.duals)[~np.isnan(sign)].reset_index(drop=True)  # in the order of the sides


def _summary(
    model: Model, point: Point, baseline: Point | None, reason: str, chosen: np.ndarray
) -> Mapping[str, object]:
    def change(field: str) -> float | None:
        return None if baseline is None else float(getattr(baseline, field) - getattr(point, field))

    settings = model.case.settings
    return {
        "status": "optimal",
        "park": model.case.park.info.id,
        "objective": settings.objective,
        "cost": point.objective,
        "baseline_cost": None if baseline is None else baseline.objective,
        "baseline_reason": reason or None,
        "saving": change("objective"),
        "saving_unexplained": change("unexplained"),
        "net_cost": point.real,
        "baseline_net_cost": None if baseline is None else baseline.real,
        "co2_avoided_t": change("co2_t"),
        "waste_diverted_t": change("waste_t"),
        "fresh_water_saved_m3": change("water_m3"),
        "links_chosen": int(chosen.sum()),
        "unique": _unique(model, point),
        "solver": settings.solver,
        "carbon_price": settings.carbon_price,
        "flexible": settings.flexible,
    }


def _unique(model: Model, point: Point) -> bool | None:
    """Whether the optimum is the only one for sure: no unused arc or trade has a reduced cost of zero."""
    if not len(point.reduced_costs):
        return None
    idle = (point.values <= 0) & model.program.columns["family"].isin(["flow", "buy", "sell", "dispose"]).to_numpy()
    return bool((np.abs(point.reduced_costs[idle]) > 1e-9).all())


def _baseline(point: Point, baseline: Point | None) -> pd.DataFrame:
    quantities = {"cost": "objective", "net_cost": "real", "unexplained": "unexplained", "co2_t": "co2_t",
                  "waste_t": "waste_t", "water_m3": "water_m3"}  # fmt: skip
    now = [getattr(point, field) for field in quantities.values()]
    before = [np.nan if baseline is None else getattr(baseline, field) for field in quantities.values()]
    table = pd.DataFrame({"quantity": list(quantities), "baseline": before, "optimum": now})
    return table.assign(change=table["optimum"] - table["baseline"])
