"""Who can heat whom: what one firm gives against what another needs, within the reach of the heat."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.heat.grades import grade_table
from circnet.network.places import coordinates, firm_distances_km
from circnet.park import Catalog, Park, catalog_of

__all__ = ["heat_pairs"]


def heat_pairs(by_grade: pd.DataFrame, park: Park, catalog: Catalog) -> pd.DataFrame:
    """Return pairs of firms of which one can heat the other, the largest amount first.

    Parameters
    ----------
    by_grade
        ``enterprise, commodity, direction, gj``, as `circnet.heat.heat_by_grade`.
    park, catalog
        Places of the firms; reach and temperature of the grades.

    Returns
    -------
    DataFrame
        ``from, to, commodity`` (the grade given), ``serves`` (the grade needed, no hotter), ``gj`` (the smaller of
        surplus and need, GJ a year), ``distance_km`` (NaN: not known). Each pair alone: a surplus may stand in several
        rows, which of them pays is the coupling programme's business. Left out is what lies beyond the reach of both
        grades: heat may be let down before it is sent.
    """
    effective = catalog_of(park, catalog)
    grades = grade_table(effective).rename(columns={"name": "commodity"})[["commodity", "supply_c"]]
    reach = effective.commodities.drop_duplicates("id").set_index("id")["max_km"]
    table = by_grade.merge(grades, on="commodity")
    gives = table[table["direction"] == "supply"].rename(columns={"enterprise": "from"})
    needs = table[table["direction"] == "demand"].rename(columns={"enterprise": "to", "commodity": "serves"})
    pairs = gives.merge(needs, how="cross", suffixes=("", "_needed"))
    pairs = pairs[(pairs["from"] != pairs["to"]) & (pairs["supply_c"] >= pairs["supply_c_needed"])]
    pairs = pairs.assign(gj=np.minimum(pairs["gj"], pairs["gj_needed"]))
    pairs = pairs.assign(distance_km=firm_distances_km(pairs[["from", "to"]], coordinates(park)))
    reaches = [pairs[end].map(reach).fillna(np.inf) for end in ("commodity", "serves")]  # it may be let down first
    far = pairs["distance_km"] > np.maximum(*reaches)
    # the coolest grade that serves is the one to pass on: hotter heat has better uses
    pairs = pairs[~far].sort_values(["from", "to", "serves", "supply_c"]).drop_duplicates(["from", "to", "serves"])
    pairs = pairs.sort_values(["gj", "from", "to", "serves"], ascending=[False, True, True, True], ignore_index=True)
    return pairs[["from", "to", "commodity", "serves", "gj", "distance_km"]]
