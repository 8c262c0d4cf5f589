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


def revenue_swing(catalog: Catalog) -> pd.DataFrame:
    """Return by technology what a unit earns less at ``low`` and more at ``high`` prices of what it makes, CNY.

    By the price range of the catalog around its central price; what has no range does not move.
    """
    lines = traded(catalog)
    made = lines[lines["coefficient"] > 0]
    goods = catalog.commodities.set_index("id").reindex(made["commodity"])
    central = goods["price"].to_numpy(float)
    swing = {
        case: made["coefficient"] * np.nan_to_num(goods[f"price_{case}"].to_numpy(float) - central)
        for case in ("low", "high")
    }
    return pd.DataFrame(swing).groupby(made["technology"]).sum()


def returns(table: pd.DataFrame, catalog: Catalog, rate: float) -> pd.DataFrame:
    """Return the economics of plants in the three cases.

    Low: what the plant makes at the low of its price range, and its capital cost at the high; high: the other way
    round; what it buys at its central price in all three.

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
        ``technology, case, capex, gain, npv, irr, payback_a``: CNY, CNY/a, CNY, 1/a, a.
    """
    known = catalog.technologies.set_index("id").reindex(table["technology"])
    swing = revenue_swing(catalog).reindex(table["technology"]).fillna(0.0)
    rows = []
    for case, opposite in zip(CASES, ("high", "", "low"), strict=True):
        unit = known["capex_cny_per_unit"].fillna(0.0)
        unit = unit if case == "central" else known[f"capex_{opposite}"].fillna(unit)
        shift = 0.0 if case == "central" else swing[case].to_numpy() * table["size"].to_numpy()
        capex, gain = unit.to_numpy() * table["capacity"].to_numpy(), table["gain"].to_numpy() + shift
        life = known["lifetime_a"].to_numpy(float)
        each = list(zip(capex, gain, life, strict=True))
        rows.append(pd.DataFrame({
            "technology": table["technology"].to_numpy(), "case": case, "capex": capex, "gain": gain,
            "npv": [npv(rate, c, g, n) for c, g, n in each], "irr": [irr(c, g, n) for c, g, n in each],
            "payback_a": [payback(c, g) for c, g, _ in each],
        }))  # fmt: skip
    return pd.concat(rows, ignore_index=True)
