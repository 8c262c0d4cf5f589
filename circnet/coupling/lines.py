"""Sizes in which a pipe, conveyor or power line can be built, and what each costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

STEPS = 10.0 ** (np.arange(-15, 11) / 5.0)
"""Capacities on offer, in multiples of a mode's design flow: the R5 series of ISO 3 (GB/T 321), 0.001 to 100. Nominal
diameters follow R10, and at one velocity the flow goes with the square of the diameter, so a step is one diameter."""


def line_sizes(arcs: pd.DataFrame, most: np.ndarray) -> pd.DataFrame:
    """Return the sizes in which the line of each arc could be built.

    A size of capacity ``F_k`` costs ``K (F_k / F)^h`` per km, with the mode's capital cost K at design flow F and its
    scaling exponent h: the same curve that prices lines by their flow, read at the sizes that can be bought.

    Parameters
    ----------
    arcs
        Arcs with a line: ``design_flow, exponent, capex_per_km, annuity_per_km, distance_km``.
    most
        The most that can flow on each; sizes beyond the first that carries it are left out.

    Returns
    -------
    pandas.DataFrame
        ``arc`` (position in ``arcs``), ``size`` (multiple of the design flow), ``capacity`` (units a year),
        ``capex_per_km, annuity_per_km`` (CNY, CNY/a), ``fixed`` (annuity of the whole line, CNY/a).
    """
    table = arcs.reset_index(drop=True).assign(arc=np.arange(len(arcs)), most=most)
    table = table.merge(pd.DataFrame({"size": STEPS}), how="cross")
    table = table.assign(capacity=table["design_flow"] * table["size"])
    below = table.groupby("arc")["capacity"].shift(fill_value=0.0)
    table = table[(below < table["most"]) & (table["most"] > 0)].reset_index(drop=True)
    scale = table["size"] ** table["exponent"]
    table = table.assign(
        capex_per_km=table["capex_per_km"] * scale, annuity_per_km=table["annuity_per_km"] * scale,
    )  # fmt: skip
    fields = ["arc", "size", "capacity", "capex_per_km", "annuity_per_km"]
    return table.assign(fixed=table["annuity_per_km"] * table["distance_km"].fillna(0.0))[[*fields, "fixed"]]
