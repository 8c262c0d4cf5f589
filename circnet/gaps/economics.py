"""Is a plant worth building: net present value, internal rate of return, payback; at low, central and high prices."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from circnet.gaps.alone import traded
from circnet.park import Catalog

CASES = ("low", "central", "high")
_HIGHEST_RATE = 100.0


def npv(rate: float, capex: float, yearly: float, years: float) -> float:
    """Net present value of an investment now and a yearly gain at the end of each year, in the unit of both.

    ``-capex + yearly * (1 - (1 + r)^-n) / r``
    """
    factor = years if rate == 0 else (1.0 - (1.0 + rate) ** -years) / rate
    return -capex + yearly * factor


def irr(capex: float, yearly: float, years: float) -> float:
    """Internal rate of return, 1/a: the rate at which `npv` is zero.

    NaN where nothing is invested or the gains never pay the investment back; found by Brent's method.
    """
    from scipy.optimize import brentq

    if not (capex > 0 and yearly * years > capex and math.isfinite(years)):
        return math.nan
    return float(brentq(lambda rate: npv(rate, capex, yearly, years), 0.0, _HIGHEST_RATE, xtol=1e-12))


def payback(capex: float, yearly: float) -> float:
    """Years in which the gains sum to the investment, without interest; NaN where they never do."""
    return capex / yearly if yearly > 0 else math.nan


def price_swing(catalog: Catalog) -> pd.DataFrame:
    """Return what a unit of each technology earns less or more at the unfavourable and favourable ends of prices.

    Everything it makes and everything it uses moves at once, from its central price to an end of its price range in
    the catalog: in the case ``low`` what it makes is cheap and what it uses dear, in ``high`` the other way round.
    What comes from a neighbour counts like what is bought, since the neighbour could sell it; a good without a range
    does not move.

    Returns
    -------
    pandas.DataFrame
        ``technology, case, products, inputs, energy``: CNY per unit of the reference good; ``energy``: what is used
        and has an energy content (coal equivalent) in the catalog, ``inputs``: what else is used.
    """
    lines = traded(catalog)
    goods = catalog.commodities.set_index("id").reindex(lines["commodity"])
    prices = goods[["price_low", "price", "price_high"]].to_numpy(float)
    central = prices[:, 1]
    made = (lines["coefficient"] > 0).to_numpy()
    part = np.where(made, "products", np.where(goods["tce_per_unit"].fillna(0.0) > 0, "energy", "inputs"))
    parts = []
    for case in ("low", "high"):
        cheap = made if case == "low" else ~made
        end = np.where(cheap, np.fmin(prices[:, 0], prices[:, 2]), np.fmax(prices[:, 0], prices[:, 2]))
        shift = lines["coefficient"] * np.nan_to_num(end - central)
        parts.append(pd.DataFrame({"technology": lines["technology"], "case": case, "part": part, "shift": shift}))
    table = pd.concat(parts, ignore_index=True)
    sums = table.pivot_table(index=["technology", "case"], columns="part", values="shift", aggfunc="sum")
    return sums.reindex(columns=["products", "inputs", "energy"]).fillna(0.0).rename_axis(columns=None).reset_index()


def returns(table: pd.DataFrame, catalog: Catalog, rate: float) -> pd.DataFrame:
    """Return the economics of plants in the three cases.

    Low: all prices at the end that is bad for the plant (`price_swing`) and its capital cost at the high; high: the
    other way round. Prices that move together in fact are taken to their ends apart, hence the range is a wide one.

    Parameters
    ----------
    table
        ``technology, size`` (load), ``capacity`` (units a year), ``gain`` (CNY/a before capital cost).
    catalog
        The effective catalog.
    rate
        Discount rate, 1/a.

    Returns
    -------
    pandas.DataFrame
        ``technology, case, capex, gain, npv, irr, payback_a`` (CNY, CNY/a, CNY, 1/a, a), and what of the gain is due
        to the prices of the case: ``by_products, by_inputs, by_energy`` (CNY/a).
    """
    known = catalog.technologies.set_index("id").reindex(table["technology"])
    swing = price_swing(catalog).set_index(["case", "technology"])
    size, life = table["size"].to_numpy(float), known["lifetime_a"].to_numpy(float)
    names = {name: f"by_{name}" for name in swing}
    rows = []
    for case, opposite in zip(CASES, ("high", "", "low"), strict=True):
        unit = known["capex_cny_per_unit"].fillna(0.0)
        unit = unit if case == "central" else known[f"capex_{opposite}"].fillna(unit)
        at = pd.MultiIndex.from_product([[case], table["technology"]])
        shift = swing.reindex(at).fillna(0.0).mul(size, axis=0).rename(columns=names).reset_index(drop=True)
        capex = unit.to_numpy() * table["capacity"].to_numpy()
        gain = table["gain"].to_numpy() + shift.sum(axis=1).to_numpy()
        each = list(zip(capex, gain, life, strict=True))
        rows.append(pd.DataFrame({
            "technology": table["technology"].to_numpy(), "case": case, "capex": capex, "gain": gain,
            "npv": [npv(rate, c, g, n) for c, g, n in each], "irr": [irr(c, g, n) for c, g, n in each],
            "payback_a": [payback(c, g) for c, g, _ in each],
        }).join(shift))  # fmt: skip
    return pd.concat(rows, ignore_index=True)
