"""Heat over the seasons of a year: who heats whom when, through which pipes, machines and stores.

A linear programme in energy per period (multiperiod transshipment with storage; Floudas and Grossmann 1986, Comput.
Chem. Eng. 10:153-168, for the periods). For every firm e, grade g and period p, in GJ:

    supply used + arrived (1 - loss) + made + drawn = demand + sent + taken by machines + put in store        (balance)
    flow_lp <= size_l hours_p,  made_kp <= size_k hours_p,  size <= capacity                                  (sizes)
    level_p = level_(p-1) (1 - d)^days_p + eta charge_p (1 - d)^(days_p / 2) - drawn_p,  level_p <= size     (store)

The year is a circle: what is stored at its end is there at its beginning. Supply may be wasted, demand must be met.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from circnet.errors import Infeasible, UsageFault
from circnet.heat.seasonal_program import Pieces, links, machines, power, stores, supplies
from circnet.lp import LinearProgram, Solution
from circnet.lp.highs_backend import solve

__all__ = ["Seasonal", "SeasonalSite", "seasonal"]

LINKS = ("from", "to", "grade", "loss", "cost", "annuity", "capacity_gj_h")
STORES = ("enterprise", "grade", "loss_per_day", "efficiency", "annuity", "capacity_gj")
CONVERTERS = ("enterprise", "converter", "takes", "makes", "heat_used", "heat_made", "power_mwh", "cost", "annuity",
              "capacity_gj_h")  # fmt: skip
_BLANKS = {"loss": 0.0, "cost": 0.0, "annuity": 0.0, "capacity_gj_h": np.inf, "capacity_gj": np.inf,
           "loss_per_day": 0.0, "efficiency": 1.0}  # fmt: skip


def _table(fields: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(fields))


@dataclass(frozen=True)
class SeasonalSite:
    """A site over the periods of a year.

    Attributes
    ----------
    periods
        ``period, hours``, in order; the first follows the last.
    heat
        ``enterprise, grade, direction, period, gj``: `supply` at most, `demand` exactly.
    links
        ``from, to, grade, loss`` (share), ``cost`` (CNY/GJ sent), ``annuity`` (CNY a year per GJ/h), ``capacity_gj_h``.
    stores
        ``enterprise, grade, loss_per_day`` (share), ``efficiency`` (of charging), ``annuity`` (CNY a year per GJ),
        ``capacity_gj``.
    converters
        ``enterprise, converter, takes, makes`` (grades or blank), ``heat_used, heat_made`` (GJ), ``power_mwh`` (+ made,
        - used) per unit of activity, ``cost`` (CNY per unit), ``annuity`` (CNY a year per unit/h), ``capacity_gj_h``.
    power_buy, power_sell
        CNY/MWh; power may be sold at most at what it is bought for.
    """

    periods: pd.DataFrame
    heat: pd.DataFrame
    links: pd.DataFrame = field(default_factory=lambda: _table(LINKS))
    stores: pd.DataFrame = field(default_factory=lambda: _table(STORES))
    converters: pd.DataFrame = field(default_factory=lambda: _table(CONVERTERS))
    power_buy: float = 0.0
    power_sell: float = 0.0


@dataclass(frozen=True)
class Seasonal:
    """The cheapest year.

    Attributes
    ----------
    summary
        ``cost`` (CNY a year), ``power_bought_mwh, power_sold_mwh, supplied_gj, demanded_gj, wasted_gj``.
    flows
        ``from, to, grade, period, gj`` (sent), above zero.
    machines
        ``enterprise, converter, takes, makes, period, activity``, above zero.
    storage
        ``enterprise, grade, period, charged_gj, drawn_gj, level_gj`` (at the end of the period).
    sizes
        ``kind`` (link, converter, store), the labels of what is built, ``size`` (GJ/h, unit/h or GJ), above zero.
    prices
        ``enterprise, grade, period, price``: worth of one more GJ there and then, CNY.
    supplied
        ``enterprise, grade, period, gj``: supply that was used.
    """

    summary: dict[str, Any]
    flows: pd.DataFrame
    machines: pd.DataFrame
    storage: pd.DataFrame
    sizes: pd.DataFrame
    prices: pd.DataFrame
    supplied: pd.DataFrame


def seasonal(site: SeasonalSite) -> Seasonal:
    """Find the cheapest way to meet a year's demands of heat.

    Parameters
    ----------
    site
        Periods, heat, and what may be built.

    Returns
    -------
    Seasonal

    Raises
    ------
    UsageFault
        If power sells for more than it costs, or a table names a period twice or one that is none.
    Infeasible
        If a demand cannot be met: `conflicts` tells where, of which grade, when and how much is lacking.
    """
    tables = _ready(site)
    pieces = _pieces(site, tables)
    program = pieces.program()
    try:
        answer = solve(program)
    except Infeasible:
        raise _lacking(site, tables) from None
    return _read(site, tables, program, answer)


def _ready(site: SeasonalSite) -> dict[str, pd.DataFrame]:
    """Tables with every column and no blank."""
    if site.power_sell > site.power_buy:
        raise UsageFault("bad_setting", f"power_sell = {site.power_sell:g}", f"<= power_buy = {site.power_buy:g}")
    known = site.periods["period"]
    strange = sorted(set(site.heat["period"]) - set(known))
    if strange or known.duplicated().any():
        raise UsageFault("bad_setting", f"period = {', '.join(map(str, strange or known))}", ", ".join(known.unique()))
    given = {"links": LINKS, "stores": STORES, "converters": CONVERTERS}
    tables = {}
    for name, fields in given.items():
        table = getattr(site, name).reset_index(drop=True)
        absent = {one: _BLANKS[one] for one in fields if one not in table and one in _BLANKS}
        table = table.assign(**absent)[list(fields)]
        tables[name] = table.fillna({one: _BLANKS[one] for one in fields if one in _BLANKS})
    return tables


def _pieces(site: SeasonalSite, tables: dict[str, pd.DataFrame]) -> Pieces:
    pieces = Pieces()
    periods = site.periods[["period", "hours"]]
    supplies(pieces, site.heat.reset_index(drop=True))
    power(pieces, periods, site.power_buy, site.power_sell)
    for table, family in ((tables["links"], links), (tables["converters"], machines), (tables["stores"], stores)):
        if len(table):
            family(pieces, table, periods)
    return pieces


def _lacking(site: SeasonalSite, tables: dict[str, pd.DataFrame]) -> Infeasible:
    """Which demand cannot be met: the least total of heat from nowhere."""
    demand = site.heat[site.heat["direction"] == "demand"].reset_index(drop=True)
    gift = demand.assign(direction="supply", gj=np.inf)
    pieces = _pieces(replace(site, heat=pd.concat([site.heat, gift], ignore_index=True)), tables)
    program = pieces.program()
    names = program.columns["name"]
    free = names.isin([f"supply|{row}" for row in range(len(site.heat), len(site.heat) + len(gift))])
    values = solve(program.with_costs(free.to_numpy(float))).values[free.to_numpy()]
    short = demand.assign(gj=values)[values > 1e-6 * max(values.max(), 1e-9)].reset_index(drop=True)
    first = short.iloc[0]
    reason = (
        f"{first['enterprise']} lacks {first['gj']:.6g} GJ of {first['grade']} in {first['period']}; "
        "add a link, a converter, a store or capacity"
    )
    return Infeasible(reason, short)


def _read(site: SeasonalSite, tables: dict[str, pd.DataFrame], program: LinearProgram, answer: Solution) -> Seasonal:
    value = pd.Series(answer.values, index=program.columns["name"])
    periods = site.periods[["period"]]

    def of(table: pd.DataFrame, label: str, **prefixes: str) -> pd.DataFrame:
        each = table.assign(row=range(len(table))).merge(periods, how="cross")
        key = f"{label}|" + each["row"].astype(str) + "|" + each["period"].astype(str)
        told = {name: value.reindex(prefix + key).to_numpy() for name, prefix in prefixes.items()}
        return each.drop(columns="row").assign(**told)

    flows = of(tables["links"], "link", gj="")
    runs = of(tables["converters"], "converter", activity="")
    store = of(tables["stores"], "store", charged_gj="charge|", drawn_gj="draw|", level_gj="level|")
    supplied = value[value.index.str.startswith("supply|")].sum()
    given = site.heat.groupby("direction")["gj"].sum()
    summary = {
        "cost": answer.objective,
        "power_bought_mwh": float(value[value.index.str.startswith("buy|")].sum()),
        "power_sold_mwh": float(value[value.index.str.startswith("sell|")].sum()),
        "supplied_gj": float(supplied), "demanded_gj": float(given.get("demand", 0.0)),
        "wasted_gj": float(given.get("supply", 0.0) - supplied),
    }  # fmt: skip
    return Seasonal(
        summary,
        _above(flows, "gj")[["from", "to", "grade", "period", "gj"]],
        _above(runs, "activity")[["enterprise", "converter", "takes", "makes", "period", "activity"]],
        store[["enterprise", "grade", "period", "charged_gj", "drawn_gj", "level_gj"]],
        _sizes(tables, value),
        _prices(program, answer),
        _supplied(site.heat, value),
    )


def _supplied(heat: pd.DataFrame, value: pd.Series) -> pd.DataFrame:
    rows = heat.reset_index(drop=True)
    given = rows[rows["direction"] == "supply"]
    used = value.reindex([f"supply|{row}" for row in given.index]).to_numpy()
    return given[["enterprise", "grade", "period"]].assign(gj=used).reset_index(drop=True)


def _above(table: pd.DataFrame, amount: str) -> pd.DataFrame:
    return table[table[amount] > 1e-9 * max(float(table[amount].max() or 0.0), 1.0)].reset_index(drop=True)


def _sizes(tables: dict[str, pd.DataFrame], value: pd.Series) -> pd.DataFrame:
    labels = {"link": ("links", ["from", "to", "grade"]), "store": ("stores", ["enterprise", "grade"]),
              "converter": ("converters", ["enterprise", "converter", "takes", "makes"])}  # fmt: skip
    parts = []
    for kind, (name, columns) in labels.items():
        table = tables[name]
        size = value.reindex([f"{kind}|{row}" for row in range(len(table))]).to_numpy()
        parts.append(table[columns].assign(kind=kind, size=size))
    sized = pd.concat(parts, ignore_index=True)
    return _above(sized, "size").fillna("")


def _prices(program: LinearProgram, answer: Solution) -> pd.DataFrame:
    rows = program.rows["name"].str.startswith("balance|")
    parts = program.rows["name"][rows].astype("str").str.split("|", expand=True).reindex(columns=range(4)).astype("str")
    return pd.DataFrame({
        "enterprise": parts[1], "grade": parts[2], "period": parts[3], "price": answer.duals[rows.to_numpy()],
    }).reset_index(drop=True)  # fmt: skip
